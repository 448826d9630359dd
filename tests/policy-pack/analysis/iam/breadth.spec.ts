import { expect } from "chai";
import * as fc from "fast-check";
import { type Action, actionNamed, actionsMatching } from "../../../../policy-pack/analysis/iam/actions";
import {
  allowedActions,
  Breadth,
  closedPermission,
  statementsBehind,
} from "../../../../policy-pack/analysis/iam/breadth";
import { type Document, readDocument } from "../../../../policy-pack/analysis/iam/document";
import { hasAllOfType, kindIn, kindText, scopeOf } from "../../../../policy-pack/analysis/iam/kinds";
import { Permission } from "../../../../policy-pack/analysis/iam/permission";
import { matches } from "../../../../policy-pack/analysis/patterns";
import { UNKNOWN, type Value } from "../../../../policy-pack/analysis/unknown";
import { allow, deny, document, type Written } from "../../spellings";

function read(...statements: readonly Written[]): Document {
  const reading = readDocument(document(...statements) as Value);
  if (reading.kind !== "document") throw new Error(reading.kind);
  return reading.document;
}

function action(name: string): Action {
  const found = actionNamed(name);
  if (found === undefined) throw new Error(name);
  return found;
}

const isUnscoped = (name: string, ...statements: readonly Written[]): boolean =>
  new Breadth(Permission.of(read(...statements), "least")).isUnscoped(action(name));

describe("a kind in a scope", () => {
  it("is where the pattern is about, in its partition, region and account", () => {
    expect(scopeOf("*")).to.deep.equal({ partition: "aws", region: "*", account: "????????????" });
    expect(scopeOf("arn:aws*:sqs:*:*:*")).to.deep.equal(scopeOf("*"));
    expect(scopeOf("arn:aws-cn:sqs:cn-north-1:123456789012:*")).to.deep.equal({
      partition: "aws-cn",
      region: "cn-north-1",
      account: "123456789012",
    });
    expect(scopeOf("arn:aws:s3:::*")).to.deep.equal(scopeOf("*"));
    expect(kindIn("arn:*:sqs:*:*:*", scopeOf("arn:aws:sqs:eu-*:*:*"))).to.equal(
      "arn:aws:sqs:eu-*:????????????:????*",
    );
    expect(kindIn("arn:*:s3:::*/*", scopeOf("arn:aws:s3:eu-west-1:123456789012:*"))).to.equal(
      "arn:aws:s3:::????*/????*",
    );
  });

  it("is had by a pattern of all of a type, whatever the type", () => {
    for (const all of [
      "arn:aws:ec2:*:*:vpc/*",
      "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-*",
      "arn:*:ecs:*:*:cluster/?*",
      "arn:aws:lambda:*:*:function:*",
      "arn:aws:secretsmanager:*:*:*",
      "arn:*:*:*:*:*",
    ])
      expect(hasAllOfType(all), all).to.equal(true);
    for (const some of [
      "arn:aws:ec2:*:*:vpc/vpc-0123",
      "arn:aws:ecs:*:*:cluster/app-*",
      "vpc/*",
      "arn:aws:ec2",
      "",
    ])
      expect(hasAllOfType(some), some).to.equal(false);
  });

  it("is written with names for what varies", () => {
    expect(kindText("arn:*:sqs:*:*:*")).to.equal("arn:aws:sqs:{region}:{account}:{name}");
    expect(kindText("arn:*:ec2:*::image/*")).to.equal("arn:aws:ec2:{region}::image/{name}");
    expect(kindText("arn:*:s3:::*/*", "aws-cn")).to.equal("arn:aws-cn:s3:::{name}/{name}");
  });
});

