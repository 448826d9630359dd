import { expect } from "chai";
import { deputiesOf, serviceOf } from "../../../policy-pack/analysis/iam/deputies";
import { confusedDeputy } from "../../../policy-pack/policies/confused-deputy";
import { openRoleTrust } from "../../../policy-pack/policies/open-role-trust";
import { publicFunctionPermission } from "../../../policy-pack/policies/public-function-permission";
import { publicResourcePolicy } from "../../../policy-pack/policies/public-resource-policy";
import { judge, judgeStack, UNKNOWN, withoutTag } from "../judging";
import { document, expectNeverSilent, type Written, when } from "../spellings";
import { JudgedDocuments, policyOfTopic } from "./judged-documents";

const OWN = "123456789012";
const TOPIC = `arn:aws:sns:eu-central-1:${OWN}:alerts`;
const policies = new JudgedDocuments(confusedDeputy, policyOfTopic(TOPIC));
const lets = (Service: unknown, more: Written = {}): Written => ({
  Effect: "Allow",
  Principal: { Service },
  Action: "sns:Publish",
  Resource: TOPIC,
  ...more,
});
const FIX =
  "others can have the service do so for them; require `StringEquals` on `aws:SourceAccount`, or `ArnLike` on `aws:SourceArn` with the account written out";
const says = (who: string, since = "", does = "call `sns:Publish`"): string =>
  `\`it\`: statement \`policyDocument.Statement[0]\` lets ${who} ${does} for any customer of AWS${since}; ${FIX}`;

const OWN_ACCOUNT = when("StringEquals", "aws:SourceAccount", OWN);

