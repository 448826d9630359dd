/** The rules that evidence is asked for: those of every group of the VPC, with whom their peers are. */

import type { AddressSet } from "../../policy-pack/analysis/addresses";
import type { Peer } from "../contract";
import type { Problems } from "../failures";
import {
  type AccountRule,
  type DeclaredRule,
  declaredRules,
  deployedNames,
  flowOf,
  NO_ENTRIES,
  namesOf,
  ofAccount,
  otherAccount,
  peerFor,
  rulesOfGroups,
  trafficOf,
} from "../security-groups";
import { type AccountGroup, entriesOf, groupsOfVpc } from "../security-groups/account";
import type { Surroundings } from "../surroundings";

/** A live rule, and what is needed to say whether a packet was one of its own. */
export interface LiveRule {
  readonly rule: AccountRule;
  readonly groupName: string;
  /** Of the traffic matrix; `null`: not of this stack. */
  readonly component: string | null;
  readonly flowId: string | null;
  /** Whether the rule is exactly what its flow declares. */
  readonly isDeclared: boolean;
  readonly peer: Peer;
  /** Addresses of the peer, where it has some of its own: a block, or a list whose entries could be read. */
  readonly members?: AddressSet;
  /** The account that has the group, where it is another one. */
  readonly owner: string | undefined;
  /** Whether the peer is a group of another VPC, of whose interfaces nothing is known. */
  readonly isForeign: boolean;
}

/** EC2 takes 200 ids in a filter; the portions are asked for at once. */
const GROUPS_AT_ONCE = 200;

/** Prefix lists that are read at once. */
const LISTS_AT_ONCE = 8;

async function rulesOf(
  around: Surroundings,
  groups: readonly AccountGroup[],
  problems: Problems,
): Promise<readonly AccountRule[]> {
  const portions: string[][] = [];
  for (let at = 0; at < groups.length; at += GROUPS_AT_ONCE) {
    portions.push(groups.slice(at, at + GROUPS_AT_ONCE).map(({ id }) => id));
  }
  return (await Promise.all(portions.map((ids) => rulesOfGroups(around, ids, problems)))).flat();
}

async function entriesOfLists(
  around: Surroundings,
  rules: readonly AccountRule[],
  problems: Problems,
): Promise<ReadonlyMap<string, AddressSet>> {
  const ids = new Set(rules.flatMap(({ peer }) => (peer.kind === "PREFIX_LIST" ? [peer.id] : [])));
  const entries = new Map<string, AddressSet>();
  const waiting = ids.values();
  const take = async (): Promise<void> => {
    for (const id of waiting) {
      const found = await problems.part("entries of prefix lists", undefined, () => entriesOf(around, id));
      if (found !== undefined) entries.set(id, found);
    }
  };
  await Promise.all(Array.from({ length: LISTS_AT_ONCE }, take));
  return entries;
}

const isSame = (rule: AccountRule, declared: readonly DeclaredRule[], flowId: string | undefined): boolean =>
  declared.some(
    (wanted) =>
      wanted.flowId === flowId &&
      wanted.direction === rule.direction &&
      wanted.peer.kind === rule.peer.kind &&
      (wanted.peer.kind === "ADDRESSES" ||
        rule.peer.kind === "ADDRESSES" ||
        wanted.peer.id === rule.peer.id) &&
      trafficOf(wanted, NO_ENTRIES).equals(trafficOf(rule, NO_ENTRIES)),
  );

/**
 * Reads the rules of every group of the VPC, groups of the stack first, else by name. Lists that cannot be read, and names
 * that cannot, are problems; groups and rules that cannot be read leave nothing to judge.
 * @throws what EC2 throws for groups and rules
 */
export async function liveRules(around: Surroundings, problems: Problems): Promise<readonly LiveRule[]> {
  const { deployment, ids } = around;
  const groups = await groupsOfVpc(around, ids.vpcId);
  const rules = await rulesOf(around, groups, problems);
  const componentOf = new Map(Object.entries(ids.groups).map(([component, id]) => [id, component]));
  const byId = new Map(groups.map((group) => [group.id, group]));
  const known = new Map([...groups.map(({ id, name }) => [id, name] as const), ...deployedNames(around)]);
  const [names, entries] = await Promise.all([
    namesOf(
      rules.map(({ peer }) => peer),
      known,
      around,
      problems,
    ),
    entriesOfLists(around, rules, problems),
  ]);
  const declaredOf = new Map(
    Object.entries(ids.groups).map(([name, id]) => [id, declaredRules(deployment, ids, name)]),
  );

  const live = rules.map((rule): LiveRule => {
    const declared = declaredOf.get(rule.groupId) ?? [];
    const flowId = flowOf(rule, declared, entries);
    const { peer } = rule;
    const group = byId.get(rule.groupId);
    const members =
      peer.kind === "ADDRESSES" ? peer.addresses : entries.get(peer.kind === "PREFIX_LIST" ? peer.id : "");
    return {
      rule,
      groupName: ofAccount(group?.name ?? rule.groupId, group?.account, deployment),
      component: componentOf.get(rule.groupId) ?? null,
      flowId: flowId ?? null,
      isDeclared: isSame(rule, declared, flowId),
      peer: peerFor(peer, names),
      ...(members === undefined ? {} : { members }),
      owner: otherAccount(group?.account, deployment),
      isForeign: peer.kind === "SECURITY_GROUP" && !byId.has(peer.id),
    };
  });
  return live.sort(inOrder);
}

function inOrder(a: LiveRule, b: LiveRule): number {
  const key = ({ component, groupName, rule }: LiveRule): string =>
    [
      component === null ? 1 : 0,
      component ?? groupName,
      rule.groupId,
      rule.direction === "INGRESS" ? 0 : 1,
      rule.id,
    ].join("\n");
  const [left, right] = [key(a), key(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
