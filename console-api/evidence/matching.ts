/**
 * Which recorded packets were let through by which rule. A packet counts for every rule that lets it through, since EC2
 * records that it was accepted and not by which. What is not certain is kept apart: it can be no evidence of use, but it
 * takes away the evidence that there was none.
 */

import { parseAddress } from "../../policy-pack/analysis/addresses";
import { hasPorts } from "../../policy-pack/analysis/protocols";
import type { Direction } from "../contract";
import type { InterfaceHistory } from "../history/interface-history";
import type { Conversation, Records } from "./conversations";
import type { LiveRule } from "./live-rules";
import { type Instant, type Remote, Resolved } from "./resolved";

/** What a rule let through, or may have. */
export interface Passed {
  readonly protocol: number;
  /** Absent where the protocol has none, or records do not tell: ICMP's types. */
  readonly port?: number;
  readonly remote: Remote;
}

/** A certain use of a rule. */
export interface Use extends Passed {
  readonly conversation: Conversation;
  /** The latest instant at which it is certain, in seconds since 1970. */
  readonly at: number;
}

/** All that may have used a rule. */
export interface Matches {
  readonly uses: readonly Use[];
  /** What may have used it besides, at most `MOST_POSSIBLE` of it. */
  readonly possible: readonly Passed[];
  readonly hasMorePossible: boolean;
}

export interface Matched {
  readonly byRule: ReadonlyMap<LiveRule, Matches>;
  /** Conversations of interfaces whose groups are known neither at their beginning nor at their end. */
  readonly unresolved: number;
  /** Conversations whose other end is no address. */
  readonly unreadable: number;
}

export const MOST_POSSIBLE = 200;

/** Below it are ports that clients are never given. */
const FIRST_CLIENT_PORT = 1_024;

/** How a conversation can be read: which way it was opened, to which port. */
interface Reading {
  readonly direction: Direction;
  readonly port?: number;
}

const flip = (direction: Direction): Direction => (direction === "INGRESS" ? "EGRESS" : "INGRESS");

/**
 * The ways to read a conversation; one if it is certain: an opening was recorded; or one side's port stayed while the
 * other's changed, as a server's does; or only one is below those that clients are given.
 */
export function readingsOf(conversation: Conversation): readonly Reading[] {
  const { protocol, port, opened, answered, otherMin, otherMax } = conversation;
  const direction: Direction = conversation.direction === "ingress" ? "INGRESS" : "EGRESS";
  if (!hasPorts(protocol)) return [{ direction }, { direction: flip(direction) }];
  const isCertain =
    opened + answered > 0 ||
    otherMin !== otherMax ||
    (port < FIRST_CLIENT_PORT && otherMin >= FIRST_CLIENT_PORT);
  return isCertain
    ? [{ direction, port }]
    : [
        { direction, port },
        { direction: flip(direction), port: otherMin },
      ];
}

const letsThrough = ({ rule }: LiveRule, protocol: number, port: number | undefined): boolean => {
  const { ports } = rule;
  if (ports.protocol !== "all" && ports.protocol !== protocol) return false;
  return port === undefined || (ports.firstPort <= port && port <= ports.lastPort);
};

/** Whether an address is in a set, by halving. */
function holds(members: NonNullable<LiveRule["members"]>, { family, value }: Remote): boolean {
  const { ranges } = members;
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const range = ranges[middle];
    if (range === undefined) return false;
    const isBefore = range.family === family ? value < range.first : family === "ipv4";
    if (isBefore) high = middle - 1;
    else if (range.family !== family || value > range.last) low = middle + 1;
    else return true;
  }
  return false;
}

class Tally {
  readonly uses: Use[] = [];
  readonly possible: Passed[] = [];
  hasMorePossible = false;

  add(passed: Passed): void {
    if (this.possible.length < MOST_POSSIBLE) this.possible.push(passed);
    else this.hasMorePossible = true;
  }
}

const remoteOf = ({ direction, client, server }: Conversation): Remote | undefined => {
  const text = direction === "ingress" ? client : server;
  const parsed = parseAddress(text);
  return parsed === undefined ? undefined : { text, ...parsed };
};

const passedOf = (resolved: Resolved, { port }: Reading): Passed => ({
  protocol: resolved.conversation.protocol,
  ...(port === undefined ? {} : { port }),
  remote: resolved.remote,
});

/** Whether the peer of a rule was the other end: `false`, `maybe`, or the latest instant at which it certainly was. */
function peerMatch(
  { rule, members, isForeign }: LiveRule,
  resolved: Resolved,
  instants: readonly Instant[],
): false | "maybe" | number {
  const [latest] = instants;
  if (members !== undefined) {
    if (!holds(members, resolved.remote)) return false;
    return latest === undefined ? "maybe" : resolved.timeOf(latest);
  }
  // A list whose entries could not be read: anything may be in it.
  if (rule.peer.kind !== "SECURITY_GROUP") return "maybe";
  const { id } = rule.peer;
  const certain = instants.find((instant) => resolved.peerHad(id, instant));
  if (certain !== undefined) return resolved.timeOf(certain);
  // Of a group of another VPC nobody knows the interfaces.
  if (isForeign) return resolved.isInside ? false : "maybe";
  return resolved.peerMayHaveHad(id) ? "maybe" : false;
}

/**
 * Whether a rule may have let through what is not its peer's now. A Network Load Balancer may keep its clients' addresses:
 * its targets record those, while the rule that lets them in names the load balancer's group. And a prefix list may have had
 * other entries then. What was accepted, and no rule explains by its peer, may be such a rule's.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
 */
const mayBeOthers = ({ rule }: LiveRule): boolean =>
  rule.peer.kind === "PREFIX_LIST" || (rule.peer.kind === "SECURITY_GROUP" && rule.direction === "INGRESS");

