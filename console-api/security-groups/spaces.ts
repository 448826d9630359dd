/**
 * Peers of different kinds cannot be compared: whether a group's members lie in a block of addresses is for nobody to say.
 * Each kind is a space of its own, in which packets are sets: addresses are one space; prefix lists whose entries are
 * known another; every other prefix list and every group is one by itself, in which its packets are those of all addresses.
 */

import { AddressSet } from "../../policy-pack/analysis/addresses";
import { Traffic } from "../../policy-pack/analysis/traffic";
import type { Rule, RulePeer } from "./rules";

/** Entries of prefix lists by id, as far as they are known. */
export type Entries = ReadonlyMap<string, AddressSet>;

export const NO_ENTRIES: Entries = new Map();

/** The rules of a space: its packets are the union of theirs. */
export interface Space<R extends Rule> {
  readonly rules: readonly R[];
  readonly traffic: Traffic;
}

/** A list without entries lets nothing through yet; it is compared by its id, so that a rule for it is not overlooked. */
const known = (peer: RulePeer, entries: Entries): AddressSet | undefined => {
  const found = peer.kind === "PREFIX_LIST" ? entries.get(peer.id) : undefined;
  return found?.isEmpty === false ? found : undefined;
};

/** The name of a peer's space. */
export function spaceOf(peer: RulePeer, entries: Entries): string {
  if (peer.kind === "ADDRESSES") return "addresses";
  if (peer.kind === "SECURITY_GROUP") return peer.id;
  return known(peer, entries) === undefined ? peer.id : "prefix lists";
}

/** The packets of a rule, in the space of its peer. */
export function trafficOf({ ports, peer }: Pick<Rule, "ports" | "peer">, entries: Entries): Traffic {
  const sources = peer.kind === "ADDRESSES" ? peer.addresses : (known(peer, entries) ?? AddressSet.ALL);
  return Traffic.of({ ...ports, sources });
}

/** The rules of one direction by their spaces. */
export function bySpace<R extends Rule>(
  rules: readonly R[],
  entries: Entries,
): ReadonlyMap<string, Space<R>> {
  const spaces = new Map<string, R[]>();
  for (const rule of rules) {
    const name = spaceOf(rule.peer, entries);
    const others = spaces.get(name);
    if (others === undefined) spaces.set(name, [rule]);
    else others.push(rule);
  }
  return new Map(
    [...spaces].map(([name, of]) => [
      name,
      { rules: of, traffic: Traffic.union(of.map((rule) => trafficOf(rule, entries))) },
    ]),
  );
}
