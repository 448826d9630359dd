/**
 * What IAM answers to one request with its whole context, on the pack's reading of documents and patterns. The pack itself
 * asks about sets of requests, where a condition only counts as one that binds or does not; here its values count.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */

import type { Statement as Written } from "../../access/documents";
import { documentText } from "../../access/documents";
import { parseOperator } from "../../policy-pack/analysis/iam/conditions";
import {
  type Condition,
  type PatternList,
  readDocument,
  type Statement,
} from "../../policy-pack/analysis/iam/document";
import { matches } from "../../policy-pack/analysis/patterns";

export interface Request {
  readonly action: string;
  /** Undefined where a role is assumed: the trust is the role's own. */
  readonly resource?: string;
  readonly context?: { readonly [key: string]: string | readonly string[] };
}

/** The statements as the pack reads them. @throws Error where it cannot */
export function read(statements: readonly Written[]): readonly Statement[] {
  const reading = readDocument(documentText(statements));
  if (reading.kind !== "document") throw new Error(`the document is ${reading.kind}`);
  return reading.document.statements;
}

const includes = (list: PatternList, text: string, fold: boolean): boolean => {
  const found = list.patterns.some((pattern) =>
    fold ? matches(pattern.toLowerCase(), text.toLowerCase()) : matches(pattern, text),
  );
  return found !== list.negated;
};

/** One operator on one value. @throws Error for an operator that no document here has */
function holds(test: string, wanted: string, found: string): boolean {
  switch (test) {
    case "stringequals":
    case "stringnotequals":
      return wanted === found;
    case "bool":
      return wanted.toLowerCase() === found.toLowerCase();
    case "stringlike":
    case "arnlike":
    case "arnequals":
      return matches(wanted, found);
    default:
      throw new Error(`no meaning is known for \`${test}\``);
  }
}

function isMet({ operator, key, values }: Condition, context: NonNullable<Request["context"]>): boolean {
  const { test, qualifier, negated, ifExists } = parseOperator(operator);
  const entry = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  if (test === "null") return values.includes(String(entry === undefined));
  // Without the key a negated test holds, one for all of its values as well, and any other does not.
  if (entry === undefined) return negated || ifExists || qualifier === "forallvalues";
  const found = typeof entry === "string" ? [entry] : entry;
  if (found.length > 1 && qualifier === "") throw new Error(`\`${key}\` has several values`);
  const isOne = (one: string): boolean => values.some((wanted) => holds(test, wanted, one));
  if (qualifier === "forallvalues") {
    if (negated) throw new Error(`no meaning is known for \`${operator}\``);
    return found.every(isOne);
  }
  return negated ? !found.some(isOne) : found.some(isOne);
}

const applies = (statement: Statement, { action, resource, context = {} }: Request): boolean =>
  includes(statement.actions, action, true) &&
  (resource === undefined ||
    statement.resources === undefined ||
    includes(statement.resources, resource, false)) &&
  statement.conditions.every((condition) => isMet(condition, context));

/** Whether the statements allow a request, and none denies it. */
export function isAllowed(statements: readonly Statement[], request: Request): boolean {
  const effects = statements.filter((statement) => applies(statement, request)).map(({ effect }) => effect);
  return effects.includes("Allow") && !effects.includes("Deny");
}

/** Whether a session may do something: its policies allow it, and its boundary does too. */
export const maySession =
  (policies: readonly Written[], boundary: readonly Written[]) =>
  (request: Request): boolean =>
    isAllowed(read(policies), request) && isAllowed(read(boundary), request);
