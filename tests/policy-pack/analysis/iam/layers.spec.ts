import { expect } from "chai";
import fc from "fast-check";
import type { Statement } from "../../../../policy-pack/analysis/iam/document";
import { layersMeaning, layersOf } from "../../../../policy-pack/analysis/iam/layers";

const statement = (conditions: readonly string[], action: string): Statement => ({
  path: "Statement[0]",
  sid: undefined,
  effect: "Allow",
  actions: { negated: false, patterns: [action], hasUnknown: false },
  resources: { negated: false, patterns: ["*"], hasUnknown: false },
  principals: undefined,
  conditions: conditions.map((key) => ({ operator: "Bool", key, values: ["true"], hasUnknown: false })),
  hasUnknownConditions: false,
});

/** What statements give here: the actions that they name. */
const actionsOf = (some: readonly Statement[]) => {
  const actions = [...new Set(some.flatMap(({ actions: { patterns } }) => patterns))].sort();
  return actions.length === 0 ? undefined : { actions };
};
/** Nothing but both of two actions. */
const bothOf = (some: readonly Statement[]) =>
  (actionsOf(some)?.actions.length ?? 0) > 1 ? { actions: ["both"] } : undefined;

const meaningOf = (statements: readonly Statement[], givenBy = actionsOf) =>
  JSON.stringify(layersMeaning("given", layersOf<{ actions: string[] }>(statements, givenBy)));

/** What a document gives to whoever meets some conditions, told naively. */
const givenUnder = (statements: readonly Statement[], met: readonly string[]) =>
  JSON.stringify(
    actionsOf(statements.filter(({ conditions }) => conditions.every(({ key }) => met.includes(key)))),
  );

const CONDITIONS = ["a", "b"];
const EVERY_SET: readonly (readonly string[])[] = [[], ["a"], ["b"], ["a", "b"]];
const anyStatements = fc.array(
  fc
    .tuple(fc.subarray(CONDITIONS), fc.constantFrom("x", "y"))
    .map(([conditions, action]) => statement(conditions, action)),
  { maxLength: 5 },
);

describe("the layers of what statements give", () => {
  it("are one where all have the same conditions, named with what it gives", () => {
    expect(
      layersMeaning("given", layersOf([statement(["a"], "x"), statement(["a"], "y")], actionsOf)),
    ).to.deep.equal({ kind: "given", actions: ["x", "y"], conditions: ["bool a true"] });
  });

  it("differ wherever somebody is given something else", () => {
    fc.assert(
      fc.property(anyStatements, anyStatements, (one, other) => {
        const isSame = EVERY_SET.every((met) => givenUnder(one, met) === givenUnder(other, met));
        if (!isSame) expect(meaningOf(one)).not.to.equal(meaningOf(other));
      }),
      { numRuns: 2000 },
    );
  });

  it("do not depend on the order, nor on what stands there twice, or once more with further conditions", () => {
    fc.assert(
      fc.property(anyStatements, (statements) => {
        const [first] = statements;
        const more =
          first === undefined ? [] : [{ ...first, conditions: statement(CONDITIONS, "").conditions }];
        for (const alike of [
          [...statements].reverse(),
          [...statements, ...statements],
          [...statements, ...more],
        ])
          expect(meaningOf(alike)).to.equal(meaningOf(statements));
      }),
    );
  });

  it("count what several statements give together, and under which conditions", () => {
    const joint = (...conditions: readonly (readonly string[])[]) =>
      layersOf(
        conditions.map((some, at) => statement(some, `${at}`)),
        bothOf,
      ).layers.map(({ conditions: under }) => under);
    expect(joint(["a"], ["a"])).to.deep.equal([["bool a true"]]);
    expect(joint(["a"], [])).to.deep.equal([["bool a true"]]);
    expect(joint(["a"], ["b"])).to.deep.equal([["bool a true", "bool b true"]]);
    expect(joint(["a"], ["b"], ["b"])).to.deep.equal([["bool b true"]]);
  });

  it("leave beside them what needs the conditions of none, by what it names", () => {
    const beside = (...patterns: readonly string[]) =>
      meaningOf(
        [statement(["a"], "x"), statement(["a"], "y"), ...patterns.map((action) => statement([], action))],
        (some) => (some.length > 1 && some[0]?.conditions.length === 1 ? { actions: ["both"] } : undefined),
      );
    expect(beside("s3:Get*")).to.equal(
      '{"kind":"given","layers":[{"conditions":["bool a true"],"given":{"actions":["both"]}}],"beside":[["","Action",["s3:get*"]],["","Resource",["*"]]]}',
    );
    expect(beside("s3:Get*", "s3:GetObject")).to.equal(beside("S3:GET*"));
    expect(beside("s3:Get*")).not.to.equal(beside("s3:*"));
  });

  it("are the statements themselves where their conditions are too many to ask about", () => {
    const many = Array.from({ length: 17 }, (_, at) => statement([`key${at}`], "x"));
    expect(layersOf(many, actionsOf)).to.deep.equal({ layers: [], beside: many });
    expect(meaningOf(many)).not.to.equal(meaningOf([...many.slice(1), statement([], "x")]));
  });
});
