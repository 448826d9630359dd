import { isList, isMap, type Value, type ValueMap } from "../values/value";
import type { Recipes, Recipient } from "./recipient";

/** An EC2 resource: `<prefix>-0…`, with an ARN named after its kind. */
const ec2 =
  (prefix: string, kind: string, more: (r: Recipient, id: string) => ValueMap = () => ({})) =>
  (r: Recipient) => {
    const id = r.ec2Id(prefix);
    return { id, arn: r.arn("ec2", `${kind}/${id}`), ...more(r, id) };
  };

const owned = (r: Recipient): ValueMap => ({ ownerId: r.placement.account });

const rule = (r: Recipient): ValueMap => {
  const id = r.ec2Id("sgr");
  return { id, securityGroupRuleId: id, arn: r.arn("ec2", `security-group-rule/${id}`) };
};

const vpc = (r: Recipient): ValueMap => ({
  ...owned(r),
  mainRouteTableId: r.ec2Id("rtb", "main"),
  defaultRouteTableId: r.ec2Id("rtb", "main"),
  defaultNetworkAclId: r.ec2Id("acl", "default"),
  defaultSecurityGroupId: r.ec2Id("sg", "default"),
  dhcpOptionsId: r.ec2Id("dopt", "default"),
});

/** EC2 networking and what awsx builds from it. */
export const NETWORK_RECIPES: Recipes = {
  "aws:ec2/vpc:Vpc": ec2("vpc", "vpc", vpc),
  // AWS makes each default VPC with this block.
  "aws:ec2/defaultVpc:DefaultVpc": ec2("vpc", "vpc", (r) => ({ ...vpc(r), cidrBlock: "172.31.0.0/16" })),
  "aws:ec2/subnet:Subnet": ec2("subnet", "subnet", owned),
  "aws:ec2/securityGroup:SecurityGroup": ec2("sg", "security-group", owned),
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ec2("sg", "security-group", (r) => ({
    ...owned(r),
    name: "default",
  })),
  "aws:ec2/routeTable:RouteTable": ec2("rtb", "route-table", owned),
  "aws:ec2/defaultRouteTable:DefaultRouteTable": ec2("rtb", "route-table", owned),
  "aws:ec2/networkAcl:NetworkAcl": ec2("acl", "network-acl", owned),
  "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": ec2("acl", "network-acl", owned),
  "aws:ec2/internetGateway:InternetGateway": ec2("igw", "internet-gateway", owned),
  "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway": ec2("eigw", "egress-only-internet-gateway"),
  "aws:ec2/natGateway:NatGateway": ec2("nat", "natgateway"),
  "aws:ec2/eip:Eip": ec2("eipalloc", "elastic-ip", (_, id) => ({ allocationId: id })),
  "aws:ec2/route:Route": (r) => ({ id: `r-${r.text("routeTableId") ?? r.ec2Id("rtb")}${r.digits(9)}` }),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": (r) => ({ id: r.ec2Id("rtbassoc") }),
  "aws:ec2/networkInterface:NetworkInterface": ec2("eni", "network-interface", owned),
  "aws:ec2/flowLog:FlowLog": ec2("fl", "vpc-flow-log"),
  "aws:ec2/managedPrefixList:ManagedPrefixList": ec2("pl", "prefix-list", (r) => ({
    ...owned(r),
    version: 1,
  })),
  "aws:ec2/vpcEndpoint:VpcEndpoint": ec2("vpce", "vpc-endpoint", (r) => ({
    ...owned(r),
    state: "available",
    ...endpointParts(r),
  })),
  "aws:ec2/securityGroupRule:SecurityGroupRule": (r) => ({
    id: `sgrule-${r.digits(10)}`,
    securityGroupRuleId: r.ec2Id("sgr"),
  }),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": rule,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": rule,
  "awsx:ec2:Vpc": awsxVpc,
};

/** A gateway endpoint has a prefix list, an interface endpoint one network interface per subnet. */
function endpointParts(r: Recipient): ValueMap {
  const kind = r.text("vpcEndpointType") ?? "Gateway";
  if (kind !== "Interface") return kind === "Gateway" ? { prefixListId: r.ec2Id("pl", "endpoint") } : {};
  const subnets = r.count("subnetIds");
  const id = r.ec2Id("vpce");
  const service = r.text("serviceName")?.split(".").slice(3).reverse().join(".");
  return {
    ...(subnets === undefined
      ? {}
      : {
          networkInterfaceIds: Array.from({ length: subnets }, (_, index) => r.ec2Id("eni", String(index))),
        }),
    dnsEntries: r.regional((region) => [
      {
        dnsName: `${id}-${r.lower(8)}.${service ?? "vpce"}.${region}.vpce.${r.placement.dnsSuffix}`,
        hostedZoneId: `Z${r.upper(13)}`,
      },
    ]),
  };
}

/**
 * The awsx component's plain outputs: the VPC's id, and one subnet per zone and layout entry. The default layout is one
 * public and one private subnet per zone, over three zones (`awsx/ec2/vpc.ts`).
 */
function awsxVpc(r: Recipient): ValueMap {
  const zones = r.count("availabilityZoneNames") ?? numberOf(r.input("numberOfAvailabilityZones")) ?? 3;
  const specs = r.input("subnetSpecs");
  const types = specs !== undefined && isList(specs) ? specs.map(typeOf) : ["Private", "Public"];
  const ids = (type: string): Value =>
    Array.from({ length: zones }, (_, zone) =>
      types
        .map((found, index) => ({ found, index }))
        .filter(({ found }) => found === type)
        .map(({ index }) => r.ec2Id("subnet", `${type}${index}/${zone}`)),
    ).flat();
  return {
    vpcId: r.ec2Id("vpc"),
    publicSubnetIds: ids("Public"),
    privateSubnetIds: ids("Private"),
    isolatedSubnetIds: ids("Isolated"),
  };
}

const numberOf = (value: Value | undefined): number | undefined =>
  typeof value === "number" ? value : undefined;

const typeOf = (spec: Value): string => {
  const type = isMap(spec) ? spec["type"] : undefined;
  return typeof type === "string" ? type : "";
};
