import type { Choice } from "./choices";
import type { Resource, Stack, StackResource } from "./resource";

const ON: Choice["values"] = { wrong: ["true", "enabled"] };
/** What is not written is left to the subnet, or is off. */
const on = (path: string): Choice => ({ path, values: ON, absent: "false" });

/** Hosts, and what they are made from, by the property that gives them a public address. */
const HOSTS: Readonly<Record<string, Choice>> = {
  "aws:ec2/instance:Instance": on("associatePublicIpAddress"),
  "aws:ec2/launchConfiguration:LaunchConfiguration": on("associatePublicIpAddress"),
  "aws:ec2/launchTemplate:LaunchTemplate": on("networkInterfaces[].associatePublicIpAddress"),
  "aws:ec2/spotFleetRequest:SpotFleetRequest": on("launchSpecifications[].associatePublicIpAddress"),
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": on("associatePublicIpAddress"),
  "aws-native:autoscaling:LaunchConfiguration": on("associatePublicIpAddress"),
  "aws-native:ec2:Instance": on("networkInterfaces[].associatePublicIpAddress"),
  "aws-native:ec2:LaunchTemplate": on("launchTemplateData.networkInterfaces[].associatePublicIpAddress"),
  "aws-native:ec2:SpotFleet": on(
    "spotFleetRequestConfigData.launchSpecifications[].networkInterfaces[].associatePublicIpAddress",
  ),
};

/** Tasks of ECS, by the property that gives them a public address. */
const TASKS: Readonly<Record<string, Choice>> = {
  "aws:cloudwatch/eventTarget:EventTarget": on("ecsTarget.networkConfiguration.assignPublicIp"),
  "aws:ecs/service:Service": on("networkConfiguration.assignPublicIp"),
  "aws:ecs/taskSet:TaskSet": on("networkConfiguration.assignPublicIp"),
  "aws:scheduler/schedule:Schedule": on("target.ecsParameters.networkConfiguration.assignPublicIp"),
  "aws-native:ecs:Service": on("networkConfiguration.awsvpcConfiguration.assignPublicIp"),
  "aws-native:ecs:TaskSet": on("networkConfiguration.awsVpcConfiguration.assignPublicIp"),
  "aws-native:events:Rule": on(
    "targets[].ecsParameters.networkConfiguration.awsVpcConfiguration.assignPublicIp",
  ),
  "aws-native:scheduler:Schedule": on(
    "target.ecsParameters.networkConfiguration.awsvpcConfiguration.assignPublicIp",
  ),
};

/** Subnets, by the property that gives each host that is started in them a public address. */
const SUBNETS: Readonly<Record<string, Choice>> = {
  "aws:ec2/subnet:Subnet": on("mapPublicIpOnLaunch"),
  "aws:ec2/defaultSubnet:DefaultSubnet": { path: "mapPublicIpOnLaunch", values: ON, absent: "true" },
  "aws-native:ec2:Subnet": on("mapPublicIpOnLaunch"),
};

/** Elastic addresses, by the properties that give them to an instance, and to a network interface. */
const ELASTIC: Readonly<Record<string, readonly [instance: string, networkInterface?: string]>> = {
  "aws:ec2/eip:Eip": ["instance", "networkInterface"],
  "aws:ec2/eipAssociation:EipAssociation": ["instanceId", "networkInterfaceId"],
  "aws-native:ec2:Eip": ["instanceId"],
  "aws-native:ec2:EipAssociation": ["instanceId", "networkInterfaceId"],
};

/** What a network interface of one's own is made by; those of gateways and load balancers are AWS's. */
const INTERFACES: ReadonlySet<string> = new Set([
  "aws:ec2/instance:Instance",
  "aws:ec2/networkInterface:NetworkInterface",
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
  "aws-native:ec2:Instance",
  "aws-native:ec2:NetworkInterface",
]);

/** The choice of a public address of one's own, and whether hosts or tasks get it. */
export interface AddressChoice {
  readonly of: "host" | "task";
  readonly choice: Choice;
}

