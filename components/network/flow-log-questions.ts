import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../../config/stack-config";
import type { FlowLogStore } from "../../console-api/deployment";
import {
  CONSOLE_PREFIXES,
  databaseName,
  FLOW_LOG_TABLE,
  flowLogFolder,
  flowLogGroupName,
  logBucketName,
  workGroupName,
} from "../console-names";
import type { StackContext } from "../stack-context";
import { FLOW_LOG_FIELDS } from "./network";

/** Where the flow logs of a configuration can be asked. */
export function flowLogStore(
  context: StackContext,
  { network, flowLogs }: Pick<StackConfig, "network" | "flowLogs">,
): FlowLogStore {
  if (network.kind === "existing" && network.existing.flowLogs) {
    return {
      kind: "none",
      why: "The VPC had flow logs before this stack, which knows neither where they are nor what they record.",
    };
  }
  if (flowLogs.destination === "cloudwatch") {
    return { kind: "logs-insights", logGroup: flowLogGroupName(context) };
  }
  return {
    kind: "athena",
    workGroup: workGroupName(context),
    database: databaseName(context),
    table: FLOW_LOG_TABLE,
  };
}

/**
 * Columns by the fields' names; every other one is text. `-`, which stands for what a record does not have, becomes NULL
 * in a number.
 */
const NUMBERS: { readonly [field: string]: "int" | "bigint" } = {
  version: "int",
  srcport: "int",
  dstport: "int",
  protocol: "int",
  packets: "bigint",
  bytes: "bigint",
  start: "bigint",
  end: "bigint",
  "tcp-flags": "int",
};

/** Days that the table has; a question is about 90 at most, and may begin and end within a day. */
const TABLE_DAYS = 92;

/** Most that one question may read: 100 GiB, about half a US dollar. Beyond it Athena gives the question up. */
const MAX_BYTES_SCANNED = 100 * 2 ** 30;

export interface FlowLogQuestionsArgs {
  readonly context: StackContext;
}

/**
 * A table over the flow logs in the log archive, and the work group that asks it. Nothing runs by itself: Athena takes
 * money for what questions read, which the work group limits for each. Partitions are computed from the day, so that no
 * crawler has to look for them.
 * https://docs.aws.amazon.com/athena/latest/ug/vpc-flow-logs-partition-projection.html
 */
export class FlowLogQuestions extends pulumi.ComponentResource {
  constructor(name: string, args: FlowLogQuestionsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging:index:FlowLogQuestions", name, {}, opts);
    const { context } = args;
    const { accountId, baseName } = context;
    const bucket = `s3://${logBucketName(context)}`;
    const folder = `${bucket}/${flowLogFolder(context)}`;

    const database = new aws.glue.CatalogDatabase(
      `${name}-database`,
      { name: databaseName(context), description: `Flow logs of ${baseName}` },
      { parent: this, deleteBeforeReplace: true },
    );
    new aws.glue.CatalogTable(
      `${name}-table`,
      {
        name: FLOW_LOG_TABLE,
        databaseName: database.name,
        description: "Records of VPC flow logs, by day",
        tableType: "EXTERNAL_TABLE",
        parameters: {
          EXTERNAL: "TRUE",
          classification: "csv",
          compressionType: "gzip",
          // Each delivered file begins with the names of the fields.
          "skip.header.line.count": "1",
          "projection.enabled": "true",
          "projection.day.type": "date",
          "projection.day.format": "yyyy/MM/dd",
          "projection.day.range": `NOW-${TABLE_DAYS}DAYS,NOW`,
          "projection.day.interval": "1",
          "projection.day.interval.unit": "DAYS",
          "storage.location.template": `${folder}/\${day}`,
        },
        partitionKeys: [{ name: "day", type: "string" }],
        storageDescriptor: {
          location: `${folder}/`,
          inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
          outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
          serDeInfo: {
            serializationLibrary: "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
            parameters: { "field.delim": " ", "serialization.format": " " },
          },
          columns: FLOW_LOG_FIELDS.map((field) => ({
            name: field.replaceAll("-", "_"),
            type: NUMBERS[field] ?? "string",
          })),
        },
      },
      { parent: this, deleteBeforeReplace: true },
    );
    new aws.athena.Workgroup(
      `${name}-work-group`,
      {
        name: workGroupName(context),
        description: `Questions to the flow logs of ${baseName}`,
        configuration: {
          // Whoever asks can change neither the limit nor where answers go.
          enforceWorkgroupConfiguration: true,
          publishCloudwatchMetricsEnabled: false,
          requesterPaysEnabled: false,
          bytesScannedCutoffPerQuery: MAX_BYTES_SCANNED,
          engineVersion: { selectedEngineVersion: "Athena engine version 3" },
          resultConfiguration: {
            outputLocation: `${bucket}/${CONSOLE_PREFIXES.answers}/`,
            expectedBucketOwner: accountId,
            encryptionConfiguration: { encryptionOption: "SSE_S3" },
          },
        },
        // What is lost with it is the list of questions that were asked.
        forceDestroy: true,
      },
      { parent: this, deleteBeforeReplace: true },
    );
    this.registerOutputs({});
  }
}
