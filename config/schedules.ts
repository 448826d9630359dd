import type { Form } from "./forms";

/** One field of a Systems Manager cron expression: its range, the names for its numbers, and what else it may hold. */
interface CronField {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
  readonly special?: RegExp;
}

const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const FIELDS: readonly CronField[] = [
  { name: "minutes", min: 0, max: 59 },
  { name: "hours", min: 0, max: 23 },
  { name: "day of month", min: 1, max: 31, special: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/ },
  { name: "month", min: 1, max: 12, names: MONTHS },
  {
    name: "day of week",
    min: 1,
    max: 7,
    names: DAYS,
    special: /^(\?|L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/,
  },
  { name: "year", min: 1970, max: 2199 },
];
const DAY_OF_MONTH = 2;
const MONTH = 3;
const DAY_OF_WEEK = 4;
const YEAR = 5;
const MINUTES_A_DAY = 24 * 60;

/**
 * When a maintenance window opens: a rate, or a cron expression of six fields.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/reference-cron-and-rate-expressions.html
 */
export const WINDOW_SCHEDULE: Form = {
  accepted:
    "`cron(minutes hours day-of-month month day-of-week year)` like `cron(0 3 ? * SUN *)`, or `rate(7 days)`",
  problem: (text) => scheduleProblem(text),
};

/**
 * When a State Manager association scans. It takes no months and no rate under 30 minutes; and it must be at least weekly,
 * since an alarm that looks back 7 days tells when no report comes.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/reference-cron-and-rate-expressions.html
 */
export const ASSOCIATION_SCHEDULE: Form = {
  accepted:
    "`rate(1 day)`, from 30 minutes to 7 days, or a cron expression for every day or days of the week like `cron(0 2 ? * MON,THU *)`",
  problem: (text) => {
    const minutes = rateMinutes(text);
    if (minutes !== undefined && minutes < 30) return "is more often than every 30 minutes";
    if (minutes !== undefined && minutes > 7 * MINUTES_A_DAY) return "is less often than every 7 days";
    const problem = scheduleProblem(text);
    if (problem !== undefined || minutes !== undefined) return problem;
    const fields = cronFields(text) ?? [];
    if (fields[MONTH] !== "*") return "names months, which associations do not take";
    const isWeekly =
      ["?", "*"].includes(fields[DAY_OF_MONTH] ?? "") && !/[#L]/.test(fields[DAY_OF_WEEK] ?? "");
    return isWeekly && fields[YEAR] === "*" ? undefined : "is less often than every 7 days";
  },
};

/** A time zone of the IANA database, in its own spelling. */
export const TIME_ZONE: Form = {
  accepted: "a time zone of the IANA database like `Europe/Berlin` or `Etc/UTC`",
  problem: (text) => {
    if (!/^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/.test(text)) return "is not a time zone";
    try {
      new Intl.DateTimeFormat("en", { timeZone: text });
      return undefined;
    } catch {
      return "is not a time zone";
    }
  },
};

function scheduleProblem(text: string): string | undefined {
  if (text.startsWith("at(")) return "runs once only";
  if (text.startsWith("rate(")) return rateMinutes(text) === undefined ? "is not a rate" : undefined;
  const fields = cronFields(text);
  if (fields === undefined) return "is neither a cron nor a rate expression";
  if (fields.length !== FIELDS.length) return `has ${fields.length} fields, not ${FIELDS.length}`;
  const wrong = FIELDS.findIndex((field, index) => !isFieldValue(fields[index] ?? "", field));
  if (wrong >= 0) return `has \`${fields[wrong]}\` for ${FIELDS[wrong]?.name}`;
  const anyDay = [fields[DAY_OF_MONTH], fields[DAY_OF_WEEK]].filter((field) => field === "?").length;
  return anyDay === 1 ? undefined : "must have `?` for either day of month or day of week, and not for both";
}

function cronFields(text: string): readonly string[] | undefined {
  const inner = /^cron\((.*)\)$/.exec(text)?.[1];
  return inner?.trim().split(/\s+/);
}

/** The length of `rate(…)` in minutes; `undefined` for anything else, `rate(1 days)` and `rate(2 day)` included. */
function rateMinutes(text: string): number | undefined {
  const [, count, unit, plural] = /^rate\(([1-9]\d{0,3}) (minute|hour|day)(s?)\)$/.exec(text) ?? [];
  if (count === undefined || (count === "1") === (plural === "s")) return undefined;
  return Number(count) * (unit === "day" ? MINUTES_A_DAY : unit === "hour" ? 60 : 1);
}

function isFieldValue(text: string, field: CronField): boolean {
  if (field.special?.test(text)) return true;
  return text.split(",").every((item) => {
    const [range, step, ...rest] = item.split("/");
    if (range === undefined || rest.length > 0) return false;
    if (step !== undefined && !(/^[1-9]\d?$/.test(step) && Number(step) <= field.max)) return false;
    if (range === "*") return true;
    const ends = range.split("-").map((end) => fieldNumber(end, field));
    const [first, last] = ends;
    if (ends.length > 2 || ends.includes(undefined)) return false;
    return last === undefined || (first !== undefined && first <= last);
  });
}

function fieldNumber(text: string, { min, max, names }: CronField): number | undefined {
  const named = names?.indexOf(text) ?? -1;
  const value = named >= 0 ? named + 1 : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}
