/** Alarms on the API: a failing one is found by them rather than by its first reader. */

import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { StackContext } from "../stack-context";

export interface WatchedApi {
  readonly context: StackContext;
  readonly functionName: string;
  readonly apiId: pulumi.Input<string>;
  readonly timeoutSeconds: number;
  /** Told of each. */
  readonly topicArn: pulumi.Input<string>;
}

export interface ApiAlarm extends aws.cloudwatch.MetricAlarmArgs {
  /** Last part of the alarm's logical name. */
  readonly id: string;
}

/** Refused requests in five minutes that are more than somebody's expired session or wrong address. */
const MANY_REFUSALS = 100;

/** No calls at all is the usual state of things: the absence of data is no alarm. */
export function apiAlarms(api: WatchedApi): readonly ApiAlarm[] {
  const { context, topicArn } = api;
  const common = {
    period: 300,
    evaluationPeriods: 1,
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    treatMissingData: "notBreaching",
    alarmActions: [topicArn],
    okActions: [topicArn],
  };
  const lambda = { namespace: "AWS/Lambda", dimensions: { FunctionName: api.functionName } };
  const appsync = { namespace: "AWS/AppSync", dimensions: { GraphQLAPIId: api.apiId } };
  const alarm = (
    id: string,
    what: string,
    metric: Omit<aws.cloudwatch.MetricAlarmArgs, keyof typeof common>,
  ): ApiAlarm => ({ ...common, ...metric, id, alarmDescription: `${context.baseName}: ${what}` });
  const sum = (metricName: string, threshold: number) => ({ metricName, statistic: "Sum", threshold });
  return [
    alarm("function-errors", "the console's function failed", { ...lambda, ...sum("Errors", 1) }),
    alarm("function-throttles", "the console's function had no capacity left", {
      ...lambda,
      ...sum("Throttles", 1),
    }),
    alarm("function-slow", "an answer of the console's function took nearly all of its time", {
      ...lambda,
      metricName: "Duration",
      statistic: "Maximum",
      threshold: 900 * api.timeoutSeconds,
    }),
    alarm("graphql-errors", "the console's API failed", { ...appsync, ...sum("5XXError", 1) }),
    alarm(
      "graphql-refusals",
      "the console's API refuses many requests: no valid token, or none of the console's own",
      {
        ...appsync,
        ...sum("4XXError", MANY_REFUSALS),
      },
    ),
  ];
}
