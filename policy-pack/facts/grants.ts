import { type Finding, undecided } from "../analysis/findings";
import { judgeAdministration } from "../analysis/iam/administration";
import { type Document, hasUnknownParts, readDocument } from "../analysis/iam/document";
import type { Bound } from "../analysis/iam/permission";
import { documentsOf, holderOf, type IamDocument } from "./iam-documents";
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

/** What a policy finds too much of in a grant: actions, services. */
export interface Excess<Item> {
  readonly itemsOf: (document: Document, bound: Bound) => readonly Item[];
  /** What is the same for one item in both bounds. */
  readonly identityOf: (item: Item) => unknown;
  /** Whether it is a violation at the policy's level; others are advisories. */
  readonly isGrave: (item: Item) => boolean;
  readonly violation: (items: readonly Item[]) => Finding;
  /** What some values of unknown parts do: `grant nearly all of a service`. */
  readonly would: string;
}

/**
 * The findings of a grant: the grave items, the others, and whether unknown parts may add to them. What may turn out to be
 * administrative access, or is a violation as it stands, is not said to be open.
 */
export function judgeExcess<Item>(
  resource: Resource,
  grant: Grant,
  excess: Excess<Item>,
): readonly Finding[] {
  const { place, document, hasUnknown, isUndecided } = grant;
  const { itemsOf, identityOf, isGrave, violation } = excess;
  const proven = itemsOf(document, "least");
  const grave = proven.filter(isGrave);
  const others = proven.filter((item) => !isGrave(item));
  const findings = [
    ...(grave.length > 0 ? [violation(grave)] : []),
    ...(others.length > 0 ? [{ ...violation(others), level: "advisory" as const }] : []),
  ];
  if (!hasUnknown || isUndecided || grave.length > 0) return findings;
  const known = new Set(proven.map(identityOf));
  const isOpen = itemsOf(document, "most").some((item) => !known.has(identityOf(item)));
  return isOpen ? [...findings, undecided(holderOf(resource), place.path, excess.would)] : findings;
}
