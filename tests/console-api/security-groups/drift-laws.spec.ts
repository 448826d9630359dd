import { expect } from "chai";
import fc from "fast-check";
import {
  type AccountRule,
  type DeclaredRule,
  type Ports,
  portsOf,
  type RulePeer,
  witnessOf,
} from "../../../console-api/security-groups";
import { drift, flowOf } from "../../../console-api/security-groups/drift";
import { AddressSet } from "../../../policy-pack/analysis/addresses";
import { Traffic } from "../../../policy-pack/analysis/traffic";

/**
 * The naive model: a packet is five plain values, and a rule lets it through or does not, by comparing them one by one.
 * Lists whose entries are known are named `known…`, the others are told by their names only.
 */
interface Packet {
  readonly direction: string;
  readonly protocol: number;
  readonly port: number;
  /** What the address is looked up in: blocks, prefix lists, or one group or list of which nothing else is known. */
  readonly space: string;
  readonly address: string;
}

const ENTRIES: Readonly<Record<string, readonly string[]>> = {
  "known-a": ["10.0.0.0/30"],
  "known-b": ["10.0.0.0/31", "10.0.0.2/31"],
  "known-c": ["10.0.0.0/29", "2001:db8::/127"],
  "known-empty": [],
};

/** An address as bits, most significant first. */
function bitsOf(address: string): string {
  if (!address.includes(":")) {
    return address
      .split(".")
      .map((octet) => Number(octet).toString(2).padStart(8, "0"))
      .join("");
  }
  const [head = "", tail = ""] = address.split("::");
  const groups = (text: string) => text.split(":").filter((group) => group !== "");
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  const all = [...before, ...zeros, ...after];
  return all.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, "0")).join("");
}

function isIn(address: string, cidr: string): boolean {
  const [start = "", length] = cidr.split("/");
  if (address.includes(":") !== cidr.includes(":")) return false;
  return bitsOf(address).startsWith(bitsOf(start).slice(0, Number(length)));
}

function spaceAndBlocks(peer: RulePeer): readonly [space: string, blocks: readonly string[]] {
  if (peer.kind === "ADDRESSES") return ["addresses", [peer.cidr]];
  const entries = peer.kind === "PREFIX_LIST" ? (ENTRIES[peer.id] ?? []) : [];
  return entries.length > 0 ? ["lists", entries] : [peer.id, ["0.0.0.0/0", "::/0"]];
}

function lets(rule: DeclaredRule | AccountRule, packet: Packet): boolean {
  const { protocol, firstPort, lastPort } = rule.ports;
  const [space, blocks] = spaceAndBlocks(rule.peer);
  return (
    rule.direction === packet.direction &&
    (protocol === "all" ||
      (protocol === packet.protocol && firstPort <= packet.port && packet.port <= lastPort)) &&
    space === packet.space &&
    blocks.some((block) => isIn(packet.address, block))
  );
}

const some = (rules: readonly (DeclaredRule | AccountRule)[], packet: Packet): boolean =>
  rules.some((rule) => lets(rule, packet));

/** Every packet that can tell two of the generated rules apart. */
const UNIVERSE: readonly Packet[] = ["INGRESS", "EGRESS"].flatMap((direction) =>
  [1, 6, 17, 47, 255].flatMap((protocol) =>
    [0, 1, 2, 3, 4, 65_535].flatMap((port) => {
      const at = (space: string, ...addresses: readonly string[]) =>
        addresses.map((address) => ({ direction, protocol, port, space, address }));
      const low = ["10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.7", "10.0.0.8"];
      const six = ["2001:db8::", "2001:db8::1", "2001:db8::2"];
      return [
        ...at("addresses", ...low, ...six),
        ...at("lists", ...low, ...six),
        ...["sg-a", "sg-b", "known-empty", "unknown"].flatMap((space) => at(space, "0.0.0.0")),
      ];
    }),
  ),
);

const CIDRS = [
  "0.0.0.0/0",
  "10.0.0.0/29",
  "10.0.0.0/30",
  "10.0.0.4/30",
  "10.0.0.0/31",
  "10.0.0.2/31",
  "10.0.0.1/32",
  "10.0.0.2/32",
  "::/0",
  "2001:db8::/126",
  "2001:db8::/127",
  "2001:db8::1/128",
];

const peers = fc.oneof(
  fc
    .constantFrom(...CIDRS)
    .map((cidr): RulePeer => ({ kind: "ADDRESSES", cidr, addresses: AddressSet.of(cidr) })),
  fc.constantFrom("sg-a", "sg-b").map((id): RulePeer => ({ kind: "SECURITY_GROUP", id })),
  fc.constantFrom(...Object.keys(ENTRIES), "unknown").map((id): RulePeer => ({ kind: "PREFIX_LIST", id })),
);

const ranges = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

const ports: fc.Arbitrary<Ports> = fc.oneof(
  { weight: 4, arbitrary: ranges.map(([first, last]) => portsOf("tcp", first, last)) },
  { weight: 1, arbitrary: ranges.map(([first, last]) => portsOf("udp", first, last)) },
  fc.constantFrom(portsOf("-1"), portsOf("tcp"), portsOf("47"), portsOf("icmp")),
);

