import { expect } from "chai";
import * as fc from "fast-check";
import { AddressSet } from "../../../policy-pack/analysis/addresses";
import { hasPorts, hasTypes, parseProtocol, protocolName } from "../../../policy-pack/analysis/protocols";
import { type Flow, Traffic } from "../../../policy-pack/analysis/traffic";

/** The naive model: a set of packets written out, over a few protocols, ports and addresses at the edges. */
const PROTOCOLS = [0, 6, 7, 255];
const PORTS = [0, 1, 2, 65_534, 65_535];
const ADDRESSES = ["0.0.0.0/32", "0.0.0.1/32", "255.255.255.255/32", "::/128"];
const sources = fc.subarray(ADDRESSES).map((cidrs) => AddressSet.of(...cidrs));
const flow = fc
  .tuple(
    fc.constantFrom(...PROTOCOLS, "all" as const),
    fc.constantFrom(...PORTS),
    fc.constantFrom(...PORTS),
    sources,
  )
  .map(([protocol, a, b, from]): Flow => {
    return { protocol, firstPort: Math.min(a, b), lastPort: Math.max(a, b), sources: from };
  });
const flows = fc.array(flow, { maxLength: 5 });

function packets(list: readonly Flow[]): Set<string> {
  const found = new Set<string>();
  for (const protocol of PROTOCOLS) {
    for (const port of PORTS) {
      for (const address of ADDRESSES) {
        const isLetIn = list.some(
          (one) =>
            (one.protocol === "all" ||
              (one.protocol === protocol && one.firstPort <= port && port <= one.lastPort)) &&
            one.sources.covers(AddressSet.of(address)),
        );
        if (isLetIn) found.add(`${protocol} ${port} ${address}`);
      }
    }
  }
  return found;
}

function packetsOf(traffic: Traffic): Set<string> {
  const found = new Set<string>();
  for (const protocol of PROTOCOLS) {
    for (const port of PORTS) {
      for (const address of ADDRESSES) {
        const packet = Traffic.of({
          protocol,
          firstPort: port,
          lastPort: port,
          sources: AddressSet.of(address),
        });
        if (traffic.covers(packet)) found.add(`${protocol} ${port} ${address}`);
      }
    }
  }
  return found;
}

describe("Traffic", () => {
  it("agrees with packets written out, for random rules", () => {
    fc.assert(
      fc.property(flows, flows, (a, b) => {
        const [x, y] = [Traffic.of(...a), Traffic.of(...b)];
        const [p, q] = [packets(a), packets(b)];
        expect(packetsOf(x)).to.deep.equal(p);
        expect(packetsOf(x.union(y))).to.deep.equal(new Set([...p, ...q]));
        expect(packetsOf(x.intersect(y))).to.deep.equal(new Set([...p].filter((one) => q.has(one))));
        expect(packetsOf(x.subtract(y))).to.deep.equal(new Set([...p].filter((one) => !q.has(one))));
        if (x.covers(y)) expect([...q].every((one) => p.has(one))).to.equal(true);
      }),
      { numRuns: 300 },
    );
  });

  it("obeys the laws of sets", () => {
    fc.assert(
      fc.property(flows, flows, flows, (a, b, c) => {
        const [x, y, z] = [Traffic.of(...a), Traffic.of(...b), Traffic.of(...c)];
        expect(x.union(y).equals(Traffic.of(...b, ...a))).to.equal(true);
        expect(x.intersect(y.union(z)).equals(x.intersect(y).union(x.intersect(z)))).to.equal(true);
        expect(x.subtract(y).union(x.intersect(y)).equals(x)).to.equal(true);
        expect(x.subtract(y).intersect(y).isEmpty).to.equal(true);
        expect(x.covers(y)).to.equal(x.union(y).equals(x));
        expect(Traffic.ALL.covers(x)).to.equal(true);
      }),
      { numRuns: 300 },
    );
  });

  const world = AddressSet.of("0.0.0.0/0");
  const tcp = (firstPort: number, lastPort: number, from = world): Flow => ({
    protocol: 6,
    firstPort,
    lastPort,
    sources: from,
  });

  it("is the same however a range of ports is split", () => {
    expect(Traffic.of(tcp(0, 65_535)).equals(Traffic.of(tcp(20, 65_535), tcp(0, 22)))).to.equal(true);
  });

  it("is the same however the addresses are split", () => {
    const halves = [tcp(22, 22, AddressSet.of("0.0.0.0/1")), tcp(22, 22, AddressSet.of("128.0.0.0/1"))];
    expect(Traffic.of(...halves).equals(Traffic.of(tcp(22, 22)))).to.equal(true);
  });

  it("lists openings by protocol, where the sources pass a test", () => {
    const some = Traffic.of(tcp(22, 22), tcp(80, 81, AddressSet.of("10.0.0.0/8")), {
      ...tcp(53, 53),
      protocol: 17,
    });
    expect(
      some.openings((from) => from.covers(world)).map((one) => [one.protocol, one.firstPort, one.lastPort]),
    ).to.deep.equal([
      [6, 22, 22],
      [17, 53, 53],
    ]);
    expect(Traffic.ALL.openings()).to.have.length(256);
  });

  it("gives one packet as an example", () => {
    expect(Traffic.of(tcp(22, 23)).example()).to.equal("tcp/22 from 0.0.0.0");
    expect(Traffic.EMPTY.example()).to.equal(undefined);
  });
});

describe("parseProtocol", () => {
  const read: [string, number | "all"][] = [
    ["-1", "all"],
    ["all", "all"],
    ["ALL", "all"],
    ["tcp", 6],
    ["TCP", 6],
    ["6", 6],
    ["006", 6],
    ["udp", 17],
    ["icmp", 1],
    ["icmpv6", 58],
    ["50", 50],
    ["0", 0],
    ["255", 255],
  ];
  for (const [text, protocol] of read)
    it(`reads ${text}`, () => expect(parseProtocol(text)).to.equal(protocol));
  for (const text of ["256", "", "tpc", "-2", "6.0", "constructor"]) {
    it(`refuses ${JSON.stringify(text)}`, () =>
      expect(() => parseProtocol(text)).to.throw(
        RangeError,
        `protocol \`${text}\` is neither \`-1\`, a name like \`tcp\` nor a number in 0..255`,
      ));
  }
  it("knows which protocols have ports, and which have types", () => {
    const all = Array.from({ length: 256 }, (_, protocol) => protocol);
    expect(all.filter(hasPorts)).to.deep.equal([6, 17]);
    expect(all.filter(hasTypes)).to.deep.equal([1, 58]);
    expect([protocolName(6), protocolName(42)]).to.deep.equal(["tcp", "protocol 42"]);
  });
});
