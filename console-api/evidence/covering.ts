/** The smallest few CIDR blocks that hold some addresses. */

import { ADDRESS_BITS, type AddressFamily, AddressSet, INTERNET } from "../../policy-pack/analysis/addresses";

/** An address as a number. */
export interface Point {
  readonly family: AddressFamily;
  readonly value: bigint;
}

/** A block by its first address. */
interface Block {
  readonly first: bigint;
  readonly prefixLength: number;
}

/**
 * Hosts of a subnet come and go, so private addresses count as the smallest subnet that a VPC can have, and IPv6 ones as
 * the /64 that each subnet has; a public IPv4 address is somebody's own.
 * https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
 */
const PRIVATE_IPV4_PREFIX = 28;
const IPV6_PREFIX = 64;

const PUBLIC = { ipv4: INTERNET.family("ipv4").ranges, ipv6: INTERNET.family("ipv6").ranges };

/** Whether an address is one of the internet's. */
export const isPublic = ({ family, value }: Point): boolean => {
  const ranges = PUBLIC[family];
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const range = ranges[middle];
    if (range === undefined) return false;
    if (value < range.first) high = middle - 1;
    else if (value > range.last) low = middle + 1;
    else return true;
  }
  return false;
};

const grainOf = (point: Point): number => {
  if (point.family === "ipv6") return IPV6_PREFIX;
  return isPublic(point) ? ADDRESS_BITS.ipv4 : PRIVATE_IPV4_PREFIX;
};

/** The blocks that points count as, sorted, none in another. */
function grains(points: readonly Point[], bits: number, shortest: number): readonly Block[] {
  const found = new Map<bigint, Block>();
  for (const point of points) {
    const prefixLength = Math.max(grainOf(point), shortest);
    const size = BigInt(bits - prefixLength);
    const first = (point.value >> size) << size;
    found.set(first, { first, prefixLength });
  }
  const sorted = [...found.values()].sort((a, b) => (a.first < b.first ? -1 : 1));
  let end = -1n;
  return sorted.filter(({ first, prefixLength }) => {
    if (first <= end) return false;
    end = first | ((1n << BigInt(bits - prefixLength)) - 1n);
    return true;
  });
}

/** How to cover a part with at most `blocks.length` blocks: each entry is the best with that many blocks or fewer. */
interface Choice {
  /** Addresses that are covered; a double, exact for IPv4. */
  readonly size: number;
  readonly blocks: readonly Block[];
}

/** The smallest block that holds both ends of a part. */
function spanning(first: Block, last: Block, bits: number): Block {
  const end = last.first | ((1n << BigInt(bits - last.prefixLength)) - 1n);
  const differing = (first.first ^ end).toString(2).length;
  const hostBits = first.first === end ? 0 : differing;
  const size = BigInt(hostBits);
  return { first: (first.first >> size) << size, prefixLength: bits - hostBits };
}

const sizeOf = ({ prefixLength }: Block, bits: number): number => 2 ** (bits - prefixLength);

/** The best covers of `parts[from..to)` with one block, with at most two, … at most `most`. */
function covers(
  parts: readonly Block[],
  from: number,
  to: number,
  most: number,
  bits: number,
): readonly Choice[] {
  const [head, tail] = [parts[from], parts[to - 1]];
  if (head === undefined || tail === undefined) return [];
  const whole = spanning(head, tail, bits);
  const one: Choice = { size: sizeOf(whole, bits), blocks: [whole] };
  if (to - from === 1 || most === 1) return [one];

  // The block's halves: everything from `half` on has the bit set in which the ends differ.
  const half = whole.first | (1n << BigInt(bits - whole.prefixLength - 1));
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((parts[middle]?.first ?? half) < half) low = middle + 1;
    else high = middle;
  }
  const left = covers(parts, from, low, most - 1, bits);
  const right = covers(parts, low, to, most - 1, bits);
  const best: Choice[] = [one];
  for (let count = 2; count <= Math.min(most, to - from); count += 1) {
    let choice = best[count - 2] ?? one;
    for (let with_ = 1; with_ < count; with_ += 1) {
      const a = left[Math.min(with_, left.length) - 1];
      const b = right[Math.min(count - with_, right.length) - 1];
      if (a === undefined || b === undefined || a.size + b.size >= choice.size) continue;
      choice = { size: a.size + b.size, blocks: [...a.blocks, ...b.blocks] };
    }
    best.push(choice);
  }
  return best;
}

/**
 * At most `most` (1 or more) CIDR blocks inside a block that hold every point, and of all such lists one that holds the
 * fewest addresses, where points count by their grains. `undefined`: the block does not hold the points, or is none.
 */
export function covering(points: readonly Point[], within: AddressSet, most: number): AddressSet | undefined {
  const [range, ...others] = within.ranges;
  if (range === undefined || others.length > 0) return undefined;
  const bits = ADDRESS_BITS[range.family];
  if (
    points.some(({ family, value }) => family !== range.family || value < range.first || value > range.last)
  ) {
    return undefined;
  }
  const shortest =
    bits - ((range.last - range.first).toString(2).length - (range.last === range.first ? 1 : 0));
  const parts = grains(points, bits, shortest);
  const choice = covers(parts, 0, parts.length, most, bits).at(-1);
  const blocks = (choice?.blocks ?? []).map(({ first, prefixLength }) => ({
    family: range.family,
    first,
    last: first | ((1n << BigInt(bits - prefixLength)) - 1n),
  }));
  return AddressSet.of(...blocks);
}
