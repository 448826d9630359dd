import { compute, isComputed } from "../invoke/computed";
import { findRecorded, type RecordedInvoke } from "../invoke/recorded";
import { placementOf } from "../materialise/placement";
import { toPlanProperties } from "../values/plan-values";
import {
  asSecret,
  containsSecret,
  containsUnknown,
  isList,
  isMap,
  mapValues,
  UNKNOWN,
  type Value,
  type ValueMap,
  withoutSecrets,
} from "../values/value";
import type { Declarations } from "./declarations";
import type { Providers } from "./providers";
import type { Deployment } from "./state";

export interface LookupParts {
  readonly deployment: Deployment;
  readonly providers: Providers;
  readonly recorded: readonly RecordedInvoke[];
  readonly declarations: Declarations;
  readonly environment: NodeJS.ProcessEnv;
  /** Notes a lookup that only a provider could answer; it fails the preview. */
  readonly refuse: (message: string) => void;
}

/** Answers the program's lookups: from the user's records, by computing them, or as unknown. */
export class Lookups {
  readonly #parts: LookupParts;

  constructor(parts: LookupParts) {
    this.#parts = parts;
  }

  /** @throws Error if the lookup cannot be answered offline */
  answer(token: string, args: ValueMap, provider: string): ValueMap {
    if (token === "pulumi:pulumi:getResource") return this.#resource(args);
    if (token === "pulumi:pulumi:readStackOutputs" || token === "pulumi:pulumi:readStackResourceOutputs") {
      return {
        name: args["name"] ?? args["stackName"] ?? null,
        outputs: UNKNOWN,
        secretOutputNames: UNKNOWN,
      };
    }
    if (containsUnknown(args)) return this.#unknown(token, args);
    const plain = mapValues(args, withoutSecrets);
    const result = this.#find(token, plain, provider);
    return containsSecret(args) ? mapValues(result, asSecret) : result;
  }

  #find(token: string, args: ValueMap, provider: string): ValueMap {
    const recorded = findRecorded(this.#parts.recorded, token, args);
    if (recorded !== undefined) return recorded;
    const inputs = this.#parts.providers.state(provider)?.inputs ?? {};
    if (isComputed(token)) {
      if (containsUnknown(inputs)) return this.#unknown(token, args);
      const computed = compute(token, args, placementOf(inputs, args, this.#parts.environment));
      if (computed !== undefined) return computed;
    }
    return restsOn(args, this.#standIns()) ? this.#unknown(token, args) : this.#refuse(token, args);
  }

  /** The ids and ARNs that the preview made up: what is looked up by them does not exist yet. */
  #standIns(): ReadonlySet<string> {
    const found = new Set<string>();
    for (const state of this.#parts.deployment.states) {
      if (state.materialised.includes("id")) found.add(state.id);
      for (const name of state.materialised) {
        const value = state.outputs[name];
        if (typeof value === "string") found.add(value);
      }
    }
    return found;
  }

  #unknown(token: string, args: ValueMap): ValueMap {
    const names = this.#parts.declarations.resultNames(token);
    return names === undefined
      ? this.#refuse(token, args)
      : Object.fromEntries(names.map((name) => [name, UNKNOWN]));
  }

  #refuse(token: string, args: ValueMap): never {
    const message = `lookup \`${token}\` with ${JSON.stringify(toPlanProperties(args))} needs a provider`;
    this.#parts.refuse(message);
    throw new Error(message);
  }

  #resource(args: ValueMap): ValueMap {
    const urn = args["urn"];
    const state = typeof urn === "string" ? this.#parts.deployment.get(urn) : undefined;
    if (state === undefined) throw new Error(`unknown resource \`${String(urn)}\``);
    return { urn: state.urn, id: state.id, provider: state.provider, state: state.outputs };
  }
}

function restsOn(value: Value, standIns: ReadonlySet<string>): boolean {
  if (typeof value === "string") return standIns.has(value);
  if (isList(value)) return value.some((element) => restsOn(element, standIns));
  return isMap(value) && Object.values(value).some((element) => restsOn(element, standIns));
}
