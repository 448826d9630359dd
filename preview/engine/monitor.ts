import type { ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from "@grpc/grpc-js";
import { status } from "@grpc/grpc-js";
import type { Callback } from "@pulumi/pulumi/proto/callback_pb";
import { CallResponse, InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import {
  type ReadResourceRequest,
  ReadResourceResponse,
  type RegisterErrorHookRequest,
  type RegisterPackageRequest,
  RegisterPackageResponse,
  type RegisterResourceHookRequest,
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
  type ResourceCallRequest,
  type ResourceInvokeRequest,
  type SupportsFeatureRequest,
  SupportsFeatureResponse,
  TransformInvokeOptions,
} from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { messageOf } from "../failure";
import { isProviderType, makeUrn, packageOf, STACK_TYPE } from "../urn";
import { type AssetHasher, decodeStruct, encodeStruct, FOR_PROGRAM, UNKNOWN_STRING } from "../values/codec";
import { mapValues, UNKNOWN, withoutOutputs } from "../values/value";
import type { Callbacks } from "./callbacks";
import type { Hooks } from "./hooks";
import type { Lookups } from "./lookups";
import { secretOutputs } from "./outputs";
import type { Providers } from "./providers";
import type { Registrar } from "./registrar";
import { type Deployment, NO_OPTIONS } from "./state";

/** A request of the program that the engine refused. */
export interface RequestFailure {
  /** The resource, `""` for other requests. */
  readonly subject: string;
  readonly message: string;
}

export interface MonitorParts {
  readonly stack: string;
  readonly project: string;
  readonly deployment: Deployment;
  readonly providers: Providers;
  readonly registrar: Registrar;
  readonly lookups: Lookups;
  readonly callbacks: Callbacks;
  readonly hooks: Hooks;
  readonly hash: AssetHasher;
  /** Told of every request that fails: the reason why the program will. */
  readonly failed: (failure: RequestFailure) => void;
  /** Told when the program registers the stack's outputs, the last thing that it does. */
  readonly completed: () => void;
}

const FEATURES: ReadonlySet<string> = new Set([
  "secrets",
  "resourceReferences",
  "outputValues",
  "aliasSpecs",
  "replacementTrigger",
  "deletedWith",
  "replaceWith",
  "transforms",
  "invokeTransforms",
  "parameterization",
  "resourceHooks",
  "errorHooks",
  "sendsOptionsToHooks",
]);

/** The engine's half of `ResourceMonitor`, the protocol between a program and the engine. */
export class Monitor {
  readonly #parts: MonitorParts;
  readonly #invokeTransforms: Callback[] = [];

  constructor(parts: MonitorParts) {
    this.#parts = parts;
  }

  /** The handlers, as a gRPC server takes them. */
  get service(): UntypedServiceImplementation {
    const { registrar } = this.#parts;
    return {
      supportsFeature: this.#handle(async (request: SupportsFeatureRequest) => {
        const response = new SupportsFeatureResponse();
        response.setHassupport(FEATURES.has(request.getId()));
        return response;
      }),
      registerResource: this.#handle(
        (request: RegisterResourceRequest) => registrar.register(request),
        describe,
      ),
      registerResourceOutputs: this.#handle((request: RegisterResourceOutputsRequest) =>
        this.#outputs(request),
      ),
      readResource: this.#handle((request: ReadResourceRequest) => this.#read(request), describe),
      invoke: this.#handle((request: ResourceInvokeRequest) => this.#invoke(request)),
      call: this.#handle((request: ResourceCallRequest) => this.#call(request)),
      registerStackTransform: this.#handle(async (callback: Callback) => {
        registrar.addStackTransform(callback);
        return new Empty();
      }),
      registerStackInvokeTransform: this.#handle(async (callback: Callback) => {
        this.#invokeTransforms.push(callback);
        return new Empty();
      }),
      registerResourceHook: this.#handle(async (request: RegisterResourceHookRequest) => {
        const { hooks } = this.#parts;
        hooks.add(request.getName(), request.getCallback(), request.getOnDryRun(), request.getIgnoreErrors());
        return new Empty();
      }),
      // Error hooks run when an operation fails; a preview has no operations.
      registerErrorHook: this.#handle(async (request: RegisterErrorHookRequest) => {
        this.#parts.hooks.add(request.getName(), request.getCallback(), false, false);
        return new Empty();
      }),
      registerPackage: this.#handle(async (request: RegisterPackageRequest) => this.#package(request)),
      signalAndWaitForShutdown: this.#handle(async () => new Empty()),
    };
  }

  /** Wraps a handler: what it throws fails the call, and is remembered as the reason. */
  #handle<Request, Response>(
    handler: (request: Request) => Promise<Response>,
    subject: (request: Request) => string = () => "",
  ) {
    return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
      handler(call.request).then(
        (response) => callback(null, response),
        (error: unknown) => {
          this.#parts.failed({ subject: subject(call.request), message: messageOf(error) });
          callback({ code: status.UNKNOWN, details: messageOf(error) });
        },
      );
    };
  }

  async #outputs(request: RegisterResourceOutputsRequest): Promise<Empty> {
    const state = this.#parts.deployment.get(request.getUrn());
    if (state === undefined) throw new Error(`unknown resource \`${request.getUrn()}\` registers outputs`);
    state.outputs = mapValues(decodeStruct(request.getOutputs(), this.#parts.hash), withoutOutputs);
    if (state.type === STACK_TYPE) this.#parts.completed();
    else await this.#parts.hooks.afterComponent(state);
    return new Empty();
  }

  async #read(request: ReadResourceRequest): Promise<ReadResourceResponse> {
    const { deployment, providers, stack, project } = this.#parts;
    const [type, name, parent, id] = [
      request.getType(),
      request.getName(),
      request.getParent(),
      request.getId(),
    ];
    if (id === "") throw new Error("a resource can only be read by its id");
    const wanted = providers.request(
      type,
      request.getVersion(),
      request.getPlugindownloadurl(),
      request.getPackageref(),
    );
    const provider = isProviderType(type)
      ? ""
      : await providers.reference(wanted, request.getProvider(), type);
    const inputs = mapValues(decodeStruct(request.getProperties(), this.#parts.hash), withoutOutputs);
    const options = { ...NO_OPTIONS, additionalSecretOutputs: request.getAdditionalsecretoutputsList() };
    const urn = makeUrn(stack, project, parent, type, name);
    // What is given as state is known; the rest only the provider could read.
    const outputs =
      id === UNKNOWN_STRING ? {} : secretOutputs(inputs, inputs, options.additionalSecretOutputs);
    deployment.add({
      urn,
      type,
      name,
      parent,
      custom: true,
      origin: "read",
      dependencies: request.getDependenciesList(),
      propertyDependencies: {},
      provider,
      options,
      inputs,
      outputs,
      id: id === UNKNOWN_STRING ? "" : id,
      materialised: [],
    });
    const response = new ReadResourceResponse();
    response.setUrn(urn);
    response.setProperties(encodeStruct(outputs, FOR_PROGRAM));
    return response;
  }

  async #invoke(request: ResourceInvokeRequest): Promise<InvokeResponse> {
    const { lookups, callbacks } = this.#parts;
    const token = request.getTok();
    const options = new TransformInvokeOptions();
    options.setProvider(request.getProvider());
    options.setVersion(request.getVersion());
    options.setPluginDownloadUrl(request.getPlugindownloadurl());
    let call = { arguments: decodeStruct(request.getArgs(), this.#parts.hash), options };
    for (const transform of this.#invokeTransforms)
      call = await callbacks.transformInvoke(transform, token, call);
    const provider = token.startsWith("pulumi:pulumi:")
      ? ""
      : await this.#invokeProvider(request, call.options);
    const result = lookups.answer(token, mapValues(call.arguments, withoutOutputs), provider);
    const response = new InvokeResponse();
    response.setReturn(encodeStruct(result, FOR_PROGRAM));
    return response;
  }

  #invokeProvider(request: ResourceInvokeRequest, options: TransformInvokeOptions): Promise<string> {
    const { providers } = this.#parts;
    const token = request.getTok();
    const wanted = providers.request(
      token,
      options.getVersion(),
      options.getPluginDownloadUrl(),
      request.getPackageref(),
    );
    return providers.reference(wanted, options.getProvider(), token);
  }

  /** A method of a component or provider runs in its provider: what it returns is unknown. */
  async #call(request: ResourceCallRequest): Promise<CallResponse> {
    if (packageOf(request.getTok()) === "") throw new Error(`\`${request.getTok()}\` is not a method token`);
    const response = new CallResponse();
    response.setReturn(encodeStruct({ result: UNKNOWN }, FOR_PROGRAM));
    return response;
  }

  #package(request: RegisterPackageRequest): RegisterPackageResponse {
    const parameter = request.getParameterization();
    const response = new RegisterPackageResponse();
    response.setRef(
      this.#parts.providers.addPackage({
        packageName: parameter?.getName() ?? request.getName(),
        version: parameter?.getVersion() ?? request.getVersion(),
        downloadUrl: request.getDownloadUrl(),
      }),
    );
    return response;
  }
}

const describe = (request: RegisterResourceRequest | ReadResourceRequest): string =>
  `resource \`${request.getName()}\` (${request.getType()})`;
