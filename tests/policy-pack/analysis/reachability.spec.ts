import { expect } from "chai";
import fc from "fast-check";
import { AddressSet } from "../../../policy-pack/analysis/addresses";
import { joinWays, reach, type Way } from "../../../policy-pack/analysis/reachability";
import { Traffic } from "../../../policy-pack/analysis/traffic";

const PLACES = ["a", "b", "c", "d", "e", "f"];
const port = (firstPort: number): Traffic =>
  Traffic.of({ protocol: 6, firstPort, lastPort: firstPort, sources: AddressSet.ALL });

const ways = fc.array(
  fc.record({
    from: fc.constantFrom(undefined, ...PLACES),
    to: fc.constantFrom(...PLACES),
    traffic: fc.constantFrom(Traffic.EMPTY, port(22), port(443)),
  }),
  { maxLength: 14 },
);

/** Hops from outside by relaxing every way as often as there are places, without paths or queues. */
function distances(all: readonly Way[], goesOn: (place: string) => boolean): ReadonlyMap<string, number> {
  const hops = new Map<string, number>();
  for (let round = 0; round <= PLACES.length; round += 1) {
    for (const { from, to, traffic } of all) {
      if (traffic.isEmpty) continue;
      const before = from === undefined ? 0 : goesOn(from) ? hops.get(from) : undefined;
      if (before !== undefined && before + 1 < (hops.get(to) ?? Number.POSITIVE_INFINITY))
        hops.set(to, before + 1);
    }
  }
  return hops;
}

describe("reach", () => {
  it("finds what the naive model finds, by ways that exist and are shortest", () =>
    fc.assert(
      fc.property(ways, fc.subarray(PLACES), (all, stops) => {
        const goesOn = (place: string): boolean => !stops.includes(place);
        const found = reach(all, goesOn);
        const expected = distances(all, goesOn);
        expect([...found.keys()].sort()).to.deep.equal([...expected.keys()].sort());
        for (const [place, path] of found) {
          expect(path).to.have.lengthOf(expected.get(place) ?? -1);
          expect(path[0]?.from).to.equal(undefined);
          expect(path.at(-1)?.to).to.equal(place);
          for (const [at, way] of path.entries()) {
            expect(all).to.include(way);
            expect(way.traffic.isEmpty).to.equal(false);
            if (at > 0) expect(way.from).to.equal(path[at - 1]?.to);
          }
        }
      }),
      { numRuns: 2000 },
    ));

  it("finds nothing where nothing leads in", () => {
    expect(reach([]).size).to.equal(0);
    expect(reach([{ from: "a", to: "b", traffic: port(22) }]).size).to.equal(0);
  });
});

describe("joinWays", () => {
  it("reaches the same places, with one way between two", () =>
    fc.assert(
      fc.property(ways, (all) => {
        const joined = joinWays(all);
        const pairs = joined.map(({ from, to }) => `${from ?? ""}>${to}`);
        expect(new Set(pairs).size).to.equal(pairs.length);
        expect([...reach(joined).keys()].sort()).to.deep.equal([...reach(all).keys()].sort());
        for (const way of all) {
          const same = joined.find(({ from, to }) => from === way.from && to === way.to);
          expect(same?.traffic.covers(way.traffic)).to.equal(true);
        }
      }),
    ));
});
