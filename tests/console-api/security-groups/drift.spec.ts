import type { SecurityGroupRule } from "@aws-sdk/client-ec2";
import { expect } from "chai";
import type { Drift } from "../../../console-api/contract";
import type { DeployedFlow, DeployedParty } from "../../../console-api/deployment";
import {
  accountRule,
  declaredRules,
  deployedNames,
  flowOf,
  NO_ENTRIES,
} from "../../../console-api/security-groups";
import { drift, listsToCompare } from "../../../console-api/security-groups/drift";
import { driftFor } from "../../../console-api/security-groups/drift-words";
import { AddressSet } from "../../../policy-pack/analysis/addresses";
import { DEPLOYMENT, IDS } from "../deployed";

const PROXY: DeployedParty = { kind: "group", name: "proxy" };

/** A flow into the proxies, or out of them. */
const flow = (
  id: string,
  peer: DeployedParty,
  port = 443,
  side: "ingress" | "egress" = "ingress",
): DeployedFlow => ({
  id,
  ...(side === "ingress" ? { from: peer, to: PROXY } : { from: PROXY, to: peer }),
  protocol: "tcp",
  port,
  why: "",
  rules: [side],
});

const cidr = (text: string): DeployedParty => ({ kind: "cidr", cidr: text });
const list = (id: string): DeployedParty => ({ kind: "prefix-list", id, name: `name of ${id}` });

const rule = (peer: SecurityGroupRule, ports = "tcp/443"): SecurityGroupRule => {
  const [protocol = "", range = "-1"] = ports.split("/");
  const [from, to = from] = range.split(":");
  return { IpProtocol: protocol, FromPort: Number(from), ToPort: Number(to), IsEgress: false, ...peer };
};
const from = (block: string, ports?: string) =>
  rule(block.includes(":") ? { CidrIpv6: block } : { CidrIpv4: block }, ports);
const fromGroup = (id: string, ports?: string) => rule({ ReferencedGroupInfo: { GroupId: id } }, ports);
const fromList = (id: string, ports?: string) => rule({ PrefixListId: id }, ports);
const out = (given: SecurityGroupRule): SecurityGroupRule => ({ ...given, IsEgress: true });

const live = (rules: readonly SecurityGroupRule[]) =>
  rules.map((given, at) => accountRule({ ...given, SecurityGroupRuleId: `sgr-${at}` }));

function driftOf(
  flows: readonly DeployedFlow[],
  rules: readonly SecurityGroupRule[],
  entries: ReadonlyMap<string, AddressSet> = NO_ENTRIES,
): readonly Drift[] {
  const deployment = { ...DEPLOYMENT, matrix: flows };
  const names = deployedNames({ deployment, ids: IDS });
  const found = drift(declaredRules(deployment, IDS, "proxy"), live(rules), entries);
  return found.map((finding) => driftFor(finding, names));
}

const LIVE_GROUP = IDS.groups["load-balancer"] ?? "";

