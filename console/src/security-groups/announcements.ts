/** What screen readers are told while a question to the flow logs runs. */

import { countOf } from "../shared/amount-text";
import type { Evidence } from "./questions";
import { countsOf } from "./verdicts";

/** The outcome in one sentence. */
export function outcomeText({ state, failure, rules }: Evidence): string {
  if (state === "FAILED") return `The flow logs gave no answer. ${failure ?? ""}`.trim();
  const { UNUSED, WIDER, UNDECIDED, USED } = countsOf(rules);
  return `${countOf(rules.length, "rule")}: ${UNUSED} unused, ${WIDER} wider than used, ${UNDECIDED} undecided, ${USED} used.`;
}
