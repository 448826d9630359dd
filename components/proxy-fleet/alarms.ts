/** Alarms on the fleet's service: hosts, errors, latency, certificates; and notices of launches that failed. */

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
  | "metricQueries"
>;

interface Watch {
  readonly id: string;
  readonly what: string;
  readonly metric: Metric;
  /** In the partition's global region, where CloudFront's certificates are. */
  readonly edge?: true;
}

const ABOVE = { comparisonOperator: "GreaterThanOrEqualToThreshold", treatMissingData: "notBreaching" };
const BELOW = { comparisonOperator: "LessThanThreshold", treatMissingData: "breaching" };

const doorMetrics = ({ loadBalancer }: FrontDoor) => ({
  namespace: "AWS/ApplicationELB",
  dimensions: { LoadBalancer: loadBalancer.arnSuffix },
});

const hostMetrics = (front: FrontDoor) => {
  const { namespace, dimensions } = doorMetrics(front);
  return { namespace, dimensions: { ...dimensions, TargetGroup: front.targetGroup.arnSuffix } };
};

/** What a configuration that boots, and then does not serve, is seen by. */
const errorWatches = (front: FrontDoor): readonly Watch[] => [
  {
    id: "load-balancer-5xx",
    what: "the load balancer itself answers with errors",
    metric: {
      ...{ ...doorMetrics(front), ...ABOVE, metricName: "HTTPCode_ELB_5XX_Count", statistic: "Sum" },
      ...{ period: 300, evaluationPeriods: 1, threshold: 10 },
    },
  },
  {
    id: "target-5xx",
    what: "proxies answer with errors: the domain fails or cannot be reached",
    metric: {
      ...{ ...hostMetrics(front), ...ABOVE, metricName: "HTTPCode_Target_5XX_Count", statistic: "Sum" },
      ...{ period: 300, evaluationPeriods: 1, threshold: 25 },
    },
  },
];

/** One metric of the Auto Scaling group, for an expression over several. */
const groupMetric = (fleet: pulumi.Input<string>, id: string, metricName: string, stat: string) => ({
  id,
  returnData: false,
  metric: {
    namespace: "AWS/AutoScaling",
    metricName,
    dimensions: { AutoScalingGroupName: fleet },
    ...{ stat, period: 300 },
  },
});

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

function watches({ proxy }: ProxyFleetArgs, front: FrontDoor, fleet: pulumi.Input<string>): readonly Watch[] {
  const hosts = hostMetrics(front);
  return [
    {
      id: "unhealthy-hosts",
      what: "a proxy has failed its health checks for 5 minutes",
      metric: {
        ...{ ...hosts, ...ABOVE, metricName: "UnHealthyHostCount", statistic: "Maximum" },
        ...{ period: 60, evaluationPeriods: 5, threshold: 1 },
      },
    },
    {
      id: "healthy-hosts",
      what: `fewer than ${proxy.minSize} proxies are healthy, or none reports`,
      metric: {
        ...{ ...hosts, ...BELOW, metricName: "HealthyHostCount", statistic: "Minimum" },
        ...{ period: 60, evaluationPeriods: 5, threshold: proxy.minSize },
      },
    },
    {
      id: "in-service",
      // Longer than a launch may take with its hook; a standby lowers what is wanted.
      what: "fewer instances have been in service than are wanted for 30 minutes: launches fail",
      metric: {
        metricQueries: [
          { id: "lacking", expression: "wanted - serving", label: "instances that lack", returnData: true },
          groupMetric(fleet, "wanted", "GroupDesiredCapacity", "Maximum"),
          groupMetric(fleet, "serving", "GroupInServiceInstances", "Minimum"),
        ],
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        ...{ evaluationPeriods: 6, threshold: 1, treatMissingData: "breaching" },
      },
    },
    {
      id: "standby",
      // Longer than the longest run of the patch document; between two of its runs none stands by.
      what: "an instance has stood by for 2 hours: its patching was cut off, and nobody put it back",
      metric: {
        ...ABOVE,
        namespace: "AWS/AutoScaling",
        dimensions: { AutoScalingGroupName: fleet },
        ...{ metricName: "GroupStandbyInstances", statistic: "Minimum" },
        ...{ period: 300, evaluationPeriods: 24, threshold: 1 },
      },
    },
    {
      id: "latency",
      what: "one request in a hundred takes longer than 10 seconds",
      metric: {
        ...{ ...hosts, ...ABOVE, metricName: "TargetResponseTime", extendedStatistic: "p99" },
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

function createAlarm(
  name: string,
  { context, alertsTopicArn, edgeAlertsTopicArn = alertsTopicArn }: ProxyFleetArgs,
  { id, what, metric, edge }: Watch,
  parent: pulumi.Resource,
): aws.cloudwatch.MetricAlarm {
  const topicArn = edge ? edgeAlertsTopicArn : alertsTopicArn;
  return new aws.cloudwatch.MetricAlarm(
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

/** Creates the alarms that stop a replacement of the proxies; they come before the group, which names them. */
export function createErrorAlarms(
  name: string,
  args: ProxyFleetArgs,
  front: FrontDoor,
  parent: pulumi.Resource,
): readonly aws.cloudwatch.MetricAlarm[] {
  return errorWatches(front).map((watch) => createAlarm(name, args, watch, parent));
}

/** Creates the other alarms, which tell the topic when they begin and when they end, and the notices. */
export function createAlarms(
  name: string,
  args: ProxyFleetArgs,
  front: FrontDoor,
  group: aws.autoscaling.Group,
  parent: pulumi.Resource,
): void {
  const { context, alertsTopicArn } = args;
  for (const watch of watches(args, front, group.name)) createAlarm(name, args, watch, parent);
  createNotice(
    `${name}-launch-failed`,
    {
      chosen: `${context.baseName}-launch-failed`,
      description: `Proxies of ${context.baseName} that did not come into service`,
      source: "aws.autoscaling",
      // A replacement whose new instances all fail goes on trying for an hour before it fails itself.
      detailTypes: ["EC2 Instance Launch Unsuccessful"],
      detail: { AutoScalingGroupName: [fleetNames(context).group] },
      paths: { instance: "$.detail.EC2InstanceId" },
      text: `${context.baseName}: new proxy <instance> was given up during its launch`,
      topicArn: alertsTopicArn,
    },
    parent,
  );
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
