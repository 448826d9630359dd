import { Struct, Value as WireValue } from "google-protobuf/google/protobuf/struct_pb";
import { PreviewFailure } from "../failure";
import {
  Asset,
  isList,
  isMap,
  OutputValue,
  ResourceReference,
  Secret,
  UNKNOWN,
  Unknown,
  type Value,
  type ValueMap,
} from "./value";

/**
 * Pulumi's wire format for property values, a protobuf `Struct` in which special values are objects with a signature
 * (`sdk/go/common/resource/properties.go`, `pkg/resource/plugin/rpc.go`).
 */

export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";
export const REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** The string that stands for an unknown of any type. */
export const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const UNKNOWNS: ReadonlySet<unknown> = new Set([
  UNKNOWN_STRING,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** JSON as protobuf's `Struct` holds it. */
export type Wire = null | boolean | number | string | readonly Wire[] | WireMap;
export interface WireMap {
  readonly [key: string]: Wire;
}

/** Gives an asset or archive its hash; throws if its file cannot be read. */
export type AssetHasher = (archive: boolean, content: ValueMap) => string;

const isWireMap = (wire: Wire): wire is WireMap =>
  typeof wire === "object" && wire !== null && !Array.isArray(wire);

const noHash: AssetHasher = () => "";

/** Reads a value from its wire form. @throws PreviewFailure on a malformed special value */
export function decode(wire: Wire, hash: AssetHasher = noHash): Value {
  if (typeof wire === "string") return UNKNOWNS.has(wire) ? UNKNOWN : wire;
  if (Array.isArray(wire)) return wire.map((element: Wire) => decode(element, hash));
  if (!isWireMap(wire)) return wire as null | boolean | number;
  const signature = wire[SIGNATURE_KEY];
  return signature === undefined ? decodeMap(wire, hash) : decodeSpecial(signature, wire, hash);
}

function decodeMap(wire: WireMap, hash: AssetHasher): ValueMap {
  const map: Record<string, Value> = {};
  for (const [key, value] of Object.entries(wire)) map[key] = decode(value, hash);
  return map;
}

function decodeSpecial(signature: Wire, wire: WireMap, hash: AssetHasher): Value {
  switch (signature) {
    case SECRET:
      return new Secret(decode(wire["value"] ?? null, hash));
    case OUTPUT: {
      const dependencies = wire["dependencies"];
      return new OutputValue(
        wire["value"] === undefined ? undefined : decode(wire["value"], hash),
        wire["secret"] === true,
        Array.isArray(dependencies) ? dependencies.map(String) : [],
      );
    }
    case ASSET:
    case ARCHIVE: {
      const { [SIGNATURE_KEY]: _, hash: known, ...rest } = wire;
      const content = decodeMap(rest, hash);
      const archive = signature === ARCHIVE;
      return new Asset(
        archive,
        content,
        typeof known === "string" && known !== "" ? known : hash(archive, content),
      );
    }
    case REFERENCE: {
      const id = wire["id"];
      return new ResourceReference(
        String(wire["urn"] ?? ""),
        id === undefined ? undefined : typeof id !== "string" || id === "" || UNKNOWNS.has(id) ? UNKNOWN : id,
        typeof wire["packageVersion"] === "string" ? wire["packageVersion"] : "",
      );
    }
    default:
      throw new PreviewFailure(`unrecognized signature \`${String(signature)}\` in a property value`);
  }
}

export interface EncodeOptions {
  /** Whether the receiver understands output values; otherwise they are sent as plain, unknown or secret values. */
  readonly outputs: boolean;
  /** Whether the receiver understands resource references; otherwise their id is sent, or the URN of a component. */
  readonly references: boolean;
}

/** What a language runtime and its callbacks understand. */
export const FOR_PROGRAM: EncodeOptions = { outputs: false, references: true };
export const FOR_CALLBACK: EncodeOptions = { outputs: true, references: true };
/** What policy packs understand: output values crash `@pulumi/policy`. */
export const FOR_PACK: EncodeOptions = { outputs: false, references: false };

/** Writes a value in its wire form. */
export function encode(value: Value, options: EncodeOptions): Wire {
  if (isList(value)) return value.map((element) => encode(element, options));
  if (isMap(value)) return encodeMap(value, options);
  if (typeof value !== "object" || value === null) return value;
  switch (value.kind) {
    case "unknown":
      return UNKNOWN_STRING;
    case "secret":
      return { [SIGNATURE_KEY]: SECRET, value: encode(value.element, options) };
    case "asset":
      return {
        ...encodeMap(value.content, options),
        [SIGNATURE_KEY]: value.archive ? ARCHIVE : ASSET,
        ...(value.hash === "" ? {} : { hash: value.hash }),
      };
    case "reference": {
      if (!options.references) return referenceText(value);
      return {
        [SIGNATURE_KEY]: REFERENCE,
        urn: value.urn,
        ...(value.id === undefined ? {} : { id: value.id instanceof Unknown ? "" : value.id }),
        ...(value.packageVersion === "" ? {} : { packageVersion: value.packageVersion }),
      };
    }
    case "output": {
      const element = value.element === undefined ? undefined : encode(value.element, options);
      if (!options.outputs) {
        const plain = element ?? UNKNOWN_STRING;
        return value.secret ? { [SIGNATURE_KEY]: SECRET, value: plain } : plain;
      }
      return {
        [SIGNATURE_KEY]: OUTPUT,
        ...(element === undefined ? {} : { value: element }),
        ...(value.secret ? { secret: true } : {}),
        ...(value.dependencies.length === 0 ? {} : { dependencies: value.dependencies }),
      };
    }
  }
}

const referenceText = (reference: ResourceReference): string =>
  reference.id === undefined
    ? reference.urn
    : reference.id instanceof Unknown
      ? UNKNOWN_STRING
      : reference.id;

function encodeMap(map: ValueMap, options: EncodeOptions): WireMap {
  const wire: Record<string, Wire> = {};
  for (const [key, value] of Object.entries(map)) wire[key] = encode(value, options);
  return wire;
}

/** Keys that the engine keeps to itself (`__defaults`, `__internal`) never reach a policy. */
export const withoutInternalKeys = (map: ValueMap): ValueMap =>
  Object.fromEntries(Object.entries(map).filter(([key]) => !key.startsWith("__")));

/** Reads a protobuf `Struct`; an absent one is an empty map. */
export function decodeStruct(struct: Struct | undefined, hash?: AssetHasher): ValueMap {
  return struct === undefined ? {} : decodeMap(struct.toJavaScript() as WireMap, hash ?? noHash);
}

/** Writes a protobuf `Struct`. */
export const encodeStruct = (map: ValueMap, options: EncodeOptions): Struct =>
  Struct.fromJavaScript(encodeMap(map, options) as Parameters<typeof Struct.fromJavaScript>[0]);

/** Writes a single protobuf `Value`. */
export const encodeValue = (value: Value, options: EncodeOptions): WireValue =>
  WireValue.fromJavaScript(encode(value, options) as Parameters<typeof WireValue.fromJavaScript>[0]);
