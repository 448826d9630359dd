/** What the roles were given and did not use. */

import type { Role, RoleUsage, ServiceUsage } from "../../../console-api/contract.js";

/** A role with the services that it has not used for 90 days, of those that it may use. */
export interface UnusedServices {
  readonly role: Role;
  readonly services: readonly ServiceUsage[];
}

/** Roles with unused services, in the order of the roles. */
export function unusedServices(
  roles: readonly Role[],
  usage: readonly RoleUsage[],
): readonly UnusedServices[] {
  return roles.flatMap((role) => {
    const services = servicesOf(role.key, usage)?.filter(({ unused }) => unused) ?? [];
    return services.length === 0 ? [] : [{ role, services }];
  });
}

/** What was heard of a role; `undefined` where nothing was. */
export const servicesOf = (key: string, usage: readonly RoleUsage[]): readonly ServiceUsage[] | undefined =>
  usage.find((role) => role.key === key)?.services;
