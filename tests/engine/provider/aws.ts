/**
 * A stand-in for `pulumi-resource-aws`: it speaks the provider protocol, keeps what it makes in a folder and reaches no
 * network. `pulumi.provider.Provider` cannot express it: that class learns neither the provider's configuration nor
 * whether a `Create` is a preview, and says that it takes secrets, which bridged providers do not.
 *
 * Environment: STAND_IN_CLOUD, the folder of the account; STAND_IN_SDK, the folder of `@pulumi/aws`.
 */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import {
  type CheckRequest,
  CheckResponse,
  type ConfigureRequest,
  ConfigureResponse,
  type CreateRequest,
  CreateResponse,
  type DeleteRequest,
  type DiffRequest,
  DiffResponse,
  type InvokeRequest,
  InvokeResponse,
  PropertyDiff,
  type ReadRequest,
  ReadResponse,
  type UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { compute } from "../../../preview/invoke/computed";
import { findRecorded, readRecordedInvokes } from "../../../preview/invoke/recorded";
import { type Placement, placementOf } from "../../../preview/materialise/placement";
import { parseUrn } from "../../../preview/urn";
import { decode, decodeStruct, encode, encodeStruct, type WireMap } from "../../../preview/values/codec";
import {
  containsUnknown,
  isMap,
  mapValues,
  type ValueMap,
  withoutSecrets,
} from "../../../preview/values/value";
import { checked, nameProperty } from "./check";
import { Cloud, type CloudResource, type Operation } from "./cloud";
import { DeclaredTypes } from "./declared-type";
import { differenceOf } from "./difference";
import { createdOutputs, type OutputsCall, plannedOutputs } from "./outputs";
import { handler, serveProvider } from "./serve";

/** A bridged provider is given neither secrets nor output values, and references as ids. */
const PLAIN = { outputs: false, references: false } as const;

const required = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`\`${name}\` is not set`);
  return value;
};

const folder = required("STAND_IN_CLOUD");
const sdk = required("STAND_IN_SDK");
const cloud = new Cloud(folder);
const types = new DeclaredTypes(sdk);
const version: string = JSON.parse(readFileSync(join(sdk, "package.json"), "utf8")).version;

/** The provider's settings; structured ones are JSON text. */
let settings: ValueMap = {};

const toWire = (values: ValueMap): WireMap => encode(values, PLAIN) as WireMap;
const fromWire = (values: WireMap): ValueMap => decode(values) as ValueMap;
const read = (struct: Parameters<typeof decodeStruct>[0]): ValueMap =>
  mapValues(decodeStruct(struct), withoutSecrets);
const write = (values: ValueMap) => encodeStruct(values, PLAIN);

const place = (inputs: ValueMap): Placement => placementOf(settings, inputs, process.env);

function defaultTags(): ValueMap {
  const text = settings["defaultTags"];
  const parsed = typeof text === "string" && text !== "" ? decode(JSON.parse(text)) : {};
  const tags = isMap(parsed) ? (parsed["tags"] ?? {}) : {};
  return isMap(tags) ? tags : {};
}

const outputsCall = (urn: string, inputs: ValueMap): OutputsCall => ({
  urn,
  declared: types.get(parseUrn(urn).type),
  inputs,
  placement: place(inputs),
  defaultTags: defaultTags(),
});

let cancel: () => void = () => undefined;
/** Fails once the engine cancels: what hangs ends with it, as a request to AWS does. */
const cancelled = new Promise<never>((_, reject) => {
  cancel = () => reject(new Error("context canceled"));
});
cancelled.catch(() => undefined);

/** Does something to the account, unless it is to go wrong. */
async function attempt(operation: Operation, resource: CloudResource): Promise<void> {
  const { name } = parseUrn(resource.urn);
  const fault = cloud.fault(operation, name);
  if (fault === "refuse") throw new Error(`ServiceUnavailable: ${operation} of \`${name}\` was refused`);
  if (fault !== "hang") cloud[operation](resource);
  if (fault === undefined) return;
  cloud.hang(operation, resource);
  await cancelled;
}

function configure(request: ConfigureRequest): ConfigureResponse {
  settings = read(request.getArgs());
  return new ConfigureResponse().setSupportspreview(true);
}

/** A provider's own configuration is taken as it is. */
const checkConfig = (request: CheckRequest): CheckResponse =>
  new CheckResponse().setInputs(request.getNews());

function diffConfig(request: DiffRequest): DiffResponse {
  return respondDifference(
    differenceOf("", read(request.getOldInputs()), read(request.getNews()), undefined),
  );
}

function check(request: CheckRequest): CheckResponse {
  const urn = request.getUrn();
  const declared = types.get(parseUrn(urn).type);
  const inputs = checked({
    urn,
    declared,
    olds: request.hasOlds() ? read(request.getOlds()) : undefined,
    news: read(request.getNews()),
    isTaken: (type, name) =>
      cloud.all().some((one) => one.type === type && one.inputs[nameProperty(type, declared) ?? ""] === name),
    seed: Buffer.from(request.getRandomseed_asU8()).toString("hex"),
  });
  return new CheckResponse().setInputs(write(inputs));
}

