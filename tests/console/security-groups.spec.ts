import { expect } from "chai";
import fc from "fast-check";
import type { Api } from "../../console/src/data/api";
import { placeIn, searchOf, TABS } from "../../console/src/security-groups/address";
import { outcomeText } from "../../console/src/security-groups/announcements";
import { findingsOf, narrowness, rulesOf } from "../../console/src/security-groups/drift";
import { flowRows } from "../../console/src/security-groups/flow-standing";
import { daysIn, periodsFor } from "../../console/src/security-groups/period";
import { askEvidence, askGroups } from "../../console/src/security-groups/questions";
import {
  clipboardText,
  countsOf,
  firstSentence,
  gapsIn,
  inOrder,
  matches,
  proposalsOf,
} from "../../console/src/security-groups/verdicts";
import type { Coverage, Drift, LiveRule, RuleEvidence, SecurityGroup } from "../../console-api/contract";

const rule = (id: string, changes: Partial<LiveRule> = {}): LiveRule => ({
  id,
  direction: "INGRESS",
  traffic: "tcp/443",
  peer: { kind: "ADDRESSES", id: "10.0.0.0/16", name: "10.0.0.0/16" },
  description: null,
  flowId: null,
  ...changes,
});

const drift = (kind: Drift["kind"], changes: Partial<Drift> = {}): Drift => ({
  kind,
  direction: "INGRESS",
  ruleId: null,
  flowId: null,
  declared: null,
  live: null,
  difference: "tcp/443",
  sentence: "s",
  ...changes,
});

const group = (id: string, changes: Partial<SecurityGroup> = {}): SecurityGroup => ({
  id,
  name: id,
  component: null,
  description: "",
  interfaces: 1,
  rules: [],
  drift: [],
  ...changes,
});

const evidence = (ruleId: string, changes: Partial<RuleEvidence> = {}): RuleEvidence => ({
  groupId: "sg-1",
  groupName: "clo-dev-proxy",
  component: "proxy",
  ruleId,
  flowId: null,
  direction: "INGRESS",
  traffic: "tcp/443",
  peer: { kind: "SECURITY_GROUP", id: "sg-2", name: "load-balancer" },
  verdict: "USED",
  why: "used",
  seen: null,
  narrower: null,
  ...changes,
});

describe("the place in the address of the security groups view", () => {
  it("is what a link says", () => {
    expect(placeIn("?tab=evidence&question=4f1c-9&scope=vpc&group=sg-1")).to.deep.equal({
      tab: "evidence",
      scope: "VPC",
      group: "sg-1",
      question: "4f1c-9",
    });
  });

  it("is the default where a link says nothing that is understood", () => {
    const nowhere = { tab: "matrix", scope: "STACK", group: undefined, question: undefined };
    expect(placeIn("")).to.deep.equal(nowhere);
    expect(placeIn(`?tab=toString&scope=ALL&group=&question=${"x".repeat(201)}`)).to.deep.equal(nowhere);
    expect(searchOf({ tab: "matrix", scope: "STACK" })).to.equal("");
  });

  it("survives being written and read, whatever the ids are", () => {
    const id = fc.option(
      fc.string({ minLength: 1, maxLength: 200, unit: "grapheme" }).filter((text) => text.length <= 200),
      { nil: undefined },
    );
    const place = fc.record({
      tab: fc.constantFrom(...TABS),
      scope: fc.constantFrom("STACK" as const, "VPC" as const),
      group: id,
      question: id,
    });
    fc.assert(
      fc.property(place, (there) => {
        expect(placeIn(searchOf(there))).to.deep.equal(there);
      }),
    );
  });
});

describe("the period to ask flow logs for", () => {
  it("is a whole number of days from 1 to 90", () => {
    expect(["1", " 7 ", "90"].map(daysIn)).to.deep.equal([{ days: 1 }, { days: 7 }, { days: 90 }]);
    for (const text of ["", "0", "91", "-1", "1.5", "1e1", "0x5", "seven", "9999"]) {
      expect(daysIn(text), text).to.deep.equal({ mistake: "Enter a whole number of days from 1 to 90." });
    }
  });
});

