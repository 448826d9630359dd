import { quote } from "./findings";
import { matches, overlaps } from "./patterns";

/** How many days ahead a waiver may end at most, where nothing else is configured. */
export const MAXIMUM_DAYS = 90;

/** How many days before its end a waiver ends soon, where nothing else is asked for. */
export const NOTICE_DAYS = 14;

/** Somebody's decision to live with one finding on one resource until a day. */
export interface Waiver {
  readonly policy: string;
  /** The twelve digits at the end of the message. */
  readonly fingerprint: string;
  /** The URN that the finding is reported on; `*` and `?` are wildcards. */
  readonly resource: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds, in UTC: `2026-12-31`. */
  readonly expires: string;
}

/** What a list of waivers holds: those that can be read, and what is wrong with the others. */
export interface WaiverReading {
  readonly waivers: readonly Waiver[];
  readonly mistakes: readonly string[];
}

interface Field {
  readonly accepted: string;
  readonly isValid: (text: string) => boolean;
}

/** The letters of a text that can be seen, and the spaces between them. */
const seen = (text: string): string => text.replace(/\p{C}/gu, "").trim();

const hasText = (text: string): boolean => seen(text) !== "";

const FIELDS: Readonly<Record<keyof Waiver, Field>> = {
  policy: { accepted: "the name of a policy, like `open-ingress`", isValid: hasText },
  fingerprint: {
    accepted: "the twelve hexadecimal digits at the end of the message",
    isValid: (text) => /^[0-9a-f]{12}$/.test(text),
  },
  resource: {
    accepted: "the URN of the resource, like `urn:pulumi:prod::shop::*::web`",
    isValid: (text) => text.startsWith("urn:pulumi:"),
  },
  reason: {
    accepted: "why it is right, in ten characters or more",
    isValid: (text) => seen(text).length >= 10,
  },
  owner: { accepted: "who answers for it", isValid: hasText },
  expires: { accepted: "the last day, like `2026-12-31`", isValid: (text) => dayOf(text) !== undefined },
};

const NAMES = Object.keys(FIELDS) as readonly (keyof Waiver)[];

const MILLISECONDS_A_DAY = 86_400_000;

/** Days since 1970, or undefined where the text is no day of the calendar. */
export function dayOf(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(text)
    ? undefined
    : time / MILLISECONDS_A_DAY;
}

/** The day of a moment, in UTC. */
export const dayOfTime = (milliseconds: number): number => Math.floor(milliseconds / MILLISECONDS_A_DAY);

/**
 * Reads a list of waivers from a configuration, where anything may stand.
 *
 * @param where how messages name the list: `waivers`
 */
export function readWaivers(value: unknown, where: string): WaiverReading {
  if (value === undefined || value === null) return { waivers: [], mistakes: [] };
  if (!Array.isArray(value)) {
    return { waivers: [], mistakes: [`${quote(where)} is ${kindOf(value)}; accepted: a list of waivers`] };
  }
  const waivers: Waiver[] = [];
  const mistakes: string[] = [];
  for (const [at, item] of value.entries()) {
    const path = `${where}[${at}]`;
    const wrong = mistakesOf(item, path);
    mistakes.push(...wrong);
    if (wrong.length === 0) waivers.push(item as Waiver);
  }
  return { waivers, mistakes };
}

function mistakesOf(item: unknown, path: string): readonly string[] {
  if (typeof item !== "object" || item === null || Array.isArray(item)) {
    return [`${quote(path)} is ${kindOf(item)}; accepted: an object with ${NAMES.join(", ")}`];
  }
  const fields = new Map(Object.entries(item));
  const unknown = [...fields.keys()].filter((name) => !Object.hasOwn(FIELDS, name));
  return [
    ...unknown.map((name) => `${quote(`${path}.${name}`)} is no field; accepted: ${NAMES.join(", ")}`),
    ...NAMES.flatMap((name) => {
      const value: unknown = fields.get(name);
      const { accepted, isValid } = FIELDS[name];
      if (typeof value === "string" && isValid(value)) return [];
      const found = typeof value === "string" ? quote(value) : kindOf(value);
      return [`${quote(`${path}.${name}`)} is ${found}; accepted: ${accepted}`];
    }),
  ];
}

const kindOf = (value: unknown): string =>
  value === undefined
    ? "missing"
    : value === null
      ? "null"
      : Array.isArray(value)
        ? "a list"
        : typeof value === "object"
          ? "an object"
          : `a ${typeof value}`;

/** Days from a day to the last one on which a waiver holds; negative once that is past. */
export const daysLeft = ({ expires }: Waiver, today: number): number =>
  (dayOf(expires) ?? Number.NEGATIVE_INFINITY) - today;

/** How a waiver stands on a day: it `holds`, has `expired`, or reaches further than `mostDays` ahead. */
export type Standing = "holds" | "expired" | "over-long";

/** @param today days since 1970 */
export function standingOf(waiver: Waiver, today: number, mostDays: number): Standing {
  const left = daysLeft(waiver, today);
  return left < 0 ? "expired" : left > mostDays ? "over-long" : "holds";
}

/** Whether a waiver is for this finding on this resource. */
export const waives = (waiver: Waiver, policy: string, fingerprint: string, urn: string): boolean =>
  waiver.policy === policy && waiver.fingerprint === fingerprint && matches(waiver.resource, urn);

/** Tells URNs of the stacks that others are of. */
export function ofStacks(urns: readonly string[]): (urn: string) => boolean {
  const stacks = new Set(urns.map(stackOf));
  return (urn) => stacks.has(stackOf(urn));
}

/** Whether a waiver is about some resource of a stack: one that is there, or one that is named and gone. */
export function concernsStack({ resource }: Waiver, urns: readonly string[]): boolean {
  return ofStacks(urns)(resource) || urns.some((urn) => matches(resource, urn));
}

/** Whether a waiver may be about some resource of the stack that another one is in. */
export const mayConcernStackOf = ({ resource }: Waiver, urn: string): boolean =>
  overlaps(resource, `${stackOf(urn)}::*`);

/** `urn:pulumi:prod::shop`: the stack and project that a URN is in. */
const stackOf = (urn: string): string => urn.split("::", 2).join("::");
