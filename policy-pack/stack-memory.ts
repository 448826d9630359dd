import { rawProperties, readsAs } from "./facts/raw";
import type { Resource } from "./facts/resource";
import type { Rule } from "./facts/rule";

/** One run of a program: what was seen of its stack, and the rules that have to judge it as a whole. */
interface Run {
  readonly resources: Map<string, Resource>;
  readonly waiting: Set<Rule>;
  hasEnded: boolean;
}

/** The parts of a URN that name its stack and project. Names and types may hold `::` themselves. */
const stackOf = (urn: string): string => {
  const project = urn.indexOf("::") + 2;
  const end = urn.indexOf("::", project);
  return end < 0 ? urn : urn.slice(0, end);
};

/**
 * The inputs of the resources that were analysed, until their stack is judged: outputs, which is what the engine hands
 * over then, lack what is unknown in a preview. All rules share one, so that each resource is read and kept once.
 *
 * One process may judge many stacks, one after another or the same one again. A run ends when the first rule judges its
 * stack; what is seen after that belongs to another one. Once all rules that saw it have judged it, it is forgotten.
 */
export class StackMemory {
  readonly #runs = new Map<string, Run>();

  /** The resource as every rule sees it that is handed the same properties. */
  see(rule: Rule, urn: string, type: string, name: string, props: object): Resource {
    const { resources, waiting } = this.#runOf(urn);
    if (rule.judgeStack !== undefined) waiting.add(rule);
    const seen = resources.get(urn);
    if (seen !== undefined && seen.type === type && seen.name === name && readsAs(props, seen.inputs))
      return seen;
    const resource = { urn, type, name, inputs: rawProperties(props) };
    resources.set(urn, resource);
    return resource;
  }

  /** What was seen of a resource since the rule last judged its stack. */
  recall(rule: Rule, urn: string): Resource | undefined {
    const run = this.#runs.get(stackOf(urn));
    return run?.waiting.has(rule) === true ? run.resources.get(urn) : undefined;
  }

  /** What was seen of the resource's stack in this run, the resource aside. */
  *earlier(urn: string): Iterable<Resource> {
    const run = this.#runs.get(stackOf(urn));
    if (run === undefined || run.hasEnded) return;
    for (const resource of run.resources.values()) if (resource.urn !== urn) yield resource;
  }

  /** Notes that a rule has judged the stacks that the given resources belong to: it asks no more. */
  leave(rule: Rule, urns: readonly string[]): void {
    for (const stack of new Set(urns.map(stackOf))) {
      const run = this.#runs.get(stack);
      if (run === undefined) continue;
      run.hasEnded = true;
      run.waiting.delete(rule);
      if (run.waiting.size === 0) this.#runs.delete(stack);
    }
  }

  #runOf(urn: string): Run {
    const stack = stackOf(urn);
    const known = this.#runs.get(stack);
    if (known !== undefined && !known.hasEnded) return known;
    const run = { resources: new Map<string, Resource>(), waiting: new Set<Rule>(), hasEnded: false };
    this.#runs.set(stack, run);
    return run;
  }
}
