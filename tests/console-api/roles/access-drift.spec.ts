import { expect } from "chai";
import fc from "fast-check";
import type { DeployedStatement } from "../../../console-api/deployment";
import { accessDrift } from "../../../console-api/roles/access-drift";
import { readDocument } from "../../../policy-pack/analysis/iam/document";
import { DEPLOYMENT } from "../deployed";

const GROUP = "arn:aws:autoscaling:eu-central-1:111122223333:autoScalingGroup:*:autoScalingGroupName/x-proxy";
const INSTANCES = "arn:aws:ec2:eu-central-1:111122223333:instance/*";
const ROLE = "arn:aws:iam::111122223333:role/clo/x";

const DECLARED: readonly DeployedStatement[] = [
  {
    sid: "Scale",
    reason: "r",
    actions: ["autoscaling:EnterStandby", "autoscaling:ExitStandby"],
    resources: [GROUP],
    conditions: {},
  },
  {
    sid: "Run",
    reason: "r",
    actions: ["ssm:SendCommand"],
    resources: [INSTANCES],
    conditions: { StringEquals: { "aws:ResourceTag/team": ["a", "b"] } },
  },
  {
    sid: "Pools",
    reason: "r",
    actions: ["cognito-idp:DescribeUserPool"],
    resources: ["arn:aws:cognito-idp:eu-central-1:111122223333:userpool/*"],
    conditions: {},
  },
];

/** The statements as IAM keeps them, AWS's choice in place of a pattern. */
const LIVE = [
  {
    Sid: "Scale",
    Effect: "Allow",
    Action: ["autoscaling:EnterStandby", "autoscaling:ExitStandby"],
    Resource: [GROUP],
  },
  {
    Sid: "Run",
    Effect: "Allow",
    Action: ["ssm:SendCommand"],
    Resource: [INSTANCES],
    Condition: { StringEquals: { "aws:ResourceTag/team": ["a", "b"] } },
  },
  {
    Effect: "Allow",
    Action: "cognito-idp:DescribeUserPool",
    Resource: "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_abc",
  },
] as const;
const [SCALE, RUN, POOLS] = LIVE;

function drift(statements: unknown): readonly string[] {
  const reading = readDocument(JSON.stringify({ Version: "2012-10-17", Statement: statements }));
  if (reading.kind !== "document") throw new Error(JSON.stringify(reading));
  return accessDrift("access", reading.document, DECLARED, DEPLOYMENT);
}

