import { ACCOUNT, at, type Case, inline, native, REGION } from "../case";
import { allow, when } from "../spellings";

const managed = (title: string, name: string): Case => ({
  title,
  type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  props: { role: "worker", policyArn: `arn:aws:iam::aws:policy/${name}` },
});

/** What services' documentation asks for, limited to the resources that it names. */
export const SERVICE_ROLES: readonly Case[] = [
  inline(
    "Firehose to one bucket",
    allow(
      [
        "s3:AbortMultipartUpload",
        "s3:GetBucketLocation",
        "s3:GetObject",
        "s3:ListBucket",
        "s3:ListBucketMultipartUploads",
        "s3:PutObject",
      ],
      ["arn:aws:s3:::archive", "arn:aws:s3:::archive/*"],
    ),
    allow("logs:PutLogEvents", at("logs", "log-group:/aws/kinesisfirehose/logs:log-stream:*")),
    allow(
      ["kms:Decrypt", "kms:GenerateDataKey"],
      at("kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab"),
      when("StringEquals", "kms:ViaService", `s3.${REGION}.amazonaws.com`),
    ),
  ),
  native(
    "replication of S3",
    allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], "arn:aws:s3:::source"),
    allow(
      ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
      "arn:aws:s3:::source/*",
    ),
    allow(["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], "arn:aws:s3:::destination/*"),
  ),
  inline(
    "CloudTrail to a log group",
    allow(
      ["logs:CreateLogStream", "logs:PutLogEvents"],
      at("logs", `log-group:trail:log-stream:${ACCOUNT}_CloudTrail_${REGION}*`),
    ),
  ),
  native(
    "flow logs to a log group",
    allow(
      ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
      [at("logs", "log-group:/vpc/main"), at("logs", "log-group:/vpc/main:*")],
    ),
    allow("logs:DescribeLogGroups"),
  ),
  inline(
    "a subscription filter to a stream",
    allow(["kinesis:PutRecord", "kinesis:PutRecords"], at("kinesis", "stream/logs")),
  ),
  native(
    "the scheduler, starting a task",
    allow("ecs:RunTask", at("ecs", "task-definition/report:*")),
    allow(
      "iam:PassRole",
      [`arn:aws:iam::${ACCOUNT}:role/report`, `arn:aws:iam::${ACCOUNT}:role/report-execution`],
      when("StringLike", "iam:PassedToService", "ecs-tasks.amazonaws.com"),
    ),
  ),
  inline(
    "Step Functions with a nested machine",
    allow("states:StartExecution", at("states", "stateMachine:child")),
    allow(["states:DescribeExecution", "states:StopExecution"], at("states", "execution:child:*")),
    allow(
      ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
      at("events", "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"),
    ),
  ),
  native(
    "CodeBuild of one project",
    allow(
      ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
      [at("logs", "log-group:/aws/codebuild/app"), at("logs", "log-group:/aws/codebuild/app:*")],
    ),
    allow(
      ["s3:PutObject", "s3:GetObject", "s3:GetObjectVersion"],
      "arn:aws:s3:::codepipeline-eu-central-1-*",
    ),
    allow(
      [
        "codebuild:CreateReportGroup",
        "codebuild:CreateReport",
        "codebuild:UpdateReport",
        "codebuild:BatchPutTestCases",
      ],
      at("codebuild", "report-group/app-*"),
    ),
  ),
  inline(
    "CodePipeline of one application",
    allow(["codebuild:StartBuild", "codebuild:BatchGetBuilds"], at("codebuild", "project/app")),
    allow("codestar-connections:UseConnection", at("codestar-connections", "connection/a1b2c3")),
    allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::artifacts/*"),
  ),
  native(
    "execution of a task of ECS",
    allow("ecr:GetAuthorizationToken"),
    allow(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], at("ecr", "repository/app")),
    allow(["logs:CreateLogStream", "logs:PutLogEvents"], at("logs", "log-group:/ecs/app:*")),
    allow("secretsmanager:GetSecretValue", at("secretsmanager", "secret:app-a1b2c3")),
  ),
  inline(
    "a function on a queue",
    allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], at("sqs", "jobs")),
    allow(["logs:CreateLogStream", "logs:PutLogEvents"], at("logs", "log-group:/aws/lambda/jobs:*")),
  ),
  native(
    "a data source of AppSync",
    allow("lambda:InvokeFunction", [at("lambda", "function:resolver"), at("lambda", "function:resolver:*")]),
  ),
  inline(
    "the agent of CloudWatch",
    allow(["cloudwatch:PutMetricData", "ec2:DescribeVolumes", "ec2:DescribeTags"]),
    allow(
      ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams", "logs:CreateLogGroup"],
      [at("logs", "log-group:/proxy/*")],
    ),
    allow("ssm:GetParameter", `arn:aws:ssm:*:${ACCOUNT}:parameter/AmazonCloudWatch-*`),
  ),
  native(
    "a job of Glue",
    allow(["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::raw/*", "arn:aws:s3:::curated/*"]),
    allow(
      ["glue:GetTable", "glue:GetDatabase", "glue:BatchCreatePartition"],
      [at("glue", "catalog"), at("glue", "database/sales"), at("glue", "table/sales/*")],
    ),
  ),
  inline(
    "a query of Athena",
    allow(
      ["athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults"],
      at("athena", "workgroup/reports"),
    ),
    allow(
      ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:GetBucketLocation"],
      ["arn:aws:s3:::athena-results", "arn:aws:s3:::athena-results/*"],
    ),
  ),
  managed("basic execution of a function", "service-role/AWSLambdaBasicExecutionRole"),
  managed("execution of tasks", "service-role/AmazonECSTaskExecutionRolePolicy"),
  managed("instances under Systems Manager", "AmazonSSMManagedInstanceCore"),
  managed("nodes of EKS", "AmazonEKSWorkerNodePolicy"),
  managed("control of a cluster of EKS", "AmazonEKSClusterPolicy"),
  managed("pulling of images", "AmazonEC2ContainerRegistryReadOnly"),
  managed("reading of everything", "ReadOnlyAccess"),
  managed("auditing", "SecurityAudit"),
  {
    title: "a policy of one's own",
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    props: { role: "worker", policyArn: `arn:aws:iam::${ACCOUNT}:policy/reader` },
  },
];
