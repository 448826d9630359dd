import { ACCOUNT, at, type Case, inline, native, REGION } from "../case";
import { allow, deny, when } from "../spellings";

const KEY = at("kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab");
const WORKER = `arn:aws:iam::${ACCOUNT}:role/worker`;

/** Actions that are needed, on what they are needed on. */
export const LEAST_PRIVILEGE: readonly Case[] = [
  inline(
    "reading one bucket",
    allow("s3:ListBucket", "arn:aws:s3:::my-app-data"),
    allow("s3:GetObject", "arn:aws:s3:::my-app-data/*"),
  ),
  native(
    "one bucket and its objects in one statement",
    allow(
      ["s3:ListBucket", "s3:GetObject", "s3:PutObject"],
      ["arn:aws:s3:::my-app-data", "arn:aws:s3:::my-app-data/*"],
    ),
  ),
  inline(
    "all of S3 on one bucket",
    allow("s3:*", ["arn:aws:s3:::my-app-data", "arn:aws:s3:::my-app-data/*"]),
  ),
  inline(
    "a home folder",
    allow("s3:ListBucket", "arn:aws:s3:::homes", when("StringLike", "s3:prefix", ["home/${aws:username}/*"])),
    allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], "arn:aws:s3:::homes/home/${aws:username}/*"),
  ),
  native("writing under a prefix", allow("s3:PutObject", "arn:aws:s3:::my-logs/AWSLogs/*")),
  inline(
    "one table and its indexes",
    allow(
      [
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "dynamodb:DeleteItem",
      ],
      [at("dynamodb", "table/orders"), at("dynamodb", "table/orders/index/*")],
    ),
  ),
  native(
    "one's own rows of a table",
    allow(
      ["dynamodb:GetItem", "dynamodb:PutItem"],
      at("dynamodb", "table/profiles"),
      when("ForAllValues:StringEquals", "dynamodb:LeadingKeys", ["${cognito-identity.amazonaws.com:sub}"]),
    ),
  ),
  inline(
    "a table's stream",
    allow(
      ["dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream"],
      at("dynamodb", "table/orders/stream/*"),
    ),
    allow("dynamodb:ListStreams"),
  ),
  native(
    "consuming a queue",
    allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], at("sqs", "jobs")),
  ),
  inline("sending to a queue", allow(["sqs:SendMessage", "sqs:GetQueueUrl"], at("sqs", "jobs"))),
  native("publishing to a topic", allow("sns:Publish", at("sns", "alerts"))),
  inline(
    "reading a stream",
    allow(
      [
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:DescribeStreamSummary",
        "kinesis:ListShards",
      ],
      at("kinesis", "stream/clicks"),
    ),
  ),
  native(
    "writing a stream",
    allow(["kinesis:PutRecord", "kinesis:PutRecords"], at("kinesis", "stream/clicks")),
  ),
  inline(
    "delivering to a stream of Firehose",
    allow(["firehose:PutRecord", "firehose:PutRecordBatch"], at("firehose", "deliverystream/logs")),
  ),
  native("one secret", allow("secretsmanager:GetSecretValue", at("secretsmanager", "secret:db/main-??????"))),
  inline(
    "rotating one secret",
    allow(
      [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecretVersionStage",
      ],
      at("secretsmanager", "secret:db/main-a1b2c3"),
    ),
    allow("secretsmanager:GetRandomPassword"),
  ),
  native(
    "parameters under a path",
    allow(
      ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"],
      at("ssm", "parameter/app/prod/*"),
    ),
  ),
  inline("using one key", allow(["kms:Decrypt", "kms:GenerateDataKey"], KEY)),
  native(
    "using a key by its alias",
    allow(
      ["kms:Decrypt", "kms:GenerateDataKey"],
      at("kms", "key/*"),
      when("ForAnyValue:StringEquals", "kms:ResourceAliases", "alias/app"),
    ),
  ),
  inline("granting a key to volumes only", {
    ...allow("kms:CreateGrant", KEY),
    Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
  }),
  native(
    "invoking one function",
    allow("lambda:InvokeFunction", [at("lambda", "function:resize"), at("lambda", "function:resize:*")]),
  ),
  inline("starting one state machine", allow("states:StartExecution", at("states", "stateMachine:orders"))),
  native("putting events on one bus", allow("events:PutEvents", at("events", "event-bus/orders"))),
  inline(
    "a function's log group",
    allow(["logs:CreateLogStream", "logs:PutLogEvents"], at("logs", "log-group:/aws/lambda/resize:*")),
  ),
  native(
    "log groups under a prefix",
    allow(
      ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
      at("logs", "log-group:/aws/codebuild/*"),
    ),
  ),
  inline(
    "sending mail as one domain",
    allow(["ses:SendEmail", "ses:SendRawEmail"], at("ses", "identity/example.com")),
  ),
  native(
    "pulling one repository",
    allow(
      ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
      at("ecr", "repository/app"),
    ),
    allow("ecr:GetAuthorizationToken"),
  ),
  inline(
    "pushing to one repository",
    allow(
      [
        "ecr:BatchCheckLayerAvailability",
        "ecr:InitiateLayerUpload",
        "ecr:UploadLayerPart",
        "ecr:CompleteLayerUpload",
        "ecr:PutImage",
      ],
      at("ecr", "repository/app"),
    ),
    allow("ecr:GetAuthorizationToken"),
  ),
  native("passing one role to one service", {
    ...allow("iam:PassRole", WORKER),
    Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
  }),
  inline(
    "deploying one service of ECS",
    allow(["ecs:UpdateService", "ecs:DescribeServices"], at("ecs", "service/main/web")),
    allow(["ecs:DescribeTaskDefinition"]),
    allow("iam:PassRole", WORKER, when("StringEquals", "iam:PassedToService", "ecs-tasks.amazonaws.com")),
  ),
  native(
    "a service-linked role",
    allow(
      "iam:CreateServiceLinkedRole",
      "arn:aws:iam::*:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
      when("StringEquals", "iam:AWSServiceName", "ecs.amazonaws.com"),
    ),
  ),
  inline("taking on one role", allow("sts:AssumeRole", `arn:aws:iam::${ACCOUNT}:role/reader`)),
  native(
    "taking on one role of another account",
    allow("sts:AssumeRole", "arn:aws:iam::210987654321:role/audit"),
  ),
  inline(
    "CDK's bootstrap roles, by tag",
    allow(
      "sts:AssumeRole",
      "*",
      when("StringEquals", "iam:ResourceTag/aws-cdk:bootstrap-role", ["deploy", "file-publishing", "lookup"]),
    ),
  ),
  native(
    "starting and stopping tagged instances",
    allow(
      ["ec2:StartInstances", "ec2:StopInstances"],
      at("ec2", "instance/*"),
      when("StringEquals", "aws:ResourceTag/team", "logs"),
    ),
  ),
  inline(
    "starting and stopping one's own instances",
    allow(
      ["ec2:StartInstances", "ec2:StopInstances"],
      "arn:aws:ec2:*:*:instance/*",
      when("StringEquals", "ec2:ResourceTag/Owner", "${aws:username}"),
    ),
    allow("ec2:DescribeInstances"),
  ),
  native(
    "a cluster's autoscaler",
    allow([
      "autoscaling:DescribeAutoScalingGroups",
      "ec2:DescribeLaunchTemplateVersions",
      "eks:DescribeNodegroup",
    ]),
    allow(
      ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
      "*",
      when("StringEquals", "aws:ResourceTag/k8s.io/cluster-autoscaler/main", "owned"),
    ),
  ),
  inline(
    "records of one zone",
    allow(
      ["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets"],
      "arn:aws:route53:::hostedzone/Z0123456789ABC",
    ),
    allow("route53:GetChange", "arn:aws:route53:::change/*"),
    allow("route53:ListHostedZonesByName"),
  ),
  native(
    "invalidating one distribution",
    allow("cloudfront:CreateInvalidation", `arn:aws:cloudfront::${ACCOUNT}:distribution/E1A2B3C4D5`),
  ),
  inline(
    "state of Pulumi in a bucket, encrypted by a key",
    allow("s3:ListBucket", "arn:aws:s3:::pulumi-state"),
    allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], "arn:aws:s3:::pulumi-state/*"),
    allow(["kms:Encrypt", "kms:Decrypt"], KEY),
  ),
  native(
    "a domain of OpenSearch",
    allow(["es:ESHttpGet", "es:ESHttpPost", "es:ESHttpPut"], at("es", "domain/logs/*")),
  ),
  inline(
    "one model",
    allow("bedrock:InvokeModel", "arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0"),
  ),
  native(
    "running one build",
    allow(["codebuild:StartBuild", "codebuild:BatchGetBuilds"], at("codebuild", "project/app")),
  ),
  inline(
    "connecting to a database as one user",
    allow("rds-db:connect", at("rds-db", "dbuser:cluster-ABC/app")),
  ),
  native(
    "an API's methods",
    allow("execute-api:Invoke", `arn:aws:execute-api:${REGION}:${ACCOUNT}:a1b2c3/prod/GET/orders/*`),
  ),
  inline("a query of AppSync", allow("appsync:GraphQL", at("appsync", "apis/a1b2c3/types/Query/fields/*"))),
  native(
    "resuming one group of instances",
    allow("autoscaling:ResumeProcesses", at("autoscaling", "autoScalingGroup:*:autoScalingGroupName/web")),
  ),
  inline(
    "a document of Systems Manager on tagged instances",
    allow("ssm:SendCommand", at("ssm", "document/patch")),
    allow("ssm:SendCommand", at("ec2", "instance/*"), when("StringEquals", "ssm:resourceTag/app", "proxy")),
  ),
  inline(
    "a second factor of any name",
    allow("iam:CreateVirtualMFADevice", "arn:aws:iam::*:mfa/*"),
    allow(["iam:EnableMFADevice", "iam:ListMFADevices"], "arn:aws:iam::*:user/${aws:username}"),
  ),
  {
    title: "users who keep their own credentials",
    type: "aws:iam/groupPolicy:GroupPolicy",
    props: {
      group: "people",
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          allow(["iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"]),
          allow(
            [
              "iam:ChangePassword",
              "iam:GetUser",
              "iam:CreateAccessKey",
              "iam:DeleteAccessKey",
              "iam:ListAccessKeys",
            ],
            "arn:aws:iam::*:user/${aws:username}",
          ),
          allow(
            ["iam:EnableMFADevice", "iam:ListMFADevices", "iam:ResyncMFADevice"],
            "arn:aws:iam::*:user/${aws:username}",
          ),
          allow("iam:CreateVirtualMFADevice", "arn:aws:iam::*:mfa/${aws:username}"),
        ],
      }),
    },
  },
  {
    title: "a managed policy for readers",
    type: "aws:iam/policy:Policy",
    props: {
      name: "reader",
      path: "/",
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          allow(["s3:GetObject", "s3:ListBucket"], ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"]),
          deny("s3:GetObject", "arn:aws:s3:::reports/payroll/*"),
        ],
      }),
    },
  },
  {
    title: "a role of the native provider with documents of its own",
    type: "aws-native:iam:Role",
    props: {
      roleName: "resize",
      assumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      },
      policies: [
        {
          policyName: "images",
          policyDocument: {
            Version: "2012-10-17",
            Statement: [allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::images/*")],
          },
        },
      ],
    },
  },
  {
    title: "a role of the classic provider with documents of its own",
    type: "aws:iam/role:Role",
    props: {
      name: "resize",
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      }),
      inlinePolicies: [
        {
          name: "images",
          policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [allow("s3:GetObject", "arn:aws:s3:::images/*")],
          }),
        },
      ],
    },
  },
  {
    title: "a permission set for reading one bucket",
    type: "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
    props: {
      instanceArn: "arn:aws:sso:::instance/ssoins-1",
      permissionSetArn: "arn:aws:sso:::permissionSet/ssoins-1/ps-1",
      inlinePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [allow("s3:GetObject", "arn:aws:s3:::reports/*")],
      }),
    },
  },
];
