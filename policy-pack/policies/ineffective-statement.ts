import { type Finding, quote, undecided } from "../analysis/findings";
import type { NormalForm } from "../analysis/fingerprint";
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
import type { Rule } from "../facts/rule";

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
    onUnknown: {
      description:
        "How to report what an unknown value leaves open: not at all, as an advisory, or at the policy's own level (`mandatory`). Silent here, since any unknown name may turn out to be a slip.",
      type: "string",
      enum: ["silent", "advisory", "mandatory"],
      default: "silent",
    },
  },
  appliesTo: carriesDocuments,
  judge: (resource) => documentsOf(resource, []).flatMap((place) => judgeDocument(resource, place)),
};

function judgeDocument(resource: Resource, place: IamDocument): readonly Finding[] {
  const reading = readDocument(place.value);
  // What is not known at all, and what cannot be read, is reported once, by the policies for what it allows.
  if (reading.kind !== "document") return [];
  const { document } = reading;
  // Without its version nothing is known of variables.
  const isVersioned = !(isMap(place.value) && place.value["Version"] === UNKNOWN);
  const flaws = flawsOf(document).filter(({ kind }) => isVersioned || kind !== "variable");
  if (flaws.length > 0) return flaws.map((flaw) => violation(resource, place, document.version, flaw));
  return mayBeFlawed(document)
    ? [undecided(holderOf(resource), place.path, "are without effect, like a slip in an action's name")]
    : [];
}

/** What is wrong, what follows, what to write. */
type Account = Pick<Finding, "what" | "why" | "fix" | "meaning">;

function violation(resource: Resource, place: IamDocument, version: string, flaw: Flaw): Finding {
  const account = accountOf(place, version, flaw);
  return { kind: "violation", ...account, what: `${holderOf(resource)}: ${account.what}` };
}

const verbOf = ({ effect }: Statement): string => (effect === "Deny" ? "denies" : "allows");

const said = (place: IamDocument, statement: Statement): string =>
  `statement ${statementLabel(place, statement)}`;

function accountOf(place: IamDocument, version: string, flaw: Flaw): Account {
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
    case "covered":
      return {
        what: `${said(place, flaw.statement)} says nothing that ${said(place, flaw.by)} does not`,
        why: "nothing changes without it, and it seems to limit what it does not",
        fix: "remove it, or narrow the other one",
        meaning: { kind: "covered", statement: meaningOf(flaw.statement) },
      };
  }
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
