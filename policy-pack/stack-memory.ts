import { contentsOf, isCarrier } from "./facts/contents/contents";
import { rawProperties, readsAs } from "./facts/raw";
import type { Resource } from "./facts/resource";
import type { KeyOf, Rule } from "./facts/rule";

/** A resource that was seen, or one that it holds. */
interface Seen {
  readonly resource: Resource;
  readonly in: Resource;
}

/** One run of a program: what was seen of its stack, and the rules that have to judge it as a whole. */
interface Run {
  readonly resources: Map<string, Resource>;
  /** All that was read, in order; what was read anew is there twice. */
  readonly log: Seen[];
  readonly indexes: Map<KeyOf, Index>;
  readonly waiting: Set<Rule>;
  hasEnded: boolean;
}

/** The resources of a run by what they have in common, as far as its log was followed. */
interface Index {
  readonly byKey: Map<string, Seen[]>;
  followed: number;
}

/** The parts of a URN that name its stack and project. Names and types may hold `::` themselves. */
const stackOf = (urn: string): string => {
  const project = urn.indexOf("::") + 2;
  const end = urn.indexOf("::", project);
  return end < 0 ? urn : urn.slice(0, end);
};

/** The first URN of each stack. */
export function oneOfEachStack(urns: readonly string[]): readonly string[] {
  const found = new Map<string, string>();
  let stack = "";
  for (const urn of urns) {
    // Nearly always it is the stack of the one before.
    if (stack !== "" && urn.startsWith(`${stack}::`)) continue;
    stack = stackOf(urn);
    if (!found.has(stack)) found.set(stack, urn);
  }
  return [...found.values()];
}

/**
 * The inputs of the resources that were analysed, until their stack is judged: outputs, which is what the engine hands
 * over then, lack what is unknown in a preview. All rules share one, so that each resource is read and kept once.
 *
 * One process may judge many stacks, one after another or the same one again. A run ends when the first rule judges its
 * stack; what is seen after that belongs to another one. Once all rules that saw it have judged it, it is forgotten.
 */
export class StackMemory {
  readonly #runs = new Map<string, Run>();
  /** The latest stack that was asked for: nearly always the next one, too. */
  #stack = "";
  /** What was seen last: one after another, the rules are handed the same properties. */
  #latest: { readonly props: object; readonly resource: Resource; readonly run: Run } | undefined;

  /** The resource as every rule sees it that is handed the same properties. */
  see(rule: Rule, urn: string, type: string, name: string, props: object): Resource {
    const run = this.#runOf(urn);
    if (rule.judgeStack !== undefined) run.waiting.add(rule);
    const latest = this.#latest;
    if (latest?.props === props && latest.run === run && isOf(latest.resource, urn, type, name))
      return latest.resource;
    const seen = run.resources.get(urn);
    const isSame = seen !== undefined && isOf(seen, urn, type, name) && readsAs(props, seen.inputs);
    const resource = isSame ? seen : { urn, type, name, inputs: rawProperties(props) };
    this.#latest = { props, resource, run };
    if (!isSame) {
      run.resources.set(urn, resource);
      run.log.push({ resource, in: resource });
      if (isCarrier(type))
        for (const contained of contentsOf(resource).resources)
          run.log.push({ resource: contained.resource, in: resource });
    }
    return resource;
  }

  /** What was seen of a resource since the rule last judged its stack. */
  recall(rule: Rule, urn: string): Resource | undefined {
    const run = this.#runs.get(this.#stackOf(urn));
    return run?.waiting.has(rule) === true ? run.resources.get(urn) : undefined;
  }

  /**
   * What was seen of the resource's stack in this run and has the key, and what stands before it in its carrier.
   *
   * @param urn of the resource as the engine knows it: of its carrier where another one holds it
   * @param own the URN of the resource itself
   */
  *earlier(urn: string, keyOf: KeyOf, key: string, own = urn): Iterable<Resource> {
    const run = this.#runs.get(this.#stackOf(urn));
    if (run === undefined || run.hasEnded) return;
    let isBefore = true;
    for (const seen of indexOf(run, keyOf).get(key) ?? []) {
      if (run.resources.get(seen.in.urn) !== seen.in) continue;
      if (seen.in.urn === urn) isBefore &&= seen.resource.urn !== own;
      if (seen.in.urn !== urn || isBefore) yield seen.resource;
    }
  }

  /** Notes that a rule has judged the stacks that the given resources are of: it asks no more. */
  leave(rule: Rule, urns: readonly string[]): void {
    for (const urn of urns) {
      const stack = this.#stackOf(urn);
      const run = this.#runs.get(stack);
      if (run === undefined) continue;
      run.hasEnded = true;
      run.waiting.delete(rule);
      if (run.waiting.size === 0) this.#runs.delete(stack);
    }
  }

  #stackOf(urn: string): string {
    if (this.#stack === "" || !urn.startsWith(`${this.#stack}::`)) this.#stack = stackOf(urn);
    return this.#stack;
  }

  #runOf(urn: string): Run {
    const stack = this.#stackOf(urn);
    const known = this.#runs.get(stack);
    if (known !== undefined && !known.hasEnded) return known;
    const run: Run = {
      resources: new Map(),
      log: [],
      indexes: new Map(),
      waiting: new Set(),
      hasEnded: false,
    };
    this.#runs.set(stack, run);
    return run;
  }
}

const isOf = (resource: Resource, urn: string, type: string, name: string): boolean =>
  resource.urn === urn && resource.type === type && resource.name === name;

/** The index of a run, brought up to date: each resource is looked at once, however often it is asked for. */
function indexOf({ log, indexes }: Run, keyOf: KeyOf): ReadonlyMap<string, readonly Seen[]> {
  const index = indexes.get(keyOf) ?? { byKey: new Map<string, Seen[]>(), followed: 0 };
  indexes.set(keyOf, index);
  for (; index.followed < log.length; index.followed += 1) {
    const seen = log[index.followed];
    const key = seen === undefined ? undefined : keyOf(seen.resource);
    if (seen === undefined || key === undefined) continue;
    const sharing = index.byKey.get(key);
    if (sharing === undefined) index.byKey.set(key, [seen]);
    else sharing.push(seen);
  }
  return index.byKey;
}