describe("the periods to choose from", () => {
  it("are none for which flow logs are not kept, the longest up to a month chosen", () => {
    expect(periodsFor(14)).to.deep.equal({ choices: [7, 14], chosen: 14 });
    expect(periodsFor(30)).to.deep.equal({ choices: [7, 14, 30], chosen: 30 });
    expect(periodsFor(60)).to.deep.equal({ choices: [7, 14, 30, 60], chosen: 30 });
    expect(periodsFor(365)).to.deep.equal({ choices: [7, 14, 30, 90], chosen: 30 });
    for (const days of [1, 3, 7]) expect(periodsFor(days)).to.deep.equal({ choices: [days], chosen: days });
  });

  it("are the usual ones where it is not known how long they are kept, the shortest chosen", () => {
    expect(periodsFor(undefined)).to.deep.equal({ choices: [7, 14, 30, 90], chosen: 7 });
  });

  it("hold the chosen one and none that is too long, whatever is kept", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3653 }), (kept) => {
        const { choices, chosen } = periodsFor(kept);
        expect(choices).to.include(chosen);
        for (const days of choices) expect(days).to.be.at.most(Math.min(kept, 90));
      }),
    );
  });
});

describe("drift in the order in which it matters", () => {
  it("puts what lets more through before less, in before out, and wider peers first", () => {
    const peer = (id: string): LiveRule["peer"] => ({ kind: "ADDRESSES", id, name: id });
    const groups = [
      group("sg-a", {
        rules: [
          rule("r1", { peer: peer("10.0.0.0/24") }),
          rule("r2", { peer: peer("0.0.0.0/0") }),
          rule("r3", { direction: "EGRESS", peer: peer("::/0") }),
        ],
        drift: [
          drift("NARROWED", { ruleId: "r1" }),
          drift("ADDED", { ruleId: "r3", direction: "EGRESS" }),
          drift("ADDED", { ruleId: "r1" }),
          drift("WIDENED", { ruleId: "r2" }),
        ],
      }),
      group("sg-b", { component: "domain", drift: [drift("REMOVED")] }),
    ];
    expect(
      findingsOf(groups).map(({ group: { id }, drift: { kind }, rule: live }) => [id, kind, live?.id]),
    ).to.deep.equal([
      ["sg-a", "WIDENED", "r2"],
      ["sg-a", "ADDED", "r1"],
      ["sg-a", "ADDED", "r3"],
      ["sg-a", "NARROWED", "r1"],
      ["sg-b", "REMOVED", undefined],
    ]);
  });

  it("compares prefixes of both families, and knows nothing of lists and groups", () => {
    const of = (kind: LiveRule["peer"]["kind"], id: string) => narrowness({ kind, id, name: id });
    expect([
      of("ADDRESSES", "0.0.0.0/0"),
      of("ADDRESSES", "2001:db8::/32"),
      of("ADDRESSES", "10.0.0.0/9"),
      of("ADDRESSES", "10.0.0.1"),
      of("PREFIX_LIST", "pl-1"),
      of("SECURITY_GROUP", "sg-1"),
      narrowness(undefined),
    ]).to.deep.equal([0, 8, 9, 32, 33, 34, 34]);
  });

  it("lists the rules of a direction, ports by number", () => {
    const rules = [
      rule("1", { traffic: "tcp/8443" }),
      rule("2", { traffic: "tcp/443" }),
      rule("3", { direction: "EGRESS" }),
    ];
    expect(rulesOf(group("sg", { rules }), "INGRESS").map(({ id }) => id)).to.deep.equal(["2", "1"]);
  });
});

describe("how a flow stands", () => {
  const flow = { id: "f", from: "a", to: "b", protocol: "tcp", port: 443, why: "w" };
  const standing = (groups: Parameters<typeof flowRows>[1]) => flowRows([flow], groups)[0]?.standing;
  const problem = (part: string) => ({ part, reason: "THROTTLED" as const, message: "" });
  const having = (changes: Partial<SecurityGroup>, ...parts: string[]) => ({
    groups: [group("sg", changes)],
    flowLogDays: 14,
    problems: parts.map(problem),
    asOf: "",
    unread: new Set<string>(),
  });

  it("is as declared where a rule of it is live and nothing differs", () => {
    expect(standing(having({ rules: [rule("1", { flowId: "f" })] }))).to.deep.equal({ kind: "as-declared" });
    expect(standing(having({ rules: [rule("1", { flowId: "f" })] }, "network interfaces"))).to.deep.equal({
      kind: "as-declared",
    });
  });

  it("is drifted where a difference names it", () => {
    const added = drift("WIDENED", { flowId: "f" });
    const answer = having({ rules: [rule("1", { flowId: "f" })], drift: [added, drift("ADDED")] }, "rules");
    expect(standing(answer)).to.deep.equal({ kind: "drifted", drift: [added] });
  });

  it("is not claimed where groups were not read, or not wholly", () => {
    expect(standing(undefined)).to.deep.equal({ kind: "unread" });
    expect(standing(having({}))).to.deep.equal({ kind: "unread" });
    expect(standing(having({ rules: [rule("1", { flowId: "f" })] }, "rules and drift"))).to.deep.equal({
      kind: "unread",
    });
  });

  it("has the verdicts of its rules, ingress first", () => {
    const of = (ruleId: string, changes: Partial<RuleEvidence>) =>
      evidence(ruleId, { why: ruleId, ...changes });
    const rules = [
      of("1", { flowId: "f", direction: "EGRESS", verdict: "UNUSED" }),
      of("2", { flowId: "other" }),
      of("3", { flowId: "f" }),
    ];
    expect(flowRows([flow], undefined, rules)[0]?.uses).to.deep.equal([
      { direction: "INGRESS", verdict: "USED", why: "3" },
      { direction: "EGRESS", verdict: "UNUSED", why: "1" },
    ]);
  });
});

