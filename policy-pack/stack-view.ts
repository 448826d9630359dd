import { type Contained, contentsOf, isCarrier } from "./facts/contents/contents";
import { accountsOfProvider } from "./facts/own-accounts";
import { rawProperties, rawProperty } from "./facts/raw";
import type { Stack, StackResource } from "./facts/resource";
import type { Rule } from "./facts/rule";
import type { Asked, AskedOfStack } from "./single-pass";
import { oneOfEachStack, type StackMemory } from "./stack-memory";

/** A stack as a rule sees it, and where the resources in it that the engine does not know are, by URN. */
export interface Joined {
  readonly stack: Stack;
  readonly locations: ReadonlyMap<string, { readonly contained: Contained; readonly carrier: string }>;
}

/** A resource, without what it was made from: of that each rule sees what it knows. */
type Read = Required<Omit<StackResource, "sourcesOf">>;

interface Entry {
  readonly asked: AskedOfStack;
  /** Its place among all. */
  readonly at: number;
  readonly isCarrier: boolean;
  /** Once a rule has asked for it. */
  read: Read | undefined;
}

/** One stack at the end of a preview or update. All rules share it, so that each resource is read once. */
export class StackView {
  /** Of all its resources, in their order. */
  readonly urns: readonly string[];
  /** One for each stack that they are of. */
  readonly stacks: readonly string[];
  readonly #memory: StackMemory;
  readonly #byType = new Map<string, Entry[]>();

  constructor(resources: readonly AskedOfStack[], memory: StackMemory) {
    this.#memory = memory;
    this.urns = resources.map(({ urn }) => urn);
    this.stacks = oneOfEachStack(this.urns);
    for (const [at, asked] of resources.entries()) {
      const alike = this.#byType.get(asked.type);
      const entry = { asked, at, isCarrier: alike?.[0]?.isCarrier ?? isCarrier(asked.type), read: undefined };
      if (alike === undefined) this.#byType.set(asked.type, [entry]);
      else alike.push(entry);
    }
  }

  /** @param concerns whether the rule has to see resources of a type */
  joinedFor(rule: Rule, concerns: (type: string) => boolean): Joined {
    const byUrn = new Map<string, StackResource>();
    // What is made from a carrier is made from what the carrier is.
    const inOtherWords = new Map<string, StackResource>();
    const locations = new Map<string, { contained: Contained; carrier: string }>();
    for (const entry of this.#entriesOf(concerns)) {
      const { propertyDependencies } = entry.asked;
      const sourcesOf = (property: string): readonly StackResource[] =>
        (propertyDependencies[property] ?? []).flatMap(
          (source) => byUrn.get(source.urn) ?? inOtherWords.get(source.urn) ?? stranger(source),
        );
      const { urn, type, name, inputs, accounts, id } = this.#read(entry, rule);
      const own = { urn, type, name, inputs, accounts, id, sourcesOf };
      if (rule.appliesTo(type)) byUrn.set(urn, own);
      if (!entry.isCarrier) continue;
      const inside = new Map<string, StackResource>();
      for (const contained of contentsOf(own).resources) {
        const { resource, path } = contained;
        const made: StackResource = {
          ...resource,
          accounts: own.accounts,
          id: contained.isCarrier ? own.id : contained.id,
          sourcesOf: (property) => {
            const given = contained.carrierProperty(property);
            return [
              ...contained.sourcesOf(property).flatMap((source) => inside.get(source) ?? []),
              ...(given === undefined ? [] : sourcesOf(given)),
            ];
          },
        };
        inside.set(resource.urn, made);
        if (!rule.appliesTo(resource.type)) continue;
        byUrn.set(resource.urn, made);
        if (contained.isCarrier) inOtherWords.set(urn, made);
        if (path !== "") locations.set(resource.urn, { contained, carrier: urn });
      }
    }
    return { stack: { resources: [...byUrn.values()] }, locations };
  }

  #entriesOf(concerns: (type: string) => boolean): readonly Entry[] {
    const lists = [...this.#byType].flatMap(([type, entries]) => (concerns(type) ? [entries] : []));
    const [only, ...others] = lists;
    return others.length === 0 ? (only ?? []) : lists.flat().sort((one, other) => one.at - other.at);
  }

  /** Its inputs where it was analysed: outputs, which is what the engine hands over, lack what is unknown. */
  #read(entry: Entry, rule: Rule): Read {
    const { urn, type, name, props, provider } = entry.asked;
    if (entry.read === undefined) {
      const id = rawProperty(props, "id");
      entry.read = {
        urn,
        type,
        name,
        inputs: this.#memory.recall(rule, urn)?.inputs ?? rawProperties(props),
        accounts: accountsOf(provider),
        id: typeof id === "string" && id !== "" ? id : undefined,
      };
    }
    return entry.read;
  }
}

/** Read only where a rule asks: most never do. */
export const accountsOf =
  (provider: Asked["provider"]): (() => readonly string[]) =>
  () =>
    provider === undefined ? [] : accountsOfProvider(rawProperties(provider.props));

/** A resource that the rule knows nothing about; it still counts as a source. */
const stranger = ({ urn, type, name }: Asked): StackResource => ({
  urn,
  type,
  name,
  inputs: {},
  id: undefined,
  sourcesOf: () => [],
});
