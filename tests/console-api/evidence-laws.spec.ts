import { expect } from "chai";
import fc from "fast-check";
import type { Conversation } from "../../console-api/evidence/conversations";
import type { LiveRule } from "../../console-api/evidence/live-rules";
import { matched, readingsOf } from "../../console-api/evidence/matching";
import { narrowed } from "../../console-api/evidence/narrowing";
import { trafficOf } from "../../console-api/security-groups";
import { AddressSet } from "../../policy-pack/analysis/addresses";
import { Traffic } from "../../policy-pack/analysis/traffic";
import { conversation, evidence, history, hour, recordsOf, rule, type Stay } from "./evidence-case";

/** A small world: two interfaces whose groups change once, addresses that move with them, strangers. */
const GROUPS = ["sg-a", "sg-b", "sg-c"] as const;
const ADDRESSES = ["10.0.0.1", "10.0.0.2", "10.0.0.200", "52.94.5.1", "52.94.5.2"] as const;
const PORTS = [53, 443, 9200, 50_000] as const;
const HOURS = 168;

const stay = fc.record({
  group: fc.constantFrom(...GROUPS),
  address: fc.constantFrom(...ADDRESSES.slice(0, 3)),
});

/** What an interface is before and after a change at an hour. */
const stays = (interfaceId: string) =>
  fc.tuple(stay, stay, fc.integer({ min: 1, max: HOURS - 1 })).map(([before, after, at]): readonly Stay[] => [
    { interfaceId, groups: [before.group], addresses: [before.address], from: 0, to: at },
    { interfaceId, groups: [after.group], addresses: [after.address], from: at, to: HOURS },
  ]);

const rules = fc.array(
  fc.record({
    group: fc.constantFrom(...GROUPS),
    egress: fc.boolean(),
    traffic: fc.constantFrom("tcp/443", "tcp/1-1024", "tcp/0-65535", "udp/53", "udp/1024-65535", "-1"),
    peer: fc.constantFrom("10.0.0.0/24", "10.0.0.1/32", "52.94.5.0/24", "0.0.0.0/0", "sg-a", "sg-b"),
  }),
  { minLength: 1, maxLength: 6 },
);

const conversations = fc.array(
  fc
    .record({
      interfaceId: fc.constantFrom("eni-1", "eni-2", "eni-unknown"),
      direction: fc.constantFrom("ingress" as const, "egress" as const),
      protocol: fc.constantFrom(6, 17),
      port: fc.constantFrom(...PORTS),
      remote: fc.constantFrom(...ADDRESSES),
      opened: fc.constantFrom(0, 2),
      other: fc.constantFrom(50_001, 60_000),
      varied: fc.boolean(),
      first: fc.integer({ min: 0, max: HOURS }),
      last: fc.integer({ min: 0, max: HOURS }),
    })
    .map(
      ({ remote, other, varied, first, last, ...some }): Conversation =>
        conversation({
          ...some,
          client: some.direction === "ingress" ? remote : "10.0.0.77",
          server: some.direction === "ingress" ? "10.0.0.77" : remote,
          opened: some.protocol === 6 ? some.opened : 0,
          answered: 0,
          otherMin: other,
          otherMax: varied ? other + 7 : other,
          firstSeen: hour(Math.min(first, last)),
          lastSeen: hour(Math.max(first, last)),
        }),
    ),
  { maxLength: 8 },
);

const remoteOf = ({ direction, client, server }: Conversation): string =>
  direction === "ingress" ? client : server;

/** The packets of one reading as a set: what `policy-pack/analysis` would say of them. */
const packets = (protocol: number, port: number | undefined, address: string): Traffic =>
  Traffic.of({
    protocol,
    firstPort: port ?? 0,
    lastPort: port ?? 65_535,
    sources: AddressSet.of(`${address}/${address.includes(":") ? 128 : 32}`),
  });

/** By looking through everything, and by sets: whether a conversation used a rule for certain. */
function naiveUse(live: LiveRule, one: Conversation, world: readonly Stay[]): boolean {
  const readings = readingsOf(one);
  const [reading] = readings;
  if (readings.length !== 1 || reading?.direction !== live.rule.direction) return false;
  if (!trafficOf(live.rule, new Map()).covers(packets(one.protocol, reading.port, remoteOf(one))))
    return false;
  return [one.firstSeen, one.lastSeen].some((at) => {
    const then = world.filter(({ from = 0, to = HOURS }) => hour(from) <= at && at <= hour(to));
    const local = then.filter(({ interfaceId }) => interfaceId === one.interfaceId);
    // At the instant of a change both stays hold: nobody knows which is right, unless they agree.
    if (local.length === 0 || !local.every(({ groups }) => groups.includes(live.rule.groupId))) return false;
    if (live.rule.peer.kind === "ADDRESSES") return true;
    const { id } = live.rule.peer as { readonly id: string };
    const owners = then.filter(({ addresses = [] }) => addresses.includes(remoteOf(one)));
    return owners.length > 0 && owners.every(({ groups }) => groups.includes(id));
  });
}

