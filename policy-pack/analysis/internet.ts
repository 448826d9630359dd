import { AddressSet } from "./address-set";

/**
 * Blocks that no host on the internet sends from: the entries of the IANA IPv4 and IPv6 special-purpose address
 * registries (RFC 6890) that are not globally reachable, and multicast.
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const UNREACHABLE = AddressSet.of(
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/128",
  "::1/128",
  // The IPv4-mapped block as numbers: `parseCidr` would read it as the IPv4 addresses that it stands for.
  { family: "ipv6", first: 0xffff_0000_0000n, last: 0xffff_ffff_ffffn },
  "64:ff9b:1::/48",
  "100::/64",
  "100:0:0:1::/64",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
  "5f00::/16",
  "fc00::/7",
  "fe80::/10",
  "ff00::/8",
);

/** Narrower entries of the same registries that are globally reachable inside a block that is not. */
const REACHABLE_WITHIN = AddressSet.of(
  "192.0.0.9/32",
  "192.0.0.10/32",
  "2001:1::1/128",
  "2001:1::2/128",
  "2001:1::3/128",
  "2001:3::/32",
  "2001:4:112::/48",
  "2001:20::/28",
  "2001:30::/28",
);

/**
 * The internet: every address that a stranger can send from. Everything less the special-purpose registries, so
 * unallocated space counts as public (an approximation towards "exposed").
 */
export const INTERNET = AddressSet.ALL.subtract(UNREACHABLE).union(REACHABLE_WITHIN);
