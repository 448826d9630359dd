import { type Finding, list, quote, undecided } from "../analysis/findings";
import { fingerprint, type NormalForm } from "../analysis/fingerprint";
import { judgeAdministration } from "../analysis/iam/administration";
import type { ConditionFlaw } from "../analysis/iam/condition-flaws";
import { readDocument, type Statement } from "../analysis/iam/document";
import { type Flaw, flawsOf, mayBeFlawed } from "../analysis/iam/ineffective";
import { kindText } from "../analysis/iam/kinds";
import { folded, type Lists, normalList, normalPattern } from "../analysis/iam/lists";
import { normalCondition } from "../analysis/iam/opening-text";
import { isMap, UNKNOWN } from "../analysis/unknown";
import {
  carriesDocuments,
  documentsOf,
  holderOf,
  type IamDocument,
  pathIn,
  statementLabel,
} from "../facts/iam-documents";
import type { Resource } from "../facts/resource";
import type { Rule, Settings } from "../facts/rule";

/** Advises of statements, or parts of them, that have no effect or another one than they seem to have. */
export const ineffectiveStatement: Rule = {
  name: "ineffective-statement",
  displayName: "No statement without effect",
  description: "What an IAM document says must have an effect.",
  enforcementLevel: "advisory",
  severity: "low",
  tags: ["iam", "correctness"],
  remediationSteps:
    "Correct what the message names, or remove the statement. A `Deny` without effect lets through what it was written against.",
  settings: {
    coveredStatements: {
      description: "Whether statements of which another one says all are reported, too.",
      type: "boolean",
      default: false,
    },
    onUnknown: {
      description:
        "How to report what an unknown value leaves open: not at all, as an advisory, or at the policy's own level (`mandatory`). Silent here, since any unknown name may turn out to be a slip.",
      type: "string",
      enum: ["silent", "advisory", "mandatory"],
      default: "silent",
    },
  },
  appliesTo: carriesDocuments,
  judge: (resource, settings) =>
    documentsOf(resource, []).flatMap((place) => judgeDocument(resource, place, settings)),
};

function judgeDocument(resource: Resource, place: IamDocument, settings: Settings): readonly Finding[] {
  const reading = readDocument(place.value);
  // What is not known at all, and what cannot be read, is reported once, by the policies for what it allows.
  if (reading.kind !== "document") return [];
  const { document } = reading;
  // Without its version nothing is known of variables.
  const isVersioned = !(isMap(place.value) && place.value["Version"] === UNKNOWN);
  const isCoverageAsked = settings["coveredStatements"] === true;
  const flaws = flawsOf(document, isCoverageAsked).filter(({ kind }) => isVersioned || kind !== "variable");
  if (flaws.length > 0) {
    const covered = flaws.filter((flaw) => flaw.kind === "covered");
    return [
      ...flaws
        .filter((flaw) => flaw.kind !== "covered")
        .map((flaw) => violation(resource, accountOf(place, document.version, flaw))),
      // Beside a grant of everything each statement is covered, and there is something else to be said of it.
      ...(covered.length === 0 || judgeAdministration(document).verdict === "administrative"
        ? []
        : [violation(resource, coveredAccount(place, covered))]),
    ];
  }
  return mayBeFlawed(document, isCoverageAsked)
    ? [undecided(holderOf(resource), place.path, "are without effect, like a slip in an action's name")]
    : [];
}

/** What is wrong, what follows, what to write. */
type Account = Pick<Finding, "what" | "why" | "fix" | "meaning">;

const violation = (resource: Resource, account: Account): Finding => ({
  kind: "violation",
  ...account,
  what: `${holderOf(resource)}: ${account.what}`,
});

const verbOf = ({ effect }: Statement): string => (effect === "Deny" ? "denies" : "allows");

const said = (place: IamDocument, statement: Statement): string =>
  `statement ${statementLabel(place, statement)}`;

function accountOf(place: IamDocument, version: string, flaw: Exclude<Flaw, Covered>): Account {
  switch (flaw.kind) {
    case "version":
      return {
        what: `${quote(pathIn(place, "Version"))} is ${quote(version)}`,
        why: "the policy language has no such version",
        fix: "write `2012-10-17`",
        meaning: { kind: "version", version },
      };
    case "action":
      return actionAccount(place, flaw);
    case "resource":
      return resourceAccount(place, flaw);
    case "variable":
      return {
        what: `${said(place, flaw.statement)} has ${quote(flaw.text)} in a document of version ${quote(version)}`,
        why: "there it is plain text, which nothing is named like",
        fix: "set `Version` to `2012-10-17`",
        meaning: { kind: "variable", text: flaw.text.toLowerCase() },
      };
    case "empty":
      return {
        what: `${said(place, flaw.statement)} is about no ${flaw.element.toLowerCase()} at all`,
        why: `it ${verbOf(flaw.statement)} nothing`,
        fix: `name what is meant in ${quote(flaw.element)}, or remove the statement`,
        meaning: { kind: "empty", element: flaw.element, effect: String(flaw.statement.effect) },
      };
    case "condition":
      return conditionAccount(place, flaw.statement, flaw.flaw);
  }
}

