/** The roles as the console reviews them: plain values, whatever AWS has yet to choose left open as a pattern. */

import type { DeployedRole, DeployedStatement } from "../../console-api/deployment";
import { servicePrincipal } from "../../partitions";
import { trustConditions } from "./documents";
import type { RoleKey, RoleOptions, RoleSpec, Statement, Trust } from "./role-spec";

function trustedBy(trust: Trust, { partition }: RoleOptions["context"]): string {
  return trust.kind === "identity-pool"
    ? partition.cognitoIdentity
    : servicePrincipal(trust.service, partition);
}

function deployedStatement({
  sid,
  reason,
  actions,
  resources,
  conditions = {},
}: Statement): DeployedStatement {
  return {
    sid,
    reason,
    actions,
    resources: resources.map((resource) => {
      if (typeof resource === "string") return resource;
      return typeof resource.arn === "string" ? resource.arn : resource.pattern;
    }),
    conditions,
  };
}

/** `boundaryOf`: the ARN of a role's permissions boundary. */
export function deployedRoles(
  specs: readonly RoleSpec[],
  { context, rolePath }: Pick<RoleOptions, "context" | "rolePath">,
  boundaryOf: (key: RoleKey) => string | undefined,
): readonly DeployedRole[] {
  return specs.map(({ key, name, why, trust, statements }) => {
    const permissionsBoundaryArn = boundaryOf(key);
    return {
      key,
      name,
      path: rolePath,
      purpose: why,
      trustedBy: trustedBy(trust, context),
      // AWS chooses the pool's id; the console is told it beside the ids of everything else.
      trustConditions: trustConditions(context, trust, ""),
      statements: statements.map(deployedStatement),
      ...(permissionsBoundaryArn === undefined ? {} : { permissionsBoundaryArn }),
    };
  });
}
