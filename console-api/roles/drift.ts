/** What of a role differs in the account from what the program declares. */

import { readDocument } from "../../policy-pack/analysis/iam/document";
import type { DeployedRole, DeploymentIds } from "../deployment";
import { accessDrift } from "./access-drift";
import type { AccountRole } from "./account";
import type { Home } from "./resources";
import { trustDrift } from "./trust-drift";
import { inBackticks } from "./words";

/** The name of each role's one inline policy, as the program chooses it. */
export const POLICY_NAME = "access";

const lastOf = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);

function boundaryDrift(
  { boundaryArn }: AccountRole,
  { permissionsBoundaryArn }: DeployedRole,
): readonly string[] {
  if (boundaryArn === permissionsBoundaryArn) return [];
  if (boundaryArn === undefined) return ["It has no permissions boundary."];
  const other = inBackticks(lastOf(boundaryArn));
  return permissionsBoundaryArn === undefined
    ? [`It has the permissions boundary ${other}, and the program gives it none.`]
    : [`Its permissions boundary is ${other}, not ${inBackticks(lastOf(permissionsBoundaryArn))}.`];
}

function policyDrift(
  { inlinePolicies }: AccountRole,
  { statements }: DeployedRole,
  home: Home,
): readonly string[] {
  const others = [...inlinePolicies.keys()].filter((name) => name !== POLICY_NAME);
  const text = inlinePolicies.get(POLICY_NAME);
  const reading = text === undefined ? undefined : readDocument(text);
  return [
    ...others.map((name) => `It has the inline policy ${inBackticks(name)}, which is not the program's.`),
    ...(reading === undefined ? [`Its inline policy ${inBackticks(POLICY_NAME)} is gone.`] : []),
    ...(reading?.kind === "document" ? accessDrift(POLICY_NAME, reading.document, statements, home) : []),
    ...(reading !== undefined && reading.kind !== "document"
      ? [`Its inline policy ${inBackticks(POLICY_NAME)} cannot be read.`]
      : []),
  ];
}

/** What differs, each a sentence; `found` is undefined where the account has no such role. */
export function roleDrift(
  found: AccountRole | undefined,
  declared: DeployedRole,
  ids: Pick<DeploymentIds, "identityPoolId">,
  home: Home,
): readonly string[] {
  if (found === undefined) return ["The role does not exist."];
  return [
    ...(found.path === declared.path
      ? []
      : [`Its path is ${inBackticks(found.path)}, not ${inBackticks(declared.path)}.`]),
    ...trustDrift(found.trust, declared, ids, home),
    ...boundaryDrift(found, declared),
    ...found.attachedPolicies.map(
      (name) => `The managed policy ${inBackticks(name)} is attached to it, and the program attaches none.`,
    ),
    ...policyDrift(found, declared, home),
  ];
}
