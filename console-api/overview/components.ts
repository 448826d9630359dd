/** The state of each component, from what AWS tells of it. */

import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import { paginateDescribeNetworkInterfaces } from "@aws-sdk/client-ec2";
import {
  DescribeLoadBalancersCommand,
  DescribeTargetHealthCommand,
  type TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { DescribeDomainCommand, type DomainStatus } from "@aws-sdk/client-opensearch";
import type { Component, ComponentState, Fact } from "../contract";
import type { Surroundings } from "../surroundings";

/** A component's state before alarms are looked at. */
export type Standing = Pick<Component, "state" | "detail" | "facts">;

/** Targets of the load balancer by health, as `healthy`, `draining`, … */
export interface Health {
  readonly healthy: number;
  readonly all: number;
}

const standing = (state: ComponentState, detail: string, facts: readonly Fact[] = []): Standing => ({
  state,
  detail,
  facts,
});

const fact = (label: string, value: string | number | undefined): readonly Fact[] =>
  value === undefined ? [] : [{ label, value: String(value) }];

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** What is leaving is not expected to serve. */
const isLeaving = ({ TargetHealth }: TargetHealthDescription): boolean =>
  TargetHealth?.State === "draining" || TargetHealth?.State === "unused";

export async function healthOf({ aws, ids, signal }: Surroundings): Promise<Health> {
  const command = new DescribeTargetHealthCommand({ TargetGroupArn: ids.targetGroupArn });
  const { TargetHealthDescriptions } = await aws.loadBalancing.send(command, { abortSignal: signal });
  const staying = (TargetHealthDescriptions ?? []).filter((target) => !isLeaving(target));
  const healthy = staying.filter(({ TargetHealth }) => TargetHealth?.State === "healthy");
  return { healthy: healthy.length, all: staying.length };
}

const healthFact = (health: Health | undefined): readonly Fact[] =>
  health === undefined ? [] : fact("Healthy proxies", `${health.healthy} of ${health.all}`);

/** `health` is undefined where it could not be had, which is a problem of its own. */
export async function loadBalancer(around: Surroundings, health: Health | undefined): Promise<Standing> {
  const { aws, ids, signal } = around;
  const command = new DescribeLoadBalancersCommand({ LoadBalancerArns: [ids.loadBalancerArn] });
  const { LoadBalancers } = await aws.loadBalancing.send(command, { abortSignal: signal });
  const found = LoadBalancers?.[0];
  if (found === undefined) return standing("FAILED", "The load balancer does not exist.");
  const facts = [
    ...fact("Scheme", found.Scheme),
    ...fact("Availability Zones", found.AvailabilityZones?.length),
    ...healthFact(health),
  ];
  switch (found.State?.Code) {
    case "failed":
      return standing("FAILED", "The load balancer could not be set up.", facts);
    case "provisioning":
      return standing("CHANGING", "The load balancer is being set up.", facts);
    case "active_impaired":
      return standing("ATTENTION", "It routes requests, but has not the room to scale.", facts);
    case "active":
      return health?.healthy === 0
        ? standing("FAILED", "It answers every request with an error: no proxy is healthy.", facts)
        : standing("OK", "It takes requests and hands them to the proxies.", facts);
    default:
      return standing("UNKNOWN", "AWS does not tell its state.", facts);
  }
}

/** `health` is undefined where it could not be had. */
export function proxy(
  { DesiredCapacity: wanted = 0, MinSize: least = 0, MaxSize, Instances = [] }: AutoScalingGroup,
  health: Health | undefined,
): Standing {
  const inState = (pattern: RegExp): number =>
    Instances.filter(({ LifecycleState }) => pattern.test(LifecycleState ?? "")).length;
  const serving = inState(/^InService$/);
  const standby = inState(/^(Entering)?Standby$/);
  const moving = inState(/^(Pending|Terminating|Detaching)/);
  const facts = [
    ...fact("In service", `${serving} of ${wanted} wanted`),
    ...healthFact(health),
    ...fact("Size", MaxSize === undefined ? undefined : `${least} to ${MaxSize}`),
    ...fact("Availability Zones", new Set(Instances.map(({ AvailabilityZone }) => AvailabilityZone)).size),
  ];
  if (serving === 0) return standing("FAILED", "No proxy is in service.", facts);
  if (health?.healthy === 0) return standing("FAILED", "No proxy is healthy.", facts);
  if (standby > 0) {
    return standing(
      "CHANGING",
      `${counted(standby, "proxy is", "proxies are")} out of service, to be patched.`,
      facts,
    );
  }
  if (serving < wanted || moving > 0) {
    return standing(
      "CHANGING",
      `${serving} of ${counted(wanted, "proxy", "proxies")} in service: the fleet is being replaced or scaled.`,
      facts,
    );
  }
  if (health !== undefined && health.healthy < health.all) {
    const failing = health.all - health.healthy;
    return standing(
      "ATTENTION",
      `${counted(failing, "proxy fails its", "proxies fail their")} health checks.`,
      facts,
    );
  }
  return standing("OK", `${counted(serving, "proxy serves", "proxies serve")}.`, facts);
}

function domainFacts({
  EngineVersion,
  ClusterConfig,
  ServiceSoftwareOptions,
}: DomainStatus): readonly Fact[] {
  const update = ServiceSoftwareOptions?.UpdateAvailable === true;
  return [
    ...fact("Engine", EngineVersion?.replace("_", " ")),
    ...fact("Data nodes", ClusterConfig?.InstanceCount),
    ...fact("Instance type", ClusterConfig?.InstanceType),
    ...fact("Service software", ServiceSoftwareOptions?.CurrentVersion),
    ...fact("Update available", update ? ServiceSoftwareOptions?.NewVersion : undefined),
  ];
}

export async function domain({ aws, deployment, signal }: Surroundings): Promise<Standing> {
  if (deployment.domainName === undefined) {
    return standing("UNKNOWN", "The domain was there before this stack, which does not look into it.");
  }
  const command = new DescribeDomainCommand({ DomainName: deployment.domainName });
  const { DomainStatus: found } = await aws.openSearch.send(command, { abortSignal: signal });
  if (found === undefined) return standing("UNKNOWN", "AWS does not tell its state.");
  const facts = domainFacts(found);
  const { DomainProcessingStatus: process } = found;
  if (found.Deleted === true || process === "Deleting") {
    return standing("FAILED", "The domain is being deleted.", facts);
  }
  if (process === "Isolated") {
    return standing("FAILED", "AWS has suspended the domain; nothing reaches it.", facts);
  }
  if (found.Created === false || process === "Creating") {
    return standing("CHANGING", "The domain is being created.", facts);
  }
  if (found.UpgradeProcessing === true || process === "UpgradingEngineVersion") {
    return standing("CHANGING", "The domain is being upgraded to another version.", facts);
  }
  if (process === "UpdatingServiceSoftware") {
    return standing("CHANGING", "The domain's service software is being updated.", facts);
  }
  if (found.Processing === true || process === "Modifying") {
    return standing("CHANGING", "A change of the domain's configuration is under way.", facts);
  }
  return standing("OK", "The domain is active.", facts);
}

/** The interface endpoints, by the network interfaces that have their group. */
export async function endpoints({ aws, ids, signal }: Surroundings): Promise<Standing> {
  const groupId = ids.groups["endpoints"];
  if (groupId === undefined) {
    return standing("UNKNOWN", "The endpoints were there before this stack, which does not look into them.");
  }
  const found: { readonly status: string; readonly zone: string }[] = [];
  const pages = paginateDescribeNetworkInterfaces(
    { client: aws.ec2, pageSize: 1_000 },
    { Filters: [{ Name: "group-id", Values: [groupId] }] },
    { abortSignal: signal },
  );
  for await (const { NetworkInterfaces } of pages) {
    for (const { Status, AvailabilityZone } of NetworkInterfaces ?? []) {
      found.push({ status: Status ?? "", zone: AvailabilityZone ?? "" });
    }
  }
  const facts = [
    ...fact("Network interfaces", found.length),
    ...fact("Availability Zones", new Set(found.map(({ zone }) => zone)).size),
  ];
  const unused = found.filter(({ status }) => status !== "in-use").length;
  if (found.length === 0) return standing("FAILED", "No network interface has the endpoints' group.", facts);
  if (unused > 0) {
    return standing(
      "ATTENTION",
      `${counted(unused, "network interface is", "network interfaces are")} not in use.`,
      facts,
    );
  }
  return standing("OK", "The fleet reaches AWS's services inside the VPC.", facts);
}
