import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkConfig, StackConfig } from "../../config/stack-config";
import { flowLogGroupName } from "../console-names";
import { logGroupArgs, logGroupOptions } from "../log-group";
import type { StackContext } from "../stack-context";

export interface NetworkArgs {
  readonly context: StackContext;
  /** Names of the zones of a new VPC, one private subnet in each; a lookup of them would need an account. */
  readonly zones: readonly string[];
  readonly network: NetworkConfig;
  /** Whether a new VPC without NAT gets public subnets all the same, for an internet-facing load balancer. */
  readonly publicSubnets: boolean;
  readonly flowLogs: StackConfig["flowLogs"];
  readonly logArchive: {
    readonly bucketArn: pulumi.Input<string>;
    /** The bucket policy, which must admit log delivery before the flow log is created. */
    readonly policy?: pulumi.Resource | undefined;
  };
  /** Role that delivers flow logs to CloudWatch Logs; only there. */
  readonly flowLogsRoleArn?: pulumi.Input<string> | undefined;
  /** Customer-managed key of the log group, where flow logs go to CloudWatch Logs. */
  readonly logsKeyArn?: pulumi.Input<string> | undefined;
}

/** Where flow logs lie in the archive's bucket. */
export const FLOW_LOG_PREFIX = "flow-logs";

/**
 * The default fields tell neither who really sent a packet through a NAT gateway (`pkt-…`), nor who opened the
 * connection (`tcp-flags`, `flow-direction`): without them a review of the security groups has no evidence.
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
 */
export const FLOW_LOG_FIELDS = [
  "version",
  "account-id",
  "vpc-id",
  "subnet-id",
  "interface-id",
  "srcaddr",
  "dstaddr",
  "srcport",
  "dstport",
  "protocol",
  "packets",
  "bytes",
  "start",
  "end",
  "action",
  "log-status",
  "tcp-flags",
  "type",
  "pkt-srcaddr",
  "pkt-dstaddr",
  "az-id",
  "flow-direction",
  "traffic-path",
] as const;

const FLOW_LOG_FORMAT = FLOW_LOG_FIELDS.map((field) => `\${${field}}`).join(" ");

/** awsx gives public subnets automatic public addresses and has no input for it; nothing here needs one. */
const withoutPublicAddresses: pulumi.ResourceTransform = ({ type, props, opts }) =>
  type === "aws:ec2/subnet:Subnet" ? { props: { ...props, mapPublicIpOnLaunch: false }, opts } : undefined;

