/** Alarms on the fleet's service: hosts, errors, latency, certificate. */

import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ProxyFleetArgs } from "./fleet-args";
import type { FrontDoor } from "./load-balancer";

type Metric = Pick<
  aws.cloudwatch.MetricAlarmArgs,
  | "namespace"
  | "metricName"
  | "dimensions"
  | "statistic"
  | "extendedStatistic"
  | "period"
  | "evaluationPeriods"
  | "comparisonOperator"
  | "threshold"
  | "treatMissingData"
>;

interface Watch {
  readonly id: string;
  readonly what: string;
  readonly metric: Metric;
}

/** Days before its end at which a certificate that renews itself has failed to (ACM begins 60 days before). */
const CERTIFICATE_DAYS = 30;

function watches(
  { proxy }: ProxyFleetArgs,
  { loadBalancer, targetGroup }: FrontDoor,
  fleet: pulumi.Input<string>,
): readonly Watch[] {
  const door = { namespace: "AWS/ApplicationELB", dimensions: { LoadBalancer: loadBalancer.arnSuffix } };
  const hosts = {
    ...door,
    dimensions: { ...door.dimensions, TargetGroup: targetGroup.arnSuffix },
  };
  const above = { comparisonOperator: "GreaterThanOrEqualToThreshold", treatMissingData: "notBreaching" };
  const below = { comparisonOperator: "LessThanThreshold", treatMissingData: "breaching" };
  return [
    {
      id: "unhealthy-hosts",
      what: "a proxy has failed its health checks for 5 minutes",
      metric: {
        ...{ ...hosts, ...above, metricName: "UnHealthyHostCount", statistic: "Maximum" },
        ...{ period: 60, evaluationPeriods: 5, threshold: 1 },
      },
    },
    {
      id: "healthy-hosts",
      what: `fewer than ${proxy.minSize} proxies are healthy, or none reports`,
      metric: {
        ...{ ...hosts, ...below, metricName: "HealthyHostCount", statistic: "Minimum" },
        ...{ period: 60, evaluationPeriods: 5, threshold: proxy.minSize },
      },
    },
    {
      id: "in-service",
      what: `fewer than ${proxy.minSize} instances are in service: launches fail or standby lasts`,
      metric: {
        ...below,
        namespace: "AWS/AutoScaling",
        dimensions: { AutoScalingGroupName: fleet },
        ...{ metricName: "GroupInServiceInstances", statistic: "Minimum" },
        ...{ period: 300, evaluationPeriods: 3, threshold: proxy.minSize },
      },
    },
    {
      id: "load-balancer-5xx",
      what: "the load balancer itself answers with errors",
      metric: {
        ...{ ...door, ...above, metricName: "HTTPCode_ELB_5XX_Count", statistic: "Sum" },
        ...{ period: 300, evaluationPeriods: 1, threshold: 10 },
      },
    },
    {
      id: "target-5xx",
      what: "proxies answer with errors: the domain fails or cannot be reached",
      metric: {
        ...{ ...hosts, ...above, metricName: "HTTPCode_Target_5XX_Count", statistic: "Sum" },
        ...{ period: 300, evaluationPeriods: 1, threshold: 25 },
      },
    },
    {
      id: "latency",
      what: "one request in a hundred takes longer than 10 seconds",
      metric: {
        ...{ ...hosts, ...above, metricName: "TargetResponseTime", extendedStatistic: "p99" },
        ...{ period: 300, evaluationPeriods: 3, threshold: 10 },
      },
    },
    {
      id: "certificate",
      what: `the certificate of ${proxy.hostName} ends in less than ${CERTIFICATE_DAYS} days and was not renewed`,
      metric: {
        namespace: "AWS/CertificateManager",
        dimensions: { CertificateArn: proxy.certificateArn },
        ...{ metricName: "DaysToExpiry", statistic: "Minimum", period: 86_400, evaluationPeriods: 1 },
        comparisonOperator: "LessThanThreshold",
        threshold: CERTIFICATE_DAYS,
        // Reported twice a day at most; a late report says nothing about the certificate.
        treatMissingData: "ignore",
      },
    },
  ];
}

/** Creates the alarms, which tell the topic when they begin and when they end. */
export function createAlarms(
  name: string,
  args: ProxyFleetArgs,
  front: FrontDoor,
  group: aws.autoscaling.Group,
  parent: pulumi.Resource,
): void {
  const { context, alertsTopicArn } = args;
  for (const { id, what, metric } of watches(args, front, group.name)) {
    new aws.cloudwatch.MetricAlarm(
      `${name}-${id}`,
      {
        ...metric,
        alarmDescription: `${context.baseName}: ${what}`,
        alarmActions: [alertsTopicArn],
        okActions: [alertsTopicArn],
      },
      { parent },
    );
  }
}
