/**
 * The findings of a plan as SARIF 2.1.0, which code scanning of GitHub and others shows beside the lines of a change.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */

import type { Comparison } from "../compare/comparison";
import type { Plan, PlanResource, PlanUnverified, PlanViolation, Severity } from "../plan";
import type { PlaceInRepository } from "../project/repository";

/** What GitHub sorts security findings by, on the scale of CVSS. */
const SECURITY_SEVERITY: { readonly [severity in Severity | ""]: string } = {
  "": "5.0",
  low: "3.0",
  medium: "5.5",
  high: "8.0",
  critical: "9.5",
};

type Finding = PlanViolation | PlanUnverified;

const isViolation = (finding: Finding): finding is PlanViolation => "enforcementLevel" in finding;

const ruleId = ({ policyPack, policy }: Finding): string => `${policyPack}/${policy}`;

/** A message begins with the policy's description where that stands on a line of its own. */
function told(message: string): { readonly description: string | undefined; readonly text: string } {
  const [first = "", ...rest] = message.split("\n");
  return rest.length === 0
    ? { description: undefined, text: first }
    : { description: first, text: rest.join("\n") };
}

function ruleOf(finding: Finding) {
  const { description } = told(finding.message);
  return {
    id: ruleId(finding),
    name: finding.policy,
    shortDescription: { text: description ?? finding.policy },
    properties: {
      tags: ["security"],
      "security-severity": SECURITY_SEVERITY[isViolation(finding) ? finding.severity : ""],
    },
  };
}

/** Findings keep their place in a reviewer's list for as long as they say the same of the same resource. */
const identity = (finding: Finding): string =>
  [
    ruleId(finding),
    finding.urn,
    isViolation(finding) ? finding.fingerprint || finding.message : finding.message,
  ].join(" ");

/** Findings of the whole stack, and of what packages create, stand at the project's file. */
function locationOf(urn: string, resource: PlanResource | undefined, place: PlaceInRepository) {
  const { file, line, column } = resource?.position ?? { file: place.projectFile, line: 1, column: 1 };
  const path = place.projectPath === "" ? file : `${place.projectPath}/${file}`;
  return {
    physicalLocation: {
      artifactLocation: { uri: path.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" },
      region: { startLine: line, startColumn: column },
    },
    logicalLocations: [
      {
        fullyQualifiedName: urn,
        kind: "resource",
        ...(resource === undefined ? {} : { name: resource.name }),
      },
    ],
  };
}

/** Of a finding that a baseline lets pass. */
const SUPPRESSION = { kind: "external", status: "accepted", justification: "in the baseline" } as const;

const LEVELS = { mandatory: "error", remediate: "error", advisory: "warning", disabled: "note" } as const;

/** Renders `plan`, telling what is new where a comparison is given; the result ends with a line break. */
export function renderSarif(plan: Plan, place: PlaceInRepository, comparison?: Comparison): string {
  const resources = new Map(plan.resources.map((resource) => [resource.urn, resource]));
  // A mandatory finding that is not verified is in both lists.
  const reported = new Set(
    plan.violations.map(({ policyPack, policy, urn, message }) =>
      JSON.stringify([policyPack, policy, urn, message]),
    ),
  );
  const open = plan.unverified.filter(
    ({ policyPack, policy, urn, message }) =>
      !reported.has(JSON.stringify([policyPack, policy, urn, message])),
  );
  const findings: readonly Finding[] = [...plan.violations, ...open];
  const rules = new Map<string, ReturnType<typeof ruleOf>>();
  for (const finding of findings) {
    if (!rules.has(ruleId(finding))) rules.set(ruleId(finding), ruleOf(finding));
  }
  const order = [...rules.keys()];
  const results = findings.map((finding) => ({
    ruleId: ruleId(finding),
    ruleIndex: order.indexOf(ruleId(finding)),
    ...(isViolation(finding)
      ? { kind: "fail", level: LEVELS[finding.enforcementLevel] }
      : { kind: "open", level: "none" }),
    ...(comparison === undefined || !isViolation(finding)
      ? {}
      : { baselineState: comparison.violations.introduced.includes(finding) ? "new" : "unchanged" }),
    ...(isViolation(finding) && finding.baselined === true ? { suppressions: [SUPPRESSION] } : {}),
    message: { text: told(finding.message).text },
    locations: [locationOf(finding.urn, resources.get(finding.urn), place)],
    partialFingerprints: { "finding/v1": identity(finding) },
  }));
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "offline-preview", rules: [...rules.values()] } },
        automationDetails: { id: `offline-preview/${plan.project}/${plan.stack}/` },
        columnKind: "utf16CodeUnits",
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
