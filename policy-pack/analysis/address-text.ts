import type { AddressFamily } from "./cidr";

/** An address as a number of its family. */
export interface Address {
  readonly family: AddressFamily;
  readonly value: bigint;
}

const isEvery = (text: string, alphabet: string): boolean =>
  [...text].every((letter) => alphabet.includes(letter));

function parseIpv4(text: string): bigint | undefined {
  const octets = text.split(".");
  if (octets.length !== 4) return undefined;
  let value = 0n;
  for (const octet of octets) {
    if (octet.length < 1 || octet.length > 3 || !isEvery(octet, "0123456789")) return undefined;
    // A leading zero is read as octal by some parsers and as decimal by others: no address at all is safer.
    if ((octet.length > 1 && octet.startsWith("0")) || Number(octet) > 255) return undefined;
    value = value * 256n + BigInt(octet);
  }
  return value;
}

/** The 16-bit groups of one side of `::`, or of a whole address; a dotted IPv4 tail counts as two. */
function parseGroups(text: string): bigint[] | undefined {
  if (text === "") return [];
  const groups: bigint[] = [];
  const parts = text.split(":");
  for (const [at, part] of parts.entries()) {
    if (part.includes(".")) {
      const tail = at === parts.length - 1 ? parseIpv4(part) : undefined;
      if (tail === undefined) return undefined;
      groups.push(tail >> 16n, tail & 0xffffn);
    } else {
      if (part.length < 1 || part.length > 4 || !isEvery(part, "0123456789abcdefABCDEF")) return undefined;
      groups.push(BigInt(`0x${part}`));
    }
  }
  return groups;
}

function parseIpv6(text: string): bigint | undefined {
  const gap = text.indexOf("::");
  const head = parseGroups(gap < 0 ? text : text.slice(0, gap));
  const tail = gap < 0 ? [] : parseGroups(text.slice(gap + 2));
  if (head === undefined || tail === undefined) return undefined;
  // A dotted tail may only end the address: before `::` it would be in the middle.
  if (gap >= 0 && text.slice(0, gap).includes(".")) return undefined;
  const missing = 8 - head.length - tail.length;
  // RFC 4291 2.2: `::` stands for one or more groups; without it all eight are written.
  if (gap < 0 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...new Array<bigint>(missing).fill(0n), ...tail];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

/** Reads an IPv4 (dotted decimal) or IPv6 (RFC 4291 2.2) address without zone; undefined for anything else. */
export function parseAddress(text: string): Address | undefined {
  const family = text.includes(":") ? "ipv6" : "ipv4";
  const value = family === "ipv6" ? parseIpv6(text) : parseIpv4(text);
  return value === undefined ? undefined : { family, value };
}

/** Writes an address canonically: dotted decimal, or RFC 5952 (lower case, the longest run of zero groups as `::`). */
export function formatAddress(family: AddressFamily, value: bigint): string {
  if (family === "ipv4") return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join(".");
  const groups = Array.from({ length: 8 }, (_, at) =>
    ((value >> BigInt(112 - 16 * at)) & 0xffffn).toString(16),
  );
  let gap = { at: 0, length: 1 };
  for (let at = 0; at < 8; at += 1) {
    let length = 0;
    while (groups[at + length] === "0") length += 1;
    if (length > gap.length) gap = { at, length };
  }
  if (gap.length < 2) return groups.join(":");
  return `${groups.slice(0, gap.at).join(":")}::${groups.slice(gap.at + gap.length).join(":")}`;
}
