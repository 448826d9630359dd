/** The proxies: launch template and Auto Scaling group. */

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ProxyImage } from "../../config/stack-config";
import { logGroupArgs, logGroupOptions } from "../log-group";
import type { StackContext } from "../stack-context";
import type { ProxyFleetArgs } from "./fleet-args";
import type { FrontDoor } from "./load-balancer";
import { renderNginx } from "./nginx";
import { renderUserData } from "./user-data";

/** Chosen names: policies, user data and the patch document name them before they exist. */
export const fleetNames = ({ baseName }: StackContext) =>
  ({
    group: `${baseName}-proxy`,
    lifecycleHook: `${baseName}-ready`,
    logGroup: `/centralized-logging/${baseName}/proxy`,
    /** Value of the tag `PatchGroup`, without the space that instance metadata could not show. */
    patchGroup: `${baseName}-proxy`,
  }) as const;

/** A replacement is launched and ready before an instance is taken away. */
export const REPLACEMENT = { minHealthyPercentage: 100, maxHealthyPercentage: 150 } as const;

/** From the health checks' first answer to the second, with room for a slow start. */
export const WARM_UP_SECONDS = 60;

/** What stands in the launch template for an image; a parameter is read by EC2 at each launch. */
export function imageReference(image: ProxyImage): string {
  return image.kind === "id" ? image.id : `resolve:ssm:${image.name}`;
}

/**
 * What an instance is told at its first boot, in plain text.
 * @throws RangeError where a value is not what it should be, or EC2 would not take so much
 */
export function userDataText(args: Omit<ProxyFleetArgs, "domainEndpoint">, domainEndpoint: string): string {
  const { context, proxy, dashboards, vpcCidr } = args;
  const names = fleetNames(context);
  return renderUserData({
    region: context.region,
    autoScalingGroupName: names.group,
    lifecycleHookName: names.lifecycleHook,
    releasever: proxy.releasever,
    logGroupName: names.logGroup,
    rejected: args.patching.rejected,
    nginx: renderNginx({
      hostName: proxy.hostName,
      domainEndpoint,
      dashboards,
      exposure: proxy.exposure.kind,
      vpcCidr,
    }),
  });
}

const userData = (args: ProxyFleetArgs): pulumi.Output<string> =>
  pulumi
    .output(args.domainEndpoint)
    .apply((domainEndpoint) => Buffer.from(userDataText(args, domainEndpoint)).toString("base64"));

function createTemplate(name: string, args: ProxyFleetArgs, parent: pulumi.Resource): aws.ec2.LaunchTemplate {
  const { context, proxy, volumesKeyArn } = args;
  const names = fleetNames(context);
  // The provider's default tags reach the template only, not what is launched from it.
  const tags = { ...context.tags, Name: names.group };
  return new aws.ec2.LaunchTemplate(
    `${name}-template`,
    {
      description: `Proxies of ${context.baseName}`,
      updateDefaultVersion: true,
      imageId: imageReference(proxy.image),
      instanceType: proxy.instanceType,
      userData: userData(args),
      iamInstanceProfile: { arn: args.instanceProfileArn },
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
        instanceMetadataTags: "disabled",
      },
      networkInterfaces: [
        {
          associatePublicIpAddress: "false",
          deleteOnTermination: "true",
          securityGroups: [args.securityGroupIds.proxy],
        },
      ],
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            encrypted: "true",
            volumeType: "gp3",
            volumeSize: 16,
            deleteOnTermination: "true",
            ...(volumesKeyArn === undefined ? {} : { kmsKeyId: volumesKeyArn }),
          },
        },
      ],
      // One-minute metrics: at five the scaling policy would follow the load of ten minutes ago.
      monitoring: { enabled: true },
      tagSpecifications: [
        { resourceType: "instance", tags: { ...tags, PatchGroup: names.patchGroup } },
        { resourceType: "volume", tags },
        { resourceType: "network-interface", tags },
      ],
    },
    { parent },
  );
}

/** Creates the log group, the launch template, the group and its scaling. */
export function createInstances(
  name: string,
  args: ProxyFleetArgs,
  { targetGroup, listener }: FrontDoor,
  errorAlarms: readonly aws.cloudwatch.MetricAlarm[],
  parent: pulumi.Resource,
): aws.autoscaling.Group {
  const { context, proxy } = args;
  const names = fleetNames(context);
  const logGroup = new aws.cloudwatch.LogGroup(
    `${name}-log`,
    logGroupArgs(names.logGroup, args),
    logGroupOptions(context, parent),
  );
  const template = createTemplate(name, args, parent);
  const group = new aws.autoscaling.Group(
    `${name}-group`,
    {
      name: names.group,
      launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
      minSize: proxy.minSize,
      maxSize: proxy.maxSize,
      desiredCapacity: proxy.desiredCapacity,
      vpcZoneIdentifiers: args.privateSubnetIds,
      targetGroupArns: [targetGroup.arn],
      healthCheckType: "ELB",
      // An instance comes into service ready; this is for the target group to notice.
      healthCheckGracePeriod: 2 * WARM_UP_SECONDS,
      defaultInstanceWarmup: WARM_UP_SECONDS,
      maxInstanceLifetime: proxy.maxInstanceLifetimeDays * 86_400,
      terminationPolicies: ["OldestLaunchTemplate", "OldestInstance"],
      instanceMaintenancePolicy: REPLACEMENT,
      instanceRefresh: {
        strategy: "Rolling",
        preferences: {
          ...REPLACEMENT,
          instanceWarmup: String(WARM_UP_SECONDS),
          scaleInProtectedInstances: "Refresh",
          standbyInstances: "Wait",
          skipMatching: false,
          // What boots and then answers with errors: no further instance is replaced. The old ones go on serving.
          alarmSpecification: { alarms: errorAlarms.map((alarm) => alarm.name) },
          // EC2 Auto Scaling cannot roll back to an image that a parameter named before.
          autoRollback: proxy.image.kind === "id",
        },
      },
      // With the group, not after it: the first instances wait for their signal as well.
      initialLifecycleHooks: [
        {
          name: names.lifecycleHook,
          lifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
          heartbeatTimeout: 900,
          defaultResult: "ABANDON",
        },
      ],
      minElbCapacity: proxy.minSize,
      waitForCapacityTimeout: "20m",
      metricsGranularity: "1Minute",
      enabledMetrics: ["GroupDesiredCapacity", "GroupInServiceInstances", "GroupStandbyInstances"],
      tags: Object.entries({ ...context.tags, Name: names.group }).map(([key, value]) => ({
        key,
        value,
        propagateAtLaunch: false,
      })),
    },
    {
      parent,
      deleteBeforeReplace: true,
      // Scaling and standby move it; the configured value is where the group begins.
      ignoreChanges: ["desiredCapacity"],
      dependsOn: [listener, logGroup, ...(args.waitFor ?? [])],
    },
  );
  new aws.autoscaling.Policy(
    `${name}-cpu`,
    {
      autoscalingGroupName: group.name,
      policyType: "TargetTrackingScaling",
      targetTrackingConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
        targetValue: 60,
      },
    },
    { parent },
  );
  return group;
}
