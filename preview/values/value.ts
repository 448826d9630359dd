/**
 * Property values as the engine sees them. Plain JSON data stand for themselves; what JSON cannot say is an instance of
 * one of the classes below.
 */

/** Not known before the update. */
export class Unknown {
  readonly kind = "unknown";
}

/** The one unknown value. */
export const UNKNOWN = new Unknown();

/** A value that must not be shown. */
export class Secret {
  readonly kind = "secret";
  readonly element: Value;

  constructor(element: Value) {
    this.element = element;
  }
}

/** A value together with the resources that it came from, as components and transforms exchange it. */
export class OutputValue {
  readonly kind = "output";
  /** `undefined` where the value is unknown. */
  readonly element: Value | undefined;
  readonly secret: boolean;
  readonly dependencies: readonly string[];

  constructor(element: Value | undefined, secret: boolean, dependencies: readonly string[]) {
    this.element = element;
    this.secret = secret;
    this.dependencies = dependencies;
  }
}

/** A file or an archive of files. `content` is what travels: `path`, `text`, `uri` or `assets`. */
export class Asset {
  readonly kind = "asset";
  readonly archive: boolean;
  readonly content: ValueMap;
  /** SHA-256 of the content in hexadecimal digits, `""` where it cannot be known (a remote file). */
  readonly hash: string;

  constructor(archive: boolean, content: ValueMap, hash: string) {
    this.archive = archive;
    this.content = content;
    this.hash = hash;
  }
}

/** A resource that was passed as a value. */
export class ResourceReference {
  readonly kind = "reference";
  readonly urn: string;
  /** `undefined` for a component, `UNKNOWN` for an id that is not known yet. */
  readonly id: string | Unknown | undefined;
  readonly packageVersion: string;

  constructor(urn: string, id: string | Unknown | undefined, packageVersion: string) {
    this.urn = urn;
    this.id = id;
    this.packageVersion = packageVersion;
  }
}

export type Special = Unknown | Secret | OutputValue | Asset | ResourceReference;
export type Value = null | boolean | number | string | readonly Value[] | ValueMap | Special;
export interface ValueMap {
  readonly [key: string]: Value;
}

export const isSpecial = (value: Value): value is Special =>
  value instanceof Unknown ||
  value instanceof Secret ||
  value instanceof OutputValue ||
  value instanceof Asset ||
  value instanceof ResourceReference;

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

export const isMap = (value: Value): value is ValueMap =>
  typeof value === "object" && value !== null && !isList(value) && !isSpecial(value);

/** Applies `change` to each value of a map. */
export const mapValues = <A, B>(
  map: { readonly [key: string]: A },
  change: (value: A, key: string) => B,
): { readonly [key: string]: B } =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));

/** Whether `test` holds for a value or anything inside it. */
export function some(value: Value, test: (value: Value) => boolean): boolean {
  if (test(value)) return true;
  if (isList(value)) return value.some((element) => some(element, test));
  if (isMap(value)) return Object.values(value).some((element) => some(element, test));
  if (value instanceof Secret) return some(value.element, test);
  if (value instanceof OutputValue) return value.element !== undefined && some(value.element, test);
  return false;
}

export const containsUnknown = (value: Value): boolean =>
  some(
    value,
    (part) =>
      part instanceof Unknown ||
      (part instanceof OutputValue && part.element === undefined) ||
      (part instanceof ResourceReference && part.id instanceof Unknown),
  );

export const containsSecret = (value: Value): boolean =>
  some(value, (part) => part instanceof Secret || (part instanceof OutputValue && part.secret));

/** Makes a value a secret, once. */
export const asSecret = (value: Value): Value => (value instanceof Secret ? value : new Secret(value));

/** Replaces every output value by its value, an unknown or a secret: the dependencies are lost. */
export function withoutOutputs(value: Value): Value {
  if (value instanceof OutputValue) {
    const element = value.element === undefined ? UNKNOWN : withoutOutputs(value.element);
    return value.secret ? asSecret(element) : element;
  }
  if (value instanceof Secret) return asSecret(withoutOutputs(value.element));
  if (isList(value)) return value.map(withoutOutputs);
  if (isMap(value)) return mapValues(value, withoutOutputs);
  return value;
}

/** The resources that output values inside `value` came from. */
export function outputDependencies(value: Value): readonly string[] {
  const found = new Set<string>();
  some(value, (part) => {
    if (part instanceof OutputValue) for (const urn of part.dependencies) found.add(urn);
    return false;
  });
  return [...found];
}

/** The value without its secret marks, for a reader that must look inside. */
export function withoutSecrets(value: Value): Value {
  if (value instanceof Secret) return withoutSecrets(value.element);
  if (value instanceof OutputValue) {
    return value.element === undefined ? UNKNOWN : withoutSecrets(value.element);
  }
  if (isList(value)) return value.map(withoutSecrets);
  if (isMap(value)) return mapValues(value, withoutSecrets);
  return value;
}

/**
 * Copies secret marks from `inputs` to what a provider made of them. A bridged provider is given no secrets, so a list
 * that holds one anywhere becomes a secret as a whole, while maps are entered (`annotateSecrets` of the engine).
 */
export function annotateSecrets(outputs: ValueMap, inputs: ValueMap): ValueMap {
  return mapValues(outputs, (output, key) => {
    const input = inputs[key];
    if (input === undefined) return output;
    if (isMap(output) && isMap(input)) return annotateSecrets(output, input);
    return containsSecret(input) ? asSecret(output) : output;
  });
}
