import { type Finding, list, quote, undecided } from "../analysis/findings";
import { type BroadAction, broadActionsMeaning, scopingText } from "../analysis/iam/broad-actions";
import { broadDataAccessOf, DATA_ACCESS, isGrave } from "../analysis/iam/data-access";
import { looseText, resourcesText } from "../analysis/iam/statement-text";
import { allowingText, type Grant, narrowerGrantsOf } from "../facts/grants";
import { carriesDocuments, holderOf } from "../facts/iam-documents";
import type { Resource } from "../facts/resource";
import type { Rule, Settings } from "../facts/rule";
import { BOUNDARY_PATHS, texts } from "../facts/settings";

/** Rejects grants of the data in all resources that hold some. */
export const broadDataAccess: Rule = {
  name: "broad-data-access",
  displayName: "No access to all data",
  description: "An IAM document must not give the data of all keys, secrets, buckets, tables or snapshots.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["iam", "least-privilege", "data-protection"],
  remediationSteps:
    "List the ARNs of the keys, secrets, parameters, buckets, tables and snapshots that are read, or require a condition that says which.",
  settings: {
    actions: {
      description:
        "Actions that hand over data. On all resources, `kms:Decrypt`, `secretsmanager:GetSecretValue` and those that share with other accounts are a violation, the others an advisory. `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [...DATA_ACCESS],
    },
    boundaryPaths: BOUNDARY_PATHS,
  },
  appliesTo: carriesDocuments,
  judge: (resource, settings) =>
    narrowerGrantsOf(resource, settings).flatMap((grant) => judgeGrant(resource, grant, settings)),
};

function judgeGrant(resource: Resource, grant: Grant, settings: Settings): readonly Finding[] {
  const { place, document, hasUnknown, isUndecided } = grant;
  const actions = texts(settings, "actions");
  const broad = broadDataAccessOf(document, "least", actions);
  const grave = broad.filter(({ action }) => isGrave(action));
  const others = broad.filter(({ action }) => !isGrave(action));
  const findings = [
    ...(grave.length > 0 ? [violation(resource, grant, grave)] : []),
    ...(others.length > 0 ? [{ ...violation(resource, grant, others), level: "advisory" as const }] : []),
  ];
  if (!hasUnknown || isUndecided || grave.length > 0) return findings;
  const known = new Set(broad.map(({ action }) => action));
  const isOpen = broadDataAccessOf(document, "most", actions).some(({ action }) => !known.has(action));
  return isOpen
    ? [
        ...findings,
        undecided(
          holderOf(resource),
          place.path,
          "give the data of all keys, secrets, buckets, tables or snapshots",
        ),
      ]
    : findings;
}

function violation(resource: Resource, { place }: Grant, broad: readonly BroadAction[]): Finding {
  const names = list(broad.map(({ action }) => quote(action.name)));
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
    why: "whoever breaks into its holder has the data of the whole account",
    fix: scopingText(broad),
    meaning: broadActionsMeaning("broad-data", broad),
  };
}
