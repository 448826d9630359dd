import { expect } from "chai";
import * as fc from "fast-check";
import {
  ADDRESS_BITS,
  type AddressFamily,
  type AddressRange,
  AddressSet,
  formatAddress,
  INTERNET,
  parseAddress,
  parseCidr,
} from "../../../policy-pack/analysis/addresses";

describe("parseCidr", () => {
  const spellings: [string, string, boolean][] = [
    ["0.0.0.0/0", "0.0.0.0/0", true],
    ["10.0.0.0/8", "10.0.0.0/8", true],
    ["10.1.2.3/8", "10.0.0.0/8", false],
    ["1.2.3.4/0", "0.0.0.0/0", false],
    ["255.255.255.255/32", "255.255.255.255/32", true],
    ["::/0", "::/0", true],
    ["0:0:0:0:0:0:0:0/0", "::/0", true],
    ["::0/0", "::/0", true],
    ["::0.0.0.0/0", "::/0", true],
    ["2000::/3", "2000::/3", true],
    ["2001:DB8:0:0:1:0:0:1/128", "2001:db8::1:0:0:1/128", true],
    ["2001:db8:0:1:1:1:1:1/128", "2001:db8:0:1:1:1:1:1/128", true],
    ["2001:db8::1/32", "2001:db8::/32", false],
    ["1::/16", "1::/16", true],
    ["1:2:3:4:5:6:7::/128", "1:2:3:4:5:6:7:0/128", true],
    ["::ffff:10.0.0.0/104", "10.0.0.0/8", true],
    ["::ffff:0:0/96", "0.0.0.0/0", true],
    ["::FFFF:0A00:0001/128", "10.0.0.1/32", true],
    ["64:ff9b::192.0.2.1/128", "64:ff9b::c000:201/128", true],
  ];
  for (const [text, canonical, isCanonical] of spellings) {
    it(`reads ${text} as ${canonical}`, () => {
      const block = parseCidr(text);
      expect([block.text, block.isCanonical]).to.deep.equal([canonical, isCanonical]);
    });
  }

  it("gives the first and last address as numbers", () => {
    const { family, first, last, prefixLength } = parseCidr("10.0.0.0/8");
    expect({ family, first, last, prefixLength }).to.deep.equal({
      family: "ipv4",
      first: 0x0a000000n,
      last: 0x0affffffn,
      prefixLength: 8,
    });
    expect(parseCidr("::/0").last).to.equal((1n << 128n) - 1n);
  });

  const refused: [string, string][] = [
    ["10.0.0.0", "`10.0.0.0` has no prefix length; a CIDR block is written like `10.0.0.0/16`"],
    ["", "`` has no prefix length; a CIDR block is written like `10.0.0.0/16`"],
    ["10.0.0.0/33", "prefix length `33` in `10.0.0.0/33` is not an integer in 0..32"],
    ["::/129", "prefix length `129` in `::/129` is not an integer in 0..128"],
    ["10.0.0.0/", "prefix length `` in `10.0.0.0/` is not an integer in 0..32"],
    ["10.0.0.0/08", "prefix length `08` in `10.0.0.0/08` is not an integer in 0..32"],
    ["10.0.0.0/+8", "prefix length `+8` in `10.0.0.0/+8` is not an integer in 0..32"],
    ["10.0.0.0/8/8", "prefix length `8/8` in `10.0.0.0/8/8` is not an integer in 0..32"],
    ["10.0.0.0/1e1", "prefix length `1e1` in `10.0.0.0/1e1` is not an integer in 0..32"],
    ["010.0.0.0/8", "`010.0.0.0` in `010.0.0.0/8` is neither an IPv4 nor an IPv6 address"],
    ["10.0.0/8", "`10.0.0` in `10.0.0/8` is neither an IPv4 nor an IPv6 address"],
    ["256.0.0.0/8", "`256.0.0.0` in `256.0.0.0/8` is neither an IPv4 nor an IPv6 address"],
    ["0x0a.0.0.0/8", "`0x0a.0.0.0` in `0x0a.0.0.0/8` is neither an IPv4 nor an IPv6 address"],
    [" 10.0.0.0/8", "` 10.0.0.0` in ` 10.0.0.0/8` is neither an IPv4 nor an IPv6 address"],
    ["fe80::1%eth0/64", "`fe80::1%eth0` in `fe80::1%eth0/64` is neither an IPv4 nor an IPv6 address"],
    ["1::2::3/64", "`1::2::3` in `1::2::3/64` is neither an IPv4 nor an IPv6 address"],
    [
      "1:2:3:4:5:6:7:8::/64",
      "`1:2:3:4:5:6:7:8::` in `1:2:3:4:5:6:7:8::/64` is neither an IPv4 nor an IPv6 address",
    ],
    ["1:2:3/64", "`1:2:3` in `1:2:3/64` is neither an IPv4 nor an IPv6 address"],
    ["12345::/64", "`12345::` in `12345::/64` is neither an IPv4 nor an IPv6 address"],
    ["1.2.3.4::/64", "`1.2.3.4::` in `1.2.3.4::/64` is neither an IPv4 nor an IPv6 address"],
    [":/64", "`:` in `:/64` is neither an IPv4 nor an IPv6 address"],
    [":::/64", "`:::` in `:::/64` is neither an IPv4 nor an IPv6 address"],
  ];
  for (const [text, message] of refused) {
    it(`refuses ${JSON.stringify(text)}`, () => expect(() => parseCidr(text)).to.throw(RangeError, message));
  }

  it("reads back what it writes, for any address", () => {
    const family = fc.constantFrom<AddressFamily>("ipv4", "ipv6");
    fc.assert(
      fc.property(
        family,
        fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }),
        fc.nat(128),
        (kind, seed, zeroes) => {
          // Long runs of zero bits make the runs of zero groups that `::` is about.
          const value = ((seed >> BigInt(zeroes)) << BigInt(zeroes)) % (1n << BigInt(ADDRESS_BITS[kind]));
          expect(parseAddress(formatAddress(kind, value))).to.deep.equal({ family: kind, value });
        },
      ),
    );
  });
});

