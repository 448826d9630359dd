/** What the records say of a rule: whether it was used, could be narrower, or is not needed; and on what that rests. */

import { AddressSet } from "../../policy-pack/analysis/addresses";
import { list } from "../../policy-pack/analysis/findings";
import { Traffic } from "../../policy-pack/analysis/traffic";
import { describePorts } from "../../policy-pack/analysis/traffic-text";
import type { RuleEvidence, SeenTraffic, Verdict } from "../contract";
import type { InterfaceHistory } from "../history/interface-history";
import { portsText } from "../security-groups";
import type { Surroundings } from "../surroundings";
import { type Change, commitText } from "./commit-text";
import type { Records, Skipped } from "./conversations";
import type { LiveRule } from "./live-rules";
import type { Matched, Matches, Passed, Use } from "./matching";
import { narrowed } from "./narrowing";
import { daysOf, instantText, minuteText, type Period } from "./period";

/** All that a verdict is made of. */
export interface Case {
  readonly around: Pick<Surroundings, "deployment" | "ids">;
  readonly period: Period;
  readonly records: Records;
  readonly history: InterfaceHistory;
  /** Whether all of the history that there is could be read. */
  readonly isHistoryRead: boolean;
  readonly matched: Matched;
}

/** What makes absence of records no evidence, for every group or for some. */
interface Doubts {
  readonly ofAll: readonly string[];
  readonly skipped: ReadonlySet<string>;
  readonly isAnySkipped: boolean;
}

const MOST_PEERS = 10;

const wholeNumber = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** `12,345` */
const countText = (amount: number): string => wholeNumber.format(amount);

/** `1 conversation`, `12,345 conversations` */
const conversationsText = (amount: number): string =>
  `${countText(amount)} ${amount === 1 ? "conversation" : "conversations"}`;

/** Groups of interfaces of which AWS skipped records. */
function skippedGroups(skipped: readonly Skipped[], history: InterfaceHistory): Omit<Doubts, "ofAll"> {
  const groups = new Set<string>();
  let isAnySkipped = false;
  for (const { interfaceId, firstSeen, lastSeen } of skipped) {
    const during = history.interfaceDuring(interfaceId, firstSeen, lastSeen);
    for (const group of during.groups) groups.add(group);
    isAnySkipped ||= during.hasGaps;
  }
  return { skipped: groups, isAnySkipped };
}

/**
 * Load balancers ask for the health of their targets several times a minute. Where nothing at all was recorded for as long,
 * nothing was logged: the flow logs are younger, or were not delivered.
 */
const QUIET_SECONDS = 2 * 3_600;

/** The part of a period that has records. Of more than are read, the first and the last may be left out. */
export function loggedPart(
  { from, to }: Period,
  { span, truncated }: Pick<Records, "span" | "truncated">,
): Period {
  if (span === undefined || truncated) return { from, to };
  return {
    from: span.from - from > QUIET_SECONDS ? span.from : from,
    to: to - span.to > QUIET_SECONDS ? span.to : to,
  };
}

function unlogged(period: Period, records: Records): readonly string[] {
  const { from, to } = loggedPart(period, records);
  return [
    ...(from > period.from
      ? [`there is no record before ${minuteText(from)} UTC, as if nothing had been logged until then`]
      : []),
    ...(to < period.to
      ? [`there is no record after ${minuteText(to)} UTC, as if nothing had been logged since then`]
      : []),
  ];
}

function doubtsOf({ around, period, records, history, matched }: Case): Doubts {
  const { flowLogRetentionDays: kept } = around.deployment;
  const days = daysOf(period);
  const unreadable = records.unreadable + matched.unreadable;
  const ofAll = [
    ...(records.truncated
      ? [`there are more records than the ${countText(records.read)} that are read`]
      : []),
    ...(days > kept ? [`flow logs are kept for ${kept} days, not ${days}`] : []),
    ...(records.read === 0 ? ["there is no record at all, as if nothing had been logged"] : []),
    ...unlogged(period, records),
    ...(unreadable > 0 ? [`${countText(unreadable)} of the records cannot be read`] : []),
  ];
  return { ofAll, ...skippedGroups(records.skipped, history) };
}

