import { ACCOUNT, at, type Case, from, OWN, REGION, role } from "../case";
import { type Written, when } from "../spellings";

const service = (Service: string | readonly string[], more: Written = {}): Written => ({
  Effect: "Allow",
  Principal: { Service },
  Action: "sts:AssumeRole",
  ...more,
});
/** Trusts of services, on behalf of one's own account where the service says so. */
export const SERVICE_TRUSTS: readonly Case[] = [
  role("EC2, which takes no condition", service("ec2.amazonaws.com")),
  role("EC2 in China", service("ec2.amazonaws.com.cn")),
  role("Lambda, which takes no condition", service("lambda.amazonaws.com")),
  role("Lambda at the edge", service(["lambda.amazonaws.com", "edgelambda.amazonaws.com"])),
  role(
    "tasks of ECS",
    service("ecs-tasks.amazonaws.com", { Condition: from(`arn:aws:ecs:${REGION}:${ACCOUNT}:*`) }),
  ),
  role(
    "Step Functions",
    service("states.amazonaws.com", { Condition: from(at("states", "stateMachine:*")) }),
  ),
  role("CodeBuild", service("codebuild.amazonaws.com", { Condition: from(at("codebuild", "project/app")) })),
  role("CodePipeline", service("codepipeline.amazonaws.com", { Condition: OWN })),
  role("Glue", service("glue.amazonaws.com", { Condition: OWN })),
  role("Firehose", service("firehose.amazonaws.com", { Condition: OWN })),
  role(
    "EventBridge's scheduler",
    service("scheduler.amazonaws.com", { Condition: from(at("scheduler", "schedule-group/default")) }),
  ),
  role(
    "a rule of EventBridge",
    service("events.amazonaws.com", { Condition: from(at("events", "rule/nightly")) }),
  ),
  role(
    "a pipe of EventBridge",
    service("pipes.amazonaws.com", { Condition: from(at("pipes", "pipe/orders")) }),
  ),
  role("flow logs", service("vpc-flow-logs.amazonaws.com", { Condition: from(at("ec2", "vpc-flow-log/*")) })),
  role(
    "CloudTrail",
    service("cloudtrail.amazonaws.com", { Condition: from(at("cloudtrail", "trail/main")) }),
  ),
  role("AWS Config", service("config.amazonaws.com", { Condition: OWN })),
  role(
    "CloudWatch Logs, to a stream",
    service("logs.amazonaws.com", when("StringLike", "aws:SourceArn", at("logs", "*"))),
  ),
  role("API Gateway", service("apigateway.amazonaws.com", { Condition: OWN })),
  role("AppSync", service("appsync.amazonaws.com", { Condition: from(at("appsync", "apis/*")) })),
  role(
    "Cognito, sending messages",
    service("cognito-idp.amazonaws.com", {
      Condition: {
        StringEquals: { "sts:ExternalId": "a1b2c3", "aws:SourceAccount": ACCOUNT },
        ArnLike: { "aws:SourceArn": at("cognito-idp", "userpool/*") },
      },
    }),
  ),
  role("SageMaker", service("sagemaker.amazonaws.com", { Condition: OWN })),
  role("Bedrock's agents", service("bedrock.amazonaws.com", { Condition: from(at("bedrock", "agent/*")) })),
  role(
    "Systems Manager's automation",
    service("ssm.amazonaws.com", { Condition: from(`arn:aws:ssm:*:${ACCOUNT}:automation-execution/*`) }),
  ),
  role("AWS Backup", service("backup.amazonaws.com", { Condition: OWN })),
  role("Transfer Family", service("transfer.amazonaws.com", { Condition: from(at("transfer", "user/*")) })),
  role("enhanced monitoring of RDS", service("monitoring.rds.amazonaws.com", { Condition: OWN })),
  role("exports of RDS", service("export.rds.amazonaws.com", { Condition: OWN })),
  role("Redshift", service("redshift.amazonaws.com", { Condition: OWN })),
  role(
    "OpenSearch's access to Cognito",
    service("opensearchservice.amazonaws.com", { Condition: from(at("es", "domain/logs")) }),
  ),
  role(
    "ingestion of OpenSearch",
    service("osis-pipelines.amazonaws.com", { Condition: from(at("osis", "pipeline/*")) }),
  ),
  role("replication of S3", service("s3.amazonaws.com", { Condition: from("arn:aws:s3:::source") })),
  role(
    "a cluster of EKS",
    service("eks.amazonaws.com", {
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: from(at("eks", "cluster/main")),
    }),
  ),
  role("pods of EKS", service("pods.eks.amazonaws.com", { Action: ["sts:AssumeRole", "sts:TagSession"] })),
  role(
    "several services of one account",
    service(["states.amazonaws.com", "scheduler.amazonaws.com"], { Condition: OWN }),
  ),
  {
    title: "EC2, in an object without brackets",
    type: "aws-native:iam:Role",
    props: {
      roleName: "proxy",
      assumeRolePolicyDocument: { Version: "2012-10-17", Statement: service("ec2.amazonaws.com") },
    },
  },
];
