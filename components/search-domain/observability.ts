/** What the domain writes down, and when it calls for help. */

import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { servicePrincipal } from "../../partitions";
import { logGroupArgs, logGroupOptions } from "../log-group";
import { arn, type StackContext } from "../stack-context";

/** OpenSearch Service's name of a log, and the last part of its group's name. */
const LOGS = [
  ["ES_APPLICATION_LOGS", "application"],
  ["SEARCH_SLOW_LOGS", "search-slow"],
  ["INDEX_SLOW_LOGS", "index-slow"],
  ["AUDIT_LOGS", "audit"],
] as const;

/**
 * The log groups and the policy that lets this domain, and no other, write to them. `options` go into the domain, which
 * must wait for `ready`: the service tries the policy when it is configured.
 */
export function domainLogs(
  name: string,
  {
    context,
    domainArn,
    retentionDays,
    keyArn,
  }: {
    readonly context: StackContext;
    readonly domainArn: string;
    readonly retentionDays: number;
    readonly keyArn: pulumi.Input<string> | undefined;
  },
  parent: pulumi.Resource,
): {
  readonly options: readonly aws.types.input.opensearch.DomainLogPublishingOption[];
  readonly ready: readonly pulumi.Resource[];
} {
  const stem = `/aws/OpenSearchService/domains/${context.baseName}`;
  const groups = LOGS.map(
    ([, log]) =>
      new aws.cloudwatch.LogGroup(
        `${name}-${log}-log`,
        logGroupArgs(`${stem}/${log}`, {
          context,
          logRetentionDays: retentionDays,
          logsKeyArn: keyArn,
        }),
        logGroupOptions(context, parent),
      ),
  );
  const document: aws.iam.PolicyDocument = {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "DomainWritesItsLogs",
        Effect: "Allow",
        Principal: { Service: servicePrincipal("es", context.partition) },
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: arn(context, "logs", `log-group:${stem}/*:*`),
        Condition: {
          StringEquals: { "aws:SourceAccount": context.accountId },
          ArnLike: { "aws:SourceArn": domainArn },
        },
      },
    ],
  };
  const policy = new aws.cloudwatch.LogResourcePolicy(
    `${name}-log-policy`,
    { policyName: `${context.baseName}-domain-logs`, policyDocument: JSON.stringify(document) },
    { parent, deleteBeforeReplace: true },
  );
  return {
    options: LOGS.map(([logType, log]) => ({
      logType,
      cloudwatchLogGroupArn: arn(context, "logs", `log-group:${stem}/${log}`),
      enabled: true,
    })),
    ready: [...groups, policy],
  };
}

interface Alarm {
  readonly id: string;
  readonly metric: string;
  readonly statistic: "Maximum" | "Minimum";
  readonly comparison: "GreaterThanOrEqualToThreshold" | "LessThanOrEqualToThreshold";
  readonly threshold: number;
  readonly minutes: number;
  readonly periods: number;
  readonly meaning: string;
}

const MEBIBYTES_PER_GIBIBYTE = 1024;

/** OpenSearch Service developer guide, "Recommended CloudWatch alarms"; free space is counted for the fullest node. */
function alarmsOf(volumeSizeGiB: number, customerManagedKey: boolean): readonly Alarm[] {
  const atLeastOne = {
    statistic: "Maximum",
    comparison: "GreaterThanOrEqualToThreshold",
    threshold: 1,
  } as const;
  return [
    {
      ...atLeastOne,
      id: "red",
      metric: "ClusterStatus.red",
      minutes: 1,
      periods: 1,
      meaning: "a primary shard is allocated to no node: data is missing from answers",
    },
    {
      ...atLeastOne,
      id: "writes-blocked",
      metric: "ClusterIndexWritesBlocked",
      minutes: 5,
      periods: 1,
      meaning: "the domain refuses writes: logs are being lost",
    },
    {
      id: "free-storage",
      metric: "FreeStorageSpace",
      statistic: "Minimum",
      comparison: "LessThanOrEqualToThreshold",
      threshold: (volumeSizeGiB * MEBIBYTES_PER_GIBIBYTE) / 4,
      minutes: 1,
      periods: 1,
      meaning: "a node has less than a quarter of its volume left",
    },
    {
      id: "memory-pressure",
      metric: "JVMMemoryPressure",
      statistic: "Maximum",
      comparison: "GreaterThanOrEqualToThreshold",
      threshold: 95,
      minutes: 1,
      periods: 3,
      meaning: "a node is about to run out of memory",
    },
    ...(customerManagedKey
      ? [
          {
            ...atLeastOne,
            id: "key-error",
            metric: "KMSKeyError",
            minutes: 1,
            periods: 1,
            meaning: "the key is disabled: the domain becomes unreadable, for good once the key is deleted",
          },
          {
            ...atLeastOne,
            id: "key-inaccessible",
            metric: "KMSKeyInaccessible",
            minutes: 1,
            periods: 1,
            meaning:
              "the key or its grant is gone: the domain can only be restored elsewhere, from a snapshot",
          },
        ]
      : []),
  ];
}

/** The alarms on a new domain; an existing one's are its owner's. */
export function domainAlarms(
  name: string,
  {
    context,
    volumeSizeGiB,
    customerManagedKey,
    topicArn,
  }: {
    readonly context: StackContext;
    readonly volumeSizeGiB: number;
    readonly customerManagedKey: boolean;
    readonly topicArn: pulumi.Input<string>;
  },
  parent: pulumi.Resource,
): void {
  for (const alarm of alarmsOf(volumeSizeGiB, customerManagedKey)) {
    new aws.cloudwatch.MetricAlarm(
      `${name}-${alarm.id}`,
      {
        alarmDescription: `OpenSearch domain ${context.baseName}: ${alarm.meaning}`,
        namespace: "AWS/ES",
        metricName: alarm.metric,
        dimensions: { DomainName: context.baseName, ClientId: context.accountId },
        statistic: alarm.statistic,
        comparisonOperator: alarm.comparison,
        threshold: alarm.threshold,
        period: alarm.minutes * 60,
        evaluationPeriods: alarm.periods,
        treatMissingData: "missing",
        alarmActions: [topicArn],
        okActions: [topicArn],
      },
      { parent },
    );
  }
}
