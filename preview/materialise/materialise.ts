import { packageOf } from "../urn";
import { Unknown, type ValueMap } from "../values/value";
import { APPLICATION_RECIPES } from "./application";
import { COMPUTE_RECIPES } from "./compute";
import { EDGE_RECIPES } from "./edge";
import { IDENTITY_RECIPES } from "./identity";
import { NETWORK_RECIPES } from "./network";
import { OPERATIONS_RECIPES } from "./operations";
import { PLATFORM_RECIPES } from "./platforms";
import { type Recipes, Recipient, type Subject } from "./recipient";

/** Stand-ins for what the cloud will choose. */
export interface Materialised {
  /** `""` for components, which have none, and for resources of Pulumi itself. */
  readonly id: string;
  /** Outputs by name; those that cannot be told are absent. */
  readonly outputs: ValueMap;
}

const RECIPES: Recipes = {
  ...APPLICATION_RECIPES,
  ...COMPUTE_RECIPES,
  ...EDGE_RECIPES,
  ...IDENTITY_RECIPES,
  ...NETWORK_RECIPES,
  ...OPERATIONS_RECIPES,
  ...PLATFORM_RECIPES,
};

/** The types whose outputs are materialised beyond the id. */
export const MATERIALISED_TYPES: readonly string[] = Object.keys(RECIPES).sort();

/**
 * Makes stand-ins for a resource's id and outputs. A type without a recipe gets an id that shows where it came from;
 * its outputs stay unknown.
 */
export function materialise(subject: Subject & { readonly custom: boolean }): Materialised {
  const recipient = new Recipient(subject);
  const recipe = Object.hasOwn(RECIPES, subject.type) ? RECIPES[subject.type] : undefined;
  const { id, ...outputs } = recipe?.(recipient) ?? {};
  const known = Object.entries(outputs).filter(([, value]) => !(value instanceof Unknown));
  return {
    id: idOf(subject, recipient, typeof id === "string" ? id : ""),
    outputs: Object.fromEntries(known),
  };
}

function idOf(subject: Subject & { readonly custom: boolean }, recipient: Recipient, id: string): string {
  if (!subject.custom || packageOf(subject.type) === "pulumi") return "";
  return id === "" ? `preview-${recipient.hex(12)}` : id;
}