/** A change needs no slack here: looks are so near that none is missed. */
const worlds = fc.tuple(stays("eni-1"), stays("eni-2")).map((both) => both.flat());

describe("evidence", () => {
  it("counts exactly the certain uses that looking through everything finds", () => {
    fc.assert(
      fc.property(rules, conversations, worlds, (written, found, world) => {
        const live = written.map((one, at) => rule({ ...one, id: `sgr-${at}` }));
        const { byRule } = matched(live, recordsOf(found), history(world));
        for (const one of live) {
          const counted = new Set(byRule.get(one)?.uses.map((use) => use.conversation));
          const expected = found.filter((each) => naiveUse(one, each, world));
          expect([...counted]).to.have.members(expected);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("calls no rule unused that lets through, in any reading, what passed an interface that may have had its group", () => {
    fc.assert(
      fc.property(rules, conversations, worlds, (written, found, world) => {
        const live = written.map((one, at) => rule({ ...one, id: `sgr-${at}` }));
        const said = evidence(live, recordsOf(found), history(world));
        for (const [at, one] of live.entries()) {
          if (said[at]?.verdict !== "UNUSED") continue;
          for (const each of found) {
            const isLocal =
              each.interfaceId === "eni-unknown" ||
              world.some(
                ({ interfaceId, groups, from = 0, to = HOURS }) =>
                  interfaceId === each.interfaceId &&
                  groups.includes(one.rule.groupId) &&
                  hour(from) <= each.lastSeen &&
                  each.firstSeen <= hour(to),
              );
            const passes = readingsOf(each).some(
              ({ direction, port }) =>
                direction === one.rule.direction &&
                trafficOf(one.rule, new Map()).covers(packets(each.protocol, port, remoteOf(each))),
            );
            const peer = one.rule.peer;
            const isPeer =
              peer.kind === "ADDRESSES" ||
              world.some(
                ({ groups, addresses = [], from = 0, to = HOURS }) =>
                  peer.kind === "SECURITY_GROUP" &&
                  groups.includes(peer.id) &&
                  addresses.includes(remoteOf(each)) &&
                  hour(from) <= each.lastSeen &&
                  each.firstSeen <= hour(to),
              );
            expect(isLocal && passes && isPeer).to.equal(false);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("offers rules that let through all that was seen, nothing that the rule does not, and less than it", () => {
    fc.assert(
      fc.property(rules, conversations, worlds, (written, found, world) => {
        const live = written.map((one, at) => rule({ ...one, id: `sgr-${at}` }));
        const { byRule } = matched(live, recordsOf(found), history(world));
        for (const one of live) {
          const matches = byRule.get(one);
          const passed = [...(matches?.uses ?? []), ...(matches?.possible ?? [])];
          const narrow = passed.length === 0 ? undefined : narrowed(one, passed).rules;
          if (narrow === undefined) continue;
          const before = trafficOf(one.rule, new Map());
          const after = Traffic.of(
            ...narrow.map(({ ports, addresses }) => ({ ...ports, sources: addresses ?? AddressSet.ALL })),
          );
          expect(before.covers(after)).to.equal(true);
          expect(after.covers(before)).to.equal(false);
          for (const { protocol, port, remote } of passed) {
            expect(after.covers(packets(protocol, port, remote.text))).to.equal(true);
          }
          // Where it leads out to public addresses it names none of them.
          for (const { ports, addresses } of one.rule.direction === "EGRESS" ? narrow : []) {
            const isPublic = passed.some(
              ({ protocol, port = 0, remote }) =>
                (ports.protocol === "all" || ports.protocol === protocol) &&
                ports.firstPort <= port &&
                port <= ports.lastPort &&
                remote.text.startsWith("52."),
            );
            if (isPublic && one.rule.peer.kind === "ADDRESSES") {
              expect(addresses?.equals(one.rule.peer.addresses)).to.equal(true);
            }
          }
          const count = narrow.reduce((sum, { addresses }) => sum + (addresses?.toCidrs().length ?? 1), 0);
          expect(count).to.be.at.most(10);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("does not change with the order of records and rules", () => {
    fc.assert(
      fc.property(rules, conversations, worlds, (written, found, world) => {
        const live = written.map((one, at) => rule({ ...one, id: `sgr-${at}` }));
        const known = history(world);
        const said = evidence(live, recordsOf(found), known);
        const again = evidence([...live].reverse(), recordsOf([...found].reverse()), known);
        expect([...again].reverse().map(({ verdict, narrower }) => [verdict, narrower])).to.deep.equal(
          said.map(({ verdict, narrower }) => [verdict, narrower]),
        );
      }),
    );
  });
});
