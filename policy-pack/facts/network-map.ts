import type { AddressSet } from "../analysis/addresses";
import { joinWays, type Path, reach, type Way } from "../analysis/reachability";
import { Traffic } from "../analysis/traffic";
import { UNKNOWN } from "../analysis/unknown";
import { groupsUsedBy, type UserKind, userKind, usesGroups } from "./group-users";
import type { PrefixLists } from "./prefix-lists";
import type { Stack } from "./resource";
import type { IngressRule } from "./security-group-rules";
import { type Group, GroupNames, type Unresolved } from "./security-groups";

type Bound = "least" | "most";

/** Stands for a group of which it is not known which one it is: every group leads to it. */
const SOME_GROUP = "some group";

/**
 * The security groups of a stack as places, the ways into them, and what is put into each: what is so whatever the
 * unknown values turn out to be (`least`), or what may be (`most`).
 */
export class NetworkMap {
  /**
   * From addresses, from group to group, and by way of prefix lists of which the addresses are not known here: such a
   * list is a place of its own, by its id, that can be reached from everywhere.
   */
  readonly ways: readonly Way[];
  readonly #companions: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #users: ReadonlyMap<string, ReadonlySet<UserKind>>;
  /** What is put into a group, and it is not known into which. */
  readonly #anywhere: ReadonlySet<UserKind>;

  /** @param groups those of the stack, which are the same for both bounds */
  constructor(stack: Stack, groups: readonly Group[], prefixLists: PrefixLists, bound: Bound) {
    const names = new GroupNames(stack);
    const ways = groups.flatMap((group) => waysInto(group, names, prefixLists, bound));
    const some = groups.map(({ key }) => ({ from: key, to: SOME_GROUP, traffic: Traffic.ALL }));
    this.ways = joinWays(ways.some(({ from }) => from === SOME_GROUP) ? [...ways, ...some] : ways);
    const anywhere = new Set<UserKind>();
    const users = new Map<string, Set<UserKind>>();
    const companions = new Map<string, Set<string>>();
    for (const resource of stack.resources) {
      const kind = usesGroups(resource.type) ? userKind(resource.type) : undefined;
      if (kind === undefined) continue;
      const own = new Set<string>();
      for (const peer of groupsUsedBy(resource)) {
        const keys = names.keysOf(resource, peer);
        if (keys.length === 0 && bound === "most") anywhere.add(kind);
        // Made from several groups, the list of a resource holds all of them.
        for (const key of keys) {
          users.set(key, (users.get(key) ?? new Set<UserKind>()).add(kind));
          own.add(key);
        }
      }
      if (kind === "host" && own.size > 1) meet(own, companions);
    }
    this.#companions = companions;
    this.#users = users;
    this.#anywhere = anywhere;
  }

  /** What is known to be put into a group. */
  usersOf(key: string): ReadonlySet<UserKind> {
    if (key === SOME_GROUP) return new Set<UserKind>(["host"]);
    return new Set([...(this.#users.get(key) ?? []), ...this.#anywhere]);
  }

  /** The other groups that some host of a group is in: whoever takes the host over sends from all of them. */
  companionsOf(key: string): ReadonlySet<string> {
    return this.#companions.get(key) ?? ALONE;
  }

  /**
   * The places that can be reached from some addresses, each with a shortest path.
   *
   * @param without keys of places that are left out: what is still reached has a way around them
   */
  reachedFrom(addresses: AddressSet, without: readonly string[] = []): ReadonlyMap<string, Path> {
    return reach(
      this.ways
        .filter(({ from, to }) => !without.includes(to) && !without.includes(from ?? ""))
        .map((way) => (way.from === undefined ? { ...way, traffic: way.traffic.from(addresses) } : way)),
      undefined,
      (key) => this.companionsOf(key),
    );
  }
}

const ALONE: ReadonlySet<string> = new Set();

/** Notes that one host is in all of the groups. */
function meet(groups: ReadonlySet<string>, companions: Map<string, Set<string>>): void {
  for (const key of groups) {
    const others = companions.get(key) ?? new Set<string>();
    for (const other of groups) if (other !== key) others.add(other);
    companions.set(key, others);
  }
}

function waysInto(group: Group, names: GroupNames, prefixLists: PrefixLists, bound: Bound): readonly Way[] {
  const to = group.key;
  return group.members.flatMap(({ resource, rules, least, unresolved }) => [
    { from: undefined, to, traffic: bound === "least" ? least : mostOf(least, rules, unresolved) },
    ...rules.flatMap(({ ports, groups, prefixLists: lists }) => [
      ...groups.flatMap((peer): readonly Way[] => {
        const keys = names.keysOf(resource, peer);
        // Which of several groups it is, is not known: a path must be certain to be named.
        if (bound === "least" && keys.length > 1) return [];
        const from = bound === "most" && keys.length === 0 ? [SOME_GROUP] : keys;
        return from.map((key) => ({ from: key, to, traffic: ports[bound] }));
      }),
      ...lists.flatMap((peer): readonly Way[] => {
        const { kind } = prefixLists.resolve(resource, peer);
        if (peer.id === UNKNOWN || kind === "known" || kind === "one-of") return [];
        return [
          { from: undefined, to: peer.id, traffic: Traffic.ALL },
          { from: peer.id, to, traffic: ports[bound] },
        ];
      }),
    ]),
  ]);
}

const mostOf = (least: Traffic, rules: readonly IngressRule[], unresolved: readonly Unresolved[]): Traffic =>
  Traffic.union([least, ...rules.map(({ most }) => most), ...unresolved.map(({ most }) => most)]);
