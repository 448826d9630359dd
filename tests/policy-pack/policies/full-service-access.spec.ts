import { expect } from "chai";
import { IDENTITY_WRITES } from "../../../policy-pack/analysis/iam/identity-writes";
import { administrativeAccess } from "../../../policy-pack/policies/administrative-access";
import { allButGrant } from "../../../policy-pack/policies/all-but-grant";
import { fullServiceAccess } from "../../../policy-pack/policies/full-service-access";
import { privilegeEscalation } from "../../../policy-pack/policies/privilege-escalation";
import { UNKNOWN } from "../judging";
import { allow, deny, type Written, when } from "../spellings";
import { inlinePolicyOf, itLooksAtGrantsOnly, JudgedDocuments } from "./judged-documents";

const grants = new JudgedDocuments(fullServiceAccess, inlinePolicyOf("deploy"));
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
  grants.rejects(rejected, [allButGrant, privilegeEscalation, administrativeAccess]);

  it("adds up statements, and names those that it takes", async () => {
    const parts = [
      allow("sqs:Send*", "*", { Sid: "Send" }),
      allow(["sqs:Delete*", "sqs:Create*", "sqs:Purge*"], "*", { Sid: "Delete" }),
      allow(["sqs:Add*", "sqs:Set*", "sqs:Remove*", "sqs:Change*"], "*", { Sid: "Set" }),
      allow("sqs:List*", "*", { Sid: "List" }),
    ];
    expect(await grants.messages(parts)).to.deep.equal([
      "[advisory] role `deploy`: statements `Send` (policyDocument.Statement[0]), `Delete` (policyDocument.Statement[1]) and `Set` (policyDocument.Statement[2]) allow nearly all of `sqs`; its holder, and whoever breaks into it, can read, delete and open to others what the account has there; list the actions that are needed, on ARNs like `arn:aws:sqs:{region}:{account}:{name}`",
    ]);
    expect(await grants.fingerprints(parts)).to.deep.equal(await grants.fingerprints([allow("sqs:*")]));
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
      expect(await grants.messages([allow("s3:*", resource)]), resource).to.have.lengthOf(1);
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
  grants.accepts(accepted);

  it("says which unknown values could give nearly all of a service", async () => {
    await grants.expectUnknownAsTried(
      accepted,
      [0, 1, 4, 5],
      ["*", "s3:*", "Allow", "arn:aws:zz:::none", "${aws:ResourceTag/team}"],
    );
  });

  it("says what is open besides what is proven", async () => {
    const found = await grants.messages([allow("sqs:*"), allow("s3:*", UNKNOWN)]);
    expect(found).to.have.lengthOf(2);
    expect(found[1]).to.equal(
      "[advisory] unverified: role `deploy`: `policyDocument` is not fully known yet; some of its possible values grant nearly all of a service; it is judged again before the resource is created or changed",
    );
    expect(await grants.messages([allow("ec2:*"), allow("s3:*", UNKNOWN)])).to.have.lengthOf(1);
  });

  it("leaves what stronger policies reject to them", async () => {
    await grants.expectLeftTo([
      [administrativeAccess, [allow("*")]],
      [privilegeEscalation, [allow("iam:*")]],
      [privilegeEscalation, [allow("sso:*")]],
      [allButGrant, [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }]],
    ]);
    expect(await grants.reports(UNKNOWN)).to.deep.equal([]);
    expect(await grants.reports("{")).to.deep.equal([]);
  });

  it("reports IAM where none of its actions alone makes an administrator", async () => {
    const alone = IDENTITY_WRITES.flatMap(({ steps }) => steps.map(({ action }) => action));
    const found = await grants.messages([allow("iam:*"), deny(alone)]);
    expect(found).to.have.lengthOf(1);
    expect(found[0]).to.contain("nearly all of `iam`");
  });

  itLooksAtGrantsOnly(fullServiceAccess, allow("s3:*"));

  it("grades by the services that are sensitive", async () => {
    const settings = { sensitiveServices: ["SQS", "sn?"] };
    expect((await grants.messages([allow("sqs:*")], settings))[0]).to.match(/^role/);
    expect((await grants.messages([allow("sns:*")], settings))[0]).to.match(/^role/);
    expect((await grants.messages([allow("s3:*")], settings))[0]).to.match(/^\[advisory\] role/);
  });
});
