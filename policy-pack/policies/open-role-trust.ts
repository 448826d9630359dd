import { type Finding, undecided } from "../analysis/findings";
import { ANY_NAMED } from "../analysis/iam/caller-conditions";
import { type CallerQuestion, judgeCallers, type Opening } from "../analysis/iam/callers";
import { type Document, readDocument } from "../analysis/iam/document";
import { conditionsText, openingsMeaning, strangersText } from "../analysis/iam/opening-text";
import { carriesDocuments, documentsOf, holderOf, type IamDocument } from "../facts/iam-documents";
import type { Resource } from "../facts/resource";
import type { Rule } from "../facts/rule";
import { lettingText } from "../facts/statement-clauses";

/** The three ways to take on a role. Tags and source identities of a session alone give nobody a session. */
const QUESTION: CallerQuestion = {
  trust: ANY_NAMED,
  actions: ["sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"],
};

/** Rejects trust policies by which a stranger can take on the role. */
export const openRoleTrust: Rule = {
  name: "open-role-trust",
  displayName: "No role that anyone can assume",
  description: "A role must not be assumable by anyone.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["iam", "trust"],
  remediationSteps:
    "Name the accounts, roles or services in `Principal`, or require `aws:PrincipalOrgID`. Never use `NotPrincipal` with `Allow`.",
  settings: {},
  appliesTo: carriesDocuments,
  judge: (resource) =>
    documentsOf(resource, [])
      .filter(({ position }) => position === "trust")
      .flatMap((document) => judgeTrust(resource, document)),
};

function judgeTrust(resource: Resource, place: IamDocument): readonly Finding[] {
  const reading = readDocument(place.value);
  const open = (): Finding => undecided(holderOf(resource), place.path, "let anyone assume the role");
  if (reading.kind === "unknown") return [open()];
  // What cannot be read is reported once, by `administrative-access`.
  if (reading.kind === "unreadable") return [];
  const judgement = judgeCallers(reading.document, QUESTION);
  if (judgement.verdict === "closed") return [];
  if (judgement.verdict === "undecided") return [open()];
  return [violation(resource, place, reading.document, judgement.openings)];
}

function violation(
  resource: Resource,
  place: IamDocument,
  document: Document,
  openings: readonly Opening[],
): Finding {
  const [first] = openings;
  const letting = lettingText(
    place,
    openings.map(({ statement }) => statement),
  );
  const who = first === undefined ? "anyone" : strangersText(first);
  const since = first === undefined ? "" : conditionsText(first, document);
  return {
    kind: "violation",
    what: `${holderOf(resource)}: ${letting} ${who} assume the role${since}`,
    why: "every AWS account can take it on and use its permissions",
    fix: 'name who needs it, like `"AWS": "arn:aws:iam::123456789012:role/deploy"`, or require `StringEquals` on `aws:PrincipalOrgID`',
    meaning: openingsMeaning("open-trust", openings),
  };
}
