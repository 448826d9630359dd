import { quote } from "../analysis/findings";
import type { Statement } from "../analysis/iam/document";
import { isMap, UNKNOWN, type Value } from "../analysis/unknown";
import { PLACES, type Position } from "./document-places";
import { type Item, itemsOf, type Resource, textOf } from "./resource";

/** A document that a resource carries. */
export interface IamDocument {
  readonly position: Position;
  /** The property, as a JSON path: `inlinePolicies[0].policy`. */
  readonly path: string;
  /** The text or object, or `UNKNOWN`. */
  readonly value: Value;
}

/** Types whose document is a limit when their `path` says so. */
const MANAGED_POLICIES: readonly string[] = ["aws:iam/policy:Policy", "aws-native:iam:ManagedPolicy"];

/** Whether resources of this type can carry a document. */
export const carriesDocuments = (type: string): boolean => Object.hasOwn(PLACES, type);

/** Whether the resource is a customer managed policy. */
export const isManagedPolicy = (type: string): boolean => MANAGED_POLICIES.includes(type);

/**
 * Whether a managed policy is a limit: its path is, or lies under, one of `boundaryPaths`. `UNKNOWN` where the path is.
 */
export function isLimit(
  { type, inputs }: Resource,
  boundaryPaths: readonly string[],
): boolean | typeof UNKNOWN {
  if (!isManagedPolicy(type)) return false;
  const path = textOf(inputs["path"]);
  if (path === UNKNOWN) return boundaryPaths.length === 0 ? false : UNKNOWN;
  return boundaryPaths.some((boundary) => path?.startsWith(boundary));
}

/**
 * The documents of a resource, each with its position. A managed policy of unknown path is a grant: if it turns out to
 * be a limit, nothing is lost. An absent or empty property carries none.
 */
export function documentsOf(resource: Resource, boundaryPaths: readonly string[]): readonly IamDocument[] {
  const places = PLACES[resource.type] ?? [];
  const limit = isLimit(resource, boundaryPaths) === true;
  return places.flatMap(([place, position]) =>
    valuesAt(resource, place).flatMap(({ path, value }) =>
      value === null || value === ""
        ? []
        : [{ position: limit && position === "grant" ? "limit" : position, path, value }],
    ),
  );
}

function valuesAt({ inputs }: Resource, place: string): readonly Item[] {
  const [list, field] = place.split("[].");
  if (list === undefined) return [];
  if (field === undefined) {
    const value = inputs[list];
    return value === undefined ? [] : [{ path: list, value }];
  }
  return itemsOf(inputs[list], list).flatMap(({ path, value }): readonly Item[] => {
    if (!isMap(value)) return [{ path, value }];
    const found = value[field];
    return found === undefined ? [] : [{ path: `${path}.${field}`, value: found }];
  });
}

/** A path below a document, as a path below its resource: `policy.Statement[0]`. */
export const pathIn = (document: IamDocument, path: string): string => {
  if (path === "") return document.path;
  return path.startsWith("[") ? `${document.path}${path}` : `${document.path}.${path}`;
};

/** How messages name a statement: `` `Read` (policy.Statement[0]) ``, or its path alone. */
export const statementLabel = (
  document: IamDocument,
  { sid, path }: Pick<Statement, "sid" | "path">,
): string =>
  sid === undefined ? quote(pathIn(document, path)) : `${quote(sid)} (${pathIn(document, path)})`;

/** Whom the permissions of a resource's documents go to, for messages: ``role `reader` ``. */
export function holderOf({ type, name, inputs }: Resource): string {
  const [property, kind] = HOLDERS[type] ?? ["", ""];
  const holder = textOf(inputs[property]);
  if (typeof holder === "string") return `${kind} \`${holder}\``;
  return kind === "" ? `\`${name}\`` : `${kind} of \`${name}\``;
}

/** The name of the role, user, group or policy that a resource's documents belong to, where it is known. */
export function holderName({ type, inputs }: Resource): string | undefined {
  const holder = textOf(inputs[HOLDERS[type]?.[0] ?? ""]);
  return typeof holder === "string" ? holder : undefined;
}

const HOLDERS: Readonly<Record<string, readonly [property: string, kind: string]>> = {
  "aws:iam/role:Role": ["name", "role"],
  "aws:iam/policy:Policy": ["name", "policy"],
  "aws:iam/rolePolicy:RolePolicy": ["role", "role"],
  "aws:iam/userPolicy:UserPolicy": ["user", "user"],
  "aws:iam/groupPolicy:GroupPolicy": ["group", "group"],
  "aws-native:iam:Role": ["roleName", "role"],
  "aws-native:iam:ManagedPolicy": ["managedPolicyName", "policy"],
  "aws-native:iam:RolePolicy": ["roleName", "role"],
  "aws-native:iam:UserPolicy": ["userName", "user"],
  "aws-native:iam:GroupPolicy": ["groupName", "group"],
  "aws-native:iam:User": ["userName", "user"],
  "aws-native:iam:Group": ["groupName", "group"],
};