/** The naive model: one boolean an address, in a universe of 16 IPv4 and 16 IPv6 addresses at both ends of each. */
const BASES: readonly [AddressFamily, bigint][] = [
  ["ipv4", 0n],
  ["ipv4", (1n << 32n) - 8n],
  ["ipv6", 0n],
  ["ipv6", (1n << 128n) - 8n],
];
const universe = BASES.flatMap(([family, base]) =>
  Array.from(
    { length: 8 },
    (_, at): AddressRange => ({ family, first: base + BigInt(at), last: base + BigInt(at) }),
  ),
);
const fromModel = (bits: readonly boolean[]): AddressSet =>
  AddressSet.of(...universe.filter((_, at) => bits[at]));
const model = fc.array(fc.boolean(), { minLength: universe.length, maxLength: universe.length });

describe("AddressSet", () => {
  const zip = (
    a: readonly boolean[],
    b: readonly boolean[],
    f: (x: boolean, y: boolean) => boolean,
  ): boolean[] => a.map((x, at) => f(x, b[at] ?? false));

  it("agrees with a set of single addresses, for random sets", () => {
    fc.assert(
      fc.property(model, model, (a, b) => {
        const [x, y] = [fromModel(a), fromModel(b)];
        expect(x.union(y).ranges).to.deep.equal(fromModel(zip(a, b, (p, q) => p || q)).ranges);
        expect(x.intersect(y).ranges).to.deep.equal(fromModel(zip(a, b, (p, q) => p && q)).ranges);
        expect(x.subtract(y).ranges).to.deep.equal(fromModel(zip(a, b, (p, q) => p && !q)).ranges);
        expect(x.covers(y)).to.equal(zip(a, b, (p, q) => p || !q).every(Boolean));
        expect(x.overlaps(y)).to.equal(zip(a, b, (p, q) => p && q).some(Boolean));
        expect(x.equals(y)).to.equal(zip(a, b, (p, q) => p === q).every(Boolean));
        expect(x.size).to.equal(BigInt(a.filter(Boolean).length));
        expect(x.isEmpty).to.equal(!a.some(Boolean));
        expect(AddressSet.of(...x.toCidrs()).equals(x)).to.equal(true);
      }),
      { numRuns: 500 },
    );
  });

  it("agrees with a set of single addresses for every pair of ranges among eight addresses", () => {
    const ranges = universe.slice(0, 8).flatMap((a) =>
      universe
        .slice(0, 8)
        .filter((b) => b.last >= a.first)
        .map((b) => ({ ...a, last: b.last })),
    );
    const members = ({ first, last }: AddressRange): boolean[] =>
      universe.map((one) => one.family === "ipv4" && one.first >= first && one.last <= last);
    for (const a of ranges) {
      for (const b of ranges) {
        const [x, y] = [AddressSet.of(a), AddressSet.of(b)];
        expect(x.union(y).equals(fromModel(zip(members(a), members(b), (p, q) => p || q)))).to.equal(true);
        expect(x.intersect(y).equals(fromModel(zip(members(a), members(b), (p, q) => p && q)))).to.equal(
          true,
        );
        expect(x.subtract(y).equals(fromModel(zip(members(a), members(b), (p, q) => p && !q)))).to.equal(
          true,
        );
      }
    }
  });

  const block = fc
    .tuple(
      fc.constantFrom<AddressFamily>("ipv4", "ipv6"),
      fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }),
      fc.nat(128),
    )
    .map(([family, value, length]) => {
      const bits = ADDRESS_BITS[family];
      return `${formatAddress(family, value % (1n << BigInt(bits)))}/${length % (bits + 1)}`;
    });
  // `::ffff:…` blocks change family, which is no subject of these laws.
  const set = fc.array(block, { maxLength: 6 }).map((blocks) => AddressSet.of(...blocks));

  it("obeys the laws of sets", () => {
    fc.assert(
      fc.property(set, set, set, (a, b, c) => {
        expect(a.union(b).equals(b.union(a))).to.equal(true);
        expect(
          a
            .union(b)
            .union(c)
            .equals(AddressSet.union([c, a, b])),
        ).to.equal(true);
        expect(a.intersect(b.union(c)).equals(a.intersect(b).union(a.intersect(c)))).to.equal(true);
        expect(a.subtract(b).union(a.intersect(b)).equals(a)).to.equal(true);
        expect(a.complement().complement().equals(a)).to.equal(true);
        expect(a.union(b).complement().equals(a.complement().intersect(b.complement()))).to.equal(true);
        expect(a.union(b).size).to.equal(a.size + b.size - a.intersect(b).size);
        expect(a.covers(b)).to.equal(a.union(b).equals(a));
        expect(a.union(a.complement()).equals(AddressSet.ALL)).to.equal(true);
      }),
    );
  });

  it("joins the two halves of the internet protocol", () => {
    expect(AddressSet.of("0.0.0.0/1", "128.0.0.0/1").toCidrs()).to.deep.equal(["0.0.0.0/0"]);
    expect(AddressSet.of("::/1", "8000::/1").toCidrs()).to.deep.equal(["::/0"]);
  });

  it("prints the fewest blocks", () => {
    const odd = AddressSet.of({ family: "ipv4", first: 1n, last: 14n });
    expect(odd.toCidrs()).to.deep.equal([
      "0.0.0.1/32",
      "0.0.0.2/31",
      "0.0.0.4/30",
      "0.0.0.8/30",
      "0.0.0.12/31",
      "0.0.0.14/32",
    ]);
    expect(AddressSet.ALL.toCidrs()).to.deep.equal(["0.0.0.0/0", "::/0"]);
    expect(AddressSet.EMPTY.toCidrs()).to.deep.equal([]);
    expect(String(AddressSet.of("10.0.0.0/8"))).to.equal("{10.0.0.0/8}");
  });

  it("names its lowest address as an example", () => {
    expect(AddressSet.of("2001:db8::/32", "10.0.0.0/8").example()).to.equal("10.0.0.0");
    expect(AddressSet.EMPTY.example()).to.equal(undefined);
  });

  it("holds one address in /32 and /128, and all in /0", () => {
    expect(AddressSet.of("1.2.3.4/32").size).to.equal(1n);
    expect(AddressSet.of("::1/128").size).to.equal(1n);
    expect(AddressSet.of("0.0.0.0/0", "::/0").equals(AddressSet.ALL)).to.equal(true);
    expect(AddressSet.ALL.complement().isEmpty).to.equal(true);
  });
});

describe("INTERNET", () => {
  const inside = [
    "1.1.1.1/32",
    "172.32.0.0/16",
    "192.0.0.9/32",
    "198.20.0.0/16",
    "2600::/12",
    "2001:4:112::/48",
    "64:ff9b::/96",
  ];
  const outside = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "169.254.169.254/32",
    "224.0.0.0/3",
    "192.0.0.8/32",
    "fc00::/7",
    "fe80::/10",
    "2001:db8::/32",
    "::1/128",
    "ff00::/8",
  ];
  for (const text of inside)
    it(`holds ${text}`, () => expect(INTERNET.covers(AddressSet.of(text))).to.equal(true));
  for (const text of outside)
    it(`leaves out ${text}`, () => expect(INTERNET.overlaps(AddressSet.of(text))).to.equal(false));

  it("leaves out the IPv4-mapped block", () => {
    const mapped = AddressSet.of({ family: "ipv6", first: 0xffff_0000_0000n, last: 0xffff_ffff_ffffn });
    expect(INTERNET.overlaps(mapped)).to.equal(false);
  });
});