describe("verdicts", () => {
  it("come with what can be narrowed first, and are counted", () => {
    const rules = [
      evidence("1"),
      evidence("2", { verdict: "UNDECIDED" }),
      evidence("3", { verdict: "WIDER", direction: "EGRESS" }),
      evidence("4", { verdict: "WIDER" }),
      evidence("5", { verdict: "UNUSED", component: null, groupName: "zz" }),
      evidence("6", { verdict: "UNUSED" }),
    ];
    expect(inOrder(rules).map(({ ruleId }) => ruleId)).to.deep.equal(["6", "5", "4", "3", "2", "1"]);
    expect(countsOf(rules)).to.deep.equal({ UNUSED: 2, WIDER: 2, UNDECIDED: 1, USED: 1 });
  });

  it("are found by words in any part of a rule", () => {
    const one = evidence("sgr-9", {
      traffic: "tcp/9200",
      seen: { connections: 1, bytes: 1, lastSeen: "", traffic: "", peers: ["10.1.2.0/24"], peerCount: 1 },
    });
    for (const text of ["", "SGR-9", "proxy 9200", "ingress 10.1.2", "load-balancer"])
      expect(matches(one, text), text).to.equal(true);
    for (const text of ["domain", "proxy 9201"]) expect(matches(one, text), text).to.equal(false);
  });

  it("give the first sentence of their reason in lists", () => {
    expect(firstSentence("Used by 10.1.2.3 at v1. 2 times. Rests on this: a.")).to.equal(
      "Used by 10.1.2.3 at v1. 2 times.",
    );
    expect(firstSentence("Nothing used it")).to.equal("Nothing used it");
  });

  it("are told in one sentence", () => {
    const answer = {
      state: "READY" as const,
      failure: null,
      days: 7,
      coverage: null,
      total: 2,
      problems: [],
    };
    expect(outcomeText({ ...answer, rules: [evidence("1"), evidence("2", { verdict: "UNUSED" })] })).to.equal(
      "2 rules: 1 unused, 0 wider than used, 0 undecided, 1 used.",
    );
    expect(outcomeText({ ...answer, state: "FAILED", failure: "It was cancelled.", rules: [] })).to.equal(
      "The flow logs gave no answer. It was cancelled.",
    );
  });
});

describe("gaps of the evidence", () => {
  const whole: Coverage = {
    from: "2026-01-01T00:00:00Z",
    to: "2026-01-31T00:00:00Z",
    historyFrom: "2025-12-01T00:00:00Z",
    records: 1000,
    unresolved: 0,
    truncated: false,
  };

  it("are none where everything is covered", () => expect(gapsIn(whole, 30, true)).to.deep.equal([]));

  it("are each told", () => {
    const gaps = gapsIn(
      {
        ...whole,
        from: "2026-01-17T00:00:00Z",
        historyFrom: "2026-01-20T10:00:00Z",
        unresolved: 3,
        truncated: true,
      },
      30,
      true,
    );
    expect(gaps).to.deep.equal([
      "There are records of 14 days of the 30 days asked for.",
      "It is only known since 2026-01-20 which network interface had which groups; records before that day decide nothing.",
      "3 of 1,000 records (under 1 %) belong to an interface whose groups were not known then.",
      "The period has more records than are read: ask for a shorter one.",
    ]);
  });

  it("include that nothing was recorded at all", () => {
    expect(gapsIn({ ...whole, historyFrom: null, records: 0 }, 30, true)).to.deep.equal([
      "It is not recorded yet which network interface had which groups, so records cannot be told apart by group.",
      "There is no record at all in this period.",
    ]);
  });
});

