/** The sample's security groups as they are live, with what somebody did by hand, and the interfaces that have them. */

import type {
  DescribeNetworkInterfacesCommandInput,
  DescribeSecurityGroupRulesCommandInput,
  DescribeSecurityGroupsCommandInput,
  Filter,
  GetManagedPrefixListEntriesCommandInput,
  NetworkInterface,
  SecurityGroup,
  SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import { type Answers, pageOf, SampleFailure } from "./answering";
import { SAMPLE_DEPLOYMENT, SAMPLE_IDS } from "./deployment";

const OWNER = SAMPLE_DEPLOYMENT.accountId;
const VPC = SAMPLE_IDS.vpcId;

const group = (component: string): string => SAMPLE_IDS.groups[component] ?? "";

/** Groups of the VPC that are not of this stack. */
const JUMP_HOST = "sg-0d93a1e64c7f025b8";
const DEFAULT = "sg-0e0417cf5ab8d3926";

const groupOf = (GroupId: string, name: string, GroupName: string, Description: string): SecurityGroup => ({
  GroupId,
  GroupName,
  Description,
  OwnerId: OWNER,
  VpcId: VPC,
  Tags: name === "" ? [] : [{ Key: "Name", Value: name }],
});

const stem = SAMPLE_DEPLOYMENT.baseName;

export const SAMPLE_GROUPS: readonly SecurityGroup[] = [
  groupOf(
    group("load-balancer"),
    `${stem}-load-balancer`,
    "security-groups-load-balancer-3c1f0d2",
    "Entry to the proxy fleet: admits the named clients, reaches the proxies",
  ),
  groupOf(
    group("proxy"),
    `${stem}-proxy`,
    "security-groups-proxy-9ab27e4",
    "nginx proxies: admit the load balancer, reach the domain and AWS services",
  ),
  groupOf(
    group("domain"),
    `${stem}-domain`,
    "security-groups-domain-5d60b1c",
    "OpenSearch domain: admits the proxies, reaches nothing",
  ),
  groupOf(JUMP_HOST, "jump-host", "jump-host", "Administrators' jump host"),
  groupOf(DEFAULT, "", "default", "default VPC security group"),
];

type Peer = Pick<SecurityGroupRule, "CidrIpv4" | "PrefixListId" | "ReferencedGroupInfo">;

const cidr = (CidrIpv4: string): Peer => ({ CidrIpv4 });
const list = (PrefixListId: string): Peer => ({ PrefixListId });
const member = (GroupId: string): Peer => ({ ReferencedGroupInfo: { GroupId, UserId: OWNER, VpcId: VPC } });

interface RuleShape {
  readonly id: string;
  readonly group: string;
  readonly egress?: boolean;
  readonly protocol?: string;
  readonly port: number;
  readonly peer: Peer;
  readonly description?: string;
}

const rule = ({
  id,
  group: GroupId,
  egress = false,
  protocol = "tcp",
  port,
  peer,
  description,
}: RuleShape): SecurityGroupRule => ({
  SecurityGroupRuleId: `sgr-0${id}`,
  GroupId,
  GroupOwnerId: OWNER,
  IsEgress: egress,
  IpProtocol: protocol,
  FromPort: port,
  ToPort: port,
  ...peer,
  ...(description === undefined ? {} : { Description: description }),
});

const S3_LIST = SAMPLE_IDS.prefixLists["proxy-to-s3"] ?? "";

/**
 * What differs from the program: a client network was widened from /24 to /16, a rule for SSH was added to the proxies,
 * and the proxies' way to S3 over HTTP is gone.
 */
export const SAMPLE_RULES: readonly SecurityGroupRule[] = [
  rule({
    id: "b1e4730c92fa6d51",
    group: group("load-balancer"),
    port: 443,
    peer: cidr("10.20.0.0/16"),
    description: "Named clients to the load balancer",
  }),
  rule({
    id: "2c9d05ab71e3f846",
    group: group("load-balancer"),
    port: 443,
    peer: cidr("10.20.40.0/24"),
    description: "Named clients to the load balancer",
  }),
  rule({
    id: "3fa6218c5d07be94",
    group: group("load-balancer"),
    port: 443,
    peer: cidr("10.20.50.0/24"),
    description: "Named clients to the load balancer",
  }),
  rule({
    id: "47d1c98e0b2a653f",
    group: group("load-balancer"),
    egress: true,
    port: 443,
    peer: member(group("proxy")),
    description: "Load balancer to nginx: requests and health checks",
  }),
  rule({
    id: "5e80fb3271c4a96d",
    group: group("proxy"),
    port: 443,
    peer: member(group("load-balancer")),
    description: "Load balancer to nginx: requests and health checks",
  }),
  rule({
    id: "6ab39d7f04e1c825",
    group: group("proxy"),
    port: 22,
    peer: cidr("10.20.30.0/24"),
    description: "temporary, remove after debugging",
  }),
  rule({
    id: "71c6e05a8f9d2b34",
    group: group("proxy"),
    egress: true,
    port: 443,
    peer: member(group("domain")),
    description: "nginx to OpenSearch Dashboards",
  }),
  rule({
    id: "82f7a1d93c50e6b4",
    group: group("proxy"),
    egress: true,
    port: 443,
    peer: list(S3_LIST),
    description: "Packages and patch baselines from S3 through the gateway endpoint",
  }),
  rule({
    id: "93d08b4ce5f7a126",
    group: group("proxy"),
    egress: true,
    port: 443,
    peer: cidr("0.0.0.0/0"),
    description: "AWS services and packages through NAT",
  }),
  rule({
    id: "a4e19c5df608b237",
    group: group("domain"),
    port: 443,
    peer: member(group("proxy")),
    description: "nginx to OpenSearch Dashboards",
  }),
  rule({
    id: "b5f20d6e0719c348",
    group: JUMP_HOST,
    port: 22,
    peer: cidr("10.20.30.0/24"),
    description: "SSH from the office",
  }),
  rule({
    id: "c6031e7f182ad459",
    group: JUMP_HOST,
    egress: true,
    protocol: "-1",
    port: -1,
    peer: cidr("0.0.0.0/0"),
  }),
];

export interface SampleInterface {
  readonly id: string;
  readonly addresses: readonly string[];
  readonly groups: readonly string[];
  readonly description: string;
  readonly instanceId?: string;
  /** Hours before now that it began to have these groups. */
  readonly sinceHours: number;
}

export const SAMPLE_INSTANCE_IDS: readonly [string, string, string] = [
  "i-0d4f9a1b7c2e83650",
  "i-0a6c3e8f5b1d97240",
  "i-05b8e2d7f4c1a9063",
];

const LONG_AGO = 24 * 40;

/** The third proxy replaced another one four days ago, whose interface is gone. */
export const SAMPLE_INTERFACES: readonly SampleInterface[] = [
  {
    id: "eni-0a17c3e5b9d204f68",
    addresses: ["10.60.0.21"],
    groups: [group("load-balancer")],
    description: "ELB app/proxy-alb-8bcc115/50dc6c495c0c9188",
    sinceHours: LONG_AGO,
  },
  {
    id: "eni-0b28d4f6ca0315e79",
    addresses: ["10.60.64.37"],
    groups: [group("load-balancer")],
    description: "ELB app/proxy-alb-8bcc115/50dc6c495c0c9188",
    sinceHours: LONG_AGO,
  },
  {
    id: "eni-0c39e507db1426f8a",
    addresses: ["10.60.12.10"],
    groups: [group("proxy")],
    description: "",
    instanceId: SAMPLE_INSTANCE_IDS[0],
    sinceHours: LONG_AGO,
  },
  {
    id: "eni-0d4af618ec253709b",
    addresses: ["10.60.76.44"],
    groups: [group("proxy")],
    description: "",
    instanceId: SAMPLE_INSTANCE_IDS[1],
    sinceHours: LONG_AGO,
  },
  {
    id: "eni-0e5b0729fd364810c",
    addresses: ["10.60.12.87"],
    groups: [group("proxy")],
    description: "",
    instanceId: SAMPLE_INSTANCE_IDS[2],
    sinceHours: 96,
  },
  {
    id: "eni-0f6c183a0e475921d",
    addresses: ["10.60.20.5"],
    groups: [group("domain")],
    description: "ES clo-dev-us-east-1",
    sinceHours: LONG_AGO,
  },
  {
    id: "eni-007d294b1f586a32e",
    addresses: ["10.60.84.9"],
    groups: [group("domain")],
    description: "ES clo-dev-us-east-1",
    sinceHours: LONG_AGO,
  },
  {
    id: "eni-018e3a5c20697b43f",
    addresses: ["10.60.12.200"],
    groups: [JUMP_HOST],
    description: "jump host",
    sinceHours: LONG_AGO,
  },
];

/** Had its groups until the third proxy came. */
export const REPLACED_INTERFACE: SampleInterface & { readonly untilHours: number } = {
  id: "eni-029f4b6d317a8c540",
  addresses: ["10.60.12.63"],
  groups: [group("proxy")],
  description: "",
  sinceHours: LONG_AGO,
  untilHours: 96,
};

const S3_BLOCKS = [
  "3.5.0.0/19",
  "16.15.176.0/20",
  "16.182.0.0/16",
  "18.34.0.0/19",
  "52.216.0.0/15",
  "54.231.0.0/16",
];

/** Whether an entry passes the filters, of which only those are known that ask for ids and names. */
function passes(
  filters: readonly Filter[] | undefined,
  values: Readonly<Record<string, readonly string[]>>,
): boolean {
  return (filters ?? []).every(({ Name = "", Values = [] }) => {
    const own = values[Name];
    if (own === undefined)
      throw new SampleFailure("InvalidParameterValue", `The filter '${Name}' is invalid`);
    return Values.some((value) => own.includes(value));
  });
}

const interfaceOf = ({
  id,
  addresses,
  groups,
  description,
  instanceId,
}: SampleInterface): NetworkInterface => ({
  NetworkInterfaceId: id,
  Description: description,
  Groups: groups.map((GroupId) => ({
    GroupId,
    GroupName: SAMPLE_GROUPS.find((one) => one.GroupId === GroupId)?.GroupName ?? "",
  })),
  PrivateIpAddress: addresses[0] ?? "",
  PrivateIpAddresses: addresses.map((PrivateIpAddress, index) => ({
    PrivateIpAddress,
    Primary: index === 0,
  })),
  Ipv6Addresses: [],
  Status: "in-use",
  VpcId: VPC,
  ...(instanceId === undefined ? {} : { Attachment: { InstanceId: instanceId, Status: "attached" } }),
});

export interface SampleNetwork {
  readonly groups: readonly SecurityGroup[];
  readonly rules: readonly SecurityGroupRule[];
  readonly interfaces: readonly SampleInterface[];
}

export const SAMPLE_NETWORK: SampleNetwork = {
  groups: SAMPLE_GROUPS,
  rules: SAMPLE_RULES,
  interfaces: SAMPLE_INTERFACES,
};

export const ec2Answers = (network: SampleNetwork): Answers => ({
  DescribeSecurityGroups({ GroupIds, Filters, MaxResults, NextToken }: DescribeSecurityGroupsCommandInput) {
    const found = network.groups.filter(
      ({ GroupId = "", GroupName = "", VpcId = "" }) =>
        (GroupIds ?? [GroupId]).includes(GroupId) &&
        passes(Filters, { "group-id": [GroupId], "group-name": [GroupName], "vpc-id": [VpcId] }),
    );
    const { entries, next } = pageOf(found, MaxResults, NextToken);
    return { SecurityGroups: entries, NextToken: next };
  },
  DescribeSecurityGroupRules({ Filters, MaxResults, NextToken }: DescribeSecurityGroupRulesCommandInput) {
    const found = network.rules.filter(({ GroupId = "", SecurityGroupRuleId = "" }) =>
      passes(Filters, { "group-id": [GroupId], "security-group-rule-id": [SecurityGroupRuleId] }),
    );
    const { entries, next } = pageOf(found, MaxResults, NextToken);
    return { SecurityGroupRules: entries, NextToken: next };
  },
  DescribeNetworkInterfaces({
    Filters,
    NetworkInterfaceIds,
    MaxResults,
    NextToken,
  }: DescribeNetworkInterfacesCommandInput) {
    const found = network.interfaces.map(interfaceOf).filter(
      ({ NetworkInterfaceId = "", Groups = [], VpcId = "" }) =>
        (NetworkInterfaceIds ?? [NetworkInterfaceId]).includes(NetworkInterfaceId) &&
        passes(Filters, {
          "group-id": Groups.map(({ GroupId = "" }) => GroupId),
          "network-interface-id": [NetworkInterfaceId],
          "vpc-id": [VpcId],
        }),
    );
    const { entries, next } = pageOf(found, MaxResults, NextToken);
    return { NetworkInterfaces: entries, NextToken: next };
  },
  DescribeManagedPrefixLists: () => ({
    PrefixLists: [
      {
        PrefixListId: S3_LIST,
        PrefixListName: "com.amazonaws.us-east-1.s3",
        OwnerId: "AWS",
        AddressFamily: "IPv4",
      },
    ],
  }),
  GetManagedPrefixListEntries({
    PrefixListId,
    MaxResults,
    NextToken,
  }: GetManagedPrefixListEntriesCommandInput) {
    if (PrefixListId !== S3_LIST) {
      throw new SampleFailure(
        "InvalidPrefixListID.NotFound",
        `The prefix list ID '${PrefixListId}' does not exist`,
      );
    }
    const { entries, next } = pageOf(
      S3_BLOCKS.map((Cidr) => ({ Cidr })),
      MaxResults,
      NextToken,
    );
    return { Entries: entries, NextToken: next };
  },
});
