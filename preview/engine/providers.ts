import { randomUUID } from "node:crypto";
import type { Configuration } from "../project/configuration";
import { makeUrn, packageOf, providerType, splitProviderReference } from "../urn";
import { UNKNOWN_STRING } from "../values/codec";
import { asSecret, type Value, type ValueMap } from "../values/value";
import { type Deployment, NO_OPTIONS, type ResourceState } from "./state";

/** Which provider a resource or lookup asks for when it names none. */
export interface ProviderRequest {
  readonly packageName: string;
  readonly version: string;
  readonly downloadUrl: string;
}

const DYNAMIC_PACKAGES: ReadonlySet<string> = new Set(["pulumi-nodejs", "pulumi-python"]);

/** The packages that the program registered, and the default providers that stand in where it names no provider. */
export class Providers {
  readonly #stack: string;
  readonly #project: string;
  readonly #deployment: Deployment;
  readonly #configuration: Configuration;
  readonly #register: (provider: ResourceState) => Promise<void>;
  readonly #packages = new Map<string, ProviderRequest>();
  readonly #defaults = new Map<string, Promise<string>>();

  constructor(
    names: { readonly stack: string; readonly project: string },
    deployment: Deployment,
    configuration: Configuration,
    /** Registers a default provider as a resource, and has it judged. */
    register: (provider: ResourceState) => Promise<void>,
  ) {
    this.#stack = names.stack;
    this.#project = names.project;
    this.#deployment = deployment;
    this.#configuration = configuration;
    this.#register = register;
  }

  /** Notes a package that the program will refer to. @returns the reference */
  addPackage(request: ProviderRequest): string {
    for (const [reference, known] of this.#packages) {
      if (JSON.stringify(known) === JSON.stringify(request)) return reference;
    }
    const reference = randomUUID();
    this.#packages.set(reference, request);
    return reference;
  }

  /** What a resource, read or call asks for. @throws Error if it refers to a package that was never registered */
  request(token: string, version: string, downloadUrl: string, packageReference: string): ProviderRequest {
    if (packageReference === "") return { packageName: packageOf(token), version, downloadUrl };
    const known = this.#packages.get(packageReference);
    if (known === undefined) throw new Error(`unknown provider package \`${packageReference}\``);
    return known;
  }

  /** The provider that was named, or the package's default provider, registered on first use. */
  async reference(request: ProviderRequest, named: string, user: string): Promise<string> {
    if (named !== "") return named;
    this.#refuseDisabled(request.packageName, user);
    const name = defaultName(request);
    const key = `${request.packageName} ${name}`;
    const known = this.#defaults.get(key) ?? this.#registerDefault(request, name);
    this.#defaults.set(key, known);
    return known;
  }

  /** The provider's own state, where the reference names one. */
  state(reference: string): ResourceState | undefined {
    return reference === "" ? undefined : this.#deployment.get(splitProviderReference(reference).urn);
  }

  #refuseDisabled(packageName: string, user: string): void {
    const text = this.#configuration.settings.get("pulumi:disable-default-providers")?.text ?? "";
    if (text === "" || packageName === "pulumi") return;
    const disabled: unknown = JSON.parse(text);
    if (Array.isArray(disabled) && disabled.some((name) => name === "*" || name === packageName)) {
      throw new Error(
        `the default provider of \`${packageName}\` is disabled: \`${user}\` must name a provider`,
      );
    }
  }

  async #registerDefault(request: ProviderRequest, name: string): Promise<string> {
    const type = providerType(request.packageName);
    const state: ResourceState = {
      urn: makeUrn(this.#stack, this.#project, "", type, name),
      type,
      name,
      parent: "",
      custom: true,
      origin: "registered",
      dependencies: [],
      propertyDependencies: {},
      provider: "",
      options: NO_OPTIONS,
      inputs: this.#packageConfig(request),
      outputs: {},
      id: UNKNOWN_STRING,
      materialised: [],
    };
    await this.#register(state);
    return `${state.urn}::${UNKNOWN_STRING}`;
  }

  /** The package's settings as text; a dynamic provider sees all settings, under their full keys. */
  #packageConfig({ packageName, version }: ProviderRequest): ValueMap {
    const dynamic = DYNAMIC_PACKAGES.has(packageName);
    const inputs: Record<string, Value> = {};
    for (const [key, { text, secret }] of this.#configuration.settings) {
      const [namespace, name] = key.split(":");
      if (!dynamic && namespace !== packageName) continue;
      inputs[dynamic ? key : (name ?? key)] = secret ? asSecret(text) : text;
    }
    if (version !== "") inputs["version"] = version;
    return inputs;
  }
}

/** The engine's name for a default provider: `default_7_48_0`. */
export function defaultName({ version, downloadUrl }: ProviderRequest): string {
  const numbers = version === "" ? "" : `_${version.replace(/[-+.]/g, "_")}`;
  const url = downloadUrl === "" ? "" : `_${downloadUrl.replace(/\/$/, "").replace(/[^A-Za-z0-9_.-]/g, "_")}`;
  return `default${numbers}${url}`;
}
