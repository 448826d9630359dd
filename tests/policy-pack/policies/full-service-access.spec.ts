import { expect } from "chai";
import { IDENTITY_WRITES } from "../../../policy-pack/analysis/iam/identity-writes";
import { administrativeAccess } from "../../../policy-pack/policies/administrative-access";
import { allButGrant } from "../../../policy-pack/policies/all-but-grant";
import { fullServiceAccess } from "../../../policy-pack/policies/full-service-access";
import { privilegeEscalation } from "../../../policy-pack/policies/privilege-escalation";
import { fingerprintOf, judge, UNKNOWN, withoutTag } from "../judging";
import {
  allow,
  deny,
  document,
  expectNeverSilent,
  expectOneMeaning,
  expectUnknownAsTried,
  type Written,
  when,
} from "../spellings";

const NATIVE = "aws-native:iam:RolePolicy";
const props = (value: unknown): Record<string, unknown> => ({ roleName: "deploy", policyDocument: value });
const messages = async (statements: readonly Written[], settings: Written = {}): Promise<string[]> =>
  (await judge(fullServiceAccess, NATIVE, props(document(...statements)), settings)).map(withoutTag);
const gives = (what: string, services: string, arn: string): string =>
  `role \`deploy\`: ${what}, and so nearly all of ${services}; its holder, and whoever breaks into it, can read, delete and open to others what the account has there; list the actions that are needed, on ARNs like \`${arn}\``;
const QUEUE = "arn:aws:sqs:{region}:{account}:{name}";
const BUCKET = "arn:aws:s3:::{name}";
const first = "statement `policyDocument.Statement[0]` allows";