function respondDifference({
  changed,
  replaces,
  deleteBeforeReplace,
}: ReturnType<typeof differenceOf>): DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
  const { UPDATE, UPDATE_REPLACE } = PropertyDiff.Kind;
  const response = new DiffResponse()
    .setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList([...changed])
    .setReplacesList([...replaces])
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const property of changed) {
    const kind = replaces.includes(property) ? UPDATE_REPLACE : UPDATE;
    response.getDetaileddiffMap().set(property, new PropertyDiff().setKind(kind).setInputdiff(true));
  }
  return response;
}

function diff(request: DiffRequest): DiffResponse {
  const { type } = parseUrn(request.getUrn());
  const name = nameProperty(type, types.get(type));
  return respondDifference(differenceOf(type, read(request.getOldInputs()), read(request.getNews()), name));
}

async function create(request: CreateRequest): Promise<CreateResponse> {
  const urn = request.getUrn();
  const inputs = read(request.getProperties());
  const call = outputsCall(urn, inputs);
  if (request.getPreview()) return new CreateResponse().setProperties(write(plannedOutputs(call)));
  const births = cloud.journal().filter((event) => event.operation === "create" && event.urn === urn).length;
  const { id, outputs } = createdOutputs(call, births);
  const made: CloudResource = {
    type: parseUrn(urn).type,
    id,
    urn,
    inputs: toWire(inputs),
    outputs: toWire(outputs),
  };
  await attempt("create", made);
  return new CreateResponse().setId(id).setProperties(write(outputs));
}

/** Without an id in the answer the resource is gone. */
function readResource(request: ReadRequest): ReadResponse {
  const found = cloud.find(parseUrn(request.getUrn()).type, request.getId());
  if (found === undefined) return new ReadResponse();
  return new ReadResponse()
    .setId(found.id)
    .setProperties(write(fromWire(found.outputs)))
    .setInputs(write(fromWire(found.inputs)));
}

async function update(request: UpdateRequest): Promise<UpdateResponse> {
  const urn = request.getUrn();
  const inputs = read(request.getNews());
  const olds = read(request.getOlds());
  const oldInputs = read(request.getOldInputs());
  // What AWS chose stays; what only echoed an old input goes with it.
  const chosen = Object.fromEntries(Object.entries(olds).filter(([key]) => !(key in oldInputs)));
  const { declared, ...call } = outputsCall(urn, inputs);
  const outputs = {
    ...chosen,
    ...withoutUnknowns(plannedOutputs({ declared, ...call })),
    id: request.getId(),
  };
  if (!request.getPreview()) {
    const { type } = parseUrn(urn);
    const changed = { type, id: request.getId(), urn, inputs: toWire(inputs), outputs: toWire(outputs) };
    await attempt("update", changed);
  }
  return new UpdateResponse().setProperties(write({ ...outputs, ...unknownInputs(inputs) }));
}

const withoutUnknowns = (outputs: ValueMap): ValueMap =>
  Object.fromEntries(Object.entries(outputs).filter(([, value]) => !containsUnknown(value)));
const unknownInputs = (inputs: ValueMap): ValueMap =>
  Object.fromEntries(Object.entries(inputs).filter(([, value]) => containsUnknown(value)));

async function remove(request: DeleteRequest): Promise<Empty> {
  const urn = request.getUrn();
  const gone = { type: parseUrn(urn).type, id: request.getId(), urn, inputs: {}, outputs: {} };
  await attempt("delete", gone);
  return new Empty();
}

/** Lookups that need no account are computed; others are answered from `invokes.json` in the account's folder. */
function invoke(request: InvokeRequest): InvokeResponse {
  const token = request.getTok();
  const args = read(request.getArgs());
  const path = join(folder, "invokes.json");
  const answer =
    findRecorded(existsSync(path) ? readRecordedInvokes(path) : [], token, args) ??
    compute(token, args, place(args));
  if (answer === undefined)
    throw new Error(`nothing answers \`${token}\` with ${JSON.stringify(toWire(args))}`);
  return new InvokeResponse().setReturn(write(answer));
}

serveProvider({
  checkConfig: handler(checkConfig),
  diffConfig: handler(diffConfig),
  configure: handler(configure),
  check: handler(check),
  diff: handler(diff),
  create: handler(create),
  read: handler(readResource),
  update: handler(update),
  delete: handler(remove),
  invoke: handler(invoke),
  getPluginInfo: handler((_: Empty) => new PluginInfo().setVersion(version)),
  attach: handler((_: unknown) => new Empty()),
  cancel: handler((_: unknown) => {
    cancel();
    return new Empty();
  }),
});
