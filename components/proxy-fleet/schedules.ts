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

const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] as const;

/** The days of the week that a schedule names; every day where it names none. */
function weekdays(schedule: string): ReadonlySet<number> {
  const fields = /^cron\(([^)]+)\)$/.exec(schedule)?.[1]?.trim().split(/\s+/) ?? [];
  const field = (fields.length === 7 ? fields.slice(1) : fields)[4]?.toUpperCase() ?? "*";
  const names = DAYS.flatMap((day, index) => (field.includes(day) ? [index] : []));
  const numbers = [...field.matchAll(/\b[1-7]\b/g)].map(([digit]) => Number(digit) - 1);
  return new Set([...names, ...numbers]);
}

/**
 * When instances are replaced by ones from the current image: weekly at 03:00, on the first of Wednesday to Tuesday that
 * the patch window does not name, so that the two never take instances out at the same time.
 */
export function imageRefreshSchedule(windowSchedule: string): string {
  const taken = weekdays(windowSchedule);
  const free = [3, 4, 5, 6, 0, 1, 2].find((day) => !taken.has(day)) ?? 3;
  return `cron(0 3 ? * ${DAYS[free]} *)`;
}
