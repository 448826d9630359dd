import { AddressSet } from "./addresses";
import { INTERNET } from "./internet";
import { ICMP, ICMPV6 } from "./protocols";
import { Traffic } from "./traffic";

/**
 * From how many public addresses on a set counts as open to the world, as the prefix length of the widest block that
 * may still be let in: with 8, more than 2^24 public IPv4 addresses are too many, wherever they lie.
 */
export interface Thresholds {
  readonly widestIpv4Prefix: number;
  readonly widestIpv6Prefix: number;
}

/**
 * One public IPv4 /8 is AWS's own line between "public" and "not public" (S3 user guide, "The meaning of public"). For
 * IPv6, /16: content networks publish lists of /32s and wider, while `2000::/3` is all that is allocated.
 */
export const DEFAULT_THRESHOLDS: Thresholds = { widestIpv4Prefix: 8, widestIpv6Prefix: 16 };

/** RFC 6052: the last 32 bits of these addresses are the IPv4 address that a translator stands in for. */
const TRANSLATED = AddressSet.of("64:ff9b::/96");

/** The addresses from which a stranger on the internet could come, translated ones as the IPv4 addresses they are. */
export function publicPart(sources: AddressSet): AddressSet {
  const translated = sources.intersect(TRANSLATED).ranges.map(({ first, last }) => ({
    family: "ipv4" as const,
    first: first & 0xffff_ffffn,
    last: last & 0xffff_ffffn,
  }));
  return sources
    .subtract(TRANSLATED)
    .union(AddressSet.of(...translated))
    .intersect(INTERNET);
}

/** `isWorldOpen(s)` iff the public part of `s` is larger, in one family, than the thresholds allow. */
export function isWorldOpen(sources: AddressSet, thresholds: Thresholds = DEFAULT_THRESHOLDS): boolean {
  const mostIpv4 = 1n << BigInt(32 - thresholds.widestIpv4Prefix);
  const mostIpv6 = 1n << BigInt(128 - thresholds.widestIpv6Prefix);
  // What is small as a whole has no large part; most sets are.
  const { size } = sources;
  if (size <= mostIpv4 && size <= mostIpv6) return false;
  const exposed = publicPart(sources);
  return exposed.family("ipv4").size > mostIpv4 || exposed.family("ipv6").size > mostIpv6;
}

/** Packets of protocols without ports: they reach a host's own network stack, and nothing that listens on it. */
export const PORTLESS = Traffic.of(
  ...[ICMP, ICMPV6].map((protocol) => ({
    protocol,
    firstPort: 0,
    lastPort: 65_535,
    sources: AddressSet.ALL,
  })),
);
