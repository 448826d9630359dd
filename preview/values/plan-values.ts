import { ASSET_MARK, type PlanProperties, type PlanValue, SECRET_MARK, UNKNOWN_MARK } from "../plan";
import { isList, isMap, mapValues, Unknown, type Value, type ValueMap, withoutOutputs } from "./value";

/** A value as the plan shows it: unknowns, secrets and assets become marks, references become ids. */
export function toPlanValue(value: Value): PlanValue {
  if (isList(value)) return value.map(toPlanValue);
  if (isMap(value)) return toPlanProperties(value);
  if (typeof value !== "object" || value === null) return value;
  switch (value.kind) {
    case "unknown":
      return { [UNKNOWN_MARK]: true };
    case "secret":
      return { [SECRET_MARK]: true };
    case "asset":
      return { [ASSET_MARK]: value.hash };
    case "reference":
      return value.id instanceof Unknown ? { [UNKNOWN_MARK]: true } : (value.id ?? value.urn);
    case "output":
      return toPlanValue(withoutOutputs(value));
  }
}

/** The properties as the plan shows them, without the engine's own `__` keys. */
export const toPlanProperties = (map: ValueMap): PlanProperties => mapValues(map, toPlanValue);
