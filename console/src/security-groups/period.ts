/** For how many days the flow logs are asked. */

/** Periods to choose from, in days. */
export const PERIODS = [7, 14, 30, 90] as const;

/** What the API accepts. */
const LONGEST = 90;

/** The number of days in a reader's text, or why it is none. */
export function daysIn(text: string): { readonly days: number } | { readonly mistake: string } {
  const trimmed = text.trim();
  const days = Number(trimmed);
  if (/^\d{1,3}$/.test(trimmed) && days >= 1 && days <= LONGEST) return { days };
  return { mistake: `Enter a whole number of days from 1 to ${LONGEST}.` };
}
