import { matches } from "../patterns";
import type { AccessLevel } from "./actions";

/** Actions about which AWS's table misleads, and why. `*:` stands for every service. */
interface Override {
  readonly actions: readonly string[];
  readonly reason: string;
}

/** Actions of another level than AWS gives them; checked against what the action does by its own documentation. */
export const LEVELS: readonly (Override & { readonly access: AccessLevel })[] = [
  {
    access: "permissions",
    actions: [
      "iam:AddUserToGroup",
      "iam:CreateAccessKey",
      "iam:CreateLoginProfile",
      "iam:CreateServiceSpecificCredential",
      "iam:PassRole",
      "iam:UpdateLoginProfile",
    ],
    reason: "the caller, or whoever he names, gets what another identity may do",
  },
  {
    access: "permissions",
    actions: ["eks:AssociateAccessPolicy", "eks:CreateAccessEntry", "eks:UpdateAccessEntry"],
    reason: "they give access to a cluster",
  },
  {
    access: "permissions",
    actions: [
      "ec2:ModifyFpgaImageAttribute",
      "ec2:ModifyImageAttribute",
      "rds:ModifyDBClusterSnapshotAttribute",
      "rds:ModifyDBSnapshotAttribute",
    ],
    reason: "they share an image or a snapshot with other accounts, as `ec2:ModifySnapshotAttribute` does",
  },
  {
    access: "permissions",
    actions: [
      "*:DeleteResourcePolicy",
      "*:PutResourcePolicy",
      "codeartifact:PutDomainPermissionsPolicy",
      "codeartifact:PutRepositoryPermissionsPolicy",
      "dsql:PutClusterPolicy",
      "kafka:PutClusterPolicy",
      "logs:PutDestinationPolicy",
      "oam:PutSinkPolicy",
      "serverlessrepo:PutApplicationPolicy",
      "sso:PutInlinePolicyToPermissionSet",
    ],
    reason: "they write a resource policy, which AWS calls a write for some services only",
  },
  {
    access: "write",
    actions: [
      "*:AllowVendedLogDeliveryForResource",
      "bedrock-agentcore:InvokeGateway",
      "bedrock-agentcore:InvokeWebSearch",
      "bedrock-agentcore:SynchronizeGatewayTargets",
      "ec2:AttachApplianceToNatGateway",
      "ec2:AttachResourcesToPlacementGroup",
      "ec2:DetachApplianceFromNatGateway",
      "ec2:DetachResourcesFromPlacementGroup",
      "rds-db:connect",
      "waf:CreateWebACL",
      "waf:DeleteWebACL",
      "waf:UpdateWebACL",
      "waf-regional:CreateWebACL",
      "waf-regional:DeleteWebACL",
      "waf-regional:UpdateWebACL",
    ],
    reason: "they use or configure a resource and say nothing of who may use it",
  },
  {
    access: "read",
    actions: [
      "*:GetResourcePolicy",
      "backup:SearchRecoveryPoint",
      "glue:DescribeConnectionType",
      "glue:DescribeEntity",
      "glue:ListEntities",
      "glue:TestConnection",
      "secretsmanager:ValidateResourcePolicy",
    ],
    reason: "they change nothing",
  },
];

const LEVEL_OF: ReadonlyMap<string, AccessLevel> = new Map(
  LEVELS.flatMap(({ access, actions }) => actions.map((action) => [action, access] as const)),
);

/** The level of an action where AWS's misleads; undefined where it does not. Case as AWS writes it. */
export const correctedAccess = (service: string, name: string): AccessLevel | undefined =>
  LEVEL_OF.get(`${service}:${name}`) ?? LEVEL_OF.get(`*:${name}`);

/**
 * Writes that the table says can be restricted and that cannot in practice, or gain nothing by it: their resource has no
 * name before the call, or AWS's own roles have them on `*`.
 */
export const UNRESTRICTED_IN_PRACTICE: readonly Override[] = [
  {
    actions: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    reason:
      "AWS's execution roles log with them on `*`; they only add, to groups that are often named at run time",
  },
  {
    actions: ["cloudwatch:PutMetricData"],
    reason: "metrics are limited by `cloudwatch:namespace`; the dataset of the table is optional",
  },
  {
    actions: [
      "ec2:AssignPrivateIpAddresses",
      "ec2:AttachNetworkInterface",
      "ec2:CreateNetworkInterface",
      "ec2:CreateNetworkInterfacePermission",
      "ec2:DeleteNetworkInterface",
      "ec2:DetachNetworkInterface",
      "ec2:ModifyNetworkInterfaceAttribute",
      "ec2:UnassignPrivateIpAddresses",
    ],
    reason: "a function or build in a VPC makes its interfaces at run time; AWS's roles for that have `*`",
  },
  {
    actions: ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage"],
    reason:
      "they take the receipt of a message that was received; AWS's role for functions on queues has them on `*`",
  },
  {
    actions: ["iam:CreateVirtualMFADevice"],
    reason:
      "the device is nobody's until it is enabled for a user; AWS's policy for users who manage theirs has it on `mfa/*`",
  },
  {
    actions: ["comprehend:Start*DetectionJob", "comprehend:StartDocumentClassificationJob"],
    reason: "a job gets its id from the call, and AWS's own models have no ARN",
  },
  {
    actions: [
      "ssm:PutComplianceItems",
      "ssm:UpdateAssociationStatus",
      "ssm:UpdateInstanceAssociationStatus",
      "ssm:UpdateInstanceInformation",
    ],
    reason:
      "the agent of Systems Manager reports on its own instance; AmazonSSMManagedInstanceCore has them on `*`",
  },
  {
    actions: [
      "ecs:DeregisterContainerInstance",
      "ecs:Poll",
      "ecs:RegisterContainerInstance",
      "ecs:StartTelemetrySession",
      "ecs:Submit*",
      "ecs:UpdateContainerInstancesState",
    ],
    reason: "the agent of ECS speaks for its own instance; AWS's role for it has them on `*`",
  },
  {
    actions: ["ecs:RegisterTaskDefinition"],
    reason: "a revision gets its number from the call; what it may do is limited by `iam:PassRole`",
  },
  {
    actions: ["lambda:DisableReplication", "lambda:EnableReplication"],
    reason: "CloudFront calls them, for edge functions",
  },
];

/** Whether an action (as AWS writes it) may as well be on `*`: one of `UNRESTRICTED_IN_PRACTICE`. */
export const isUnrestrictedInPractice = (name: string): boolean =>
  UNRESTRICTED_IN_PRACTICE.some(({ actions }) => actions.some((pattern) => matches(pattern, name)));
