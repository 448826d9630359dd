import { quote } from "../analysis/findings";
import type { Statement } from "../analysis/iam/document";
import type { Owner } from "../analysis/iam/escalations";
import { isList, isMap, UNKNOWN, type Value, type ValueMap } from "../analysis/unknown";
import { PLACES, type Position } from "./document-places";
import { toValue } from "./raw";
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
 * The documents of a resource, each with its position. An absent or empty property carries none. A managed policy of
 * unknown path grants nothing if it turns out to be a limit, so that nobody knows which of its `Allow`s count.
 */
export function documentsOf(resource: Resource, boundaryPaths: readonly string[]): readonly IamDocument[] {
  if (!carriesDocuments(resource.type)) return [];
  const { type, inputs } = resource;
  const asked = `${type} ${boundaryPaths.join(" ")}`;
  const answers = documents.get(inputs) ?? new Map<string, readonly IamDocument[]>();
  documents.set(inputs, answers);
  const found = answers.get(asked) ?? findDocuments(resource, boundaryPaths);
  answers.set(asked, found);
  return found;
}

/** Some twenty policies ask for the documents of the same inputs, by type and boundaries. */
const documents = new WeakMap<ValueMap, Map<string, readonly IamDocument[]>>();

function findDocuments(resource: Resource, boundaryPaths: readonly string[]): readonly IamDocument[] {
  const places = PLACES[resource.type] ?? [];
  const limit = isLimit(resource, boundaryPaths);
  return places.flatMap(([place, position]) =>
    valuesAt(resource, place).flatMap(({ path, value }): readonly IamDocument[] => {
      if (value === null || value === "") return [];
      if (position !== "grant" || limit === false) return [{ position, path, value }];
      return limit === UNKNOWN
        ? [{ position, path, value: withUnknownAllows(value) }]
        : [{ position: "limit", path, value }];
    }),
  );
}

/** The document with each `Allow` unknown. What cannot be read stays as it is, since that is reported anywhere. */
function withUnknownAllows(value: Value): Value {
  const document = typeof value === "string" ? parsed(value) : value;
  if (!isMap(document)) return value;
  const { Statement: statements } = document;
  const doubted = (statement: Value): Value =>
    isMap(statement) && statement["Effect"] === "Allow" ? { ...statement, Effect: UNKNOWN } : statement;
  if (statements === undefined) return value;
  return { ...document, Statement: isList(statements) ? statements.map(doubted) : doubted(statements) };
}

function parsed(text: string): Value {
  try {
    return toValue(JSON.parse(text));
  } catch {
    // No JSON: whoever reads the document says so.
    return text;
  }
}

/** What is at a place of a resource: `policies[].policyDocument`. Where a part of the way is unknown, that part. */
export function valuesAt({ inputs }: Resource, place: string): readonly Item[] {
  return place.split(".").reduce<readonly Item[]>(
    (holders, step) =>
      holders.flatMap((holder): readonly Item[] => {
        if (!isMap(holder.value)) return [holder];
        const [name = "", list] = step.split("[]");
        const path = holder.path === "" ? name : `${holder.path}.${name}`;
        const value = holder.value[name];
        if (list !== undefined) return itemsOf(value, path);
        return value === undefined ? [] : [{ path, value }];
      }),
    [{ path: "", value: inputs }],
  );
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

/** The role, user, group or policy that a resource's documents belong to, where its name is known. */
export function ownerOf(resource: Resource): Owner | undefined {
  const [, kind] = HOLDERS[resource.type] ?? [];
  const name = holderName(resource);
  if (kind === undefined || name === undefined) return undefined;
  const path = textOf(resource.inputs["path"]);
  return typeof path === "string" ? { kind, name, path } : { kind, name };
}

const HOLDERS: Readonly<Record<string, readonly [property: string, kind: Owner["kind"]]>> = {
  "aws:iam/role:Role": ["name", "role"],
  "aws:iam/policy:Policy": ["name", "policy"],
  "aws:iam/rolePolicy:RolePolicy": ["role", "role"],
  "aws:iam/userPolicy:UserPolicy": ["user", "user"],
  "aws:iam/groupPolicy:GroupPolicy": ["group", "group"],
  "aws-native:iam:Role": ["roleName", "role"],
  "aws-native:iam:ManagedPolicy": ["managedPolicyName", "policy"],
  "aws-native:iam:Policy": ["policyName", "policy"],
  "aws-native:iam:RolePolicy": ["roleName", "role"],
  "aws-native:iam:UserPolicy": ["userName", "user"],
  "aws-native:iam:GroupPolicy": ["groupName", "group"],
  "aws-native:iam:User": ["userName", "user"],
  "aws-native:iam:Group": ["groupName", "group"],
};
