/** The clocks of patching, read as EventBridge and Systems Manager read them. */

/** Longest that a CloudWatch alarm looks back, in days. */
const ALARM_MAX_DAYS = 7;

const HOURS: { readonly [unit: string]: number } = {
  minute: 1 / 60,
  minutes: 1 / 60,
  hour: 1,
  hours: 1,
  day: 24,
  days: 24,
};

/** Longest pause between two runs, in hours; months count as never, so that nothing shorter is promised. */
function intervalHours(schedule: string): number | undefined {
  const rate = /^rate\((\d+) ([a-z]+)\)$/.exec(schedule);
  if (rate) {
    const hours = HOURS[rate[2] ?? ""];
    return hours === undefined ? undefined : Number(rate[1]) * hours;
  }
  const fields = /^cron\(([^)]+)\)$/.exec(schedule)?.[1]?.trim().split(/\s+/);
  // Seven fields begin with the seconds.
  const [, , dayOfMonth, month, dayOfWeek] = fields?.length === 7 ? fields.slice(1) : (fields ?? []);
  if (dayOfMonth === undefined || month === undefined || dayOfWeek === undefined) return undefined;
  if (month !== "*") return undefined;
  const any = (field: string): boolean => field === "*" || field === "?";
  if (any(dayOfMonth) && any(dayOfWeek)) return 24;
  return any(dayOfMonth) && !dayOfWeek.includes("#") && !dayOfWeek.includes("L") ? 7 * 24 : undefined;
}

/**
 * After how many days without a report silence is an alarm: two missed scans where an alarm can look back that far (7
 * days), else one; at least 2 days.
 * @throws RangeError where scans are so rare that silence could not be told from waiting
 */
export function silenceDays(scanSchedule: string): number {
  const hours = intervalHours(scanSchedule);
  if (hours === undefined || hours > ALARM_MAX_DAYS * 24) {
    throw new RangeError(
      `scan schedule \`${scanSchedule}\` runs less often than every ${ALARM_MAX_DAYS} days, or not evenly: its silence could not be noticed; use \`rate(1 day)\``,
    );
  }
  return Math.min(ALARM_MAX_DAYS, Math.max(2, Math.ceil((2 * hours) / 24)));
}

/** How many scans an instance makes on a day on which it scans; where it is unclear, the least. */
export function scansPerDay(scanSchedule: string): number {
  return Math.max(1, Math.floor(24 / (intervalHours(scanSchedule) ?? 24)));
}

const DAYS: readonly string[] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const EVERY_DAY: readonly number[] = DAYS.map((_, day) => day);

/** A day as Systems Manager writes it: a name, or 1 for Sunday to 7. */
function dayIndex(text: string): number {
  const named = DAYS.indexOf(text);
  return named >= 0 ? named : Number(text) - 1;
}

/** The days that one element of a day-of-week field may fall on; `#` and `L` only choose among weeks. */
function daysOf(element: string): readonly number[] {
  const [range = "", step] = element.replace(/#\d$|(?<=.)L$/, "").split("/");
  const [first = "", last] = range.split("-");
  if (range === "L") return [6];
  const from = range === "*" ? 0 : dayIndex(first);
  const to = range === "*" || (step !== undefined && last === undefined) ? 6 : dayIndex(last ?? first);
  return EVERY_DAY.filter((day) => day >= from && day <= to && (day - from) % Number(step ?? 1) === 0);
}

/** When a patch window may open: its days of the week, and its hour where it has one. */
interface WindowTimes {
  readonly days: ReadonlySet<number>;
  readonly hour: number | undefined;
}

/** Read generously: a window by days of the month, or at a rate, may open on any day. */
function windowTimes(schedule: string): WindowTimes {
  const fields = /^cron\(([^)]+)\)$/.exec(schedule)?.[1]?.trim().split(/\s+/) ?? [];
  const [, hours = "", , , weekdays = "?"] = fields.length === 7 ? fields.slice(1) : fields;
  const field = weekdays.toUpperCase();
  return {
    days: new Set(field === "?" ? EVERY_DAY : field.split(",").flatMap(daysOf)),
    hour: /^\d{1,2}$/.test(hours) ? Number(hours) : undefined,
  };
}

/** Hour of the replacement, in the window's time zone. */
const REFRESH_HOUR = 3;

/**
 * When instances are replaced by ones from the current image: weekly, on the first of Wednesday to Tuesday on which the
 * patch window does not open, at 03:00; where it opens every day, on Wednesday, half a day away from it. Neither clock
 * depends on that: the patch document waits for all others to serve, and the replacement for an instance in standby.
 */
export function imageRefreshSchedule(windowSchedule: string): string {
  const { days, hour } = windowTimes(windowSchedule);
  const free = [3, 4, 5, 6, 0, 1, 2].find((day) => !days.has(day));
  const at = free === undefined && hour !== undefined ? (hour + 12) % 24 : REFRESH_HOUR;
  return `cron(0 ${at} ? * ${DAYS[free ?? 3]} *)`;
}
