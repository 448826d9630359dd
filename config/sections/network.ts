import { AddressSet, type CidrBlock } from "../../policy-pack/analysis/addresses";
import { readCidr } from "../cidrs";
import { type Form, PREFIX_LIST_ID, SECURITY_GROUP_ID, SUBNET_ID, VPC_ID } from "../forms";
import type { SettingReader } from "../setting-reader";
import type { SettingKey } from "../settings";
import type { NetworkConfig } from "../stack-config";

/** RFC 1918, and RFC 6598's shared space, which EC2 allows in a VPC too. */
const PRIVATE = AddressSet.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10");
const CIDR_EXAMPLE = "a private IPv4 block like `10.60.0.0/16`";
/** Endpoints that the program would otherwise make. */
const ENDPOINT_SERVICE: Form = {
  accepted: "the short name of a service like `ssm`, `logs` or `s3`",
  problem: (text) => {
    if (text.startsWith("com.amazonaws.") || text.startsWith("cn.com.amazonaws."))
      return "is a full service name";
    return /^[a-z0-9]+([.-][a-z0-9]+)*$/.test(text) ? undefined : "is not accepted";
  },
};

/** Settings of an existing VPC other than its id. */
const EXISTING_KEYS = [
  "existingVpcCidr",
  "existingPrivateSubnetIds",
  "existingPublicSubnetIds",
  "existingEgress",
  "existingEndpoints",
  "existingEndpointSecurityGroupId",
  "existingS3PrefixListId",
  "existingFlowLogs",
] as const satisfies readonly SettingKey[];

/** The VPC: a new one, or an existing one by its ids. `zones` is the number of zones of the stack. */
export function readNetwork(reader: SettingReader, zones: number): NetworkConfig {
  if (reader.given("existingVpcId")) return readExisting(reader, zones);
  for (const key of EXISTING_KEYS) {
    if (reader.given(key))
      reader.reject(key, "is given, but `existingVpcId` is not; give that too, or remove this");
  }
  return readNew(reader);
}

function readNew(reader: SettingReader): NetworkConfig {
  const block = readCidr(reader, "vpcCidr", reader.text("vpcCidr"), CIDR_EXAMPLE);
  if (block !== undefined) {
    checkPrivate(reader, "vpcCidr", block);
    if (block.prefixLength < 16) {
      reader.reject("vpcCidr", `\`${block.text}\` is larger than any VPC; accepted: a block of /16 to /22`);
    } else if (block.prefixLength > 22) {
      reader.reject(
        "vpcCidr",
        `\`${block.text}\` is too small; accepted: a block of /16 to /22, since below that six subnets have fewer than 128 addresses each for nodes, proxies, endpoints and what replaces them`,
      );
    }
  }
  return {
    kind: "new",
    cidr: block?.text ?? "",
    egress: reader.choice("egress", ["nat-single", "nat-per-zone", "endpoints"]),
  };
}

