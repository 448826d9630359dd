import type { Callback } from "@pulumi/pulumi/proto/callback_pb";
import {
  type RegisterResourceRequest,
  RegisterResourceResponse,
  type TransformResourceOptions,
} from "@pulumi/pulumi/proto/resource_pb";
import { isProviderType, makeUrn, packageOf, splitProviderReference } from "../urn";
import { type AssetHasher, decodeStruct, encodeStruct, FOR_PROGRAM } from "../values/codec";
import { mapValues, outputDependencies, type ValueMap, withoutOutputs } from "../values/value";
import { type Callbacks, type Transformable, toOutputs, withDependencies } from "./callbacks";
import { check } from "./check";
import type { Declarations } from "./declarations";
import type { Hooks } from "./hooks";
import { type Inherited, readOptions, requestOptions } from "./options";
import type { Outputs } from "./outputs";
import { positionOf } from "./position";
import type { Providers } from "./providers";
import type { Deployment, ResourceState } from "./state";

/** Judges resources as they are registered. */
export interface Judge {
  /**
   * Hands a resource over for judgement, in the order of registration.
   * @returns its inputs once every remediation has been applied to them
   */
  submit(state: ResourceState): Promise<ValueMap>;
}

export interface RegistrarParts {
  readonly stack: string;
  readonly project: string;
  /** The project's directory, which positions in the program are relative to. */
  readonly directory: string;
  readonly deployment: Deployment;
  readonly providers: Providers;
  readonly callbacks: Callbacks;
  readonly hooks: Hooks;
  readonly outputs: Outputs;
  readonly judge: Judge;
  readonly hash: AssetHasher;
  readonly declarations: Declarations;
}

const NO_INHERITANCE: Inherited = { protect: undefined, retainOnDelete: undefined, deletedWith: "" };

/** A type token has three parts, unless a component in the program chose it. */
const TOKEN = /^[^:]+:[^:]*:[^:]+$/;

/** Registers resources as the engine does (`RegisterResource` of `source_eval.go`, then the step generator). */
export class Registrar {
  readonly #parts: RegistrarParts;
  readonly #stackTransforms: Callback[] = [];
  readonly #transforms = new Map<string, readonly Callback[]>();
  /** The providers that each component hands to its children, by package. */
  readonly #componentProviders = new Map<string, ReadonlyMap<string, string>>();

  constructor(parts: RegistrarParts) {
    this.#parts = parts;
  }

  addStackTransform(callback: Callback): void {
    this.#stackTransforms.push(callback);
  }

