import { EXISTING_VPC, refuses } from "../stack";

describe("configuration mistakes: network", () => {
  refuses("refuses a block without a prefix length", { vpcCidr: "10.60.0.0" }, [
    "vpcCidr: `10.60.0.0` has no prefix length; a CIDR block is written like `10.0.0.0/16`; accepted: a private IPv4 block like `10.60.0.0/16`",
  ]);
  refuses("refuses a block with a malformed address", { vpcCidr: "10.300.0.0/16" }, [
    "vpcCidr: `10.300.0.0` in `10.300.0.0/16` is neither an IPv4 nor an IPv6 address; accepted: a private IPv4 block like `10.60.0.0/16`",
  ]);
  refuses(
    "does not show a malformed block that came encrypted",
    { vpcCidr: "10.60.0.0" },
    ["vpcCidr: `[secret]` is not a CIDR block; accepted: a private IPv4 block like `10.60.0.0/16`"],
    { secretKeys: new Set(["vpcCidr"]) },
  );
  refuses("refuses a block with host bits set", { vpcCidr: "10.60.1.0/16" }, [
    "vpcCidr: `10.60.1.0/16` has host bits set; accepted: `10.60.0.0/16`",
  ]);
  refuses("refuses a block that is larger than a VPC", { vpcCidr: "10.0.0.0/8" }, [
    "vpcCidr: `10.0.0.0/8` is larger than any VPC; accepted: a block of /16 to /22",
  ]);
  refuses("refuses a block that leaves too little for the subnets", { vpcCidr: "10.60.0.0/24" }, [
    "vpcCidr: `10.60.0.0/24` is too small; accepted: a block of /16 to /22, since below that six subnets have fewer than 128 addresses each for nodes, proxies, endpoints and what replaces them",
  ]);
  refuses("refuses public addresses", { vpcCidr: "52.0.0.0/16" }, [
    "vpcCidr: `52.0.0.0/16` has public addresses; accepted: a block of `10.0.0.0/8`, `172.16.0.0/12`, `192.168.0.0/16` or `100.64.0.0/10`",
  ]);
  refuses("refuses IPv6", { vpcCidr: "fd00::/16" }, [
    "vpcCidr: `fd00::/16` is IPv6, and network and load balancer have IPv4 only; accepted: a private IPv4 block like `10.60.0.0/16`",
  ]);
  refuses("refuses an egress that there is not", { egress: "nat" }, [
    "egress: `nat` is not accepted; accepted: `nat-single`, `nat-per-zone` or `endpoints`",
  ]);
  refuses(
    "refuses settings of an existing VPC without its id",
    { existingVpcCidr: "10.0.0.0/16", existingFlowLogs: true },
    [
      "existingVpcCidr: is given, but `existingVpcId` is not; give that too, or remove this",
      "existingFlowLogs: is given, but `existingVpcId` is not; give that too, or remove this",
    ],
  );
  refuses("asks for everything that an existing VPC needs", { existingVpcId: "vpc-0123456789abcdef0" }, [
    "existingVpcCidr: is missing, which an existing VPC needs; accepted: the IPv4 block of the VPC",
    "existingPrivateSubnetIds: 0 given; accepted: 2, one in each of `availabilityZones` and in their order",
    "existingEgress: is missing, which an existing VPC needs; accepted: `nat` or `endpoints`, the way out of the private subnets",
  ]);
  refuses(
    "refuses settings of a new VPC beside an existing one",
    { ...EXISTING_VPC, vpcCidr: "10.2.0.0/16", egress: "nat-single" },
    [
      "vpcCidr: is for a new VPC, but `existingVpcId` is given; remove one of the two",
      "egress: is for a new VPC, but `existingVpcId` is given; remove one of the two",
    ],
  );
  refuses(
    "refuses malformed ids, blocks and services of an existing VPC",
    {
      ...EXISTING_VPC,
      existingVpcId: "vpc-1",
      existingVpcCidr: "10.0.0.0/8",
      existingPrivateSubnetIds: ["subnet-1"],
      existingEgress: "igw",
      existingEndpoints: ["com.amazonaws.us-east-1.ssm"],
    },
    [
      "existingVpcId: `vpc-1` is not accepted; accepted: an id like `vpc-0123456789abcdef0`",
      "existingVpcCidr: `10.0.0.0/8` is not the block of a VPC; accepted: a block of /16 to /28",
      "existingPrivateSubnetIds[0]: `subnet-1` is not accepted; accepted: an id like `subnet-0123456789abcdef0`",
      "existingEgress: `igw` is not accepted; accepted: `nat` or `endpoints`",
      "existingEndpoints[0]: `com.amazonaws.us-east-1.ssm` is a full service name; accepted: the short name of a service like `ssm`, `logs` or `s3`",
    ],
  );
  refuses(
    "refuses another number of private subnets than of zones",
    { ...EXISTING_VPC, existingPrivateSubnetIds: ["subnet-00000000000000001"] },
    ["existingPrivateSubnetIds: 1 given; accepted: 2, one in each of `availabilityZones` and in their order"],
  );
  refuses(
    "asks an existing VPC without NAT for its S3 endpoint",
    { ...EXISTING_VPC, existingEgress: "endpoints" },
    [
      "existingEndpoints: `s3` is not among them; accepted: a list with `s3`, since an existing VPC without NAT must have the S3 gateway endpoint in its own route tables",
    ],
  );
  refuses(
    "asks an existing VPC without NAT for the peers of its endpoints",
    { ...EXISTING_VPC, existingEgress: "endpoints", existingEndpoints: ["s3", "ssm"] },
    [
      "existingEndpointSecurityGroupId: is missing, which lets proxies out to the existing endpoints of a VPC without NAT; accepted: an id like `sg-0123456789abcdef0`",
      "existingS3PrefixListId: is missing, which names S3 in the security groups of a VPC without NAT; accepted: an id like `pl-0123456789abcdef0`",
    ],
  );
  refuses(
    "asks for a public subnet in each zone where the exposure is allowlist",
    { ...EXISTING_VPC, exposure: "allowlist", allowedCidrs: ["203.0.113.0/24"] },
    ["existingPublicSubnetIds: 0 given; accepted: 2, one in each of `availabilityZones` and in their order"],
  );
  refuses(
    "refuses public subnets that nothing uses, and subnets of two kinds",
    { ...EXISTING_VPC, existingPublicSubnetIds: ["subnet-00000000000000001"] },
    [
      "existingPublicSubnetIds: is given, but only exposure `allowlist` uses public subnets; remove it",
      "existingPublicSubnetIds: `subnet-00000000000000001` is among `existingPrivateSubnetIds` too; accepted: subnets of one kind in each list",
    ],
  );
});
