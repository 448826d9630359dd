import { misspelt } from "./analysis/misspelt";
import { dayOfTime, daysLeft, MAXIMUM_DAYS, readWaivers, standingOf, type Waiver } from "./analysis/waivers";
import { STACK_WAIVERS } from "./waiver-desk";

/** A file with waivers: a configuration for `--policy-pack-config`, or of a stack. */
export interface WaiverFile {
  readonly name: string;
  /** What the file holds. */
  readonly content: unknown;
}

/** A waiver, and the file that holds it. */
export interface Filed {
  readonly file: string;
  readonly waiver: Waiver;
}

/** Waivers by how they stand on a day; each list begins with what ends first. */
export interface WaiverReport {
  /** What cannot be read, and waives nothing. */
  readonly mistakes: readonly string[];
  readonly ended: readonly Filed[];
  readonly endingSoon: readonly Filed[];
  /** Further ahead than `maximumDays`: they waive nothing either. */
  readonly overLong: readonly Filed[];
  readonly others: readonly Filed[];
}

/**
 * Reports on all waivers of some files, whatever stacks they are for. Whether a waiver is needed, only a preview of its
 * stack tells.
 *
 * @param policies the names that a waiver may have
 * @param now milliseconds since 1970
 * @param noticeDays how many days before its end a waiver ends soon
 */
export function waiverReport(
  files: readonly WaiverFile[],
  policies: readonly string[],
  now: number,
  noticeDays: number,
): WaiverReport {
  const today = dayOfTime(now);
  const known = new Map(policies.map((policy) => [policy, undefined]));
  const mostDays = maximumDays(files);
  const readings = files.map(({ name, content }) => {
    const { where, list, problem } = listIn(content);
    const { waivers, mistakes } = readWaivers(list, where);
    const names = misspelt(new Map(waivers.map(({ policy }) => [policy, []])), known);
    return {
      filed: waivers.map((waiver): Filed => ({ file: name, waiver })),
      mistakes: [...problem, ...mistakes, ...names].map((mistake) => `${name}: ${mistake}`),
    };
  });
  const left = ({ waiver }: Filed): number => daysLeft(waiver, today);
  const sorted = readings.flatMap(({ filed }) => filed).sort((a, b) => left(a) - left(b));
  const standing = (filed: Filed) => standingOf(filed.waiver, today, mostDays);
  const holding = sorted.filter((filed) => standing(filed) === "holds");
  return {
    mistakes: readings.flatMap(({ mistakes }) => mistakes),
    ended: sorted.filter((filed) => standing(filed) === "expired"),
    endingSoon: holding.filter((filed) => left(filed) <= noticeDays),
    overLong: sorted.filter((filed) => standing(filed) === "over-long"),
    others: holding.filter((filed) => left(filed) > noticeDays),
  };
}

/** Whether somebody has to do something. */
export const needsAttention = ({ mistakes, ended, endingSoon, overLong }: WaiverReport): boolean =>
  mistakes.length + ended.length + endingSoon.length + overLong.length > 0;

/** What the configuration of the pack among the files says; stacks have no say in it. */
function maximumDays(files: readonly WaiverFile[]): number {
  const said = files.map(({ content }) => valueAt(content, "waivers", "maximumDays"));
  const numbers = said.filter((value): value is number => typeof value === "number");
  return numbers.length === 0 ? MAXIMUM_DAYS : Math.max(...numbers);
}

interface List {
  readonly where: string;
  readonly list: unknown;
  readonly problem: readonly string[];
}

/** The list of waivers of a file, by what kind of file it is. A stack's may be a list, or the text of one. */
function listIn(content: unknown): List {
  const own = valueAt(content, "config", STACK_WAIVERS);
  if (own === undefined)
    return { where: "waivers", list: valueAt(content, "waivers", "waivers"), problem: [] };
  if (typeof own !== "string") return { where: STACK_WAIVERS, list: own, problem: [] };
  try {
    return { where: STACK_WAIVERS, list: JSON.parse(own), problem: [] };
  } catch {
    const problem = [`\`${STACK_WAIVERS}\` is no JSON; accepted: a list of waivers`];
    return { where: STACK_WAIVERS, list: undefined, problem };
  }
}

function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, name) => (typeof at === "object" && at !== null ? new Map(Object.entries(at)).get(name) : undefined),
    value,
  );
}

/** The report for a person, without a line break at its end. */
export function waiverReportText({ mistakes, ended, endingSoon, overLong, others }: WaiverReport): string {
  const part = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [`${title}\n${lines.map((line) => `  ${line}`).join("\n")}`];
  const parts = [
    ...part("cannot be read, and waive nothing", mistakes.map(oneLine)),
    ...part("reach too far ahead, and waive nothing", overLong.map(line)),
    ...part("ended", ended.map(line)),
    ...part("end soon", endingSoon.map(line)),
    ...part("hold", others.map(line)),
  ];
  return parts.length === 0 ? "no waivers" : parts.join("\n\n");
}

const line = ({ file, waiver }: Filed): string => {
  const { expires, policy, fingerprint, owner, resource, reason } = waiver;
  return oneLine([expires, `${policy}/${fingerprint}`, owner, resource, reason, `(${file})`].join("  "));
};

/** What others wrote must not forge lines. */
const oneLine = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, " ");
