import type { Callback } from "@pulumi/pulumi/proto/callback_pb";
import type { ValueMap } from "../values/value";
import type { Callbacks } from "./callbacks";
import type { ResourceState } from "./state";

interface Hook {
  readonly callback: Callback;
  readonly onDryRun: boolean;
  readonly ignoreErrors: boolean;
}

/** The resource hooks of the program. In a preview only those run that ask for it (`onDryRun`). */
export class Hooks {
  readonly #hooks = new Map<string, Hook>();
  readonly #afterComponent = new Map<string, readonly string[]>();
  readonly #callbacks: Callbacks;
  readonly #warn: (message: string) => void;

  constructor(callbacks: Callbacks, warn: (message: string) => void) {
    this.#callbacks = callbacks;
    this.#warn = warn;
  }

  /** @throws Error if the name is empty or taken */
  add(name: string, callback: Callback | undefined, onDryRun: boolean, ignoreErrors: boolean): void {
    if (name === "") throw new Error("a resource hook needs a name");
    if (callback === undefined) throw new Error(`resource hook \`${name}\` has no callback`);
    if (this.#hooks.has(name)) throw new Error(`resource hook \`${name}\` is already registered`);
    this.#hooks.set(name, { callback, onDryRun, ignoreErrors });
  }

  /** A component's hooks after creation run once it has registered its outputs. */
  bindComponent(urn: string, names: readonly string[]): void {
    if (names.length > 0) this.#afterComponent.set(urn, names);
  }

  async afterComponent(state: ResourceState): Promise<void> {
    const names = this.#afterComponent.get(state.urn) ?? [];
    this.#afterComponent.delete(state.urn);
    await this.run(names, state, state.outputs, "after");
  }

  /** @throws Error if a hook fails that must not */
  async run(
    names: readonly string[],
    state: ResourceState,
    outputs: ValueMap | undefined,
    moment: "before" | "after",
  ): Promise<void> {
    for (const name of names) {
      const hook = this.#hooks.get(name);
      if (hook === undefined) throw new Error(`resource hook \`${name}\` was not registered`);
      if (!hook.onDryRun) continue;
      const error = await this.#callbacks.hook(hook.callback, state, outputs);
      if (error === "") continue;
      const message = `${moment} hook \`${name}\` of \`${state.urn}\` failed: ${error}`;
      if (!hook.ignoreErrors) throw new Error(message);
      this.#warn(message);
    }
  }
}
