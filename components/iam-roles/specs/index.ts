/** The list of roles, and which of them a configuration needs. */

import type { StackConfig } from "../../../config/stack-config";
import type { PartitionCapabilities } from "../../../partitions";
import type { Duties, RoleKey, RoleOptions, RoleSpec } from "../role-spec";
import { apiRole } from "./api";
import { graphqlDataRole, graphqlLogRole } from "./console";
import { dashboardsAdminRole, dashboardsCognitoRole, dashboardsReaderRole } from "./dashboards";
import { interfaceClockRole, interfaceHistoryRole } from "./interface-history";
import { flowLogsRole } from "./network";
import { imageRefreshRole, patchAutomationRole, patchWindowRole } from "./patching";
import { proxyRole } from "./proxy";

const DASHBOARDS_ROLES: readonly RoleKey[] = ["dashboardsAdmin", "dashboardsReader", "dashboardsCognito"];

const SPECS: { readonly [key in RoleKey]: (options: RoleOptions) => RoleSpec } = {
  api: apiRole,
  graphqlLog: graphqlLogRole,
  graphqlData: graphqlDataRole,
  interfaceHistory: interfaceHistoryRole,
  interfaceClock: interfaceClockRole,
  dashboardsAdmin: dashboardsAdminRole,
  dashboardsReader: dashboardsReaderRole,
  dashboardsCognito: dashboardsCognitoRole,
  proxy: proxyRole,
  patchWindow: patchWindowRole,
  patchAutomation: patchAutomationRole,
  imageRefresh: imageRefreshRole,
  flowLogs: flowLogsRole,
};

/** Every role that a stack in a partition can have: without identity pools nobody signs in to Dashboards with a role. */
export const possibleRoles = ({ cognitoIdentity }: PartitionCapabilities): readonly RoleKey[] =>
  (Object.keys(SPECS) as RoleKey[]).filter(
    (key) => cognitoIdentity !== "" || !DASHBOARDS_ROLES.includes(key),
  );

/**
 * The roles with their trust and statements, in the order given.
 * @throws RangeError where a Cognito role is asked for without pools, or in a partition that has none
 */
export function roleSpecs(
  roles: readonly RoleKey[],
  options: Omit<RoleOptions, "roles">,
): readonly RoleSpec[] {
  return roles.map((key) => SPECS[key]({ ...options, roles }));
}

type RoleConfig = Pick<
  StackConfig,
  "console" | "userPool" | "signIn" | "domain" | "patching" | "flowLogs" | "network"
>;

/** What the console's roles are for in a configuration. Of an existing VPC's own flow logs nothing is known here. */
export function requiredDuties(config: Omit<RoleConfig, "signIn">): Duties {
  const { console, userPool, domain, patching, flowLogs, network } = config;
  const flowLogsWritten = network.kind === "new" || !network.existing.flowLogs;
  const store = flowLogs.destination === "s3" ? "athena" : "logs-insights";
  return {
    flowLogs: flowLogsWritten ? store : "none",
    patchOperation: patching.operation,
    // Without a user pool nobody could ask the console for anything: it is a site without an API.
    console: console !== undefined && userPool !== undefined,
    ownDomain: domain.kind === "new",
  };
}

/** Which roles a stack needs: no role exists that nothing in the stack would use. */
export function requiredRoles(config: RoleConfig): readonly RoleKey[] {
  const { signIn, domain, patching } = config;
  const { console, flowLogs } = requiredDuties(config);
  const roles: RoleKey[] = [];
  if (console) roles.push("api", "graphqlLog", "graphqlData");
  // Flow logs name interfaces, not groups: the history tells whose they were, and is of no use without the logs.
  if (console && flowLogs !== "none") roles.push("interfaceHistory", "interfaceClock");
  if (signIn.kind === "cognito" && domain.kind === "new") {
    roles.push(...DASHBOARDS_ROLES);
  }
  roles.push("proxy");
  if (patching.operation === "Install") roles.push("patchWindow");
  if (patching.operation === "Install" || console) roles.push("patchAutomation");
  if (patching.imageRefresh === "weekly") roles.push("imageRefresh");
  if (flowLogs === "logs-insights") roles.push("flowLogs");
  return roles;
}
