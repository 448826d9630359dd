import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { buildSchema, type GraphQLField } from "graphql";
import { FIELDS } from "../../console-api/schema-table";

const ROOT = join(__dirname, "../..");

interface Generator {
  readonly APPSYNC_DEFINITIONS: string;
  contract(): string;
  schemaTable(): string;
}

const generator = (): Promise<Generator> => import(join(ROOT, "console-api/scripts/contract.mjs"));

/** The text as the formatter leaves it. */
function formatted(file: string, text: string): string {
  const biome = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [biome, "check", "--write", `--stdin-file-path=${file}`],
    { cwd: ROOT, input: text, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

describe("the console's contract", () => {
  it("has the types that the schema declares", async () => {
    const { contract } = await generator();
    const file = "console-api/contract.ts";
    expect(readFileSync(join(ROOT, file), "utf8")).to.equal(formatted(file, contract()));
  });

  it("has a table of the schema's fields", async () => {
    const { schemaTable } = await generator();
    const file = "console-api/schema-table.ts";
    expect(readFileSync(join(ROOT, file), "utf8")).to.equal(formatted(file, schemaTable()));
  });

  describe("of Query and Mutation", () => {
    let fields: readonly GraphQLField<unknown, unknown>[];
    before(async () => {
      const { APPSYNC_DEFINITIONS } = await generator();
      const text = readFileSync(join(ROOT, "console-api/schema.graphql"), "utf8");
      const schema = buildSchema(APPSYNC_DEFINITIONS + text);
      fields = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
        Object.values(type?.getFields() ?? {}),
      );
    });

    it("names groups on every field, the same as the function checks", () => {
      const declared = fields.map(({ name, astNode }) => {
        const directive = (astNode?.directives ?? []).map(({ arguments: given }) =>
          (given ?? []).map(({ value }) => (value.kind === "ListValue" ? value.values : [])),
        );
        const groups = directive.flat(2).map((value) => (value.kind === "StringValue" ? value.value : ""));
        return [name, groups];
      });
      expect(declared).to.deep.equal(Object.entries(FIELDS).map(([name, { groups }]) => [name, groups]));
      expect(declared.filter(([, groups]) => groups?.length === 0)).to.deep.equal([]);
    });

    it("has no field that both have, since the function goes by the name alone", () => {
      const names = fields.map(({ name }) => name);
      expect(new Set(names).size).to.equal(names.length);
    });
  });
});
