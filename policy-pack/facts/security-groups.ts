import { AddressSet } from "../analysis/addresses";
import { Traffic } from "../analysis/traffic";
import { UNKNOWN } from "../analysis/unknown";
import type { PrefixLists } from "./prefix-lists";
import { type Stack, type StackResource, textOf } from "./resource";
import {
  groupProperties,
  type IngressRule,
  ingressOf,
  isSecurityGroup,
  letsTrafficIn,
  type Peer,
} from "./security-group-rules";

/** A security group with every resource of the stack that holds rules of it. */
export interface Group {
  /** What rules and users of the group name it by: its URN, or `id sg-…` or `name …` where it is not in the stack. */
  readonly key: string;
  /** The group's own URN, or that of its last rule where the group is not in the stack. */
  readonly urn: string;
  readonly members: readonly Member[];
}

/** A resource that holds rules of a group. */
export interface Member {
  readonly resource: StackResource;
  readonly rules: readonly IngressRule[];
  /** What its rules let in by the addresses that they name themselves. */
  readonly alone: Traffic;
  /** What they let in by prefix lists of the stack, list by list. */
  readonly listed: readonly Listed[];
  /** Both together. */
  readonly least: Traffic;
  /** What it may let in besides by prefix lists that are not, or not wholly, known. */
  readonly unresolved: readonly Unresolved[];
}

/** What a rule lets in by a prefix list. */
export interface Listed {
  /** The list's logical name. */
  readonly name: string;
  readonly least: Traffic;
}

/** A peer that is a prefix list of which some addresses are not known. */
export interface Unresolved {
  readonly peer: Peer;
  /** What it lets in if its unknown addresses are all there are. */
  readonly most: Traffic;
}

/** Which group of the stack an id or a property belongs to. */
export class GroupNames {
  readonly #urnOfId: ReadonlyMap<string, string>;
  readonly #urnOfName: ReadonlyMap<string, string>;

  constructor({ resources }: Stack) {
    const groups = resources.filter(({ type }) => isSecurityGroup(type));
    this.#urnOfId = new Map(groups.flatMap(({ id, urn }) => (id === undefined ? [] : [[id, urn] as const])));
    this.#urnOfName = new Map(
      groups.flatMap(({ inputs, urn }) => {
        const name = textOf(inputs["groupName"] ?? inputs["name"]);
        return typeof name === "string" ? [[name, urn] as const] : [];
      }),
    );
  }

  /** The key of the group that a resource holds rules of; undefined where it could be one of several. */
  keyOf(resource: StackResource): string | undefined {
    const properties = groupProperties(resource.type);
    if (properties.length === 0) return resource.urn;
    for (const property of properties) {
      const sources = resource.sourcesOf(property);
      const [source] = sources;
      // Made from several resources, it could be the id of any of them.
      if (sources.length === 1 && source !== undefined && isSecurityGroup(source.type)) return source.urn;
      const text = textOf(resource.inputs[property]);
      if (typeof text === "string") return this.#keyOf(text);
    }
    return undefined;
  }

  /** What is written for a group: its id, also with its account before it, or its name, which never begins like an id. */
  #keyOf(text: string): string {
    const [, id] = /^(?:[0-9]{12}\/)?(sg-.*)$/s.exec(text) ?? [];
    const urn = this.#urnOfId.get(text) ?? this.#urnOfId.get(id ?? "") ?? this.#urnOfName.get(text);
    return urn ?? (id === undefined ? `name ${text}` : `id ${id}`);
  }

  /** The keys of the groups that a peer may be: one where it is certain, none where it is in no way known. */
  keysOf(resource: StackResource, { id, property }: Peer): readonly string[] {
    if (id !== UNKNOWN) return [this.#keyOf(id)];
    return resource
      .sourcesOf(property)
      .filter(({ type }) => isSecurityGroup(type))
      .map(({ urn }) => urn);
  }
}

/** Rules belong to the group that their property was made from; where that is no resource of the stack, by id or name. */
export function groupsOf(stack: Stack, prefixLists: PrefixLists): readonly Group[] {
  const names = new GroupNames(stack);
  const groups = new Map<string, { key: string; urn: string; members: Member[] }>();
  for (const resource of stack.resources) {
    if (!letsTrafficIn(resource.type)) continue;
    const key = names.keyOf(resource);
    if (key === undefined) continue;
    const group = groups.get(key) ?? { key, urn: resource.urn, members: [] };
    group.members.push(memberOf(resource, prefixLists));
    group.urn = key.startsWith("urn:") ? key : resource.urn;
    groups.set(key, group);
  }
  return [...groups.values()];
}

function memberOf(resource: StackResource, prefixLists: PrefixLists): Member {
  const { rules } = ingressOf(resource);
  const alone = Traffic.union(rules.map((rule) => rule.least));
  const listed: Listed[] = [];
  const unresolved: Unresolved[] = [];
  for (const { ports, prefixLists: peers } of rules) {
    for (const peer of peers) {
      const found = prefixLists.resolve(resource, peer);
      if (found.kind === "trusted") continue;
      const lists = found.kind === "elsewhere" ? [] : found.lists;
      const known = (found.kind === "known" ? lists : []).map(({ name, least }) => ({
        name,
        least: ports.least.from(least),
      }));
      const most =
        found.kind === "elsewhere"
          ? ports.most
          : ports.most.from(AddressSet.union(lists.map((one) => one.most)));
      listed.push(...known);
      if (!Traffic.union(known.map(({ least }) => least)).covers(most)) unresolved.push({ peer, most });
    }
  }
  const least =
    listed.length === 0 ? alone : Traffic.union([alone, ...listed.map((traffic) => traffic.least)]);
  return { resource, rules, alone, listed, least, unresolved };
}
