import { list, quote } from "../analysis/findings";
import type { BroadAction } from "../analysis/iam/broad-actions";
import type { Statement } from "../analysis/iam/document";
import { looseText, resourcesText } from "../analysis/iam/statement-text";
import { type IamDocument, statementLabel } from "./iam-documents";

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

/** Actions on all that they could be limited to: ``statement `Read` (…) allows `kms:Decrypt` on `*`, which is all of their kind``. */
export function broadActionsText(place: IamDocument, broad: readonly BroadAction[]): string {
  const names = list(broad.map(({ action }) => quote(action.name)));
  const statements = broad.flatMap((one) => one.statements);
  const [only, ...others] = new Set(statements);
  const where =
    only === undefined || others.length > 0
      ? "all resources of their kind"
      : `${resourcesText(only)}, which is all of their kind`;
  const loose = looseText(statements.flatMap(({ conditions }) => conditions));
  return `${allowingText(place, statements)}${names} on ${where}${loose}`;
}

/** How messages name the statements that let callers in: ``statement `policy.Statement[0]` lets``. */
export function lettingText(place: IamDocument, statements: readonly Statement[]): string {
  const labels = list(statements.map((statement) => statementLabel(place, statement)));
  return statements.length === 1 ? `statement ${labels} lets` : `statements ${labels} let`;
}
