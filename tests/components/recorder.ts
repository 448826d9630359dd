/**
 * Runs a piece of the program against a monitor that only writes down what is registered: no engine, no provider, and no
 * answer to a lookup. A component's test builds the component here and pins what came out.
 */

import * as pulumi from "@pulumi/pulumi";
import { Callback } from "@pulumi/pulumi/proto/callback_pb";
import type {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import * as resourceProto from "@pulumi/pulumi/proto/resource_pb";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { StackContext } from "../../components/stack-context";
import { PARTITIONS, type Partition } from "../../partitions";
import { standIn } from "./stand-ins";

/** Stands for a value that is not known before the update, anywhere inside recorded inputs and outputs. */
export const UNKNOWN = "<unknown>";

type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/** Inputs as a test reads them: resolved, secrets unwrapped, resources as their ids, unknowns as `UNKNOWN`. */
// biome-ignore lint/suspicious/noExplicitAny: tests index freely into inputs whose shape they then assert
export type Recorded = Readonly<Record<string, any>>;

export interface RecordedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Name of the parent; `""` where the resource has none. */
  readonly parent: string;
  /** False for components. */
  readonly custom: boolean;
  /** True where only the provider creates the children (awsx). */
  readonly remote: boolean;
  readonly inputs: Recorded;
  /** Names of the inputs that hold a secret. */
  readonly secrets: readonly string[];
  /** What a component registered as its outputs; `undefined` until it does, so for every custom resource. */
  readonly outputs: Recorded | undefined;
  /** Names of the resources it depends on, by value or by `dependsOn`; sorted. */
  readonly dependencies: readonly string[];
  readonly protect: boolean | undefined;
  readonly deleteBeforeReplace: boolean | undefined;
  readonly retainOnDelete: boolean | undefined;
  readonly ignoreChanges: readonly string[];
  /** Packages whose provider is handed down to the children of a component, each with the provider's name. */
  readonly providers: { readonly [name: string]: string };
  /** The resource's own transforms; the engine would apply them to its descendants too. */
  readonly transforms: readonly pulumi.ResourceTransform[];
}

export interface Recording<T> {
  readonly result: T;
  /** In registration order. */
  readonly resources: readonly RecordedResource[];
  /** The resources of a type. */
  all(type: string): readonly RecordedResource[];
  /** The one resource of a type (and name). @throws where there is none, or more than one */
  only(type: string, name?: string): RecordedResource;
}

export interface RecordOptions {
  /** Whose partition, region and account the stand-in ARNs carry. @default context() */
  readonly context?: StackContext;
  /** `unknown`: nothing that AWS would choose is known, as in the preview of a new stack. @default "stand-in" */
  readonly outputs?: "stand-in" | "unknown";
}

const REGIONS: { readonly [partition in Partition]: string } = {
  aws: "eu-central-1",
  "aws-us-gov": "us-gov-west-1",
  "aws-cn": "cn-north-1",
};

/** A stack in account 111122223333, in one region of each partition. */
export function context(partition: Partition = "aws", changes: Partial<StackContext> = {}): StackContext {
  return {
    accountId: "111122223333",
    region: REGIONS[partition],
    partition: PARTITIONS[partition],
    baseName: `clo-dev-${REGIONS[partition]}`,
    tags: { project: "centralized-logging", stack: "dev" },
    deletionProtection: false,
    ...changes,
  };
}

/** The value of an output; never answers for one that is unknown. */
export async function resolved<T>(output: pulumi.Input<T>): Promise<pulumi.Unwrap<T>> {
  return new Promise((resolve) => pulumi.output(output).apply((value) => resolve(value as pulumi.Unwrap<T>)));
}

/** Runs one of a resource's transforms on a resource as the engine would; `undefined`: it leaves it as it is. */
export async function transformed(
  { transforms }: RecordedResource,
  target: { readonly type: string; readonly name: string; readonly props: pulumi.Inputs },
): Promise<pulumi.Inputs> {
  let props = target.props;
  for (const transform of transforms) {
    props = (await transform({ custom: true, ...target, props, opts: {} }))?.props ?? props;
  }
  return props;
}

