/** Role of the network: flow logs that go to CloudWatch Logs (to S3 they need a bucket policy, and no role). */

import { flowLogGroupName } from "../../console-names";
import { arn } from "../../stack-context";
import { insideLogGroup, type RoleOptions, type RoleSpec, roleName } from "../role-spec";

/** https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html, narrowed to one log group that exists. */
export function flowLogsRole({ context }: RoleOptions): RoleSpec {
  return {
    key: "flowLogs",
    name: roleName(context, "flowLogs"),
    why: "Lets VPC flow logs be written to their log group.",
    trust: {
      kind: "service-for-account",
      service: "vpc-flow-logs",
      sourceArns: [arn(context, "ec2", "vpc-flow-log/*")],
    },
    statements: [
      {
        sid: "WriteFlowLogs",
        reason: "its log group exists already, so the service needs no right to create one",
        actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        resources: [insideLogGroup(context, flowLogGroupName(context))],
      },
      {
        sid: "FindLogGroup",
        reason: "listing log groups cannot be restricted to resources",
        actions: ["logs:DescribeLogGroups"],
        resources: ["*"],
      },
    ],
  };
}
