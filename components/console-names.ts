/** Names around the console that one component chooses and the roles' documents must name before anything exists. */

import { arn, type StackContext } from "./stack-context";

/** The function that answers the console's API. */
export const apiFunctionName = ({ baseName }: StackContext): string => `${baseName}-api`;

/** The function that notes which network interface had which security groups and addresses. */
export const interfacesFunctionName = ({ baseName }: StackContext): string => `${baseName}-interfaces`;

/** Automation documents without parameters, which the console may start. */
export const scanDocumentName = ({ baseName }: StackContext): string => `${baseName}-scan-now`;
export const installDocumentName = ({ baseName }: StackContext): string => `${baseName}-install-now`;

/** Log group of the VPC's flow logs, where they go to CloudWatch Logs. */
export const flowLogGroupName = ({ baseName }: StackContext): string =>
  `/centralized-logging/${baseName}/flow-logs`;

/** Athena's work group that asks the flow logs. */
export const workGroupName = ({ baseName }: StackContext): string => `${baseName}-flow-logs`;

/** Glue's database of the stack: of special characters Athena takes the underscore alone. */
export const databaseName = ({ baseName }: StackContext): string => baseName.replaceAll("-", "_");

/** The table of flow logs in that database. */
export const FLOW_LOG_TABLE = "flow_logs";

/** What of the console lies where in the log archive's bucket; no slash at either end. */
export const CONSOLE_PREFIXES = {
  /** Answers of Athena. */
  answers: "athena",
  /** Which interface had which groups and addresses when: an object for each day. */
  interfaces: "interfaces",
} as const;

/** Where flow logs are delivered below the archive's prefix for them. */
export function flowLogFolder({ accountId, region }: StackContext): string {
  return `flow-logs/AWSLogs/${accountId}/vpcflowlogs/${region}`;
}

/** The console's bucket; `adopted`: one that exists and becomes the stack's. */
export const consoleBucketName = ({ baseName, accountId }: StackContext, adopted?: string): string =>
  adopted ?? `${baseName}-console-${accountId}`;

/** The log archive's bucket. */
export const logBucketName = ({ baseName, accountId }: StackContext): string =>
  `${baseName}-logs-${accountId}`;

/** ARN of the log archive's bucket, or of what a path in it says. */
export function logBucketArn(context: StackContext, path?: string): string {
  const inside = path === undefined ? "" : `/${path}`;
  return arn(context, "s3", `${logBucketName(context)}${inside}`, { region: "", accountId: "" });
}
