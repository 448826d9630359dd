import { expect } from "chai";
import { conditionTexts } from "../../../console-api/roles/conditions";
import { resourcesText } from "../../../console-api/roles/resources";
import { grantOf, grantSentence, trustSentence } from "../../../console-api/roles/sentences";
import { principalName } from "../../../console-api/roles/services";
import { plural, wordsOf } from "../../../console-api/roles/words";
import { DEPLOYMENT } from "../deployed";

const BASE = "clo-dev-eu-central-1";
const arn = (rest: string) => `arn:aws:${rest}`;
const own = (service: string, resource: string) => arn(`${service}:eu-central-1:111122223333:${resource}`);
const role = (name: string) => arn(`iam::111122223333:role/clo/${name}`);

const said = (
  actions: readonly string[],
  resources: readonly string[],
  conditions: Parameters<typeof grantSentence>[0]["conditions"] = {},
) => grantSentence({ sid: "S", reason: "r", actions, resources, conditions }, DEPLOYMENT);

describe("grants in words", () => {
  it("read as what the actions do, to what, and only when", () => {
    expect(said(["ec2:DescribeSecurityGroupRules"], ["*"])).to.equal(
      "May read security group rules in Amazon EC2, on all resources.",
    );
    expect(
      said(["ssm:SendCommand"], [own("ec2", "instance/*")], {
        StringEquals: { "aws:ResourceTag/aws:autoscaling:groupName": `${BASE}-proxy` },
      }),
    ).to.equal(
      `May run commands in AWS Systems Manager, on any EC2 instance, only for instances of the Auto Scaling group \`${BASE}-proxy\`.`,
    );
    expect(
      said(["iam:PassRole"], [role(`${BASE}-patch-automation`)], {
        StringEquals: { "iam:PassedToService": "ssm.amazonaws.com" },
      }),
    ).to.equal(`May hand on the role \`${BASE}-patch-automation\`, only to AWS Systems Manager.`);
  });

  it("say what is started by its name, not by all that IAM asks for", () => {
    const patch = [own("ssm", "automation-definition/x:*"), own("ssm", "document/x")];
    const executions = own("ssm", "automation-execution/*");
    expect(said(["ssm:StartAutomationExecution"], [...patch, executions])).to.equal(
      "May start the automation `x`.",
    );
    expect(
      said(["ssm:GetAutomationExecution", "ssm:StartAutomationExecution"], [...patch, executions]),
    ).to.equal(
      "May read automation executions and start automations in AWS Systems Manager, on the automation `x` and any automation execution.",
    );
    expect(said(["ssm:StartAutomationExecution"], [executions])).to.equal(
      "May start any automation execution.",
    );
    expect(said(["ssm:StartAutomationExecution"], [patch[0] ?? "", own("ssm", "document/y")])).to.equal(
      "May start the automation `x` and the document `y`.",
    );
  });

  it("put actions of a verb together, service by service, in the order of the statement", () => {
    expect(
      said(
        [
          "autoscaling:DescribeAutoScalingGroups",
          "autoscaling:DescribeAutoScalingInstances",
          "elasticloadbalancing:DescribeTargetHealth",
          "ssm:ListCommands",
          "ssm:PutInventory",
        ],
        ["*"],
      ),
    ).to.equal(
      "May read Auto Scaling groups and Auto Scaling instances in Amazon EC2 Auto Scaling; read target health in Elastic Load Balancing; read commands and write inventory in AWS Systems Manager, on all resources.",
    );
    expect(said(["es:ESHttpGet", "es:ESHttpPost"], [own("es", `domain/${BASE}/*`)])).to.equal(
      `May send GET requests and POST requests in Amazon OpenSearch Service, on everything inside the domain \`${BASE}\`.`,
    );
    expect(said(["s3:GetObject", "s3:PutObject"], [arn("s3:::logs/interfaces/*")])).to.equal(
      "May read and write objects under `interfaces/` in the bucket `logs`.",
    );
  });

  it("hide nothing of wildcards, and know services and actions that are in no table by their names", () => {
    expect(said(["*"], ["*"])).to.equal("May do everything in every service, on all resources.");
    expect(said(["s3:*"], ["*"])).to.equal("May do everything in Amazon S3, on all resources.");
    expect(said(["s3:Get*"], ["*"])).to.equal(
      "May do everything that is called `Get*` in Amazon S3, on all resources.",
    );
    expect(said(["braket:CancelQuantumTask"], ["*"])).to.equal(
      "May cancel quantum tasks in `braket`, on all resources.",
    );
    expect(said(["cognito-idp:AdminDeleteUser", "dynamodb:BatchGetItem"], ["*"])).to.equal(
      "May delete users in Amazon Cognito user pools; read items in `dynamodb`, on all resources.",
    );
  });

  it("come with the reason and with what they were made from", () => {
    const statement = {
      sid: "S",
      reason: "the console shows live rules",
      actions: ["ec2:DescribeVpcs"],
      resources: ["*"],
      conditions: { StringEquals: { "aws:RequestedRegion": "eu-central-1" } },
    };
    expect(grantOf(statement, DEPLOYMENT)).to.deep.equal({
      sentence: "May read VPCs in Amazon EC2, on all resources, only in the region `eu-central-1`.",
      reason: "the console shows live rules",
      actions: ["ec2:DescribeVpcs"],
      resources: ["*"],
      conditions: ["only in the region `eu-central-1`"],
    });
  });
});

