import { isList, isMap, UNKNOWN, type Value } from "../analysis/unknown";
import { itemsOf, type Resource, textOf } from "./resource";
import type { Peer } from "./security-group-rules";

/**
 * What uses a security group: a *load balancer*, which hands requests on; a *host*, which runs the user's own programs
 * (an instance, a task, a network interface); or a *service* of AWS's.
 */
export type UserKind = "load-balancer" | "host" | "service";

interface Use {
  readonly kind: UserKind;
  /** Properties with ids or names of groups; `.` leads into an object, or into every object of a list. */
  readonly groups: readonly string[];
}

const use = (kind: UserKind, ...groups: readonly string[]): Use => ({ kind, groups });

const USES: Readonly<Record<string, Use>> = {
  "aws:alb/loadBalancer:LoadBalancer": use("load-balancer", "securityGroups"),
  "aws:elb/loadBalancer:LoadBalancer": use("load-balancer", "securityGroups"),
  "aws:lb/loadBalancer:LoadBalancer": use("load-balancer", "securityGroups"),
  "aws-native:elasticloadbalancingv2:LoadBalancer": use("load-balancer", "securityGroups"),
  "aws:appstream/fleet:Fleet": use("host", "vpcConfig.securityGroupIds"),
  "aws:appstream/imageBuilder:ImageBuilder": use("host", "vpcConfig.securityGroupIds"),
  "aws:batch/computeEnvironment:ComputeEnvironment": use("host", "computeResources.securityGroupIds"),
  "aws:cloudwatch/eventTarget:EventTarget": use("host", "ecsTarget.networkConfiguration.securityGroups"),
  "aws:ec2/instance:Instance": use("host", "vpcSecurityGroupIds", "securityGroups"),
  "aws:ec2/launchConfiguration:LaunchConfiguration": use("host", "securityGroups"),
  "aws:ec2/launchTemplate:LaunchTemplate": use(
    "host",
    "vpcSecurityGroupIds",
    "securityGroupNames",
    "networkInterfaces.securityGroups",
  ),
  "aws:ec2/networkInterface:NetworkInterface": use("host", "securityGroups"),
  "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment": use(
    "host",
    "securityGroupId",
  ),
  "aws:ec2/spotFleetRequest:SpotFleetRequest": use("host", "launchSpecifications.vpcSecurityGroupIds"),
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": use("host", "vpcSecurityGroupIds", "securityGroups"),
  "aws:ecs/service:Service": use("host", "networkConfiguration.securityGroups"),
  "aws:ecs/taskSet:TaskSet": use("host", "networkConfiguration.securityGroups"),
  "aws:emr/cluster:Cluster": use(
    "host",
    "ec2Attributes.emrManagedMasterSecurityGroup",
    "ec2Attributes.emrManagedSlaveSecurityGroup",
  ),
  "aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration": use("host", "securityGroupIds"),
  "aws:pipes/pipe:Pipe": use(
    "host",
    "targetParameters.ecsTaskParameters.networkConfiguration.awsVpcConfiguration.securityGroups",
  ),
  "aws:sagemaker/notebookInstance:NotebookInstance": use("host", "securityGroups"),
  "aws:scheduler/schedule:Schedule": use("host", "target.ecsParameters.networkConfiguration.securityGroups"),
  "aws:workspaces/directory:Directory": use("host", "workspaceCreationProperties.customSecurityGroupId"),
  "aws-native:appstream:Fleet": use("host", "vpcConfig.securityGroupIds"),
  "aws-native:appstream:ImageBuilder": use("host", "vpcConfig.securityGroupIds"),
  "aws-native:autoscaling:LaunchConfiguration": use("host", "securityGroups"),
  "aws-native:batch:ComputeEnvironment": use("host", "computeResources.securityGroupIds"),
  "aws-native:ec2:Instance": use("host", "securityGroupIds", "securityGroups", "networkInterfaces.groupSet"),
  "aws-native:ec2:LaunchTemplate": use(
    "host",
    "launchTemplateData.securityGroupIds",
    "launchTemplateData.securityGroups",
    "launchTemplateData.networkInterfaces.groups",
  ),
  "aws-native:ec2:NetworkInterface": use("host", "groupSet"),
  "aws-native:ec2:SpotFleet": use(
    "host",
    "spotFleetRequestConfigData.launchSpecifications.securityGroups.groupId",
    "spotFleetRequestConfigData.launchSpecifications.networkInterfaces.groups",
  ),
  "aws-native:ecs:Service": use("host", "networkConfiguration.awsvpcConfiguration.securityGroups"),
  "aws-native:ecs:TaskSet": use("host", "networkConfiguration.awsVpcConfiguration.securityGroups"),
  "aws-native:emr:Cluster": use(
    "host",
    "instances.emrManagedMasterSecurityGroup",
    "instances.emrManagedSlaveSecurityGroup",
  ),
  "aws-native:events:Rule": use(
    "host",
    "targets.ecsParameters.networkConfiguration.awsVpcConfiguration.securityGroups",
  ),
  "aws-native:imagebuilder:InfrastructureConfiguration": use("host", "securityGroupIds"),
  "aws-native:pipes:Pipe": use(
    "host",
    "targetParameters.ecsTaskParameters.networkConfiguration.awsvpcConfiguration.securityGroups",
  ),
  "aws-native:sagemaker:NotebookInstance": use("host", "securityGroupIds"),
  "aws-native:scheduler:Schedule": use(
    "host",
    "target.ecsParameters.networkConfiguration.awsvpcConfiguration.securityGroups",
  ),
  "aws:docdb/cluster:Cluster": use("service", "vpcSecurityGroupIds"),
  "aws:ec2/vpcEndpoint:VpcEndpoint": use("service", "securityGroupIds"),
  "aws:efs/mountTarget:MountTarget": use("service", "securityGroups"),
  "aws:eks/cluster:Cluster": use("service", "vpcConfig.securityGroupIds"),
  "aws:elasticache/cluster:Cluster": use("service", "securityGroupIds"),
  "aws:elasticache/replicationGroup:ReplicationGroup": use("service", "securityGroupIds"),
  "aws:mq/broker:Broker": use("service", "securityGroups"),
  "aws:msk/cluster:Cluster": use("service", "brokerNodeGroupInfo.securityGroups"),
  "aws:neptune/cluster:Cluster": use("service", "vpcSecurityGroupIds"),
  "aws:opensearch/domain:Domain": use("service", "vpcOptions.securityGroupIds"),
  "aws:rds/cluster:Cluster": use("service", "vpcSecurityGroupIds"),
  "aws:rds/instance:Instance": use("service", "vpcSecurityGroupIds"),
  "aws:redshift/cluster:Cluster": use("service", "vpcSecurityGroupIds"),
  "aws-native:opensearchservice:Domain": use("service", "vpcOptions.securityGroupIds"),
  "aws-native:rds:DbCluster": use("service", "vpcSecurityGroupIds"),
  "aws-native:rds:DbInstance": use("service", "vpcSecurityGroups"),
};

/** Whether resources of this type can be put into security groups. */
export const usesGroups = (type: string): boolean => Object.hasOwn(USES, type);

/** What kind of user a type is; undefined where it uses no groups. */
export const userKind = (type: string): UserKind | undefined => USES[type]?.kind;

/** The groups that a resource is put into. */
export function groupsUsedBy({ type, inputs }: Resource): readonly Peer[] {
  return (USES[type]?.groups ?? []).flatMap((place) => {
    const [property = "", ...fields] = place.split(".");
    return leavesOf(inputs[property], property, fields).flatMap(({ path, value }): readonly Peer[] => {
      const id = textOf(value);
      return id === undefined ? [] : [{ path, property, id }];
    });
  });
}

function leavesOf(
  value: Value | undefined,
  path: string,
  fields: readonly string[],
): readonly { readonly path: string; readonly value: Value }[] {
  if (value === undefined || value === null) return [];
  if (value === UNKNOWN) return [{ path, value }];
  const [field, ...deeper] = fields;
  if (field === undefined) return itemsOf(value, path);
  if (isList(value)) return value.flatMap((item, at) => leavesOf(item, `${path}[${at}]`, fields));
  return isMap(value) ? leavesOf(value[field], `${path}.${field}`, deeper) : [];
}
