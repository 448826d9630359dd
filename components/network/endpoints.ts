import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EndpointService, NetworkConfig } from "../../config/stack-config";
import type { StackContext } from "../stack-context";
import { patchingBuckets } from "./patching-buckets";

/** Regions that were opened from 2024 on have no `ec2messages`; the agent uses `ssmmessages` alone there. */
const WITHOUT_EC2MESSAGES: ReadonlySet<string> = new Set([
  "ap-east-2",
  "ap-southeast-5",
  "ap-southeast-6",
  "ap-southeast-7",
  "mx-central-1",
]);

/** Whether a region has the service from which agents before 3.3.40 take their commands. */
export const hasEc2Messages = (region: string): boolean => !WITHOUT_EC2MESSAGES.has(region);

/** Interface endpoints whose service name has the prefix `cn.` in the China regions; the others have none there. */
const PREFIXED_IN_CHINA: ReadonlySet<EndpointService> = new Set(["autoscaling", "monitoring", "sts"]);

/**
 * The interface endpoints that proxies need in a network without NAT, less those that the VPC has already; none with NAT.
 * One for each service that the proxies' role may call and no more, since each costs by the hour and by the zone:
 * Session Manager and patching (`ssm`, `ssmmessages`, `ec2messages`), logs, and the launch hook of the Auto Scaling group.
 * Keys need none: EC2 and CloudWatch Logs use them, not the instances.
 */
export function requiredEndpoints({
  context,
  network,
}: {
  readonly context: StackContext;
  readonly network: NetworkConfig;
}): readonly EndpointService[] {
  if (network.egress !== "endpoints") return [];
  const needed = [
    "autoscaling",
    ...(hasEc2Messages(context.region) ? ["ec2messages"] : []),
    "logs",
    "ssm",
    "ssmmessages",
  ];
  const existing = network.kind === "existing" ? network.existing.endpoints : [];
  return needed.filter((service) => !existing.includes(service));
}

/** What may pass an interface endpoint: requests of this account's principals, whatever their own policies grant. */
function interfacePolicy({ accountId }: StackContext): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "OnlyPrincipalsOfThisAccount",
        Effect: "Allow",
        Principal: "*",
        Action: "*",
        Resource: "*",
        Condition: { StringEquals: { "aws:PrincipalAccount": accountId } },
      },
    ],
  } satisfies aws.iam.PolicyDocument);
}

/**
 * What may pass the S3 endpoint: this account's principals to this account's buckets, and reads of AWS's own buckets.
 * The latter name no principal: Patch Manager hands out links that AWS signed, and packages are fetched anonymously.
 */
function s3Policy({ accountId, region, partition }: StackContext): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "OnlyBucketsOfThisAccount",
        Effect: "Allow",
        Principal: "*",
        Action: "*",
        Resource: "*",
        Condition: {
          StringEquals: { "aws:PrincipalAccount": accountId, "aws:ResourceAccount": accountId },
        },
      },
      {
        Sid: "ReadPackagesAndPatchBaselines",
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        Resource: patchingBuckets(region).map((bucket) => `arn:${partition.partition}:s3:::${bucket}/*`),
      },
    ],
  } satisfies aws.iam.PolicyDocument);
}

function serviceName(service: EndpointService, { region, partition }: StackContext): string {
  const china = partition.partition === "aws-cn" && PREFIXED_IN_CHINA.has(service);
  return `${china ? "cn." : ""}com.amazonaws.${region}.${service}`;
}

export interface GatewayEndpointsArgs {
  readonly context: StackContext;
  readonly network: NetworkConfig;
  readonly vpcId: pulumi.Input<string>;
  /** Route tables of the private subnets; an existing VPC's are shared, and are left alone. */
  readonly privateRouteTableIds: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * The S3 gateway endpoint of a new VPC: free, so it is always there. An existing VPC gets none, since it would change
 * shared route tables; its own is named by configuration. Comes before the security groups, which name its prefix list.
 */
export class GatewayEndpoints extends pulumi.ComponentResource {
  /** Prefix list of S3 for egress rules; absent where an existing VPC names none. */
  readonly s3PrefixListId?: pulumi.Output<string>;

  constructor(name: string, args: GatewayEndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging:index:GatewayEndpoints", name, {}, opts);
    const { context, network, vpcId, privateRouteTableIds } = args;
    if (network.kind === "new") {
      this.s3PrefixListId = new aws.ec2.VpcEndpoint(
        `${name}-s3`,
        {
          vpcId,
          serviceName: `com.amazonaws.${context.region}.s3`,
          vpcEndpointType: "Gateway",
          routeTableIds: privateRouteTableIds,
          policy: s3Policy(context),
          tags: { Name: `${context.baseName}-s3` },
        },
        { parent: this },
      ).prefixListId;
    } else if (network.existing.s3PrefixListId !== undefined) {
      this.s3PrefixListId = pulumi.output(network.existing.s3PrefixListId);
    }
    this.registerOutputs({ s3PrefixListId: this.s3PrefixListId });
  }
}

export interface InterfaceEndpointsArgs {
  readonly context: StackContext;
  readonly network: NetworkConfig;
  readonly vpcId: pulumi.Input<string>;
  /** One in each zone at most. */
  readonly privateSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly securityGroupId: pulumi.Input<string>;
  /** From `requiredEndpoints`. */
  readonly services: readonly EndpointService[];
}

/**
 * Interface endpoints with private DNS: the proxies reach these services by their usual names, inside the VPC.
 * @throws RangeError where an existing VPC is said to have one of the services already: its private DNS name would clash
 */
export class InterfaceEndpoints extends pulumi.ComponentResource {
  constructor(name: string, args: InterfaceEndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging:index:InterfaceEndpoints", name, {}, opts);
    const { context, network, vpcId, privateSubnetIds, securityGroupId, services } = args;
    const existing = network.kind === "existing" ? network.existing.endpoints : [];
    const clashes = services.filter((service) => existing.includes(service));
    if (clashes.length > 0) {
      throw new RangeError(
        `endpoints \`${clashes.join("`, `")}\` exist in the VPC; give only those that it lacks`,
      );
    }
    for (const service of services) {
      new aws.ec2.VpcEndpoint(
        `${name}-${service}`,
        {
          vpcId,
          serviceName: serviceName(service, context),
          vpcEndpointType: "Interface",
          subnetIds: privateSubnetIds,
          securityGroupIds: [securityGroupId],
          privateDnsEnabled: true,
          policy: interfacePolicy(context),
          tags: { Name: `${context.baseName}-${service}` },
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
