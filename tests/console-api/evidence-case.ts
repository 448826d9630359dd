/** Rules, records and histories for tests of evidence, with what does not matter filled in. */

import type { Conversation, Records } from "../../console-api/evidence/conversations";
import { judging } from "../../console-api/evidence/judging";
import type { LiveRule } from "../../console-api/evidence/live-rules";
import { matched } from "../../console-api/evidence/matching";
import { type Period, periodOf } from "../../console-api/evidence/period";
import type { DayHistory, Span } from "../../console-api/history/day";
import { InterfaceHistory } from "../../console-api/history/interface-history";
import { accountRule, deployedNames, peerFor } from "../../console-api/security-groups";
import { AddressSet } from "../../policy-pack/analysis/addresses";
import { DEPLOYMENT, IDS, NOW } from "./deployed";

export const PERIOD: Period = periodOf(7, NOW);

/** Hours into the period, as seconds since 1970. */
export const hour = (hours: number): number => PERIOD.from + hours * 3600;

const iso = (at: number): string => new Date(at * 1000).toISOString();

/** A rule as people write it: `tcp/443`, `udp/1000-2000`, `icmp/8`, `-1`. */
export interface WrittenRule {
  readonly id?: string;
  readonly group?: string;
  readonly egress?: boolean;
  readonly traffic: string;
  /** A CIDR block, or the id of a list or a group. */
  readonly peer: string;
  readonly description?: string;
  readonly members?: readonly string[];
  readonly live?: Partial<LiveRule>;
}

export function rule({
  id = "sgr-1",
  group = "sg-web",
  egress = false,
  traffic,
  peer,
  ...more
}: WrittenRule): LiveRule {
  const [protocol = "", ports] = traffic.split("/");
  const [from, to = from] = ports?.split("-") ?? [];
  const found = accountRule({
    SecurityGroupRuleId: id,
    GroupId: group,
    IsEgress: egress,
    IpProtocol: protocol,
    ...(from === undefined ? {} : { FromPort: Number(from), ToPort: Number(to) }),
    ...(peer.startsWith("sg-")
      ? { ReferencedGroupInfo: { GroupId: peer } }
      : peer.startsWith("pl-")
        ? { PrefixListId: peer }
        : peer.includes(":")
          ? { CidrIpv6: peer }
          : { CidrIpv4: peer }),
    ...(more.description === undefined ? {} : { Description: more.description }),
  });
  const members =
    found.peer.kind === "ADDRESSES" ? found.peer.addresses : more.members && AddressSet.of(...more.members);
  return {
    rule: found,
    groupName: group.slice(3),
    component: null,
    flowId: null,
    isDeclared: false,
    peer: peerFor(found.peer, deployedNames({ deployment: DEPLOYMENT, ids: IDS })),
    ...(members === undefined ? {} : { members }),
    owner: undefined,
    isForeign: false,
    ...more.live,
  };
}

/** Somebody opened tcp/443 of `10.0.0.1`, an interface `eni-web`, from `10.0.9.9`, in the first hours of the period. */
export function conversation(changes: Partial<Conversation> = {}): Conversation {
  return {
    interfaceId: "eni-web",
    direction: "ingress",
    client: "10.0.9.9",
    server: "10.0.0.1",
    protocol: 6,
    port: 443,
    opened: 3,
    answered: 3,
    records: 6,
    otherMin: 50_000,
    otherMax: 50_010,
    bytes: 1000,
    firstSeen: hour(1),
    lastSeen: hour(5),
    ...changes,
  };
}

/** An interface with a group and an address, from hour to hour; the whole period if none are given. */
export interface Stay {
  readonly interfaceId: string;
  readonly groups: readonly string[];
  readonly addresses?: readonly string[];
  readonly from?: number;
  readonly to?: number;
}

export const WEB: Stay = { interfaceId: "eni-web", groups: ["sg-web"], addresses: ["10.0.0.1"] };

const END = 7 * 24;

/** A history of the whole period, or of the given hours, in one object: days are only how it is stored. */
export function history(stays: readonly Stay[], from = 0, to = END): InterfaceHistory {
  const spans = stays.map(
    (stay): Span => ({
      interfaceId: stay.interfaceId,
      groups: stay.groups,
      addresses: stay.addresses ?? [],
      from: iso(hour(stay.from ?? from)),
      to: iso(hour(stay.to ?? to)),
    }),
  );
  const all: DayHistory = {
    version: 1,
    day: "2026-03-03",
    spans: spans.sort((a, b) => (a.from < b.from ? -1 : 1)),
    watches: [{ from: iso(hour(from)), to: iso(hour(to)) }],
  };
  return new InterfaceHistory([all]);
}

export function recordsOf(conversations: readonly Conversation[], changes: Partial<Records> = {}): Records {
  return {
    conversations,
    skipped: [],
    // Other records, which no rule of the tests has to do with, fill the period.
    span: { from: PERIOD.from, to: PERIOD.to },
    read: conversations.length,
    unreadable: 0,
    truncated: false,
    ...changes,
  };
}

/** The evidence for some rules. */
export function evidence(
  rules: readonly LiveRule[],
  records: Records,
  known: InterfaceHistory,
  period: Period = PERIOD,
  deployment = DEPLOYMENT,
  isHistoryRead = true,
) {
  const found = matched(rules, records, known);
  const judge = judging({
    around: { deployment, ids: IDS },
    period,
    records,
    history: known,
    isHistoryRead,
    matched: found,
  });
  return rules.map(judge);
}
