/** IANA protocol numbers that EC2 knows by name, and those that are worth a name in a message. */
const NUMBERS: Readonly<Record<string, number>> = {
  icmp: 1,
  ipip: 4,
  tcp: 6,
  udp: 17,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  sctp: 132,
};

const NAMES = new Map(Object.entries(NUMBERS).map(([name, number]) => [number, name]));

export const ICMP = 1;
export const TCP = 6;
export const UDP = 17;
export const ICMPV6 = 58;

/** Protocols to which a security group's port range applies; EC2 opens all ports of any other. */
export const hasPorts = (protocol: number): boolean => protocol === TCP || protocol === UDP;

/** Protocols whose `fromPort` and `toPort` are a type and a code. */
export const hasTypes = (protocol: number): boolean => protocol === ICMP || protocol === ICMPV6;

/**
 * Reads a protocol as EC2 does: `-1` or `all`, a name in any case, or an IANA number.
 * @throws RangeError one line naming the text and what is accepted
 */
export function parseProtocol(text: string): number | "all" {
  const name = text.trim().toLowerCase();
  if (name === "-1" || name === "all") return "all";
  const known = Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined;
  if (known !== undefined) return known;
  const digits =
    name.length > 0 && name.length <= 3 && [...name].every((digit) => "0123456789".includes(digit));
  const number = digits ? Number(name) : Number.NaN;
  if (!(number <= 255)) {
    throw new RangeError(
      `protocol \`${text}\` is neither \`-1\`, a name like \`tcp\` nor a number in 0..255`,
    );
  }
  return number;
}

/** The name of a protocol number, or `protocol 42`. */
export const protocolName = (protocol: number): string => NAMES.get(protocol) ?? `protocol ${protocol}`;