describe("an inline policy against what is declared", () => {
  it("is as declared, whatever its order, spelling and split", () => {
    expect(drift(LIVE)).to.deep.equal([]);
    expect(
      drift([
        POOLS,
        {
          Effect: "Allow",
          Action: "SSM:sendcommand",
          Resource: INSTANCES,
          Condition: { stringequals: { "AWS:ResourceTag/team": ["b", "a", "b"] } },
        },
        { Effect: "Allow", Action: "autoscaling:ExitStandby", Resource: GROUP },
        { Effect: "Allow", Action: "autoscaling:EnterStandby", Resource: [GROUP, GROUP] },
      ]),
    ).to.deep.equal([]);
  });

  it("tells what it allows beyond, side by side where it is on the same resources", () => {
    const more = { Effect: "Allow", Action: ["iam:PassRole", "iam:GetRole"], Resource: ROLE };
    expect(drift([...LIVE, more])).to.deep.equal([
      "Policy `access` also allows `iam:PassRole` and `iam:GetRole` on the role `x`.",
    ]);
    expect(drift([{ Effect: "Allow", Action: "*", Resource: "*" }])).to.deep.equal([
      "Policy `access` also allows `*` on all resources.",
    ]);
    expect(drift([...LIVE, { ...SCALE, Action: "autoscaling:*" }])).to.deep.equal([
      "Policy `access` also allows `autoscaling:*` on the Auto Scaling group `x-proxy`.",
    ]);
    expect(drift([...LIVE, { ...SCALE, Resource: "*" }])).to.deep.equal([
      "Policy `access` also allows `autoscaling:EnterStandby` and `autoscaling:ExitStandby` on all resources.",
    ]);
    const many = Array.from({ length: 8 }, (_, at) => `s3:Action${at}`);
    expect(drift([...LIVE, { Effect: "Allow", Action: many, Resource: "*" }])).to.deep.equal([
      "Policy `access` also allows `s3:Action0`, `s3:Action1`, `s3:Action2`, `s3:Action3`, `s3:Action4` and 3 more on all resources.",
    ]);
  });

  it("tells conditions that were taken off, widened or added", () => {
    const loose = [
      "Policy `access` allows `ssm:SendCommand` on any EC2 instance without conditions that the program declares.",
    ];
    const { Condition: _, ...free } = RUN;
    expect(drift([SCALE, free, POOLS])).to.deep.equal(loose);
    const bound =
      "Policy `access` allows `ssm:SendCommand` on any EC2 instance under more conditions than the program declares.";
    const wider = { ...RUN, Condition: { StringEquals: { "aws:ResourceTag/team": ["a", "b", "c"] } } };
    expect(drift([SCALE, wider, POOLS])).to.deep.equal([...loose, bound]);
    const tighter = {
      ...RUN,
      Condition: { ...RUN.Condition, Bool: { "aws:SecureTransport": "true" } },
    };
    expect(drift([SCALE, tighter, POOLS])).to.deep.equal([bound]);
  });

  it("tells what it no longer allows", () => {
    expect(drift([{ ...SCALE, Action: "autoscaling:EnterStandby" }, RUN, POOLS])).to.deep.equal([
      "Policy `access` no longer allows `autoscaling:ExitStandby` on the Auto Scaling group `x-proxy`.",
    ]);
    expect(drift([SCALE, RUN])).to.deep.equal([
      "Policy `access` no longer allows `cognito-idp:DescribeUserPool` on any user pool.",
    ]);
    expect(drift([])).to.have.length(3);
  });

  it("takes what AWS chose for the declared pattern, and nothing outside of it", () => {
    const other = { ...POOLS, Resource: "arn:aws:cognito-idp:eu-central-1:999988887777:userpool/x" };
    expect(drift([SCALE, RUN, other])).to.deep.equal([
      "Policy `access` also allows `cognito-idp:DescribeUserPool` on the user pool `x` of account `999988887777`.",
      "Policy `access` no longer allows `cognito-idp:DescribeUserPool` on any user pool.",
    ]);
  });

  it("tells denials and exceptions, which the program declares nowhere", () => {
    expect(drift([...LIVE, { Effect: "Deny", Action: "s3:*", Resource: "*" }])).to.deep.equal([
      "Policy `access` denies something, which the program does nowhere.",
    ]);
    expect(
      drift([
        ...LIVE,
        { Effect: "Allow", NotAction: "iam:*", Resource: "*" },
        { Effect: "Allow", Action: "s3:*", NotResource: ["a", "b"] },
      ]),
    ).to.deep.equal([
      "Policy `access` also allows everything but `iam:*`.",
      "Policy `access` also allows everything but `a` and `b`.",
    ]);
  });

  it("has the same meaning in every order and split (law)", () => {
    const atoms = LIVE.flatMap((statement) =>
      [statement.Action].flat().map((action) => ({ ...statement, Action: action })),
    );
    fc.assert(
      fc.property(
        fc.shuffledSubarray(atoms, { minLength: atoms.length }),
        fc.subarray(atoms),
        (order, repeated) => {
          expect(drift([...order, ...repeated])).to.deep.equal([]);
        },
      ),
    );
  });

  it("tells whatever is taken out, and whatever is put in that is not declared (law)", () => {
    const atoms = LIVE.flatMap((statement) =>
      [statement.Action].flat().map((action) => ({ ...statement, Action: action })),
    );
    fc.assert(
      fc.property(fc.subarray(atoms), fc.boolean(), (left, hasMore) => {
        const more = hasMore ? [{ Effect: "Allow", Action: "iam:PassRole", Resource: ROLE }] : [];
        const told = drift([...left, ...more]).join(" ");
        for (const { Action } of atoms) {
          const isOut = !left.some((one) => one.Action === Action);
          expect(told.includes(`no longer allows`) && told.includes(`\`${Action}\``)).to.equal(isOut);
        }
        expect(told.includes("also allows `iam:PassRole`")).to.equal(hasMore);
      }),
    );
  });
});
