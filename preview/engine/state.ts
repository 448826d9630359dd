import type { PlanPosition, PlanProperties } from "../plan";
import type { ValueMap } from "../values/value";

/** What the engine keeps of resource options; see `AnalyzerResourceOptions` and the goal of the real engine. */
export interface ResourceOptions {
  readonly protect: boolean | undefined;
  readonly retainOnDelete: boolean | undefined;
  readonly deletedWith: string;
  readonly ignoreChanges: readonly string[];
  readonly deleteBeforeReplace: boolean | undefined;
  readonly additionalSecretOutputs: readonly string[];
  /** Seconds; 0 where none was given. */
  readonly customTimeouts: {
    readonly create: number;
    readonly update: number;
    readonly delete: number;
    readonly read: number;
  };
  /** All options as the plan shows them. */
  readonly shown: PlanProperties;
}

/** How a resource came into the stack. */
export type Origin =
  /** Registered by the program, to be created. */
  | "registered"
  /** Looked up with `X.get` or a stack reference: belongs to somebody else and is not judged. */
  | "read"
  /** A component that its provider builds; its children are out of sight. */
  | "remote";

/** A resource of the stack, as the engine sees it. What registration finds out later is filled in later. */
export interface ResourceState {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly custom: boolean;
  readonly origin: Origin;
  /** Where the program registered it, if that is in the project's own files. */
  readonly position?: PlanPosition | undefined;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: { readonly [property: string]: readonly string[] };
  /** Reference to the provider, `<urn>::<id>`; `""` for components and providers. */
  readonly provider: string;
  readonly options: ResourceOptions;
  /** Replaced where a policy remediates. */
  inputs: ValueMap;
  /** Replaced by `registerOutputs` for components. */
  outputs: ValueMap;
  /** `""` while unknown, and for components. */
  id: string;
  /** Names of outputs, `id` among them, that are stand-ins. */
  materialised: readonly string[];
}

export const NO_OPTIONS: ResourceOptions = {
  protect: undefined,
  retainOnDelete: undefined,
  deletedWith: "",
  ignoreChanges: [],
  deleteBeforeReplace: undefined,
  additionalSecretOutputs: [],
  customTimeouts: { create: 0, update: 0, delete: 0, read: 0 },
  shown: {},
};

/** All resources of one run of the program, in the order of their registration. */
export class Deployment {
  readonly #states = new Map<string, ResourceState>();

  /** @throws Error if the URN is taken or the parent does not exist */
  add(state: ResourceState): void {
    if (this.#states.has(state.urn)) {
      throw new Error(`duplicate resource URN \`${state.urn}\`: give one of the two resources another name`);
    }
    if (state.parent !== "" && !this.#states.has(state.parent)) {
      throw new Error(`could not find parent resource \`${state.parent}\``);
    }
    this.#states.set(state.urn, state);
  }

  get(urn: string): ResourceState | undefined {
    return this.#states.get(urn);
  }

  get states(): readonly ResourceState[] {
    return [...this.#states.values()];
  }
}
