/** Role of the proxy instances: what the managed AmazonSSMManagedInstanceCore is for, without its `ssm:GetParameter*`. */

import { arn, type StackContext } from "../../stack-context";
import {
  fleetGroup,
  insideLogGroup,
  type RoleOptions,
  type RoleSpec,
  roleName,
  type Statement,
} from "../role-spec";

/** AWS's command documents that State Manager and the maintenance window run on the instances. */
const COMMAND_DOCUMENTS: readonly string[] = ["AWS-RunPatchBaseline"];

/** ARN of a document that AWS owns: its account field is empty. */
export function awsDocument(context: StackContext, name: string): string {
  return arn(context, "ssm", `document/${name}`, { accountId: "" });
}

const RECEIVE_COMMANDS: Statement = {
  sid: "ReceiveCommands",
  reason: "agents before 3.3.40 take commands from this service, which cannot be restricted to resources",
  actions: [
    "ec2messages:AcknowledgeMessage",
    "ec2messages:DeleteMessage",
    "ec2messages:FailMessage",
    "ec2messages:GetEndpoint",
    "ec2messages:GetMessages",
    "ec2messages:SendReply",
  ],
  resources: ["*"],
};

export function proxyRole({ context, patchingBuckets, ec2Messages }: RoleOptions): RoleSpec {
  const instances = arn(context, "ec2", "instance/*");
  const documents = COMMAND_DOCUMENTS.map((name) => awsDocument(context, name));
  const reportables = [arn(context, "ssm", "association/*"), ...documents, instances];
  return {
    key: "proxy",
    name: roleName(context, "proxy"),
    why: "Lets proxy instances be managed and patched by Systems Manager, write their logs and report that they are ready.",
    trust: { kind: "service", service: "ec2" },
    statements: [
      {
        sid: "ReportAsInstance",
        reason:
          "instance and association ids are AWS's choice; the condition admits the credentials of instances only",
        actions: [
          "ssm:PutComplianceItems",
          "ssm:UpdateAssociationStatus",
          "ssm:UpdateInstanceAssociationStatus",
          "ssm:UpdateInstanceInformation",
        ],
        resources: reportables,
        conditions: { ArnLike: { "ec2:SourceInstanceARN": instances } },
      },
      {
        sid: "ReadOwnAssociations",
        reason: "the agent asks which associations it has to run",
        actions: ["ssm:DescribeAssociation", "ssm:ListInstanceAssociations"],
        resources: reportables,
      },
      {
        sid: "ReadCommandDocuments",
        reason: "the agent runs AWS's patch document, from scan and installation alike",
        actions: ["ssm:DescribeDocument", "ssm:GetDocument"],
        resources: documents,
      },
      {
        sid: "ReportPatchState",
        reason: "patch snapshots, associations and inventory cannot be restricted to resources",
        actions: ["ssm:GetDeployablePatchSnapshotForInstance", "ssm:ListAssociations", "ssm:PutInventory"],
        resources: ["*"],
      },
      {
        sid: "OpenSessionChannels",
        reason: "the channels of Session Manager and Run Command cannot be restricted to resources",
        actions: [
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
        ],
        resources: ["*"],
      },
      ...(ec2Messages ? [RECEIVE_COMMANDS] : []),
      {
        sid: "ReadPatchSources",
        reason:
          "AWS's own buckets of this region, for agent, patches and packages; through a gateway endpoint reading takes a grant",
        actions: ["s3:GetObject"],
        resources: patchingBuckets.map((bucket) =>
          arn(context, "s3", `${bucket}/*`, { region: "", accountId: "" }),
        ),
      },
      {
        sid: "WriteProxyLog",
        reason: "its log group exists already, so instances need no right to create one",
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [insideLogGroup(context, `/centralized-logging/${context.baseName}/proxy`)],
      },
      {
        sid: "WritePatchOutput",
        reason:
          "what scans and installations printed, in the log archive; Systems Manager keeps only its beginning",
        actions: ["s3:PutObject"],
        resources: [
          arn(context, "s3", `${context.baseName}-logs-${context.accountId}/patching/*`, {
            region: "",
            accountId: "",
          }),
        ],
      },
      {
        sid: "ReportReady",
        reason: "an instance leaves its launch hook once nginx answers",
        actions: ["autoscaling:CompleteLifecycleAction"],
        resources: [fleetGroup(context)],
      },
    ],
  };
}
