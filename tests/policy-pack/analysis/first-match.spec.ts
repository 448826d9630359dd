import { expect } from "chai";
import * as fc from "fast-check";
import { AddressSet } from "../../../policy-pack/analysis/addresses";
import { admittedInOrder, type OrderedRule } from "../../../policy-pack/analysis/first-match";
import { TCP } from "../../../policy-pack/analysis/protocols";
import { Traffic } from "../../../policy-pack/analysis/traffic";
import { UNKNOWN } from "../../../policy-pack/analysis/unknown";

/** A small universe: every packet of it is one port from one address. */
const PORTS = [0, 22, 65_535];
const ADDRESSES = ["0.0.0.0/32", "255.255.255.255/32", "::/128"];
const PACKETS = PORTS.flatMap((port) =>
  ADDRESSES.map((cidr) =>
    Traffic.of({ protocol: TCP, firstPort: port, lastPort: port, sources: AddressSet.of(cidr) }),
  ),
);
type Packets = readonly Traffic[];
const union = (packets: Packets): Traffic => Traffic.union(packets);

interface Plain {
  readonly order: number;
  readonly action: "allow" | "deny";
  readonly match: Packets;
}

/** The naive model: each packet asks the rules in their order. */
function admitted(rules: readonly Plain[]): Packets {
  const ordered = [...rules].sort((a, b) => a.order - b.order);
  return PACKETS.filter((packet) => ordered.find(({ match }) => match.includes(packet))?.action === "allow");
}

const plain = fc.record({
  order: fc.constantFrom(1, 2, 3),
  action: fc.constantFrom("allow" as const, "deny" as const),
  match: fc.subarray(PACKETS),
});
const plains = fc.uniqueArray(plain, { maxLength: 3, selector: ({ order }) => order });
const exact = ({ order, action, match }: Plain): OrderedRule => ({
  order,
  action,
  least: union(match),
  most: union(match),
});

/** A rule of which some parts are not known, and one of the rules that it may turn out to be. */
const blurred = fc
  .tuple(plain, fc.subarray(PACKETS), fc.boolean(), fc.boolean(), fc.boolean())
  .map(([rule, other, hidesOrder, hidesAction, hidesMatch]) => ({
    rule,
    seen: {
      order: hidesOrder ? UNKNOWN : rule.order,
      action: hidesAction ? UNKNOWN : rule.action,
      least: hidesMatch ? union(rule.match.filter((packet) => other.includes(packet))) : union(rule.match),
      most: hidesMatch ? union([...rule.match, ...other]) : union(rule.match),
    } satisfies OrderedRule,
  }));
const blurreds = fc.uniqueArray(blurred, { maxLength: 3, selector: ({ rule }) => rule.order });

describe("admittedInOrder", () => {
  it("is what the first rule that matches says, for each packet", () => {
    fc.assert(
      fc.property(plains, (rules) => {
        const { least, most } = admittedInOrder(rules.map(exact));
        const expected = union(admitted(rules));
        expect([least.equals(expected), most.equals(expected)]).to.deep.equal([true, true]);
      }),
    );
  });

  it("holds whatever unknown parts turn out to be: least within, most around", () => {
    fc.assert(
      fc.property(blurreds, (rules) => {
        const { least, most } = admittedInOrder(rules.map(({ seen }) => seen));
        const actual = union(admitted(rules.map(({ rule }) => rule)));
        expect([actual.covers(least), most.covers(actual)]).to.deep.equal([true, true]);
      }),
      { numRuns: 500 },
    );
  });

  it("takes no notice of the order in which rules are written", () => {
    fc.assert(
      fc.property(plains, (rules) => {
        const [one, other] = [rules, [...rules].reverse()].map(
          (list) => admittedInOrder(list.map(exact)).least,
        );
        expect(one?.equals(other ?? Traffic.EMPTY)).to.equal(true);
      }),
    );
  });

  it("lets nothing in without rules", () => {
    expect(admittedInOrder([]).most.isEmpty).to.equal(true);
  });
});
