import { list } from "../analysis/findings";
import { judgeAdministration } from "../analysis/iam/administration";
import { type Document, hasUnknownParts, readDocument, type Statement } from "../analysis/iam/document";
import { documentsOf, type IamDocument, statementLabel } from "./iam-documents";
import type { Resource } from "./resource";
import type { Settings } from "./rule";
import { texts } from "./settings";

/** A document that grants, can be read, and is no administrative access. */
export interface Grant {
  readonly place: IamDocument;
  readonly document: Document;
  /** Whether some part of the document is not known, so that its bounds may differ. */
  readonly hasUnknown: boolean;
  /** Whether it may yet turn out to be administrative access, which is reported as that. */
  readonly isUndecided: boolean;
}

/**
 * The grants of a resource that are judged for less than administrative access. What is not known at all, cannot be read
 * or is administrative is reported once, by the policy for that.
 */
export const narrowerGrantsOf = (resource: Resource, settings: Settings): readonly Grant[] =>
  documentsOf(resource, texts(settings, "boundaryPaths")).flatMap((place) => {
    if (place.position !== "grant") return [];
    const reading = readDocument(place.value);
    if (reading.kind !== "document") return [];
    const { document } = reading;
    const { verdict } = judgeAdministration(document);
    return verdict === "administrative"
      ? []
      : [{ place, document, hasUnknown: hasUnknownParts(document), isUndecided: verdict === "undecided" }];
  });

/** How messages name the statements that allow something: one that does, or several. */
export function allowingText(
  place: IamDocument,
  statements: readonly Statement[],
  said: (only: Statement) => string = () => "",
): string {
  const [only, ...others] = new Set(statements);
  if (only !== undefined && others.length === 0)
    return `statement ${statementLabel(place, only)} allows ${said(only)}`;
  const labels = [...new Set(statements)].map((statement) => statementLabel(place, statement));
  return `statements ${list(labels, 2)} allow `;
}
