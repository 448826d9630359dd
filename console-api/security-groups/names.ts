/** How people call the peers of rules: components, groups and prefix lists by their names rather than their ids. */

import type { Peer } from "../contract";
import type { Problems } from "../failures";
import type { Surroundings } from "../surroundings";
import { groupsById, namesOfLists } from "./account";
import { ofAccount, otherAccount } from "./owners";
import { prefixListId, type RulePeer } from "./rules";

/** Names by id. */
export type Names = ReadonlyMap<string, string>;

/** The names that the deployment itself knows: its components, and groups and lists of its matrix. */
export function deployedNames({ deployment, ids }: Pick<Surroundings, "deployment" | "ids">): Names {
  const parties = deployment.matrix.flatMap((flow) =>
    [flow.from, flow.to].flatMap((party): readonly (readonly [string, string])[] => {
      if (party.kind === "existing-group") return [[party.id, party.name]];
      return party.kind === "prefix-list" ? [[prefixListId(flow, party.id, ids), party.name]] : [];
    }),
  );
  const components = Object.entries(ids.groups).map(([component, id]) => [id, component] as const);
  return new Map([...parties, ...components]);
}

const idsOf = (kind: RulePeer["kind"], peers: readonly RulePeer[], known: Names): readonly string[] => [
  ...new Set(
    peers.flatMap((peer) =>
      peer.kind === kind && peer.kind !== "ADDRESSES" && !known.has(peer.id) ? [peer.id] : [],
    ),
  ),
];

/** `known` and the names of the peers that are not in it, as far as the account tells them; other accounts' groups by account. */
export async function namesOf(
  peers: readonly RulePeer[],
  known: Names,
  around: Surroundings,
  problems: Problems,
): Promise<Names> {
  const groups = idsOf("SECURITY_GROUP", peers, known);
  const lists = idsOf("PREFIX_LIST", peers, known);
  const none: Names = new Map();
  const [groupNames, prefixListNames] = await Promise.all([
    problems.part("names of other security groups", none, async () => {
      const found = await groupsById(around, groups);
      return new Map(found.map(({ id, name }) => [id, name]));
    }),
    problems.part("names of prefix lists", none, () => namesOfLists(around, lists)),
  ]);
  const names = new Map([...groupNames, ...prefixListNames, ...known]);
  for (const peer of peers) {
    if (peer.kind !== "SECURITY_GROUP" || otherAccount(peer.account, around.deployment) === undefined)
      continue;
    const name = groupNames.get(peer.id) ?? known.get(peer.id) ?? peer.id;
    names.set(peer.id, ofAccount(name, peer.account, around.deployment));
  }
  return names;
}

/** A peer as the schema has it; what has no name is called by its id. */
export function peerFor(peer: RulePeer, names: Names): Peer {
  if (peer.kind === "ADDRESSES") return { kind: peer.kind, id: peer.cidr, name: peer.cidr };
  return { kind: peer.kind, id: peer.id, name: names.get(peer.id) ?? peer.id };
}
