/** What a rule could be narrowed to, and still let through all that was seen. */

import type { AddressSet } from "../../policy-pack/analysis/addresses";
import { hasPorts } from "../../policy-pack/analysis/protocols";
import type { Ports } from "../security-groups";
import { covering, isPublic } from "./covering";
import type { LiveRule } from "./live-rules";
import type { Passed } from "./matching";

/** A rule in place of the one that is too wide. */
export interface NarrowRule {
  readonly ports: Ports;
  /** Absent: the peer stays as it is, a list or a group. */
  readonly addresses?: AddressSet;
}

/** What could take a rule's place. */
export interface Narrowing {
  /** Absent: nothing narrower would do, or nothing that lasts. */
  readonly rules?: readonly NarrowRule[];
  /** Whether the rule's addresses stay although fewer were seen: public ones that it leads out to, which change. */
  readonly keepsPublic: boolean;
}

/** A rule becomes at most this many, whose blocks of addresses each count as one. */
export const MOST_RULES = 10;

/** Ports of a protocol are told one by one up to this many, and as a range if there are more. */
const MOST_RUNS = 3;

const LAST_PORT = 65_535;

/** Runs of ports that hold the given ones: few exact ones, or one from the lowest to the highest. */
function runs(ports: readonly number[]): readonly (readonly [number, number])[] {
  const sorted = [...new Set(ports)].sort((a, b) => a - b);
  const exact: [number, number][] = [];
  for (const port of sorted) {
    const open = exact.at(-1);
    if (open !== undefined && open[1] + 1 === port) open[1] = port;
    else exact.push([port, port]);
  }
  const [first, last] = [sorted[0], sorted.at(-1)];
  return exact.length <= MOST_RUNS || first === undefined || last === undefined ? exact : [[first, last]];
}

/** Ports of each protocol that was seen, within those of the rule. */
function portsSeen({ rule }: LiveRule, passed: readonly Passed[]): readonly Ports[] {
  const byProtocol = new Map<number, (number | undefined)[]>();
  for (const { protocol, port } of passed) {
    const others = byProtocol.get(protocol);
    if (others === undefined) byProtocol.set(protocol, [port]);
    else others.push(port);
  }
  return [...byProtocol]
    .sort(([a], [b]) => a - b)
    .flatMap(([protocol, ports]): readonly Ports[] => {
      const known = ports.filter((port) => port !== undefined);
      // Without ports, or with types that records do not tell: as the rule has it.
      if (!hasPorts(protocol) || known.length < ports.length) {
        const whole = { protocol, firstPort: 0, lastPort: LAST_PORT };
        return [rule.ports.protocol === "all" ? whole : rule.ports];
      }
      return runs(known).map(([firstPort, lastPort]) => ({ protocol, firstPort, lastPort }));
    });
}

const isIn = ({ protocol, firstPort, lastPort }: Ports, passed: Passed): boolean =>
  (protocol === "all" || protocol === passed.protocol) &&
  (passed.port === undefined || (firstPort <= passed.port && passed.port <= lastPort));

const samePorts = (a: readonly Ports[], b: Ports): boolean => {
  const [only, ...others] = a;
  return (
    others.length === 0 &&
    only?.protocol === b.protocol &&
    only.firstPort === b.firstPort &&
    only.lastPort === b.lastPort
  );
};

/** Of the addresses that a rule lets through to some ports, those that are worth it; `keepsPublic` as in `Narrowing`. */
function addressesFor(
  { rule }: LiveRule,
  own: AddressSet,
  remotes: readonly Passed["remote"][],
  most: number,
): { readonly addresses: AddressSet; readonly keepsPublic: boolean } {
  const cover = covering(remotes, own, most) ?? own;
  if (cover.size * 2n > own.size) return { addresses: own, keepsPublic: false };
  const keepsPublic = rule.direction === "EGRESS" && remotes.some(isPublic);
  return { addresses: keepsPublic ? own : cover, keepsPublic };
}

/**
 * Rules in place of one, which together let through everything in `passed` and nothing that the rule does not. Addresses are
 * worth it if at most half of them remain. Where a rule leads out to public addresses, those that were seen are services' and
 * mirrors', behind names that resolve to others tomorrow: a list of them would break what it lets through.
 * @param passed not empty
 */
export function narrowed(live: LiveRule, passed: readonly Passed[]): Narrowing {
  const { rule } = live;
  const seen = portsSeen(live, passed);
  const ports = seen.length > MOST_RULES ? [rule.ports] : seen;
  const hasFewerPorts = !samePorts(ports, rule.ports);
  if (rule.peer.kind !== "ADDRESSES") {
    return {
      keepsPublic: false,
      ...(hasFewerPorts ? { rules: ports.map((some) => ({ ports: some })) } : {}),
    };
  }

  const { addresses } = rule.peer;
  const each = Math.max(1, Math.floor(MOST_RULES / ports.length));
  const found = ports.map((some) => {
    const remotes = passed.filter((one) => isIn(some, one)).map(({ remote }) => remote);
    return { ports: some, ...addressesFor(live, addresses, remotes, each) };
  });
  const keepsPublic = found.some((one) => one.keepsPublic);
  const isNarrower = hasFewerPorts || found.some((one) => one.addresses !== addresses);
  if (!isNarrower) return { keepsPublic };
  return { keepsPublic, rules: found.map((one) => ({ ports: one.ports, addresses: one.addresses })) };
}
