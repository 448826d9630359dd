import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { UNKNOWN, type ValueMap } from "../../../policy-pack/analysis/unknown";
import {
  type Choice,
  describeChoice,
  placesAt,
  VARIES,
  wrongChoices,
} from "../../../policy-pack/facts/choices";
import { toValue } from "../../../policy-pack/facts/raw";

const AWS = dirname(require.resolve("@pulumi/aws/package.json"));
const FACTS = join(dirname(dirname(dirname(__dirname))), "policy-pack/facts");
const inputs = (props: object): ValueMap => toValue(props) as ValueMap;
const flag = (path: string, absent: Choice["absent"] = "false"): Choice => ({
  path,
  values: { wrong: ["true"] },
  absent,
});

describe("placesAt", () => {
  const paths = (props: object, path: string): readonly string[] =>
    placesAt(inputs(props), path).map((place) => place.path);

  it("follows objects, and names a property that is absent", () => {
    expect(placesAt(inputs({ a: { b: 1 } }), "a.b")).to.deep.equal([{ path: "a.b", value: 1 }]);
    expect(placesAt(inputs({ a: {} }), "a.b")).to.deep.equal([{ path: "a.b", value: undefined }]);
    expect(placesAt(inputs({}), "a.b.c")).to.deep.equal([{ path: "a.b.c", value: undefined }]);
    expect(placesAt(inputs({ a: null }), "a.b")).to.deep.equal([{ path: "a.b", value: undefined }]);
    expect(placesAt(inputs({ a: "text" }), "a.b")).to.deep.equal([{ path: "a.b", value: undefined }]);
  });

  it("gives a place for every item of a list, and none for none", () => {
    expect(paths({ a: [{ b: 1 }, { b: 2 }] }, "a[].b")).to.deep.equal(["a[0].b", "a[1].b"]);
    expect(paths({ a: ["x", "y"] }, "a[]")).to.deep.equal(["a[0]", "a[1]"]);
    expect(paths({ a: [] }, "a[].b")).to.deep.equal([]);
    expect(paths({}, "a[].b")).to.deep.equal([]);
  });

  it("takes an object for a list of one, and a list of one for an object", () => {
    expect(paths({ a: { b: 1 } }, "a[].b")).to.deep.equal(["a.b"]);
    expect(paths({ a: [{ b: [{ c: 1 }] }] }, "a.b.c")).to.deep.equal(["a[0].b[0].c"]);
  });

  it("stops at what is not known", () => {
    const place = (props: ValueMap, path: string): unknown => placesAt(props, path);
    expect(place({ a: UNKNOWN }, "a.b.c")).to.deep.equal([{ path: "a", value: UNKNOWN }]);
    expect(place({ a: UNKNOWN }, "a[].b")).to.deep.equal([{ path: "a", value: UNKNOWN }]);
    expect(place({ a: [UNKNOWN, { b: 1 }] }, "a[].b")).to.deep.equal([
      { path: "a[0]", value: UNKNOWN },
      { path: "a[1].b", value: 1 },
    ]);
  });

  it("takes `constructor` for a name like any other", () =>
    expect(placesAt(inputs({}), "constructor.name")).to.deep.equal([
      { path: "constructor.name", value: undefined },
    ]));
});

describe("wrongChoices", () => {
  const kinds = (props: object, choice: Choice): readonly string[] =>
    wrongChoices(inputs(props), choice).map(describeChoice);

  it("tells what is written from what is not", () => {
    for (const value of [true, "true", "TRUE"])
      expect(kinds({ a: value }, flag("a"))).to.deep.equal([`\`a\` is \`${value}\``]);
    for (const value of [false, "false", "no", 0, null, ""])
      expect(kinds({ a: value }, flag("a"))).to.deep.equal([]);
  });

  it("judges what is absent by what it stands for", () => {
    expect(kinds({}, flag("a", "true"))).to.deep.equal(["`a` is absent, which means `true`"]);
    expect(kinds({}, flag("a", VARIES))).to.deep.equal(["`a` is absent"]);
    expect(
      kinds(
        {},
        flag("a", () => ({ by: "b" })),
      ),
    ).to.deep.equal(["`b` is not fully known yet"]);
    expect(
      kinds(
        { b: 1 },
        flag("a", (all) => (all["b"] === 1 ? "true" : "false")),
      ),
    ).to.have.lengthOf(1);
  });

  it("takes anything but the right values for wrong where those are listed", () => {
    const choice: Choice = { path: "a", values: { right: ["required"] }, absent: "required" };
    expect(kinds({ a: "Required" }, choice)).to.deep.equal([]);
    for (const value of ["optional", "no such value", [], {}])
      expect(kinds({ a: value }, choice)).to.have.lengthOf(1);
  });
});

/** Every classic token that a facts file names, with the property that its paths begin with, if it has any. */
function tokensIn(file: string): readonly (readonly [token: string, entry: string])[] {
  const source = readFileSync(join(FACTS, file), "utf8");
  return [...source.matchAll(/"(aws:[a-zA-Z0-9]+\/[a-zA-Z0-9]+:[a-zA-Z0-9]+)"((?:(?!"aws)[^;])*)/g)].map(
    ([, token = "", entry = ""]) => [token, entry],
  );
}

function declarationOf(token: string): string | undefined {
  const module = token.split(":")[1] ?? "";
  const [types, code] = [join(AWS, `${module}.d.ts`), join(AWS, `${module}.js`)];
  return existsSync(code) && readFileSync(code, "utf8").includes(`'${token}'`)
    ? readFileSync(types, "utf8")
    : undefined;
}

describe("the tables of settings", () => {
  for (const file of [
    "bucket-websites.ts",
    "buckets.ts",
    "cluster-endpoints.ts",
    "default-network.ts",
    "distributions.ts",
    "instance-metadata.ts",
    "lightsail-ports.ts",
    "network-acls.ts",
    "patching.ts",
    "public-addresses.ts",
    "public-buckets.ts",
    "public-databases.ts",
    "public-modes.ts",
    "rule-descriptions.ts",
    "search-domains.ts",
    "volumes.ts",
  ]) {
    it(`of ${file} name types that @pulumi/aws has`, () => {
      const tokens = tokensIn(file).map(([token]) => token);
      expect(tokens).not.to.deep.equal([]);
      expect(tokens.filter((token) => declarationOf(token) === undefined)).to.deep.equal([]);
    });
  }

  it("name properties that these types have", () => {
    const absent: string[] = [];
    for (const file of [
      "bucket-websites.ts",
      "instance-metadata.ts",
      "lightsail-ports.ts",
      "patching.ts",
      "public-addresses.ts",
      "public-buckets.ts",
      "public-databases.ts",
      "volumes.ts",
    ]) {
      for (const [token, entry] of tokensIn(file)) {
        const declaration = declarationOf(token) ?? "";
        const args = declaration.slice(declaration.indexOf("Args {"));
        const [line = ""] = entry.split(/\n {2}(?=\S)/);
        for (const [, property = ""] of line.matchAll(
          /"([a-z][A-Za-z0-9]*)(?:(?:\[\])?\.[A-Za-z0-9.[\]]+|\[\])?"/g,
        )) {
          // `patchFilters` are those of a rule.
          if (["true", "false", "patchFilters"].includes(property)) continue;
          if (!new RegExp(`^ {4}${property}\\??: `, "m").test(args))
            absent.push(`${file} ${token} ${property}`);
        }
      }
    }
    expect(absent).to.deep.equal([]);
  });
});
