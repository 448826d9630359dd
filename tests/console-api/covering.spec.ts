import { expect } from "chai";
import fc from "fast-check";
import { covering, type Point } from "../../console-api/evidence/covering";
import { AddressSet, parseAddress } from "../../policy-pack/analysis/addresses";

const point = (address: string): Point => {
  const parsed = parseAddress(address);
  if (parsed === undefined) throw new Error(address);
  return parsed;
};

const blocks = (addresses: readonly string[], within: string, most: number): readonly string[] | undefined =>
  covering(addresses.map(point), AddressSet.of(within), most)?.toCidrs();

/** A block of 64 public addresses, each of which counts as itself. */
const PUBLIC = "52.94.5.0/26";
const START = point("52.94.5.0").value;
const BITS = 6;

/** The fewest addresses of at most `most` blocks that hold the points, by trying all: `undefined` for none. */
function fewest(points: readonly number[], most: number): number {
  const best = new Map<string, number>();
  const solve = (left: readonly number[], more: number): number => {
    const [first] = left;
    if (first === undefined) return 0;
    if (more === 0) return Number.POSITIVE_INFINITY;
    const key = `${left.join(",")} ${more}`;
    const known = best.get(key);
    if (known !== undefined) return known;
    let least = Number.POSITIVE_INFINITY;
    for (let bits = 0; bits <= BITS; bits += 1) {
      const rest = left.filter((value) => value >> bits !== first >> bits);
      least = Math.min(least, 2 ** bits + solve(rest, more - 1));
    }
    best.set(key, least);
    return least;
  };
  return solve(
    [...new Set(points)].sort((a, b) => a - b),
    most,
  );
}

describe("the smallest few blocks that hold some addresses", () => {
  it("are public addresses themselves, while there are few", () => {
    expect(blocks(["52.94.5.1", "52.94.5.9"], "0.0.0.0/0", 10)).to.deep.equal([
      "52.94.5.1/32",
      "52.94.5.9/32",
    ]);
  });

  it("are the smallest subnets of private addresses, whose hosts come and go", () => {
    expect(blocks(["10.0.3.7", "10.0.3.9", "10.0.9.250"], "10.0.0.0/16", 10)).to.deep.equal([
      "10.0.3.0/28",
      "10.0.9.240/28",
    ]);
    expect(blocks(["2001:db8:0:1::5"], "2001:db8::/32", 10)).to.deep.equal(["2001:db8:0:1::/64"]);
  });

  it("are never more than what is there", () => {
    expect(blocks(["10.0.3.7"], "10.0.3.4/30", 10)).to.deep.equal(["10.0.3.4/30"]);
    expect(blocks(["10.0.3.7"], "10.0.3.7/32", 10)).to.deep.equal(["10.0.3.7/32"]);
  });

  it("join what is nearest first, where too many are needed", () => {
    const hosts = ["52.94.5.0", "52.94.5.3", "52.94.6.0", "52.94.200.0"];
    expect(blocks(hosts, "52.94.0.0/16", 4)).to.deep.equal(hosts.map((host) => `${host}/32`));
    expect(blocks(hosts, "52.94.0.0/16", 3)).to.deep.equal([
      "52.94.5.0/30",
      "52.94.6.0/32",
      "52.94.200.0/32",
    ]);
    expect(blocks(hosts, "52.94.0.0/16", 2)).to.deep.equal(["52.94.4.0/22", "52.94.200.0/32"]);
    expect(blocks(hosts, "52.94.0.0/16", 1)).to.deep.equal(["52.94.0.0/16"]);
  });

  it("do not exist for addresses outside, or of the other family", () => {
    expect(blocks(["10.1.0.0"], "10.0.0.0/16", 10)).to.equal(undefined);
    expect(blocks(["::1"], "10.0.0.0/16", 10)).to.equal(undefined);
  });

  it("hold every address, lie inside, are at most as many as asked for, and are the fewest addresses", () => {
    const hosts = fc.array(fc.integer({ min: 0, max: 2 ** BITS - 1 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(hosts, fc.integer({ min: 1, max: 5 }), (offsets, most) => {
        const points = offsets.map((offset): Point => ({ family: "ipv4", value: START + BigInt(offset) }));
        const cover = covering(points, AddressSet.of(PUBLIC), most) ?? AddressSet.EMPTY;
        const all = AddressSet.of(
          ...points.map(({ family, value }) => ({ family, first: value, last: value })),
        );
        expect(cover.covers(all)).to.equal(true);
        expect(AddressSet.of(PUBLIC).covers(cover)).to.equal(true);
        expect(cover.toCidrs().length).to.be.at.most(most);
        expect(Number(cover.size)).to.equal(fewest(offsets, most));
      }),
    );
  });

  it("hold every address of any block of either family", () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6()).map(point);
    fc.assert(
      fc.property(
        fc.array(address, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 0, max: 32 }),
        fc.integer({ min: 1, max: 10 }),
        (points, length, most) => {
          const [first] = points;
          if (first === undefined) return;
          const bits = BigInt(first.family === "ipv4" ? 32 - length : 128 - length);
          const low = (first.value >> bits) << bits;
          const within = AddressSet.of({ family: first.family, first: low, last: low | ((1n << bits) - 1n) });
          const inside = points.filter(
            ({ family, value }) => family === first.family && value >> bits === first.value >> bits,
          );
          const cover = covering(inside, within, most) ?? AddressSet.EMPTY;
          const all = AddressSet.of(
            ...inside.map(({ family, value }) => ({ family, first: value, last: value })),
          );
          expect(cover.covers(all)).to.equal(true);
          expect(within.covers(cover)).to.equal(true);
          expect(cover.toCidrs().length).to.be.at.most(most);
        },
      ),
    );
  });
});