describe("resources in words", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["*", "all resources"],
    [arn("s3:::logs"), "the bucket `logs`"],
    [arn("s3:::logs/*"), "every object of the bucket `logs`"],
    [arn("s3:::logs/flow/*"), "objects under `flow/` in the bucket `logs`"],
    [arn("s3:::logs/a/b.json"), "the object `a/b.json` in the bucket `logs`"],
    [role("api"), "the role `api`"],
    [arn("iam::aws:policy/ReadOnlyAccess"), "the policy `ReadOnlyAccess`"],
    [own("ec2", "instance/*"), "any EC2 instance"],
    [own("ec2", "network-interface/eni-1"), "the network interface `eni-1`"],
    [arn("ec2:eu-central-1:*:prefix-list/*"), "any prefix list of any account"],
    [arn("ssm:eu-central-1::document/AWS-RunPatchBaseline"), "the AWS document `AWS-RunPatchBaseline`"],
    [own("ssm", "document/mine"), "the document `mine`"],
    [own("ssm", "maintenancewindow/*"), "any maintenance window"],
    [
      own("autoscaling", "autoScalingGroup:*:autoScalingGroupName/x-proxy"),
      "the Auto Scaling group `x-proxy`",
    ],
    [own("logs", "log-group:/aws/lambda/x:*"), "the log group `/aws/lambda/x`"],
    [own("logs", "log-group:/aws/lambda/x"), "the log group `/aws/lambda/x`"],
    [own("lambda", "function:x"), "the function `x`"],
    [own("lambda", "function:x:*"), "any version of the function `x`"],
    [own("es", "domain/x"), "the domain `x`"],
    [own("glue", "catalog"), "the data catalog"],
    [own("glue", "table/db/flows"), "the table `flows` of the database `db`"],
    [own("sns", "alerts"), "the topic `alerts`"],
    [own("dynamodb", "table/x"), "the table `x`"],
    [own("braket", "thing"), "the resource `thing`"],
    [
      arn("lambda:us-east-1:999988887777:function:x"),
      "the function `x` in `us-east-1` of account `999988887777`",
    ],
    [arn("lambda:*:111122223333:function:x"), "the function `x` in any region"],
    ["no ARN", "`no ARN`"],
    ["arn:aws:s3", "`arn:aws:s3`"],
    [`x${"y".repeat(200)}`, `\`x${"y".repeat(126)}…\``],
  ];
  for (const [pattern, words] of cases) {
    it(`calls ${pattern.slice(0, 60)} ${words.slice(0, 60)}`, () => {
      expect(resourcesText([pattern], DEPLOYMENT)).to.equal(words);
    });
  }

  it("says what several have in common once", () => {
    expect(resourcesText([role("a"), own("ec2", "instance/*"), role("b"), role("a")], DEPLOYMENT)).to.equal(
      "the roles `a` and `b` and any EC2 instance",
    );
    expect(
      resourcesText([arn("iam::111122223333:policy/a"), arn("iam::111122223333:policy/b")], DEPLOYMENT),
    ).to.equal("the policies `a` and `b`");
  });
});

