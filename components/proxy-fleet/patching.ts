/**
 * Patch Manager for the fleet: what counts as missing, a regular scan, and with operation `Install` a window in which one
 * instance after another is patched. `imageRefresh` is a clock of its own that replaces instances.
 */

import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { PatchingConfig } from "../../config/stack-config";
import type { ProxyFleetArgs } from "./fleet-args";
import { fleetNames, REPLACEMENT, WARM_UP_SECONDS } from "./instances";
import type { FrontDoor } from "./load-balancer";
import { timeouts } from "./nginx";
import { patchDocument } from "./patch-document";
import { imageRefreshSchedule } from "./schedules";

type Severity = PatchingConfig["severities"][number];

/**
 * What a missing patch is reported as. Predefined baselines report everything as unspecified, so that no rule could tell
 * a critical one.
 */
const COMPLIANCE_LEVELS: { readonly [severity in Severity]: string } = {
  Critical: "CRITICAL",
  Important: "HIGH",
  Medium: "MEDIUM",
  Low: "LOW",
};

export interface Patching {
  readonly baseline: aws.ssm.PatchBaseline;
  readonly scan: aws.ssm.Association;
  /** With operation `Install` only. */
  readonly documentName: string | undefined;
  readonly window: aws.ssm.MaintenanceWindow | undefined;
}

/** Where in the log archive instances put what scans and installations printed, as their role lets them. */
export const PATCH_OUTPUT_PREFIX = "patching";

/** Name of the automation document; the roles of patching name it before it exists. */
export const documentName = (baseName: string): string => `${baseName}-patch`;

function createBaseline(name: string, args: ProxyFleetArgs, parent: pulumi.Resource): aws.ssm.PatchBaseline {
  const { context, patching } = args;
  const baseline = new aws.ssm.PatchBaseline(
    `${name}-baseline`,
    {
      description: `What proxies of ${context.baseName} must have installed`,
      // Without it Systems Manager assumes Windows.
      operatingSystem: "AMAZON_LINUX_2023",
      approvalRules: patching.severities.map((severity) => ({
        approveAfterDays: patching.approveAfterDays,
        complianceLevel: COMPLIANCE_LEVELS[severity],
        patchFilters: [
          { key: "CLASSIFICATION", values: ["Security", "Bugfix"] },
          { key: "SEVERITY", values: [severity] },
        ],
      })),
      ...(patching.rejected.length === 0
        ? {}
        : {
            rejectedPatches: [...patching.rejected],
            // Not even as a dependency; an instance that has one of them is not compliant.
            rejectedPatchesAction: "BLOCK",
          }),
    },
    { parent },
  );
  new aws.ssm.PatchGroup(
    `${name}-patch-group`,
    { baselineId: baseline.id, patchGroup: fleetNames(context).patchGroup },
    { parent },
  );
  return baseline;
}

/** @throws {Error} where the role that is needed was not given */
export function required(role: string, arn: pulumi.Input<string> | undefined): pulumi.Input<string> {
  if (arn === undefined) throw new Error(`\`roles.${role}\` is missing, and \`patching\` needs it`);
  return arn;
}

