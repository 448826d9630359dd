import { expect } from "chai";
import type { Conversation, Records } from "../../console-api/evidence/conversations";
import { InterfaceHistory } from "../../console-api/history/interface-history";
import {
  conversation,
  evidence,
  history,
  hour,
  recordsOf,
  rule,
  WEB,
  type WrittenRule,
} from "./evidence-case";

const KNOWN = history([WEB]);

/** One rule's evidence; beside the given records there is one that no rule of the tests has to do with. */
function about(
  written: WrittenRule,
  conversations: readonly Conversation[],
  known: InterfaceHistory = KNOWN,
  changes: Partial<Records> = {},
) {
  const other = conversation({ interfaceId: "eni-web", port: 9, protocol: 17, client: "192.168.0.1" });
  const [only] = evidence([rule(written)], recordsOf([other, ...conversations], changes), known);
  if (only === undefined) throw new Error("no evidence");
  return only;
}

const verdict = (...given: Parameters<typeof about>): string => about(...given).verdict;

const HTTPS: WrittenRule = { traffic: "tcp/443", peer: "10.0.0.0/8" };

describe("evidence for an ingress rule by addresses", () => {
  it("is used by what came from one of its addresses to one of its ports", () => {
    const found = about({ ...HTTPS, peer: "10.0.9.0/28" }, [conversation()]);
    expect(found).to.deep.include({
      verdict: "USED",
      why: "Used 3 times by one peer, last 2026-03-03 16:00 UTC; nothing narrower would do for what was seen. Rests on this: who opened a connection is told by TCP flags; groups are those that the interfaces had then, by looks every 15 minutes.",
      seen: {
        connections: 3,
        bytes: 1000,
        lastSeen: "2026-03-03T16:00:00.000Z",
        traffic: "tcp/443",
        peers: ["10.0.9.9/32"],
        peerCount: 1,
      },
      narrower: null,
    });
  });

  it("is wider than what it lets through and was not seen", () => {
    const found = about(HTTPS, [conversation()]);
    expect(found.verdict).to.equal("WIDER");
    expect(found.why).to.equal(
      "Used 3 times by one peer, last 2026-03-03 16:00 UTC; tcp/443 with 10.0.9.0/28 would do for what was seen. Rests on this: who opened a connection is told by TCP flags; groups are those that the interfaces had then, by looks every 15 minutes; the period holds all that will be needed.",
    );
    expect(verdict({ ...HTTPS, traffic: "tcp/1-1000", peer: "10.0.9.9/32" }, [conversation()])).to.equal(
      "WIDER",
    );
  });

  it("is unused by other addresses, ports, protocols, ways and groups", () => {
    const others: readonly Partial<Conversation>[] = [
      { client: "192.168.0.5" },
      { port: 80 },
      { protocol: 17 },
      { direction: "egress", client: "10.0.0.1", server: "10.0.9.9" },
      { interfaceId: "eni-db" },
    ];
    const known = history([WEB, { interfaceId: "eni-db", groups: ["sg-db"], addresses: ["10.0.0.2"] }]);
    for (const changes of others) {
      expect(verdict(HTTPS, [conversation(changes)], known), JSON.stringify(changes)).to.equal("UNUSED");
    }
    expect(about(HTTPS, [], known)).to.deep.include({
      why: "Nothing that was accepted from 2026-03-03 11:00 to 2026-03-10 11:00 UTC needed it. Rests on this: every packet was recorded but those that no group filters (resolver, metadata, time); groups are those that the interfaces had then, by looks every 15 minutes; the rule is as old as the period.",
      seen: null,
    });
  });

  it("counts a packet for each rule that lets it through", () => {
    const rules = ["10.0.9.0/24", "10.0.9.9/32"].map((peer, at) => rule({ ...HTTPS, id: `sgr-${at}`, peer }));
    const found = evidence(rules, recordsOf([conversation()]), KNOWN);
    expect(found.map(({ seen }) => seen?.connections)).to.deep.equal([3, 3]);
  });

  it("adds up what used it, its ten largest peers first", () => {
    const many = Array.from({ length: 12 }, (_, at) =>
      conversation({
        client: `10.0.8.${at}`,
        bytes: 100 + at,
        opened: 1,
        answered: 0,
        lastSeen: hour(6 + at),
      }),
    );
    const { seen } = about(HTTPS, many);
    expect(seen).to.deep.equal({
      connections: 12,
      bytes: 1266,
      lastSeen: new Date(hour(17) * 1000).toISOString(),
      traffic: "tcp/443",
      peers: Array.from({ length: 10 }, (_, at) => `10.0.8.${11 - at}/32`),
      peerCount: 12,
    });
  });
});

