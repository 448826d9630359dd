import { type Finding, list, quote, undecided } from "../analysis/findings";
import { type BroadAction, broadActionsMeaning, scopingText } from "../analysis/iam/broad-actions";
import { looseText, resourcesText } from "../analysis/iam/statement-text";
import { unscopedWritesOf, WRITE_SCOPING_KEYS } from "../analysis/iam/unscoped-writes";
import { allowingText, type Grant, narrowerGrantsOf } from "../facts/grants";
import { carriesDocuments, holderOf } from "../facts/iam-documents";
import type { Resource } from "../facts/resource";
import type { Rule, Settings } from "../facts/rule";
import { BOUNDARY_PATHS, texts } from "../facts/settings";

/** Rejects grants of changes on all resources, where AWS lets them be limited to single ones. */
export const unscopedWrite: Rule = {
  name: "unscoped-write",
  displayName: "No change of all resources",
  description: "An IAM document must limit changes to resources where the action allows it.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["iam", "least-privilege"],
  remediationSteps:
    "Replace `*` by the ARNs of the resources that are changed, or require a condition on their tags.",
  settings: {
    boundaryPaths: BOUNDARY_PATHS,
    overrides: {
      description:
        "Actions that may be on all resources, besides those that practice leaves there, like `logs:PutLogEvents`. `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
    scopingConditionKeys: {
      description:
        "Condition keys that limit what a change is about, besides `aws:ResourceTag/…` and those for networks. `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [...WRITE_SCOPING_KEYS],
    },
  },
  appliesTo: carriesDocuments,
  judge: (resource, settings) =>
    narrowerGrantsOf(resource, settings).flatMap((grant) => judgeGrant(resource, grant, settings)),
};

function judgeGrant(resource: Resource, grant: Grant, settings: Settings): readonly Finding[] {
  const { place, document, hasUnknown, isUndecided } = grant;
  const allowances = {
    overrides: texts(settings, "overrides"),
    scopingConditionKeys: texts(settings, "scopingConditionKeys"),
  };
  const broad = unscopedWritesOf(document, "least", allowances);
  const permissions = broad.filter(({ action }) => action.access === "permissions");
  const writes = broad.filter(({ action }) => action.access !== "permissions");
  const findings = [
    ...(permissions.length > 0 ? [violation(resource, grant, permissions)] : []),
    ...(writes.length > 0 ? [{ ...violation(resource, grant, writes), level: "advisory" as const }] : []),
  ];
  if (!hasUnknown || isUndecided || permissions.length > 0) return findings;
  const known = new Set(broad.map(({ action }) => action));
  const isOpen = unscopedWritesOf(document, "most", allowances).some(({ action }) => !known.has(action));
  return isOpen
    ? [...findings, undecided(holderOf(resource), place.path, "allow changes of all resources of a kind")]
    : findings;
}

function violation(resource: Resource, { place }: Grant, broad: readonly BroadAction[]): Finding {
  const names = list(broad.map(({ action }) => quote(action.name)));
  const isPermissions = broad.some(({ action }) => action.access === "permissions");
  const statements = broad.flatMap((one) => one.statements);
  const [only, ...others] = new Set(statements);
  const where =
    only === undefined || others.length > 0
      ? "all resources of their kind"
      : `${resourcesText(only)}, which is all of their kind`;
  const loose = looseText(statements.flatMap(({ conditions }) => conditions));
  return {
    kind: "violation",
    what: `${holderOf(resource)}: ${allowingText(place, statements)}${names} on ${where}${loose}`,
    why: isPermissions
      ? "its holder can open any of them to others"
      : "one mistake or break-in can change any of them",
    fix: scopingText(broad),
    meaning: broadActionsMeaning("unscoped-write", broad),
  };
}
