/**
 * What is kept of a day (UTC): which network interface had which groups and addresses, and since when until when that was
 * seen. Flow logs name interfaces and addresses, never groups; this is what finds the groups of then.
 */

/** A network interface as it looks now. Groups and addresses are sorted, so that equal ones are written alike. */
export interface Sighting {
  readonly interfaceId: string;
  readonly groups: readonly string[];
  /** Private IPv4 and IPv6 addresses, and CIDR blocks of prefixes that are delegated to the interface. */
  readonly addresses: readonly string[];
}

/** Seen alike at every look from `from` to `to` (ISO 8601, UTC), both included. */
export interface Span extends Sighting {
  readonly from: string;
  readonly to: string;
}

/** A run of looks with no long pause between them. */
export interface Watch {
  readonly from: string;
  readonly to: string;
}

/**
 * The object `<prefix>/<day>.json`.
 *
 * INVARIANT: `watches` are in order and do not overlap; each span lies within one of them.
 */
export interface DayHistory {
  readonly version: 1;
  /** `2026-11-25` */
  readonly day: string;
  readonly spans: readonly Span[];
  /** When somebody looked: where nobody did, that an interface is not in `spans` says nothing. */
  readonly watches: readonly Watch[];
}

/** Looks further apart than this are not joined: much may have happened between them. Two of them may fail. */
export const LONGEST_PAUSE_MS = 50 * 60_000;

/** The day of an instant, `2026-11-25`. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** Midnight at which a day begins. */
export const startOf = (day: string): Date => new Date(`${day}T00:00:00.000Z`);

/** Key of a day's object. */
export const keyOf = (prefix: string, day: string): string => `${prefix}/${day}.json`;

const alike = (a: Sighting): string => JSON.stringify([a.interfaceId, a.groups, a.addresses]);

const isWithinPause = (last: string, at: Date): boolean =>
  at.getTime() - Date.parse(last) <= LONGEST_PAUSE_MS && Date.parse(last) <= at.getTime();

/** Extends what was seen at the last look and is still alike to `at`; `undefined` where that look is too long ago. */
function extended(
  history: DayHistory,
  sightings: readonly Sighting[],
  at: Date,
): { readonly history: DayHistory; readonly still: ReadonlySet<string> } | undefined {
  const last = history.watches.at(-1);
  if (last === undefined || !isWithinPause(last.to, at)) return undefined;
  const now = at.toISOString();
  const seen = new Set(sightings.map(alike));
  const still = new Set<string>();
  const spans = history.spans.map((span) => {
    if (span.to !== last.to || !seen.has(alike(span))) return span;
    still.add(alike(span));
    return { ...span, to: now };
  });
  return {
    history: { ...history, spans, watches: [...history.watches.slice(0, -1), { ...last, to: now }] },
    still,
  };
}

const spanAt = ({ interfaceId, groups, addresses }: Sighting, at: string): Span => ({
  interfaceId,
  groups,
  addresses,
  from: at,
  to: at,
});

/** A look that comes to be written after a later one: adds what that does not tell of its instant already. */
function inserted(history: DayHistory, sightings: readonly Sighting[], at: Date): DayHistory {
  const now = at.toISOString();
  const known = new Set(history.spans.filter(({ from, to }) => from <= now && now <= to).map(alike));
  const spans = sightings.filter((seen) => !known.has(alike(seen))).map((seen) => spanAt(seen, now));
  const isWatched = history.watches.some(({ from, to }) => from <= now && now <= to);
  const watches = isWatched ? history.watches : [...history.watches, { from: now, to: now }];
  return {
    ...history,
    spans: [...history.spans, ...spans],
    watches: [...watches].sort((a, b) => (a.from < b.from ? -1 : 1)),
  };
}

/**
 * The day's history after a look at `at`: spans of interfaces that look as they did at the look before go on, others end
 * where they were last seen, and what looks new begins. Looking twice at the same instant changes nothing.
 */
export function recorded(history: DayHistory, sightings: readonly Sighting[], at: Date): DayHistory {
  const last = history.watches.at(-1);
  if (last !== undefined && Date.parse(last.to) >= at.getTime()) return inserted(history, sightings, at);
  const now = at.toISOString();
  const going = extended(history, sightings, at) ?? {
    history: { ...history, watches: [...history.watches, { from: now, to: now }] },
    still: new Set<string>(),
  };
  const fresh = sightings.filter((seen) => !going.still.has(alike(seen)));
  return {
    ...going.history,
    spans: [...going.history.spans, ...fresh.map((seen) => spanAt(seen, now))],
  };
}

/**
 * The first look of a day: what it looks like that the day before left, and that day, which goes on until midnight. The
 * day before stays as it is (`before` absent) where its last look is too long ago.
 */
export function dawn(
  day: string,
  before: DayHistory | undefined,
  sightings: readonly Sighting[],
  at: Date,
): { readonly before?: DayHistory; readonly today: DayHistory } {
  const empty: DayHistory = { version: 1, day, spans: [], watches: [] };
  const last = before?.watches.at(-1);
  if (before === undefined || last === undefined || !isWithinPause(last.to, at)) {
    return { today: recorded(empty, sightings, at) };
  }
  const midnight = startOf(day);
  const until = extended(before, sightings, midnight);
  if (until === undefined) return { today: recorded(empty, sightings, at) };
  const from = midnight.toISOString();
  const carried = sightings.filter((seen) => until.still.has(alike(seen))).map((seen) => spanAt(seen, from));
  const start: DayHistory = { ...empty, spans: carried, watches: [{ from, to: from }] };
  return { before: until.history, today: recorded(start, sightings, at) };
}

const isText = (value: unknown): value is string => typeof value === "string";
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);

/** `2026-03-10T12:00:00.000Z`, as `toISOString` writes it; a pattern is enough, and thousands are to be checked. */
const INSTANT = /^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(?:\.\d{1,3})?Z$/;

const isInstant = (value: unknown): value is string => isText(value) && INSTANT.test(value);

const isWatch = (value: unknown): value is Watch => {
  const { from, to } = Object(value) as Partial<Watch>;
  return isInstant(from) && isInstant(to);
};

const isSpan = (value: unknown): value is Span => {
  const { interfaceId, groups, addresses } = Object(value) as Partial<Span>;
  return isText(interfaceId) && isTexts(groups) && isTexts(addresses) && isWatch(value);
};

/** Without `watches` each span is taken for a watch of its own: somebody saw it. */
function watchesOf(spans: readonly Span[]): readonly Watch[] {
  const joined: { from: string; to: string }[] = [];
  for (const { from, to } of [...spans].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const open = joined.at(-1);
    if (open === undefined || from > open.to) joined.push({ from, to });
    else if (to > open.to) open.to = to;
  }
  return joined;
}

/**
 * Reads a day's object.
 * @throws TypeError for what is no history of that day
 */
export function parseDay(text: string, day: string): DayHistory {
  const { version, day: said, spans, watches } = Object(JSON.parse(text)) as Partial<DayHistory>;
  if (version !== 1 || said !== day || !Array.isArray(spans) || !spans.every(isSpan)) {
    throw new TypeError(`the object of \`${day}\` is no history of interfaces of version 1`);
  }
  if (watches === undefined) return { version, day, spans, watches: watchesOf(spans) };
  if (!Array.isArray(watches) || !watches.every(isWatch)) {
    throw new TypeError(`\`watches\` of \`${day}\` are no periods`);
  }
  return { version, day, spans, watches };
}
