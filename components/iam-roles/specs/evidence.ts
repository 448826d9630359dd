/** What the API's function may do to ask the flow logs, in the store that has them, and to resolve what they name. */

import {
  CONSOLE_PREFIXES,
  databaseName,
  FLOW_LOG_TABLE,
  flowLogFolder,
  flowLogGroupName,
  logBucketArn,
  workGroupName,
} from "../../console-names";
import { arn, type StackContext } from "../../stack-context";
import { type Conditions, insideLogGroup, type RoleOptions, type Statement } from "../role-spec";
import { listHistory } from "./interface-history";

/**
 * Athena reads and writes with its caller's rights. The condition leaves them to Athena: the function itself can read no
 * flow log, and write nothing.
 * https://docs.aws.amazon.com/athena/latest/ug/security-iam-athena-calledvia.html
 */
const BY_ATHENA: Conditions = {
  "ForAnyValue:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" },
};

function athena(context: StackContext): readonly Statement[] {
  const database = databaseName(context);
  const glue = (resource: string) => arn(context, "glue", resource);
  const answers = logBucketArn(context, `${CONSOLE_PREFIXES.answers}/*`);
  return [
    {
      sid: "AskFlowLogs",
      reason: "one work group, whose settings limit what a question reads and say where answers go",
      actions: ["athena:GetQueryExecution", "athena:GetQueryResults", "athena:StartQueryExecution"],
      resources: [arn(context, "athena", `workgroup/${workGroupName(context)}`)],
    },
    {
      sid: "FindFlowLogTable",
      reason: "the table of flow logs; Athena looks at the database `default` too, whatever it is asked",
      actions: ["glue:GetDatabase", "glue:GetTable"],
      resources: [
        glue("catalog"),
        glue("database/default"),
        glue(`database/${database}`),
        glue(`table/${database}/${FLOW_LOG_TABLE}`),
      ],
      conditions: BY_ATHENA,
    },
    {
      sid: "ReadFlowLogs",
      reason: "the records, and answers that are ready",
      actions: ["s3:GetObject"],
      resources: [answers, logBucketArn(context, `${flowLogFolder(context)}/*`)],
      conditions: BY_ATHENA,
    },
    {
      sid: "WriteAnswers",
      reason: "answers go below a prefix of their own, in parts where they are long",
      actions: ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"],
      resources: [answers],
      conditions: BY_ATHENA,
    },
    {
      sid: "FindFlowLogs",
      reason: "the bucket's region, the objects of a day and uploads under way",
      actions: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      resources: [logBucketArn(context)],
      conditions: BY_ATHENA,
    },
  ];
}

function logsInsights(context: StackContext): readonly Statement[] {
  return [
    {
      sid: "AskFlowLogs",
      reason: "one log group, with and without its streams: the service has asked for either",
      actions: ["logs:StartQuery"],
      resources: [
        arn(context, "logs", `log-group:${flowLogGroupName(context)}`),
        insideLogGroup(context, flowLogGroupName(context)),
      ],
    },
    {
      sid: "ReadAnswers",
      reason: "queries are listed and read by an id that AWS chooses, which no resource can name",
      actions: ["logs:DescribeQueries", "logs:GetQueryResults"],
      resources: ["*"],
    },
  ];
}

/** None where flow logs cannot be asked. */
export function evidenceStatements({ context, duties }: RoleOptions): readonly Statement[] {
  if (duties.flowLogs === "none") return [];
  return [
    ...(duties.flowLogs === "athena" ? athena(context) : logsInsights(context)),
    {
      sid: "ReadHistory",
      reason: "which interface had which groups when; the function that writes it has a role of its own",
      actions: ["s3:GetObject"],
      resources: [logBucketArn(context, `${CONSOLE_PREFIXES.interfaces}/*`)],
    },
    listHistory(context),
  ];
}
