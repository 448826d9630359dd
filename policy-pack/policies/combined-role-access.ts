import { type Finding, list, quote } from "../analysis/findings";
import {
  type Administration,
  administrationBeyond,
  administrationMeaning,
  judgeAdministration,
} from "../analysis/iam/administration";
import { hasUnknownParts } from "../analysis/iam/document";
import { escalationMeaning, remedyOf, stepsText } from "../analysis/iam/escalation-text";
import {
  type Escalation,
  escalationsOf,
  isIdentityWrite,
  METHODS,
  permissionOf,
} from "../analysis/iam/escalations";
import { type Bound, Permission } from "../analysis/iam/permission";
import { matches } from "../analysis/patterns";
import { type Holding, holdingOf, labelIn, ownerOfGrantee, type Piece } from "../facts/combinations";
import { concernsGrants, type Grantee, granteeLabel, granteesOf } from "../facts/role-grants";
import type { Rule, Settings } from "../facts/rule";
import { BOUNDARY_PATHS, texts } from "../facts/settings";

/** Rejects what several documents of one role allow together, and none of them alone. */
export const combinedRoleAccess: Rule = {
  name: "combined-role-access",
  displayName: "No administrative access in pieces",
  description: "The documents of one role, user or group must not add up to administrative access.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["iam", "least-privilege", "privilege-escalation"],
  remediationSteps:
    "List the actions and ARNs that are needed in each of the documents, or give the jobs roles of their own.",
  settings: {
    allowRoles: {
      description: "Roles, users and groups that may be administrative, by name; `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
    boundaryPaths: BOUNDARY_PATHS,
  },
  appliesTo: concernsGrants,
  // Nothing is wrong with one document that another policy does not say.
  judge: () => [],
  judgeStack: (stack, settings) =>
    granteesOf(stack, texts(settings, "boundaryPaths")).flatMap((grantee) =>
      isExempt(grantee, settings)
        ? []
        : judgeGrantee(grantee).map((finding): Finding => ({ ...finding, urn: grantee.urn })),
    ),
};

const isExempt = ({ name }: Grantee, settings: Settings): boolean =>
  name !== undefined && texts(settings, "allowRoles").some((pattern) => matches(pattern, name));

function judgeGrantee(grantee: Grantee): readonly Finding[] {
  if (grantee.grants.length + grantee.possible.length < 2) return [];
  const proven = judgeHolding(grantee, holdingOf(grantee, false), "least");
  if (proven !== undefined) return [proven];
  const all = holdingOf(grantee, true);
  const isOpen = grantee.possible.length > 0 || all.pieces.some(({ document }) => hasUnknownParts(document));
  return isOpen && judgeHolding(grantee, all, "most") !== undefined ? [undecidedFor(grantee)] : [];
}

/** What the documents of a holding make possible together; at most one finding, the gravest. */
function judgeHolding(grantee: Grantee, holding: Holding, bound: Bound): Finding | undefined {
  const { pieces, combination } = holding;
  if (pieces.length < 2) return undefined;
  const { administration, escalations } = combination.reach(bound);
  if (administration === undefined && escalations.length === 0) return undefined;
  // What one document does alone, or may do, is said of that one.
  const told = pieces.filter((piece) => isAdministrative(piece, bound));
  if (told.length > 0) {
    const parts = told.map(({ document }) => Permission.of(document, bound));
    const beyond = bound === "least" ? administrationBeyond(combination.permission(bound), parts) : undefined;
    return beyond === undefined ? undefined : administrative(grantee, holding, bound, beyond);
  }
  if (administration !== undefined) return administrative(grantee, holding, bound, administration);
  const alone = new Set(pieces.flatMap((piece) => methodsOf(piece, grantee, bound)));
  if (METHODS.some((method) => isIdentityWrite(method) && alone.has(method.id))) return undefined;
  const [first, ...others] = escalations.filter(({ method }) => !alone.has(method.id));
  return first === undefined ? undefined : escalating(grantee, holding, bound, [first, ...others]);
}

function isAdministrative({ document }: Piece, bound: Bound): boolean {
  const { verdict } = judgeAdministration(document);
  return verdict === "administrative" || (bound === "most" && verdict === "undecided");
}

const methodsOf = ({ document }: Piece, grantee: Grantee, bound: Bound): readonly string[] =>
  escalationsOf(permissionOf(document, bound, true), METHODS, ownerOfGrantee(grantee)).map(
    ({ method }) => method.id,
  );

/** What a boundary that is not seen here does to a finding. */
function withinBoundary(finding: Finding, { boundary }: Holding, grantee: Grantee): Finding {
  if (boundary === "certain") return finding;
  if (boundary === "unknown")
    return {
      ...finding,
      kind: "unverified",
      what: `${finding.what}, unless its permissions boundary, which is not known yet, takes it away`,
    };
  const name = grantee.boundary.kind === "foreign" ? grantee.boundary.arn : "";
  const arn = grantee.boundary.kind === "managed" ? grantee.boundary.name : name;
  return {
    ...finding,
    level: "advisory",
    what: `${finding.what}, unless its permissions boundary ${quote(arn)} takes it away`,
  };
}

function administrative(grantee: Grantee, holding: Holding, bound: Bound, because: Administration): Finding {
  const { escalation, statements } = because;
  const labels = statements.map((statement) => labelIn(holding, statement));
  const finding: Finding = {
    kind: "violation",
    what: `${granteeLabel(grantee)}: ${list(labels)} together are administrative access`,
    why: `each is narrower alone, but their holder has ${quote(escalation)} on everything and nearly all services`,
    fix: "list the actions and ARNs that are needed, give each job a role of its own, or name this one in `allowRoles`",
    meaning: administrationMeaning("combined-administrative", holding.combination.permission(bound)),
  };
  return withinBoundary(finding, holding, grantee);
}

function escalating(
  grantee: Grantee,
  holding: Holding,
  bound: Bound,
  escalations: readonly [Escalation, ...Escalation[]],
): Finding {
  const [first] = escalations;
  const labels = [...new Set(first.statements.map((statement) => labelIn(holding, statement)))];
  // One statement stands for all that allow the same from other source addresses.
  const which = labels.length === 1 ? [...labels, "others"] : labels;
  const ids = escalations.map(({ method }) => quote(method.id));
  const finding: Finding = {
    kind: "violation",
    what: `${granteeLabel(grantee)}: ${list(which)} together allow ${stepsText(first)} (${list(ids, 2)})`,
    why: first.method.gives,
    fix: remedyOf(first),
    meaning: {
      kind: "combined-escalation",
      of: escalationMeaning(
        escalations,
        holding.combination.permissionFor(bound),
        holding.combination.document,
        ownerOfGrantee(grantee),
      ),
    },
    ...(isIdentityWrite(first.method) ? {} : { level: "advisory" }),
  };
  return withinBoundary(finding, holding, grantee);
}

const undecidedFor = (grantee: Grantee): Finding => ({
  kind: "unverified",
  what: `${granteeLabel(grantee)}: what its policies allow together is not fully known yet`,
  why: "some of the possible values make it administrative, or let it raise its own permissions",
  fix: "it is judged again at the end of the update, with all values known",
  meaning: { kind: "undecided", path: "policies of one holder" },
});
