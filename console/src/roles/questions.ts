/** What the roles view asks. */

import type { Question, RolesReview, RoleUsageAnswer } from "../../../console-api/contract";
import { type Api, ApiFailure } from "../data/api";
import { poll } from "../data/polling";

const ROLES = `query Roles {
  roles {
    asOf
    roles {
      key name purpose trust drift createdAt
      grants { sentence reason actions resources conditions }
    }
    problems { part reason message }
  }
}`;

const START_USAGE = `mutation StartUsage {
  startRoleUsage { id }
}`;

const USAGE = `query Usage($id: ID!) {
  roleUsage(id: $id) {
    state failure
    roles { key services { namespace name lastUsed unused } }
    problems { part reason message }
  }
}`;

export const askRoles = async (api: Api, signal: AbortSignal): Promise<RolesReview> =>
  (await api.ask<{ readonly roles: RolesReview }>(ROLES, {}, signal)).roles;

/**
 * Has IAM look up which services each role used, and awaits what it found.
 *
 * @throws {ApiFailure} where it found nothing, with its reason.
 */
export async function askUsage(api: Api, signal: AbortSignal): Promise<RoleUsageAnswer> {
  const { startRoleUsage } = await api.ask<{ readonly startRoleUsage: Question }>(START_USAGE, {}, signal);
  const { id } = startRoleUsage;
  const answer = await poll({
    ask: async () =>
      (await api.ask<{ readonly roleUsage: RoleUsageAnswer }>(USAGE, { id }, signal)).roleUsage,
    isOver: ({ state }) => state !== "RUNNING",
    isPassing: (error) => error instanceof ApiFailure && error.kind === "network",
    signal,
  });
  if (answer.state === "FAILED") {
    throw new ApiFailure("refused", answer.failure ?? "IAM could not say which services were used.");
  }
  return answer;
}
