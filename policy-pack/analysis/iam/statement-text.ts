import { list, quote } from "../findings";
import { gripOf } from "./conditions";
import type { Condition, Statement } from "./document";

const elements = (negated: boolean, patterns: readonly string[], all: string): string =>
  negated
    ? patterns.length === 0
      ? all
      : `${all} but ${list(patterns.map(quote), 2)}`
    : list(patterns.map(quote), 2);

/** The resources of a statement, for messages: `` `*` ``, ``all resources but `arn:aws:s3:::logs` ``. */
export const resourcesText = ({ resources }: Statement): string =>
  resources === undefined
    ? "all resources"
    : elements(resources.negated, resources.patterns, "all resources");

/** What a statement is about, for messages: `` `s3:GetObject` on `*` ``, ``all actions but `iam:*` on all resources``. */
export const allowedText = (statement: Statement): string =>
  `${actionsText(statement)} on ${resourcesText(statement)}`;

/** The actions of statements, for messages: those of the first, where one of them is all but some. */
export function actionsText(...statements: readonly Statement[]): string {
  const [first] = statements;
  if (first === undefined) return "actions";
  const patterns = statements.some(({ actions }) => actions.negated)
    ? first.actions.patterns
    : [...new Set(statements.flatMap(({ actions }) => actions.patterns))];
  return elements(first.actions.negated, patterns, "all actions");
}

/** What the conditions of a grant fail to do, as a clause; `""` where there are none. */
export function looseText(conditions: readonly Condition[]): string {
  const loose = conditions.filter((condition) => gripOf(condition) === "loose").map(({ key }) => quote(key));
  return loose.length === 0
    ? ""
    : `, and its condition on ${list([...new Set(loose)], 2)} does not limit that`;
}
