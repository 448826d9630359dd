import { list, quote } from "../findings";
import { gripOf } from "./conditions";
import type { Condition, Statement } from "./document";

const elements = (negated: boolean, patterns: readonly string[], all: string): string =>
  negated
    ? patterns.length === 0
      ? all
      : `${all} but ${list(patterns.map(quote), 2)}`
    : list(patterns.map(quote), 2);

/** What a statement is about, for messages: `` `s3:GetObject` on `*` ``, ``all actions but `iam:*` on all resources``. */
export function allowedText({ actions, resources }: Statement): string {
  const what = elements(actions.negated, actions.patterns, "all actions");
  const where =
    resources === undefined
      ? "all resources"
      : elements(resources.negated, resources.patterns, "all resources");
  return `${what} on ${where}`;
}

/** The actions of a statement, for messages. */
export const actionsText = ({ actions }: Statement): string =>
  elements(actions.negated, actions.patterns, "all actions");

/** What the conditions of a grant fail to do, as a clause; `""` where there are none. */
export function looseText(conditions: readonly Condition[]): string {
  const loose = conditions.filter((condition) => gripOf(condition) === "loose").map(({ key }) => quote(key));
  return loose.length === 0
    ? ""
    : `, and its condition on ${list([...new Set(loose)], 2)} does not limit that`;
}
