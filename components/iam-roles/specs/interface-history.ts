/** Roles of the history of network interfaces: the function that writes it, and the clock that starts the function. */

import { CONSOLE_PREFIXES, interfacesFunctionName, logBucketArn } from "../../console-names";
import { arn, type StackContext } from "../../stack-context";
import { insideLogGroup, type RoleOptions, type RoleSpec, roleName, type Statement } from "../role-spec";

/** Without the right to list, a day that has no object yet could not be told from one that may not be read. */
export function listHistory(context: StackContext): Statement {
  return {
    sid: "ListHistory",
    reason: "without it S3 answers for a day that has no object yet as for one that may not be read",
    actions: ["s3:ListBucket"],
    resources: [logBucketArn(context)],
    conditions: { StringLike: { "s3:prefix": `${CONSOLE_PREFIXES.interfaces}/*` } },
  };
}

/** Separate from the API's role: whoever asks the console must not be able to write what it goes by. */
export function interfaceHistoryRole({ context }: RoleOptions): RoleSpec {
  return {
    key: "interfaceHistory",
    name: roleName(context, "interfaceHistory"),
    why: "Lets the scheduled function note which network interface had which security groups.",
    trust: { kind: "service", service: "lambda" },
    statements: [
      {
        sid: "WriteOwnLog",
        reason: "its log group exists already, so it needs no right to create one",
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [insideLogGroup(context, `/aws/lambda/${interfacesFunctionName(context)}`)],
      },
      {
        sid: "SeeInterfaces",
        reason: "listing network interfaces cannot be restricted to resources",
        actions: ["ec2:DescribeNetworkInterfaces"],
        resources: ["*"],
      },
      {
        sid: "KeepHistory",
        reason:
          "one object a day below a prefix of its own in the log archive, which each run reads and extends",
        actions: ["s3:GetObject", "s3:PutObject"],
        resources: [logBucketArn(context, `${CONSOLE_PREFIXES.interfaces}/*`)],
      },
      listHistory(context),
    ],
  };
}

/** A clock that can do one thing: start the function of the history. */
export function interfaceClockRole({ context }: RoleOptions): RoleSpec {
  return {
    key: "interfaceClock",
    name: roleName(context, "interfaceClock"),
    why: "Lets the schedule start the function that notes network interfaces.",
    // EventBridge Scheduler tells the schedule group, never the single schedule.
    trust: {
      kind: "service-for-account",
      service: "scheduler",
      sourceArns: [arn(context, "scheduler", "schedule-group/default")],
    },
    statements: [
      {
        sid: "CallHistoryFunction",
        reason: "the function as it is: the schedule names no version and no alias",
        actions: ["lambda:InvokeFunction"],
        resources: [arn(context, "lambda", `function:${interfacesFunctionName(context)}`)],
      },
    ],
  };
}
