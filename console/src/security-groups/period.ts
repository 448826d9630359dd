/** For how many days the flow logs are asked. */

/** Periods to choose from, in days, where flow logs are kept as long. */
const PERIODS = [7, 14, 30, 90] as const;

/** What the API accepts. */
const LONGEST = 90;

/** Longer ones cost more to ask for, and hold what was needed long ago. */
const LONGEST_DEFAULT = 30;

/** Chosen where it is not known how long flow logs are kept. */
const SAFE_DEFAULT = 7;

export interface Periods {
  /** Days, in order; none is longer than flow logs are kept. */
  readonly choices: readonly number[];
  /** One of the choices. */
  readonly chosen: number;
}

/**
 * The periods to offer.
 *
 * @param keptDays days that flow logs are kept; absent: not known.
 */
export function periodsFor(keptDays: number | undefined): Periods {
  if (keptDays === undefined) return { choices: PERIODS, chosen: SAFE_DEFAULT };
  const longest = Math.min(keptDays, LONGEST);
  const choices = [...new Set([...PERIODS.filter((days) => days < longest), longest])];
  const usual = choices.filter((days) => days <= LONGEST_DEFAULT);
  return { choices, chosen: usual.at(-1) ?? SAFE_DEFAULT };
}

/** The number of days in a reader's text, or why it is none. */
export function daysIn(text: string): { readonly days: number } | { readonly mistake: string } {
  const trimmed = text.trim();
  const days = Number(trimmed);
  if (/^\d{1,3}$/.test(trimmed) && days >= 1 && days <= LONGEST) return { days };
  return { mistake: `Enter a whole number of days from 1 to ${LONGEST}.` };
}
