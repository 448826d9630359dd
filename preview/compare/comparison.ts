/** What a change means against the plan of its base: resources, flows, permissions and findings. */

import type { Plan, PlanViolation } from "../plan";
import { compareFlows, type FlowChanges } from "./flows";
import { comparePermissions, type PermissionChanges } from "./permissions";
import { stackResources } from "./plan-stack";
import { compareResources, type ResourceChanges } from "./resources";

export interface FindingChanges {
  /** Violations that the base does not have. */
  readonly introduced: readonly PlanViolation[];
  /** Violations of the base that are gone. */
  readonly resolved: readonly PlanViolation[];
}

export interface Comparison {
  readonly resources: ResourceChanges;
  readonly flows: FlowChanges;
  readonly permissions: PermissionChanges;
  readonly violations: FindingChanges;
}

/** A violation is the same for as long as policy, resource and fingerprint are; without fingerprint, message. */
const identity = ({ policyPack, policy, urn, fingerprint, message }: PlanViolation): string =>
  JSON.stringify([policyPack, policy, urn, fingerprint === "" ? message : fingerprint]);

/** The violations of `plan` that `other` does not have. */
function only(plan: Plan, other: Plan): readonly PlanViolation[] {
  const known = new Set(other.violations.map(identity));
  return plan.violations.filter((violation) => !known.has(identity(violation)));
}

/** Compares the plan of a change with that of its base. */
export function compare(base: Plan, head: Plan): Comparison {
  const before = stackResources(base);
  const after = stackResources(head);
  return {
    resources: compareResources(base, head),
    flows: compareFlows(before, after),
    permissions: comparePermissions(before, after),
    violations: { introduced: only(head, base), resolved: only(base, head) },
  };
}
