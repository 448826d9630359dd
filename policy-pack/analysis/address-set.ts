import { formatAddress } from "./address-text";
import { ADDRESS_BITS, type AddressFamily, type AddressRange, parseCidr } from "./cidr";

const isBefore = (a: AddressRange, b: AddressRange): boolean =>
  a.family === b.family ? a.first < b.first : a.family === "ipv4";

/** Sorts and joins ranges that overlap or touch. */
function normalised(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const sorted = [...ranges].sort((a, b) => (isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : 0));
  const joined: AddressRange[] = [];
  for (const range of sorted) {
    const open = joined.at(-1);
    if (open !== undefined && open.family === range.family && range.first <= open.last + 1n) {
      if (range.last > open.last) joined[joined.length - 1] = { ...open, last: range.last };
    } else joined.push(range);
  }
  return joined;
}

/**
 * An immutable set of IPv4 and IPv6 addresses. All operations are exact.
 *
 * INVARIANT: `ranges` is sorted (IPv4 before IPv6, then by first address), and no two ranges of a family overlap or
 * touch. Equal sets therefore have equal ranges.
 */
export class AddressSet {
  static readonly EMPTY = new AddressSet([]);
  /** Every address of both families. */
  static readonly ALL = new AddressSet([
    { family: "ipv4", first: 0n, last: (1n << 32n) - 1n },
    { family: "ipv6", first: 0n, last: (1n << 128n) - 1n },
  ]);

  readonly ranges: readonly AddressRange[];

  private constructor(ranges: readonly AddressRange[]) {
    this.ranges = ranges;
  }

  /**
   * The addresses of the given blocks or ranges.
   * @throws RangeError like `parseCidr`, for a text that is no CIDR block
   */
  static of(...blocks: readonly (string | AddressRange)[]): AddressSet {
    const ranges = blocks.map((item) => {
      const { family, first, last } = typeof item === "string" ? parseCidr(item) : item;
      return { family, first, last };
    });
    return new AddressSet(normalised(ranges));
  }

  /** Addresses in any of the sets: one pass over all of them, however many. */
  static union(sets: Iterable<AddressSet>): AddressSet {
    const [first, ...others] = sets;
    if (first === undefined) return AddressSet.EMPTY;
    if (others.length === 0) return first;
    return new AddressSet(normalised([first, ...others].flatMap((set) => set.ranges)));
  }

  get isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  /** How many addresses the set holds. */
  get size(): bigint {
    return this.ranges.reduce((total, { first, last }) => total + (last - first + 1n), 0n);
  }

  /** The part of the set that belongs to one family. */
  family(family: AddressFamily): AddressSet {
    return new AddressSet(this.ranges.filter((range) => range.family === family));
  }

  /** Addresses in this set or the other. */
  union(other: AddressSet): AddressSet {
    return AddressSet.union([this, other]);
  }

  /** Addresses in both sets. */
  intersect(other: AddressSet): AddressSet {
    const shared: AddressRange[] = [];
    let i = 0;
    let j = 0;
    for (;;) {
      const a = this.ranges[i];
      const b = other.ranges[j];
      if (a === undefined || b === undefined) return new AddressSet(shared);
      if (a.family === b.family) {
        const first = a.first > b.first ? a.first : b.first;
        const last = a.last < b.last ? a.last : b.last;
        if (first <= last) shared.push({ family: a.family, first, last });
      }
      // The range that ends first can meet nothing further on.
      const aEndsFirst = a.family === b.family ? a.last < b.last : a.family === "ipv4";
      if (aEndsFirst) i += 1;
      else j += 1;
    }
  }

  /** Addresses in this set that are not in the other. */
  subtract(other: AddressSet): AddressSet {
    return this.intersect(other.complement());
  }

  /** Every address that is not in the set. */
  complement(): AddressSet {
    const gaps: AddressRange[] = [];
    for (const whole of AddressSet.ALL.ranges) {
      let next = whole.first;
      for (const range of this.ranges) {
        if (range.family !== whole.family) continue;
        if (range.first > next) gaps.push({ family: whole.family, first: next, last: range.first - 1n });
        next = range.last + 1n;
      }
      if (next <= whole.last) gaps.push({ family: whole.family, first: next, last: whole.last });
    }
    return new AddressSet(gaps);
  }

  /** `a.covers(b)` iff every address of `b` is in `a`. */
  covers(other: AddressSet): boolean {
    return other.subtract(this).isEmpty;
  }

  /** `a.overlaps(b)` iff some address is in both. */
  overlaps(other: AddressSet): boolean {
    return !this.intersect(other).isEmpty;
  }

  /** `a.equals(b)` iff both hold the same addresses. */
  equals(other: AddressSet): boolean {
    return (
      this.ranges.length === other.ranges.length &&
      this.ranges.every((range, at) => {
        const twin = other.ranges[at];
        return twin?.family === range.family && twin.first === range.first && twin.last === range.last;
      })
    );
  }

  /** One address of the set (its lowest), or undefined if there is none. */
  example(): string | undefined {
    const range = this.ranges[0];
    return range && formatAddress(range.family, range.first);
  }

  /** The shortest list of canonical CIDR blocks that hold exactly this set, in order. */
  toCidrs(): readonly string[] {
    return this.ranges.flatMap(rangeToCidrs);
  }

  toString(): string {
    return `{${this.toCidrs().join(", ")}}`;
  }
}

function rangeToCidrs({ family, first, last }: AddressRange): string[] {
  const bits = ADDRESS_BITS[family];
  const cidrs: string[] = [];
  for (let start = first; start <= last; ) {
    // The largest block that begins here: as aligned as `start`, and not past `last`.
    let hostBits = 0;
    while (hostBits < bits) {
      const size = 2n << BigInt(hostBits);
      if (start % size !== 0n || start + size - 1n > last) break;
      hostBits += 1;
    }
    cidrs.push(`${formatAddress(family, start)}/${bits - hostBits}`);
    start += 1n << BigInt(hostBits);
  }
  return cidrs;
}
