import { type Client, credentials } from "@grpc/grpc-js";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import { type Callback, CallbackInvokeRequest } from "@pulumi/pulumi/proto/callback_pb";
import {
  ResourceHookRequest,
  ResourceHookResponse,
  type TransformInvokeOptions,
  TransformInvokeRequest,
  TransformInvokeResponse,
  TransformRequest,
  type TransformResourceOptions,
  TransformResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { type AssetHasher, decodeStruct, encodeStruct, FOR_CALLBACK } from "../values/codec";
import {
  isList,
  isMap,
  mapValues,
  OutputValue,
  Secret,
  Unknown,
  type Value,
  type ValueMap,
} from "../values/value";
import { MESSAGE_LIMIT_OPTIONS } from "./limits";
import type { ResourceState } from "./state";

/** A resource while its transforms run. */
export interface Transformable {
  readonly name: string;
  readonly type: string;
  readonly custom: boolean;
  readonly parent: string;
  readonly properties: ValueMap;
  readonly options: TransformResourceOptions;
}

/** What a transform or hook may look at. */
export interface InvokeCall {
  readonly arguments: ValueMap;
  readonly options: TransformInvokeOptions;
}

/** Calls functions that the program registered: transforms and resource hooks. The program serves them itself. */
export class Callbacks {
  readonly #clients = new Map<string, CallbacksClient>();
  readonly #hash: AssetHasher;

  constructor(hash: AssetHasher) {
    this.#hash = hash;
  }

  async transform(callback: Callback, resource: Transformable): Promise<Transformable> {
    const request = new TransformRequest();
    request.setName(resource.name);
    request.setType(resource.type);
    request.setCustom(resource.custom);
    request.setParent(resource.parent);
    request.setProperties(encodeStruct(resource.properties, FOR_CALLBACK));
    request.setOptions(resource.options);
    const response = TransformResponse.deserializeBinary(
      await this.#call(callback, request.serializeBinary()),
    );
    const properties = response.getProperties();
    return {
      ...resource,
      properties: properties === undefined ? resource.properties : decodeStruct(properties, this.#hash),
      options: response.getOptions() ?? resource.options,
    };
  }

  async transformInvoke(callback: Callback, token: string, call: InvokeCall): Promise<InvokeCall> {
    const request = new TransformInvokeRequest();
    request.setToken(token);
    request.setArgs(encodeStruct(call.arguments, FOR_CALLBACK));
    request.setOptions(call.options);
    const bytes = await this.#call(callback, request.serializeBinary());
    const response = TransformInvokeResponse.deserializeBinary(bytes);
    const args = response.getArgs();
    return {
      arguments: args === undefined ? call.arguments : decodeStruct(args, this.#hash),
      options: response.getOptions() ?? call.options,
    };
  }

  /** Runs a resource hook. @returns its error message, `""` if it has none */
  async hook(callback: Callback, state: ResourceState, outputs: ValueMap | undefined): Promise<string> {
    const request = new ResourceHookRequest();
    request.setUrn(state.urn);
    request.setId(state.id);
    request.setName(state.name);
    request.setType(state.type);
    request.setNewInputs(encodeStruct(state.inputs, FOR_CALLBACK));
    if (outputs !== undefined) request.setNewOutputs(encodeStruct(outputs, FOR_CALLBACK));
    const bytes = await this.#call(callback, request.serializeBinary());
    return ResourceHookResponse.deserializeBinary(bytes).getError();
  }

  close(): void {
    for (const client of this.#clients.values()) (client as Client).close();
    this.#clients.clear();
  }

  #call(callback: Callback, payload: Uint8Array): Promise<Uint8Array> {
    const target = callback.getTarget();
    let client = this.#clients.get(target);
    if (client === undefined) {
      client = new CallbacksClient(target, credentials.createInsecure(), MESSAGE_LIMIT_OPTIONS);
      this.#clients.set(target, client);
    }
    const request = new CallbackInvokeRequest();
    request.setToken(callback.getToken());
    request.setRequest(payload);
    const connected = client;
    return new Promise((resolve, reject) => {
      connected.invoke(request, (error, response) => {
        if (error) reject(new Error(error.details || error.message));
        else resolve(response.getResponse_asU8());
      });
    });
  }
}

/** Turns unknowns and secrets into output values, as transforms receive them. */
export function toOutputs(value: Value): Value {
  if (value instanceof Unknown) return new OutputValue(undefined, false, []);
  if (value instanceof Secret) return new OutputValue(toOutputs(value.element), true, []);
  if (isList(value)) return value.map(toOutputs);
  if (isMap(value)) return mapValues(value, toOutputs);
  return value;
}

/** Adds to each property the resources that it depends on, so that a transform keeps track of them. */
export function withDependencies(
  properties: ValueMap,
  dependencies: { readonly [property: string]: readonly string[] },
  known: (value: Value) => readonly string[],
): ValueMap {
  return mapValues(properties, (value, property) => {
    const wanted = dependencies[property] ?? [];
    const present = new Set(known(value));
    if (wanted.every((urn) => present.has(urn))) return value;
    return value instanceof OutputValue
      ? new OutputValue(value.element, value.secret, [...new Set([...value.dependencies, ...wanted])])
      : new OutputValue(value, false, wanted);
  });
}
