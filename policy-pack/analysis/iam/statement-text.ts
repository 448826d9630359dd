import { list, quote } from "../findings";
import type { Statement } from "./document";

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
