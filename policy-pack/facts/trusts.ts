import { type Document, readDocument } from "../analysis/iam/document";
import { documentsOf, type IamDocument } from "./iam-documents";
import type { Resource } from "./resource";

/** Who may take on a role, as far as that can be read. */
export interface Trusting {
  readonly place: IamDocument;
  readonly document: Document;
}

/**
 * The trusts of a resource that can be read. What is not known at all is reported once, by `open-role-trust`; what cannot
 * be read, by `administrative-access`.
 */
export const trustsOf = (resource: Resource): readonly Trusting[] =>
  documentsOf(resource, []).flatMap((place) => {
    if (place.position !== "trust") return [];
    const reading = readDocument(place.value);
    return reading.kind === "document" ? [{ place, document: reading.document }] : [];
  });
