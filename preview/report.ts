import type { ResourceState } from "./engine/state";
import type { Plan, PlanPolicyPack, PlanResource, PlanSource, PlanUnverified, PlanViolation } from "./plan";
import { type Finding, fingerprintOf, isUnverified } from "./policy/finding";
import { withoutInternalKeys } from "./values/codec";
import { toPlanProperties } from "./values/plan-values";

export interface ReportParts {
  readonly project: string;
  readonly stack: string;
  readonly source: PlanSource;
  readonly policyPacks: readonly PlanPolicyPack[];
  readonly states: readonly ResourceState[];
  readonly findings: readonly Finding[];
  readonly durationMs: number;
}

/** The plan, as JSON shows it and the renderer reads it. */
export function report(parts: ReportParts): Plan {
  const { project, stack, source, policyPacks, states, findings, durationMs } = parts;
  const violations = findings.filter((finding) => !isUnverified(finding) || finding.level === "mandatory");
  const unverified = findings.filter(isUnverified);
  const opaque = states.filter((state) => state.origin === "remote");
  const shown = violations.map(violation);
  return {
    version: 1,
    project,
    stack,
    source,
    policyPacks,
    resources: states.map(planResource),
    violations: shown,
    unverified: unverified.map(planUnverified),
    opaque: opaque.map(({ urn, type }) => ({ urn, type })),
    summary: {
      resources: states.length,
      mandatory: shown.filter(({ enforcementLevel }) => enforcementLevel === "mandatory").length,
      advisory: shown.filter(({ enforcementLevel }) => enforcementLevel === "advisory").length,
      unverified: unverified.length,
      opaque: opaque.length,
      durationMs,
    },
  };
}

const planUnverified = ({ pack, policy, subject, message }: Finding): PlanUnverified => ({
  policyPack: pack,
  policy,
  urn: subject,
  message,
});

function violation(finding: Finding): PlanViolation {
  return {
    policyPack: finding.pack,
    policy: finding.policy,
    enforcementLevel: finding.level,
    severity: finding.severity,
    urn: finding.subject,
    message: finding.message,
    fingerprint: fingerprintOf(finding),
    materialised: finding.restsOnStandIns,
  };
}

function planResource(state: ResourceState): PlanResource {
  return {
    urn: state.urn,
    type: state.type,
    name: state.name,
    parent: state.parent,
    custom: state.custom,
    id: state.id,
    inputs: toPlanProperties(withoutInternalKeys(state.inputs)),
    outputs: toPlanProperties(withoutInternalKeys(state.outputs)),
    dependencies: state.dependencies,
    propertyDependencies: state.propertyDependencies,
    options: state.options.shown,
    materialised: state.materialised,
    ...(state.position === undefined ? {} : { position: state.position }),
  };
}
