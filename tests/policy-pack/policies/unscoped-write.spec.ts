import { expect } from "chai";
import { administrativeAccess } from "../../../policy-pack/policies/administrative-access";
import { allButGrant } from "../../../policy-pack/policies/all-but-grant";
import { broadDataAccess } from "../../../policy-pack/policies/broad-data-access";
import { broadPassRole } from "../../../policy-pack/policies/broad-pass-role";
import { fullServiceAccess } from "../../../policy-pack/policies/full-service-access";
import { privilegeEscalation } from "../../../policy-pack/policies/privilege-escalation";
import { unscopedWrite } from "../../../policy-pack/policies/unscoped-write";
import { UNKNOWN } from "../judging";
import { allow, deny, document, type Written, when } from "../spellings";
import { inlinePolicyOf, itLooksAtGrantsOnly, JudgedDocuments } from "./judged-documents";

const grants = new JudgedDocuments(unscopedWrite, inlinePolicyOf("worker"));
const QUEUE = "arn:aws:sqs:{region}:{account}:{name}";
const BUCKET = "arn:aws:s3:::{name}";
const TAG = ", or require `StringEquals` on `aws:ResourceTag/team`";
const opens = (what: string, fix: string): string =>
  `role \`worker\`: ${what}; its holder can open any of them to others; limit \`Resource\` to ARNs like ${fix}`;
const changes = (what: string, fix: string): string =>
  `[advisory] role \`worker\`: ${what}; one mistake or break-in can change any of them; limit \`Resource\` to ARNs like ${fix}`;
const first = "statement `policyDocument.Statement[0]` allows";
const all = (resource: string): string => `on \`${resource}\`, which is all of their kind`;

