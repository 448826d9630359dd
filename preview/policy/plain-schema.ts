/**
 * A part of JSON Schema that policy packs use most. It can only say "valid": whatever it does not understand, or would
 * reject, is left to the full validator, which takes a fifth of a second to load and compile.
 */

type Check = (keyword: unknown, value: unknown, schema: { readonly [keyword: string]: unknown }) => boolean;

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const TYPES: { readonly [type: string]: (value: unknown) => boolean } = {
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  number: (value) => typeof value === "number",
  integer: (value) => Number.isInteger(value),
  array: Array.isArray,
  object: isObject,
  null: (value) => value === null,
};

const hasType = (type: unknown, value: unknown): boolean =>
  typeof type === "string" && Object.hasOwn(TYPES, type) && TYPES[type]?.(value) === true;

const measures =
  (size: (value: unknown) => number | undefined, fits: (size: number, limit: number) => boolean): Check =>
  (limit, value) => {
    const found = size(value);
    return found === undefined || (typeof limit === "number" && fits(found, limit));
  };

const number = (value: unknown) => (typeof value === "number" ? value : undefined);
const length = (value: unknown) => (typeof value === "string" ? [...value].length : undefined);
const count = (value: unknown) => (Array.isArray(value) ? value.length : undefined);
const atLeast = (size: number, limit: number) => size >= limit;
const atMost = (size: number, limit: number) => size <= limit;
const always: Check = () => true;

const CHECKS: { readonly [keyword: string]: Check } = {
  type: (type, value) =>
    Array.isArray(type) ? type.some((each) => hasType(each, value)) : hasType(type, value),
  enum: (choices, value) => Array.isArray(choices) && choices.includes(value),
  minimum: measures(number, atLeast),
  maximum: measures(number, atMost),
  minLength: measures(length, atLeast),
  maxLength: measures(length, atMost),
  minItems: measures(count, atLeast),
  maxItems: measures(count, atMost),
  items: (schema, value) =>
    !Array.isArray(value) || value.every((element) => isPlainlyValid(schema, element)),
  properties: (schemas, value) =>
    !isObject(value) ||
    (isObject(schemas) &&
      Object.entries(schemas).every(
        ([key, schema]) => !Object.hasOwn(value, key) || isPlainlyValid(schema, value[key]),
      )),
  required: (keys, value) =>
    !isObject(value) ||
    (Array.isArray(keys) && keys.every((key) => typeof key === "string" && Object.hasOwn(value, key))),
  additionalProperties: (schema, value, { properties }) => {
    if (!isObject(value) || schema === true) return true;
    const known = isObject(properties) ? properties : {};
    const others = Object.entries(value).filter(([key]) => !Object.hasOwn(known, key));
    return others.every(([, other]) => isPlainlyValid(schema, other));
  },
  description: always,
  title: always,
  default: always,
  examples: always,
};

/** Whether `value` is certainly valid; `false` says nothing. */
export const isPlainlyValid = (schema: unknown, value: unknown): boolean =>
  isObject(schema) &&
  Object.entries(schema).every(
    ([keyword, argument]) =>
      Object.hasOwn(CHECKS, keyword) && CHECKS[keyword]?.(argument, value, schema) === true,
  );
