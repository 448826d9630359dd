import { materialise } from "../materialise/materialise";
import { placementOf, regionOutput } from "../materialise/placement";
import { isProviderType, packageOf } from "../urn";
import { UNKNOWN_STRING } from "../values/codec";
import {
  annotateSecrets,
  asSecret,
  containsUnknown,
  mapValues,
  Secret,
  UNKNOWN,
  type ValueMap,
  withoutSecrets,
} from "../values/value";
import { NATIVE } from "./check";
import type { Providers } from "./providers";
import type { ResourceState } from "./state";

/**
 * What the program gets to know of a resource that does not exist yet: its inputs, as every provider echoes them, and
 * stand-ins for what AWS will choose. Anything else stays unknown, which is what the SDK makes of an absent output.
 */
export class Outputs {
  readonly #providers: Providers;
  readonly #materialise: boolean;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(providers: Providers, materialiseOutputs: boolean, environment: NodeJS.ProcessEnv) {
    this.#providers = providers;
    this.#materialise = materialiseOutputs;
    this.#environment = environment;
  }

  fill(state: ResourceState): void {
    if (isProviderType(state.type)) {
      state.id = UNKNOWN_STRING;
      state.outputs = state.inputs;
      return;
    }
    if (!state.custom && state.origin !== "remote") return;
    const provider = this.#providers.state(state.provider);
    // Until its configuration is known a provider cannot even tell that it will take the inputs as they are.
    if (provider !== undefined && containsUnknown(provider.inputs)) return;
    this.#fill(state, provider?.inputs ?? {});
  }

  #fill(state: ResourceState, provider: ValueMap): void {
    const placement = placementOf(provider, state.inputs, this.#environment);
    const stood = materialise({ ...state, placement });
    const echo =
      state.origin === "remote" ? {} : { ...regionOutput(state.type, placement.region), ...echoOf(state) };
    // Bridged providers return the id among the outputs as well.
    const own: ValueMap =
      !state.custom || NATIVE.has(packageOf(state.type)) ? stood.outputs : { id: stood.id, ...stood.outputs };
    if (!this.#materialise) {
      state.outputs = this.#mark(state, { ...mapValues(own, () => UNKNOWN), ...echo });
      return;
    }
    const fresh = Object.keys(own).filter((name) => !(name in echo) || containsUnknown(echo[name] ?? null));
    state.id = stood.id;
    state.outputs = this.#mark(state, {
      ...echo,
      ...Object.fromEntries(fresh.map((name) => [name, own[name] ?? null])),
    });
    state.materialised = [...new Set([...(stood.id === "" ? [] : ["id"]), ...fresh])];
  }

  #mark(state: ResourceState, outputs: ValueMap): ValueMap {
    return secretOutputs(outputs, state.inputs, state.options.additionalSecretOutputs);
  }
}

/** Inputs as their provider returns them: one that is given no secrets returns none, and the engine marks anew. */
const echoOf = ({ type, inputs }: ResourceState): ValueMap =>
  NATIVE.has(packageOf(type)) ? inputs : annotateSecrets(mapValues(inputs, withoutSecrets), inputs);

/** Secret inputs and `additionalSecretOutputs` make outputs secret (`continueExecuteStep` of the engine). */
export const secretOutputs = (outputs: ValueMap, inputs: ValueMap, additional: readonly string[]): ValueMap =>
  mapValues(outputs, (value, name) =>
    additional.includes(name) || inputs[name] instanceof Secret ? asSecret(value) : value,
  );
