/** Stands where a value is not known before the update. It is no JSON value, so that nothing mistakes it for one. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** A property as a policy sees it: JSON in which any part may be unknown. */
export type Value = typeof UNKNOWN | null | boolean | number | string | readonly Value[] | ValueMap;

/** A JSON object. It has no prototype, so that `constructor` is a key like any other. */
export type ValueMap = { readonly [key: string]: Value };

export const isMap = (value: Value | undefined): value is ValueMap =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value);

/** Whether some part of the value is unknown. */
export function hasUnknown(value: Value): boolean {
  if (value === UNKNOWN) return true;
  if (isList(value)) return value.some(hasUnknown);
  return isMap(value) && Object.values(value).some(hasUnknown);
}
