/** Who had which groups, and whose an address was, at some instant or during some time. */

import { AddressSet, formatAddress, parseAddress } from "../../policy-pack/analysis/addresses";
import type { DayHistory, Watch } from "./day";

/** Groups of an interface at some time. */
export interface Holding {
  readonly interfaceId: string;
  readonly groups: readonly string[];
}

/**
 * What an address or an interface was at an instant: `held` by what is known, of `nobody` in the VPC, or `unknown`, where
 * nobody looked or two looks differ.
 */
export type Held =
  | { readonly kind: "held"; readonly by: Holding }
  | { readonly kind: "nobody" }
  | { readonly kind: "unknown" };

/** What is known of a time from one instant to another. */
export interface During {
  /** Every group that was held at some instant of it. */
  readonly groups: ReadonlySet<string>;
  /** Whether a part of it is not known. */
  readonly hasGaps: boolean;
}

/** Seconds since 1970, both included. */
interface Stay extends Holding {
  readonly from: number;
  to: number;
}

const NOBODY: Held = { kind: "nobody" };
const UNKNOWN: Held = { kind: "unknown" };
const NEVER: During = { groups: new Set(), hasGaps: true };
const ABSENT: During = { groups: new Set(), hasGaps: false };

/**
 * An interface is first seen up to one look (fifteen minutes, and a delay) after it came, and last seen as long before it
 * went. So long it is taken to have been as it was seen, where nothing else was seen instead.
 */
export const SLACK_SECONDS = 20 * 60;

/** Most spans of a day begin and end at the same few instants. */
const instants = new Map<string, number>();

const MOST_INSTANTS = 5_000;

function seconds(iso: string): number {
  const known = instants.get(iso);
  if (known !== undefined) return known;
  if (instants.size >= MOST_INSTANTS) instants.clear();
  const value = Date.parse(iso) / 1000;
  instants.set(iso, value);
  return value;
}

/** IPv6 has many spellings; IPv4 as AWS writes it has one. */
const canonical = (address: string): string => {
  if (!address.includes(":")) return address;
  const parsed = parseAddress(address);
  return parsed === undefined ? address : formatAddress(parsed.family, parsed.value);
};

/** The last of the sorted items that begins at or before `at`; -1: none. */
function lastFrom(items: readonly { readonly from: number }[], at: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((items[middle]?.from ?? Number.POSITIVE_INFINITY) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Times at which somebody looked, in order and apart. */
class Watched {
  readonly periods: { readonly from: number; to: number }[] = [];

  /** @param watches none of them begins before one that was added */
  add(watches: readonly Watch[]): void {
    for (const watch of watches) {
      const [from, to] = [seconds(watch.from), seconds(watch.to)];
      const open = this.periods.at(-1);
      if (open !== undefined && from <= open.to) open.to = Math.max(open.to, to);
      else this.periods.push({ from, to });
    }
  }

  /** Whether somebody looked about then. */
  covers(at: number): boolean {
    const near = this.periods[lastFrom(this.periods, at + SLACK_SECONDS)];
    return near !== undefined && at - SLACK_SECONDS <= near.to;
  }

  /** Whether somebody was looking all the time. */
  coversAll(from: number, to: number): boolean {
    const period = this.periods[lastFrom(this.periods, from + SLACK_SECONDS)];
    return period !== undefined && to - SLACK_SECONDS <= period.to;
  }

  /** Whether somebody looked between the two instants, these left out. */
  looksBetween(from: number, to: number): boolean {
    const period = this.periods[lastFrom(this.periods, to)];
    if (period === undefined) return false;
    return period.from < to && period.to > from;
  }
}

/** Stays of one key (an interface or an address), by their beginning. */
class Stays {
  readonly #stays: Stay[] = [];
  readonly #watched: Watched;
  #sorted = true;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** Stays come by days, so that most begin where one ended; equal ones between which nobody looked are one. */
  add(stay: Stay): void {
    const before = this.#stays.at(-1);
    if (before !== undefined && before.interfaceId === stay.interfaceId && before.groups === stay.groups) {
      if (stay.from <= before.to || !this.#watched.looksBetween(before.to, stay.from)) {
        if (stay.from >= before.from) {
          before.to = Math.max(before.to, stay.to);
          return;
        }
      }
    }
    if (before !== undefined && stay.from < before.from) this.#sorted = false;
    this.#stays.push({ ...stay });
  }

  #inOrder(): readonly Stay[] {
    if (!this.#sorted) this.#stays.sort((a, b) => a.from - b.from);
    this.#sorted = true;
    return this.#stays;
  }

  at(at: number): Held {
    const stays = this.#inOrder();
    const near = lastFrom(stays, at);
    // Two stays overlap only where two runs wrote at once: look at a few.
    const holding = [near, near - 1, near - 2].flatMap((index) => {
      const stay = stays[index];
      return stay !== undefined && stay.from <= at && at <= stay.to ? [stay] : [];
    });
    const candidates = holding.length > 0 ? holding : this.#around(stays, near, at);
    const [first, ...others] = candidates;
    if (first === undefined) return this.#watched.covers(at) ? NOBODY : UNKNOWN;
    return others.every((other) => sameGroups(other.groups, first.groups))
      ? { kind: "held", by: first }
      : UNKNOWN;
  }

  #around(stays: readonly Stay[], near: number, at: number): readonly Stay[] {
    const [before, after] = [stays[near], stays[near + 1]];
    return [
      ...(before !== undefined && at - before.to <= SLACK_SECONDS ? [before] : []),
      ...(after !== undefined && after.from - at <= SLACK_SECONDS ? [after] : []),
    ];
  }

  /** @param mayBeNobody an address may be nobody's while somebody looks; an interface with a record exists */
  during(from: number, to: number, mayBeNobody: boolean): During {
    const groups = new Set<string>();
    let hasGaps = false;
    let end = Number.NEGATIVE_INFINITY;
    const pass = (start: number): void => {
      const [low, high] = [end + SLACK_SECONDS, start - SLACK_SECONDS];
      if (low >= high || low > to || high < from) return;
      const isNobody = mayBeNobody && this.#watched.coversAll(Math.max(low, from), Math.min(high, to));
      hasGaps ||= !isNobody;
    };
    for (const stay of this.#inOrder()) {
      if (stay.from - SLACK_SECONDS > to) break;
      pass(stay.from);
      end = Math.max(end, stay.to);
      if (stay.to + SLACK_SECONDS >= from) for (const group of stay.groups) groups.add(group);
    }
    pass(Number.POSITIVE_INFINITY);
    return { groups, hasGaps };
  }
}

const sameGroups = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((group, at) => group === b[at]));

