import { formatAddress, parseAddress } from "./address-text";

/** The two address families; a block or a range belongs to exactly one. */
export type AddressFamily = "ipv4" | "ipv6";

/** Bits of an address of each family. */
export const ADDRESS_BITS: Readonly<Record<AddressFamily, number>> = { ipv4: 32, ipv6: 128 };

/** A CIDR block as numbers: every address from `first` to `last`, both included. */
export interface CidrBlock {
  readonly family: AddressFamily;
  readonly first: bigint;
  readonly last: bigint;
  readonly prefixLength: number;
  /** The canonical spelling (RFC 5952 for IPv6), host bits zero: `10.0.0.0/8`, `2001:db8::/32`. */
  readonly text: string;
  /** Whether the host bits were zero as written; EC2 and the classic provider refuse a block where they were not. */
  readonly isCanonical: boolean;
}

/** A run of addresses of one family, both ends included. */
export interface AddressRange {
  readonly family: AddressFamily;
  readonly first: bigint;
  readonly last: bigint;
}

const DECIMAL = "0123456789";

function parsePrefixLength(text: string, cidr: string, bits: number): number {
  const isNumber = text.length > 0 && text.length <= 3 && [...text].every((digit) => DECIMAL.includes(digit));
  const length = isNumber && (text === "0" || !text.startsWith("0")) ? Number(text) : Number.NaN;
  if (!(length <= bits))
    throw new RangeError(`prefix length \`${text}\` in \`${cidr}\` is not an integer in 0..${bits}`);
  return length;
}

/**
 * Reads a CIDR block in any spelling of RFC 4632 and RFC 4291. An IPv4-mapped block (`::ffff:10.0.0.0/104`) is the
 * IPv4 block it stands for. Host bits may be set: they are cleared, and `isCanonical` is false.
 * @throws RangeError one line naming the offending part, for anything else
 */
export function parseCidr(text: string): CidrBlock {
  const slash = text.indexOf("/");
  if (slash < 0)
    throw new RangeError(`\`${text}\` has no prefix length; a CIDR block is written like \`10.0.0.0/16\``);
  const address = parseAddress(text.slice(0, slash));
  if (address === undefined) {
    throw new RangeError(`\`${text.slice(0, slash)}\` in \`${text}\` is neither an IPv4 nor an IPv6 address`);
  }
  const prefixLength = parsePrefixLength(text.slice(slash + 1), text, ADDRESS_BITS[address.family]);
  const mapped = address.family === "ipv6" && prefixLength >= 96 && address.value >> 32n === 0xffffn;
  return mapped
    ? block("ipv4", address.value & 0xffff_ffffn, prefixLength - 96)
    : block(address.family, address.value, prefixLength);
}

/** The block of `prefixLength` bits around `address`. */
function block(family: AddressFamily, address: bigint, prefixLength: number): CidrBlock {
  const size = 1n << BigInt(ADDRESS_BITS[family] - prefixLength);
  const first = address - (address % size);
  const text = `${formatAddress(family, first)}/${prefixLength}`;
  return { family, first, last: first + size - 1n, prefixLength, text, isCanonical: first === address };
}
