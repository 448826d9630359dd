/** Small plans for the renderers' tests. */

import type { Plan, PlanResource } from "../../../preview/plan";

export const stackUrn = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";

export function resource(type: string, name: string, changes: Partial<PlanResource> = {}): PlanResource {
  return {
    urn: `urn:pulumi:dev::shop::${type}::${name}`,
    type,
    name,
    parent: stackUrn,
    custom: true,
    id: "",
    inputs: {},
    outputs: {},
    dependencies: [],
    propertyDependencies: {},
    options: {},
    materialised: [],
    ...changes,
  };
}

export const stack = (outputs: PlanResource["outputs"] = {}): PlanResource =>
  resource("pulumi:pulumi:Stack", "shop-dev", { urn: stackUrn, parent: "", custom: false, outputs });

export function plan(resources: readonly PlanResource[], changes: Partial<Plan> = {}): Plan {
  const violations = changes.violations ?? [];
  const mandatory = violations.filter(({ enforcementLevel }) => enforcementLevel === "mandatory").length;
  return {
    version: 1,
    project: "shop",
    stack: "dev",
    resources,
    violations,
    unverified: [],
    opaque: [],
    summary: {
      resources: resources.length,
      mandatory,
      advisory: violations.length - mandatory,
      unverified: changes.unverified?.length ?? 0,
      opaque: changes.opaque?.length ?? 0,
      durationMs: 1234,
    },
    ...changes,
  };
}
