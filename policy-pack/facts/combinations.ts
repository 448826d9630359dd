import { quote } from "../analysis/findings";
import { Combination, documentOfClass, originOf } from "../analysis/iam/combined";
import { type Document, readDocument, type Statement } from "../analysis/iam/document";
import type { Owner } from "../analysis/iam/escalations";
import { MANAGED_POLICIES } from "../analysis/iam/managed-policies";
import { statementLabel } from "./iam-documents";
import type { StackResource } from "./resource";
import type { Boundary, GrantedPolicy, Grantee } from "./role-grants";

/** A document that a grantee has, and how messages name its statements. */
export interface Piece {
  readonly document: Document;
  readonly label: (statement: Pick<Statement, "sid" | "path">) => string;
  /** The resources that the document was made from. */
  readonly sources: () => readonly StackResource[];
}

/** How sure it is what limits a grantee: not at all where the policy is not in the stack, or not known yet. */
export type Certainty = "certain" | "foreign" | "unknown";

/** All documents of a grantee, as one. */
export interface Holding {
  readonly pieces: readonly Piece[];
  readonly combination: Combination;
  readonly boundary: Certainty;
}

/**
 * What a grantee has for sure, or (`withPossible`) what it may have. Documents that are not known at all, or cannot be
 * read, are reported elsewhere and count for nothing here.
 */
export function holdingOf(grantee: Grantee, withPossible: boolean): Holding {
  const granted = withPossible ? [...grantee.grants, ...grantee.possible] : grantee.grants;
  const pieces = distinct(granted).flatMap(pieceOf);
  const [limit, boundary] = limitOf(grantee.boundary);
  const documents = pieces.map(({ document }) => document);
  return { pieces, combination: new Combination(documents, limit, ownerOfGrantee(grantee)), boundary };
}

/** Names a statement of a holding's combination. */
export function labelIn({ pieces }: Holding, statement: Statement): string {
  const [at, path] = originOf(statement);
  return pieces[at]?.label({ sid: statement.sid, path }) ?? quote(path);
}

/** The grantee as the owner of what it has; a permission set is none that actions could name. */
export const ownerOfGrantee = ({ kind, name }: Grantee): Owner | undefined =>
  name === undefined || kind === "permission set" ? undefined : { kind, name };

/** A policy that is attached twice grants once. */
function distinct(granted: readonly GrantedPolicy[]): readonly GrantedPolicy[] {
  const byPlace = new Map(
    granted.map((grant) => [
      grant.kind === "managed" ? `aws ${grant.name}` : `${grant.carrier.urn} ${grant.document.path}`,
      grant,
    ]),
  );
  return [...byPlace.values()];
}

/** The property that a path begins with: `inlinePolicies` of `inlinePolicies[0].policy`. */
export const propertyOf = (path: string): string => path.split(/[.[]/, 1)[0] ?? path;

function pieceOf(grant: GrantedPolicy): readonly Piece[] {
  if (grant.kind === "managed") {
    const reach = MANAGED_POLICIES.get(grant.name);
    return reach === undefined
      ? []
      : [{ document: documentOfClass(reach), label: () => quote(grant.name), sources: () => [] }];
  }
  const { carrier, document: place } = grant;
  const reading = readDocument(place.value);
  if (reading.kind !== "document") return [];
  return [
    {
      document: reading.document,
      label: (statement) => `${statementLabel(place, statement)} of ${quote(carrier.name)}`,
      sources: () => carrier.sourcesOf(propertyOf(place.path)),
    },
  ];
}

function limitOf(boundary: Boundary): readonly [limit: Document | undefined, certainty: Certainty] {
  switch (boundary.kind) {
    case "none":
      return [undefined, "certain"];
    case "foreign":
      return [undefined, "foreign"];
    case "unknown":
      return [undefined, "unknown"];
    case "managed": {
      const reach = MANAGED_POLICIES.get(boundary.name);
      return reach === undefined ? [undefined, "foreign"] : [documentOfClass(reach), "certain"];
    }
    case "policy": {
      const reading = readDocument(boundary.document);
      return reading.kind === "document" ? [reading.document, "certain"] : [undefined, "unknown"];
    }
  }
}