function plain(value: unknown): Plain {
  if (value === rpc.unknownValue) return UNKNOWN;
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value as Plain;
  const { [rpc.specialSigKey]: signature, ...fields } = value as Record<string, unknown>;
  if (signature === rpc.specialSecretSig) return plain(fields["value"]);
  if (signature === rpc.specialResourceSig) return plain(fields["id"] ?? fields["urn"]);
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, plain(field)]));
}

function holdsSecret(value: unknown): boolean {
  if (value === null || typeof value !== "object") return false;
  const fields = value as Record<string, unknown>;
  return fields[rpc.specialSigKey] === rpc.specialSecretSig || Object.values(fields).some(holdsSecret);
}

const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

type Answer = (error: Error | null, response?: unknown) => void;
type Writable<T> = { -readonly [key in keyof T]: T[key] };

class Recorder {
  readonly resources: Writable<RecordedResource>[] = [];
  readonly failures: unknown[] = [];
  readonly transforms: pulumi.ResourceTransform[] = [];
  readonly #context: StackContext;
  readonly #outputs: "stand-in" | "unknown";

  constructor(stack: StackContext, outputs: "stand-in" | "unknown") {
    this.#context = stack;
    this.#outputs = outputs;
  }

  readonly registerResource = (request: RegisterResourceRequest, answer: Answer): void => {
    const type = request.getType();
    const name = request.getName();
    const raw = (request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>;
    const inputs = plain(raw) as Recorded;
    const parentType = request.getParent() === "" ? "" : `${request.getParent().split("::")[2]}$`;
    const urn = `urn:pulumi:stack::project::${parentType}${type}::${name}`;
    if (this.resources.some((resource) => resource.urn === urn)) {
      answer(this.#failed(new Error(`duplicate resource \`${urn}\``)));
      return;
    }
    this.resources.push({
      urn,
      type,
      name,
      parent: nameOf(request.getParent()),
      custom: request.getCustom(),
      remote: request.getRemote(),
      inputs,
      secrets: Object.keys(raw).filter((key) => holdsSecret(raw[key])),
      outputs: undefined,
      dependencies: request.getDependenciesList().map(nameOf).sort(),
      protect: request.hasProtect() ? request.getProtect() : undefined,
      deleteBeforeReplace: request.getDeletebeforereplacedefined()
        ? request.getDeletebeforereplace()
        : undefined,
      retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
      ignoreChanges: request.getIgnorechangesList(),
      providers: Object.fromEntries(
        request
          .getProvidersMap()
          .toObject()
          .map(([name, reference]) => [name, nameOf(reference.slice(0, reference.lastIndexOf("::")))]),
      ),
      transforms: request.getTransformsList().map((callback) => this.#transform(callback)),
    });
    const { id, outputs } = standIn(type, name, inputs, this.#context);
    const known = this.#outputs === "stand-in" && (request.getCustom() || request.getRemote());
    const response = new resourceProto.RegisterResourceResponse();
    response.setUrn(urn);
    response.setId(known && request.getCustom() ? id : "");
    response.setObject(Struct.fromJavaScript((known ? { ...outputs, ...raw } : raw) as never));
    answer(null, response);
  };

  readonly registerResourceOutputs = (request: RegisterResourceOutputsRequest, answer: Answer): void => {
    const resource = this.resources.find(({ urn }) => urn === request.getUrn());
    if (resource) resource.outputs = plain(request.getOutputs()?.toJavaScript() ?? {}) as Recorded;
    answer(null, {});
  };

  readonly supportsFeature = (_request: unknown, answer: Answer): void => {
    answer(null, { getHassupport: () => true });
  };

  readonly registerPackage = (_request: unknown, answer: Answer): void => {
    const response = new resourceProto.RegisterPackageResponse();
    response.setRef("recorded-package");
    answer(null, response);
  };

  readonly invoke = (request: { getTok(): string }, answer: Answer): void => {
    answer(this.#failed(new Error(`lookup \`${request.getTok()}\` is not recorded: the program makes none`)));
  };

  readonly call = this.invoke;

  readonly readResource = (request: { getType(): string; getName(): string }, answer: Answer): void => {
    const read = `${request.getType()}::${request.getName()}`;
    answer(this.#failed(new Error(`read of \`${read}\` is not recorded: the program reads none`)));
  };

  readonly registerTransform = async (transform: pulumi.ResourceTransform): Promise<Callback> => {
    const callback = new Callback();
    callback.setToken(String(this.transforms.push(transform) - 1));
    return callback;
  };

  #transform(callback: Callback): pulumi.ResourceTransform {
    const transform = this.transforms[Number(callback.getToken())];
    if (!transform) throw new Error(`transform \`${callback.getToken()}\` was never registered`);
    return transform;
  }

  #failed(error: Error): Error {
    this.failures.push(error);
    return error;
  }
}

/** The runtime's state, of which its declarations leave out what no program needs. */
interface RuntimeState {
  globalStore: {
    supportsTransforms: boolean;
    callbacks: unknown;
    settings: { rpcDone: Promise<unknown> };
  };
}

function install(recorder: Recorder, preview: boolean): RuntimeState["globalStore"] {
  const never = () => {
    throw new Error("unreachable: the recorder answers for the mocks");
  };
  pulumi.runtime.setMocks({ newResource: never, call: never }, "project", "stack", preview);
  Object.assign(pulumi.runtime.getMonitor() as object, {
    registerResource: recorder.registerResource,
    registerResourceOutputs: recorder.registerResourceOutputs,
    supportsFeature: recorder.supportsFeature,
    registerPackage: recorder.registerPackage,
    invoke: recorder.invoke,
    call: recorder.call,
    readResource: recorder.readResource,
  });
  const store = (globalThis as unknown as RuntimeState).globalStore;
  store.supportsTransforms = true;
  store.callbacks = {
    registerTransform: recorder.registerTransform,
    awaitStackRegistrations: async () => {},
    shutdown: () => {},
  };
  return store;
}

/** Waits until neither a registration nor an `apply` that could start one is under way. */
async function settled(store: RuntimeState["globalStore"]): Promise<void> {
  let seen: Promise<unknown> | undefined;
  while (seen !== store.settings.rpcDone) {
    seen = store.settings.rpcDone;
    await seen;
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * Builds something and records what it registers, until all is settled.
 * @throws what `build` throws; any lookup, read, duplicate or rejected `apply` of what it built
 */
export async function record<T>(build: () => T, options: RecordOptions = {}): Promise<Recording<T>> {
  const { outputs = "stand-in", context: stack = context() } = options;
  const recorder = new Recorder(stack, outputs);
  const store = install(recorder, outputs === "unknown");
  // Errors inside the runtime surface as rejections that nobody awaits; here they belong to the recording.
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (reason) => recorder.failures.push(reason));
  let result: T;
  try {
    try {
      result = build();
    } finally {
      await settled(store);
    }
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of listeners) process.on("unhandledRejection", listener);
    store.callbacks = undefined;
  }
  const [failure] = recorder.failures;
  if (failure !== undefined) throw failure;
  const { resources } = recorder;
  const all = (type: string) => resources.filter((resource) => resource.type === type);
  return {
    result,
    resources,
    all,
    only(type, name) {
      const found = all(type).filter((resource) => name === undefined || resource.name === name);
      const [first] = found;
      if (first && found.length === 1) return first;
      const seen = all(type).map((resource) => resource.name);
      throw new Error(
        `${found.length} resources \`${type}\` \`${name ?? "any name"}\`, seen \`${seen.join("`, `")}\``,
      );
    },
  };
}
