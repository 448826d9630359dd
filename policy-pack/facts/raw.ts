import { isList, isMap, UNKNOWN, type Value, type ValueMap } from "../analysis/unknown";

/**
 * What @pulumi/policy puts where a value is not known: one text for each kind of value (its module `proxy`). The
 * engine sends the one for strings whatever the kind.
 */
const SENTINELS: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Deeper values than this are unknown: no resource has them, and reading on could end the stack. */
export const MAX_DEPTH = 100;

/**
 * Reads one property of a resource without the SDK's proxy, whose `get` throws on the first unknown and so turns a
 * mandatory policy into an advisory for the whole resource. Undefined where the resource has no such property.
 */
export function rawProperty(props: object, name: string): Value | undefined {
  const descriptor = Object.getOwnPropertyDescriptor(props, name);
  return descriptor === undefined || descriptor.value === undefined ? undefined : toValue(descriptor.value);
}

/** All properties of a resource, read like `rawProperty`. */
export function rawProperties(props: object): ValueMap {
  return toMap(props, 0);
}

function toMap(object: object, depth: number): ValueMap {
  const map: { [key: string]: Value } = Object.create(null);
  for (const key of Object.keys(object)) {
    const value: unknown = Object.getOwnPropertyDescriptor(object, key)?.value;
    if (value !== undefined) map[key] = toValue(value, depth + 1);
  }
  return map;
}

/** Any value that was handed over or parsed, read like a property. */
export function toValue(raw: unknown, depth = 0): Value {
  if (SENTINELS.has(raw) || depth > MAX_DEPTH) return UNKNOWN;
  if (raw === null || typeof raw === "string" || typeof raw === "number" || typeof raw === "boolean")
    return raw;
  if (Array.isArray(raw)) {
    return Array.from({ length: raw.length }, (_, at): Value => {
      const item: unknown = Object.getOwnPropertyDescriptor(raw, at)?.value;
      return item === undefined ? null : toValue(item, depth + 1);
    });
  }
  return typeof raw === "object" ? toMap(raw, depth) : UNKNOWN;
}

/** Whether the properties, read anew, would be this map: no copy is made to find out. */
export function readsAs(props: object, map: ValueMap): boolean {
  return mapReadsAs(props, map, 0);
}

function mapReadsAs(object: object, map: ValueMap, depth: number): boolean {
  let present = 0;
  for (const key of Object.keys(object)) {
    const raw: unknown = Object.getOwnPropertyDescriptor(object, key)?.value;
    if (raw === undefined) continue;
    const value = map[key];
    if (value === undefined || !valueReadsAs(raw, value, depth + 1)) return false;
    present += 1;
  }
  return present === Object.keys(map).length;
}

function valueReadsAs(raw: unknown, value: Value, depth: number): boolean {
  if (Array.isArray(raw) && depth <= MAX_DEPTH) {
    if (!isList(value) || value.length !== raw.length) return false;
    return value.every((item, at) => {
      const found: unknown = Object.getOwnPropertyDescriptor(raw, at)?.value;
      return found === undefined ? item === null : valueReadsAs(found, item, depth + 1);
    });
  }
  if (typeof raw === "object" && raw !== null && depth <= MAX_DEPTH)
    return isMap(value) && mapReadsAs(raw, value, depth);
  return toValue(raw, depth) === value;
}