describe("evidence for an ingress rule from the internet", () => {
  it("is narrowed to the public addresses that came: who is let in is the owner's to name", () => {
    const found = about({ ...HTTPS, peer: "0.0.0.0/0" }, [conversation({ client: "52.94.5.1" })]);
    expect(found.narrower?.text).to.contain('cidrIpv4: "52.94.5.1/32"');
  });
});

describe("evidence for an egress rule", () => {
  const out: WrittenRule = { egress: true, traffic: "tcp/443", peer: "52.94.0.0/16" };
  const to = (server: string, changes: Partial<Conversation> = {}) =>
    conversation({ direction: "egress", client: "10.0.0.1", server, ...changes });
  const opened = to("52.94.5.1");

  it("is used by what the interface opened to one of its addresses", () => {
    const found = about({ ...out, peer: "10.8.0.0/16" }, [to("10.8.5.1")]);
    expect(found.seen?.peers).to.deep.equal(["10.8.5.1/32"]);
    expect(found.verdict).to.equal("WIDER");
    expect(found.narrower?.text).to.contain('cidrIpv4: "10.8.5.0/28"');
  });

  for (const [peer, server] of [
    ["0.0.0.0/0", "52.94.5.1"],
    ["52.94.0.0/16", "52.94.5.1"],
    ["::/0", "2600:1f18::1"],
  ] as const) {
    it(`to ${peer} gets no list of public addresses, and what to use in its place`, () => {
      const found = about({ ...out, peer }, [to(server)]);
      expect(found).to.deep.include({ verdict: "WIDER", narrower: null });
      expect(found.seen?.peerCount).to.equal(1);
      expect(found.why).to.equal(
        "Used 3 times by one peer, last 2026-03-03 16:00 UTC, and wider than that; its public peers change, so no narrower addresses are offered. Services and mirrors move to other addresses without notice: reach AWS services through VPC endpoints or their prefix lists, and let a firewall that knows DNS names decide on the rest. Rests on this: who opened a connection is told by TCP flags; groups are those that the interfaces had then, by looks every 15 minutes.",
      );
    });
  }

  it("to the internet is narrowed to the ports that were seen, and to private addresses", () => {
    const everything: WrittenRule = { egress: true, traffic: "-1", peer: "0.0.0.0/0" };
    const found = about(everything, [opened, to("10.8.5.1", { port: 9200 }), to("52.94.5.2", { port: 80 })]);
    expect(found.verdict).to.equal("WIDER");
    expect(found.why).to.contain(
      "tcp/80 with 0.0.0.0/0, tcp/443 with 0.0.0.0/0 and tcp/9200 with 10.8.5.0/28 would do for what was seen; its public peers change, so no narrower addresses are offered. Services and mirrors",
    );
    const text = found.narrower?.text ?? "";
    expect(text.match(/cidrIpv4: "[^"]+"/g)).to.deep.equal([
      'cidrIpv4: "0.0.0.0/0"',
      'cidrIpv4: "0.0.0.0/0"',
      'cidrIpv4: "10.8.5.0/28"',
    ]);
  });

  it("to one public address that is used is no wider than its use", () => {
    expect(verdict({ ...out, peer: "52.94.5.1/32" }, [opened])).to.equal("USED");
  });

  it("is unused by what came in, also by its answers", () => {
    expect(verdict(out, [conversation({ client: "52.94.5.1" })])).to.equal("UNUSED");
  });
});

