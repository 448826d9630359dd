/** What the specs of the roles share: one configuration per partition, and the roles it gives. */

import { type Duties, type RoleKey, type RoleSpec, roleSpecs } from "../../../components/iam-roles";
import type { RoleOptions } from "../../../components/iam-roles/role-spec";
import type { Partition } from "../../../partitions";
import { context } from "../recorder";

export const POOLS = {
  userPoolId: "eu-central-1_Pool",
  identityPoolId: "eu-central-1:0a1b2c3d-0000-4000-8000-000000000000",
};

const EVERYWHERE: readonly RoleKey[] = [
  "api",
  "graphqlLog",
  "graphqlData",
  "interfaceHistory",
  "interfaceClock",
  "proxy",
  "patchWindow",
  "patchAutomation",
  "imageRefresh",
  "flowLogs",
];

const WITH_COGNITO: readonly RoleKey[] = ["dashboardsAdmin", "dashboardsReader", "dashboardsCognito"];

/** Every role that a partition can have. */
export const ROLES: { readonly [partition in Partition]: readonly RoleKey[] } = {
  aws: [...EVERYWHERE, ...WITH_COGNITO],
  "aws-us-gov": [...EVERYWHERE, ...WITH_COGNITO],
  "aws-cn": EVERYWHERE,
};

export const PARTITION_NAMES: readonly Partition[] = ["aws", "aws-us-gov", "aws-cn"];

/** The most that a stack can have. */
export const DUTIES: Duties = {
  flowLogs: "athena",
  patchOperation: "Install",
  console: true,
  ownDomain: true,
};

export function options(partition: Partition, changes: Partial<RoleOptions> = {}): RoleOptions {
  return {
    roles: ROLES[partition],
    context: context(partition),
    rolePath: "/logging/",
    patchingBuckets: ["aws-ssm-of-region", "al2023-repos-of-region"],
    ec2Messages: true,
    duties: DUTIES,
    ...(partition === "aws-cn" ? {} : { cognito: POOLS }),
    ...changes,
  };
}

export function specs(partition: Partition, changes: Partial<RoleOptions> = {}): readonly RoleSpec[] {
  return roleSpecs(ROLES[partition], options(partition, changes));
}

export function spec(
  key: RoleKey,
  partition: Partition = "aws",
  changes: Partial<RoleOptions> = {},
): RoleSpec {
  const found = roleSpecs(ROLES[partition], options(partition, changes)).find((one) => one.key === key);
  if (!found) throw new Error(`no role \`${key}\` in ${partition}`);
  return found;
}