type RuleIndex = ReadonlyMap<string, readonly LiveRule[]>;

const indexKey = (groupId: string, direction: Direction): string => `${groupId} ${direction}`;

function rulesByGroup(rules: readonly LiveRule[]): RuleIndex {
  const index = new Map<string, LiveRule[]>();
  for (const live of rules) {
    const key = indexKey(live.rule.groupId, live.rule.direction);
    const others = index.get(key);
    if (others === undefined) index.set(key, [live]);
    else others.push(live);
  }
  return index;
}

/** Counts a conversation for the rules of the groups that its interface had at some time of it. */
function count(
  resolved: Resolved,
  readings: readonly Reading[],
  index: RuleIndex,
  tallyOf: (live: LiveRule) => Tally,
): void {
  const { conversation } = resolved;
  let isExplained = false;
  const others: (readonly [LiveRule, Passed])[] = [];
  for (const groupId of resolved.groups) {
    const instants = resolved.instants(groupId);
    for (const reading of readings) {
      for (const live of index.get(indexKey(groupId, reading.direction)) ?? []) {
        if (!letsThrough(live, conversation.protocol, reading.port)) continue;
        const at = peerMatch(live, resolved, instants);
        if (at === false) {
          if (mayBeOthers(live)) others.push([live, passedOf(resolved, reading)]);
          continue;
        }
        isExplained = true;
        const passed = passedOf(resolved, reading);
        if (at === "maybe" || readings.length > 1) tallyOf(live).add(passed);
        else tallyOf(live).uses.push({ ...passed, conversation, at });
      }
    }
  }
  if (isExplained) return;
  for (const [live, passed] of others) tallyOf(live).add(passed);
}

interface Bucket {
  readonly reading: Reading;
  readonly protocol: number;
  readonly found: Resolved[];
}

const isBefore = (a: Remote, b: Pick<Remote, "family" | "value">): boolean =>
  a.family === b.family ? a.value < b.value : a.family === "ipv4";

/** The first of the sorted whose other end is not before an address. */
function firstFrom(sorted: readonly Resolved[], address: Pick<Remote, "family" | "value">): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const remote = sorted[middle]?.remote;
    if (remote !== undefined && isBefore(remote, address)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What passed at interfaces whose groups are not known for some of the time: any group's rules may have let it through. */
class Strays {
  readonly #buckets = new Map<string, Bucket>();

  add(resolved: Resolved, readings: readonly Reading[]): void {
    const { protocol } = resolved.conversation;
    for (const reading of readings) {
      const key = `${reading.direction} ${protocol} ${reading.port}`;
      const bucket = this.#buckets.get(key) ?? { reading, protocol, found: [] };
      this.#buckets.set(key, bucket);
      bucket.found.push(resolved);
    }
  }

  /** To be called once, after the last `add`: what is to be found by address is put in its order. */
  sort(): void {
    for (const { found } of this.#buckets.values()) {
      found.sort((a, b) => (isBefore(a.remote, b.remote) ? -1 : isBefore(b.remote, a.remote) ? 1 : 0));
    }
  }

  countFor(live: LiveRule, tallyOf: (live: LiveRule) => Tally): void {
    for (const bucket of this.#buckets.values()) {
      const { reading, protocol } = bucket;
      if (reading.direction !== live.rule.direction || !letsThrough(live, protocol, reading.port)) continue;
      for (const resolved of candidates(bucket, live)) {
        if (peerMatch(live, resolved, []) === false) continue;
        const tally = tallyOf(live);
        tally.add(passedOf(resolved, reading));
        if (tally.hasMorePossible) return;
      }
    }
  }
}

/** Those of a bucket whose other end is one of the rule's addresses; all, where it has none of its own. */
function candidates({ found }: Bucket, { members }: LiveRule): readonly Resolved[] {
  if (members === undefined) return found;
  // A list of prefixes is longer than most buckets: then each of the bucket is looked up in the list.
  if (members.ranges.length > found.length) return found.filter(({ remote }) => holds(members, remote));
  const some: Resolved[] = [];
  for (const { family, first, last } of members.ranges) {
    for (let at = firstFrom(found, { family, value: first }); at < found.length; at += 1) {
      const resolved = found[at];
      if (resolved === undefined || resolved.remote.family !== family || resolved.remote.value > last) break;
      some.push(resolved);
      if (some.length > MOST_POSSIBLE) return some;
    }
  }
  return some;
}

const NOTHING: Matches = { uses: [], possible: [], hasMorePossible: false };

/** What the records say of each rule. */
export function matched(
  rules: readonly LiveRule[],
  { conversations }: Pick<Records, "conversations">,
  history: InterfaceHistory,
): Matched {
  const index = rulesByGroup(rules);
  const tallies = new Map<LiveRule, Tally>();
  const tallyOf = (live: LiveRule): Tally => {
    const tally = tallies.get(live) ?? new Tally();
    tallies.set(live, tally);
    return tally;
  };
  const strays = new Strays();
  let unresolved = 0;
  let unreadable = 0;
  for (const conversation of conversations) {
    const remote = remoteOf(conversation);
    if (remote === undefined) {
      unreadable += 1;
      continue;
    }
    const resolved = new Resolved(conversation, remote, history);
    const readings = readingsOf(conversation);
    if (resolved.isUnresolved) unresolved += 1;
    count(resolved, readings, index, tallyOf);
    if (resolved.stay.hasGaps) strays.add(resolved, readings);
  }
  strays.sort();
  for (const live of rules) strays.countFor(live, tallyOf);
  const byRule = new Map(rules.map((live) => [live, tallies.get(live) ?? NOTHING]));
  return { byRule, unresolved, unreadable };
}
