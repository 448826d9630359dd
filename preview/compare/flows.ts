/** Which connections a change lets through, or no longer: the packets of each security group before and after, as sets. */

import type { AddressSet } from "../../policy-pack/analysis/addresses";
import { list, quote } from "../../policy-pack/analysis/findings";
import { Traffic } from "../../policy-pack/analysis/traffic";
import { describePorts } from "../../policy-pack/analysis/traffic-text";
import { UNKNOWN } from "../../policy-pack/analysis/unknown";
import type { StackResource } from "../../policy-pack/facts/resource";
import { ingressOf, letsTrafficIn } from "../../policy-pack/facts/security-group-rules";
import { GroupNames } from "../../policy-pack/facts/security-groups";
import { mirrored } from "./egress";

export type Direction = "ingress" | "egress";

/** Traffic of one group with one peer that only one of two plans lets through. */
export interface FlowChange {
  readonly direction: Direction;
  /** The group's logical name, or its id where it is not in the stack, in backticks. */
  readonly group: string;
  /** CIDR blocks, a group, a prefix list, names in backticks; or what is not known. */
  readonly peer: string;
  /** `tcp/443`. */
  readonly ports: string;
}

export interface FlowChanges {
  readonly wider: readonly FlowChange[];
  readonly narrower: readonly FlowChange[];
}

/** Peers that are named by addresses; all others are by the group or list that they are. */
const ADDRESSES = "addresses";
const UNNAMED = "a group that is not known";

type Doors = Map<
  string,
  { readonly direction: Direction; readonly group: string; readonly peer: string; readonly traffic: Traffic }
>;

/**
 * What each group lets through, peer by peer. Of what is not known, what may be counts: a change that could open
 * something shows.
 */
function doorsOf(resources: readonly StackResource[], direction: Direction): Doors {
  const seen =
    direction === "ingress" ? resources : resources.flatMap((resource) => mirrored(resource) ?? []);
  const names = new GroupNames({ resources: seen });
  const logical = new Map(seen.map(({ urn, name }) => [urn, name]));
  const nameOf = (key: string): string => quote(logical.get(key) ?? key.replace(/^(?:id|name) /, ""));
  const doors: Doors = new Map();
  const add = (key: string, peer: string, traffic: Traffic): void => {
    if (traffic.isEmpty) return;
    const id = `${direction} ${key} ${peer}`;
    const before = doors.get(id)?.traffic ?? Traffic.EMPTY;
    const group = key === UNNAMED ? key : nameOf(key);
    doors.set(id, { direction, group, peer, traffic: before.union(traffic) });
  };
  for (const resource of seen) {
    if (!letsTrafficIn(resource.type)) continue;
    const key = names.keyOf(resource) ?? UNNAMED;
    for (const { most, ports, groups, prefixLists } of ingressOf(resource).rules) {
      add(key, ADDRESSES, most);
      for (const peer of groups) {
        const keys = names.keysOf(resource, peer);
        const known = keys.length > 0 ? keys.map(nameOf) : [UNNAMED];
        for (const one of known) add(key, one, ports.most);
      }
      for (const { id, property } of prefixLists) {
        const source = resource.sourcesOf(property)[0]?.name;
        add(
          key,
          id === UNKNOWN && source === undefined
            ? "a prefix list that is not known"
            : `prefix list ${quote(source ?? String(id))}`,
          ports.most,
        );
      }
    }
  }
  return doors;
}

const addressText = (sources: AddressSet): string => list(sources.toCidrs().map(quote), 4);

/** The part of `doors` that `others` do not have, one change for each run of ports with the same peer. */
function only(doors: Doors, others: Doors): readonly FlowChange[] {
  return [...doors].flatMap(([id, { direction, group, peer, traffic }]): readonly FlowChange[] => {
    const excess = traffic.subtract(others.get(id)?.traffic ?? Traffic.EMPTY).openings();
    if (excess.length === 0) return [];
    if (peer !== ADDRESSES) return [{ direction, group, peer, ports: describePorts(excess) }];
    const bySources = new Map<string, typeof excess>();
    for (const opening of excess) {
      const text = addressText(opening.sources);
      bySources.set(text, [...(bySources.get(text) ?? []), opening]);
    }
    return [...bySources].map(([text, openings]) => ({
      direction,
      group,
      peer: text,
      ports: describePorts(openings),
    }));
  });
}

/** What `head` lets through that `base` does not, and the other way round. */
export function compareFlows(base: readonly StackResource[], head: readonly StackResource[]): FlowChanges {
  const wider: FlowChange[] = [];
  const narrower: FlowChange[] = [];
  for (const direction of ["ingress", "egress"] as const) {
    const before = doorsOf(base, direction);
    const after = doorsOf(head, direction);
    wider.push(...only(after, before));
    narrower.push(...only(before, after));
  }
  return { wider, narrower };
}

/** Everything that the groups of a plan let through. */
export const flowsOf = (resources: readonly StackResource[]): readonly FlowChange[] =>
  compareFlows([], resources).wider;
