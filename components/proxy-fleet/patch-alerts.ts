/**
 * Who hears of patching: of instances that miss patches, of patching that failed, and of silence, which would otherwise
 * look like compliance.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html
 */

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { logGroupArgs, logGroupOptions } from "../log-group";
import { arn } from "../stack-context";
import type { ProxyFleetArgs } from "./fleet-args";
import { fleetNames } from "./instances";
import { createNotice, type Detail } from "./notices";
import type { Patching } from "./patching";
import { scansPerDay, silenceDays } from "./schedules";

/** Patch states are lower case with an underscore in events, unlike in the API. */
const NON_COMPLIANT = "non_compliant";

/**
 * Counts scans that ended well, in a log of their own. Every instance scans at least once per interval: fewer scans in a
 * day than the instances in service should have made means that one of them does not report. Half an instance is allowed
 * for, since a scan may fall just beside the day that is looked at.
 */
function createSilenceAlarm(
  name: string,
  args: ProxyFleetArgs,
  { scan }: Patching,
  parent: pulumi.Resource,
): void {
  const { context, proxy, patching } = args;
  const chosen = `${context.baseName}-patch-scans`;
  const logGroupName = `/aws/events/${chosen}`;
  const logGroup = new aws.cloudwatch.LogGroup(
    `${name}-scans-log`,
    logGroupArgs(logGroupName, args),
    logGroupOptions(context, parent),
  );
  const rule = new aws.cloudwatch.EventRule(
    `${name}-scans`,
    {
      name: chosen,
      description: `Patch scans of ${context.baseName} that ended well`,
      eventPattern: pulumi.jsonStringify({
        source: ["aws.ssm"],
        "detail-type": ["EC2 State Manager Instance Association State Change"],
        detail: { "association-id": [scan.id], status: ["Success"] },
      }),
    },
    { parent, deleteBeforeReplace: true },
  );
  const writers = { Service: ["delivery.logs.amazonaws.com", "events.amazonaws.com"] };
  const inside = arn(context, "logs", `log-group:${logGroupName}:*`);
  const policy = new aws.cloudwatch.LogResourcePolicy(
    `${name}-scans-log-policy`,
    {
      policyName: chosen,
      policyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "OpenStream",
            Effect: "Allow",
            Principal: writers,
            Action: "logs:CreateLogStream",
            Resource: inside,
            Condition: { StringEquals: { "aws:SourceAccount": context.accountId } },
          },
          {
            Sid: "WriteEvents",
            Effect: "Allow",
            Principal: writers,
            Action: "logs:PutLogEvents",
            Resource: inside,
            Condition: { ArnEquals: { "aws:SourceArn": arn(context, "events", `rule/${chosen}`) } },
          },
        ],
      }),
    },
    { parent, deleteBeforeReplace: true },
  );
  new aws.cloudwatch.EventTarget(
    `${name}-scans-target`,
    { rule: rule.name, arn: logGroup.arn },
    { parent, dependsOn: [policy] },
  );
  const days = silenceDays(patching.scanSchedule);
  new aws.cloudwatch.MetricAlarm(
    `${name}-silence`,
    {
      alarmDescription: `${context.baseName}: a proxy, or all of them, has not reported its patches for ${days} days`,
      metricQueries: [
        {
          id: "silent",
          expression: `(FILL(serving, ${proxy.minSize}) - 0.5) * ${scansPerDay(patching.scanSchedule)} - FILL(scans, 0)`,
          label: "scans that lack",
          returnData: true,
        },
        {
          id: "serving",
          returnData: false,
          metric: {
            namespace: "AWS/AutoScaling",
            metricName: "GroupInServiceInstances",
            dimensions: { AutoScalingGroupName: fleetNames(context).group },
            ...{ stat: "Minimum", period: 86_400 },
          },
        },
        {
          id: "scans",
          returnData: false,
          metric: {
            namespace: "AWS/Events",
            metricName: "TriggeredRules",
            dimensions: { RuleName: chosen },
            ...{ stat: "Sum", period: 86_400 },
          },
        },
      ],
      evaluationPeriods: days,
      threshold: 0,
      comparisonOperator: "GreaterThanThreshold",
      // No scan at all is no data at all.
      treatMissingData: "breaching",
      alarmActions: [args.alertsTopicArn],
      okActions: [args.alertsTopicArn],
    },
    { parent },
  );
}

/** Creates the notices and the alarm. */
export function createPatchAlerts(
  name: string,
  args: ProxyFleetArgs,
  patching: Patching,
  parent: pulumi.Resource,
): void {
  const { context, alertsTopicArn: topicArn } = args;
  createNotice(
    `${name}-non-compliant`,
    {
      chosen: `${context.baseName}-patch-non-compliant`,
      description: `Proxies of ${context.baseName} that miss approved patches`,
      source: "aws.ssm",
      detailTypes: ["Configuration Compliance State Change"],
      detail: {
        "compliance-type": ["Patch"],
        "compliance-status": [NON_COMPLIANT],
        // The id, or an ARN that ends in it: AWS's examples show neither in full.
        "patch-baseline-id": [{ suffix: patching.baseline.id }],
      },
      paths: { instance: "$.detail.resource-id", severity: "$.detail.severity" },
      text: `${context.baseName}: proxy <instance> misses approved patches, severity <severity>`,
      topicArn,
    },
    parent,
  );
  if (patching.documentName !== undefined) {
    createNotice(
      `${name}-patching-failed`,
      {
        chosen: `${context.baseName}-patching-failed`,
        description: `Patching of a proxy of ${context.baseName} that did not end well`,
        source: "aws.ssm",
        detailTypes: ["EC2 Automation Execution Status-change Notification"],
        detail: {
          Definition: [patching.documentName],
          Status: ["Failed", "TimedOut", "Cancelled"],
        },
        paths: { execution: "$.detail.ExecutionId", status: "$.detail.Status" },
        text: `${context.baseName}: patching a proxy ended as <status>, automation execution <execution>`,
        topicArn,
      },
      parent,
    );
  }
  if (patching.window !== undefined) {
    createNotice(
      `${name}-window-failed`,
      {
        chosen: `${context.baseName}-patch-window-failed`,
        description: `Patch windows of ${context.baseName} that did not end well`,
        source: "aws.ssm",
        detailTypes: ["Maintenance Window Execution State-change Notification"],
        detail: pulumi
          .output(patching.window.id)
          .apply((id): Detail => ({ "window-id": [id], status: ["FAILED", "TIMED_OUT", "CANCELLED"] })),
        paths: { window: "$.detail.window-id", status: "$.detail.status" },
        text: `${context.baseName}: patch window <window> ended as <status>`,
        topicArn,
      },
      parent,
    );
  }
  createSilenceAlarm(name, args, patching, parent);
}
