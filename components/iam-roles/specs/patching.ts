/** Roles of patching: the maintenance window, the automation it starts, and the weekly replacement of instances. */

import { servicePrincipal } from "../../../partitions";
import { arn } from "../../stack-context";
import { fleetGroup, type RoleOptions, type RoleSpec, roleArn, roleName, type Statement } from "../role-spec";
import { awsDocument } from "./proxy";

/** May start one automation and hand one role to it: it cannot itself touch an instance. */
export function patchWindowRole({ context, rolePath }: RoleOptions): RoleSpec {
  const document = `${context.baseName}-patch`;
  return {
    key: "patchWindow",
    name: roleName(context, "patchWindow"),
    why: "Lets the maintenance window start the automation that patches one instance at a time.",
    // Maintenance windows are not documented to tell for which window they act, only for which account.
    trust: { kind: "service-for-account", service: "ssm", sourceArns: [] },
    statements: [
      {
        sid: "RunPatching",
        reason:
          "this stack's document; IAM asks for document, definition and execution, whose id is AWS's choice; the window waits for each execution before it takes the next instance",
        actions: ["ssm:GetAutomationExecution", "ssm:StartAutomationExecution"],
        resources: [
          arn(context, "ssm", `automation-definition/${document}:*`),
          arn(context, "ssm", "automation-execution/*"),
          arn(context, "ssm", `document/${document}`),
        ],
      },
      {
        sid: "PassAutomationRole",
        reason: "the automation acts with its own role",
        actions: ["iam:PassRole"],
        resources: [roleArn(context, rolePath, "patchAutomation")],
        conditions: { StringEquals: { "iam:PassedToService": servicePrincipal("ssm", context.partition) } },
      },
    ],
  };
}

function installStatements({ context, rolePath, duties }: RoleOptions): readonly Statement[] {
  const document = `${context.baseName}-patch`;
  return [
    {
      sid: "StandByInstance",
      reason:
        "in standby the load balancer's health check cannot replace an instance that reboots; another one is launched first where the group is at its smallest, and one that cannot come back is given up",
      actions: [
        "autoscaling:EnterStandby",
        "autoscaling:ExitStandby",
        "autoscaling:ResumeProcesses",
        "autoscaling:SetDesiredCapacity",
        "autoscaling:SuspendProcesses",
        "autoscaling:TerminateInstanceInAutoScalingGroup",
      ],
      resources: [fleetGroup(context)],
    },
    ...(duties.console
      ? [
          {
            sid: "RunPatching",
            reason:
              "the console's document runs this stack's patching for each instance, and waits for it; IAM asks for document, definition and execution, whose id is AWS's choice",
            actions: ["ssm:GetAutomationExecution", "ssm:StartAutomationExecution"],
            resources: [
              arn(context, "ssm", `automation-definition/${document}:*`),
              arn(context, "ssm", "automation-execution/*"),
              arn(context, "ssm", `document/${document}`),
            ],
          },
          {
            sid: "PassItself",
            reason: "those executions act with this same role: it hands on nothing that it has not",
            actions: ["iam:PassRole"],
            resources: [roleArn(context, rolePath, "patchAutomation")],
            conditions: {
              StringEquals: { "iam:PassedToService": servicePrincipal("ssm", context.partition) },
            },
          },
        ]
      : []),
  ];
}

/**
 * May run the patch document on instances of this fleet, and no other; with operation `Install` also take them out of
 * service and put them back.
 */
export function patchAutomationRole(options: RoleOptions): RoleSpec {
  const { context, duties } = options;
  const install = duties.patchOperation === "Install";
  return {
    key: "patchAutomation",
    name: roleName(context, "patchAutomation"),
    why: install
      ? "Lets the patch automation take one proxy instance out of service, patch it and put it back."
      : "Lets the console's automation look for missing patches on the proxy instances.",
    trust: {
      kind: "service-for-account",
      service: "ssm",
      sourceArns: [arn(context, "ssm", "automation-execution/*")],
    },
    statements: [
      ...(install ? installStatements(options) : []),
      {
        sid: "RunPatchDocument",
        reason: "one document of AWS's; running any other needs another grant",
        actions: ["ssm:SendCommand"],
        resources: [awsDocument(context, "AWS-RunPatchBaseline")],
      },
      {
        sid: "PatchFleetInstances",
        reason:
          "instance ids are AWS's choice; the tag is written by Auto Scaling and nobody can forge the aws: prefix",
        actions: ["ssm:SendCommand"],
        resources: [arn(context, "ec2", "instance/*")],
        conditions: {
          StringEquals: { "aws:ResourceTag/aws:autoscaling:groupName": `${context.baseName}-proxy` },
        },
      },
      {
        sid: "FollowProgress",
        reason: "reads that cannot be restricted to resources",
        actions: [
          ...(install
            ? [
                "autoscaling:DescribeAutoScalingGroups",
                "autoscaling:DescribeAutoScalingInstances",
                "elasticloadbalancing:DescribeTargetHealth",
              ]
            : []),
          "ssm:DescribeInstanceInformation",
          "ssm:ListCommandInvocations",
          "ssm:ListCommands",
        ],
        resources: ["*"],
      },
    ],
  };
}

/** A clock that can do one thing: replace the fleet's instances by fresh ones from the same template. */
export function imageRefreshRole({ context }: RoleOptions): RoleSpec {
  return {
    key: "imageRefresh",
    name: roleName(context, "imageRefresh"),
    why: "Lets the weekly schedule replace proxy instances by ones from the current image.",
    // EventBridge Scheduler tells the schedule group, never the single schedule.
    trust: {
      kind: "service-for-account",
      service: "scheduler",
      sourceArns: [arn(context, "scheduler", "schedule-group/default")],
    },
    statements: [
      {
        sid: "RefreshFleet",
        reason: "without a desired configuration no launch template and no role is passed",
        actions: ["autoscaling:StartInstanceRefresh"],
        resources: [fleetGroup(context)],
      },
    ],
  };
}