describe("a history that could not be read", () => {
  it("is no history that was not begun", () => {
    const coverage = { from: "", to: "", records: 1, unresolved: 0, truncated: false, historyFrom: null };
    expect(gapsIn(coverage, 30, false)).to.deep.equal([
      "Which network interface had which groups could not be read, so records cannot be told apart by group.",
    ]);
  });
});

describe("narrower rules as text", () => {
  it("end with one line feed and have no carriage returns", () => {
    expect(clipboardText("a:\r\n  - b\r\n\r\n")).to.equal("a:\n  - b\n");
    expect(clipboardText("a")).to.equal("a\n");
  });

  it("are gathered by file, each text once, configuration first", () => {
    const code = {
      kind: "CODE" as const,
      file: "components/security-groups/traffic-matrix.ts",
      text: "tcp(1)",
    };
    const setting = { kind: "CONFIGURATION" as const, file: "Pulumi.dev.yaml", text: "a: 1\n" };
    const rules = [
      evidence("1", { verdict: "WIDER", narrower: code }),
      evidence("2", { verdict: "UNUSED", narrower: setting }),
      evidence("3", { verdict: "WIDER", narrower: setting }),
      evidence("4", { verdict: "WIDER", narrower: { ...setting, text: "b: 2" } }),
      evidence("5"),
    ];
    const told = proposalsOf(rules).map(({ file, kind, changes }) => ({
      file,
      kind,
      changes: changes.map((change) => [change.text, ...change.rules.map(({ ruleId }) => ruleId)]),
    }));
    expect(told).to.deep.equal([
      {
        file: setting.file,
        kind: "CONFIGURATION",
        changes: [
          ["a: 1\n", "2", "3"],
          ["b: 2\n", "4"],
        ],
      },
      { file: code.file, kind: "CODE", changes: [["tcp(1)\n", "1"]] },
    ]);
  });
});

describe("questions of the security groups view", () => {
  const { signal } = new AbortController();

  it("read every page of the groups, tell how far they are, and keep a group that moved once", async () => {
    const asked: unknown[] = [];
    const problem = { part: "network interfaces", reason: "THROTTLED", message: "m" };
    const api: Api = {
      ask: async <T>(_document: string, variables: Readonly<Record<string, unknown>> = {}) => {
        asked.push(variables);
        const first = variables["after"] === null;
        return {
          securityGroups: {
            groups: first ? [group("sg-1"), group("sg-2")] : [group("sg-2"), group("sg-3")],
            total: 3,
            next: first ? "p2" : null,
            flowLogDays: 14,
            problems: [problem],
            asOf: first ? "t1" : "t2",
          },
        } as T;
      },
    };
    const progress: unknown[] = [];
    const groups = await askGroups(api, "VPC", signal, (now) => progress.push(now));
    expect(asked).to.deep.equal([
      { scope: "VPC", after: null },
      { scope: "VPC", after: "p2" },
    ]);
    expect(progress).to.deep.equal([
      { read: 2, total: 3 },
      { read: 4, total: 3 },
    ]);
    expect(groups).to.deep.equal({
      groups: [group("sg-1"), group("sg-2"), group("sg-3")],
      flowLogDays: 14,
      problems: [problem],
      asOf: "t2",
      unread: new Set(),
    });
  });

  it("know the groups of a page whose rules could not be read", async () => {
    const page = (ids: readonly string[], next: string | null, parts: readonly string[]) => ({
      groups: ids.map((id) => group(id)),
      total: 3,
      next,
      flowLogDays: 14,
      problems: parts.map((part) => ({ part, reason: "THROTTLED", message: "m" })),
      asOf: "t",
    });
    const api: Api = {
      ask: async <T>(_document: string, { after }: Readonly<Record<string, unknown>> = {}) =>
        ({
          securityGroups:
            after === null
              ? page(["sg-1"], "p2", ["names of lists"])
              : page(["sg-2", "sg-3"], null, ["rules and drift"]),
        }) as T,
    };
    const { unread } = await askGroups(api, "VPC", signal, () => undefined);
    expect([...unread]).to.deep.equal(["sg-2", "sg-3"]);
  });

  it("give the evidence that failed as it is, without asking for further pages", async () => {
    const failed = {
      state: "FAILED",
      failure: "It was cancelled.",
      days: 7,
      coverage: null,
      rules: [],
      total: 0,
      next: null,
      problems: [],
    };
    const progress: unknown[] = [];
    const api: Api = { ask: async <T>() => ({ evidence: failed }) as T };
    expect(await askEvidence(api, "q", signal, (now) => progress.push(now))).to.deep.equal(failed);
    expect(progress).to.deep.equal([{ step: "asking", tries: 1, days: 7 }]);
  });
});
