import { quote } from "../findings";
import { repeatedKey } from "../json-keys";
import { isList, isMap, UNKNOWN, type Value, type ValueMap } from "../unknown";

/** A list of patterns as an element holds it: `Action` or, negated, `NotAction`. */
export interface PatternList {
  /** Whether it stands for everything that matches none of the patterns. */
  readonly negated: boolean;
  readonly patterns: readonly string[];
  /** Whether the list, or an item of it, is not known. */
  readonly hasUnknown: boolean;
}

/** One `operator: { key: values }` of a condition block. All of a block must hold; of the values, one. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  readonly hasUnknown: boolean;
}

/** One principal: `{ type: "AWS", value: "*" }` for `"*"` and for `{"AWS": "*"}` alike. */
export interface Principal {
  readonly type: string;
  readonly value: string;
}

/** `Principal` or, negated, `NotPrincipal`. */
export interface PrincipalList {
  readonly negated: boolean;
  readonly principals: readonly Principal[];
  readonly hasUnknown: boolean;
  /** The types under which principals are unknown; `*` where nothing is known, their types included. */
  readonly unknownTypes: readonly string[];
}

export interface Statement {
  /** Where it stands, below the document: `Statement[0]`, or `Statement` where it is not in a list. */
  readonly path: string;
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny" | typeof UNKNOWN;
  /** As written; actions have no case. */
  readonly actions: PatternList;
  /** Undefined where the statement names none, as in a trust policy. */
  readonly resources: PatternList | undefined;
  readonly principals: PrincipalList | undefined;
  readonly conditions: readonly Condition[];
  /** Whether there may be conditions that are not known. */
  readonly hasUnknownConditions: boolean;
}

export interface Document {
  /** `2008-10-17` where absent: policy variables are plain text there. */
  readonly version: string;
  readonly statements: readonly Statement[];
  /** Paths of statements of which nothing is known. */
  readonly unknownStatements: readonly string[];
}

/** Whether some part of the document is not known, so that its bounds may differ. */
export const hasUnknownParts = ({ statements, unknownStatements }: Document): boolean =>
  unknownStatements.length > 0 ||
  statements.some(
    ({ effect, actions, resources, principals, conditions, hasUnknownConditions }) =>
      effect === UNKNOWN ||
      hasUnknownConditions ||
      [actions, resources, principals, ...conditions].some((part) => part?.hasUnknown === true),
  );

/** What reading a document gives. An unreadable one says where and what; it never passes as empty. */
export type Reading =
  | { readonly kind: "document"; readonly document: Document }
  | { readonly kind: "unreadable"; readonly path: string; readonly problem: string }
  | { readonly kind: "unknown" };

class Unreadable extends Error {
  readonly path: string;
  constructor(path: string, problem: string) {
    super(problem);
    this.path = path;
  }
}

/**
 * Reads an IAM document, as a JSON text or as the object itself, by IAM's grammar: element names are exact, lists of
 * one may be written without brackets. Unknown parts stay unknown.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function readDocument(value: Value): Reading {
  if (typeof value === "string") return onceForText(value);
  if (isMap(value)) return onceForMap(value);
  return read(value);
}

function onceForText(text: string): Reading {
  const known = textReadings.get(text);
  if (known !== undefined) return known;
  const reading = read(text);
  for (const oldest of textReadings.keys()) {
    if (textReadings.size < MOST_READINGS) break;
    textReadings.delete(oldest);
  }
  textReadings.set(text, reading);
  return reading;
}

function onceForMap(map: ValueMap): Reading {
  const known = mapReadings.get(map);
  if (known !== undefined) return known;
  const reading = read(map);
  mapReadings.set(map, reading);
  return reading;
}

/**
 * Every policy of the pack asks for the same text in turn, while those of other resources are judged in between; and some
 * ask again when the stack is judged. More documents than this are read anew then.
 */
const MOST_READINGS = 4_096;
const textReadings = new Map<string, Reading>();
const mapReadings = new WeakMap<ValueMap, Reading>();

