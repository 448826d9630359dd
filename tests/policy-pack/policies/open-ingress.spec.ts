import { expect } from "chai";
import * as fc from "fast-check";
import { openIngress } from "../../../policy-pack/policies/open-ingress";
import {
  fingerprintOf,
  judge,
  judgeStack,
  type Registered,
  Session,
  UNKNOWN,
  urnOf,
  withoutTag,
} from "../judging";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const CLASSIC_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const NATIVE_RULE = "aws-native:ec2:SecurityGroupIngress";

interface Written {
  readonly [property: string]: unknown;
}
const rule = (protocol: unknown, fromPort: unknown, toPort: unknown, ...cidrBlocks: unknown[]): Written => ({
  protocol,
  fromPort,
  toPort,
  cidrBlocks,
});
const tcp = (port: unknown, ...cidrBlocks: unknown[]): Written => rule("tcp", port, port, ...cidrBlocks);
const onGroup = (ingress: readonly unknown[], settings: Written = {}): Promise<string[]> =>
  judge(openIngress, GROUP, { ingress }, settings);

const SSH = "anyone can try to log in by SSH";
const ANYTHING = "anyone on the internet can reach what listens there";
const FIX = "name the CIDR blocks, prefix list or security group that need it, like `203.0.113.0/24`";
const DECLARE = ", or declare it in `publicPorts`";
/** One /8 and one address more. */
const NEARLY = ["8.0.0.0/8", "9.9.9.9/32"];
const slash16s = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${20 + Math.floor(at / 200)}.${at % 200}.0.0/16`);

describe("open-ingress", () => {
  const rejected: [string, unknown[], string][] = [
    [
      "SSH from everywhere",
      [tcp(22, "0.0.0.0/0")],
      `\`ingress[0]\` lets \`0.0.0.0/0\` in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ],
    [
      "the protocol by number",
      [rule("6", 22, 22, "0.0.0.0/0")],
      `\`ingress[0]\` lets \`0.0.0.0/0\` in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ],
    [
      "the protocol as a number",
      [rule(6, 22, 22, "0.0.0.0/0")],
      `\`ingress[0]\` lets \`0.0.0.0/0\` in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ],
    [
      "the protocol in capitals",
      [rule("TCP", 22, 22, "0.0.0.0/0")],
      `\`ingress[0]\` lets \`0.0.0.0/0\` in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ],
    [
      "ports as text",
      [rule("tcp", "22", "22", "0.0.0.0/0")],
      `\`ingress[0]\` lets \`0.0.0.0/0\` in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ],
    [
      "a single block without a list",
      [{ ...tcp(22), cidrBlocks: "0.0.0.0/0" }],
      `\`ingress[0]\` lets \`0.0.0.0/0\` in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ],
    [
      "host bits",
      [tcp(22, "1.2.3.4/0")],
      `\`ingress[0]\` lets \`0.0.0.0/0\` in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ],
    [
      "an IPv4-mapped block",
      [tcp(22, "::ffff:0.0.0.0/96")],
      `\`ingress[0]\` lets \`0.0.0.0/0\` in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ],
    [
      "halves in one rule",
      [tcp(22, "0.0.0.0/1", "128.0.0.0/1")],
      `\`ingress[0]\` lets \`0.0.0.0/0\` in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ],
    [
      "halves in two rules",
      [tcp(22, "0.0.0.0/1"), tcp(443, "10.0.0.0/8"), tcp(22, "128.0.0.0/1")],
      `\`ingress[0]\` and \`ingress[2]\` together let \`0.0.0.0/0\` in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ],
    [
      "IPv6",
      [{ ...tcp(22), ipv6CidrBlocks: ["0:0:0:0:0:0:0:0/0"] }],
      `\`ingress[0]\` lets \`::/0\` in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ],
    [
      "all allocated IPv6",
      [{ ...tcp(22), ipv6CidrBlocks: ["2000::/3"] }],
      `\`ingress[0]\` lets \`2000::/3\` in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ],
    [
      "IPv4 through a translator",
      [{ ...tcp(22), ipv6CidrBlocks: ["64:ff9b::/96"] }],
      `\`ingress[0]\` lets \`64:ff9b::/96\` in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ],
    [
      "half of the internet",
      [tcp(22, "0.0.0.0/1")],
      `\`ingress[0]\` lets \`0.0.0.0/1\` (2092957696 public IPv4 addresses) in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ],
    [
      "one address more than a /8",
      [tcp(22, ...NEARLY)],
      `\`ingress[0]\` lets \`8.0.0.0/8\` and \`9.9.9.9/32\` (16777217 public IPv4 addresses) in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ],
    [
      "257 public /16s",
      [tcp(22, ...slash16s(257))],
      `\`ingress[0]\` lets \`20.0.0.0/9\`, \`20.128.0.0/10\` and 5 more (16842752 public IPv4 addresses) in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ],
    [
      "HTTPS, which nobody declared public",
      [tcp(443, "0.0.0.0/0")],
      `\`ingress[0]\` lets \`0.0.0.0/0\` in to tcp/443; ${ANYTHING}; ${FIX}${DECLARE}`,
    ],
    [
      "a rule that also trusts itself",
      [{ ...tcp(22, "0.0.0.0/0"), self: true }],
      `\`ingress[0]\` lets \`0.0.0.0/0\` in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ],
    [
      "a rule that also has a prefix list",
      [{ ...tcp(22, "0.0.0.0/0"), prefixListIds: ["pl-1"] }],
      `\`ingress[0]\` lets \`0.0.0.0/0\` in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ],
    [
      "all traffic",
      [rule("-1", 0, 0, "0.0.0.0/0")],
      `\`ingress[0]\` lets \`0.0.0.0/0\` in to all protocols and ports; ${SSH}; ${FIX}`,
    ],
    [
      "all ports",
      [rule("udp", 0, 65_535, "0.0.0.0/0")],
      `\`ingress[0]\` lets \`0.0.0.0/0\` in to all ports of udp; ${ANYTHING}; ${FIX}`,
    ],
    [
      "a protocol without ports",
      [rule("50", 0, 0, "0.0.0.0/0")],
      `\`ingress[0]\` lets \`0.0.0.0/0\` in to all ports of esp; ${ANYTHING}; ${FIX}`,
    ],
    [
      "port 0",
      [tcp(0, "0.0.0.0/0")],
      `\`ingress[0]\` lets \`0.0.0.0/0\` in to tcp/0; ${ANYTHING}; ${FIX}${DECLARE}`,
    ],
    [
      "port 65535",
      [tcp(65_535, "0.0.0.0/0")],
      `\`ingress[0]\` lets \`0.0.0.0/0\` in to tcp/65535; ${ANYTHING}; ${FIX}${DECLARE}`,
    ],
    [
      "a range around a database",
      [rule("tcp", 5000, 6000, "0.0.0.0/0")],
      `\`ingress[0]\` lets \`0.0.0.0/0\` in to tcp/5000-6000; anyone can try to log in by WinRM; ${FIX}`,
    ],
    [
      "several ports of the same sources as one finding",
      [tcp(8080, "0.0.0.0/0"), tcp(8443, "0.0.0.0/0")],
      `\`ingress[0]\` and \`ingress[1]\` together let \`0.0.0.0/0\` in to tcp/8080 and tcp/8443; ${ANYTHING}; ${FIX}${DECLARE}`,
    ],
  ];
  for (const [name, ingress, message] of rejected) {
    it(`rejects ${name}`, async () =>
      expect((await onGroup(ingress)).map(withoutTag)).to.deep.equal([message]));
  }

  const accepted: [string, unknown[]][] = [
    ["no rule", []],
    ["private ranges", [tcp(22, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")]],
    ["everything from private ranges", [rule("-1", 0, 0, "10.0.0.0/8")]],
    ["an office", [tcp(22, "203.0.113.0/24")]],
    ["one public /8", [tcp(443, "8.0.0.0/8")]],
    ["a public /8 and all private ranges", [tcp(443, "8.0.0.0/8", "10.0.0.0/8")]],
    ["256 public /16s", [tcp(443, ...slash16s(256))]],
    [
      "a content network's IPv6 list",
      [{ ...tcp(443), ipv6CidrBlocks: ["2400:cb00::/32", "2606:4700::/32", "2a06:98c0::/29"] }],
    ],
    ["one IPv6 /16", [{ ...tcp(443), ipv6CidrBlocks: ["2600::/16"] }]],
    ["private IPv6", [{ ...tcp(443), ipv6CidrBlocks: ["fc00::/7", "fe80::/10"] }]],
    ["halves on different ports", [tcp(22, "8.0.0.0/8"), tcp(23, "9.0.0.0/8")]],
    ["a group as peer", [{ ...tcp(22), securityGroups: ["sg-1"] }]],
    ["itself as peer", [{ ...rule("-1", 0, 0), self: true }]],
    ["a prefix list as peer", [{ ...tcp(443), prefixListIds: ["pl-1"] }]],
    ["ping", [rule("icmp", 8, 0, "0.0.0.0/0"), { ...rule("icmpv6", -1, -1), ipv6CidrBlocks: ["::/0"] }]],
    ["documentation and loopback ranges", [tcp(22, "192.0.2.0/24", "127.0.0.0/8", "240.0.0.0/4")]],
  ];
  for (const [name, ingress] of accepted)
    it(`accepts ${name}`, async () => expect(await onGroup(ingress)).to.deep.equal([]));

  describe("on every surface", () => {
    const surfaces: [string, Written, string][] = [
      [
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        { ingress: [tcp(22, "0.0.0.0/0")] },
        "`ingress[0]`",
      ],
      [CLASSIC_RULE, { type: "ingress", ...tcp(22, "0.0.0.0/0"), securityGroupId: "sg-1" }, "this rule"],
      [
        INGRESS_RULE,
        { ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "0.0.0.0/0", securityGroupId: "sg-1" },
        "this rule",
      ],
      [
        NATIVE_RULE,
        { ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIp: "0.0.0.0/0", groupId: "sg-1" },
        "this rule",
      ],
      [
        "aws-native:ec2:SecurityGroup",
        { securityGroupIngress: [{ ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIp: "0.0.0.0/0" }] },
        "`securityGroupIngress[0]`",
      ],
    ];
    for (const [type, props, name] of surfaces) {
      it(`rejects SSH in ${type}`, async () =>
        expect((await judge(openIngress, type, props)).map(withoutTag)).to.deep.equal([
          `${name} lets \`0.0.0.0/0\` in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
        ]));
    }

    it("reads a rule without ports as all of them", async () => {
      const [message] = await judge(openIngress, INGRESS_RULE, { ipProtocol: "tcp", cidrIpv4: "0.0.0.0/0" });
      expect(message).to.contain("in to all ports of tcp;");
      const [all] = await judge(openIngress, INGRESS_RULE, { ipProtocol: "-1", cidrIpv6: "::/0" });
      expect(all).to.contain("lets `::/0` in to all protocols and ports;");
    });

    it("says nothing of egress", async () => {
      expect(
        await judge(openIngress, CLASSIC_RULE, { type: "egress", ...rule("-1", 0, 0, "0.0.0.0/0") }),
      ).to.deep.equal([]);
      expect(await judge(openIngress, GROUP, { egress: [rule("-1", 0, 0, "0.0.0.0/0")] })).to.deep.equal([]);
      expect(
        await judge(openIngress, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", {
          ipProtocol: "-1",
          cidrIpv4: "0.0.0.0/0",
        }),
      ).to.deep.equal([]);
    });
  });

  describe("with rules that cannot be read", () => {
    const unreadable: [unknown, string][] = [
      [
        tcp(22, "10.0.0.0/33"),
        "`ingress[0].cidrBlocks[0]`: prefix length `33` in `10.0.0.0/33` is not an integer in 0..32",
      ],
      [
        tcp(22, "any"),
        "`ingress[0].cidrBlocks[0]`: `any` has no prefix length; a CIDR block is written like `10.0.0.0/16`",
      ],
      [tcp(22, 7), "`ingress[0].cidrBlocks[0]`: is no CIDR block"],
      [
        rule("tpc", 22, 22, "10.0.0.0/8"),
        "`ingress[0].protocol`: protocol `tpc` is neither `-1`, a name like `tcp` nor a number in 0..255",
      ],
      [
        rule("tcp", 90, 80, "10.0.0.0/8"),
        "`ingress[0].fromPort`: port range `90-80` is not an ascending one in 0..65535",
      ],
      [rule("tcp", "http", 80, "10.0.0.0/8"), "`ingress[0].fromPort`: is no port number"],
      ["0.0.0.0/0", "`ingress[0]`: is no object"],
    ];
    for (const [ingress, what] of unreadable) {
      it(`reports ${JSON.stringify(ingress)}`, async () =>
        expect((await onGroup([ingress])).map(withoutTag)).to.deep.equal([
          `${what}; a rule that cannot be read cannot be shown to be closed; write CIDR blocks like \`10.0.0.0/16\`, protocols like \`tcp\` and ports in 0..65535`,
        ]));
    }
  });

  describe("with unknown values", () => {
    const open = (...paths: string[]): string =>
      `[advisory] unverified: ${paths.map((path) => `\`${path}\``).join(" and ")} ${paths.length === 1 ? "is" : "are"} not known yet; ` +
      "some possible values let the internet in; it is judged again before the resource is created or changed";
    const undecided: [string, unknown[], string][] = [
      ["the block", [tcp(22, UNKNOWN)], open("ingress[0].cidrBlocks[0]")],
      ["the blocks", [{ ...tcp(22), cidrBlocks: UNKNOWN }], open("ingress[0].cidrBlocks")],
      ["a block beside a private one", [tcp(22, "10.0.0.0/8", UNKNOWN)], open("ingress[0].cidrBlocks[1]")],
      ["a port", [rule("tcp", UNKNOWN, 22, "0.0.0.0/0")], open("ingress[0].fromPort")],
      ["the protocol", [rule(UNKNOWN, 22, 22, "0.0.0.0/0")], open("ingress[0].protocol")],
      [
        "two of them",
        [rule(UNKNOWN, 22, UNKNOWN, "0.0.0.0/0")],
        open("ingress[0].protocol", "ingress[0].toPort"),
      ],
      ["a rule", [UNKNOWN], open("ingress[0]")],
    ];
    for (const [name, ingress, message] of undecided) {
      it(`cannot decide when ${name} is unknown`, async () => {
        expect((await onGroup(ingress)).map(withoutTag)).to.deep.equal([message]);
        expect(await onGroup(ingress, { onUnknown: "silent" })).to.deep.equal([]);
      });
    }

    it("cannot decide when all rules are unknown, or the direction of one", async () => {
      expect((await judge(openIngress, GROUP, { ingress: UNKNOWN })).map(withoutTag)).to.deep.equal([
        open("ingress"),
      ]);
      expect(
        (await judge(openIngress, CLASSIC_RULE, { type: UNKNOWN, ...tcp(22, "0.0.0.0/0") })).map(withoutTag),
      ).to.deep.equal([open("type")]);
    });

    it("is certain of what is known beside the unknown", async () => {
      const messages = await onGroup([tcp(22, UNKNOWN, "0.0.0.0/0")]);
      expect(messages.map(withoutTag)).to.deep.equal([
        `\`ingress[0]\` lets \`0.0.0.0/0\` in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
      ]);
    });

    it("says nothing when no value would open anything", async () => {
      expect(await onGroup([rule("tcp", UNKNOWN, UNKNOWN, "10.0.0.0/8")])).to.deep.equal([]);
      expect(await onGroup([{ ...tcp(22), securityGroups: [UNKNOWN] }])).to.deep.equal([]);
      expect(await onGroup([{ ...tcp(22, "10.0.0.0/8"), description: UNKNOWN }])).to.deep.equal([]);
      expect(await onGroup([rule("icmp", UNKNOWN, 0, "0.0.0.0/0")])).to.deep.equal([]);
      expect(await onGroup([tcp(443, UNKNOWN)], { publicPorts: ["tcp/443"] })).to.deep.equal([]);
    });
  });

  describe("settings", () => {
    it("make ports public", async () => {
      const settings = { publicPorts: ["tcp/443", "udp/8000-8010"] };
      expect(
        await onGroup([tcp(443, "0.0.0.0/0"), rule("udp", 8001, 8005, "0.0.0.0/0")], settings),
      ).to.deep.equal([]);
      const [message] = await onGroup([rule("tcp", 442, 444, "0.0.0.0/0")], settings);
      expect(message).to.contain("in to tcp/442 and tcp/444;");
      expect(await onGroup([rule("udp", 443, 443, "0.0.0.0/0")], settings)).to.have.length(1);
    });

    it("refuse ports that are none, and make nothing public by them", async () => {
      const publicPorts = ["tcp/443", "tcp/0-99999", "tcp/30-20", "udp/65536", "icmp/8", "tcp/0-65535"];
      const ports = openIngress.settings["publicPorts"] as { items: { pattern: string } };
      const pattern = new RegExp(ports.items.pattern);
      expect(publicPorts.filter((port) => !pattern.test(port))).to.deep.equal([
        "tcp/0-99999",
        "udp/65536",
        "icmp/8",
      ]);
      expect(
        (await onGroup([tcp(22, "0.0.0.0/0")], { publicPorts: ["tcp/30-20"] })).map(withoutTag),
      ).to.deep.equal([
        "`publicPorts` of the policy's configuration has `tcp/30-20`; what is no range of ports makes nothing public; " +
          "write ports in 0..65535, ascending, like `tcp/443` or `udp/8000-8010`",
        `\`ingress[0]\` lets \`0.0.0.0/0\` in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
      ]);
    });

    it("move the thresholds", async () => {
      expect(await onGroup([tcp(22, "8.0.0.0/8")], { widestIpv4Prefix: 9 })).to.have.length(1);
      expect(await onGroup([tcp(22, "0.0.0.0/1")], { widestIpv4Prefix: 1 })).to.deep.equal([]);
      expect(
        await onGroup([{ ...tcp(22), ipv6CidrBlocks: ["2600::/16"] }], { widestIpv6Prefix: 32 }),
      ).to.have.length(1);
    });
  });

  describe("across resources", () => {
    const half = (name: string, cidrIpv4: string, fromPort = 22, group: unknown = UNKNOWN): Registered => ({
      type: INGRESS_RULE,
      name,
      props: { securityGroupId: group, ipProtocol: "tcp", fromPort, toPort: 22, cidrIpv4 },
      madeFrom: group === UNKNOWN ? { securityGroupId: ["web"] } : {},
    });
    const web: Registered = { type: GROUP, name: "web", props: {} };
    // Each is one /8 of public addresses, which is accepted; two of them are too many.
    const [low, high] = ["8.0.0.0/8", "9.0.0.0/8"];
    const message = (name: string, ...by: string[]): string =>
      `${by.map((one) => `\`${one}\``).join(" and ")} together let \`8.0.0.0/7\` (33554432 public IPv4 addresses) in to ${name}; ${SSH}; ${FIX}${DECLARE}`;

    it("rejects what two rules open together, on the group, by property dependency", async () => {
      const found = await judgeStack(openIngress, [web, half("a", low), half("b", high, 20)]);
      expect(found.map((one) => [withoutTag(one.message), one.urn])).to.deep.equal([
        [message("tcp/22", "a", "b"), urnOf(web)],
      ]);
    });

    it("rejects it by id where the group is not in the stack, on its last rule", async () => {
      const rules = [half("a", low, 22, "sg-1"), half("b", high, 22, "sg-1"), half("c", high, 22, "sg-2")];
      const found = await judgeStack(openIngress, rules);
      expect(found.map((one) => [withoutTag(one.message), one.urn])).to.deep.equal([
        [message("tcp/22", "a", "b"), urnOf(rules[1] ?? web)],
      ]);
    });

    it("joins a literal id with the group that has it", async () => {
      const group = { ...web, outputs: { id: "sg-1" } };
      const found = await judgeStack(openIngress, [group, half("a", low), half("b", high, 22, "sg-1")]);
      expect(found.map((one) => one.urn)).to.deep.equal([urnOf(web)]);
    });

    it("joins the rules of a group's own resource with separate ones", async () => {
      const inline = { ...web, props: { ingress: [tcp(22, low)] } };
      const found = await judgeStack(openIngress, [inline, half("b", high)]);
      expect(found.map((one) => withoutTag(one.message))).to.deep.equal([message("tcp/22", "web", "b")]);
    });

    it("has the same fingerprint as the same rules in one resource", async () => {
      const [joint] = await judgeStack(openIngress, [web, half("a", low), half("b", high)]);
      const [inline] = await onGroup([tcp(22, low, high)]);
      expect(fingerprintOf(joint?.message ?? "")).to.equal(fingerprintOf(inline ?? ""));
    });

    it("does not repeat what one resource opens alone", async () => {
      const found = await judgeStack(openIngress, [web, half("a", "0.0.0.0/0"), half("b", high)]);
      expect(found).to.have.length(1);
    });

    it("keeps groups apart, and what cannot be joined", async () => {
      const other = { ...half("b", high), madeFrom: { securityGroupId: ["db"] } };
      const either = { ...half("b", high), madeFrom: { securityGroupId: ["web", "db"] } };
      const db: Registered = { type: GROUP, name: "db", props: {} };
      expect(await judgeStack(openIngress, [web, db, half("a", low), other])).to.deep.equal([]);
      expect(await judgeStack(openIngress, [web, db, half("a", low), either])).to.deep.equal([]);
    });

    it("judges each stack by its own resources, in one process and in any order", async () => {
      const session = new Session(openIngress);
      await session.analyse(web, "one");
      await session.analyse(half("a", low), "one");
      await session.analyse(web, "two");
      await session.analyse(half("b", high), "two");
      expect(await session.analyseStack([web, half("b", high)], "two")).to.deep.equal([]);
      expect(await session.analyseStack([web, half("a", low)], "one")).to.deep.equal([]);
    });

    it("judges only resources that the request names", async () => {
      const session = new Session(openIngress);
      for (const resource of [web, half("a", low), half("b", high)]) await session.analyse(resource);
      expect(await session.analyseStack([web, half("a", low)])).to.deep.equal([]);
    });

    it("forgets a stack once it is judged", async () => {
      const session = new Session(openIngress);
      const rules = [web, half("a", low), half("b", high)];
      for (const resource of rules) await session.analyse(resource);
      expect(await session.analyseStack(rules)).to.have.length(1);
      const closed = rules.map((resource) => ({
        ...resource,
        outputs: { ...resource.props, cidrIpv4: "10.0.0.0/8" },
      }));
      expect(await session.analyseStack(closed)).to.deep.equal([]);
    });

    it("judges by outputs where nothing was analysed", async () => {
      const session = new Session(openIngress);
      expect(await session.analyseStack([web, half("a", low), half("b", high)])).to.have.length(1);
    });
  });

  describe("fingerprints", () => {
    const of = async (...ingress: unknown[]): Promise<string> =>
      fingerprintOf((await onGroup(ingress))[0] ?? "");

    it("are the same for one meaning", async () => {
      const spellings = [
        [tcp(22, "0.0.0.0/0")],
        [rule("6", "22", 22, "0.0.0.0/1", "128.0.0.0/1")],
        [tcp(22, "0.0.0.0/1"), tcp(22, "128.0.0.0/1")],
        [tcp(22, "1.2.3.4/0", "10.0.0.0/8")],
        [tcp(443, "10.0.0.0/8"), { ...tcp(22, "0.0.0.0/0"), self: true, description: "x" }],
      ];
      expect(new Set(await Promise.all(spellings.map((ingress) => of(...ingress)))).size).to.equal(1);
    });

    it("change with protocol, port and addresses", async () => {
      const different = [
        [tcp(22, "0.0.0.0/0")],
        [tcp(23, "0.0.0.0/0")],
        [rule("udp", 22, 22, "0.0.0.0/0")],
        [tcp(22, "0.0.0.0/1")],
      ];
      expect(new Set(await Promise.all(different.map((ingress) => of(...ingress)))).size).to.equal(4);
    });
  });

  it("answers anything with messages of one line and at most 500 characters", async () => {
    const key = fc.constantFrom(
      "ingress",
      "type",
      "protocol",
      "ipProtocol",
      "fromPort",
      "toPort",
      "cidrBlocks",
      "cidrIpv4",
      "constructor",
      "__proto__",
    );
    const leaf = fc.constantFrom<unknown>(
      "tcp",
      "-1",
      "0.0.0.0/0",
      "::/0",
      "ingress",
      "x\n".repeat(500),
      0,
      22,
      -1,
      1.5,
      1e9,
      true,
      null,
      UNKNOWN,
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "medium" },
        leaf,
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(key, tie("value"), { maxKeys: 5 }),
      ),
    }));
    const type = fc.constantFrom(GROUP, INGRESS_RULE, CLASSIC_RULE, NATIVE_RULE);
    await fc.assert(
      fc.asyncProperty(type, fc.dictionary(key, value as fc.Arbitrary<unknown>), async (token, props) => {
        for (const message of await judge(openIngress, token, props)) {
          expect(message.length).to.be.at.most(500 + "[advisory] ".length);
          expect(message).to.match(/^[^\n]+ \[open-ingress\/[0-9a-f]{12}\]$/);
          expect(message).not.to.contain("failed here");
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
