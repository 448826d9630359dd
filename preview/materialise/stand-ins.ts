import type { ResourceState } from "../engine/state";
import { isList, isMap, mapValues, Secret, some, UNKNOWN, type Value, type ValueMap } from "../values/value";

/** Shorter stand-ins (`1`, a version) would be found by chance. */
const TELLING_LENGTH = 8;

/** The texts that the preview made up for values which AWS will choose, and where they went. */
export class StandIns {
  readonly #sources: ReadonlyMap<string, string>;

  private constructor(sources: ReadonlyMap<string, string>) {
    this.#sources = sources;
  }

  static of(states: readonly ResourceState[]): StandIns {
    const sources = new Map<string, string>();
    for (const state of states) {
      for (const name of state.materialised) {
        some(name === "id" ? state.id : (state.outputs[name] ?? null), (part) => {
          if (typeof part === "string" && part.length >= TELLING_LENGTH) sources.set(part, state.urn);
          return false;
        });
      }
    }
    return new StandIns(sources);
  }

  /** Whether a resource's inputs hold what was made up for another one. */
  isIn({ urn, inputs }: Pick<ResourceState, "urn" | "inputs">): boolean {
    return some(inputs, (part) => typeof part === "string" && this.#foreign(part, urn));
  }

  /** A resource's inputs as the engine would have them: each text that holds a stand-in of another one is unknown. */
  without({ urn, inputs }: Pick<ResourceState, "urn" | "inputs">): ValueMap {
    const strip = (value: Value): Value => {
      if (typeof value === "string") return this.#foreign(value, urn) ? UNKNOWN : value;
      if (isList(value)) return value.map(strip);
      if (isMap(value)) return mapValues(value, strip);
      return value instanceof Secret ? new Secret(strip(value.element)) : value;
    };
    return mapValues(inputs, strip);
  }

  #foreign(text: string, urn: string): boolean {
    for (const [standIn, source] of this.#sources) {
      if (source !== urn && text.includes(standIn)) return true;
    }
    return false;
  }
}
