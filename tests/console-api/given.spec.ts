import { expect } from "chai";
import fc from "fast-check";
import { given } from "../../console-api/given";
import { FIELDS } from "../../console-api/schema-table";
import type { Fields } from "../../console-api/surroundings";
import { refusalOf } from "./refused";

const refused = (field: keyof Fields, asked: unknown) => refusalOf(() => given(field, asked));

const MEGABYTE = "a".repeat(1_000_000);

/** Objects in objects, `depth` of them. */
function deep(depth: number): unknown {
  let value: unknown = "x";
  for (let at = 0; at < depth; at += 1) value = { value };
  return value;
}

describe("given", () => {
  it("hands on what is in range, and nothing that is null or absent", () => {
    expect(given("overview", undefined)).to.deep.equal({});
    expect(given("overview", null)).to.deep.equal({});
    expect(given("securityGroups", { scope: "VPC", first: 100, after: "e30.x-_" })).to.deep.equal({
      scope: "VPC",
      first: 100,
      after: "e30.x-_",
    });
    expect(given("securityGroups", { scope: null, first: null, after: null })).to.deep.equal({});
    expect(given("startEvidence", { days: 90 })).to.deep.equal({ days: 90 });
    expect(given("missingPatches", { instanceId: "i-0123456789abcdef0" })).to.deep.equal({
      instanceId: "i-0123456789abcdef0",
    });
  });

  const ranges: readonly (readonly [keyof Fields, string, object, number])[] = [
    ["securityGroups", "first", {}, 100],
    ["evidence", "first", { id: "x" }, 500],
    ["missingPatches", "first", { instanceId: "i-00000000" }, 100],
    ["startEvidence", "days", {}, 90],
  ];
  for (const [field, name, others, most] of ranges) {
    it(`keeps \`${name}\` of \`${field}\` in 1..${most}`, async () => {
      const ask = (value: unknown) => refused(field, { ...others, [name]: value });
      const known = (value: unknown) => Object(given(field, { ...others, [name]: value }))[name];
      expect([known(1), known(most)]).to.deep.equal([1, most]);
      for (const value of [0, -1, most + 1, 1.5, Number.MAX_VALUE]) {
        expect(await ask(value)).to.equal(
          `BadRequest: \`${name}\` \`${value}\` is no whole number in 1..${most}`,
        );
      }
      for (const value of ["1", true, [1], { valueOf: 1 }]) {
        expect(await ask(value)).to.equal(`BadRequest: \`${name}\` is no whole number in 1..${most}`);
      }
    });
  }

  it("tells all mistakes at once", async () => {
    expect(await refused("securityGroups", { scope: "ALL", first: 0, after: "", more: 1 })).to.equal(
      "BadRequest: `securityGroups` has no argument `more`; `scope` is none of `STACK`, `VPC`; " +
        "`first` `0` is no whole number in 1..100; `after` has 0 characters; accepted are 1..4096",
    );
  });

  it("asks for what is required", async () => {
    expect(await refused("patchRun", {})).to.equal("BadRequest: `id` is required");
    expect(await refused("startEvidence", { days: null })).to.equal("BadRequest: `days` is required");
  });

  it("takes instances by their form", async () => {
    expect(await refused("missingPatches", { instanceId: "i-0; rm -rf /" })).to.equal(
      "BadRequest: `instanceId` `i-0; rm -rf /` has other characters than `i-` and hexadecimal digits",
    );
    expect(await refused("missingPatches", { instanceId: "i-0123456789abcdef01" })).to.equal(
      "BadRequest: `instanceId` has 20 characters; accepted are 1..19",
    );
  });

  const texts: readonly (readonly [keyof Fields, string])[] = [
    ["evidence", "id"],
    ["patchRun", "id"],
    ["roleUsage", "id"],
    ["missingPatches", "instanceId"],
    ["securityGroups", "after"],
  ];
  for (const [field, name] of texts) {
    it(`refuses hostile values of \`${name}\` of \`${field}\``, async () => {
      const required = Object.entries(FIELDS[field].arguments).filter(([other]) => other !== name);
      const others = Object.fromEntries(required.map(([other]) => [other, null]));
      const hostile = [
        MEGABYTE,
        "",
        " ",
        "a b",
        "a\n",
        "\u0000",
        "../../etc/passwd",
        "<script>",
        "' OR 1=1 --",
        "é",
        "\ud800",
        "\u202e",
        "a".repeat(4097),
        1,
        true,
        ["a"],
        { a: "a" },
        deep(10_000),
      ];
      for (const value of hostile) {
        const said = await refused(field, { ...others, [name]: value });
        expect(said).to.match(/^BadRequest: /);
        expect(said.length).to.be.lessThan(200);
        expect(said).to.not.match(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }
    });
  }

  it("has no arguments but the schema's, however they are called", async () => {
    const hostile = JSON.parse('{"__proto__": {"scope": "VPC"}}');
    expect(await refused("securityGroups", hostile)).to.equal(
      "BadRequest: `securityGroups` has no argument `__proto__`",
    );
    expect(await refused("overview", { constructor: 1, toString: 1 })).to.equal(
      "BadRequest: `overview` has no argument `constructor`; `overview` has no argument `toString`",
    );
    expect(await refused("overview", { [`\u001b[31m<b>${MEGABYTE}`]: 1 })).to.equal(
      `BadRequest: \`overview\` has no argument \`\\u{1b}[31m<b>${"a".repeat(55)}…\``,
    );
    const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`a${at}`, 1]));
    expect(await refused("overview", many)).to.equal(
      "BadRequest: `overview` has no argument `a0`; `overview` has no argument `a1`; " +
        "`overview` has no argument `a2`; and 49997 more of those",
    );
  });

  it("takes nothing from a prototype", async () => {
    const inheriting = Object.create({ id: "run" });
    expect(await refused("patchRun", inheriting)).to.equal("BadRequest: `id` is required");
  });

  it("refuses arguments that are no object", async () => {
    for (const asked of ["first", 1, true, [], [{ first: 1 }]]) {
      expect(await refused("securityGroups", asked)).to.equal(
        "BadRequest: arguments of `securityGroups` are no object",
      );
    }
  });

  it("either refuses in one short line or gives only what is declared, whatever it is asked", async () => {
    const fields = Object.keys(FIELDS) as (keyof Fields)[];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...fields),
        fc.anything({ withNullPrototype: true }),
        async (field, asked) => {
          let known: object;
          try {
            known = given(field, asked);
          } catch {
            const said = await refused(field, asked);
            expect(said).to.match(/^BadRequest: [^\p{Cc}\p{Cf}\p{Cs}]{1,1000}$/u);
            return;
          }
          const declared = Object.keys(FIELDS[field].arguments);
          expect(Object.keys(known).filter((name) => !declared.includes(name))).to.deep.equal([]);
        },
      ),
    );
  });
});
