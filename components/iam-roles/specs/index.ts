/** The list of roles, and which of them a configuration needs. */

import type { StackConfig } from "../../../config/stack-config";
import type { RoleKey, RoleOptions, RoleSpec } from "../role-spec";
import { apiRole, graphqlDataRole, graphqlLogRole } from "./console";
import { dashboardsAdminRole, dashboardsCognitoRole, dashboardsReaderRole } from "./dashboards";
import { flowLogsRole } from "./network";
import { imageRefreshRole, patchAutomationRole, patchWindowRole } from "./patching";
import { proxyRole } from "./proxy";

const SPECS: { readonly [key in RoleKey]: (options: RoleOptions) => RoleSpec } = {
  api: apiRole,
  graphqlLog: graphqlLogRole,
  graphqlData: graphqlDataRole,
  dashboardsAdmin: dashboardsAdminRole,
  dashboardsReader: dashboardsReaderRole,
  dashboardsCognito: dashboardsCognitoRole,
  proxy: proxyRole,
  patchWindow: patchWindowRole,
  patchAutomation: patchAutomationRole,
  imageRefresh: imageRefreshRole,
  flowLogs: flowLogsRole,
};

/**
 * The roles with their trust and statements, in the order given.
 * @throws RangeError where a Cognito role is asked for without pools, or in a partition that has none
 */
export function roleSpecs(roles: readonly RoleKey[], options: RoleOptions): readonly RoleSpec[] {
  return roles.map((key) => SPECS[key](options));
}

/** Which roles a stack needs: no role exists that nothing in the stack would use. */
export function requiredRoles(
  config: Pick<
    StackConfig,
    "console" | "userPool" | "signIn" | "domain" | "patching" | "flowLogs" | "network"
  >,
): readonly RoleKey[] {
  const { console, userPool, signIn, domain, patching, flowLogs, network } = config;
  const flowLogsWritten = network.kind === "new" || !network.existing.flowLogs;
  const roles: RoleKey[] = [];
  // Without a user pool nobody could ask the console for anything: it is a site without an API.
  if (console && userPool) roles.push("api", "graphqlLog", "graphqlData");
  if (signIn.kind === "cognito" && domain.kind === "new") {
    roles.push("dashboardsAdmin", "dashboardsReader", "dashboardsCognito");
  }
  roles.push("proxy");
  if (patching.operation === "Install") roles.push("patchWindow", "patchAutomation");
  if (patching.imageRefresh === "weekly") roles.push("imageRefresh");
  if (flowLogs.destination === "cloudwatch" && flowLogsWritten) roles.push("flowLogs");
  return roles;
}