describe("evidence for a rule whose peer is a group", () => {
  const fromApp: WrittenRule = { traffic: "tcp/443", peer: "sg-app" };
  const app = { interfaceId: "eni-app", groups: ["sg-app"], addresses: ["10.0.9.9"] };

  it("is used by an address of an interface that had the group then", () => {
    const found = about(fromApp, [conversation()], history([WEB, app]));
    expect(found).to.deep.include({ verdict: "USED" });
    expect(found.seen?.peers).to.deep.equal(["sg-app"]);
  });

  const otherwise = history([WEB, { ...app, groups: ["sg-x"] }]);

  it("is unused by an address of nobody in the VPC, or of an interface with another group, that another rule lets in", () => {
    const rules = [rule(fromApp), rule({ ...HTTPS, id: "sgr-2" })];
    for (const known of [KNOWN, otherwise]) {
      const found = evidence(rules, recordsOf([conversation()]), known);
      expect(found.map(({ verdict: told }) => told)).to.deep.equal(["UNUSED", "WIDER"]);
    }
  });

  it("is undecided where no rule tells who else was let in: a load balancer may keep its clients' addresses", () => {
    for (const known of [KNOWN, otherwise]) {
      const found = about(fromApp, [conversation()], known);
      expect(found).to.deep.include({ verdict: "UNDECIDED", narrower: null });
      expect(found.why).to.contain(
        "1 conversation in the records may or may not be the rule's: who opened a connection, which groups the interfaces had then, what lists held then, or whether a load balancer that keeps its clients' addresses passed it on, is not known",
      );
    }
    expect(verdict({ ...fromApp, traffic: "tcp/80" }, [conversation()])).to.equal("UNUSED");
    expect(verdict({ ...fromApp, egress: true }, [conversation()])).to.equal("UNUSED");
  });

  it("goes by whose the address was, where it changed hands during the period", () => {
    const known = history([
      WEB,
      { ...app, to: 10 },
      { interfaceId: "eni-other", groups: ["sg-other"], addresses: ["10.0.9.9"], from: 20 },
    ]);
    const before = conversation({ firstSeen: hour(2), lastSeen: hour(9) });
    const after = conversation({ firstSeen: hour(21), lastSeen: hour(90) });
    const fromOther: WrittenRule = { ...fromApp, peer: "sg-other" };
    const verdicts = (of: Conversation): readonly string[] =>
      evidence([rule(fromApp), rule({ ...fromOther, id: "sgr-2" })], recordsOf([of]), known).map(
        (found) => found.verdict,
      );
    expect(verdicts(before)).to.deep.equal(["USED", "UNUSED"]);
    expect(verdicts(after)).to.deep.equal(["UNUSED", "USED"]);
    // The first and the last packet of what went on all the time were each of another group.
    const both = conversation({ firstSeen: hour(2), lastSeen: hour(90) });
    expect(about(fromApp, [both], known)).to.deep.include({ verdict: "USED" });
    expect(about(fromApp, [both], known).seen?.lastSeen).to.equal(new Date(hour(2) * 1000).toISOString());
    expect(about(fromOther, [both], known).seen?.lastSeen).to.equal(new Date(hour(90) * 1000).toISOString());
  });

  it("is undecided where the address had the group only between the first packet and the last", () => {
    const known = history([WEB, { ...app, from: 10, to: 20 }]);
    expect(verdict(fromApp, [conversation({ firstSeen: hour(2), lastSeen: hour(90) })], known)).to.equal(
      "UNDECIDED",
    );
  });

  it("is undecided where the group is another VPC's, but for peers of this one", () => {
    const foreign: WrittenRule = { ...fromApp, live: { isForeign: true } };
    expect(verdict(foreign, [conversation()])).to.equal("UNDECIDED");
    const [found] = evidence(
      [rule(foreign), rule({ ...HTTPS, id: "sgr-2" })],
      recordsOf([conversation()]),
      otherwise,
    );
    expect(found?.verdict).to.equal("UNUSED");
  });

  it("can only be narrower by its ports", () => {
    const found = about({ ...fromApp, traffic: "tcp/0-65535" }, [conversation()], history([WEB, app]));
    expect(found.verdict).to.equal("WIDER");
    expect(found.narrower?.text).to.contain(
      'fromPort: 443,\n  toPort: 443,\n  referencedSecurityGroupId: "sg-app"',
    );
  });
});