type Covered = Flaw & { readonly kind: "covered" };

/** All statements that say nothing new are one finding: where one says much, there may be many. */
function coveredAccount(place: IamDocument, flaws: readonly Covered[]): Account {
  const statements = new Set(flaws.map(({ statement }) => statement));
  // A statement that is covered itself is not the one to narrow.
  const wide = [...new Set(flaws.map(({ by }) => by))].filter((statement) => !statements.has(statement));
  const named = (some: Iterable<Statement>): string => {
    const labels = [...some].map((statement) => statementLabel(place, statement));
    return `${labels.length === 1 ? "statement" : "statements"} ${list(labels, 2)}`;
  };
  const isOne = statements.size === 1;
  return {
    what: `${named(statements)} ${isOne ? "says" : "say"} nothing that ${named(wide)} ${wide.length === 1 ? "does" : "do"} not`,
    why: `nothing changes without ${isOne ? "it" : "them"}, and ${isOne ? "it seems" : "they seem"} to limit what ${isOne ? "it does" : "they do"} not`,
    fix: `remove ${isOne ? "it, or narrow the other one" : "them, or narrow what says more"}`,
    meaning: {
      kind: "covered",
      statements: [...statements].map((statement) => fingerprint(meaningOf(statement))).sort(),
    },
  };
}

function actionAccount(place: IamDocument, { statement, text, meant }: Flaw & { kind: "action" }): Account {
  const { negated } = statement.actions;
  return {
    what: `${said(place, statement)} ${negated ? "excepts" : verbOf(statement)} ${quote(text)}, which no action of AWS matches`,
    why: negated ? "it excepts nothing" : `it ${verbOf(statement)} nothing by that`,
    fix: `write ${quote(meant)}`,
    meaning: {
      kind: "no-action",
      action: normalPattern(text.toLowerCase()),
      effect: String(statement.effect),
      negated,
    },
  };
}

function resourceAccount(
  place: IamDocument,
  { statement, text, kindOfResource }: Flaw & { kind: "resource" },
): Account {
  const [first = "", ...others] = statement.resources?.patterns ?? [];
  const which = others.length === 0 ? quote(first) : `${quote(first)} and ${others.length} more`;
  return {
    what: `${said(place, statement)} ${verbOf(statement)} ${quote(text)} on ${which}`,
    why: `that action is never asked for on such a resource, so that it ${verbOf(statement)} nothing by that`,
    fix:
      kindOfResource === "*"
        ? "write `*`, the only resource it has"
        : `name resources like ${quote(kindText(kindOfResource))}`,
    meaning: {
      kind: "no-resource",
      action: normalPattern(text.toLowerCase()),
      effect: String(statement.effect),
      resources: [...new Set((statement.resources?.patterns ?? []).map(normalPattern))].sort(),
    },
  };
}

function conditionAccount(place: IamDocument, statement: Statement, flaw: ConditionFlaw): Account {
  if (flaw.kind !== "values") {
    const meaning: NormalForm = { kind: `no-${flaw.kind}`, text: flaw.text.toLowerCase() };
    return {
      what: `${said(place, statement)} has a condition ${flaw.kind === "key" ? "on" : "by"} ${quote(flaw.text)}`,
      why: flaw.kind === "key" ? "no request has such a key" : "IAM has no such operator",
      fix: flaw.meant === undefined ? "write an operator like `StringEquals`" : `write ${quote(flaw.meant)}`,
      meaning,
    };
  }
  const { condition, dead, isAll, why, fix } = flaw;
  const isNegated = condition.operator.toLowerCase().includes("not");
  const [value] = dead;
  const what = `${said(place, statement)} has ${quote(condition.operator)} on ${quote(condition.key)}${value === undefined ? ", but" : ` with ${quote(value)}, `}${value === undefined ? ` ${why}` : why}`;
  return {
    what,
    why: isAll
      ? isNegated
        ? "the condition always holds"
        : "the condition never holds"
      : `that value ${isNegated ? "excludes" : "adds"} nothing`,
    fix,
    meaning: {
      kind: "dead-values",
      condition: normalCondition({ ...condition, values: dead }),
      isAll,
    },
  };
}

/** A statement as its normal form: what it is about, however it is spelled. */
function meaningOf({ effect, actions, resources, principals, conditions }: Statement): NormalForm {
  const listed = (list: Lists): NormalForm => {
    const { negated, patterns } = normalList(list);
    return { negated, patterns: [...patterns] };
  };
  const names = principals?.principals.map(({ type, value }) => `${type} ${value}`) ?? [];
  return {
    effect: String(effect),
    actions: listed(folded(actions)),
    resources: resources === undefined ? null : listed(resources),
    principals: [String(principals?.negated), ...[...new Set(names)].sort()],
    conditions: [...new Set(conditions.map(normalCondition))].sort(),
  };
}
