import { type Case, inline, native } from "../case";
import { allow, when } from "../spellings";

/** `Resource: "*"`, where the actions can be limited to nothing else, or only look at what there is. */
export const STAR_ONLY: readonly Case[] = [
  inline("metrics of the container's own", allow("cloudwatch:PutMetricData")),
  inline(
    "metrics in one namespace",
    allow("cloudwatch:PutMetricData", "*", when("StringEquals", "cloudwatch:namespace", "Proxy")),
  ),
  native("a token for pulling images", allow("ecr:GetAuthorizationToken")),
  inline("traces", allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"])),
  native(
    "traces with their sampling rules",
    allow([
      "xray:PutTraceSegments",
      "xray:PutTelemetryRecords",
      "xray:GetSamplingRules",
      "xray:GetSamplingTargets",
      "xray:GetSamplingStatisticSummaries",
    ]),
  ),
  inline(
    "Session Manager's channels",
    allow([
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ]),
  ),
  inline(
    "Run Command's messages",
    allow([
      "ec2messages:AcknowledgeMessage",
      "ec2messages:DeleteMessage",
      "ec2messages:FailMessage",
      "ec2messages:GetEndpoint",
      "ec2messages:GetMessages",
      "ec2messages:SendReply",
    ]),
  ),
  native(
    "looking at instances, subnets and groups",
    allow(["ec2:DescribeInstances", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups", "ec2:DescribeVpcs"]),
  ),
  inline("looking at all of EC2", allow("ec2:Describe*")),
  inline("names of buckets", allow(["s3:ListAllMyBuckets", "s3:GetBucketLocation"])),
  native("names of keys and aliases", allow(["kms:ListKeys", "kms:ListAliases"])),
  inline("names of secrets", allow("secretsmanager:ListSecrets")),
  inline("names of parameters", allow("ssm:DescribeParameters")),
  native("names of tables", allow("dynamodb:ListTables")),
  inline("names of queues and topics", allow(["sqs:ListQueues", "sns:ListTopics"])),
  inline("names of roles and users", allow(["iam:ListRoles", "iam:ListUsers", "iam:GetAccountSummary"])),
  native("who am I", allow("sts:GetCallerIdentity")),
  inline(
    "cost and usage",
    allow(["ce:GetCostAndUsage", "ce:GetDimensionValues", "pricing:GetProducts", "pricing:DescribeServices"]),
  ),
  inline(
    "scaling, as a reader",
    allow([
      "autoscaling:DescribeAutoScalingGroups",
      "autoscaling:DescribeAutoScalingInstances",
      "autoscaling:DescribeScalingActivities",
      "autoscaling:DescribeTags",
    ]),
  ),
  native(
    "load balancers, as a reader",
    allow([
      "elasticloadbalancing:DescribeLoadBalancers",
      "elasticloadbalancing:DescribeTargetGroups",
      "elasticloadbalancing:DescribeTargetHealth",
      "elasticloadbalancing:DescribeListeners",
    ]),
  ),
  inline(
    "log delivery of a state machine",
    allow([
      "logs:CreateLogDelivery",
      "logs:GetLogDelivery",
      "logs:UpdateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:ListLogDeliveries",
      "logs:DescribeResourcePolicies",
      "logs:DescribeLogGroups",
    ]),
  ),
  native("hosted zones by name", allow(["route53:ListHostedZones", "route53:ListHostedZonesByName"])),
  inline(
    "images of text and faces",
    allow(["rekognition:DetectText", "rekognition:DetectFaces", "textract:DetectDocumentText"]),
  ),
  inline("translation", allow(["translate:TranslateText", "comprehend:DetectDominantLanguage"])),
  native("speech from text", allow("polly:SynthesizeSpeech", "*")),
  inline(
    "metrics and logs, as a reader",
    allow(["cloudwatch:Get*", "cloudwatch:List*", "cloudwatch:Describe*", "logs:Describe*"]),
  ),
  native(
    "tags of everything, as a reader",
    allow(["tag:GetResources", "tag:GetTagKeys", "tag:GetTagValues"]),
  ),
  inline(
    "the organisation, as a reader",
    allow(["organizations:DescribeOrganization", "organizations:ListAccounts", "organizations:ListRoots"]),
  ),
  inline(
    "lists of every service",
    allow(["ecs:List*", "eks:List*", "lambda:List*", "rds:Describe*", "acm:ListCertificates"]),
  ),
];
