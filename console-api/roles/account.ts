/** Roles as the account has them. */

import {
  GetRoleCommand,
  GetRolePolicyCommand,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  type Role,
} from "@aws-sdk/client-iam";
import type { DeployedRole } from "../deployment";
import { reasonOf } from "../failures";
import type { Surroundings } from "../surroundings";

type Asking = Pick<Surroundings, "aws" | "signal">;

export interface AccountRole {
  readonly createdAt: Date | undefined;
  readonly path: string;
  readonly boundaryArn: string | undefined;
  /** JSON text. */
  readonly trust: string;
  /** JSON texts by name. */
  readonly inlinePolicies: ReadonlyMap<string, string>;
  /** Names of managed policies that are attached. */
  readonly attachedPolicies: readonly string[];
}

/** IAM escapes documents as addresses are; one that is not is taken as it stands. */
function unescaped(document: string | undefined): string {
  try {
    return decodeURIComponent(document ?? "");
  } catch {
    return document ?? "";
  }
}

/** The role by its name; `undefined`: there is none. */
export async function roleNamed(
  { aws, signal }: Asking,
  { name }: Pick<DeployedRole, "name">,
): Promise<Role | undefined> {
  try {
    const { Role: found } = await aws.iam.send(new GetRoleCommand({ RoleName: name }), {
      abortSignal: signal,
    });
    return found;
  } catch (error) {
    if (reasonOf(error) === "NOT_FOUND") return undefined;
    throw error;
  }
}

async function attachedTo({ aws, signal }: Asking, name: string): Promise<readonly string[]> {
  const found: string[] = [];
  const pages = paginateListAttachedRolePolicies(
    { client: aws.iam },
    { RoleName: name },
    { abortSignal: signal },
  );
  for await (const { AttachedPolicies } of pages) {
    found.push(...(AttachedPolicies ?? []).map(({ PolicyName, PolicyArn }) => PolicyName ?? PolicyArn ?? ""));
  }
  return found.sort();
}

async function inlineIn({ aws, signal }: Asking, name: string): Promise<ReadonlyMap<string, string>> {
  const names: string[] = [];
  const pages = paginateListRolePolicies({ client: aws.iam }, { RoleName: name }, { abortSignal: signal });
  for await (const { PolicyNames } of pages) names.push(...(PolicyNames ?? []));
  const found = await Promise.all(
    names.sort().map(async (PolicyName) => {
      const command = new GetRolePolicyCommand({ RoleName: name, PolicyName });
      const { PolicyDocument } = await aws.iam.send(command, { abortSignal: signal });
      return [PolicyName, unescaped(PolicyDocument)] as const;
    }),
  );
  return new Map(found);
}

/** A role with all that is attached to it; `undefined`: there is none. */
export async function accountRole(around: Asking, declared: DeployedRole): Promise<AccountRole | undefined> {
  const [role, inlinePolicies, attachedPolicies] = await Promise.all([
    roleNamed(around, declared),
    orNone(inlineIn(around, declared.name)),
    orNone(attachedTo(around, declared.name)),
  ]);
  if (role === undefined || inlinePolicies === undefined || attachedPolicies === undefined) return undefined;
  return {
    createdAt: role.CreateDate,
    path: role.Path ?? "/",
    boundaryArn: role.PermissionsBoundary?.PermissionsBoundaryArn,
    trust: unescaped(role.AssumeRolePolicyDocument),
    inlinePolicies,
    attachedPolicies,
  };
}

/** `undefined` for the role that is not there. */
async function orNone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (reasonOf(error) === "NOT_FOUND") return undefined;
    throw error;
  }
}
