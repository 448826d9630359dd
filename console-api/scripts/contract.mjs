// Writes what schema.graphql says as TypeScript: its types to contract.ts, its fields as values to schema-table.ts. Run
// `node console-api/scripts/contract.mjs && npx biome check --write console-api/contract.ts console-api/schema-table.ts`;
// a test compares them.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSchema, getNamedType, isEnumType, isListType, isNonNullType, isObjectType } from "graphql";

const home = dirname(dirname(fileURLToPath(import.meta.url)));

/** What AppSync brings along and plain GraphQL does not know. */
export const APPSYNC_DEFINITIONS = `
directive @aws_auth(cognito_groups: [String!]) on FIELD_DEFINITION
scalar AWSDateTime
`;

const SCALARS = {
  AWSDateTime: "string",
  Boolean: "boolean",
  Float: "number",
  ID: "string",
  Int: "number",
  String: "string",
};

function typeText(type) {
  if (isNonNullType(type)) return present(type.ofType);
  return `${present(type)} | null`;
}

function present(type) {
  if (isListType(type)) return `readonly ${typeText(type.ofType)}[]`;
  return SCALARS[type.name] ?? type.name;
}

const members = (fields, optional = () => false) =>
  fields.map((field) => `readonly ${field.name}${optional(field) ? "?" : ""}: ${typeText(field.type)};`);

function operation(type) {
  const fields = Object.values(type.getFields()).map((field) => {
    const given = members(field.args, ({ type }) => !isNonNullType(type));
    const taken = given.length === 0 ? "Record<never, never>" : `{ ${given.join(" ")} }`;
    return `readonly ${field.name}: { readonly arguments: ${taken}; readonly answer: ${typeText(field.type)} };`;
  });
  return `/** Fields of ${type.name}: what each takes and gives. */\nexport interface ${type.name}Fields { ${fields.join("\n")} }`;
}

const readSchema = () =>
  buildSchema(APPSYNC_DEFINITIONS + readFileSync(join(home, "schema.graphql"), "utf8"));

const ownTypes = (schema) => Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith("__"));

/** The unformatted text of contract.ts. */
export function contract() {
  const schema = readSchema();
  const operations = [schema.getQueryType(), schema.getMutationType()];
  const declared = ownTypes(schema).flatMap((type) => {
    if (isEnumType(type)) {
      const values = type.getValues().map(({ name }) => JSON.stringify(name));
      return [`export type ${type.name} = ${values.join(" | ")};`];
    }
    if (!isObjectType(type) || operations.includes(type)) return [];
    return [`export interface ${type.name} { ${members(Object.values(type.getFields())).join("\n")} }`];
  });
  const title =
    "/** Types of the console's API, written by scripts/contract.mjs from schema.graphql, where each is explained. */";
  return [title, ...declared, ...operations.map(operation)].join("\n\n");
}

const groupsOf = ({ astNode }) => {
  const directive = astNode.directives.find(({ name }) => name.value === "aws_auth");
  const listed = directive?.arguments.find(({ name }) => name.value === "cognito_groups")?.value.values ?? [];
  return listed.map(({ value }) => value);
};

function entry(operation, field) {
  const given = field.args.map(({ name, type }) => [
    name,
    { type: getNamedType(type).name, required: isNonNullType(type) },
  ]);
  return {
    operation,
    groups: groupsOf(field),
    arguments: Object.fromEntries(given),
    answer: getNamedType(field.type).name,
  };
}

/** The unformatted text of schema-table.ts. */
export function schemaTable() {
  const schema = readSchema();
  const operations = { query: schema.getQueryType(), mutation: schema.getMutationType() };
  const fields = Object.entries(operations).flatMap(([operation, type]) =>
    Object.values(type.getFields()).map((field) => [field.name, entry(operation, field)]),
  );
  const objects = ownTypes(schema)
    .filter((type) => isObjectType(type) && !Object.values(operations).includes(type))
    .map((type) => {
      const members = Object.values(type.getFields());
      return [
        type.name,
        Object.fromEntries(members.map(({ name, type }) => [name, getNamedType(type).name])),
      ];
    });
  const enums = ownTypes(schema).filter(isEnumType);
  const values = enums.map((type) => [type.name, type.getValues().map(({ name }) => name)]);
  const constant = (name, doc, type, entries) =>
    `/** ${doc} */\nexport const ${name}: ${type} = ${JSON.stringify(Object.fromEntries(entries))};`;
  return [
    "/** The console's schema as values, written by scripts/contract.mjs from schema.graphql. */",
    'import type { Fields } from "./surroundings";',
    `/** A field of Query or Mutation: who may ask, what it takes, and the type of its answer or of the answer's items. */
export interface SchemaField {
  readonly operation: "query" | "mutation";
  readonly groups: readonly ("viewer" | "operator")[];
  readonly arguments: { readonly [name: string]: { readonly type: string; readonly required: boolean } };
  readonly answer: string;
}`,
    constant(
      "FIELDS",
      "Every field of Query and Mutation.",
      "{ readonly [name in keyof Fields]: SchemaField }",
      fields,
    ),
    constant(
      "OBJECTS",
      "Fields of the object types, each with its type or that of its items.",
      "{ readonly [type: string]: { readonly [field: string]: string } }",
      objects,
    ),
    constant(
      "ENUMS",
      "Values of the enumerations.",
      "{ readonly [type: string]: readonly string[] }",
      values,
    ),
  ].join("\n\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(home, "contract.ts"), contract());
  writeFileSync(join(home, "schema-table.ts"), schemaTable());
}
