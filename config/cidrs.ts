import { AddressSet, type CidrBlock, INTERNET, parseCidr } from "../policy-pack/analysis/addresses";
import type { Place, SettingReader } from "./setting-reader";
import type { SettingKey } from "./settings";

/** As many addresses as one /8 has: what the policy pack's open-ingress policy lets one port be open to. */
const MAX_PUBLIC_ADDRESSES = 1n << 24n;

/**
 * An IPv4 block in the one spelling that EC2 takes; `undefined`, and a mistake noted, for anything else.
 * @param accepted what to write instead, for messages
 */
export function readCidr(
  reader: SettingReader,
  at: SettingKey | Place,
  text: string,
  accepted: string,
): CidrBlock | undefined {
  const key = typeof at === "string" ? at : at.key;
  const shown = reader.quote(key, text);
  let block: CidrBlock;
  try {
    block = parseCidr(text);
  } catch (error) {
    // The analysis names the part that is wrong; of a value that came encrypted no part may be shown.
    const named = error instanceof RangeError && !reader.isSecret(key);
    const problem = named ? error.message : `${shown} is not a CIDR block`;
    reader.reject(at, `${problem}; accepted: ${accepted}`);
    return undefined;
  }
  if (block.family !== "ipv4" || text.includes(":")) {
    reader.reject(
      at,
      `${shown} is IPv6, and network and load balancer have IPv4 only; accepted: ${accepted}`,
    );
    return undefined;
  }
  if (!block.isCanonical) {
    reader.reject(at, `${shown} has host bits set; accepted: ${reader.quote(key, block.text)}`);
    return undefined;
  }
  return block;
}

/** How many addresses of the internet some blocks admit together, and whether that is too many to be an allowlist. */
export function publicReach(blocks: readonly CidrBlock[]): {
  readonly addresses: bigint;
  readonly isTooWide: boolean;
} {
  const addresses = AddressSet.of(...blocks).intersect(INTERNET).size;
  return { addresses, isTooWide: addresses > MAX_PUBLIC_ADDRESSES };
}