  async register(request: RegisterResourceRequest): Promise<RegisterResourceResponse> {
    const { deployment, outputs, judge, hooks } = this.#parts;
    const type = request.getType();
    const name = request.getName();
    const parent = request.getParent();
    const custom = request.getCustom();
    const remote = request.getRemote();
    if ((custom || remote) && !TOKEN.test(type)) throw new Error(`\`${type}\` is not a type token`);

    const given = this.#dependencies(request, decodeStruct(request.getObject(), this.#parts.hash));
    const transformed = await this.#transform(request, given.properties);
    const options = transformed.options;
    const transformedHere = request.getTransformsList().length > 0;
    const dependencies = transformedHere
      ? redoneDependencies(transformed)
      : mergedDependencies(given, transformed);

    this.#inheritProviders(parent, custom, options);
    const isProvider = isProviderType(type);
    const provider = (custom && !isProvider) || remote ? await this.#provider(request, options, type) : "";
    options.setProvider(provider);
    const urn = makeUrn(this.#parts.stack, this.#parts.project, parent, type, name);
    const plain = remote ? transformed.properties : mapValues(transformed.properties, withoutOutputs);
    const versioned =
      isProvider && options.getVersion() !== "" ? { ...plain, version: options.getVersion() } : plain;
    const checked = custom ? check(urn, type, name, versioned, this.#parts.declarations) : versioned;
    const state: ResourceState = {
      urn,
      type,
      name,
      parent,
      custom,
      origin: remote ? "remote" : "registered",
      position: positionOf(request, this.#parts.directory),
      ...dependencies,
      provider,
      options: readOptions(options),
      inputs: checked,
      outputs: {},
      id: "",
      materialised: [],
    };
    deployment.add(state);
    this.#transforms.set(urn, request.getTransformsList());
    if (!custom) this.#componentProviders.set(urn, new Map(options.getProvidersMap().entries()));

    const judged = judge.submit(state);
    // A component's inputs come back to nobody, so the program need not wait for remediations.
    if (custom) await judged;
    const bound = options.getHooks();
    await hooks.run(bound?.getBeforeCreateList() ?? [], state, undefined, "before");
    outputs.fill(state);
    if (custom) await hooks.run(bound?.getAfterCreateList() ?? [], state, state.outputs, "after");
    else if (bound !== undefined) hooks.bindComponent(urn, bound.getAfterCreateList());
    return respond(state);
  }

  /** The properties with the resources that each of them depends on. */
  #dependencies(request: RegisterResourceRequest, properties: ValueMap): Given {
    const all = request.getDependenciesList();
    const entries = [...request.getPropertydependenciesMap().entries()];
    const byProperty: { readonly [property: string]: readonly string[] } =
      entries.length === 0 && !request.getRemote()
        ? mapValues(properties, () => all)
        : Object.fromEntries(entries.map(([property, list]) => [property, list.getUrnsList()]));
    return { properties, dependencies: all, propertyDependencies: byProperty };
  }

  /** Runs the resource's own transforms, its parents', then the stack's. */
  async #transform(request: RegisterResourceRequest, properties: ValueMap): Promise<Transformable> {
    const own = request.getTransformsList();
    const inherited: Callback[] = [];
    for (let at = request.getParent(); at !== ""; at = this.#parts.deployment.get(at)?.parent ?? "") {
      inherited.push(...(this.#transforms.get(at) ?? []));
    }
    const transforms = [...own, ...inherited, ...this.#stackTransforms];
    let resource: Transformable = {
      name: request.getName(),
      type: request.getType(),
      custom: request.getCustom(),
      parent: request.getParent(),
      properties,
      options: requestOptions(request, this.#inherited(request.getParent()), this.#namedProvider(request)),
    };
    if (transforms.length === 0) return resource;
    const outputs = mapValues(properties, toOutputs);
    const { propertyDependencies } = this.#dependencies(request, properties);
    resource = {
      ...resource,
      properties:
        own.length === 0 ? outputs : withDependencies(outputs, propertyDependencies, outputDependencies),
    };
    for (const transform of transforms) resource = await this.#parts.callbacks.transform(transform, resource);
    return resource;
  }

  #inherited(parent: string): Inherited {
    return this.#parts.deployment.get(parent)?.options ?? NO_INHERITANCE;
  }

  /** The provider that the request names, or that it takes over from its parent or an enclosing component. */
  #namedProvider(request: RegisterResourceRequest): string {
    const type = request.getType();
    const custom = request.getCustom();
    const remote = request.getRemote();
    const own = request.getProvider();
    const parentProvider = this.#parts.deployment.get(request.getParent())?.provider ?? "";
    const matches = splitProviderReference(parentProvider).urn.includes(
      `::pulumi:providers:${packageOf(type)}::`,
    );
    const inherited = own === "" && ((!remote && !custom) || matches) ? parentProvider : own;
    if (inherited !== "" || !(custom || remote)) return inherited;
    const byPackage = request.getProvidersMap().get(packageOf(type));
    return byPackage ?? this.#componentProviders.get(request.getParent())?.get(packageOf(type)) ?? "";
  }

  /** A component hands the providers of its parent component on. */
  #inheritProviders(parent: string, custom: boolean, options: TransformResourceOptions): void {
    if (custom) return;
    for (const [name, reference] of this.#componentProviders.get(parent) ?? []) {
      if (!options.getProvidersMap().has(name)) options.getProvidersMap().set(name, reference);
    }
  }

  #provider(
    request: RegisterResourceRequest,
    options: TransformResourceOptions,
    type: string,
  ): Promise<string> {
    const { providers } = this.#parts;
    const wanted = providers.request(
      type,
      options.getVersion(),
      options.getPluginDownloadUrl(),
      request.getPackageref(),
    );
    return providers.reference(wanted, options.getProvider(), type);
  }
}

interface Given {
  readonly properties: ValueMap;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: { readonly [property: string]: readonly string[] };
}

/** After a transform of its own, a resource depends on what the output values say, and on `dependsOn`. */
function redoneDependencies({ properties, options }: Transformable): Omit<Given, "properties"> {
  const propertyDependencies = mapValues(properties, outputDependencies);
  const all = new Set([...options.getDependsOnList(), ...Object.values(propertyDependencies).flat()]);
  return { dependencies: [...all], propertyDependencies };
}

function mergedDependencies(given: Given, { properties }: Transformable): Omit<Given, "properties"> {
  const propertyDependencies: Record<string, readonly string[]> = { ...given.propertyDependencies };
  for (const [property, value] of Object.entries(properties)) {
    const merged = new Set([...(propertyDependencies[property] ?? []), ...outputDependencies(value)]);
    propertyDependencies[property] = [...merged];
  }
  return { dependencies: given.dependencies, propertyDependencies };
}

function respond(state: ResourceState): RegisterResourceResponse {
  const response = new RegisterResourceResponse();
  response.setUrn(state.urn);
  response.setId(state.id);
  // A component's outputs are what it registers later.
  const outputs = state.custom || state.origin === "remote" ? state.outputs : {};
  response.setObject(encodeStruct(outputs, FOR_PROGRAM));
  return response;
}