describe("evidence for a rule whose peer is a prefix list", () => {
  const list: WrittenRule = { traffic: "tcp/443", peer: "pl-1" };

  it("goes by the list's entries", () => {
    const members = ["10.0.9.0/24", "192.0.2.0/24"];
    expect(verdict({ ...list, members }, [conversation()])).to.equal("USED");
    const rules = [rule({ ...list, members }), rule({ ...HTTPS, id: "sgr-2" })];
    const found = evidence(rules, recordsOf([conversation({ client: "10.0.8.1" })]), KNOWN);
    expect(found.map(({ verdict: told }) => told)).to.deep.equal(["UNUSED", "WIDER"]);
  });

  it("is undecided where no rule tells what else was let through: the list may have had other entries then", () => {
    const members = ["192.0.2.0/24"];
    const out = conversation({ direction: "egress", client: "10.0.0.1", server: "198.51.100.1" });
    for (const [written, seen] of [
      [{ ...list, members }, conversation()],
      [{ ...list, members, egress: true }, out],
    ] as const) {
      expect(about(written, [seen])).to.deep.include({ verdict: "UNDECIDED", narrower: null });
      expect(verdict({ ...written, traffic: "tcp/80" }, [seen])).to.equal("UNUSED");
    }
  });

  it("is undecided where the entries could not be read, unless nothing came to its ports", () => {
    expect(verdict(list, [conversation()])).to.equal("UNDECIDED");
    expect(verdict(list, [conversation({ port: 80 })])).to.equal("UNUSED");
  });
});

describe("evidence from conversations without an opening in the period", () => {
  const ongoing = { opened: 0, answered: 0, otherMin: 50_000, otherMax: 50_000 } as const;

  it("takes a port that no client is given for the server's", () => {
    const found = about({ ...HTTPS, peer: "10.0.9.0/28" }, [conversation(ongoing)]);
    expect(found.verdict).to.equal("USED");
    expect(found.seen?.connections).to.equal(1);
    expect(found.why).to.contain("the server is taken to be the side with the lower port");
  });

  it("takes a port that stays while the other side's changes for the server's", () => {
    const search: WrittenRule = { traffic: "tcp/9200", peer: "10.0.9.0/28" };
    expect(verdict(search, [conversation({ ...ongoing, port: 9200, otherMax: 50_001 })])).to.equal("USED");
  });

  it("decides nothing where either side can be the server", () => {
    const search: WrittenRule = { traffic: "tcp/9200", peer: "10.0.9.0/28" };
    const either = conversation({ ...ongoing, port: 9200 });
    expect(verdict(search, [either])).to.equal("UNDECIDED");
    expect(verdict({ egress: true, traffic: "tcp/50000", peer: "10.0.9.0/28" }, [either])).to.equal(
      "UNDECIDED",
    );
    expect(verdict({ egress: true, traffic: "tcp/9200", peer: "10.0.9.0/28" }, [either])).to.equal("UNUSED");
  });

  it("decides nothing of two that use the same port, as time servers do", () => {
    const time: WrittenRule = { traffic: "udp/123", peer: "10.0.9.0/28" };
    const peers = conversation({ ...ongoing, protocol: 17, port: 123, otherMin: 123, otherMax: 123 });
    expect(verdict(time, [peers])).to.equal("UNDECIDED");
  });

  it("reads UDP like that", () => {
    const logs: WrittenRule = { traffic: "udp/514", peer: "10.0.9.0/28" };
    expect(verdict(logs, [conversation({ ...ongoing, protocol: 17, port: 514 })])).to.equal("USED");
  });

  it("decides nothing of protocols whose records tell neither who began nor what", () => {
    const ping = conversation({ ...ongoing, protocol: 1, port: 0, otherMin: 0, otherMax: 0 });
    expect(verdict({ traffic: "icmp/8", peer: "10.0.9.0/28" }, [ping])).to.equal("UNDECIDED");
    expect(verdict({ traffic: "icmp/8", peer: "10.0.8.0/28" }, [ping])).to.equal("UNUSED");
    expect(verdict(HTTPS, [ping])).to.equal("UNUSED");
  });

  it("lets a narrower rule through what may have been seen", () => {
    const found = about({ traffic: "tcp/1024-65535", peer: "10.0.9.0/28" }, [
      conversation({ port: 9200 }),
      conversation({ ...ongoing, port: 9300 }),
    ]);
    expect(found.verdict).to.equal("WIDER");
    expect(found.why).to.contain("tcp/9200 with 10.0.9.0/28 and tcp/9300 with 10.0.9.0/28 would do");
  });
});

