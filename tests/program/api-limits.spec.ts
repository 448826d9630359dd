import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { buildSchema, Kind, type OperationDefinitionNode, parse, validate } from "graphql";
import ts from "typescript";
import { sizeOf } from "../../console/local/query-limits";
import { ROOT } from "../preview/run";
import { all, inputsOf } from "./reading";
import { planned } from "./stack";
import { VARIANTS } from "./variants";

const API = "aws:appsync/graphQLApi:GraphQLApi";

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sources(path) : /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** Texts of a file that are GraphQL operations; parts that are constants of the same file are put in. */
function operationsIn(file: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
  const constants = new Map<string, ts.Expression>();
  const texts: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
      constants.set(node.name.text, node.initializer);
    }
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) texts.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const textOf = (node: ts.Expression | undefined): string => {
    if (node === undefined) return "";
    if (ts.isStringLiteralLike(node)) return node.text;
    if (ts.isIdentifier(node)) return textOf(constants.get(node.text));
    if (!ts.isTemplateExpression(node)) return "";
    return node.templateSpans.reduce(
      (text, { expression, literal }) => text + textOf(expression) + literal.text,
      node.head.text,
    );
  };
  return texts.map(textOf).filter((text) => /^\s*(query|mutation)\s+\w+/.test(text));
}

const documents = sources(join(ROOT, "console/src"))
  .flatMap(operationsIn)
  .map((text) => parse(text));
const operations = documents.flatMap((document) =>
  document.definitions
    .filter((one): one is OperationDefinitionNode => one.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => ({ name: operation.name?.value ?? "", ...sizeOf(document, operation) })),
);

describe("what one request may ask of the console's API", function () {
  this.timeout(180_000);

  it("is what the console asks, and no more: the plan's limits are the largest of its questions", async () => {
    const api = inputsOf(await planned(VARIANTS.dev), API);
    expect(operations.length).to.be.at.least(14);
    expect(api["queryDepthLimit"]).to.equal(Math.max(...operations.map(({ depth }) => depth)));
    expect(api["resolverCountLimit"]).to.equal(Math.max(...operations.map(({ resolvers }) => resolvers)));
    expect(api["introspectionConfig"]).to.equal("DISABLED");
  });

  it("is in words of the schema that the plan has", async () => {
    const api = inputsOf(await planned(VARIANTS.dev), API);
    const schema = buildSchema(
      `directive @aws_auth(cognito_groups: [String!]) on FIELD_DEFINITION scalar AWSDateTime ${api["schema"]}`,
    );
    const mistakes = documents.flatMap((document) => validate(schema, document));
    expect(mistakes.map(({ message }) => message)).to.deep.equal([]);
  });

  it("needs a group for every field, of which the operators' alone may change anything", async () => {
    const api = inputsOf(await planned(VARIANTS.dev), API);
    expect(api["userPoolConfig"]).to.include({ defaultAction: "DENY" });
    expect(api).not.to.have.property("additionalAuthenticationProviders");
    const document = parse(String(api["schema"]));
    const access = document.definitions.flatMap((definition) => {
      if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
      const type = definition.name.value;
      if (type !== "Query" && type !== "Mutation") return [];
      return (definition.fields ?? []).map(({ name, directives = [] }) => {
        const [groups] = directives
          .filter((directive) => directive.name.value === "aws_auth")
          .flatMap((directive) => directive.arguments ?? [])
          .map(({ value }) => (value.kind === Kind.LIST ? value.values : []));
        const names = (groups ?? []).map((group) => (group.kind === Kind.STRING ? group.value : ""));
        return { field: `${type}.${name.value}`, groups: names.sort().join(" ") };
      });
    });
    const operatorsOnly = access.filter(({ groups }) => groups === "operator").map(({ field }) => field);
    expect(operatorsOnly).to.deep.equal(["Mutation.scanNow", "Mutation.installNow"]);
    const others = access.filter(({ groups }) => groups !== "operator");
    expect(new Set(others.map(({ groups }) => groups))).to.deep.equal(new Set(["operator viewer"]));
  });

  it("is never batched: each question is a call of its own", async () => {
    const plan = await planned(VARIANTS.dev);
    const resolvers = all(plan, "aws:appsync/resolver:Resolver");
    expect(resolvers.length).to.equal(all(plan, API).length * 14);
    expect(resolvers.filter(({ inputs }) => "maxBatchSize" in inputs)).to.deep.equal([]);
  });
});