describe("conditions in words", () => {
  const cases: readonly (readonly [Parameters<typeof conditionTexts>[0], readonly string[]])[] = [
    [{}, []],
    [{ StringEquals: { "aws:SourceAccount": "111122223333" } }, ["only on behalf of this account"]],
    [{ StringEquals: { "aws:SourceAccount": ["1", "2"] } }, ["only on behalf of account `1` or `2`"]],
    [
      { ArnLike: { "aws:SourceArn": [own("ssm", "automation-execution/*"), own("appsync", "apis/*")] } },
      ["only on behalf of any automation execution or any GraphQL API"],
    ],
    [
      { ArnLike: { "ec2:SourceInstanceARN": own("ec2", "instance/*") } },
      ["only with the credentials of any EC2 instance"],
    ],
    [
      { "ForAnyValue:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" } },
      ["only where Amazon Athena asks on its behalf"],
    ],
    [{ StringLike: { "s3:prefix": "interfaces/*" } }, ["only below `interfaces/`"]],
    [
      { StringEquals: { "aws:ResourceTag/team": "a" } },
      ["only where the resource has the tag `team` with `a`"],
    ],
    [{ Bool: { "aws:SecureTransport": "true" } }, ["only where `aws:SecureTransport` is `true`"]],
    [{ Null: { "aws:TokenIssueTime": "false" } }, ["only where `aws:TokenIssueTime` is there"]],
    [{ Null: { "aws:TokenIssueTime": "true" } }, ["only where `aws:TokenIssueTime` is absent"]],
    [
      { StringNotEquals: { "aws:SourceVpc": ["vpc-1", "vpc-2"] } },
      ["only where `aws:SourceVpc` is not `vpc-1` and not `vpc-2`"],
    ],
    [
      { IpAddressIfExists: { "aws:SourceIp": "10.0.0.0/8" } },
      ["only where `aws:SourceIp` is in `10.0.0.0/8`, if it is there at all"],
    ],
    [
      { "ForAllValues:StringLike": { "aws:TagKeys": ["a*", "b"] } },
      ["only where every value of `aws:TagKeys` is like `a*` or `b`"],
    ],
    // Negated, loose or unknown operators must not read like their plain twins.
    [
      { StringNotEquals: { "aws:SourceAccount": "111122223333" } },
      ["only where `aws:SourceAccount` is not `111122223333`"],
    ],
    [
      { StringEqualsIfExists: { "aws:SourceAccount": "111122223333" } },
      ["only where `aws:SourceAccount` is `111122223333`, if it is there at all"],
    ],
    [{ Sometimes: { "aws:x": "1" } }, ["only where `aws:x` meets `Sometimes` with `1`"]],
    [
      {
        StringEquals: {
          "aws:RequestedRegion": "eu-central-1",
          "kms:ViaService": "s3.eu-central-1.amazonaws.com",
        },
      },
      ["only in the region `eu-central-1`", "only through Amazon S3"],
    ],
  ];
  for (const [block, words] of cases) {
    it(`reads ${JSON.stringify(block).slice(0, 70)}`, () => {
      expect(conditionTexts(block, DEPLOYMENT)).to.deep.equal(words);
    });
  }
});

describe("principals and words", () => {
  it("names services by their principals in every partition, and leaves what only looks like one", () => {
    expect(
      [
        "lambda.amazonaws.com",
        "ec2.amazonaws.com.cn",
        "es.amazonaws.com",
        "opensearchservice.amazonaws.com",
        "vpc-flow-logs.amazonaws.com",
        "logs.eu-central-1.amazonaws.com",
        "lambda.amazonaws.com.example.org",
        "constructor.amazonaws.com",
      ].map(principalName),
    ).to.deep.equal([
      "AWS Lambda",
      "Amazon EC2",
      "Amazon OpenSearch Service",
      "Amazon OpenSearch Service",
      "VPC flow logs",
      "Amazon CloudWatch Logs",
      "`lambda.amazonaws.com.example.org`",
      "`constructor.amazonaws.com`",
    ]);
  });

  it("says who may assume a role", () => {
    const trust = (trustedBy: string, trustConditions = {}) =>
      trustSentence({ trustedBy, trustConditions }, DEPLOYMENT);
    expect(trust("lambda.amazonaws.com")).to.equal("Only AWS Lambda may assume it.");
    expect(
      trust("ssm.amazonaws.com", {
        StringEquals: { "aws:SourceAccount": DEPLOYMENT.accountId },
        ArnLike: { "aws:SourceArn": "arn:aws:ssm:eu-central-1:111122223333:automation-execution/*" },
      }),
    ).to.equal(
      "Only AWS Systems Manager may assume it, only on behalf of this account, only on behalf of any automation execution.",
    );
    expect(trust("cognito-identity.amazonaws.com")).to.equal(
      "Only people whom the stack's identity pool has signed in may assume it; guests may not.",
    );
  });

  it("splits names where their words begin", () => {
    expect(wordsOf("PutLogEvents")).to.deep.equal(["put", "log", "events"]);
    expect(wordsOf("CreateDBInstance")).to.deep.equal(["create", "DB", "instance"]);
    expect(wordsOf("DescribeVpcs")).to.deep.equal(["describe", "VPCs"]);
    expect(wordsOf("GetEC2Fleet")).to.deep.equal(["get", "EC2", "fleet"]);
    expect(["policy", "key", "box", "process", "health"].map(plural)).to.deep.equal([
      "policies",
      "keys",
      "boxes",
      "process",
      "health",
    ]);
  });
});