/** The packets that were seen, as `tcp/443, udp/53`. */
function trafficSeen(uses: readonly Use[], live: LiveRule): string {
  const flows = uses.flatMap(({ protocol, port }) => {
    const range =
      port === undefined ? { firstPort: 0, lastPort: 65_535 } : { firstPort: port, lastPort: port };
    return [{ protocol, ...range, sources: AddressSet.ALL }];
  });
  return flows.length === 0 ? portsText(live.rule.ports) : describePorts(Traffic.of(...flows).openings());
}

const hostText = (address: string): string => `${address}/${address.includes(":") ? 128 : 32}`;

function seenOf(live: LiveRule, uses: readonly Use[]): SeenTraffic | null {
  if (uses.length === 0) return null;
  const bytesOf = new Map<string, number>();
  let connections = 0;
  let bytes = 0;
  let last = 0;
  for (const { conversation, remote, at } of uses) {
    // What goes on since before the period has no opening in it, and is one all the same.
    connections += Math.max(conversation.opened, conversation.answered, 1);
    bytes += conversation.bytes;
    last = Math.max(last, at);
    const peer = live.rule.peer.kind === "SECURITY_GROUP" ? live.peer.name : hostText(remote.text);
    bytesOf.set(peer, (bytesOf.get(peer) ?? 0) + conversation.bytes);
  }
  const peers = [...bytesOf].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([peer]) => peer);
  return {
    connections,
    bytes,
    lastSeen: instantText(last),
    traffic: trafficSeen(uses, live),
    peers: peers.slice(0, MOST_PEERS),
    peerCount: peers.length,
  };
}

/** How the uses were told from answers: a clause for the verdict. */
function opener(uses: readonly Use[]): string {
  const guessed = uses.filter(({ conversation }) => conversation.opened + conversation.answered === 0).length;
  if (guessed === 0) return "who opened a connection is told by TCP flags";
  const some =
    guessed === uses.length ? "" : ` of ${conversationsText(guessed)} without an opening in the period`;
  return `the server${some} is taken to be the side with the lower port`;
}

const GROUPS_THEN = "groups are those that the interfaces had then, by looks every 15 minutes";

function periodText({ from, to }: Period): string {
  return `from ${minuteText(from)} to ${minuteText(to)} UTC`;
}

interface Finding {
  readonly verdict: Verdict;
  readonly why: string;
  readonly change?: Change;
}

const timesText = (count: number): string => (count === 1 ? "once" : `${countText(count)} times`);

function usedText({ connections, peerCount, lastSeen }: SeenTraffic): string {
  const peers = peerCount === 1 ? "one peer" : `${countText(peerCount)} peers`;
  return `Used ${timesText(connections)} by ${peers}, last ${lastSeen.slice(0, 16).replace("T", " ")} UTC`;
}

const narrowText = (rules: Extract<Change, { kind: "narrow" }>["rules"]): string =>
  list(
    rules.map(({ ports, addresses }) => {
      const blocks = addresses === undefined ? "" : ` with ${list(addresses.toCidrs(), 4)}`;
      return `${portsText(ports)}${blocks}`;
    }),
    4,
  );

const possibleText = ({ possible, hasMorePossible }: Matches): string => {
  const some = `${hasMorePossible ? "more than " : ""}${conversationsText(possible.length)}`;
  return `${some} in the records may or may not be the rule's: who opened a connection, which groups the interfaces had then, what lists held then, or whether a load balancer that keeps its clients' addresses passed it on, is not known`;
};

const PUBLIC_PEERS = "; its public peers change, so no narrower addresses are offered";

/** What to do about a rule to the internet, in place of a list of what was seen of it. */
const INSTEAD_OF_ADDRESSES =
  "Services and mirrors move to other addresses without notice: reach AWS services through VPC endpoints or their prefix lists, and let a firewall that knows DNS names decide on the rest.";

/** Doubts about a rule that is not used as widely as it could be. */
function doubtsAbout(live: LiveRule, doubts: Doubts): readonly string[] {
  const isSkipped = doubts.isAnySkipped || doubts.skipped.has(live.rule.groupId);
  return isSkipped ? [...doubts.ofAll, "AWS skipped records of interfaces of the group"] : doubts.ofAll;
}