function readExisting(reader: SettingReader, zones: number): NetworkConfig {
  for (const key of ["vpcCidr", "egress"] as const) {
    if (reader.given(key))
      reader.reject(key, "is for a new VPC, but `existingVpcId` is given; remove one of the two");
  }
  const needs = "which an existing VPC needs";
  const block = reader.given("existingVpcCidr")
    ? readCidr(reader, "existingVpcCidr", reader.text("existingVpcCidr"), CIDR_EXAMPLE)
    : undefined;
  if (!reader.given("existingVpcCidr")) reader.missing("existingVpcCidr", "the IPv4 block of the VPC", needs);
  if (block !== undefined && (block.prefixLength < 16 || block.prefixLength > 28)) {
    reader.reject(
      "existingVpcCidr",
      `\`${block.text}\` is not the block of a VPC; accepted: a block of /16 to /28`,
    );
  }
  if (!reader.given("existingEgress")) {
    reader.missing("existingEgress", "`nat` or `endpoints`, the way out of the private subnets", needs);
  }
  const egress = reader.given("existingEgress")
    ? reader.choice("existingEgress", ["nat", "endpoints"])
    : "nat";
  const privateSubnetIds = reader.formedList("existingPrivateSubnetIds", SUBNET_ID);
  checkOnePerZone(reader, "existingPrivateSubnetIds", privateSubnetIds, zones);
  const endpoints = reader.formedList("existingEndpoints", ENDPOINT_SERVICE);
  const groupId = reader.formed("existingEndpointSecurityGroupId", SECURITY_GROUP_ID);
  const s3PrefixListId = reader.formed("existingS3PrefixListId", PREFIX_LIST_ID);
  if (egress === "endpoints") checkIsolated(reader, endpoints);
  return {
    kind: "existing",
    vpcId: reader.formed("existingVpcId", VPC_ID),
    cidr: block?.text ?? "",
    privateSubnetIds,
    publicSubnetIds: reader.formedList("existingPublicSubnetIds", SUBNET_ID),
    egress,
    existing: {
      endpoints,
      ...(groupId === "" ? {} : { endpointSecurityGroupId: groupId }),
      ...(s3PrefixListId === "" ? {} : { s3PrefixListId }),
      flowLogs: reader.flag("existingFlowLogs"),
    },
  };
}

/** What an existing VPC without NAT must have, since its route tables are not ours to change. */
function checkIsolated(reader: SettingReader, endpoints: readonly string[]): void {
  if (!reader.sound("existingEndpoints")) return;
  if (!endpoints.includes("s3")) {
    reader.reject(
      "existingEndpoints",
      "`s3` is not among them; accepted: a list with `s3`, since an existing VPC without NAT must have the S3 gateway endpoint in its own route tables",
    );
  } else if (!reader.given("existingS3PrefixListId")) {
    reader.missing(
      "existingS3PrefixListId",
      PREFIX_LIST_ID.accepted,
      "which names S3 in the security groups of a VPC without NAT",
    );
  }
  if (endpoints.some((service) => service !== "s3") && !reader.given("existingEndpointSecurityGroupId")) {
    reader.missing(
      "existingEndpointSecurityGroupId",
      SECURITY_GROUP_ID.accepted,
      "which lets proxies out to the existing endpoints of a VPC without NAT",
    );
  }
}

/**
 * The public subnets fit the exposure: the load balancer of an allowlist needs one in each zone, no other has any use for
 * them.
 */
export function checkPublicSubnets(
  reader: SettingReader,
  network: NetworkConfig,
  zones: number,
  isPublic: boolean,
): void {
  if (network.kind !== "existing") return;
  if (isPublic) checkOnePerZone(reader, "existingPublicSubnetIds", network.publicSubnetIds, zones);
  else if (network.publicSubnetIds.length > 0) {
    reader.reject(
      "existingPublicSubnetIds",
      "is given, but only exposure `allowlist` uses public subnets; remove it",
    );
  }
  const shared = network.publicSubnetIds.find((id) => network.privateSubnetIds.includes(id));
  if (shared !== undefined) {
    reader.reject(
      "existingPublicSubnetIds",
      `\`${shared}\` is among \`existingPrivateSubnetIds\` too; accepted: subnets of one kind in each list`,
    );
  }
}

function checkOnePerZone(
  reader: SettingReader,
  key: "existingPrivateSubnetIds" | "existingPublicSubnetIds",
  ids: readonly string[],
  zones: number,
): void {
  if (!reader.sound(key, "availabilityZones") || ids.length === zones) return;
  reader.reject(
    key,
    `${ids.length} given; accepted: ${zones}, one in each of \`availabilityZones\` and in their order`,
  );
}

function checkPrivate(reader: SettingReader, key: "vpcCidr", block: CidrBlock): void {
  if (PRIVATE.covers(AddressSet.of(block))) return;
  reader.reject(
    key,
    `\`${block.text}\` has public addresses; accepted: a block of \`10.0.0.0/8\`, \`172.16.0.0/12\`, \`192.168.0.0/16\` or \`100.64.0.0/10\``,
  );
}