describe("Breadth", () => {
  const everyQueue = [
    "*",
    "**",
    "arn:*",
    "arn:aws:sqs:*",
    "arn:aws:sqs:*:*",
    "arn:aws:sqs",
    "arn:aws",
    "arn:aws:sqs:us-east-1:123456789012",
    "arn:aws:sqs:*:*:*",
    "arn:*:*:*:*:*",
    "arn:aws:sqs:us-east-1:123456789012:*",
    "arn:aws:sqs:*:123456789012:?*",
    "arn:aws:sqs:us-*:*:*",
    "arn:aws-cn:sqs:*:*:*",
    "arn:aws:sqs:*:${aws:PrincipalAccount}:*",
    "*:sqs:*",
  ];
  for (const pattern of everyQueue) {
    it(`takes \`${pattern}\` for all queues`, () =>
      expect(isUnscoped("sqs:SendMessage", allow("sqs:SendMessage", pattern))).to.equal(true));
  }

  const someQueues = [
    "arn:aws:sqs:*:*:a*",
    "arn:aws:sqs:*:*:*-logs",
    "arn:aws:sqs:us-east-1:123456789012:logs",
    "arn:aws:sns:*:*:*",
    "",
  ];
  for (const pattern of someQueues) {
    it(`does not take \`${pattern}\` for all queues`, () =>
      expect(isUnscoped("sqs:SendMessage", allow("sqs:SendMessage", pattern))).to.equal(false));
  }

  it("knows how AWS spells the names that it makes up", () => {
    const generated: [string, string, boolean][] = [
      ["ec2:TerminateInstances", "arn:aws:ec2:*:*:instance/i-*", true],
      ["ec2:TerminateInstances", "arn:aws:ec2:*:*:instance/i-0*", false],
      ["ec2:DeleteNatGateway", "arn:aws:ec2:*:*:natgateway/nat-*", true],
      ["cloudfront:DeleteDistribution", "arn:aws:cloudfront::*:distribution/E*", true],
      ["cloudfront:DeleteDistribution", "arn:aws:cloudfront::*:distribution/E1*", false],
      ["kms:Decrypt", "arn:aws:kms:*:*:key/*-*-*-*-*", true],
      ["kms:Decrypt", "arn:aws:kms:*:*:key/1234*", false],
      ["secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:*-??????", true],
      ["secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:db-??????", false],
    ];
    for (const [name, pattern, expected] of generated)
      expect(isUnscoped(name, allow(name, pattern)), pattern).to.equal(expected);
  });

  it("counts each of the kinds that are alternatives", () => {
    expect(isUnscoped("s3:GetObject", allow("s3:GetObject", "arn:aws:s3:::*/*"))).to.equal(true);
    expect(
      isUnscoped(
        "s3:GetObject",
        allow("s3:GetObject", [
          "arn:aws:s3:::*/*",
          "arn:aws:s3:us-east-1:123456789012:accesspoint/logs/object/*",
        ]),
      ),
    ).to.equal(true);
    expect(isUnscoped("s3:PutBucketPolicy", allow("s3:*", "arn:aws:s3:::*/*"))).to.equal(false);
  });

  it("is content with one narrow kind where each request names several", () => {
    const at = (type: string): string => `arn:aws:ec2:us-east-1:123456789012:${type}`;
    const create = (...resources: string[]): boolean =>
      isUnscoped("ec2:CreateSecurityGroup", allow("ec2:CreateSecurityGroup", resources));
    expect(create(at("security-group/*"))).to.equal(true);
    expect(create(at("security-group/*"), at("vpc/*"))).to.equal(true);
    expect(create(at("security-group/*"), at("vpc/vpc-0123"))).to.equal(false);
    expect(create(at("vpc/*"))).to.equal(false);
    expect(create("*")).to.equal(true);
  });

  it("subtracts what is denied, and counts exceptions for nothing", () => {
    const all = allow("sqs:*");
    expect(isUnscoped("sqs:SendMessage", all, deny("sqs:Send*"))).to.equal(false);
    expect(isUnscoped("sqs:SendMessage", all, deny("*", "arn:aws:sqs:*:*:*"))).to.equal(false);
    expect(isUnscoped("sqs:SendMessage", all, deny("sqs:*", "arn:aws:sqs:*:*:billing"))).to.equal(true);
    expect(
      isUnscoped("sqs:SendMessage", {
        Effect: "Allow",
        Action: "sqs:*",
        NotResource: "arn:aws:sqs:*:*:billing",
      }),
    ).to.equal(true);
    expect(
      isUnscoped("sqs:SendMessage", { Effect: "Allow", Action: "sqs:*", NotResource: "arn:aws:sqs:*" }),
    ).to.equal(false);
  });

  it("says nothing of actions that allow nothing else than `*`", () =>
    expect(isUnscoped("s3:ListAllMyBuckets", allow("*"))).to.equal(false));

  it("says yes of whatever covers a broader pattern, and no of what a narrower one denies: for random queues", () => {
    const text = fc.stringMatching(/^[ab*?]{0,6}$/);
    fc.assert(
      fc.property(text, text, (name, denied) => {
        const pattern = `arn:aws:sqs:*:*:${name}`;
        const found = isUnscoped(
          "sqs:SendMessage",
          allow("sqs:SendMessage", pattern),
          deny("sqs:SendMessage", `arn:aws:sqs:*:*:${denied}`),
        );
        // The naive model: names of four letters that occur nowhere in the document.
        const tried = ["zzzz", "zzzzz", "zzzzzzzzzzzz"];
        const isAll = tried.every((queue) => matches(name, queue));
        // A denial that spares only names of exactly four letters takes the kind away all the same.
        const isDenied = ["zzzzz", "zzzzzzzzzz", "z".repeat(22)].every((queue) => matches(denied, queue));
        expect(found).to.equal(isAll && !isDenied);
      }),
      { numRuns: 500 },
    );
  });
});