/** The choice by which resources of this type give themselves, or what they start, a public address. */
export function addressChoice(type: string): AddressChoice | undefined {
  const host = Object.hasOwn(HOSTS, type) ? HOSTS[type] : undefined;
  if (host !== undefined) return { of: "host", choice: host };
  const task = Object.hasOwn(TASKS, type) ? TASKS[type] : undefined;
  return task === undefined ? undefined : { of: "task", choice: task };
}

/** The choice by which a subnet gives public addresses. */
export const subnetChoice = (type: string): Choice | undefined =>
  Object.hasOwn(SUBNETS, type) ? SUBNETS[type] : undefined;

/** Whether the resource may give an elastic address to an instance. */
export const isElasticAddress = (type: string): boolean => Object.hasOwn(ELASTIC, type);

/**
 * The property by which an elastic address is given to an instance; undefined where it is not. The id of an instance that
 * is not known yet is one all the same.
 */
export function instanceProperty({ type, inputs }: Resource): string | undefined {
  const [property] = ELASTIC[type] ?? [""];
  const instance = inputs[property];
  return instance === undefined || instance === null || instance === "" ? undefined : property;
}

/** The property by which an elastic address is given to a network interface that the stack itself makes. */
export function interfaceProperty(address: StackResource): string | undefined {
  const [, property] = (Object.hasOwn(ELASTIC, address.type) ? ELASTIC[address.type] : undefined) ?? [];
  const isOwn =
    property !== undefined && address.sourcesOf(property).some(({ type }) => INTERFACES.has(type));
  return isOwn ? property : undefined;
}

/** What has addresses of its own whatever its subnet gives, by the properties that name its subnets. */
const GATEWAYS: Readonly<Record<string, readonly string[]>> = {
  "aws:alb/loadBalancer:LoadBalancer": ["subnets", "subnetMappings"],
  "aws:ec2/natGateway:NatGateway": ["subnetId"],
  "aws:elb/loadBalancer:LoadBalancer": ["subnets"],
  "aws:lb/loadBalancer:LoadBalancer": ["subnets", "subnetMappings"],
  "aws-native:ec2:NatGateway": ["subnetId"],
  "aws-native:elasticloadbalancing:LoadBalancer": ["subnets"],
  "aws-native:elasticloadbalancingv2:LoadBalancer": ["subnets", "subnetMappings"],
};

/** What takes the addresses that its subnet gives, by the properties that name its subnets. */
const TAKERS: Readonly<Record<string, readonly string[]>> = {
  "aws:autoscaling/group:Group": ["vpcZoneIdentifiers"],
  "aws:batch/computeEnvironment:ComputeEnvironment": ["computeResources"],
  "aws:ec2/instance:Instance": ["subnetId"],
  "aws:ec2/launchTemplate:LaunchTemplate": ["networkInterfaces"],
  "aws:ec2/spotFleetRequest:SpotFleetRequest": ["launchSpecifications"],
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": ["subnetId"],
  "aws:eks/nodeGroup:NodeGroup": ["subnetIds"],
  "aws:emr/cluster:Cluster": ["ec2Attributes"],
  "aws-native:autoscaling:AutoScalingGroup": ["vpcZoneIdentifier"],
  "aws-native:ec2:Instance": ["subnetId", "networkInterfaces"],
  "aws-native:ec2:LaunchTemplate": ["launchTemplateData"],
  "aws-native:ec2:SpotFleet": ["spotFleetRequestConfigData"],
  "aws-native:eks:Nodegroup": ["subnets"],
};

/** Whether resources of this type are put into subnets. */
export const isInSubnets = (type: string): boolean =>
  Object.hasOwn(GATEWAYS, type) || Object.hasOwn(TAKERS, type);

const usersOf = (
  subnet: StackResource,
  { resources }: Stack,
  users: Readonly<Record<string, readonly string[]>>,
): readonly StackResource[] =>
  resources.filter((resource) =>
    (Object.hasOwn(users, resource.type) ? (users[resource.type] ?? []) : []).some((property) =>
      resource.sourcesOf(property).some(({ urn }) => urn === subnet.urn),
    ),
  );

/** Whether all that the stack puts into a subnet is load balancers and gateways, and there are some. */
export const holdsOnlyGateways = (subnet: StackResource, stack: Stack): boolean =>
  usersOf(subnet, stack, GATEWAYS).length > 0 && usersOf(subnet, stack, TAKERS).length === 0;
