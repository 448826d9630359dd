/** How the tests of the program read a plan. */

import {
  type Plan,
  type PlanProperties,
  type PlanResource,
  type PlanValue,
  UNKNOWN_MARK,
} from "../../preview/plan";

/** The resources of a type. */
export const all = (plan: Plan, type: string): readonly PlanResource[] =>
  plan.resources.filter((resource) => resource.type === type);

/** Logical names of the resources of a type, sorted. */
export const namesOf = (plan: Plan, type: string): readonly string[] =>
  all(plan, type)
    .map(({ name }) => name)
    .sort();

/** Type tokens below a prefix such as `aws:cloudfront/`, without repetition, sorted. */
export const typesOf = (plan: Plan, prefix: string): readonly string[] =>
  [...new Set(plan.resources.map(({ type }) => type).filter((type) => type.startsWith(prefix)))].sort();

/** The inputs of the one resource of a type (and name). @throws Error where there is none, or more than one */
export function inputsOf(plan: Plan, type: string, name?: string): PlanProperties {
  const found = all(plan, type).filter((resource) => name === undefined || resource.name === name);
  const [resource] = found;
  if (resource === undefined || found.length > 1) {
    throw new Error(`${found.length} resources \`${type}\` ${name ?? ""}`);
  }
  return resource.inputs;
}

/** A value inside a property, and the path to it like `rules[0].name`. */
export interface Leaf {
  readonly path: string;
  readonly value: PlanValue;
}

export const isUnknown = (value: PlanValue | undefined): boolean =>
  value !== null && typeof value === "object" && UNKNOWN_MARK in value;

/** Everything in some properties that is not a list or an object; an unknown is one value. */
export function leaves(properties: PlanProperties): readonly Leaf[] {
  const inside = (value: PlanValue, path: string): readonly Leaf[] => {
    if (isUnknown(value) || value === null || typeof value !== "object") return [{ path, value }];
    if (Array.isArray(value)) return value.flatMap((element, index) => inside(element, `${path}[${index}]`));
    return Object.entries(value).flatMap(([key, field]) =>
      inside(field, path === "" ? key : `${path}.${key}`),
    );
  };
  return inside(properties, "");
}

/** A policy document of a resource. */
export interface DocumentInput {
  readonly resource: PlanResource;
  readonly property: string;
  readonly value: PlanValue;
}

/** Properties that hold a document about who may do what, whatever the resource. */
const DOCUMENT_PROPERTIES: ReadonlySet<string> = new Set([
  "accessPolicies",
  "assumeRolePolicy",
  "policy",
  "policyDocument",
]);

/** Every policy document of a plan: identity, trust, resource and key policies, boundaries, endpoint policies. */
export const documentsOf = (plan: Plan): readonly DocumentInput[] =>
  plan.resources.flatMap((resource) =>
    Object.entries(resource.inputs)
      .filter(([property]) => DOCUMENT_PROPERTIES.has(property))
      .map(([property, value]) => ({ resource, property, value })),
  );

/** Whether a text is an IAM document. */
export function isDocument(text: PlanValue): boolean {
  if (typeof text !== "string" || !text.includes('"Statement"')) return false;
  const parsed: unknown = JSON.parse(text);
  return typeof parsed === "object" && parsed !== null && "Statement" in parsed;
}
