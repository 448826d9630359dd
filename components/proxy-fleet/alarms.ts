/** Alarms on the fleet's service: hosts, errors, latency, certificates; and a notice of replacements that failed. */

import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ProxyFleetArgs } from "./fleet-args";
import { fleetNames } from "./instances";
import type { FrontDoor } from "./load-balancer";
import { createNotice } from "./notices";

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
  /** In the partition's global region, where CloudFront's certificates are. */
  readonly edge?: true;
}

/** Days before its end at which a certificate that renews itself has failed to (ACM begins 60 days before). */
const CERTIFICATE_DAYS = 30;

function certificateWatch(id: string, what: string, certificateArn: string): Watch {
  return {
    id,
    what: `${what} ends in less than ${CERTIFICATE_DAYS} days and was not renewed`,
    metric: {
      namespace: "AWS/CertificateManager",
      dimensions: { CertificateArn: certificateArn },
      ...{ metricName: "DaysToExpiry", statistic: "Minimum", period: 86_400, evaluationPeriods: 1 },
      comparisonOperator: "LessThanThreshold",
      threshold: CERTIFICATE_DAYS,
      // Reported twice a day at most; a late report says nothing about the certificate.
      treatMissingData: "ignore",
    },
  };
}

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
    certificateWatch("certificate", "the certificate of the load balancer", proxy.certificateArn),
    ...(proxy.exposure.kind === "cloudfront"
      ? [
          {
            ...certificateWatch(
              "viewer-certificate",
              "the certificate of CloudFront",
              proxy.exposure.viewerCertificateArn,
            ),
            edge: true,
          } as const,
        ]
      : []),
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
  const { context, alertsTopicArn, edgeAlertsTopicArn = alertsTopicArn } = args;
  for (const { id, what, metric, edge } of watches(args, front, group.name)) {
    const topicArn = edge ? edgeAlertsTopicArn : alertsTopicArn;
    new aws.cloudwatch.MetricAlarm(
      `${name}-${id}`,
      {
        ...metric,
        alarmDescription: `${context.baseName}: ${what}`,
        ...(edge ? { region: context.partition.globalRegion } : {}),
        alarmActions: [topicArn],
        okActions: [topicArn],
      },
      { parent },
    );
  }
  createNotice(
    `${name}-refresh-failed`,
    {
      chosen: `${context.baseName}-refresh-failed`,
      description: `Replacements of the proxies of ${context.baseName} that did not end well`,
      source: "aws.autoscaling",
      // Pulumi starts a replacement and does not wait for it: an update that broke the proxies is told here.
      detailTypes: ["Failed", "Rollback Started", "Rollback Failed"].map(
        (end) => `EC2 Auto Scaling Instance Refresh ${end}`,
      ),
      detail: { AutoScalingGroupName: [fleetNames(context).group] },
      paths: { what: "$.detail-type", refresh: "$.detail.InstanceRefreshId" },
      text: `${context.baseName}: <what>, <refresh>: the new proxies did not come into service, the old ones go on serving`,
      topicArn: alertsTopicArn,
    },
    parent,
  );
}