describe("drift", () => {
  const same: readonly (readonly [
    what: string,
    flows: readonly DeployedFlow[],
    rules: readonly SecurityGroupRule[],
  ])[] = [
    ["nothing at all", [], []],
    ["the declared rule", [flow("f", cidr("10.0.0.0/24"))], [from("10.0.0.0/24")]],
    [
      "another description",
      [flow("f", cidr("10.0.0.0/24"))],
      [{ ...from("10.0.0.0/24"), Description: "changed by hand" }],
    ],
    [
      "two /25 for a declared /24",
      [flow("f", cidr("10.0.0.0/24"))],
      [from("10.0.0.0/25"), from("10.0.0.128/25")],
    ],
    [
      "one /24 for two declared /25",
      [flow("f", cidr("10.0.0.0/25")), flow("g", cidr("10.0.0.128/25"))],
      [from("10.0.0.0/24")],
    ],
    ["a rule twice", [flow("f", cidr("10.0.0.0/24"))], [from("10.0.0.0/24"), from("10.0.0.7/32")]],
    [
      "a range of ports for two declared ones",
      [flow("f", cidr("10.0.0.0/24"), 443), flow("g", cidr("10.0.0.0/24"), 444)],
      [from("10.0.0.0/24", "tcp/443:444")],
    ],
    [
      "another spelling of an IPv6 block, and of the protocol",
      [flow("f", cidr("2001:db8::/32"))],
      [from("2001:0DB8:0:0::/32", "6/443")],
    ],
    [
      "groups and lists by their ids, both ways",
      [
        flow("f", { kind: "group", name: "load-balancer" }),
        flow("g", list("pl-1"), 80, "egress"),
        flow("h", { kind: "existing-group", id: "sg-e", name: "endpoints" }, 443, "egress"),
      ],
      [fromGroup(LIVE_GROUP), out(fromList("pl-1", "tcp/80")), out(fromGroup("sg-e"))],
    ],
  ];
  for (const [what, flows, rules] of same) {
    it(`is none with ${what}`, () => {
      expect(driftOf(flows, rules)).to.deep.equal([]);
    });
  }

  it("is a rule that no flow declares", () => {
    expect(
      driftOf([flow("f", cidr("10.0.0.0/24"))], [from("10.0.0.0/24"), from("0.0.0.0/0", "tcp/22")]),
    ).to.deep.equal([
      {
        kind: "ADDED",
        direction: "INGRESS",
        ruleId: "sgr-1",
        flowId: null,
        declared: null,
        live: "tcp/22 from 0.0.0.0/0",
        difference: "tcp/22 from 0.0.0.0/0",
        sentence: "tcp/22 from 0.0.0.0/0 is let in, and no flow declares any of it",
      },
    ]);
  });

  it("is a declared rule that is gone", () => {
    expect(driftOf([flow("f", { kind: "group", name: "load-balancer" })], [])).to.deep.equal([
      {
        kind: "REMOVED",
        direction: "INGRESS",
        ruleId: null,
        flowId: "f",
        declared: "tcp/443 from load-balancer",
        live: null,
        difference: "tcp/443 from load-balancer",
        sentence: "tcp/443 from load-balancer is declared, but none of it is let in",
      },
    ]);
  });

  it("is a /16 that somebody wrote over a declared /24, with what is too much", () => {
    expect(driftOf([flow("f", cidr("10.0.0.0/24"))], [from("10.0.0.0/16")])).to.deep.equal([
      {
        kind: "WIDENED",
        direction: "INGRESS",
        ruleId: "sgr-0",
        flowId: "f",
        declared: "tcp/443 from 10.0.0.0/24",
        live: "tcp/443 from 10.0.0.0/16",
        difference: "tcp/443 from 10.0.1.0/24, 10.0.2.0/23, 10.0.4.0/22, 10.0.8.0/21 and 4 more",
        sentence:
          "tcp/443 from 10.0.0.0/16 is let in, more than the declared tcp/443 from 10.0.0.0/24: tcp/443 from 10.0.1.0, for example",
      },
    ]);
  });

  it("is a /16 beside the declared /24 all the same", () => {
    const found = driftOf([flow("f", cidr("10.0.0.0/24"))], [from("10.0.0.0/24"), from("10.0.0.0/16")]);
    expect(found.map(({ kind, ruleId }) => [kind, ruleId])).to.deep.equal([["WIDENED", "sgr-1"]]);
  });

  it("is half of a declared block", () => {
    expect(driftOf([flow("f", cidr("10.0.0.0/24"))], [from("10.0.0.0/25")])).to.deep.equal([
      {
        kind: "NARROWED",
        direction: "INGRESS",
        ruleId: "sgr-0",
        flowId: "f",
        declared: "tcp/443 from 10.0.0.0/24",
        live: "tcp/443 from 10.0.0.0/25",
        difference: "tcp/443 from 10.0.0.128/25",
        sentence:
          "less is let in than the declared tcp/443 from 10.0.0.0/24: not tcp/443 from 10.0.0.128, for example",
      },
    ]);
  });

  it("is all traffic where tcp/443 is declared, of addresses and of groups", () => {
    const declared = [flow("f", cidr("10.0.0.0/24")), flow("g", { kind: "group", name: "load-balancer" })];
    const rules = [from("10.0.0.0/24", "-1"), fromGroup(LIVE_GROUP, "-1")];
    expect(
      driftOf(declared, rules).map(({ kind, flowId, difference, sentence }) => [
        kind,
        flowId,
        difference,
        sentence,
      ]),
    ).to.deep.equal([
      [
        "WIDENED",
        "f",
        "all traffic but tcp/443 from 10.0.0.0/24",
        "all traffic from 10.0.0.0/24 is let in, more than the declared tcp/443 from 10.0.0.0/24: tcp/22 from 10.0.0.0, for example",
      ],
      [
        "WIDENED",
        "g",
        "all traffic but tcp/443 from load-balancer",
        "all traffic from load-balancer is let in, more than the declared tcp/443 from load-balancer: tcp/22 from load-balancer, for example",
      ],
    ]);
  });

  it("is a block moved by one bit: what is gone and what came", () => {
    const found = driftOf([flow("f", cidr("10.0.0.0/24"))], [from("10.0.1.0/24")]);
    expect(found.map(({ kind, difference }) => [kind, difference])).to.deep.equal([
      ["ADDED", "tcp/443 from 10.0.1.0/24"],
      ["REMOVED", "tcp/443 from 10.0.0.0/24"],
    ]);
  });

  it("is IPv6 for IPv4 and the other way round, however wide", () => {
    const found = driftOf([flow("f", cidr("0.0.0.0/0"))], [from("::/0")]);
    expect(found.map(({ kind, difference }) => [kind, difference])).to.deep.equal([
      ["ADDED", "tcp/443 from ::/0"],
      ["REMOVED", "tcp/443 from 0.0.0.0/0"],
    ]);
  });

  it("is a peer of another kind, since nobody can say that both are the same", () => {
    const found = driftOf([flow("f", { kind: "group", name: "load-balancer" })], [from("0.0.0.0/0")]);
    expect(found.map(({ kind }) => kind)).to.deep.equal(["ADDED", "REMOVED"]);
  });

  it("is the other direction", () => {
    const found = driftOf([flow("f", cidr("10.0.0.0/24"))], [out(from("10.0.0.0/24"))]);
    expect(found.map(({ kind, direction, difference }) => [kind, direction, difference])).to.deep.equal([
      ["REMOVED", "INGRESS", "tcp/443 from 10.0.0.0/24"],
      ["ADDED", "EGRESS", "tcp/443 to 10.0.0.0/24"],
    ]);
  });

  it("is the default egress rule that EC2 gives a new group", () => {
    const [found] = driftOf([], [out(from("0.0.0.0/0", "-1"))]);
    expect(found?.sentence).to.equal("all traffic to 0.0.0.0/0 is let out, and no flow declares any of it");
  });

  describe("of prefix lists", () => {
    const entries = new Map([
      ["pl-1", AddressSet.of("10.1.0.0/24")],
      ["pl-2", AddressSet.of("10.1.0.0/25", "10.1.0.128/25")],
      ["pl-3", AddressSet.of("10.1.0.0/16")],
      ["pl-empty", AddressSet.EMPTY],
    ]);

    it("goes by their ids where entries are not known", () => {
      const found = driftOf([flow("f", list("pl-1"))], [fromList("pl-2")]);
      expect(found.map(({ kind, difference }) => [kind, difference])).to.deep.equal([
        ["ADDED", "tcp/443 from pl-2"],
        ["REMOVED", "tcp/443 from name of pl-1"],
      ]);
      expect(driftOf([flow("f", list("pl-1"))], [fromList("pl-1", "tcp/443:444")])[0]).to.include({
        kind: "WIDENED",
        difference: "tcp/444 from name of pl-1",
      });
    });

    it("goes by their addresses where entries are known", () => {
      expect(driftOf([flow("f", list("pl-1"))], [fromList("pl-2")], entries)).to.deep.equal([]);
      expect(driftOf([flow("f", list("pl-1"))], [fromList("pl-3")], entries)).to.deep.equal([
        {
          kind: "WIDENED",
          direction: "INGRESS",
          ruleId: "sgr-0",
          flowId: "f",
          declared: "tcp/443 from name of pl-1",
          live: "tcp/443 from pl-3",
          difference: "tcp/443 from 10.1.1.0/24, 10.1.2.0/23, 10.1.4.0/22, 10.1.8.0/21 and 4 more",
          sentence:
            "tcp/443 from pl-3 is let in, more than the declared tcp/443 from name of pl-1: tcp/443 from 10.1.1.0, for example",
        },
      ]);
      expect(driftOf([flow("f", list("pl-3"))], [fromList("pl-1")], entries)[0]).to.include({
        kind: "NARROWED",
      });
    });

    it("never compares a list with blocks of addresses", () => {
      const found = driftOf([flow("f", cidr("10.1.0.0/24"))], [fromList("pl-1")], entries);
      expect(found.map(({ kind }) => kind)).to.deep.equal(["ADDED", "REMOVED"]);
    });

    it("does not overlook a list that is empty today", () => {
      const found = driftOf([], [fromList("pl-empty", "-1")], entries);
      expect(found.map(({ kind, difference }) => [kind, difference])).to.deep.equal([
        ["ADDED", "all traffic from pl-empty"],
      ]);
    });

    it("asks for entries only where one side names another list", () => {
      const declared = (...flows: readonly DeployedFlow[]) => declaredRules({ matrix: flows }, IDS, "proxy");
      const one = declared(flow("f", list("pl-1")));
      expect(listsToCompare(one, live([fromList("pl-1", "-1"), from("10.0.0.0/8")]))).to.deep.equal([]);
      expect(listsToCompare(one, live([]))).to.deep.equal([]);
      expect(listsToCompare([], live([fromList("pl-1")]))).to.deep.equal([]);
      expect(listsToCompare(one, live([out(fromList("pl-2"))]))).to.deep.equal([]);
      expect(listsToCompare(one, live([fromList("pl-2")]))).to.deep.equal(["pl-1", "pl-2"]);
      expect(listsToCompare(one, live([fromList("pl-1"), fromList("pl-2")]))).to.deep.equal(["pl-1", "pl-2"]);
    });
  });
});

describe("flowOf", () => {
  const declared = declaredRules(
    {
      matrix: [
        flow("wide", cidr("10.0.0.0/16")),
        flow("narrow", cidr("10.0.0.0/24")),
        flow("out", cidr("10.0.0.0/24"), 443, "egress"),
      ],
    },
    IDS,
    "proxy",
  );
  const of = (given: SecurityGroupRule) => {
    const [found] = live([given]);
    return found && flowOf(found, declared, NO_ENTRIES);
  };

  it("is the flow with the same packets, else one that shares some", () => {
    expect(of(from("10.0.0.0/24"))).to.equal("narrow");
    expect(of(from("10.0.0.0/16"))).to.equal("wide");
    expect(of(out(from("10.0.0.0/24", "-1")))).to.equal("out");
    expect(of(from("10.0.7.0/24"))).to.equal("wide");
    expect(of(from("0.0.0.0/0", "-1"))).to.equal("wide");
  });

  it("is none of a rule that shares nothing", () => {
    expect(of(from("10.0.0.0/24", "tcp/22"))).to.equal(undefined);
    expect(of(from("10.1.0.0/24"))).to.equal(undefined);
    expect(of(fromGroup("sg-1"))).to.equal(undefined);
  });
});
