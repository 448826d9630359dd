import { AddressSet, type CidrBlock } from "../../policy-pack/analysis/addresses";
import { viewerCertificate } from "../arns";
import { publicReach, readCidr } from "../cidrs";
import { PREFIX_LIST_ID } from "../forms";
import { notInPartition } from "../partition-mistakes";
import type { Target } from "../region";
import type { Place, SettingReader } from "../setting-reader";
import type { SettingKey } from "../settings";
import type { ClientSources, ExposureConfig, NetworkConfig } from "../stack-config";
import { readWaf } from "./console";

/** Addresses that no packet from the internet has as its source: RFC 1918 and RFC 6598. */
const NEVER_PUBLIC = AddressSet.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10");
/** Default quota of ingress rules of a security group: each source takes one, a prefix list even more. */
const MAX_SOURCES = 60;
const CLIENT_KEYS = ["allowedCidrs", "allowedPrefixListIds"] as const satisfies readonly SettingKey[];
const EDGE_KEYS = [
  "originFacingPrefixListId",
  "proxyViewerCertificateArn",
  "proxyWaf",
] as const satisfies readonly SettingKey[];

/** Who may reach the proxy, and by which way. */
export function readExposure(reader: SettingReader, target: Target, network: NetworkConfig): ExposureConfig {
  const { partition } = target;
  const kind = reader.choice("exposure", ["internal", "allowlist", "cloudfront"]);
  if (!partition.exposure.includes(kind)) {
    reader.reject("exposure", `\`${kind}\` ${notInPartition(partition, "vpc-origin", partition.exposure)}`);
    return { kind: "internal", clients: { cidrs: [], prefixListIds: [] } };
  }
  if (kind === "cloudfront") return readEdge(reader, target);
  for (const key of EDGE_KEYS) {
    if (reader.given(key)) {
      reader.reject(
        key,
        `is for exposure \`cloudfront\`, but \`exposure\` is \`${kind}\`; change that, or remove this`,
      );
    }
  }
  const clients = readClients(reader, kind);
  if (kind === "allowlist") {
    if (!reader.given("allowedCidrs") && !reader.given("allowedPrefixListIds")) {
      reader.missing(
        "allowedCidrs",
        "CIDR blocks of the clients like `203.0.113.0/24`, or prefix lists in `allowedPrefixListIds`",
        "and exposure `allowlist` without a source would let nobody in",
      );
    }
    return { kind, clients };
  }
  const hasClients = clients.cidrs.length + clients.prefixListIds.length > 0;
  return { kind, clients: hasClients ? clients : { cidrs: [network.cidr], prefixListIds: [] } };
}

function readEdge(reader: SettingReader, target: Target): ExposureConfig {
  for (const key of CLIENT_KEYS) {
    if (reader.given(key)) {
      reader.reject(
        key,
        "is given, but exposure `cloudfront` admits whoever CloudFront does; restrict them by `proxyWaf`, and remove this",
      );
    }
  }
  const needs = "which exposure `cloudfront` needs";
  const certificate = viewerCertificate(target);
  if (!reader.given("originFacingPrefixListId")) {
    const accepted = `the id of \`com.amazonaws.global.cloudfront.origin-facing\` in ${target.region ?? "the region"}, like \`pl-3b927c52\``;
    reader.missing("originFacingPrefixListId", accepted, needs);
  }
  if (!reader.given("proxyViewerCertificateArn")) {
    reader.missing("proxyViewerCertificateArn", certificate.accepted, needs);
  }
  return {
    kind: "cloudfront",
    originFacingPrefixListId: reader.formed("originFacingPrefixListId", PREFIX_LIST_ID),
    viewerCertificateArn: reader.formed("proxyViewerCertificateArn", certificate),
    waf: readWaf(reader, "proxyWaf", target),
  };
}

function readClients(reader: SettingReader, kind: "internal" | "allowlist"): ClientSources {
  const blocks: { readonly at: Place; readonly block: CidrBlock }[] = [];
  for (const { at, text } of reader.elements("allowedCidrs")) {
    const block = readCidr(reader, at, text, "an IPv4 block like `203.0.113.0/24`");
    if (block !== undefined) blocks.push({ at, block });
  }
  for (const { at, block } of blocks) {
    const wider = blocks.find(
      (other) => other.block !== block && AddressSet.of(other.block).covers(AddressSet.of(block)),
    );
    if (wider !== undefined) {
      reader.reject(
        at,
        `\`${block.text}\` lies within \`${wider.block.text}\`, which is in the list too; remove one of the two`,
      );
    }
    if (
      kind === "allowlist" &&
      NEVER_PUBLIC.overlaps(AddressSet.of(block)) &&
      !publicReach([block]).isTooWide
    ) {
      reader.reject(
        at,
        `\`${block.text}\` has private addresses, which no client on the internet comes from; accepted: the clients' public addresses, or exposure \`internal\``,
      );
    }
  }
  const sources = reader.elements("allowedCidrs").length + reader.elements("allowedPrefixListIds").length;
  if (sources > MAX_SOURCES) {
    reader.reject(
      "allowedCidrs",
      `${sources} sources given, prefix lists included; accepted: at most ${MAX_SOURCES}, as many as a security group has rules (gather them in a prefix list)`,
    );
  }
  const reach = publicReach(blocks.map(({ block }) => block));
  if (reach.isTooWide) {
    reader.reject(
      "allowedCidrs",
      `${blocks.map(({ block }) => `\`${block.text}\``).join(", ")} admit ${reach.addresses} public addresses; accepted: at most 16777216 in all, as many as a /8 has`,
    );
  }
  return {
    cidrs: blocks.map(({ block }) => block.text),
    prefixListIds: reader.formedList("allowedPrefixListIds", PREFIX_LIST_ID),
  };
}
