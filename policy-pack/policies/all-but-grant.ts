import { type Finding, list, quote, undecided } from "../analysis/findings";
import { judgeAdministration } from "../analysis/iam/administration";
import { type Document, readDocument, type Statement } from "../analysis/iam/document";
import { type OpenEnd, openEndMeaning, openEndsOf } from "../analysis/iam/open-ended";
import { allowedText, looseText } from "../analysis/iam/statement-text";
import {
  carriesDocuments,
  documentsOf,
  holderOf,
  type IamDocument,
  statementLabel,
} from "../facts/iam-documents";
import type { Resource } from "../facts/resource";
import type { Rule } from "../facts/rule";
import { BOUNDARY_PATHS, texts } from "../facts/settings";

/** Rejects grants of whatever they do not except, and so of what AWS has yet to invent. */
export const allButGrant: Rule = {
  name: "all-but-grant",
  displayName: "No grant of all but some",
  description: "An IAM document must not grant services that nobody has thought of.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["iam", "least-privilege"],
  remediationSteps:
    "List the actions that are needed in `Action`. Keep exceptions for `Deny`, where `NotAction` bounds what is granted.",
  settings: { boundaryPaths: BOUNDARY_PATHS },
  appliesTo: carriesDocuments,
  judge: (resource, settings) =>
    documentsOf(resource, texts(settings, "boundaryPaths"))
      .filter(({ position }) => position === "grant")
      .flatMap((place) => judgeGrant(resource, place)),
};

function judgeGrant(resource: Resource, place: IamDocument): readonly Finding[] {
  const reading = readDocument(place.value);
  // What is not known at all, and what cannot be read, is reported once, by `administrative-access`.
  if (reading.kind !== "document") return [];
  const { document } = reading;
  const ends = openEndsOf(document, "least");
  if (ends.length === 0 && openEndsOf(document, "most").length === 0) return [];
  // Administrative access is open to all that comes, and so is what may yet turn out to be it.
  const { verdict } = judgeAdministration(document);
  if (verdict === "administrative") return [];
  if (ends.length > 0) return ends.map((end) => violation(resource, place, document, end));
  return verdict === "undecided"
    ? []
    : [undecided(holderOf(resource), place.path, "grant services that nobody has thought of")];
}

function violation(resource: Resource, place: IamDocument, document: Document, end: OpenEnd): Finding {
  const { statements, kinds } = end;
  const isBroad = kinds.length > 0;
  const [only, ...others] = statements;
  const what =
    only !== undefined && others.length === 0
      ? `statement ${statementLabel(place, only)} allows ${allowedText(only)}${looseText(only.conditions)}`
      : `statements ${list(statements.map((statement) => statementLabel(place, statement)))} together allow all actions, or all but some`;
  return {
    kind: "violation",
    ...(isBroad ? {} : { level: "advisory" as const }),
    what: `${holderOf(resource)}: ${what}, and so actions of services that AWS has yet to launch`,
    why: "what is not excepted is granted the day that it exists, and nobody reviews it",
    fix: isBroad
      ? "list the actions that are needed, like `ec2:Describe*`, or bound them by a `Deny` whose `NotAction` lists the services"
      : `list the actions that are needed, like ${quote(exampleAction(statements))}`,
    meaning: openEndMeaning(document, end),
  };
}

/** Actions that are usually what is wanted of a service's single resources. */
const EXAMPLES: ReadonlyMap<string, string> = new Map([
  ["dynamodb", "dynamodb:GetItem"],
  ["kms", "kms:Decrypt"],
  ["lambda", "lambda:InvokeFunction"],
  ["logs", "logs:PutLogEvents"],
  ["s3", "s3:GetObject"],
  ["secretsmanager", "secretsmanager:GetSecretValue"],
  ["sns", "sns:Publish"],
  ["sqs", "sqs:SendMessage"],
]);

/** An action for the fix: one of the first service that a resource names. */
function exampleAction(statements: readonly Statement[]): string {
  for (const { resources } of statements) {
    for (const pattern of resources?.patterns ?? []) {
      const example = EXAMPLES.get(pattern.split(":")[2] ?? "");
      if (example !== undefined) return example;
    }
  }
  return "s3:GetObject";
}