/**
 * The history of a VPC's interfaces over some days. It rests on looks every quarter of an hour: an interface whose groups
 * are the same at two looks is taken to have had them in between.
 */
export class InterfaceHistory {
  readonly #groups = new Set<string>();
  readonly #watched = new Watched();
  readonly #interfaces = new Map<string, Stays>();
  readonly #addresses = new Map<string, Stays>();
  /** Delegated prefixes: few, and looked through where an address is of no interface itself. */
  readonly #blocks = new Map<string, { readonly block: AddressSet; readonly stays: Stays }>();
  /** Thousands of spans have a handful of sets of groups: each is kept once, and compared by identity. */
  readonly #sets = new Map<string, readonly string[]>();

  /** @param days in order */
  constructor(days: readonly DayHistory[] = []) {
    for (const day of days) this.add(day);
  }

  /** Takes a day in; it must be later than those before, and can be forgotten then. */
  add({ watches, spans }: DayHistory): void {
    this.#watched.add(watches);
    for (const { interfaceId, groups, addresses, from, to } of spans) {
      const stay = { interfaceId, groups: this.#setOf(groups), from: seconds(from), to: seconds(to) };
      this.#staysOf(this.#interfaces, interfaceId).add(stay);
      for (const address of addresses) {
        if (address.includes("/")) this.#blockOf(address).add(stay);
        else this.#staysOf(this.#addresses, canonical(address)).add(stay);
      }
    }
  }

  #setOf(groups: readonly string[]): readonly string[] {
    const key = groups.length === 1 ? (groups[0] ?? "") : groups.join(" ");
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    this.#sets.set(key, groups);
    for (const group of groups) this.#groups.add(group);
    return groups;
  }

  #blockOf(cidr: string): Stays {
    const known = this.#blocks.get(cidr);
    if (known !== undefined) return known.stays;
    const stays = new Stays(this.#watched);
    this.#blocks.set(cidr, { block: AddressSet.of(cidr), stays });
    return stays;
  }

  #staysOf(map: Map<string, Stays>, key: string): Stays {
    const known = map.get(key);
    if (known !== undefined) return known;
    const stays = new Stays(this.#watched);
    map.set(key, stays);
    return stays;
  }

  /** Groups that some interface had. */
  get groups(): ReadonlySet<string> {
    return this.#groups;
  }

  /** Since when somebody looked, in seconds since 1970; absent: never. */
  get from(): number | undefined {
    return this.#watched.periods[0]?.from;
  }

  /** Which groups an interface had. `nobody`: somebody looked, and it was not there. */
  interfaceAt(interfaceId: string, at: number): Held {
    return this.#interfaces.get(interfaceId)?.at(at) ?? (this.#watched.covers(at) ? NOBODY : UNKNOWN);
  }

  /** Which groups an interface had during a time in which it was there. */
  interfaceDuring(interfaceId: string, from: number, to: number): During {
    return this.#interfaces.get(interfaceId)?.during(from, to, false) ?? NEVER;
  }

  /** Whose an address was. `nobody`: of no interface in this VPC. */
  addressAt(address: string, at: number): Held {
    return this.#ofAddress(address)?.at(at) ?? (this.#watched.covers(at) ? NOBODY : UNKNOWN);
  }

  addressDuring(address: string, from: number, to: number): During {
    const stays = this.#ofAddress(address);
    if (stays !== undefined) return stays.during(from, to, true);
    return this.#watched.coversAll(from, to) ? ABSENT : NEVER;
  }

  #ofAddress(address: string): Stays | undefined {
    const text = canonical(address);
    const known = this.#addresses.get(text);
    if (known !== undefined || this.#blocks.size === 0) return known;
    const parsed = parseAddress(text);
    if (parsed === undefined) return undefined;
    const one = AddressSet.of({ family: parsed.family, first: parsed.value, last: parsed.value });
    for (const { block, stays } of this.#blocks.values()) if (block.covers(one)) return stays;
    return undefined;
  }
}
