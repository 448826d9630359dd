import { crc32 } from "node:zlib";
import { escapeHtml } from "../project/yaml-file";
import { isList, isMap, type Value, type ValueMap } from "../values/value";

/**
 * `aws.iam.getPolicyDocument`, which the provider computes without asking AWS: statements become JSON with sorted
 * lists and single elements unwrapped, source documents are merged before and overriding ones after, by `Sid`
 * (Terraform data source `aws_iam_policy_document`).
 */

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonMap = { readonly [key: string]: Json };

interface Document {
  readonly version: string;
  readonly id: string;
  readonly statements: readonly JsonMap[];
}

const DEFAULT_VERSION = "2012-10-17";
const FIELDS = [
  "Sid",
  "Effect",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Principal",
  "NotPrincipal",
  "Condition",
] as const;

/** @throws Error on duplicate Sids, on source documents that are no JSON, and on `&{` in a 2008 document */
export function policyDocument(args: ValueMap): ValueMap {
  let document: Document = { version: "", id: "", statements: [] };
  const sids = new Set<string>();
  for (const [index, source] of documentTexts(args, "sourcePolicyDocuments", "sourceJson").entries()) {
    const parsed = parseDocument(source, `source document ${index}`);
    refuseDuplicates(parsed.statements, sids, `source document ${index}`);
    document = merge(document, parsed);
  }
  const version = textOr(args["version"], DEFAULT_VERSION);
  const statements = listOf(args["statements"]).map((statement) => readStatement(statement, version));
  refuseDuplicates(statements, new Set(), "statements");
  document = merge(document, { version, id: textOr(args["policyId"], ""), statements });
  for (const [index, override] of documentTexts(args, "overridePolicyDocuments", "overrideJson").entries()) {
    document = merge(document, parseDocument(override, `override document ${index}`));
  }
  const shape: JsonMap = {
    ...(document.version === "" ? {} : { Version: document.version }),
    ...(document.id === "" ? {} : { Id: document.id }),
    ...(document.statements.length === 0 ? {} : { Statement: document.statements }),
  };
  const json = escapeHtml(JSON.stringify(shape, null, 2));
  return {
    ...args,
    id: String(crc32(json)),
    version,
    json,
    minifiedJson: escapeHtml(JSON.stringify(shape)),
  };
}

const textOr = (value: Value | undefined, fallback: string): string =>
  typeof value === "string" && value !== "" ? value : fallback;

const listOf = (value: Value | undefined): readonly Value[] =>
  value !== undefined && isList(value) ? value : [];

const textsOf = (value: Value | undefined): readonly string[] =>
  listOf(value).filter((element) => typeof element === "string");

function documentTexts(args: ValueMap, list: string, single: string): readonly string[] {
  const alone = args[single];
  return [...(typeof alone === "string" && alone !== "" ? [alone] : []), ...textsOf(args[list])].filter(
    (text) => text !== "",
  );
}

function merge(base: Document, next: Document): Document {
  const statements = [...base.statements];
  for (const statement of next.statements) {
    const sid = statement["Sid"];
    const at = sid === undefined ? -1 : statements.findIndex((known) => known["Sid"] === sid);
    if (at < 0) statements.push(statement);
    else statements[at] = statement;
  }
  return { version: next.version || base.version, id: next.id || base.id, statements };
}

function refuseDuplicates(statements: readonly JsonMap[], seen: Set<string>, where: string): void {
  for (const { Sid: sid } of statements) {
    if (typeof sid !== "string") continue;
    if (seen.has(sid)) throw new Error(`duplicate Sid \`${sid}\` in ${where}`);
    seen.add(sid);
  }
}

/** Replaces `&{` by `${`, which Terraform's own templates would swallow. */
function withVariables(texts: readonly string[], version: string): readonly string[] {
  const offending = version === "2008-10-17" ? texts.find((text) => text.includes("&{")) : undefined;
  if (offending !== undefined)
    throw new Error(`\`&{\` in \`${offending}\` is not supported in version 2008-10-17`);
  return texts.map((text) => text.replaceAll("&{", "${"));
}

