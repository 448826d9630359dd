import { AddressSet, parseCidr } from "../analysis/addresses";
import { isManagedByAws } from "../analysis/managed-prefix-lists";
import { matches } from "../analysis/patterns";
import { isMap, UNKNOWN, type Value } from "../analysis/unknown";
import { itemsOf, type Stack, type StackResource, textOf } from "./resource";
import type { Peer } from "./security-group-rules";

const LISTS: ReadonlySet<string> = new Set([
  "aws:ec2/managedPrefixList:ManagedPrefixList",
  "aws-native:ec2:PrefixList",
]);

const ENTRY = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry";

/** Whether the resource is a prefix list, or an entry of one. */
export const holdsPrefixes = (type: string): boolean => LISTS.has(type) || type === ENTRY;

/** The addresses of a prefix list, as bounds. */
export interface Prefixes {
  /** The logical name of the list. */
  readonly name: string;
  readonly least: AddressSet;
  readonly most: AddressSet;
}

/** What a peer turns out to be: `elsewhere` where only AWS or another stack knows its addresses. */
export type Resolution =
  | { readonly kind: "known"; readonly lists: readonly Prefixes[] }
  /** One of these lists, and it is not known which. */
  | { readonly kind: "one-of"; readonly lists: readonly Prefixes[] }
  | { readonly kind: "trusted" }
  | { readonly kind: "elsewhere" };

/** The prefix lists of a stack, with their entries wherever those are declared. */
export class PrefixLists {
  readonly #byUrn: ReadonlyMap<string, Prefixes>;
  /** What the stack adds to lists that are not in it, by their ids. */
  readonly #added: ReadonlyMap<string, Prefixes>;
  readonly #urnOfId: ReadonlyMap<string, string>;
  readonly #trusted: readonly string[];

  /** @param trusted patterns of ids that need not be looked into */
  constructor({ resources }: Stack, trusted: readonly string[]) {
    const lists = resources.filter(({ type }) => LISTS.has(type));
    this.#trusted = trusted;
    this.#urnOfId = new Map(lists.flatMap(({ id, urn }) => (id === undefined ? [] : [[id, urn] as const])));
    const entries = new Map<string, Entry[]>();
    for (const resource of resources) {
      if (resource.type !== ENTRY) continue;
      const list = this.#listOf(resource);
      if (list === undefined) continue;
      const entry = entryOf(resource.inputs["cidr"]);
      const others = entries.get(list);
      if (others === undefined) entries.set(list, [entry]);
      else others.push(entry);
    }
    this.#byUrn = new Map(
      lists.map((list) => [list.urn, prefixesOf(list, entries.get(list.urn) ?? [])] as const),
    );
    this.#added = new Map(
      [...entries].map(([id, added]) => {
        const rest = this.#isTrusted(id) ? [] : [UNKNOWN_ENTRY];
        return [id, together(id, [...added, ...rest])] as const;
      }),
    );
  }

  /** @param resource the resource that has the peer */
  resolve(resource: StackResource, { id, property }: Peer): Resolution {
    if (id !== UNKNOWN) {
      const own = this.#byUrn.get(this.#urnOfId.get(id) ?? "") ?? this.#added.get(id);
      if (own !== undefined) return { kind: "known", lists: [own] };
      return { kind: this.#isTrusted(id) ? "trusted" : "elsewhere" };
    }
    const lists = resource.sourcesOf(property).flatMap(({ urn }) => this.#byUrn.get(urn) ?? []);
    if (lists.length === 0) return { kind: "elsewhere" };
    return { kind: lists.length === 1 ? "known" : "one-of", lists };
  }

  #isTrusted(id: string): boolean {
    return isManagedByAws(id) || this.#trusted.some((pattern) => matches(pattern, id));
  }

  /** The URN of the list that an entry is of, or its id where the list is not in the stack. */
  #listOf(entry: StackResource): string | undefined {
    const id = textOf(entry.inputs["prefixListId"]);
    if (typeof id === "string") return this.#urnOfId.get(id) ?? id;
    const [source, ...others] = entry.sourcesOf("prefixListId").filter(({ type }) => LISTS.has(type));
    return others.length === 0 ? source?.urn : undefined;
  }
}

type Entry = { readonly least: AddressSet; readonly most: AddressSet };

const UNKNOWN_ENTRY: Entry = { least: AddressSet.EMPTY, most: AddressSet.ALL };

function entryOf(cidr: Value | undefined): Entry {
  const text = textOf(cidr);
  if (text === UNKNOWN) return UNKNOWN_ENTRY;
  if (text === undefined) return { least: AddressSet.EMPTY, most: AddressSet.EMPTY };
  try {
    const block = AddressSet.of(parseCidr(text));
    return { least: block, most: block };
  } catch {
    // EC2 refuses what is no block; until then it may be anything.
    return UNKNOWN_ENTRY;
  }
}

function prefixesOf({ name, inputs }: StackResource, more: readonly Entry[]): Prefixes {
  const inline = itemsOf(inputs["entries"], "entries").map(({ value }) =>
    value === UNKNOWN ? UNKNOWN_ENTRY : entryOf(isMap(value) ? value["cidr"] : undefined),
  );
  return together(name, [...inline, ...more]);
}

const together = (name: string, entries: readonly Entry[]): Prefixes => ({
  name,
  least: AddressSet.union(entries.map(({ least }) => least)),
  most: AddressSet.union(entries.map(({ most }) => most)),
});