describe("unscoped-write", () => {
  const rejected: [string, Written[], string[]][] = [
    [
      "permissions of all buckets",
      [allow("s3:PutBucketPolicy")],
      [opens(`${first} \`s3:PutBucketPolicy\` ${all("*")}`, `\`${BUCKET}\`${TAG}`)],
    ],
    [
      "permissions of all queues of an account",
      [allow("sqs:*Permission", "arn:aws:sqs:*:123456789012:*")],
      [
        opens(
          `${first} \`sqs:AddPermission\` and \`sqs:RemovePermission\` ${all("arn:aws:sqs:*:123456789012:*")}`,
          `\`${QUEUE}\`${TAG}`,
        ),
      ],
    ],
    [
      "writes, as an advisory",
      [allow(["sqs:SendMessage", "dynamodb:PutItem", "s3:GetBucketTagging"])],
      [
        changes(
          `${first} \`dynamodb:PutItem\` and \`sqs:SendMessage\` ${all("*")}`,
          `\`arn:aws:dynamodb:{region}:{account}:table/{name}\` and \`${QUEUE}\`${TAG}`,
        ),
      ],
    ],
    [
      "both at their levels",
      [allow(["kms:CreateGrant", "kms:ScheduleKeyDeletion"])],
      [
        opens(
          `${first} \`kms:CreateGrant\` ${all("*")}`,
          `\`arn:aws:kms:{region}:{account}:key/{name}\`${TAG}`,
        ),
        changes(
          `${first} \`kms:ScheduleKeyDeletion\` ${all("*")}`,
          `\`arn:aws:kms:{region}:{account}:key/{name}\`${TAG}`,
        ),
      ],
    ],
    [
      "all objects of all buckets",
      [allow("s3:PutObject", "arn:aws:s3:::*/*")],
      [
        changes(
          `${first} \`s3:PutObject\` ${all("arn:aws:s3:::*/*")}`,
          `\`arn:aws:s3:::{name}/{name}\`${TAG}`,
        ),
      ],
    ],
    [
      "all but one function",
      [
        {
          Effect: "Allow",
          Action: "lambda:DeleteFunction",
          NotResource: "arn:aws:lambda:*:*:function:guard",
        },
      ],
      [
        changes(
          `${first} \`lambda:DeleteFunction\` on all resources but \`arn:aws:lambda:*:*:function:guard\`, which is all of their kind`,
          `\`arn:aws:lambda:{region}:{account}:function:{name}\`${TAG}`,
        ),
      ],
    ],
    [
      "a Deny of one topic",
      [allow("sns:Publish"), deny("sns:*", "arn:aws:sns:*:*:alarms")],
      [changes(`${first} \`sns:Publish\` ${all("*")}`, `\`arn:aws:sns:{region}:{account}:{name}\`${TAG}`)],
    ],
    [
      "one's own account's queues",
      [allow("sqs:PurgeQueue", "*", when("StringEquals", "aws:ResourceAccount", "123456789012"))],
      [
        changes(
          `${first} \`sqs:PurgeQueue\` ${all("*")}, and its condition on \`aws:ResourceAccount\` does not limit that`,
          `\`${QUEUE}\`${TAG}`,
        ),
      ],
    ],
    [
      "grants for anybody but services",
      [allow("kms:CreateGrant", "*", when("Bool", "kms:GrantIsForAWSResource", "false"))],
      [
        opens(
          `${first} \`kms:CreateGrant\` ${all("*")}, and its condition on \`kms:GrantIsForAWSResource\` does not limit that`,
          `\`arn:aws:kms:{region}:{account}:key/{name}\`${TAG}`,
        ),
      ],
    ],
    [
      "a tag that may be absent",
      [allow("ec2:TerminateInstances", "*", when("StringEqualsIfExists", "aws:ResourceTag/team", "logs"))],
      [
        changes(
          `${first} \`ec2:TerminateInstances\` ${all("*")}, and its condition on \`aws:ResourceTag/team\` does not limit that`,
          `\`arn:aws:ec2:{region}:{account}:instance/{name}\`${TAG}`,
        ),
      ],
    ],
  ];
  grants.rejects(rejected, [broadDataAccess, fullServiceAccess, allButGrant, administrativeAccess]);

  it("gives one verdict, and one fingerprint, of all spellings of a broad resource", async () => {
    const spellings: [string, string[]][] = [
      [
        "s3:PutObject",
        ["*", "arn:*", "arn:aws:s3:::*", "arn:aws:s3:::*/*", "arn:*:s3:*:*:*", "arn:*:*:*:*:*"],
      ],
      ["iam:DeleteRole", ["*", "arn:aws:iam::*:role/*", "arn:aws:iam::123456789012:*", "arn:aws:iam:*"]],
      ["ec2:RebootInstances", ["*", "arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:*:*:instance/i-*"]],
    ];
    for (const [action, resources] of spellings) {
      await grants.expectOneFinding(resources.map((resource) => allow(action, resource)));
    }
  });

  it("takes a scope that everything is in for none", async () => {
    const scopes: [string, string, string, string][] = [
      ["ec2:RunInstances", "ArnLike", "ec2:Vpc", "arn:aws:ec2:*:*:vpc/*"],
      ["ecs:StopTask", "ArnEquals", "ecs:cluster", "arn:aws:ecs:us-east-1:123456789012:cluster/*"],
      ["kms:CreateGrant", "ForAnyValue:StringLike", "kms:ResourceAliases", "alias/*"],
      ["kms:CreateGrant", "StringLike", "kms:ViaService", "*.*.amazonaws.com"],
      ["ses:SendEmail", "StringLike", "ses:FromAddress", "*@*"],
    ];
    for (const [action, operator, key, value] of scopes) {
      expect(await grants.messages([allow(action, "*", when(operator, key, value))]), value).to.have.lengthOf(
        1,
      );
      expect(
        await grants.messages([allow(action, "*", when(operator, key, `${value.slice(0, -1)}x`))]),
      ).to.deep.equal([]);
    }
  });

  it("shortens long lists, and stays readable", async () => {
    const [found = ""] = await grants.reports(
      document(allow(["s3:Put*", "sqs:Pu*", "sns:P*", "lambda:Up*", "dynamodb:Up*", "kms:Sc*"])),
    );
    expect(found).to.match(/ and \d+ more on `\*`, which is all of their kind; /);
    expect(found.length).to.be.at.most(500);
  });

  const accepted: [string, Written[]][] = [
    ["one queue", [allow("sqs:SendMessage", "arn:aws:sqs:us-east-1:123456789012:logs")]],
    ["tables of one application", [allow("dynamodb:PutItem", "arn:aws:dynamodb:*:*:table/app-*")]],
    [
      "tagged instances",
      [allow("ec2:TerminateInstances", "*", when("StringEquals", "aws:ResourceTag/team", "a"))],
    ],
    [
      "tags of the service's own",
      [allow("ec2:*Instances", "*", when("StringLike", "ec2:ResourceTag/k8s", "a-*"))],
    ],
    [
      "what it creates",
      [allow("ec2:CreateVolume", "*", when("StringEquals", "aws:RequestTag/cluster", "a"))],
    ],
    ["metrics", [allow("cloudwatch:PutMetricData")]],
    [
      "grants for services only",
      [allow("kms:CreateGrant", "*", when("Bool", "kms:GrantIsForAWSResource", "true"))],
    ],
    ["reads", [allow(["ec2:Describe*", "s3:Get*", "s3:List*", "iam:Get*"])]],
    [
      "actions that allow nothing else",
      [allow(["ecr:GetAuthorizationToken", "xray:Put*", "ssmmessages:Create*"])],
    ],
    ["tags", [allow(["ec2:CreateTags", "s3:PutObjectTagging"])]],
    [
      "a function's logs and interfaces",
      [
        allow(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]),
        allow(["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses"]),
      ],
    ],
    ["jobs without a name", [allow("comprehend:StartSentimentDetectionJob")]],
    ["a Deny of all", [allow("sqs:*"), deny("sqs:*", "arn:aws:sqs:*:*:*")]],
    [
      "one network for new groups",
      [
        allow("ec2:CreateSecurityGroup", [
          "arn:aws:ec2:us-east-1:123456789012:security-group/*",
          "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-0123",
        ]),
      ],
    ],
    ["actions that AWS does not have", [allow("sqs:FrobnicateQueue")]],
  ];
  grants.accepts(accepted);

  it("says which unknown values could allow changes of everything", async () => {
    await grants.expectUnknownAsTried(
      accepted,
      [0, 1, 2, 4, 6, 13],
      ["*", "sqs:PurgeQueue", "Allow", "${aws:ResourceTag/team}", "${aws:RequestTag/cluster}", "false"],
    );
  });

  it("says what is open besides what is proven", async () => {
    const found = await grants.messages([allow("sqs:PurgeQueue"), allow("s3:PutBucketPolicy", UNKNOWN)]);
    expect(found).to.have.lengthOf(2);
    expect(found[1]).to.equal(
      "[advisory] unverified: role `worker`: `policyDocument` is not fully known yet; some of its possible values allow changes of all resources of a kind; it is judged again before the resource is created or changed",
    );
    expect(
      await grants.messages([allow("s3:PutBucketPolicy"), allow("sqs:PurgeQueue", UNKNOWN)]),
    ).to.have.lengthOf(1);
  });

  it("leaves what stronger policies reject to them", async () => {
    await grants.expectLeftTo([
      [administrativeAccess, [allow("*")]],
      [privilegeEscalation, [allow(["iam:PutRolePolicy", "iam:AttachUserPolicy"])]],
      [privilegeEscalation, [allow("iam:*")]],
      [privilegeEscalation, [allow(["sts:AssumeRole", "ssm:SendCommand"])]],
      [broadPassRole, [allow("iam:PassRole")]],
      [fullServiceAccess, [allow(["sqs:*", "s3:*"])]],
      [broadDataAccess, [allow(["kms:Decrypt", "ec2:ModifySnapshotAttribute"])]],
      [allButGrant, [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }]],
    ]);
    expect(await grants.messages([allow(["s3:*", "sns:Publish"])])).to.have.lengthOf(1);
    expect(await grants.messages([allow(["ssm:StartSession", "sns:Publish"])])).to.have.lengthOf(1);
    expect(await grants.messages([allow("ssm:SendCommand", "arn:aws:ssm:*:*:document/*")])).to.have.lengthOf(
      1,
    );
    expect(await grants.reports(UNKNOWN)).to.deep.equal([]);
  });

  it("leaves roles that are passed to one service to the policy for them", async () =>
    expect(
      await grants.messages([
        allow("iam:PassRole", "*", when("StringEquals", "iam:PassedToService", "ec2.amazonaws.com")),
      ]),
    ).to.deep.equal([]));

  itLooksAtGrantsOnly(unscopedWrite, allow("s3:PutBucketPolicy"));

  it("lets actions be that may stay on all resources", async () => {
    const settings = { overrides: ["SQS:Purge*", "kms:CreateGrant"] };
    expect(await grants.messages([allow(["sqs:PurgeQueue", "kms:CreateGrant"])], settings)).to.deep.equal([]);
    expect(await grants.messages([allow(["sqs:PurgeQueue", "sqs:DeleteQueue"])], settings)).to.have.lengthOf(
      1,
    );
  });

  it("takes the condition keys that it is told for limits", async () => {
    const statement = allow("sqs:PurgeQueue", "*", when("StringEquals", "my:Tenant/Name", "a"));
    expect(await grants.messages([statement])).to.have.lengthOf(1);
    expect(await grants.messages([statement], { scopingConditionKeys: ["MY:tenant/*"] })).to.deep.equal([]);
    const created = allow("ec2:CreateVolume", "*", when("StringEquals", "aws:RequestTag/cluster", "a"));
    expect(await grants.messages([created], { scopingConditionKeys: [] })).to.have.lengthOf(1);
  });
});
