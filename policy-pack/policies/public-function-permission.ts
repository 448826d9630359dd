import { type Finding, undecided } from "../analysis/findings";
import { ANY_NAMED } from "../analysis/iam/caller-conditions";
import { judgeCallers, type Opening } from "../analysis/iam/callers";
import { type Document, readDocument } from "../analysis/iam/document";
import { conditionsText, openingsMeaning, strangersText } from "../analysis/iam/opening-text";
import { actionsText } from "../analysis/iam/statement-text";
import { UNKNOWN } from "../analysis/unknown";
import { isFunctionPermission, statementDocumentOf } from "../facts/permission-grants";
import type { Resource } from "../facts/resource";
import type { Rule } from "../facts/rule";

/** Rejects permissions by which strangers can invoke a Lambda function. */
export const publicFunctionPermission: Rule = {
  name: "public-function-permission",
  displayName: "No function that anyone can invoke",
  description: "A Lambda permission must not let strangers in.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["iam", "lambda", "public-access"],
  remediationSteps:
    "Name the account, role or service in `principal`; with `*`, set `principalOrgId`. For a service, set `sourceArn` and `sourceAccount`.",
  settings: {},
  appliesTo: isFunctionPermission,
  judge: (resource) => {
    const reading = readDocument(statementDocumentOf(resource) ?? UNKNOWN);
    if (reading.kind !== "document" || isThroughUrl(resource)) return [];
    const judgement = judgeCallers(reading.document, { trust: ANY_NAMED });
    switch (judgement.verdict) {
      case "closed":
        return [];
      case "undecided":
        return [undecided("this permission", unknownIn(resource), "let anyone invoke the function")];
      case "open":
        return judgement.openings.map((opening) => violation(opening, reading.document));
    }
  },
};

/**
 * Whether it only lets callers through a function URL that asks nobody who he is: such a URL is public by its own
 * declaration, and it is there that it is judged.
 */
const isThroughUrl = ({ inputs }: Resource): boolean =>
  inputs["functionUrlAuthType"] === "NONE" || inputs["invokedViaFunctionUrl"] === true;

/** The first of the properties that decide which is not known. */
const unknownIn = ({ inputs }: Resource): string =>
  [
    "principal",
    "principalOrgId",
    "sourceAccount",
    "sourceArn",
    "action",
    "functionUrlAuthType",
    "eventSourceToken",
  ].find((property) => inputs[property] === UNKNOWN) ?? "principal";

function violation(opening: Opening, document: Document): Finding {
  return {
    kind: "violation",
    what: `this permission lets ${strangersText(opening)} call ${actionsText(opening.statement)}${conditionsText(opening, document)}`,
    why: "callers that you do not know can run the function with its role's permissions",
    fix: "name the account, role or service in `principal`, or set `principalOrgId`",
    meaning: openingsMeaning("public-function", [opening]),
  };
}