describe("the actions that a permission allows", () => {
  const isAsked = ({ access }: Action): boolean => access === "write";
  const asked = {
    includes: isAsked,
    all: () => ["sns:*", "sqs:*"].flatMap(actionsMatching),
    isReached: () => true,
  };
  const named = (...statements: readonly Written[]): string[] => {
    const permission = Permission.of(read(...statements), "least");
    return allowedActions(permission, new Breadth(permission), asked)
      .map(({ name }) => name)
      .sort();
  };

  it("are those of its patterns, complements included", () => {
    expect(named(allow(["sqs:Send*", "SNS:PUBLISH"]))).to.deep.equal(["sns:Publish", "sqs:SendMessage"]);
    expect(named({ Effect: "Allow", NotAction: ["s*:*e*", "sns:*"], Resource: "*" })).to.deep.equal([]);
    expect(
      named({
        Effect: "Allow",
        NotAction: ["s*:C*", "sns:*", "s*:D*"],
        Resource: "*",
      }),
    ).to.deep.equal(["sqs:PurgeQueue", "sqs:SendMessage", "sqs:StartMessageMoveTask"]);
  });
});

describe("what a document allows by name", () => {
  it("is without the statements that give what nobody has thought of", () => {
    const one = read(allow("sqs:*"), { Effect: "Allow", NotAction: "iam:*", Resource: "*" });
    expect(closedPermission(one, "least").statements.map(({ path }) => path)).to.deep.equal(["Statement[0]"]);
  });

  it("is behind the statements that suffice alone, or that it takes together", () => {
    const permission = Permission.of(
      read(
        allow("sqs:SendMessage"),
        allow("sqs:Send*"),
        allow("ec2:CreateSecurityGroup", "arn:aws:ec2:*:*:security-group/*"),
        allow("ec2:CreateSecurityGroup", "arn:aws:ec2:*:*:vpc/*"),
        allow("ec2:AttachVolume", "arn:aws:ec2:*:*:volume/*"),
        allow("ec2:AttachVolume", "arn:aws:ec2:*:*:instance/*"),
      ),
      "least",
    );
    const behind = (name: string): string[] =>
      statementsBehind(permission, (part) => new Breadth(part).isUnscoped(action(name))).map(
        ({ path }) => path,
      );
    expect(behind("sqs:SendMessage")).to.deep.equal(["Statement[0]", "Statement[1]"]);
    expect(behind("ec2:CreateSecurityGroup")).to.deep.equal(["Statement[2]"]);
    expect(behind("ec2:AttachVolume")).to.deep.equal(["Statement[4]", "Statement[5]"]);
  });

  it("is everything that may be, at its upper bound", () => {
    const reading = readDocument({
      Statement: { Effect: "Allow", Action: "sqs:SendMessage", Resource: UNKNOWN },
    });
    if (reading.kind !== "document") throw new Error(reading.kind);
    const send = action("sqs:SendMessage");
    expect(new Breadth(closedPermission(reading.document, "most")).isUnscoped(send)).to.equal(true);
    expect(new Breadth(closedPermission(reading.document, "least")).isUnscoped(send)).to.equal(false);
  });
});