describe("confused-deputy", () => {
  const rejected: [string, Written[], string][] = [
    ["notifications of any bucket", [lets("s3.amazonaws.com")], says("`s3.amazonaws.com`")],
    ["rules in China", [lets("events.amazonaws.com.cn")], says("`events.amazonaws.com.cn`")],
    [
      "several services",
      [lets(["events.amazonaws.com", "cloudwatch.amazonaws.com"])],
      says("`cloudwatch.amazonaws.com` and `events.amazonaws.com`"),
    ],
    [
      "buckets of any name",
      [lets("s3.amazonaws.com", when("ArnLike", "aws:SourceArn", "arn:aws:s3:::*"))],
      says(
        "`s3.amazonaws.com`",
        ", since `ArnLike` on `aws:SourceArn` takes in strangers by `arn:aws:s3:::*`",
      ),
    ],
    [
      "rules of any account",
      [lets("events.amazonaws.com", when("ArnLike", "aws:SourceArn", "arn:aws:events:*:*:rule/nightly"))],
      says(
        "`events.amazonaws.com`",
        ", since `ArnLike` on `aws:SourceArn` takes in strangers by `arn:aws:events:*:*:rule/nightly`",
      ),
    ],
    [
      "one's own account, if one is said",
      [lets("s3.amazonaws.com", when("StringEqualsIfExists", "aws:SourceAccount", OWN))],
      says(
        "`s3.amazonaws.com`",
        ", since `StringEqualsIfExists` on `aws:SourceAccount` is met when the key is absent",
      ),
    ],
    [
      "that an account is said",
      [lets("s3.amazonaws.com", when("Null", "aws:SourceAccount", "false"))],
      says("`s3.amazonaws.com`", ", since `Null` on `aws:SourceAccount` only asks whether the key is there"),
    ],
    [
      "that it is a service",
      [lets("s3.amazonaws.com", when("Bool", "aws:PrincipalIsAWSService", "true"))],
      says("`s3.amazonaws.com`"),
    ],
    [
      "everyone, if it is the service",
      [
        {
          ...lets("s3.amazonaws.com"),
          Principal: "*",
          ...when("StringEquals", "aws:PrincipalServiceName", "s3.amazonaws.com"),
        },
      ],
      says("`s3.amazonaws.com`"),
    ],
    [
      "a Deny of all other services",
      [
        lets("s3.amazonaws.com"),
        {
          Effect: "Deny",
          Principal: "*",
          Action: "sns:*",
          Resource: "*",
          ...when("StringNotEquals", "aws:PrincipalServiceName", "s3.amazonaws.com"),
        },
      ],
      says("`s3.amazonaws.com`"),
    ],
    [
      "a Deny that leaves services out",
      [
        lets("s3.amazonaws.com"),
        {
          Effect: "Deny",
          Principal: "*",
          Action: "sns:*",
          Resource: "*",
          Condition: {
            StringNotEquals: { "aws:SourceAccount": OWN },
            Bool: { "aws:PrincipalIsAWSService": "false" },
          },
        },
      ],
      says("`s3.amazonaws.com`"),
    ],
  ];
  policies.rejects(rejected, [publicResourcePolicy]);

  const accepted: [string, Written[]][] = [
    ["one's own account", [lets("s3.amazonaws.com", OWN_ACCOUNT)]],
    [
      "one rule",
      [
        lets(
          "events.amazonaws.com",
          when("ArnEquals", "AWS:SourceArn", `arn:aws:events:eu-central-1:${OWN}:rule/x`),
        ),
      ],
    ],
    [
      "one's own organisation",
      [lets("s3.amazonaws.com", when("StringEquals", "aws:SourceOrgID", "o-a1b2c3d4e5"))],
    ],
    [
      "a unit of it",
      [
        lets(
          "s3.amazonaws.com",
          when("ForAnyValue:StringLike", "aws:SourceOrgPaths", "o-a1b2c3d4e5/r-ab12/*"),
        ),
      ],
    ],
    [
      "the resource's own account",
      [lets("s3.amazonaws.com", when("StringEquals", "aws:SourceAccount", "${aws:ResourceAccount}"))],
    ],
    [
      "one's own account by a Deny",
      [
        lets(["s3.amazonaws.com", "events.amazonaws.com"]),
        {
          Effect: "Deny",
          Principal: "*",
          Action: "sns:Publish",
          Resource: "*",
          ...when("StringNotEquals", "aws:SourceAccount", OWN),
        },
      ],
    ],
    [
      "a data perimeter",
      [
        lets("s3.amazonaws.com"),
        {
          Effect: "Deny",
          Principal: "*",
          Action: "*",
          Resource: "*",
          Condition: {
            StringNotEqualsIfExists: { "aws:SourceOrgID": "o-a1b2c3d4e5" },
            Null: { "aws:SourceAccount": "false" },
            Bool: { "aws:PrincipalIsAWSService": "true" },
          },
        },
      ],
    ],
    ["callers who are no services", [{ ...lets(""), Principal: { AWS: `arn:aws:iam::${OWN}:root` } }]],
    ["services of which nothing is documented", [lets("codecommit.amazonaws.com")]],
    ["a Deny", [{ ...lets("s3.amazonaws.com"), Effect: "Deny" }]],
  ];
  policies.accepts(accepted);

  it("closes no service by the Deny of another", async () => {
    const denies = {
      Effect: "Deny",
      Principal: { Service: "s3.amazonaws.com" },
      Action: "sns:*",
      Resource: "*",
    };
    expect(
      await policies.messages([lets(["s3.amazonaws.com", "events.amazonaws.com"]), denies]),
    ).to.deep.equal([says("`events.amazonaws.com`")]);
  });

  it("says which unknown values could let it act for anyone", async () => {
    await policies.expectUnknownAsTried(accepted, [0], ["${aws:SourceAccount}", "Allow", "zz:Nothing"]);
    const [message] = await policies.messages([
      lets("s3.amazonaws.com", when("ArnLike", "aws:SourceArn", UNKNOWN)),
    ]);
    expect(message).to.equal(
      "[advisory] unverified: `it`: `policyDocument` is not fully known yet; some of its possible values let s3 act for any customer of AWS; it is judged again before the resource is created or changed",
    );
  });

  it("leaves unknown callers to the policies for them", async () => {
    const statement = { ...lets(""), Principal: UNKNOWN };
    expect(await policies.messages([lets("s3.amazonaws.com", OWN_ACCOUNT), statement])).to.deep.equal([]);
    expect(await policies.reports(document(statement), {}, publicResourcePolicy)).to.have.lengthOf(1);
    expect(await policies.reports(UNKNOWN)).to.deep.equal([]);
  });

  it("gives a service one fingerprint in every region and partition", async () => {
    const services = ["sns.amazonaws.com", "sns.af-south-1.amazonaws.com", "SNS.amazonaws.com.cn"];
    await policies.expectOneFinding(services.map((service) => lets(service)));
  });

  it("advises where the evidence is weaker: other resources and services", async () => {
    const key = (principal: string, more: Written = {}): Written => ({
      keyPolicy: document({
        Effect: "Allow",
        Principal: { Service: principal },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
        ...more,
      }),
    });
    const of = async (value: Written): Promise<string[]> =>
      (await judge(confusedDeputy, "aws-native:kms:Key", value)).map(withoutTag);
    expect(await of(key("logs.eu-central-1.amazonaws.com"))).to.deep.equal([
      `[advisory] \`it\`: statement \`keyPolicy.Statement[0]\` lets \`logs.eu-central-1.amazonaws.com\` call \`kms:Decrypt\` and \`kms:GenerateDataKey*\` for any customer of AWS; ${FIX}`,
    ]);
    const arn = "kms:EncryptionContext:aws:logs:arn";
    expect(
      await of(key("logs.amazonaws.com", when("ArnLike", arn, `arn:aws:logs:*:${OWN}:*`))),
    ).to.deep.equal([]);
    expect(await of(key("logs.amazonaws.com", when("ArnLike", arn, "arn:aws:logs:*:*:*")))).to.have.lengthOf(
      1,
    );
    expect(
      await of(
        key("sns.amazonaws.com", when("StringEquals", "kms:ViaService", "sns.eu-central-1.amazonaws.com")),
      ),
    ).to.have.lengthOf(1);
    expect(await of(key("sns.amazonaws.com", when("StringEquals", "kms:CallerAccount", OWN)))).to.deep.equal(
      [],
    );
    expect(
      await judge(confusedDeputy, "aws:s3/bucketPolicy:BucketPolicy", {
        policy: document(lets("guardduty.amazonaws.com")),
      }),
    ).to.have.lengthOf(1);
  });

  describe("of trusts", () => {
    const trust = (Service: unknown, more: Written = {}): Written => ({
      Effect: "Allow",
      Principal: { Service },
      Action: "sts:AssumeRole",
      ...more,
    });
    const of = async (...statements: readonly Written[]): Promise<string[]> =>
      (
        await judge(confusedDeputy, "aws:iam/role:Role", {
          name: "worker",
          assumeRolePolicy: JSON.stringify(document(...statements)),
        })
      ).map(withoutTag);

    it("advises to ask services of which AWS documents it", async () => {
      expect(await of(trust(["ecs-tasks.amazonaws.com", "ec2.amazonaws.com"]))).to.deep.equal([
        `[advisory] role \`worker\`: statement \`assumeRolePolicy.Statement[0]\` lets \`ecs-tasks.amazonaws.com\` assume the role for any customer of AWS; ${FIX}`,
      ]);
      expect(await of(trust("states.eu-central-1.amazonaws.com"))).to.have.lengthOf(1);
      await expectNeverSilent([confusedDeputy, openRoleTrust], "aws-native:iam:Role", {
        assumeRolePolicyDocument: document(trust("ecs-tasks.amazonaws.com")),
      });
    });

    const clean: [string, Written[]][] = [
      [
        "EC2 and Lambda, which give nothing to ask for",
        [trust(["ec2.amazonaws.com", "lambda.amazonaws.com"])],
      ],
      ["one's own account", [trust("ecs-tasks.amazonaws.com", OWN_ACCOUNT)]],
      ["an external id", [trust("firehose.amazonaws.com", when("StringEquals", "sts:ExternalId", OWN))]],
      ["Roles Anywhere, which has a policy of its own", [trust("rolesanywhere.amazonaws.com")]],
      ["pods", [trust("pods.eks.amazonaws.com", { Action: ["sts:AssumeRole", "sts:TagSession"] })]],
      ["tags of sessions only", [trust("states.amazonaws.com", { Action: "sts:TagSession" })]],
    ];
    for (const [name, statements] of clean) {
      it(`accepts ${name}`, async () => expect(await of(...statements)).to.deep.equal([]));
    }
  });

  it("names the actions of all statements", async () => {
    const read = lets("s3.amazonaws.com", { Action: ["sns:Subscribe", "sns:Publish"] });
    expect(await policies.messages([lets("s3.amazonaws.com"), read])).to.deep.equal([
      `\`it\`: statements \`policyDocument.Statement[0]\` and \`policyDocument.Statement[1]\` let \`s3.amazonaws.com\` call \`sns:Publish\` and \`sns:Subscribe\` for any customer of AWS; ${FIX}`,
    ]);
    expect(
      await policies.messages([lets("s3.amazonaws.com"), { ...read, Action: undefined, NotAction: "s3:*" }]),
    ).to.satisfy(([message]: string[]) => message?.includes("call `sns:Publish` for any customer"));
  });

  describe("of a service that writes below the account that it acts for", () => {
    const of = async (...paths: readonly string[]): Promise<string[]> =>
      judge(confusedDeputy, "aws:s3/bucketPolicy:BucketPolicy", {
        bucket: "logs",
        policy: document(
          lets("logdelivery.elasticloadbalancing.amazonaws.com", {
            Action: "s3:PutObject",
            Resource: paths.map((path) => `arn:aws:s3:::logs/${path}`),
          }),
        ),
      });

    it("accepts the paths of single accounts", async () => {
      expect(await of(`AWSLogs/${OWN}/*`, `web/AWSLogs/210987654321/elasticloadbalancing/*`)).to.deep.equal(
        [],
      );
    });

    it("cannot tell of paths that are not known yet", async () => {
      const statement = lets("logdelivery.elasticloadbalancing.amazonaws.com", {
        Action: "s3:PutObject",
        Resource: [UNKNOWN, `arn:aws:s3:::logs/AWSLogs/${OWN}/*`],
      });
      expect(
        await judge(confusedDeputy, "aws-native:s3:BucketPolicy", { policyDocument: document(statement) }),
      ).to.have.lengthOf(1);
    });

    for (const path of ["*", "AWSLogs/*", "AWSLogs/123*/*", `${OWN}/*`, `AWSLogs/${OWN}*`]) {
      it(`rejects \`${path}\``, async () => {
        expect(await of(path)).to.have.lengthOf(1);
        expect(await of(`AWSLogs/${OWN}/*`, path)).to.have.lengthOf(1);
      });
    }
  });

  describe("of Lambda permissions", () => {
    const PERMISSION = "aws:lambda/permission:Permission";
    const permission = { function: "worker", action: "lambda:InvokeFunction", principal: "s3.amazonaws.com" };
    const of = async (value: Written, type = PERMISSION): Promise<string[]> =>
      (await judge(confusedDeputy, type, value)).map(withoutTag);

    it("rejects one without source", async () => {
      expect(await of(permission)).to.deep.equal([
        "this permission lets `s3.amazonaws.com` call `lambda:InvokeFunction` for any customer of AWS; others can have the service do so for them; set `sourceArn`, and `sourceAccount` where the ARN has no account",
      ]);
      expect(await of(permission, "aws-native:lambda:Permission")).to.have.lengthOf(1);
      expect(await of({ ...permission, principal: "alexa-appkit.amazon.com" })).to.have.lengthOf(1);
      expect(
        await of({ ...permission, principal: "events.amazonaws.com", sourceArn: "arn:aws:events:*:*:*" }),
      ).to.have.lengthOf(1);
      await expectNeverSilent([confusedDeputy, publicFunctionPermission], PERMISSION, {
        action: "lambda:InvokeFunction",
        principal: "s3.amazonaws.com",
      });
    });

    it("accepts one with source, token or organisation", async () => {
      for (const source of [
        { sourceAccount: OWN },
        { sourceArn: "arn:aws:s3:::uploads" },
        {
          principal: "apigateway.amazonaws.com",
          sourceArn: `arn:aws:execute-api:eu-central-1:${OWN}:a1b2/*/*`,
        },
        { principal: "alexa-appkit.amazon.com", eventSourceToken: "amzn1.ask.skill.1234" },
      ]) {
        expect(await of({ ...permission, ...source })).to.deep.equal([]);
      }
    });

    it("takes an unknown source for fixed where it is a resource's of the stack", async () => {
      const resource = { type: PERMISSION, props: { ...permission, sourceArn: UNKNOWN } };
      const bucket = { type: "aws:s3/bucket:Bucket", name: "uploads", props: {} };
      expect(
        await judgeStack(confusedDeputy, [bucket, { ...resource, madeFrom: { sourceArn: ["uploads"] } }]),
      ).to.deep.equal([]);
      const [report, ...others] = await judgeStack(confusedDeputy, [resource]);
      expect(withoutTag(report?.message ?? "")).to.equal(
        "[advisory] unverified: this permission: `sourceArn` is not fully known yet; some of its possible values let s3 act for any customer of AWS; it is judged again before the resource is created or changed",
      );
      expect(others).to.deep.equal([]);
    });
  });

  it("asks services of the settings, and leaves those out that are exempt", async () => {
    expect(
      await policies.messages([lets("codecommit.amazonaws.com")], { services: ["CodeCommit"] }),
    ).to.deep.equal([`[advisory] ${says("`codecommit.amazonaws.com`")}`]);
    expect(
      await policies.messages([lets("s3.amazonaws.com")], { exemptServices: ["s3.amazonaws.com"] }),
    ).to.deep.equal([]);
  });
});

describe("serviceOf", () => {
  it("leaves out region, partition and case", () => {
    const names: [string, string | undefined][] = [
      ["s3.amazonaws.com", "s3"],
      ["logs.eu-central-1.amazonaws.com", "logs"],
      ["states.us-gov-west-1.amazonaws.com", "states"],
      ["logdelivery.elasticloadbalancing.amazonaws.com", "logdelivery.elasticloadbalancing"],
      ["EC2.amazonaws.com.cn", "ec2"],
      ["alexa-appkit.amazon.com", "alexa-appkit"],
      ["us-east-1.amazonaws.com", undefined],
      [`arn:aws:iam::${OWN}:root`, undefined],
      ["*", undefined],
    ];
    for (const [principal, service] of names) expect(serviceOf(principal), principal).to.equal(service);
  });
});

describe("deputiesOf", () => {
  it("asks only the services in question", () => {
    const empty = { version: "2012-10-17", statements: [], unknownStatements: [] };
    expect(deputiesOf(empty, () => true)).to.deep.equal({ open: [], undecided: [] });
  });
});
