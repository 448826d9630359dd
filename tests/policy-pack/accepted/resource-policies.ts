import { ACCOUNT, at, attached, type Case, from, lets } from "../case";
import { type Written, when } from "../spellings";

const topic = (title: string, ...statements: readonly Written[]): Case =>
  attached(title, "aws:sns/topicPolicy:TopicPolicy", "policy", ...statements);
const queue = (title: string, ...statements: readonly Written[]): Case =>
  attached(title, "aws:sqs/queuePolicy:QueuePolicy", "policy", ...statements);
const ROOT = { AWS: `arn:aws:iam::${ACCOUNT}:root` };

/** Policies of topics and queues. */
export const MESSAGING: readonly Case[] = [
  topic("a topic's default policy", {
    Sid: "__default_statement_ID",
    ...lets(
      { AWS: "*" },
      [
        "SNS:GetTopicAttributes",
        "SNS:SetTopicAttributes",
        "SNS:AddPermission",
        "SNS:RemovePermission",
        "SNS:DeleteTopic",
        "SNS:Subscribe",
        "SNS:ListSubscriptionsByTopic",
        "SNS:Publish",
        "SNS:Receive",
      ],
      at("sns", "alerts"),
      { StringEquals: { "AWS:SourceOwner": ACCOUNT } },
    ),
  }),
  topic(
    "alarms",
    lets(
      { Service: "cloudwatch.amazonaws.com" },
      "sns:Publish",
      at("sns", "alerts"),
      from(at("cloudwatch", "alarm:*")),
    ),
  ),
  topic(
    "a rule of EventBridge",
    lets({ Service: "events.amazonaws.com" }, "sns:Publish", at("sns", "alerts"), {
      ArnEquals: { "aws:SourceArn": at("events", "rule/nightly") },
    }),
  ),
  topic(
    "a topic for notifications of a bucket",
    lets({ Service: "s3.amazonaws.com" }, "SNS:Publish", at("sns", "uploads"), from("arn:aws:s3:::my-logs")),
  ),
  topic(
    "budgets",
    lets(
      { Service: "budgets.amazonaws.com" },
      "SNS:Publish",
      at("sns", "costs"),
      from(`arn:aws:budgets::${ACCOUNT}:*`),
    ),
  ),
  topic(
    "subscribers of one account",
    lets({ AWS: "arn:aws:iam::210987654321:root" }, "sns:Subscribe", at("sns", "alerts")),
  ),
  queue(
    "messages of a topic",
    lets({ Service: "sns.amazonaws.com" }, "sqs:SendMessage", at("sqs", "jobs"), {
      ArnEquals: { "aws:SourceArn": at("sns", "jobs") },
    }),
  ),
  queue(
    "messages of a topic, for everyone who comes through it",
    lets("*", "sqs:SendMessage", at("sqs", "jobs"), {
      ArnEquals: { "aws:SourceArn": at("sns", "jobs") },
    }),
  ),
  queue(
    "a queue for notifications of a bucket",
    lets({ Service: "s3.amazonaws.com" }, "SQS:SendMessage", at("sqs", "jobs"), from("arn:aws:s3:::my-logs")),
  ),
  queue(
    "dead letters of a rule",
    lets({ Service: "events.amazonaws.com" }, "sqs:SendMessage", at("sqs", "dead"), {
      ArnEquals: { "aws:SourceArn": at("events", "rule/nightly") },
    }),
  ),
  queue("a queue's default policy", { Sid: "__owner_statement", ...lets(ROOT, "SQS:*", at("sqs", "jobs")) }),
  {
    title: "a queue of the native provider",
    type: "aws-native:sqs:QueuePolicy",
    props: {
      queues: ["jobs"],
      policyDocument: {
        Version: "2012-10-17",
        Statement: [
          lets({ Service: "sns.amazonaws.com" }, "sqs:SendMessage", at("sqs", "jobs"), {
            ArnEquals: { "aws:SourceArn": at("sns", "jobs") },
          }),
        ],
      },
    },
  },
];

