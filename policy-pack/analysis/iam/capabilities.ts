/** An action, and all resources of the kind it works on. */
export interface Capability {
  readonly action: string;
  /**
   * The ARN pattern of the kind, with `{partition}` and `{account}` to be filled in. Names have four letters or more
   * (`????*`), so that a pattern which leaves out shorter names only does not count as narrower.
   */
  readonly kind: string;
}

const NAME = "????*";

/** All resources of a regional kind, given as `service:type/name`. */
export const regional = (action: string, kind: string): Capability => ({
  action,
  kind: `arn:{partition}:${kind.replace(":", ":*:{account}:")}`,
});

const iam = (action: string, type: string): Capability => ({
  action: `iam:${action}`,
  kind: `arn:{partition}:iam::{account}:${type}/${NAME}`,
});

/**
 * Actions each of which, on all of its kind, makes its holder an administrator in one step: a policy, a trust, a key or
 * a password of somebody who is one.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const ESCALATIONS: readonly Capability[] = [
  iam("AttachRolePolicy", "role"),
  iam("PutRolePolicy", "role"),
  iam("UpdateAssumeRolePolicy", "role"),
  iam("AttachUserPolicy", "user"),
  iam("PutUserPolicy", "user"),
  iam("CreateAccessKey", "user"),
  iam("CreateLoginProfile", "user"),
  iam("UpdateLoginProfile", "user"),
  iam("AttachGroupPolicy", "group"),
  iam("PutGroupPolicy", "group"),
  iam("AddUserToGroup", "group"),
  iam("CreatePolicyVersion", "policy"),
  iam("SetDefaultPolicyVersion", "policy"),
];

/**
 * One telling action each of the services that hold an account's data, code, network and traces. Only actions that can
 * be limited to resources are listed, with the kind from the service authorization reference.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const SERVICES: readonly Capability[] = [
  regional("acm:DeleteCertificate", `acm:certificate/${NAME}`),
  { action: "apigateway:DELETE", kind: `arn:{partition}:apigateway:*::/${NAME}` },
  regional("autoscaling:DeleteAutoScalingGroup", `autoscaling:autoScalingGroup:${NAME}`),
  regional("backup:DeleteBackupVault", `backup:backup-vault:${NAME}`),
  regional("cloudformation:DeleteStack", `cloudformation:stack/${NAME}`),
  {
    action: "cloudfront:DeleteDistribution",
    kind: `arn:{partition}:cloudfront::{account}:distribution/${NAME}`,
  },
  regional("cloudtrail:StopLogging", `cloudtrail:trail/${NAME}`),
  regional("cloudwatch:DeleteAlarms", `cloudwatch:alarm:${NAME}`),
  regional("cognito-idp:DeleteUserPool", `cognito-idp:userpool/${NAME}`),
  regional("dynamodb:DeleteTable", `dynamodb:table/${NAME}`),
  regional("ec2:TerminateInstances", `ec2:instance/${NAME}`),
  regional("ecr:DeleteRepository", `ecr:repository/${NAME}`),
  regional("ecs:DeleteService", `ecs:service/${NAME}`),
  regional("eks:DeleteCluster", `eks:cluster/${NAME}`),
  regional("elasticfilesystem:DeleteFileSystem", `elasticfilesystem:file-system/${NAME}`),
  regional("elasticloadbalancing:DeleteLoadBalancer", `elasticloadbalancing:loadbalancer/${NAME}`),
  regional("es:DeleteDomain", `es:domain/${NAME}`),
  regional("events:DeleteRule", `events:rule/${NAME}`),
  regional("firehose:DeleteDeliveryStream", `firehose:deliverystream/${NAME}`),
  regional("kinesis:DeleteStream", `kinesis:stream/${NAME}`),
  regional("kms:ScheduleKeyDeletion", `kms:key/${NAME}`),
  regional("lambda:UpdateFunctionCode", `lambda:function:${NAME}`),
  regional("logs:DeleteLogGroup", `logs:log-group:${NAME}`),
  regional("rds:DeleteDBInstance", `rds:db:${NAME}`),
  regional("redshift:DeleteCluster", `redshift:cluster:${NAME}`),
  { action: "route53:ChangeResourceRecordSets", kind: `arn:{partition}:route53:::hostedzone/${NAME}` },
  { action: "s3:DeleteBucket", kind: `arn:{partition}:s3:::${NAME}` },
  { action: "s3:PutObject", kind: `arn:{partition}:s3:::${NAME}/${NAME}` },
  regional("secretsmanager:GetSecretValue", `secretsmanager:secret:${NAME}`),
  regional("sns:DeleteTopic", `sns:${NAME}`),
  regional("sqs:DeleteQueue", `sqs:${NAME}`),
  regional("ssm:GetParameter", `ssm:parameter/${NAME}`),
  regional("states:DeleteStateMachine", `states:stateMachine:${NAME}`),
  { action: "sts:AssumeRole", kind: `arn:{partition}:iam::{account}:role/${NAME}` },
  regional("wafv2:DeleteWebACL", `wafv2:*/webacl/${NAME}`),
];