/** A set of texts as the provider writes it: one alone, several sorted downwards. */
function sorted(texts: readonly string[]): Json | undefined {
  const distinct = [...new Set(texts)].sort().reverse();
  return distinct.length === 0 ? undefined : distinct.length === 1 ? (distinct[0] ?? "") : distinct;
}

function readStatement(statement: Value, version: string): JsonMap {
  if (!isMap(statement)) throw new Error("a policy statement must be an object");
  const fields: Record<(typeof FIELDS)[number], Json | undefined> = {
    Sid: textOr(statement["sid"], "") || undefined,
    Effect: textOr(statement["effect"], "Allow"),
    Action: sorted(textsOf(statement["actions"])),
    NotAction: sorted(textsOf(statement["notActions"])),
    Resource: sorted(withVariables(textsOf(statement["resources"]), version)),
    NotResource: sorted(withVariables(textsOf(statement["notResources"]), version)),
    Principal: readPrincipals(statement["principals"], version),
    NotPrincipal: readPrincipals(statement["notPrincipals"], version),
    Condition: readConditions(statement["conditions"], version),
  };
  return ordered(fields);
}

const ordered = (fields: { readonly [field: string]: Json | undefined }): JsonMap =>
  Object.fromEntries(
    FIELDS.map((field) => [field, fields[field]] as const).filter(
      (entry): entry is readonly [(typeof FIELDS)[number], Json] => entry[1] !== undefined,
    ),
  );

function readPrincipals(value: Value | undefined, version: string): Json | undefined {
  const byType = new Map<string, string[]>();
  for (const principal of listOf(value)) {
    if (!isMap(principal)) continue;
    const type = textOr(principal["type"], "");
    const identifiers = withVariables(textsOf(principal["identifiers"]), version);
    // IAM takes `{"*": "*"}` for everybody, and so does the provider.
    if (type === "*" && identifiers.length === 1 && identifiers[0] === "*") return "*";
    byType.set(type, [...(byType.get(type) ?? []), ...identifiers]);
  }
  if (byType.size === 0) return undefined;
  const types = [...byType].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(types.map(([type, identifiers]) => [type, sorted(identifiers) ?? []]));
}

function readConditions(value: Value | undefined, version: string): Json | undefined {
  const tests = new Map<string, Map<string, readonly string[]>>();
  for (const condition of listOf(value)) {
    if (!isMap(condition)) continue;
    const variables = tests.get(textOr(condition["test"], "")) ?? new Map<string, readonly string[]>();
    const variable = textOr(condition["variable"], "");
    const values = withVariables(textsOf(condition["values"]), version);
    variables.set(variable, [...(variables.get(variable) ?? []), ...values]);
    tests.set(textOr(condition["test"], ""), variables);
  }
  if (tests.size === 0) return undefined;
  const byName = <T>([a]: readonly [string, T], [b]: readonly [string, T]) => (a < b ? -1 : 1);
  // The order of the values means nothing to IAM, and the provider keeps it.
  return Object.fromEntries(
    [...tests]
      .sort(byName)
      .map(([test, variables]) => [
        test,
        Object.fromEntries(
          [...variables]
            .sort(byName)
            .map(([variable, values]) => [variable, values.length === 1 ? (values[0] ?? "") : values]),
        ),
      ]),
  );
}

function parseDocument(text: string, what: string): Document {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Error(`${what} is not JSON`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw new Error(`${what} is not an object`);
  const { Version: version, Id: id, Statement: statement } = parsed as JsonMap;
  const statements = Array.isArray(statement) ? statement : statement === undefined ? [] : [statement];
  return {
    version: typeof version === "string" ? version : "",
    id: typeof id === "string" ? id : "",
    statements: statements.map((entry: Json) => ordered(entry as JsonMap)),
  };
}
