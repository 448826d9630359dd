import type { Deployment, ResourceState } from "./engine/state";
import type { Plan, PlanResource, PlanUnverified, PlanViolation } from "./plan";
import type { Finding } from "./policy/judgement";
import { withoutInternalKeys } from "./values/codec";
import { toPlanProperties } from "./values/plan-values";
import { isList, isMap, type Value } from "./values/value";

/** Begins a message about something that a policy could not decide. */
const UNVERIFIED = "unverified: ";
/** What the policy SDK says when a policy read an unknown value. */
const CANNOT_RUN = /^can't run policy .* during preview: /;
/** Ends each message of a pack with fingerprints: `[policy/fingerprint]`. */
const FINGERPRINT = /\[[^[\]\s]+\/([^[\]/\s]+)\]\s*$/;

export interface ReportParts {
  readonly project: string;
  readonly stack: string;
  readonly deployment: Deployment;
  readonly findings: readonly Finding[];
  readonly durationMs: number;
}

/** The plan, as JSON shows it and the renderer reads it. */
export function report({ project, stack, deployment, findings, durationMs }: ReportParts): Plan {
  const { states } = deployment;
  const rests = restsOnStandIns(states);
  const violations = findings.filter((finding) => !isUnverified(finding) || finding.level === "mandatory");
  const unverified = findings.filter(isUnverified);
  const opaque = states.filter((state) => state.origin === "remote");
  const shown = violations.map((finding) => violation(finding, rests));
  return {
    version: 1,
    project,
    stack,
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

/** A message may follow the policy's description, on a line of its own. */
const isUnverified = ({ message }: Finding): boolean =>
  CANNOT_RUN.test(message) || message.split("\n").some((line) => line.startsWith(UNVERIFIED));

const planUnverified = ({ pack, policy, subject, message }: Finding): PlanUnverified => ({
  policyPack: pack,
  policy,
  urn: subject,
  message,
});

function violation(finding: Finding, rests: (urn: string) => boolean): PlanViolation {
  return {
    policyPack: finding.pack,
    policy: finding.policy,
    enforcementLevel: finding.level,
    severity: finding.severity,
    urn: finding.subject,
    message: finding.message,
    fingerprint: FINGERPRINT.exec(finding.message)?.[1] ?? "",
    materialised: rests(finding.subject),
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
  };
}

/** Shorter stand-ins (`1`, a version) would be found by chance. */
const TELLING_LENGTH = 8;

/** Whether a resource's inputs contain what the preview made up for another one. */
function restsOnStandIns(states: readonly ResourceState[]): (urn: string) => boolean {
  const standIns = new Map<string, string>();
  for (const state of states) {
    for (const name of state.materialised) {
      for (const text of texts(name === "id" ? state.id : (state.outputs[name] ?? null))) {
        if (text.length >= TELLING_LENGTH) standIns.set(text, state.urn);
      }
    }
  }
  const known = new Map<string, boolean>();
  const byUrn = new Map(states.map((state) => [state.urn, state]));
  return (urn) => {
    const found = known.get(urn) ?? rests(byUrn.get(urn), standIns);
    known.set(urn, found);
    return found;
  };
}

function rests(state: ResourceState | undefined, standIns: ReadonlyMap<string, string>): boolean {
  const own = state === undefined ? [] : texts(state.inputs);
  return [...standIns].some(
    ([standIn, source]) => source !== state?.urn && own.some((text) => text.includes(standIn)),
  );
}

function texts(value: Value): readonly string[] {
  if (typeof value === "string") return [value];
  if (isList(value)) return value.flatMap(texts);
  if (isMap(value)) return Object.values(value).flatMap(texts);
  if (value !== null && typeof value === "object" && "element" in value) {
    return value.element === undefined ? [] : texts(value.element);
  }
  return [];
}