/**
 * The VPC: a new one by awsx, or the ids of an existing one, in which nothing shared is touched: no default group, no
 * route table, and a flow log only where it has none.
 * @throws RangeError where flow logs go to CloudWatch Logs and no role delivers them
 */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly vpcCidr: string;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  /** Empty where the VPC has none. */
  readonly publicSubnetIds: pulumi.Output<string[]>;
  /** Route tables of the private subnets; empty for an existing VPC. */
  readonly privateRouteTableIds: pulumi.Output<string[]>;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging:index:Network", name, {}, opts);
    const { network } = args;
    const logged = network.kind === "new" || !network.existing.flowLogs;
    if (logged && args.flowLogs.destination === "cloudwatch" && args.flowLogsRoleArn === undefined) {
      throw new RangeError("flow logs to `cloudwatch` need `flowLogsRoleArn`, the role that delivers them");
    }

    this.vpcCidr = network.cidr;
    if (network.kind === "new") {
      const vpc = this.#vpc(name, network, args);
      const isolated = network.egress === "endpoints";
      this.vpcId = vpc.vpcId;
      this.privateSubnetIds = isolated ? vpc.isolatedSubnetIds : vpc.privateSubnetIds;
      this.publicSubnetIds = vpc.publicSubnetIds;
      this.privateRouteTableIds = routeTablesOf(vpc, this.privateSubnetIds);
      // Adopting the default group empties it: nothing can be reached, or reach out, by forgetting to name a group.
      new aws.ec2.DefaultSecurityGroup(
        `${name}-default-group`,
        {
          vpcId: vpc.vpcId,
          ingress: [],
          egress: [],
          tags: { Name: `${args.context.baseName}-default-unused` },
        },
        { parent: this },
      );
    } else {
      this.vpcId = pulumi.output(network.vpcId);
      this.privateSubnetIds = pulumi.output([...network.privateSubnetIds]);
      this.publicSubnetIds = pulumi.output([...network.publicSubnetIds]);
      this.privateRouteTableIds = pulumi.output([]);
    }
    if (logged) this.#flowLog(name, args);

    this.registerOutputs({
      vpcId: this.vpcId,
      vpcCidr: this.vpcCidr,
      privateSubnetIds: this.privateSubnetIds,
      publicSubnetIds: this.publicSubnetIds,
      privateRouteTableIds: this.privateRouteTableIds,
    });
  }

  #vpc(name: string, network: Extract<NetworkConfig, { kind: "new" }>, args: NetworkArgs): awsx.ec2.Vpc {
    const { context, zones, publicSubnets } = args;
    const isolated = network.egress === "endpoints";
    return new awsx.ec2.Vpc(
      `${name}-vpc`,
      {
        cidrBlock: network.cidr,
        availabilityZoneNames: [...zones],
        subnetStrategy: "Auto",
        subnetSpecs: isolated
          ? [{ type: "Isolated" }, ...(publicSubnets ? [{ type: "Public" } as const] : [])]
          : [{ type: "Private" }, { type: "Public" }],
        natGateways: { strategy: NAT_STRATEGIES[network.egress] },
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: { Name: context.baseName },
      },
      { parent: this, transforms: [withoutPublicAddresses] },
    );
  }

  #flowLog(name: string, { context, flowLogs, logArchive, flowLogsRoleArn, logsKeyArn }: NetworkArgs): void {
    const common = { vpcId: this.vpcId, trafficType: "ALL", logFormat: FLOW_LOG_FORMAT };
    const tags = { Name: context.baseName };
    if (flowLogs.destination === "s3") {
      new aws.ec2.FlowLog(
        `${name}-flow-log`,
        {
          ...common,
          logDestinationType: "s3",
          logDestination: pulumi.interpolate`${logArchive.bucketArn}/${FLOW_LOG_PREFIX}/`,
          tags,
        },
        { parent: this, ...(logArchive.policy === undefined ? {} : { dependsOn: logArchive.policy }) },
      );
      return;
    }
    const group = new aws.cloudwatch.LogGroup(
      `${name}-flow-logs`,
      logGroupArgs(flowLogGroupName(context), {
        context,
        logRetentionDays: flowLogs.retentionDays,
        logsKeyArn,
      }),
      logGroupOptions(context, this),
    );
    new aws.ec2.FlowLog(
      `${name}-flow-log`,
      {
        ...common,
        logDestinationType: "cloud-watch-logs",
        logDestination: group.arn,
        ...(flowLogsRoleArn === undefined ? {} : { iamRoleArn: flowLogsRoleArn }),
        tags,
      },
      { parent: this },
    );
  }
}

const NAT_STRATEGIES = { "nat-single": "Single", "nat-per-zone": "OnePerAz", endpoints: "None" } as const;

function routeTablesOf(vpc: awsx.ec2.Vpc, subnetIds: pulumi.Output<string[]>): pulumi.Output<string[]> {
  const associations = vpc.routeTableAssociations.apply((found) =>
    pulumi.all(found.map(({ subnetId, routeTableId }) => pulumi.all([subnetId, routeTableId]))),
  );
  return pulumi
    .all([associations, subnetIds])
    .apply(([pairs, ids]) =>
      pairs.flatMap(([subnetId, routeTableId]) =>
        subnetId !== undefined && ids.includes(subnetId) ? [routeTableId] : [],
      ),
    );
}