function used(live: LiveRule, matches: Matches, seen: SeenTraffic, doubts: Doubts): Finding {
  const { uses, possible, hasMorePossible } = matches;
  // What may have been its own has to get through a narrower rule too.
  const needed: readonly Passed[] = [...uses, ...possible];
  const start = usedText(seen);
  const { rules, keepsPublic } = narrowed(live, needed);
  const rests = `Rests on this: ${opener(uses)}; ${GROUPS_THEN}`;
  // More of what may have been its own would only need more.
  if (rules === undefined && !keepsPublic) {
    return { verdict: "USED", why: `${start}; nothing narrower would do for what was seen. ${rests}.` };
  }
  const unsure = [...doubtsAbout(live, doubts), ...(hasMorePossible ? [possibleText(matches)] : [])];
  if (unsure.length > 0) {
    return {
      verdict: "UNDECIDED",
      why: `${start}; whether less would do cannot be told: ${unsure.join("; ")}.`,
    };
  }
  if (rules === undefined) {
    const why = `${start}, and wider than that${PUBLIC_PEERS}. ${INSTEAD_OF_ADDRESSES} ${rests}.`;
    return { verdict: "WIDER", why };
  }
  const which = possible.length > 0 ? ", and for what may have been seen" : "";
  return {
    verdict: "WIDER",
    why: `${start}; ${narrowText(rules)} would do for what was seen${which}${keepsPublic ? `${PUBLIC_PEERS}. ${INSTEAD_OF_ADDRESSES}` : "."} ${rests}; the period holds all that will be needed.`,
    change: { kind: "narrow", rules },
  };
}

function notUsed(
  live: LiveRule,
  matches: Matches,
  doubts: Doubts,
  { history, period, isHistoryRead }: Case,
): Finding {
  const since = history.from;
  const unsure = [
    ...doubtsAbout(live, doubts),
    ...(matches.possible.length > 0 ? [possibleText(matches)] : []),
    ...(history.groups.has(live.rule.groupId)
      ? []
      : [
          !isHistoryRead
            ? "which interface had which groups could not be read"
            : since === undefined
              ? "nobody recorded yet which interface had which groups"
              : "no interface is known to have had the group in the period",
        ]),
  ];
  if (unsure.length > 0) {
    return {
      verdict: "UNDECIDED",
      why: `No use is certain ${periodText(period)}, nor is its absence: ${unsure.join("; ")}.`,
    };
  }
  return {
    verdict: "UNUSED",
    why: `Nothing that was accepted ${periodText(period)} needed it. Rests on this: every packet was recorded but those that no group filters (resolver, metadata, time); ${GROUPS_THEN}; the rule is as old as the period.`,
    change: { kind: "remove" },
  };
}

const REMOVING_LEAVES_NONE =
  " It is the only entry of its setting, and an empty list would admit the whole VPC or be refused, so no text is offered.";

const ownersToChange = (account: string): string =>
  ` The group is of account ${account}, and its owner's to change, so no text is offered.`;

function evidenceOf(live: LiveRule, doubts: Doubts, all: Case): RuleEvidence {
  const matches = all.matched.byRule.get(live) ?? { uses: [], possible: [], hasMorePossible: false };
  const seen = seenOf(live, matches.uses);
  const finding = seen === null ? notUsed(live, matches, doubts, all) : used(live, matches, seen, doubts);
  const { change } = finding;
  const { rule, groupName, component, flowId, peer, owner } = live;
  const narrower =
    change === undefined || owner !== undefined ? null : commitText({ ...all.around, live, change });
  const without = owner === undefined ? REMOVING_LEAVES_NONE : ownersToChange(owner);
  return {
    groupId: rule.groupId,
    groupName,
    component,
    ruleId: rule.id,
    flowId,
    direction: rule.direction,
    traffic: portsText(rule.ports),
    peer,
    verdict: finding.verdict,
    why: change !== undefined && narrower === null ? `${finding.why}${without}` : finding.why,
    seen,
    narrower,
  };
}

/** What the records say, rule by rule: each is judged when somebody wants to see it. */
export function judging(all: Case): (live: LiveRule) => RuleEvidence {
  const doubts = doubtsOf(all);
  return (live) => evidenceOf(live, doubts, all);
}
