/** What a web ACL of CloudFront stopped, or would have: its log group, and what AWS WAF writes to it. */

import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type LogSettings, logGroupArgs } from "./log-group";
import { arn, type StackContext } from "./stack-context";

export interface WebAclLogArgs extends LogSettings {
  /** What stands behind the web ACL, in one word: the end of the log group's name. */
  readonly what: string;
  readonly webAclArn: pulumi.Input<string>;
}

export interface WebAclLog {
  readonly group: aws.cloudwatch.LogGroupArgs;
  /** The group is named, not referred to: it must be there before. */
  readonly logging: aws.wafv2.WebAclLoggingConfigurationArgs;
}

/** AWS WAF writes only to log groups whose name begins so. */
const REQUIRED_PREFIX = "aws-waf-logs-";

/** The names of a stack's log groups for web ACLs, without their last word. */
export const webAclLogStem = ({ baseName }: StackContext): string => `${REQUIRED_PREFIX}${baseName}-`;

/**
 * What is blocked, and what a rule only counts, be it one of AWS's that is told to. What passes is in CloudFront's access
 * logs.
 */
const KEPT_ACTIONS = ["BLOCK", "COUNT", "EXCLUDED_AS_COUNT"];

/** What signs somebody in, and what holds the address that somebody comes from, with its query. */
const REDACTED_HEADERS = ["authorization", "cookie", "referer"];

/**
 * Web ACL and log group are in the partition's global region, where a key of the stack's region cannot encrypt. AWS WAF
 * gives the log group the policy that lets it write; one for the whole account would be one of ten in a region (CloudWatch
 * Logs user guide, "Logs sent to CloudWatch Logs").
 */
export function webAclLog({
  context,
  what,
  webAclArn,
  logRetentionDays,
  logsKeyArn,
}: WebAclLogArgs): WebAclLog {
  const region = context.partition.globalRegion;
  const name = `${webAclLogStem(context)}${what}`;
  const key = region === context.region ? { logsKeyArn } : {};
  return {
    group: { ...logGroupArgs(name, { context, logRetentionDays, ...key }), region },
    logging: {
      region,
      resourceArn: webAclArn,
      logDestinationConfigs: [arn(context, "logs", `log-group:${name}`, { region })],
      loggingFilter: {
        defaultBehavior: "DROP",
        filters: [
          {
            behavior: "KEEP",
            requirement: "MEETS_ANY",
            conditions: KEPT_ACTIONS.map((action) => ({ actionCondition: { action } })),
          },
        ],
      },
      // On the way back from the sign-in pages the query string holds the authorization code.
      redactedFields: [
        { queryString: {} },
        ...REDACTED_HEADERS.map((header) => ({ singleHeader: { name: header } })),
      ],
    },
  };
}

/** Options of `logging`: its id is the web ACL's, so that the old one, deleted last, would take the new one with it. */
export const loggingOptions = (
  group: pulumi.Resource,
  parent: pulumi.Resource,
): pulumi.CustomResourceOptions => ({ parent, deleteBeforeReplace: true, dependsOn: [group] });
