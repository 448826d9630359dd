import { expect } from "chai";
import * as fc from "fast-check";
import { type Document, readDocument } from "../../../../policy-pack/analysis/iam/document";
import { disregarding, given } from "../../../../policy-pack/analysis/iam/given";
import { UNKNOWN, type Value } from "../../../../policy-pack/analysis/unknown";

const KEY = "iam:PassedToService";

function parsed(...statements: readonly Value[]): Document {
  const reading = readDocument({ Version: "2012-10-17", Statement: statements });
  if (reading.kind !== "document") throw new Error(reading.kind);
  return reading.document;
}

const statement = (condition: Value, effect = "Allow"): Value => ({
  Effect: effect,
  Action: "iam:PassRole",
  Resource: "*",
  Condition: condition,
});

/** What becomes of a statement: gone, unconditional, or how many conditions are left (`?` where one is unknown). */
function fate(condition: Value, value: string): string {
  const [one] = given(parsed(statement(condition)), KEY, value).statements;
  if (one === undefined) return "gone";
  return one.hasUnknownConditions ? "?" : String(one.conditions.length);
}

describe("given", () => {
  const OPERATORS: readonly (readonly [name: string, test: (text: string, value: string) => boolean])[] = [
    ["StringEquals", (text, value) => text === value],
    ["StringNotEquals", (text, value) => text !== value],
    ["StringEqualsIgnoreCase", (text, value) => text.toLowerCase() === value.toLowerCase()],
    ["StringLike", (text, value) => new RegExp(`^${text.replaceAll("*", ".*")}$`).test(value)],
    ["StringNotLike", (text, value) => !new RegExp(`^${text.replaceAll("*", ".*")}$`).test(value)],
  ];

  it("keeps exactly the statements whose tests of the key hold, with every qualifier", () => {
    const text = fc.constantFrom("a", "b", "A", "a*", "*", "ab");
    const prefix = fc.constantFrom("", "ForAnyValue:", "ForAllValues:");
    const suffix = fc.constantFrom("", "IfExists");
    fc.assert(
      fc.property(
        fc.constantFrom(...OPERATORS),
        prefix,
        suffix,
        fc.array(text, { minLength: 1, maxLength: 3 }),
        fc.constantFrom("a", "b", "ab", "A"),
        ([name, test], before, after, texts, value) => {
          // Of a negated test's values, none may match.
          const holds = name.includes("Not")
            ? texts.every((one) => test(one, value))
            : texts.some((one) => test(one, value));
          const condition = { [`${before}${name}${after}`]: { [KEY]: texts } };
          expect(fate(condition, value)).to.equal(holds ? "0" : "gone");
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("leaves open what an unknown value may be, unless another one decides", () => {
    expect(fate({ StringEquals: { [KEY]: UNKNOWN } }, "a")).to.equal("?");
    expect(fate({ StringEquals: { [KEY]: ["a", UNKNOWN] } }, "a")).to.equal("0");
    expect(fate({ StringNotEquals: { [KEY]: ["a", UNKNOWN] } }, "a")).to.equal("gone");
    expect(fate({ StringNotEquals: { [KEY]: [UNKNOWN] } }, "a")).to.equal("?");
  });

  it("knows that the key is there, and that it equals itself", () => {
    expect(fate({ Null: { [KEY]: "false" } }, "a")).to.equal("0");
    expect(fate({ Null: { [KEY]: "true" } }, "a")).to.equal("gone");
    expect(fate({ Null: { [KEY]: UNKNOWN } }, "a")).to.equal("?");
    expect(fate({ StringEquals: { "IAM:passedtoservice": "${iam:PassedToService}" } }, "a")).to.equal("0");
  });

  it("leaves conditions on other keys, and tests that are not of texts", () => {
    expect(fate({ StringEquals: { "aws:SourceVpc": "vpc-1" } }, "a")).to.equal("1");
    expect(fate({ NumericEquals: { [KEY]: "1" } }, "a")).to.equal("1");
    expect(fate({ StringEquals: { [KEY]: "a", "aws:SourceVpc": "vpc-1" } }, "a")).to.equal("1");
  });
});

describe("disregarding", () => {
  it("drops conditions on the key, and the Deny statements that they make", () => {
    const limited = { StringEquals: { "iam:PermissionsBoundary": "arn:b" } };
    const fence = { StringNotEquals: { "iam:permissionsboundary": "arn:b" } };
    const { statements } = disregarding(
      parsed(
        statement(limited),
        statement(fence, "Deny"),
        statement({ Bool: { "aws:ViaAWSService": "true" } }, "Deny"),
      ),
      "iam:PermissionsBoundary",
    );
    expect(statements.map(({ effect, conditions }) => [effect, conditions.length])).to.deep.equal([
      ["Allow", 0],
      ["Deny", 1],
    ]);
  });
});
