import { covers, overlaps } from "../patterns";
import type { PatternList } from "./document";

/** A pattern list without unknowns: the texts that match a pattern or, negated, those that match none. */
export interface Lists {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

export const EVERYTHING: Lists = { negated: false, patterns: ["*"] };

/** The list at one of its bounds: with unknown items left out, or (`wide`) standing for anything. */
export function bounded({ negated, patterns, hasUnknown }: PatternList, wide: boolean): Lists {
  if (!hasUnknown || wide === negated) return { negated, patterns };
  return { negated, patterns: ["*"] };
}

/** Actions have no case. */
export const folded = ({ negated, patterns }: Lists): Lists => ({
  negated,
  patterns: patterns.map((pattern) => pattern.toLowerCase()),
});

/** The list as parts whose union it is: one a pattern, or one complement. */
export const partsOf = ({ negated, patterns }: Lists): readonly Lists[] =>
  negated ? [{ negated, patterns }] : patterns.map((pattern) => ({ negated: false, patterns: [pattern] }));

/**
 * `listCovers(a, b)` implies that every text of `b` is in `a`. Errs towards no: patterns of `a` that only together
 * cover one of `b` do not count.
 */
export function listCovers(list: Lists, other: Lists): boolean {
  if (!other.negated) {
    return other.patterns.every((pattern) =>
      list.negated
        ? !list.patterns.some((excepted) => overlaps(excepted, pattern))
        : list.patterns.some((one) => covers(one, pattern)),
    );
  }
  return list.negated
    ? list.patterns.every((excepted) => other.patterns.some((pattern) => covers(pattern, excepted)))
    : list.patterns.some((pattern) => covers(pattern, "*"));
}

/** Whether some text is in both. Errs towards yes: patterns that only together leave nothing do not count. */
export function listsOverlap(list: Lists, other: Lists): boolean {
  if (list.negated && other.negated) return true;
  if (list.negated) return listsOverlap(other, list);
  return list.patterns.some((pattern) =>
    other.negated
      ? !other.patterns.some((excepted) => covers(excepted, pattern))
      : other.patterns.some((one) => overlaps(one, pattern)),
  );
}

/** One spelling of a pattern's language: `**` is `*`, `*?` is `?*`. */
export function normalPattern(pattern: string): string {
  return pattern.replace(/[*?]*\*[*?]*/g, (run) => `${run.replaceAll("*", "")}*`);
}

/** One spelling of a list: patterns in order, those that another one covers left out. */
export function normalList({ negated, patterns }: Lists): Lists {
  const all = [...new Set(patterns.map(normalPattern))].sort();
  // Inclusion is decided pair by pair; a list so long that this would show keeps its redundant items.
  const needed =
    all.length > 64
      ? all
      : all.filter((pattern) => !all.some((other) => other !== pattern && covers(other, pattern)));
  return { negated, patterns: needed };
}