describe("full-service-access", () => {
  const rejected: [string, Written[], string[]][] = [
    ["a wildcard", [allow("s3:*")], [gives(`${first} \`s3:*\` on \`*\``, "`s3`", BUCKET)]],
    [
      "all buckets and objects",
      [allow("s3:*", "arn:aws:s3:::*")],
      [gives(`${first} \`s3:*\` on \`arn:aws:s3:::*\``, "`s3`", BUCKET)],
    ],
    [
      "an account's region",
      [allow("ec2:*", "arn:aws:ec2:us-east-1:123456789012:*")],
      [
        gives(
          `${first} \`ec2:*\` on \`arn:aws:ec2:us-east-1:123456789012:*\``,
          "`ec2`",
          "arn:aws:ec2:{region}:{account}:instance/{name}",
        ),
      ],
    ],
    [
      "all of one kind",
      [allow("lambda:*", "arn:*:*:*:*:function:*")],
      [
        gives(
          `${first} \`lambda:*\` on \`arn:*:*:*:*:function:*\``,
          "`lambda`",
          "arn:aws:lambda:{region}:{account}:function:{name}",
        ),
      ],
    ],
    [
      "prefixes that leave out little",
      [allow(["kms:C*", "kms:D*", "kms:E*", "kms:G*", "kms:P*", "kms:R*", "kms:S*", "kms:U*"])],
      [
        gives(
          `${first} \`kms:C*\`, \`kms:D*\` and 6 more on \`*\``,
          "`kms`",
          "arn:aws:kms:{region}:{account}:key/{name}",
        ),
      ],
    ],
    [
      "a complement that a Deny ends",
      [
        { Effect: "Allow", NotAction: "iam:*", Resource: "*" },
        { Effect: "Deny", NotAction: ["ssm:*", "logs:Get*"], Resource: "*" },
      ],
      [
        gives(
          `${first} all actions but \`iam:*\` on \`*\``,
          "`ssm`",
          "arn:aws:ssm:{region}:{account}:document/{name}",
        ),
      ],
    ],
    [
      "all but some resources",
      [
        {
          Effect: "Allow",
          Action: "secretsmanager:*",
          NotResource: "arn:aws:secretsmanager:*:*:secret:root-*",
        },
      ],
      [
        gives(
          `${first} \`secretsmanager:*\` on all resources but \`arn:aws:secretsmanager:*:*:secret:root-*\``,
          "`secretsmanager`",
          "arn:aws:secretsmanager:{region}:{account}:secret:{name}",
        ),
      ],
    ],
    [
      "a Deny of little",
      [allow("dynamodb:*"), deny("dynamodb:Delete*"), deny("*", "arn:aws:dynamodb:*:*:table/billing")],
      [
        gives(
          `${first} \`dynamodb:*\` on \`*\``,
          "`dynamodb`",
          "arn:aws:dynamodb:{region}:{account}:table/{name}",
        ),
      ],
    ],
    [
      "a condition that every caller meets",
      [allow("rds:*", "*", when("StringEquals", "aws:ResourceAccount", "123456789012"))],
      [
        gives(
          `${first} \`rds:*\` on \`*\`, and its condition on \`aws:ResourceAccount\` does not limit that`,
          "`rds`",
          "arn:aws:rds:{region}:{account}:cluster:{name}",
        ),
      ],
    ],
    [
      "a service that is not sensitive, as an advisory",
      [allow("sqs:*", "arn:aws:sqs:*:*:*")],
      [`[advisory] ${gives(`${first} \`sqs:*\` on \`arn:aws:sqs:*:*:*\``, "`sqs`", QUEUE)}`],
    ],
    [
      "services of both kinds",
      [allow(["s3:*", "sns:*", "sqs:*"])],
      [
        gives(`${first} \`s3:*\`, \`sns:*\` and \`sqs:*\` on \`*\``, "`s3`", BUCKET),
        `[advisory] ${gives(
          `${first} \`s3:*\`, \`sns:*\` and \`sqs:*\` on \`*\``,
          "`sns` and `sqs`",
          "arn:aws:sns:{region}:{account}:{name}",
        )}`,
      ],
    ],
  ];
  for (const [name, statements, expected] of rejected) {
    it(`rejects ${name}`, async () => {
      expect(await messages(statements)).to.deep.equal(expected);
      await expectOneMeaning(fullServiceAccess, NATIVE, props, document(...statements));
      await expectNeverSilent(
        [fullServiceAccess, allButGrant, privilegeEscalation, administrativeAccess],
        NATIVE,
        props(document(...statements)),
      );
    });
  }

  it("adds up statements, and names those that it takes", async () => {
    const parts = [
      allow("sqs:Send*", "*", { Sid: "Send" }),
      allow(["sqs:Delete*", "sqs:Create*", "sqs:Purge*"], "*", { Sid: "Delete" }),
      allow(["sqs:Add*", "sqs:Set*", "sqs:Remove*", "sqs:Change*"], "*", { Sid: "Set" }),
      allow("sqs:List*", "*", { Sid: "List" }),
    ];
    expect(await messages(parts)).to.deep.equal([
      "[advisory] role `deploy`: statements `Send` (policyDocument.Statement[0]), `Delete` (policyDocument.Statement[1]) and `Set` (policyDocument.Statement[2]) allow nearly all of `sqs`; its holder, and whoever breaks into it, can read, delete and open to others what the account has there; list the actions that are needed, on ARNs like `arn:aws:sqs:{region}:{account}:{name}`",
    ]);
    const whole = await judge(fullServiceAccess, NATIVE, props(document(allow("sqs:*"))));
    const split = await judge(fullServiceAccess, NATIVE, props(document(...parts)));
    expect(split.map(fingerprintOf)).to.deep.equal(whole.map(fingerprintOf));
  });

  it("gives one verdict of all spellings of a broad resource", async () => {
    for (const resource of [
      "*",
      "arn:*",
      "arn:aws:s3:::*",
      "arn:*:s3:*:*:*",
      "arn:*:*:*:*:*",
      "arn:aws:*:*:*:*",
      "arn:aws:s3:::?*",
    ])
      expect(await messages([allow("s3:*", resource)]), resource).to.have.lengthOf(1);
  });

  const accepted: [string, Written[]][] = [
    ["one bucket", [allow("s3:*", ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"])]],
    ["buckets of one name", [allow("s3:*", "arn:aws:s3:::dev-*")]],
    ["some actions on all", [allow(["s3:Get*", "s3:List*", "s3:PutObject", "s3:DeleteObject"])]],
    [
      "all but a third of a service",
      [allow("kms:*"), deny(["kms:Create*", "kms:D*", "kms:Put*", "kms:Re*"])],
    ],
    [
      "the whole of one and a little of all",
      [allow("s3:*", "arn:aws:s3:::logs/*"), allow("s3:PutObject", "arn:aws:s3:::*/*")],
    ],
    ["tagged instances", [allow("ec2:*", "*", when("StringEquals", "aws:ResourceTag/team", "logs"))]],
    ["one network", [allow("s3:*", "*", when("StringEquals", "aws:SourceVpce", "vpce-0123456789abcdef0"))]],
    [
      "a Deny of all resources",
      [allow("s3:*"), deny("s3:*", "arn:aws:s3:::*"), deny("s3:*", "arn:*:s3:*:*:*")],
    ],
    [
      "a service that allows nothing else than `*`",
      [allow(["ssmmessages:*", "ec2messages:*", "tag:*", "route53domains:*"])],
    ],
    ["a service of few actions", [allow("rds-db:*")]],
    ["another service's resources", [allow("s3:*", "arn:aws:sqs:*:*:*")]],
  ];
  for (const [name, statements] of accepted) {
    it(`accepts ${name}`, async () => {
      expect(await messages(statements)).to.deep.equal([]);
      expect(
        await judge(fullServiceAccess, "aws:iam/rolePolicy:RolePolicy", {
          role: "deploy",
          policy: JSON.stringify(document(...statements)),
        }),
      ).to.deep.equal([]);
    });
  }

  it("says which unknown values could give nearly all of a service", async () => {
    for (const at of [0, 1, 4, 5])
      await expectUnknownAsTried(
        fullServiceAccess,
        NATIVE,
        { policyDocument: document(...(accepted[at]?.[1] ?? [])) },
        ["*", "s3:*", "Allow", "arn:aws:zz:::none", "${aws:ResourceTag/team}"],
      );
  });

  it("says what is open besides what is proven", async () => {
    const found = await messages([allow("sqs:*"), allow("s3:*", UNKNOWN)]);
    expect(found).to.have.lengthOf(2);
    expect(found[1]).to.equal(
      "[advisory] unverified: role `deploy`: `policyDocument` is not fully known yet; some of its possible values grant nearly all of a service; it is judged again before the resource is created or changed",
    );
    expect(await messages([allow("ec2:*"), allow("s3:*", UNKNOWN)])).to.have.lengthOf(1);
  });

  it("leaves what stronger policies reject to them", async () => {
    for (const [rule, statements] of [
      [administrativeAccess, [allow("*")]],
      [privilegeEscalation, [allow("iam:*")]],
      [privilegeEscalation, [allow("sso:*")]],
      [allButGrant, [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }]],
    ] as const) {
      expect(await messages(statements)).to.deep.equal([]);
      expect(await judge(rule, NATIVE, props(document(...statements)))).not.to.deep.equal([]);
    }
    expect(await judge(fullServiceAccess, NATIVE, props(UNKNOWN))).to.deep.equal([]);
    expect(await judge(fullServiceAccess, NATIVE, props("{"))).to.deep.equal([]);
  });

  it("reports IAM where none of its actions alone makes an administrator", async () => {
    const alone = IDENTITY_WRITES.flatMap(({ steps }) => steps.map(({ action }) => action));
    const found = await messages([allow("iam:*"), deny(alone)]);
    expect(found).to.have.lengthOf(1);
    expect(found[0]).to.contain("nearly all of `iam`");
  });

  it("leaves out limits, trusts and resource policies", async () => {
    const value = document(allow("s3:*"));
    const policy = "aws:iam/policy:Policy";
    expect(await judge(fullServiceAccess, policy, { policy: value, path: "/boundary/" })).to.deep.equal([]);
    expect(await judge(fullServiceAccess, policy, { policy: value })).to.have.lengthOf(1);
    expect(
      await judge(
        fullServiceAccess,
        policy,
        { policy: value, path: "/limits/" },
        { boundaryPaths: ["/limits/"] },
      ),
    ).to.deep.equal([]);
    expect(
      await judge(fullServiceAccess, "aws:s3/bucketPolicy:BucketPolicy", { policy: value }),
    ).to.deep.equal([]);
  });

  it("grades by the services that are sensitive", async () => {
    const settings = { sensitiveServices: ["SQS", "sn?"] };
    expect((await messages([allow("sqs:*")], settings))[0]).to.match(/^role/);
    expect((await messages([allow("sns:*")], settings))[0]).to.match(/^role/);
    expect((await messages([allow("s3:*")], settings))[0]).to.match(/^\[advisory\] role/);
  });
});
