import { expect } from "chai";
import fc from "fast-check";
import { implies, trustDrift } from "../../../console-api/roles/trust-drift";
import { matches } from "../../../policy-pack/analysis/patterns";
import { DEPLOYMENT } from "../deployed";

const EXECUTIONS = "arn:aws:ssm:eu-central-1:111122223333:automation-execution/*";
const DECLARED = {
  trustedBy: "ssm.amazonaws.com",
  trustConditions: {
    StringEquals: { "aws:SourceAccount": "111122223333" },
    ArnLike: { "aws:SourceArn": [EXECUTIONS] },
  },
};
const POOL = "eu-central-1:00000000-0000-4000-8000-000000000000";
const FEDERATED = {
  trustedBy: "cognito-identity.amazonaws.com",
  trustConditions: {
    StringEquals: { "cognito-identity.amazonaws.com:aud": "" },
    "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
  },
};

const LIVE = {
  Effect: "Allow",
  Principal: { Service: "ssm.amazonaws.com" },
  Action: "sts:AssumeRole",
  Condition: DECLARED.trustConditions,
};

const drift = (...statements: readonly object[]) =>
  trustDrift(JSON.stringify({ Version: "2012-10-17", Statement: statements }), DECLARED, {}, DEPLOYMENT);
const under = (Condition: object | undefined) => drift({ ...LIVE, Condition });

const SSM = "Its trust policy admits AWS Systems Manager";
const WITHOUT = `${SSM} without a condition that the program declares:`;
const OF_ACCOUNT = "only on behalf of this account";
const OF_RUNS = "only on behalf of any automation execution";
const TIGHTER = `${SSM} under more conditions than the program declares.`;

