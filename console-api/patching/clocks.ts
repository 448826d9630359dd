/** When the fleet is scanned next, in words, and when its maintenance window opens. */

import { DescribeMaintenanceWindowScheduleCommand } from "@aws-sdk/client-ssm";
import type { Surroundings } from "../surroundings";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
const EVERY_DAY: readonly number[] = DAYS.map((_, day) => day);

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Days of the week (0: Sunday), and minutes of the day, UTC; both in order, neither empty. */
interface Times {
  readonly days: readonly number[];
  readonly minutes: readonly number[];
}

/** A comma-separated field of whole numbers up to `most`; `undefined` for every other field. */
function numbers(field: string, most: number): readonly number[] | undefined {
  const found = field.split(",").map((text) => (/^\d{1,2}$/.test(text) ? Number(text) : Number.NaN));
  return found.every((number) => number <= most) ? found : undefined;
}

/** A day as Systems Manager writes it: a name's first three letters, or 1 for Sunday to 7. */
function dayIndex(text: string): number {
  const named = DAYS.findIndex((day) => day.slice(0, 3).toUpperCase() === text.toUpperCase());
  return named >= 0 ? named : /^[1-7]$/.test(text) ? Number(text) - 1 : -1;
}

function weekdays(field: string): readonly number[] | undefined {
  if (field === "*" || field === "?") return EVERY_DAY;
  const days = field.split(",").flatMap((element) => {
    const [first = "", last = first, ...more] = element.split("-").map(dayIndex);
    const isRange = more.length === 0 && Number(first) >= 0 && Number(last) >= Number(first);
    return isRange ? EVERY_DAY.filter((day) => day >= Number(first) && day <= Number(last)) : [-1];
  });
  return days.includes(-1) ? undefined : days;
}

const inOrder = (found: readonly number[]): readonly number[] => [...new Set(found)].sort((a, b) => a - b);

/** The times of a cron expression that names hours, minutes and days of the week; `undefined` for every other one. */
function timesOf(schedule: string): Times | undefined {
  const all = /^cron\(([^)]+)\)$/.exec(schedule)?.[1]?.trim().split(/\s+/) ?? [];
  // Seven fields begin with the seconds.
  const [minute = "", hour = "", dayOfMonth = "", month, dayOfWeek = "", year = "*"] =
    all.length === 7 ? all.slice(1) : all;
  if (month !== "*" || year !== "*" || !["*", "?"].includes(dayOfMonth)) return undefined;
  const [days, hours, minutes] = [weekdays(dayOfWeek), numbers(hour, 23), numbers(minute, 59)];
  if (days === undefined || hours === undefined || minutes === undefined) return undefined;
  return { days: inOrder(days), minutes: inOrder(hours.flatMap((h) => minutes.map((m) => h * 60 + m))) };
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** The first of the times after `now`: within a week and a day there is one. */
function nextOf({ days, minutes }: Times, now: Date): Date | undefined {
  const midnight = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  return EVERY_DAY.concat(DAYS.length)
    .flatMap((ahead) => minutes.map((at) => new Date(midnight + ahead * DAY_MS + at * MINUTE_MS)))
    .find((at) => at > now && days.includes(at.getUTCDay()));
}

const dateText = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "UTC" });

/** More times a day than these are not listed. */
const MOST_TIMES = 4;

/**
 * A schedule of Systems Manager (UTC) in words, with its next time where it has fixed ones: `every day at 03:00 UTC, next
 * on Wednesday 11 March 2026 at 03:00`.
 */
export function scheduleWords(schedule: string, now: Date): string {
  const [, count, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  if (count !== undefined) return count === "1" ? `every ${unit}` : `every ${count} ${unit}s`;
  const times = timesOf(schedule);
  const next = times && nextOf(times, now);
  if (times === undefined || next === undefined || times.minutes.length > MOST_TIMES) {
    return `by the schedule \`${schedule}\` (UTC)`;
  }
  const days = times.days.length === DAYS.length ? "day" : listed(times.days.map((day) => DAYS[day] ?? ""));
  const at = clock(next.getUTCHours() * 60 + next.getUTCMinutes());
  const date = dateText.format(next).replace(",", "");
  return `every ${days} at ${listed(times.minutes.map(clock))} UTC, next on ${date} at ${at}`;
}

/** When the maintenance window opens next; `null` where the stack has none, or no opening of it is planned. */
export async function nextWindow({ aws, ids, signal }: Surroundings): Promise<string | null> {
  if (ids.windowId === undefined) return null;
  const command = new DescribeMaintenanceWindowScheduleCommand({ WindowId: ids.windowId, MaxResults: 1 });
  const { ScheduledWindowExecutions } = await aws.ssm.send(command, { abortSignal: signal });
  const time = Date.parse(ScheduledWindowExecutions?.[0]?.ExecutionTime ?? "");
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
