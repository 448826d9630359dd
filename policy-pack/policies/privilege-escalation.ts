import { type Finding, list, quote, undecided } from "../analysis/findings";
import { judgeAdministration } from "../analysis/iam/administration";
import { type Document, hasUnknownParts, readDocument } from "../analysis/iam/document";
import { escalationMeaning, remedyOf, stepsText } from "../analysis/iam/escalation-text";
import {
  type Escalation,
  escalationsOf,
  isIdentityWrite,
  METHODS,
  type Owner,
  permissionOf,
} from "../analysis/iam/escalations";
import { passesAllRoles } from "../analysis/iam/pass-role";
import type { Bound } from "../analysis/iam/permission";
import { allowedText, looseText } from "../analysis/iam/statement-text";
import { matches } from "../analysis/patterns";
import {
  carriesDocuments,
  documentsOf,
  holderName,
  holderOf,
  type IamDocument,
  ownerOf,
  statementLabel,
} from "../facts/iam-documents";
import type { Resource } from "../facts/resource";
import type { Rule, Settings } from "../facts/rule";
import { BOUNDARY_PATHS, texts } from "../facts/settings";

/** Rejects grants by which their holder gains permissions that it was not given. */
export const privilegeEscalation: Rule = {
  name: "privilege-escalation",
  displayName: "No privilege escalation",
  description: "An IAM document must not let its holder raise its own permissions.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["iam", "least-privilege", "privilege-escalation"],
  remediationSteps:
    "List the ARNs of the roles, users and policies that are changed, require a permissions boundary by `iam:PermissionsBoundary`, and name the roles that are passed.",
  settings: {
    allowRoles: {
      description:
        "Roles, users, groups and policies that may raise permissions, by name; `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
    boundaryExempts: {
      description:
        "Whether a condition on `iam:PermissionsBoundary` makes it safe to write policies of all roles or users.",
      type: "boolean",
      default: true,
    },
    boundaryPaths: BOUNDARY_PATHS,
    exceptMethods: {
      description: "Methods that do not count, by id as messages give it; `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
    methods: {
      description: "Methods that count, by id; `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: ["*"],
    },
  },
  appliesTo: carriesDocuments,
  judge: (resource, settings) =>
    documentsOf(resource, texts(settings, "boundaryPaths"))
      .filter(({ position }) => position === "grant")
      .flatMap((place) => (isExempt(resource, settings) ? [] : judgeGrant(resource, place, settings))),
};

function isExempt(resource: Resource, settings: Settings): boolean {
  const name = holderName(resource);
  return name !== undefined && texts(settings, "allowRoles").some((pattern) => matches(pattern, name));
}

function judgeGrant(resource: Resource, place: IamDocument, settings: Settings): readonly Finding[] {
  const reading = readDocument(place.value);
  // What is not known at all, and what cannot be read, is reported once, by `administrative-access`.
  if (reading.kind !== "document") return [];
  const { document } = reading;
  const proven = graded(document, "least", settings, ownerOf(resource));
  const mayBeMore = hasUnknownParts(document);
  if (proven.writes.length === 0 && proven.detours.length === 0 && !mayBeMore) return [];
  const administration = judgeAdministration(document);
  if (administration.verdict === "administrative") return [];
  const permissionFor = permissionOf(document, "least", settings["boundaryExempts"] !== false);
  const found = (escalations: readonly Escalation[]): Finding => ({
    ...violation(resource, place, escalations),
    meaning: escalationMeaning(escalations, permissionFor, document, ownerOf(resource)),
  });
  if (proven.writes.length > 0) return [found(proven.writes)];
  const findings: Finding[] =
    proven.detours.length > 0 ? [{ ...found(proven.detours), level: "advisory" }] : [];
  // `administrative-access` says it of the whole document where more than that is open.
  if (administration.verdict === "undecided" || !mayBeMore) return findings;
  const possible = graded(document, "most", settings, ownerOf(resource));
  const isOpen = possible.writes.length > 0 || (findings.length === 0 && possible.detours.length > 0);
  return isOpen
    ? [...findings, undecided(holderOf(resource), place.path, "let its holder raise its own permissions")]
    : findings;
}

interface Graded {
  /** Identities are rewritten in one step. */
  readonly writes: readonly Escalation[];
  /** A service lends a role, so that it also takes one that is stronger. */
  readonly detours: readonly Escalation[];
}

function graded(document: Document, bound: Bound, settings: Settings, owner: Owner | undefined): Graded {
  const [count, except] = [texts(settings, "methods"), texts(settings, "exceptMethods")];
  const among = (patterns: readonly string[], id: string): boolean =>
    patterns.some((pattern) => matches(pattern, id));
  const exempts = settings["boundaryExempts"] !== false;
  const found = escalationsOf(permissionOf(document, bound, exempts), METHODS, owner).filter(
    ({ method: { id } }) => among(count, id) && !among(except, id),
  );
  const detours = found.filter(({ method }) => !isIdentityWrite(method));
  // Passing any role to any service is `broad-pass-role`'s to report.
  const isPassed = detours.some(({ method }) => method.passedTo !== undefined);
  const isBroad = isPassed && passesAllRoles(document, bound).length > 0;
  return {
    writes: found.filter(({ method }) => isIdentityWrite(method)),
    detours: isBroad ? detours.filter(({ method }) => method.passedTo === undefined) : detours,
  };
}

function violation(
  resource: Resource,
  place: IamDocument,
  escalations: readonly Escalation[],
): Omit<Finding, "meaning"> {
  const [first] = escalations;
  if (first === undefined) throw new RangeError("there is no finding without an escalation");
  // The same statement may stand there for several services, with and without its conditions.
  const statements = [...new Map(first.statements.map((statement) => [statement.path, statement])).values()];
  const [only] = statements;
  const allows =
    statements.length === 1 && only !== undefined
      ? `statement ${statementLabel(place, only)} allows ${allowedText(only)}${looseText(only.conditions)}, and so ${stepsText(first)}`
      : `statements ${list(statements.map((statement) => statementLabel(place, statement)))} allow ${stepsText(first)}`;
  return {
    kind: "violation",
    what: `${holderOf(resource)}: ${allows} (${list(
      escalations.map(({ method }) => quote(method.id)),
      2,
    )})`,
    why: first.method.gives,
    fix: remedyOf(first),
  };
}
