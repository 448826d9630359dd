/** Role of the function that answers the console: it reads what the console shows, and starts two documents. */

import { servicePrincipal } from "../../../partitions";
import { apiFunctionName, installDocumentName, scanDocumentName } from "../../console-names";
import { arn } from "../../stack-context";
import {
  insideLogGroup,
  type RoleOptions,
  type RoleSpec,
  roleArn,
  roleName,
  type Statement,
} from "../role-spec";
import { evidenceStatements } from "./evidence";

function securityGroupStatements({ context }: RoleOptions): readonly Statement[] {
  return [
    {
      sid: "SeeGroups",
      reason: "groups, rules, who has them and names of lists: listing cannot be restricted to resources",
      actions: [
        "ec2:DescribeManagedPrefixLists",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroupRules",
        "ec2:DescribeSecurityGroups",
      ],
      resources: ["*"],
    },
    {
      sid: "ReadPrefixLists",
      reason: "lists that rules name are AWS's, the account's, or shared by another account",
      actions: ["ec2:GetManagedPrefixListEntries"],
      resources: [arn(context, "ec2", "prefix-list/*", { accountId: "*" })],
    },
  ];
}

function overviewStatements({ context, duties }: RoleOptions): readonly Statement[] {
  return [
    {
      sid: "SeeFleet",
      reason: "group, load balancer and targets: listing cannot be restricted to resources",
      actions: [
        "autoscaling:DescribeAutoScalingGroups",
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeTargetHealth",
      ],
      resources: ["*"],
    },
    {
      sid: "SeeAlarms",
      reason: "alarms have names that Pulumi makes up; which are the stack's own their descriptions tell",
      actions: ["cloudwatch:DescribeAlarms"],
      resources: [arn(context, "cloudwatch", "alarm:*")],
    },
    ...(duties.ownDomain
      ? [
          {
            sid: "SeeDomain",
            reason: "state and software of the stack's own domain, none of its data",
            actions: ["es:DescribeDomain"],
            resources: [arn(context, "es", `domain/${context.baseName}`)],
          },
        ]
      : []),
  ];
}

/** The function starts documents without parameters: what they do, and to which instances, is written in them. */
function patchingStatements({ context, rolePath, duties }: RoleOptions): readonly Statement[] {
  const install = duties.patchOperation === "Install";
  const documents = [scanDocumentName(context), ...(install ? [installDocumentName(context)] : [])];
  const executions = arn(context, "ssm", "automation-execution/*");
  return [
    {
      sid: "SeePatchState",
      reason: "instance ids are AWS's choice; the function asks for those of the fleet",
      actions: ["ssm:DescribeInstancePatchStates", "ssm:DescribeInstancePatches"],
      resources: [arn(context, "ec2", "instance/*")],
    },
    {
      sid: "SeeManagedInstances",
      reason: "agents and executions are listed; listing cannot be restricted to resources",
      actions: [
        "ssm:DescribeAutomationExecutions",
        "ssm:DescribeInstanceInformation",
        ...(install ? ["ssm:DescribeMaintenanceWindowSchedule"] : []),
      ],
      resources: ["*"],
    },
    ...(install
      ? [
          {
            sid: "SeePatchWindow",
            reason: "the window's id is AWS's choice",
            actions: ["ssm:GetMaintenanceWindow"],
            resources: [arn(context, "ssm", "maintenancewindow/*")],
          },
        ]
      : []),
    {
      sid: "FollowPatching",
      reason: "execution ids are AWS's choice",
      actions: ["ssm:DescribeAutomationStepExecutions", "ssm:GetAutomationExecution"],
      resources: [executions],
    },
    {
      sid: "StartPatching",
      reason:
        "this stack's documents without parameters; IAM asks for document, definition and execution, whose id is AWS's choice",
      actions: ["ssm:StartAutomationExecution"],
      resources: [
        ...documents.map((name) => arn(context, "ssm", `automation-definition/${name}:*`)),
        ...documents.map((name) => arn(context, "ssm", `document/${name}`)),
        executions,
      ],
    },
    {
      sid: "PassAutomationRole",
      reason: "the documents name the role that they act with, and no other can be handed to them",
      actions: ["iam:PassRole"],
      resources: [roleArn(context, rolePath, "patchAutomation")],
      conditions: { StringEquals: { "iam:PassedToService": servicePrincipal("ssm", context.partition) } },
    },
  ];
}

function roleStatements({ context, rolePath, roles }: RoleOptions): readonly Statement[] {
  // The boundary, which has less room than a role's policy, names them by what their names begin with.
  const pattern = arn(context, "iam", `role${rolePath}${context.baseName}-*`, { region: "" });
  return [
    {
      sid: "ReviewRoles",
      reason: "the stack's own roles: what was given to them, what they have, and which services they used",
      actions: [
        "iam:GenerateServiceLastAccessedDetails",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies",
      ],
      resources: roles.map((key) => ({ pattern, arn: roleArn(context, rolePath, key) })),
    },
    {
      sid: "ReadRoleUsage",
      reason: "an answer has an id that IAM chooses, which no resource can name",
      actions: ["iam:GetServiceLastAccessedDetails"],
      resources: ["*"],
    },
  ];
}

/** The function runs outside the VPC and so needs no network interfaces. Nothing that it may do changes a rule or a role. */
export function apiRole(options: RoleOptions): RoleSpec {
  const { context } = options;
  return {
    key: "api",
    name: roleName(context, "api"),
    why: "Lets the console API read the state of the stack, and start its scan and patch documents.",
    trust: { kind: "service", service: "lambda" },
    statements: [
      {
        sid: "WriteOwnLog",
        reason: "its log group exists already, so it needs no right to create one",
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [insideLogGroup(context, `/aws/lambda/${apiFunctionName(context)}`)],
      },
      ...overviewStatements(options),
      ...securityGroupStatements(options),
      ...evidenceStatements(options),
      ...patchingStatements(options),
      ...roleStatements(options),
    ],
  };
}
