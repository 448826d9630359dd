/** The time that a question asks about. */

/** Seconds since 1970; `from` belongs to it, `to` does not. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

const DAY = 86_400;
const HOUR = 3_600;

export const MOST_DAYS = 90;

/**
 * Flow logs come to S3 in about ten minutes, to CloudWatch Logs in about five, "on a best effort basis".
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
 */
const DELIVERY = 20 * 60;

/**
 * The last `days` times 24 hours, until the last full hour whose logs have arrived. All who ask within an hour ask the same,
 * so Athena can hand out a result that it has.
 */
export function periodOf(days: number, now: Date): Period {
  const to = Math.floor((now.getTime() / 1000 - DELIVERY) / HOUR) * HOUR;
  return { from: to - days * DAY, to };
}

export const daysOf = ({ from, to }: Period): number => (to - from) / DAY;

/** Whether a question can have asked this: whole hours, whole days, of them 1 to 90. */
export const isAskable = (period: Period): boolean => {
  const days = daysOf(period);
  return Number.isInteger(days) && days >= 1 && days <= MOST_DAYS && period.from % HOUR === 0;
};

/** `2026-03-10 12:00` */
export const minuteText = (at: number): string =>
  new Date(at * 1000).toISOString().slice(0, 16).replace("T", " ");

export const instantText = (at: number): string => new Date(at * 1000).toISOString();