function read(value: Value): Reading {
  try {
    const root = typeof value === "string" ? parseJson(value) : value;
    return root === UNKNOWN ? { kind: "unknown" } : { kind: "document", document: parseDocument(root) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { kind: "unreadable", path: error.path, problem: error.message };
  }
}

function parseJson(text: string): Value {
  let parsed: Value;
  try {
    parsed = JSON.parse(text) as Value;
  } catch {
    throw new Unreadable("", "is not JSON");
  }
  const repeated = repeatedKey(text, parsed);
  if (repeated !== undefined) {
    const { path, key } = repeated;
    throw new Unreadable(path, `has the key ${quote(key)} twice; each reader keeps another one of them`);
  }
  return parsed;
}

const kindOf = (value: Value | undefined): string =>
  value === undefined
    ? "absent"
    : value === null
      ? "null"
      : isList(value)
        ? "a list"
        : isMap(value)
          ? "an object"
          : `a ${typeof value}`;

const own = (map: ValueMap, key: string): Value | undefined =>
  Object.hasOwn(map, key) ? map[key] : undefined;

function refuseOthers(map: ValueMap, path: string, allowed: readonly string[]): void {
  const other = Object.keys(map).find((key) => !allowed.includes(key));
  if (other !== undefined)
    throw new Unreadable(path, `has an element \`${other}\`; IAM knows ${allowed.join(", ")}`);
}

function parseDocument(root: Value): Document {
  if (!isMap(root))
    throw new Unreadable("", `is ${kindOf(root)}; a document is an object with \`Statement\``);
  refuseOthers(root, "", ["Version", "Id", "Statement"]);
  const version = own(root, "Version");
  const body = own(root, "Statement");
  if (body === undefined || body === null) throw new Unreadable("", "has no `Statement`");
  const items: readonly (readonly [string, Value])[] = isList(body)
    ? body.map((item, at) => [`Statement[${at}]`, item] as const)
    : [["Statement", body]];
  return {
    version: typeof version === "string" ? version : "2008-10-17",
    statements: items.flatMap(([path, item]) => (item === UNKNOWN ? [] : [parseStatement(item, path)])),
    unknownStatements: items.flatMap(([path, item]) => (item === UNKNOWN ? [path] : [])),
  };
}

const ELEMENTS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

function parseStatement(item: Value, path: string): Statement {
  if (!isMap(item)) throw new Unreadable(path, `is ${kindOf(item)}; a statement is an object`);
  refuseOthers(item, path, ELEMENTS);
  const sid = own(item, "Sid");
  const effect = own(item, "Effect");
  if (effect !== "Allow" && effect !== "Deny" && effect !== UNKNOWN) {
    const found = typeof effect === "string" ? `\`${effect}\`` : kindOf(effect);
    throw new Unreadable(`${path}.Effect`, `is ${found}; it must be \`Allow\` or \`Deny\``);
  }
  const actions = parsePatterns(item, path, "Action");
  if (actions === undefined) throw new Unreadable(path, "has neither `Action` nor `NotAction`");
  const condition = own(item, "Condition");
  return {
    path,
    sid: typeof sid === "string" && sid !== "" ? sid : undefined,
    effect,
    actions,
    resources: parsePatterns(item, path, "Resource"),
    principals: parsePrincipals(item, path),
    ...parseConditions(condition, `${path}.Condition`),
  };
}

/** `name` or `Not…` of a statement; both at once is an error of IAM's, too. */
function oneOf(item: ValueMap, path: string, name: string): readonly [Value, boolean, string] | undefined {
  const plain = own(item, name);
  const not = own(item, `Not${name}`);
  if (plain !== undefined && not !== undefined)
    throw new Unreadable(path, `has both \`${name}\` and \`Not${name}\``);
  if (plain !== undefined) return [plain, false, `${path}.${name}`];
  return not === undefined ? undefined : [not, true, `${path}.Not${name}`];
}

function parsePatterns(item: ValueMap, path: string, name: string): PatternList | undefined {
  const found = oneOf(item, path, name);
  if (found === undefined) return undefined;
  const [value, negated, at] = found;
  const { texts, hasUnknown } = parseTexts(value, at);
  return { negated, patterns: texts, hasUnknown };
}

function parseTexts(value: Value, path: string): { texts: readonly string[]; hasUnknown: boolean } {
  const items: readonly Value[] = isList(value) ? value : [value];
  const texts: string[] = [];
  for (const [at, item] of items.entries()) {
    if (typeof item === "string") texts.push(item);
    else if (item !== UNKNOWN) {
      throw new Unreadable(
        isList(value) ? `${path}[${at}]` : path,
        `is ${kindOf(item)}; it must be a string`,
      );
    }
  }
  return { texts, hasUnknown: items.includes(UNKNOWN) };
}

function parsePrincipals(item: ValueMap, path: string): PrincipalList | undefined {
  const found = oneOf(item, path, "Principal");
  if (found === undefined) return undefined;
  const [value, negated, at] = found;
  if (value === UNKNOWN) return { negated, principals: [], hasUnknown: true, unknownTypes: ["*"] };
  if (value === "*")
    return { negated, principals: [{ type: "AWS", value: "*" }], hasUnknown: false, unknownTypes: [] };
  if (!isMap(value))
    throw new Unreadable(at, `is ${kindOf(value)}; it must be \`*\` or an object like \`{"AWS": …}\``);
  const principals: Principal[] = [];
  const unknownTypes: string[] = [];
  for (const [type, entry] of Object.entries(value)) {
    const { texts, hasUnknown: some } = parseTexts(entry, `${at}.${type}`);
    principals.push(...texts.map((text) => ({ type, value: text })));
    if (some) unknownTypes.push(type);
  }
  return { negated, principals, hasUnknown: unknownTypes.length > 0, unknownTypes };
}

function parseConditions(
  block: Value | undefined,
  path: string,
): Pick<Statement, "conditions" | "hasUnknownConditions"> {
  if (block === undefined || block === null) return { conditions: [], hasUnknownConditions: false };
  if (block === UNKNOWN) return { conditions: [], hasUnknownConditions: true };
  if (!isMap(block)) throw new Unreadable(path, `is ${kindOf(block)}; it must be an object of operators`);
  const conditions: Condition[] = [];
  let hasUnknownConditions = false;
  for (const [operator, keys] of Object.entries(block)) {
    if (keys === UNKNOWN) hasUnknownConditions = true;
    else if (!isMap(keys))
      throw new Unreadable(`${path}.${operator}`, `is ${kindOf(keys)}; it must be an object of keys`);
    else {
      for (const [key, value] of Object.entries(keys)) {
        conditions.push({ operator, key, ...parseConditionValues(value, `${path}.${operator}.${key}`) });
      }
    }
  }
  return { conditions, hasUnknownConditions };
}

function parseConditionValues(value: Value, path: string): Pick<Condition, "values" | "hasUnknown"> {
  const items: readonly Value[] = isList(value) ? value : [value];
  const values = items.flatMap((item) => {
    if (item === UNKNOWN) return [];
    if (item === null || typeof item === "object")
      throw new Unreadable(path, `holds ${kindOf(item)}; a value is a string, number or boolean`);
    return [String(item)];
  });
  return { values, hasUnknown: items.includes(UNKNOWN) };
}
