import { Ajv } from "ajv";
import { expect } from "chai";
import fc from "fast-check";
import { isPlainlyValid } from "../../../preview/policy/plain-schema";

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<unknown>(null, true, 0, 1, 2.5, -3, "", "a", "ab", "🙂"),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c"), tie("any"), { maxKeys: 3 }),
  ),
})).any;

const type = fc.constantFrom("string", "boolean", "number", "integer", "array", "object", "null");
const small = fc.integer({ min: 0, max: 3 });
const schema = fc.letrec((tie) => ({
  any: fc.record(
    {
      type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })),
      enum: fc.uniqueArray(fc.constantFrom<unknown>("a", 1, null, true), { minLength: 1, maxLength: 3 }),
      minimum: small,
      maximum: small,
      minLength: small,
      maxLength: small,
      minItems: small,
      maxItems: small,
      items: tie("any"),
      properties: fc.dictionary(fc.constantFrom("a", "b"), tie("any"), { maxKeys: 2 }),
      required: fc.uniqueArray(fc.constantFrom("a", "b"), { maxLength: 2 }),
      additionalProperties: fc.oneof(fc.boolean(), tie("any")),
      pattern: fc.constantFrom("^a", "b$"),
      default: fc.constantFrom<unknown>(1, "x"),
    },
    { requiredKeys: [] },
  ),
})).any;

describe("isPlainlyValid", () => {
  it("never says valid of what the full validator rejects", () => {
    const ajv = new Ajv({ strict: false });
    fc.assert(
      fc.property(schema, value, (rules, candidate) => {
        if (isPlainlyValid(rules, candidate)) expect(ajv.validate(rules as object, candidate)).to.equal(true);
      }),
      { numRuns: 500 },
    );
  });

  it("says valid of what packs commonly configure", () => {
    const rules = {
      type: "object",
      required: ["names"],
      properties: {
        names: { type: "array", items: { type: "string", minLength: 1 }, default: [] },
        level: { enum: ["low", "high"], description: "how loud" },
        limit: { type: "integer", minimum: 0, maximum: 10 },
      },
      additionalProperties: false,
    };
    expect(isPlainlyValid(rules, { names: ["a"], level: "low", limit: 10 })).to.equal(true);
    expect(isPlainlyValid(rules, { names: [""], level: "low" })).to.equal(false);
    expect(isPlainlyValid(rules, { names: [], other: 1 })).to.equal(false);
    expect(isPlainlyValid({ pattern: "." }, "a")).to.equal(false);
  });
});