function createWindow(
  name: string,
  args: ProxyFleetArgs,
  targetGroup: aws.lb.TargetGroup,
  parent: pulumi.Resource,
): { readonly document: aws.ssm.Document; readonly window: aws.ssm.MaintenanceWindow } {
  const { context, logArchive, patching, proxy, roles } = args;
  const names = fleetNames(context);
  const document = new aws.ssm.Document(
    `${name}-patch-instance`,
    {
      name: documentName(context.baseName),
      documentType: "Automation",
      documentFormat: "JSON",
      content: JSON.stringify(
        patchDocument({
          autoScalingGroupName: names.group,
          rebootOption: patching.rebootOption,
          drainSeconds: timeouts(proxy.exposure.kind).read,
          output: { bucketName: logArchive.bucketName, prefix: PATCH_OUTPUT_PREFIX },
        }),
      ),
    },
    { parent, deleteBeforeReplace: true },
  );
  const { schedule, timezone, durationHours, cutoffHours } = patching.window;
  const window = new aws.ssm.MaintenanceWindow(
    `${name}-window`,
    {
      description: `Patches proxies of ${context.baseName}, one at a time`,
      schedule,
      scheduleTimezone: timezone,
      duration: durationHours,
      cutoff: cutoffHours,
      allowUnassociatedTargets: false,
      enabled: true,
    },
    { parent },
  );
  const target = new aws.ssm.MaintenanceWindowTarget(
    `${name}-window-target`,
    {
      windowId: window.id,
      resourceType: "INSTANCE",
      description: `Proxies of ${context.baseName}`,
      targets: [{ key: "tag:PatchGroup", values: [names.patchGroup] }],
    },
    { parent },
  );
  const parameters: { readonly [parameter: string]: pulumi.Input<string> } = {
    AutomationAssumeRole: required("patchAutomationArn", roles.patchAutomationArn),
    InstanceId: "{{ TARGET_ID }}",
    TargetGroupArn: targetGroup.arn,
  };
  new aws.ssm.MaintenanceWindowTask(
    `${name}-window-task`,
    {
      windowId: window.id,
      description: "Standby, install, back into service",
      taskType: "AUTOMATION",
      taskArn: document.name,
      serviceRoleArn: required("patchWindowArn", roles.patchWindowArn),
      targets: [{ key: "WindowTargetIds", values: [target.id] }],
      priority: 1,
      // One instance at a time, and none after a failure: what broke the first would break the next.
      maxConcurrency: "1",
      maxErrors: "0",
      cutoffBehavior: "CANCEL_TASK",
      taskInvocationParameters: {
        automationParameters: {
          documentVersion: "$DEFAULT",
          parameters: Object.entries(parameters).map(([key, value]) => ({ name: key, values: [value] })),
        },
      },
    },
    { parent },
  );
  return { document, window };
}

/** Replaces all instances by ones from the current image once a week. */
function createImageRefresh(name: string, args: ProxyFleetArgs, parent: pulumi.Resource): void {
  const { context, patching, roles } = args;
  new aws.scheduler.Schedule(
    `${name}-image-refresh`,
    {
      name: `${context.baseName}-image-refresh`,
      description: `Replaces proxies of ${context.baseName} by ones from the current image`,
      scheduleExpression: imageRefreshSchedule(patching.window.schedule),
      scheduleExpressionTimezone: patching.window.timezone,
      flexibleTimeWindow: { mode: "OFF" },
      state: "ENABLED",
      target: {
        // An API of any service is a target of its own; this ARN names the operation, in no region and no account.
        arn: `arn:${context.partition.partition}:scheduler:::aws-sdk:autoscaling:startInstanceRefresh`,
        roleArn: required("imageRefreshArn", roles.imageRefreshArn),
        // Neither a desired configuration nor skipMatching: the image behind an unchanged template is what is new.
        input: JSON.stringify({
          AutoScalingGroupName: fleetNames(context).group,
          Strategy: "Rolling",
          Preferences: {
            MinHealthyPercentage: REPLACEMENT.minHealthyPercentage,
            MaxHealthyPercentage: REPLACEMENT.maxHealthyPercentage,
            InstanceWarmup: WARM_UP_SECONDS,
            ScaleInProtectedInstances: "Refresh",
            StandbyInstances: "Wait",
          },
        }),
        retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 3600 },
      },
    },
    { parent, deleteBeforeReplace: true },
  );
}

/** Creates baseline, scan, and what operation and `imageRefresh` ask for. */
export function createPatching(
  name: string,
  args: ProxyFleetArgs,
  { targetGroup }: FrontDoor,
  parent: pulumi.Resource,
): Patching {
  const { context, logArchive, patching } = args;
  const baseline = createBaseline(name, args, parent);
  const scan = new aws.ssm.Association(
    `${name}-scan`,
    {
      associationName: `${context.baseName}-patch-scan`,
      name: "AWS-RunPatchBaseline",
      parameters: { Operation: "Scan" },
      targets: [{ key: "tag:PatchGroup", values: [fleetNames(context).patchGroup] }],
      scheduleExpression: patching.scanSchedule,
      // A scan changes nothing: all may run at once, and none waits for the others.
      maxConcurrency: "100%",
      maxErrors: "100%",
      complianceSeverity: "HIGH",
      outputLocation: {
        s3BucketName: logArchive.bucketName,
        s3KeyPrefix: PATCH_OUTPUT_PREFIX,
        s3Region: context.region,
      },
    },
    { parent },
  );
  const install =
    patching.operation === "Install" ? createWindow(name, args, targetGroup, parent) : undefined;
  if (patching.imageRefresh === "weekly") createImageRefresh(name, args, parent);
  return { baseline, scan, documentName: install && documentName(context.baseName), window: install?.window };
}