describe("a trust policy against the declared one", () => {
  it("is as declared, whatever its order and spelling", () => {
    expect(drift(LIVE)).to.deep.equal([]);
    expect(
      under({
        ARNequals: { "AWS:sourcearn": EXECUTIONS },
        stringequals: { "AWS:SourceAccount": ["111122223333"] },
      }),
    ).to.deep.equal([]);
    expect(
      drift({ ...LIVE, Principal: { Service: ["ssm.amazonaws.com"] }, Action: ["sts:assumerole"] }),
    ).to.deep.equal([]);
  });

  it("tells conditions that were taken off", () => {
    expect(under(undefined)).to.deep.equal([`${WITHOUT} ${OF_ACCOUNT} and ${OF_RUNS}.`]);
    expect(under({ ArnLike: { "aws:SourceArn": EXECUTIONS } })).to.deep.equal([`${WITHOUT} ${OF_ACCOUNT}.`]);
    // A second statement that is as declared takes nothing back.
    expect(drift(LIVE, { ...LIVE, Condition: undefined })).to.deep.equal([
      `${WITHOUT} ${OF_ACCOUNT} and ${OF_RUNS}.`,
    ]);
  });

  for (const [what, condition] of [
    ["another account as well", { StringEquals: { "aws:SourceAccount": ["111122223333", "999988887777"] } }],
    ["a pattern of accounts", { StringLike: { "aws:SourceAccount": "1111*" } }],
    [
      "a condition only where the key is there",
      { StringEqualsIfExists: { "aws:SourceAccount": "111122223333" } },
    ],
    ["another key", { StringEquals: { "aws:ResourceAccount": "111122223333" } }],
    ["all accounts but one", { StringNotEquals: { "aws:SourceAccount": "999988887777" } }],
  ] as const) {
    it(`tells a condition that was widened: ${what}`, () => {
      const found = under({ ArnLike: DECLARED.trustConditions.ArnLike, ...condition });
      expect(found[0]).to.equal(`${WITHOUT} ${OF_ACCOUNT}.`);
    });
  }

  it("tells a pattern that was widened, and one that was narrowed", () => {
    const { StringEquals } = DECLARED.trustConditions;
    const wide = under({ StringEquals, ArnLike: { "aws:SourceArn": "arn:aws:ssm:*:111122223333:*" } });
    expect(wide).to.deep.equal([`${WITHOUT} ${OF_RUNS}.`]);
    const one = `${EXECUTIONS.slice(0, -1)}1b`;
    expect(under({ StringEquals, ArnLike: { "aws:SourceArn": one } })).to.deep.equal([TIGHTER]);
  });

  it("tells conditions that were added", () => {
    const more = { ...DECLARED.trustConditions, Bool: { "aws:MultiFactorAuthPresent": "true" } };
    expect(under(more)).to.deep.equal([TIGHTER]);
    // Beside a statement that is as declared, one with more conditions is nothing new.
    expect(drift(LIVE, { ...LIVE, Condition: more })).to.deep.equal([]);
  });

  it("tells whom it admits as well, by principal and by kind of principal", () => {
    const other = (Principal: unknown) => drift(LIVE, { ...LIVE, Principal });
    expect(other({ AWS: "arn:aws:iam::999988887777:root" })).to.deep.equal([
      "Its trust policy also admits `arn:aws:iam::999988887777:root`.",
    ]);
    expect(other("*")).to.deep.equal(["Its trust policy also admits everybody."]);
    expect(other({ AWS: "ssm.amazonaws.com" })).to.deep.equal([
      "Its trust policy also admits `ssm.amazonaws.com`.",
    ]);
    expect(drift({ ...LIVE, NotPrincipal: { AWS: "1" }, Principal: undefined })).to.deep.equal([
      "Its trust policy admits everybody but some.",
      "Its trust policy no longer admits AWS Systems Manager.",
    ]);
  });

  it("tells other actions, and the one that is gone", () => {
    expect(drift({ ...LIVE, Action: ["sts:AssumeRole", "sts:TagSession"] })).to.deep.equal([
      "Its trust policy also allows AWS Systems Manager `sts:TagSession`.",
    ]);
    expect(drift({ ...LIVE, Action: "sts:*" })).to.deep.equal([
      "Its trust policy also allows AWS Systems Manager `sts:*`.",
    ]);
    expect(drift({ ...LIVE, Action: "sts:SetSourceIdentity" })).to.deep.equal([
      "Its trust policy also allows AWS Systems Manager `sts:SetSourceIdentity`.",
      "Its trust policy no longer admits AWS Systems Manager.",
    ]);
    expect(drift(LIVE, { ...LIVE, Action: undefined, NotAction: "sts:GetCallerIdentity" })).to.deep.equal([
      "Its trust policy also allows everything but `sts:GetCallerIdentity`.",
    ]);
  });

  it("tells denials, which the program declares nowhere", () => {
    expect(drift(LIVE, { Effect: "Deny", Principal: "*", Action: "sts:*" })).to.deep.equal([
      "Its trust policy denies something, which the program does nowhere.",
    ]);
  });

  it("knows the identity pool by its id, and guests", () => {
    const federated = (
      aud: string,
      amr: string,
      ids: { identityPoolId?: string } = { identityPoolId: POOL },
    ) =>
      trustDrift(
        JSON.stringify({
          Statement: {
            Effect: "Allow",
            Principal: { Federated: "cognito-identity.amazonaws.com" },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
              StringEquals: { "cognito-identity.amazonaws.com:aud": aud },
              "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": amr },
            },
          },
        }),
        FEDERATED,
        ids,
        DEPLOYMENT,
      );
    expect(federated(POOL, "authenticated")).to.deep.equal([]);
    expect(federated("eu-central-1:other", "authenticated")[0]).to.match(
      /without a condition .*`eu-central-1:0{8}/,
    );
    expect(federated(POOL, "*")[0]).to.match(/without a condition .*amr/);
    expect(federated(POOL, "unauthenticated")[0]).to.match(/without a condition .*amr/);
    expect(federated(POOL, "authenticated", {})[0]).to.match(/without a condition .*aud/);
  });

  it("says that it cannot read what it cannot read", () => {
    for (const text of ["", "{", "[]", JSON.stringify({ Statement: [{ Effect: "Maybe", Action: "*" }] })]) {
      expect(trustDrift(text, DECLARED, {}, DEPLOYMENT), text).to.deep.equal([
        "Its trust policy cannot be read.",
      ]);
    }
  });
});

describe("a condition that implies another", () => {
  const values = fc.array(fc.stringMatching(/^[ab*?]{1,3}$/), { minLength: 1, maxLength: 3 });
  const words = fc.stringMatching(/^[ab]{0,4}$/);
  const holds = (negated: boolean, all: readonly string[], word: string): boolean =>
    all.some((pattern) => matches(pattern, word)) !== negated;

  it("holds for nothing that the other does not hold for (law)", () => {
    fc.assert(
      fc.property(values, values, fc.boolean(), words, (some, others, negated, word) => {
        const operator = negated ? "StringNotLike" : "StringLike";
        const of = (all: readonly string[]) => ({ operator, key: "k", values: all });
        if (implies(of(some), of(others)) && holds(negated, some, word)) {
          expect(holds(negated, others, word)).to.equal(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("is of the same key and test", () => {
    const one = { operator: "StringLike", key: "k", values: ["a"] };
    expect(implies(one, { ...one, values: ["a*", "b"] })).to.equal(true);
    expect(implies(one, { ...one, key: "K", operator: "stringlike" })).to.equal(true);
    expect(implies(one, { ...one, key: "l" })).to.equal(false);
    expect(implies(one, { ...one, operator: "StringLikeIfExists" })).to.equal(false);
    expect(implies(one, { ...one, operator: "ForAnyValue:StringLike" })).to.equal(false);
    // Where patterns are texts, a star is a star.
    expect(
      implies({ ...one, operator: "StringEquals" }, { ...one, operator: "StringEquals", values: ["a*"] }),
    ).to.equal(false);
  });
});