/** Policies of other resources. */
export const OTHERS: readonly Case[] = [
  attached(
    "a secret for one role of another account",
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    "policy",
    lets({ AWS: "arn:aws:iam::210987654321:role/app" }, "secretsmanager:GetSecretValue", "*"),
  ),
  attached("images for one's organisation", "aws:ecr/repositoryPolicy:RepositoryPolicy", "policy", {
    Effect: "Allow",
    Principal: "*",
    Action: ["ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
    ...when("StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5"),
  }),
  attached("images for functions", "aws:ecr/repositoryPolicy:RepositoryPolicy", "policy", {
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    ...when("StringLike", "aws:sourceArn", at("lambda", "function:*")),
  }),
  attached(
    "packages for one's organisation",
    "aws:codeartifact/domainPermissions:DomainPermissions",
    "policyDocument",
    lets("*", ["codeartifact:GetAuthorizationToken", "codeartifact:ReadFromRepository"], "*", {
      StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
    }),
  ),
  attached(
    "a file system through its mount targets",
    "aws:efs/fileSystemPolicy:FileSystemPolicy",
    "policy",
    lets(
      { AWS: "*" },
      ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
      at("elasticfilesystem", "file-system/fs-0a1b"),
      { Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" } },
    ),
  ),
  attached("a vault that nobody empties", "aws:backup/vaultPolicy:VaultPolicy", "policy", {
    Effect: "Deny",
    Principal: "*",
    Action: ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"],
    Resource: "*",
  }),
  attached(
    "a catalogue for one account",
    "aws:glue/resourcePolicy:ResourcePolicy",
    "policy",
    lets(
      { AWS: "arn:aws:iam::210987654321:root" },
      ["glue:GetTable", "glue:GetDatabase"],
      [at("glue", "catalog"), at("glue", "database/sales"), at("glue", "table/sales/*")],
    ),
  ),
  attached(
    "a bus for one's organisation",
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
    "policy",
    lets("*", "events:PutEvents", at("events", "event-bus/orders"), {
      StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
    }),
  ),
  attached(
    "a private interface",
    "aws:apigateway/restApiPolicy:RestApiPolicy",
    "policy",
    lets("*", "execute-api:Invoke", "execute-api:/*"),
    {
      Effect: "Deny",
      Principal: "*",
      Action: "execute-api:Invoke",
      Resource: "execute-api:/*",
      Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-0a1b2c3d" } },
    },
  ),
  attached(
    "logs of a domain of OpenSearch",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    "policyDocument",
    lets(
      { Service: "es.amazonaws.com" },
      ["logs:PutLogEvents", "logs:CreateLogStream"],
      at("logs", "log-group:/aws/OpenSearchService/domains/logs/*"),
      from(at("es", "domain/logs")),
    ),
  ),
  attached(
    "query logs of Route 53",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    "policyDocument",
    lets(
      { Service: "route53.amazonaws.com" },
      ["logs:CreateLogStream", "logs:PutLogEvents"],
      `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/route53/*`,
      from("arn:aws:route53:::hostedzone/*"),
    ),
  ),
  {
    title: "a domain of OpenSearch for one role",
    type: "aws:opensearch/domain:Domain",
    props: {
      domainName: "logs",
      vpcOptions: { subnetIds: ["subnet-0a1b2c3d"], securityGroupIds: ["sg-0a1b2c3d"] },
      accessPolicies: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          lets({ AWS: `arn:aws:iam::${ACCOUNT}:role/proxy` }, "es:ESHttp*", at("es", "domain/logs/*")),
        ],
      }),
    },
  },
  {
    title: "an open domain of OpenSearch in a VPC under fine-grained access control",
    type: "aws:opensearch/domain:Domain",
    props: {
      domainName: "logs",
      vpcOptions: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
      advancedSecurityOptions: { enabled: true },
      accessPolicies: JSON.stringify({
        Version: "2012-10-17",
        Statement: [lets({ AWS: "*" }, "es:ESHttp*", at("es", "domain/logs/*"))],
      }),
    },
  },
  attached(
    "a registry that one account replicates into",
    "aws:ecr/registryPolicy:RegistryPolicy",
    "policy",
    lets({ AWS: "arn:aws:iam::210987654321:root" }, "ecr:ReplicateImage", at("ecr", "repository/*")),
  ),
  attached(
    "a stream for one account",
    "aws:kinesis/resourcePolicy:ResourcePolicy",
    "policy",
    lets(
      { AWS: "210987654321" },
      ["kinesis:PutRecord", "kinesis:PutRecords"],
      at("kinesis", "stream/clicks"),
    ),
  ),
];
