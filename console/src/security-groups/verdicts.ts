/** The evidence on rules: what to look at first, what it does not cover, and what to commit. */

import type { Coverage, NarrowerKind, RuleEvidence, Verdict } from "../../../console-api/contract";
import { countOf, countText, shareText } from "../shared/amount-text";

/** In the order in which they ask for something. */
export const VERDICTS: readonly Verdict[] = ["UNUSED", "WIDER", "UNDECIDED", "USED"];

const nameOf = ({ component, groupName }: RuleEvidence): string => component ?? groupName;

/** What can be narrowed first, then in before out, then by group. */
export function inOrder(rules: readonly RuleEvidence[]): readonly RuleEvidence[] {
  return rules.toSorted(
    (a, b) =>
      VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) ||
      (a.direction === b.direction ? 0 : a.direction === "INGRESS" ? -1 : 1) ||
      nameOf(a).localeCompare(nameOf(b), "en") ||
      a.ruleId.localeCompare(b.ruleId, "en"),
  );
}

/** The first sentence of a verdict's reason; what it rests on follows in the details. */
export const firstSentence = (why: string): string => /^.*?\.(?=\s+[A-Z])/s.exec(why)?.[0] ?? why;

/** How many rules have each verdict. */
export function countsOf(rules: readonly RuleEvidence[]): { readonly [verdict in Verdict]: number } {
  const counts = { UNUSED: 0, WIDER: 0, UNDECIDED: 0, USED: 0 };
  for (const { verdict } of rules) counts[verdict] += 1;
  return counts;
}

/** Whether a rule has all words of `text` somewhere, in any case. */
export function matches(rule: RuleEvidence, text: string): boolean {
  const all = [
    rule.groupId,
    rule.groupName,
    rule.component ?? "",
    rule.ruleId,
    rule.flowId ?? "",
    rule.direction,
    rule.traffic,
    rule.peer.id,
    rule.peer.name,
    rule.why,
    ...(rule.seen?.peers ?? []),
  ]
    .join("\n")
    .toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

const day = (time: string): string => time.slice(0, 10);

/**
 * What the records do not tell, a sentence for each: what they do not cover is no evidence of absence.
 *
 * @param days the period that was asked for.
 * @param isHistoryRead whether all of the history of interfaces could be read.
 */
export function gapsIn(
  { from, to, historyFrom, records, unresolved, truncated }: Coverage,
  days: number,
  isHistoryRead: boolean,
): readonly string[] {
  const gaps: string[] = [];
  const covered = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  if (covered < days - 1) {
    gaps.push(
      `There are records of ${countOf(Math.max(0, Math.floor(covered)), "day")} of the ${countOf(days, "day")} asked for.`,
    );
  }
  if (historyFrom === null) {
    gaps.push(
      isHistoryRead
        ? "It is not recorded yet which network interface had which groups, so records cannot be told apart by group."
        : "Which network interface had which groups could not be read, so records cannot be told apart by group.",
    );
  } else if (Date.parse(historyFrom) > Date.parse(from)) {
    gaps.push(
      `It is only known since ${day(historyFrom)} which network interface had which groups; records before that day decide nothing.`,
    );
  }
  if (records === 0) gaps.push("There is no record at all in this period.");
  if (unresolved > 0) {
    gaps.push(
      `${countText(unresolved)} of ${countOf(records, "record")} (${shareText(unresolved, records)}) belong to an interface whose groups were not known then.`,
    );
  }
  if (truncated) gaps.push("The period has more records than are read: ask for a shorter one.");
  return gaps;
}

/** A text to commit, and the rules that it narrows. */
export interface Change {
  readonly text: string;
  readonly rules: readonly RuleEvidence[];
}

/** What goes into one file. */
export interface Proposal {
  readonly file: string;
  readonly kind: NarrowerKind;
  /** Each text once. Each narrows its own rules and leaves all others as they are: two of one setting exclude each other. */
  readonly changes: readonly Change[];
}

const KINDS: readonly NarrowerKind[] = ["CONFIGURATION", "CODE"];

/** All narrower rules as text, by file: configuration before code. */
export function proposalsOf(rules: readonly RuleEvidence[]): readonly Proposal[] {
  const narrowed = inOrder(rules).flatMap((rule) =>
    rule.narrower === null ? [] : [{ ...rule.narrower, text: clipboardText(rule.narrower.text), rule }],
  );
  return KINDS.flatMap((kind) => {
    const ofKind = narrowed.filter((one) => one.kind === kind);
    return [...new Set(ofKind.map(({ file }) => file))].map((file): Proposal => {
      const parts = ofKind.filter((one) => one.file === file);
      const changes = [...new Set(parts.map(({ text }) => text))].map((text) => ({
        text,
        rules: parts.filter((part) => part.text === text).map(({ rule }) => rule),
      }));
      return { file, kind, changes };
    });
  });
}

/** Text as it goes to the clipboard and from there into a file: line feeds, no empty end, one line feed at the end. */
export const clipboardText = (text: string): string => `${text.replaceAll("\r\n", "\n").trimEnd()}\n`;