describe("evidence for a rule of another account's group", () => {
  const theirs: WrittenRule = { ...HTTPS, live: { owner: "999988887777" } };

  it("is no text to commit, where it is wider than its use and where nothing used it", () => {
    for (const [conversations, found] of [
      [[conversation()], "WIDER"],
      [[], "UNUSED"],
    ] as const) {
      const { verdict: told, why, narrower } = about(theirs, conversations);
      expect([told, narrower]).to.deep.equal([found, null]);
      expect(why).to.match(
        / The group is of account 999988887777, and its owner's to change, so no text is offered\.$/,
      );
      expect(about(HTTPS, conversations).narrower).to.have.property("kind", "CODE");
    }
  });
});

describe("evidence that cannot tell", () => {
  const none = (changes: Partial<Records>, known?: InterfaceHistory) => about(HTTPS, [], known, changes);

  it("says so where there are more records than are read", () => {
    expect(none({ truncated: true, read: 10_000 })).to.deep.include({
      verdict: "UNDECIDED",
      why: "No use is certain from 2026-03-03 11:00 to 2026-03-10 11:00 UTC, nor is its absence: there are more records than the 10,000 that are read.",
      narrower: null,
    });
    const used = about(HTTPS, [conversation()], KNOWN, { truncated: true });
    expect(used).to.deep.include({ verdict: "UNDECIDED", narrower: null });
    expect(used.seen?.connections).to.equal(3);
    // What cannot be narrower is used, whatever was not read.
    expect(verdict({ ...HTTPS, peer: "10.0.9.9/32" }, [conversation()], KNOWN, { truncated: true })).to.equal(
      "USED",
    );
  });

  it("says so where the period is longer than the logs are kept", () => {
    const long = { from: hour(-14 * 24), to: hour(7 * 24) };
    const [found] = evidence([rule(HTTPS)], recordsOf([conversation({ port: 80 })]), KNOWN, long);
    expect(found?.why).to.contain("flow logs are kept for 14 days, not 21");
    expect(found?.verdict).to.equal("UNDECIDED");
  });

  it("says so where there is no record at all, or one that cannot be read", () => {
    const [empty] = evidence([rule(HTTPS)], recordsOf([]), KNOWN);
    expect(empty?.why).to.contain("there is no record at all");
    expect(none({ unreadable: 2 }).why).to.contain("2 of the records cannot be read");
    expect(about(HTTPS, [conversation({ client: "nobody" })]).why).to.contain(
      "1 of the records cannot be read",
    );
  });

  it("says so where nothing is recorded at the beginning or the end, as before flow logs were there or while they fail", () => {
    const span = { from: hour(0), to: hour(7 * 24) };
    const quiet = (changes: Partial<typeof span>) => none({ span: { ...span, ...changes } });
    expect(quiet({ from: hour(24) })).to.deep.include({
      verdict: "UNDECIDED",
      why: "No use is certain from 2026-03-03 11:00 to 2026-03-10 11:00 UTC, nor is its absence: there is no record before 2026-03-04 11:00 UTC, as if nothing had been logged until then.",
      narrower: null,
    });
    expect(quiet({ to: hour(72) })).to.deep.include({
      verdict: "UNDECIDED",
      why: "No use is certain from 2026-03-03 11:00 to 2026-03-10 11:00 UTC, nor is its absence: there is no record after 2026-03-06 11:00 UTC, as if nothing had been logged since then.",
      narrower: null,
    });
    expect(quiet({ from: hour(2), to: hour(7 * 24 - 2) }).verdict).to.equal("UNUSED");
    const used = about(HTTPS, [conversation()], KNOWN, { span: { ...span, to: hour(72) } });
    expect(used).to.deep.include({ verdict: "UNDECIDED", narrower: null });
    // Of more records than are read the first and the last need not be among them.
    expect(none({ span: { ...span, to: hour(72) }, truncated: true }).why).not.to.contain("no record");
  });

  it("says so where no interface had the group, or nobody looked", () => {
    expect(about({ ...HTTPS, group: "sg-none" }, []).why).to.contain(
      "no interface is known to have had the group",
    );
    const never = history([], 0, 0);
    expect(about(HTTPS, [], never).verdict).to.equal("UNDECIDED");
    expect(about(HTTPS, [], new InterfaceHistory())).to.deep.include({
      verdict: "UNDECIDED",
      why: "No use is certain from 2026-03-03 11:00 to 2026-03-10 11:00 UTC, nor is its absence: nobody recorded yet which interface had which groups.",
    });
  });

  it("does not take a history that could not be read for one that was not begun", () => {
    const records = recordsOf([conversation({ interfaceId: "eni-web", port: 9, protocol: 17 })]);
    const [found] = evidence([rule(HTTPS)], records, history([], 0, 0), undefined, undefined, false);
    expect(found?.why).to.match(/: which interface had which groups could not be read\.$/);
  });

  it("counts in digits that can be read", () => {
    const many = conversation({ opened: 12_345, answered: 0 });
    expect(about({ ...HTTPS, peer: "10.0.9.0/28" }, [many]).why).to.match(/^Used 12,345 times by one peer, /);
    expect(none({ unreadable: 1_234_567 }).why).to.contain("1,234,567 of the records cannot be read");
    const unsure = about(HTTPS, [conversation({ interfaceId: "eni-unknown" })]);
    expect(unsure.why).to.contain("1 conversation in the records may or may not be the rule's: ");
  });

  it("says so of a group whose interfaces AWS skipped records of, and of no other", () => {
    const known = history([WEB, { interfaceId: "eni-db", groups: ["sg-db"] }]);
    const skipped = [{ interfaceId: "eni-web", firstSeen: hour(1), lastSeen: hour(2) }];
    expect(none({ skipped }, known).why).to.contain("AWS skipped records of interfaces of the group");
    expect(about({ ...HTTPS, group: "sg-db" }, [], known, { skipped }).verdict).to.equal("UNUSED");
    const strange = [{ interfaceId: "eni-unknown", firstSeen: hour(1), lastSeen: hour(2) }];
    expect(none({ skipped: strange }, known).verdict).to.equal("UNDECIDED");
  });

  it("says so of rules that may have let through what passed an interface of unknown groups, and of no other", () => {
    const stray = conversation({ interfaceId: "eni-unknown" });
    expect(verdict(HTTPS, [stray])).to.equal("UNDECIDED");
    expect(verdict({ ...HTTPS, traffic: "tcp/80" }, [stray])).to.equal("UNUSED");
    expect(verdict({ ...HTTPS, peer: "172.16.0.0/12" }, [stray])).to.equal("UNUSED");
    expect(verdict({ ...HTTPS, egress: true }, [stray])).to.equal("UNUSED");
  });

  it("says so of what passed before anybody looked", () => {
    const late = history([WEB], 48);
    const early = conversation({ firstSeen: hour(1), lastSeen: hour(2) });
    expect(verdict(HTTPS, [early], late)).to.equal("UNDECIDED");
    expect(verdict({ ...HTTPS, traffic: "tcp/80" }, [early], late)).to.equal("UNUSED");
    // A conversation that went on until somebody looked was of the group in the end.
    expect(about(HTTPS, [conversation({ lastSeen: hour(60) })], late).seen?.connections).to.equal(3);
  });

  it("goes by the group of an interface at the first and the last packet, where it changed", () => {
    const known = history([
      { ...WEB, groups: ["sg-old"], to: 20 },
      { ...WEB, from: 20.25 },
    ]);
    const rules = ["sg-old", "sg-web", "sg-third"].map((group) => ({ ...HTTPS, group }));
    const long = conversation({ firstSeen: hour(1), lastSeen: hour(90) });
    expect(rules.map((written) => about(written, [long], known).seen?.lastSeen.slice(0, 13))).to.deep.equal([
      "2026-03-03T12",
      "2026-03-07T05",
      undefined,
    ]);
  });
});
