// Writes contract.ts, the TypeScript of schema.graphql: `node console-api/scripts/contract.mjs`. A test compares the two.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSchema, isEnumType, isListType, isNonNullType, isObjectType } from "graphql";

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

/** The unformatted text of contract.ts. */
export function contract() {
  const schema = buildSchema(APPSYNC_DEFINITIONS + readFileSync(join(home, "schema.graphql"), "utf8"));
  const operations = [schema.getQueryType(), schema.getMutationType()];
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith("__"));
  const declared = types.flatMap((type) => {
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

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(join(home, "contract.ts"), contract());
