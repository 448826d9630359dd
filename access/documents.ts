/** IAM documents, plain: nothing in them has to exist first. */

import { BOUNDARY_MAX_CHARACTERS } from "../components/iam-roles";

/** Operator, key and what the key is compared with. */
export type Conditions = {
  readonly [operator: string]: { readonly [key: string]: string | readonly string[] };
};

export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: { readonly Federated: string } | { readonly AWS: string } | "*";
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[] | string;
  readonly NotResource?: readonly string[] | string;
  readonly Condition?: Conditions;
}

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/** A list of one is written as its one element: the quota counts characters. */
const brief = (_: string, value: unknown): unknown =>
  Array.isArray(value) && value.length === 1 && typeof value[0] === "string" ? value[0] : value;

/** The document as IAM takes it. */
export const documentText = (statements: readonly Statement[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements } satisfies PolicyDocument, brief);

/** IAM's quota for a managed policy, which a boundary is, in characters without white space. */
export const MAX_POLICY_CHARACTERS = BOUNDARY_MAX_CHARACTERS;

/** IAM's quota for managed policies of one role, where nobody had it raised. */
export const MAX_ATTACHED_POLICIES = 10;

/** @throws RangeError where the document is longer than IAM accepts */
export function policyText(what: string, statements: readonly Statement[]): string {
  const text = documentText(statements);
  if (text.length > MAX_POLICY_CHARACTERS)
    throw new RangeError(
      `${what} is \`${text.length}\` characters long; IAM accepts at most ${MAX_POLICY_CHARACTERS}`,
    );
  return text;
}

/**
 * The statements in as few documents as take them in this order.
 * @throws RangeError where one statement alone is too long, or more documents are needed than a role can have
 */
export function inDocuments(what: string, statements: readonly Statement[]): readonly string[] {
  const documents: Statement[][] = [];
  for (const statement of statements) {
    const last = documents.at(-1);
    const fits = last !== undefined && documentText([...last, statement]).length <= MAX_POLICY_CHARACTERS;
    if (fits) last.push(statement);
    else documents.push([statement]);
  }
  if (documents.length > MAX_ATTACHED_POLICIES)
    throw new RangeError(
      `${what} takes \`${documents.length}\` policies; IAM attaches at most ${MAX_ATTACHED_POLICIES}`,
    );
  return documents.map((document) => policyText(what, document));
}
