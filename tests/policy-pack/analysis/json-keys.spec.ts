import { expect } from "chai";
import * as fc from "fast-check";
import { repeatedKey } from "../../../policy-pack/analysis/json-keys";

const of = (text: string) => repeatedKey(text, JSON.parse(text));

/** A JSON text, written piece by piece, with the keys that an object has twice, in the order in which they end. */
type Written = { readonly text: string; readonly hasRepeated: boolean };
const name = fc.constantFrom("a", "b", "c", "__proto__", 'q"', "back\\", ":", "{", "\u{1F512}", "");
const written = fc.letrec<{ any: Written }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc
      .constantFrom<unknown>(null, true, 1.5, "", 'a":"b', "\\", "[{,:", "x")
      .map((value): Written => ({ text: JSON.stringify(value), hasRepeated: false })),
    fc.array(tie("any"), { maxLength: 3 }).map(
      (items): Written => ({
        text: `[ ${items.map(({ text }) => text).join(" , ")}]`,
        hasRepeated: items.some(({ hasRepeated }) => hasRepeated),
      }),
    ),
    fc.array(fc.tuple(name, tie("any")), { maxLength: 4 }).map(
      (members): Written => ({
        text: `{${members.map(([key, { text }]) => `${JSON.stringify(key)} : ${text}`).join(",")} }`,
        hasRepeated:
          new Set(members.map(([key]) => key)).size < members.length ||
          members.some(([, { hasRepeated }]) => hasRepeated),
      }),
    ),
  ),
})).any;

describe("keys that a JSON text has twice", () => {
  it("are found where there are any, in 10,000 random texts", () => {
    fc.assert(
      fc.property(written, ({ text, hasRepeated }) => {
        expect(of(text) !== undefined, text).to.equal(hasRepeated);
      }),
      { numRuns: 10_000 },
    );
  });

  it("are named with the object that has them", () => {
    expect(of('{"a":1,"b":2,"a":3}')).to.deep.equal({ path: "", key: "a" });
    expect(of('{"Statement":[{},{"Condition":{"Bool":{},"Bool":{}}}]}')).to.deep.equal({
      path: "Statement[1].Condition",
      key: "Bool",
    });
    expect(of('[[{"a":[{"k":0,"k":0}]}]]')).to.deep.equal({ path: "[0][0].a[0]", key: "k" });
  });

  it("are the same key however they are escaped", () => {
    expect(of('{"a":1,"\\u0061":2}')).to.deep.equal({ path: "", key: "a" });
    expect(of('{"__proto__":1,"__proto__":2}')).to.deep.equal({ path: "", key: "__proto__" });
  });

  it("are none in texts, values and sibling objects", () => {
    expect(of('{"a":"a","b":"{\\"a\\":1,\\"a\\":2}","c":[{"a":1},{"a":2}]}')).to.equal(undefined);
    expect(of('"a"')).to.equal(undefined);
    expect(of("[1,2]")).to.equal(undefined);
    expect(of('{"\\\\":1,"\\"":":"}')).to.equal(undefined);
  });

  it("are looked for at any depth", () => {
    const deep = 5_000;
    expect(of(`${'{"a":['.repeat(deep)}${"]}".repeat(deep)}`)).to.equal(undefined);
    expect(of(`${"[".repeat(deep)}{"k":1,"k":1}${"]".repeat(deep)}`)?.key).to.equal("k");
  });
});
