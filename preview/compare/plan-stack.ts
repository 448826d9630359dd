/** A plan's resources as the policy pack's facts read them, so that two plans are compared by what they mean. */

import { UNKNOWN, type Value, type ValueMap } from "../../policy-pack/analysis/unknown";
import type { StackResource } from "../../policy-pack/facts/resource";
import {
  ASSET_MARK,
  type Plan,
  type PlanProperties,
  type PlanResource,
  type PlanValue,
  SECRET_MARK,
  UNKNOWN_MARK,
} from "../plan";

/** The value with its marks read: unknowns and secrets are unknown, an asset is its hash. */
export function toValue(value: PlanValue): Value {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(toValue);
  const map = value as PlanProperties;
  if (map[UNKNOWN_MARK] === true || map[SECRET_MARK] === true) return UNKNOWN;
  const asset = map[ASSET_MARK];
  return typeof asset === "string" && Object.keys(map).length === 1 ? `asset ${asset}` : toMap(map);
}

const toMap = (properties: PlanProperties): ValueMap =>
  Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, toValue(value)]));

/** The resources of a plan, joined by their property dependencies. */
export function stackResources(plan: Plan): readonly StackResource[] {
  const made = new Map<string, StackResource>();
  for (const resource of plan.resources) made.set(resource.urn, stackResource(resource, made));
  return [...made.values()];
}

function stackResource(
  { urn, type, name, id, inputs, propertyDependencies }: PlanResource,
  all: ReadonlyMap<string, StackResource>,
): StackResource {
  return {
    urn,
    type,
    name,
    inputs: toMap(inputs),
    id: id === "" ? undefined : id,
    sourcesOf: (property) =>
      (propertyDependencies[property] ?? []).flatMap((source) => all.get(source) ?? []),
  };
}
