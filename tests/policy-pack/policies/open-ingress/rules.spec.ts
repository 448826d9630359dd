import { expect } from "chai";
import { openIngress } from "../../../../policy-pack/policies/open-ingress";
import { fingerprintOf, withoutTag } from "../../judging";
import { ANYTHING, DECLARE, FIX, onGroup, rule, SSH, tcp } from "./fixtures";

/** One /8 and one address more. */
const NEARLY = ["8.0.0.0/8", "9.9.9.9/32"];
const slash16s = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${20 + Math.floor(at / 200)}.${at % 200}.0.0/16`);

describe("open-ingress of a group's own rules", () => {
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

  it("names the blocks that are public, and no private ones beside them", async () =>
    expect(
      (await onGroup([tcp(22, "10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "20.0.0.0/7")])).map(
        withoutTag,
      ),
    ).to.deep.equal([
      `\`ingress[0]\` lets \`20.0.0.0/7\` (33554432 public IPv4 addresses) in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ]));

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
});
