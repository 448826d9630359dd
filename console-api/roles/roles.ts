/** The stack's roles: what they were given, and whether that still holds. */

import type { Role } from "../contract";
import type { DeployedRole } from "../deployment";
import { Problems } from "../failures";
import type { Resolver, Resolvers, Surroundings } from "../surroundings";
import { accountRole } from "./account";
import { roleDrift } from "./drift";
import { inPortions } from "./portions";
import { grantOf, trustSentence } from "./sentences";
import { roleUsage, startRoleUsage } from "./usage";

async function reviewed(declared: DeployedRole, around: Surroundings, problems: Problems): Promise<Role> {
  const home = around.deployment;
  const found = await problems.part("drift of roles", undefined, async () => {
    const role = await accountRole(around, declared);
    return { createdAt: role?.createdAt, drift: roleDrift(role, declared, around.ids, home) };
  });
  return {
    key: declared.key,
    name: declared.name,
    purpose: declared.purpose,
    trust: trustSentence(declared, home),
    grants: declared.statements.map((statement) => grantOf(statement, home)),
    drift: found?.drift ?? null,
    createdAt: found?.createdAt?.toISOString() ?? null,
  };
}

const roles: Resolver<"roles"> = async (_given, around) => {
  const problems = new Problems();
  const asOf = around.now().toISOString();
  const found = await inPortions(around.deployment.roles, (role) => reviewed(role, around, problems));
  return { roles: found, problems: problems.found, asOf };
};

export const roleResolvers = { roles, startRoleUsage, roleUsage } satisfies Resolvers<
  "roles" | "startRoleUsage" | "roleUsage"
>;