const rules = fc.record({
  direction: fc.constantFrom("INGRESS" as const, "EGRESS" as const),
  ports,
  peer: peers,
});

const declaredRules = fc
  .array(rules, { maxLength: 4 })
  .map((all): readonly DeclaredRule[] => all.map((rule, at) => ({ ...rule, flowId: `flow-${at}` })));

const liveOf = (all: readonly Omit<DeclaredRule, "flowId">[]): readonly AccountRule[] =>
  all.map(({ direction, ports, peer }, at) => ({
    direction,
    ports,
    peer,
    id: `sgr-${at}`,
    groupId: "sg",
    description: null,
  }));

/** Live rules are near the declared ones: some of those, in another order, and some of their own. */
const cases = declaredRules.chain((declared) =>
  fc
    .tuple(fc.shuffledSubarray([...declared]), fc.array(rules, { maxLength: 3 }))
    .map(([kept, own]) => ({ declared, live: liveOf([...kept, ...own]) })),
);

const known = new Map(Object.entries(ENTRIES).map(([id, cidrs]) => [id, AddressSet.of(...cidrs)]));

/** The space of the packets of a finding. */
const spaceOfFinding = ({ live, declared }: ReturnType<typeof drift>[number]): string => {
  const peer = live?.peer ?? declared?.peer;
  if (peer === undefined) throw new Error("a finding is about a rule");
  return spaceAndBlocks(peer)[0];
};

const RUNS = { numRuns: 400 };

describe("drift, against a naive model", () => {
  it("is empty iff both sides let the same packets through", () => {
    let empty = 0;
    fc.assert(
      fc.property(cases, ({ declared, live }) => {
        const same = UNIVERSE.every((packet) => some(declared, packet) === some(live, packet));
        expect(drift(declared, live, known).length === 0).to.equal(same);
        if (same) empty += 1;
      }),
      RUNS,
    );
    expect(empty).to.be.greaterThan(10);
  });

  it("has witnesses that exactly one side lets through: the live one iff there is too much", () => {
    fc.assert(
      fc.property(cases, ({ declared, live }) => {
        for (const finding of drift(declared, live, known)) {
          const witness = witnessOf(finding.difference);
          if (witness === undefined) throw new Error("a finding without a witness");
          const packet = { ...witness, direction: finding.direction, space: spaceOfFinding(finding) };
          const isTooMuch = finding.kind === "ADDED" || finding.kind === "WIDENED";
          expect([some(live, packet), some(declared, packet)]).to.deep.equal([isTooMuch, !isTooMuch]);
        }
      }),
      RUNS,
    );
  });

  it("tells all that is on one side only, and nothing that is on both or on none", () => {
    fc.assert(
      fc.property(cases, ({ declared, live }) => {
        const found = drift(declared, live, known);
        for (const packet of UNIVERSE) {
          const { protocol, port, address } = packet;
          const sources = AddressSet.of(`${address}/${address.includes(":") ? 128 : 32}`);
          const one = Traffic.of({ protocol, firstPort: port, lastPort: port, sources });
          const told = found.some(
            (finding) =>
              finding.direction === packet.direction &&
              spaceOfFinding(finding) === packet.space &&
              finding.difference.covers(one),
          );
          expect(told).to.equal(some(declared, packet) !== some(live, packet));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("calls wider or narrower what shares packets with the other side, added or removed what does not", () => {
    fc.assert(
      fc.property(cases, ({ declared, live }) => {
        for (const { kind, live: own, declared: flow } of drift(declared, live, known)) {
          const [rule, others] = kind === "ADDED" || kind === "WIDENED" ? [own, declared] : [flow, live];
          if (rule === undefined) throw new Error("a finding is about a rule");
          const shares = UNIVERSE.some((packet) => lets(rule, packet) && some(others, packet));
          expect(kind === "WIDENED" || kind === "NARROWED").to.equal(shares);
        }
      }),
      RUNS,
    );
  });

  it("does not depend on the order of rules, nor on rules that are covered by others", () => {
    const kinds = (found: ReturnType<typeof drift>) =>
      found.map(({ kind, live, declared }) => `${kind} ${live?.id} ${declared?.flowId}`).sort();
    fc.assert(
      fc.property(cases, ({ declared, live }) => {
        const told = kinds(drift(declared, live, known));
        const reordered = kinds(drift([...declared].reverse(), [...live].reverse(), known));
        expect(reordered.length).to.equal(told.length);
        expect(drift(declared, [...live, ...live], known).length === 0).to.equal(told.length === 0);
      }),
      RUNS,
    );
  });

  it("gives a rule to a flow iff they share packets", () => {
    fc.assert(
      fc.property(cases, ({ declared, live }) => {
        for (const rule of live) {
          const flow = flowOf(rule, declared, known);
          const sharing = declared.filter((other) =>
            UNIVERSE.some((packet) => lets(rule, packet) && lets(other, packet)),
          );
          if (flow === undefined) expect(sharing).to.deep.equal([]);
          else expect(sharing.map(({ flowId }) => flowId)).to.include(flow);
        }
      }),
      RUNS,
    );
  });
});
