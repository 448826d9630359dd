/** What a rule could be narrowed to, and still let through all that was seen. */

import type { AddressSet } from "../../policy-pack/analysis/addresses";
import { hasPorts } from "../../policy-pack/analysis/protocols";
import type { Ports } from "../security-groups";
import { covering } from "./covering";
import type { LiveRule } from "./live-rules";
import type { Passed } from "./matching";

/** A rule in place of the one that is too wide. */
export interface NarrowRule {
  readonly ports: Ports;
  /** Absent: the peer stays as it is, a list or a group. */
  readonly addresses?: AddressSet;
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

/**
 * Rules in place of one, which together let through everything in `passed` and nothing that the rule does not; `undefined`
 * where nothing narrower is worth it. Addresses are worth it if at most half of them remain.
 * @param passed not empty
 */
export function narrowed(live: LiveRule, passed: readonly Passed[]): readonly NarrowRule[] | undefined {
  const { rule } = live;
  const seen = portsSeen(live, passed);
  const ports = seen.length > MOST_RULES ? [rule.ports] : seen;
  const hasFewerPorts = !samePorts(ports, rule.ports);
  if (rule.peer.kind !== "ADDRESSES")
    return hasFewerPorts ? ports.map((some) => ({ ports: some })) : undefined;

  const { addresses } = rule.peer;
  const each = Math.max(1, Math.floor(MOST_RULES / ports.length));
  const narrow = ports.map((some): NarrowRule => {
    const remotes = passed.filter((one) => isIn(some, one)).map(({ remote }) => remote);
    const cover = covering(remotes, addresses, each) ?? addresses;
    return { ports: some, addresses: cover.size * 2n <= addresses.size ? cover : addresses };
  });
  const hasFewerAddresses = narrow.some(({ addresses: some }) => some !== addresses);
  return hasFewerPorts || hasFewerAddresses ? narrow : undefined;
}
