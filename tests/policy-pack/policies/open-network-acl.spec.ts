import { expect } from "chai";
import { openNetworkAcl } from "../../../policy-pack/policies/open-network-acl";
import { fingerprintOf, judgeStack, type Registered, UNKNOWN, urnOf, withoutTag } from "../judging";
import type { Written } from "../spellings";

const LIST = "aws:ec2/networkAcl:NetworkAcl";
const DEFAULT = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl";
const RULE = "aws:ec2/networkAclRule:NetworkAclRule";
const ENTRY = "aws-native:ec2:NetworkAclEntry";

const entry = (
  ruleNo: unknown,
  action: unknown,
  protocol: unknown,
  ports: readonly unknown[],
  cidr: unknown,
): Written => ({
  ruleNo,
  action,
  protocol,
  fromPort: ports[0] ?? 0,
  toPort: ports[1] ?? ports[0] ?? 0,
  ...(typeof cidr === "string" && cidr.includes(":") ? { ipv6CidrBlock: cidr } : { cidrBlock: cidr }),
});
const acl = (...ingress: readonly unknown[]): Registered => ({
  type: LIST,
  name: "public",
  props: { ingress },
});
const rule = (name: string, one: Written, more: Partial<Registered> = {}): Registered => {
  const { ruleNo: ruleNumber, action: ruleAction, ...rest } = one;
  return {
    type: RULE,
    name,
    props: { ruleNumber, ruleAction, ...rest, networkAclId: UNKNOWN },
    madeFrom: { networkAclId: ["public"] },
    ...more,
  };
};
const native = (name: string, props: Written): Registered => ({
  type: ENTRY,
  name,
  props: { networkAclId: "acl-1", ...props },
});
const found = async (resources: readonly Registered[], settings: Written = {}): Promise<string[]> =>
  (await judgeStack(openNetworkAcl, resources, settings)).map(({ message }) => withoutTag(message));
const lets = (what: string, ports = "tcp/22 and tcp/3389", danger = "SSH"): string =>
  `network ACL \`public\`: ${what} in to ${ports}; anyone can try to log in by ${danger} of every host whose security group lets him; deny the ports by a rule with a lower number, or name the CIDR blocks that need them`;
const WORLD = "0.0.0.0/0";

describe("open-network-acl", () => {
  const rejected: readonly (readonly [name: string, entries: readonly Written[], message: string])[] = [
    ["everything", [entry(100, "allow", "-1", [], WORLD)], lets("`ingress[0]` lets `0.0.0.0/0`")],
    ["SSH", [entry(100, "allow", "tcp", [22], WORLD)], lets("`ingress[0]` lets `0.0.0.0/0`", "tcp/22")],
    [
      "SSH over IPv6",
      [entry(100, "allow", "6", [0, 1024], "::/0")],
      lets("`ingress[0]` lets `::/0`", "tcp/22"),
    ],
    [
      "RDP among high ports",
      [entry(100, "allow", "TCP", [1024, 65_535], WORLD)],
      lets("`ingress[0]` lets `0.0.0.0/0`", "tcp/3389", "RDP"),
    ],
    [
      "port 0 and on",
      [entry(100, "allow", "tcp", [0, 65_535], WORLD)],
      lets("`ingress[0]` lets `0.0.0.0/0`"),
    ],
    [
      "two halves",
      [entry(1, "allow", "tcp", [22], "0.0.0.0/1"), entry(2, "allow", "tcp", [22], "128.0.0.0/1")],
      lets("`ingress[0]` and `ingress[1]` together let `0.0.0.0/0`", "tcp/22"),
    ],
    [
      "what is denied too late",
      [entry(200, "deny", "tcp", [22], WORLD), entry(100, "allow", "tcp", [22], WORLD)],
      lets("`ingress[1]` lets `0.0.0.0/0`", "tcp/22"),
    ],
    [
      "what is denied in part",
      [entry(1, "deny", "tcp", [22], "0.0.0.0/1"), entry(2, "allow", "tcp", [22], WORLD)],
      lets("`ingress[1]` lets `128.0.0.0/1`", "tcp/22"),
    ],
    [
      "another port denied",
      [entry(1, "deny", "tcp", [22], WORLD), entry(2, "allow", "-1", [], WORLD)],
      lets("`ingress[1]` lets `0.0.0.0/0`", "tcp/3389", "RDP"),
    ],
  ];
  for (const [name, entries, message] of rejected) {
    it(`advises against ${name}`, async () => {
      expect(await found([acl(...entries)])).to.deep.equal([message]);
      expect(await found([{ ...acl(...entries), type: DEFAULT }])).to.deep.equal([message]);
    });
  }

  const accepted: readonly (readonly [name: string, entries: readonly Written[]])[] = [
    ["no rules", []],
    [
      "what is denied before",
      [entry(200, "allow", "-1", [], WORLD), entry(100, "deny", "tcp", [0, 65_535], WORLD)],
    ],
    [
      "what is denied in halves",
      [
        entry(3, "allow", "tcp", [22], WORLD),
        entry(1, "deny", "tcp", [22], "0.0.0.0/1"),
        entry(2, "deny", "-1", [], "128.0.0.0/1"),
      ],
    ],
    ["the web", [entry(100, "allow", "tcp", [443], WORLD), entry(110, "allow", "tcp", [80], "::/0")]],
    ["answers", [entry(100, "allow", "tcp", [32_768, 65_535], WORLD)]],
    [
      "an office",
      [entry(100, "allow", "tcp", [22], "203.0.113.0/24"), entry(110, "allow", "tcp", [22], "8.8.8.0/24")],
    ],
    ["private ranges", [entry(100, "allow", "-1", [], "10.0.0.0/8")]],
    ["UDP, and ICMP", [entry(100, "allow", "udp", [0, 65_535], WORLD), entry(101, "allow", "1", [], WORLD)]],
    ["a /8", [entry(100, "allow", "tcp", [22], "8.0.0.0/8")]],
  ];
  for (const [name, entries] of accepted) {
    it(`accepts ${name}`, async () => expect(await found([acl(...entries)])).to.deep.equal([]));
  }

  it("does not take egress for ingress", async () => {
    const out = entry(100, "allow", "-1", [], WORLD);
    expect(await found([{ type: LIST, name: "public", props: { egress: [out] } }])).to.deep.equal([]);
    expect(await found([acl(), rule("out", { ...out, egress: true })])).to.deep.equal([]);
    expect(await found([acl(), rule("in", { ...out, egress: false })])).to.deep.equal([
      lets("`in` lets `0.0.0.0/0`"),
    ]);
  });

  describe("across resources", () => {
    const open = rule("open", entry(100, "allow", "tcp", [22], WORLD));
    const public_: Registered = { type: LIST, name: "public", props: {} };

    it("puts the rules of an ACL in order", async () => {
      expect(await found([public_, open])).to.deep.equal([lets("`open` lets `0.0.0.0/0`", "tcp/22")]);
      expect(
        await found([public_, open, rule("closed", entry(99, "deny", "tcp", [22], WORLD))]),
      ).to.deep.equal([]);
      const [report] = await judgeStack(openNetworkAcl, [public_, open]);
      expect(report?.urn).to.equal(urnOf(public_));
    });

    it("does not mix up two ACLs", async () => {
      const other: Registered = { type: LIST, name: "other", props: {} };
      const closed = rule("closed", entry(99, "deny", "tcp", [22], WORLD), {
        madeFrom: { networkAclId: ["other"] },
      });
      expect(await found([public_, other, open, closed])).to.have.lengthOf(1);
    });

    it("is silent where a rule could be of any", async () =>
      expect(
        await found([public_, open, rule("lost", entry(99, "deny", "tcp", [22], WORLD), { madeFrom: {} })]),
      ).to.deep.equal([]));

    it("reads the native provider's, by id", async () => {
      const ssh = native("ssh", {
        ruleNumber: 100,
        ruleAction: "allow",
        protocol: 6,
        portRange: { from: 22, to: 22 },
        cidrBlock: WORLD,
      });
      expect(await found([ssh])).to.deep.equal([
        lets("`ssh` lets `0.0.0.0/0`", "tcp/22").replace("`public`", "`acl-1`"),
      ]);
      const denied = native("none", { ruleNumber: 1, ruleAction: "deny", protocol: -1, cidrBlock: WORLD });
      expect(await found([ssh, denied])).to.deep.equal([]);
    });
  });

  describe("where something is unknown", () => {
    const later = (path: string): string =>
      `[advisory] unverified: network ACL \`public\`: \`${path}\` is not known yet; some possible values let the internet in to ports for administrators; it is judged again at the end of the update, with all values known`;

    it("proves what no value changes", async () => {
      const unknownLater = entry(200, "deny", "tcp", [22], UNKNOWN);
      expect(await found([acl(entry(100, "allow", "tcp", [22], WORLD), unknownLater)])).to.deep.equal([
        lets("`ingress[0]` lets `0.0.0.0/0`", "tcp/22"),
      ]);
      const unknownPort = entry(200, "allow", "tcp", [UNKNOWN, UNKNOWN], WORLD);
      expect(await found([acl(entry(100, "deny", "-1", [], WORLD), unknownPort)])).to.deep.equal([]);
    });

    const open: readonly (readonly [Written, string])[] = [
      [entry(UNKNOWN, "deny", "tcp", [22], WORLD), "ingress[0].ruleNo"],
      [entry(99, UNKNOWN, "tcp", [22], WORLD), "ingress[0].action"],
      [entry(99, "deny", "tcp", [22], UNKNOWN), "ingress[0].cidrBlock"],
      [entry(99, "deny", UNKNOWN, [22], WORLD), "ingress[0].protocol"],
      [entry(99, "deny", "tcp", [UNKNOWN, 22], WORLD), "ingress[0].fromPort"],
    ];
    for (const [unknown, path] of open) {
      it(`leaves it open for \`${path}\``, async () =>
        expect(await found([acl(unknown, entry(100, "allow", "tcp", [22], WORLD))])).to.deep.equal([
          later(path),
        ]));
    }

    it("leaves it open for all rules", async () => {
      expect(await found([{ type: LIST, name: "public", props: { ingress: UNKNOWN } }])).to.deep.equal([
        later("ingress"),
      ]);
      expect(await found([acl(UNKNOWN)])).to.deep.equal([later("ingress[0]")]);
    });
  });

  it("takes other ports", async () => {
    const ports = { adminPorts: ["tcp/5985-5986"] };
    expect(await found([acl(entry(1, "allow", "tcp", [22], WORLD))], ports)).to.deep.equal([]);
    expect(await found([acl(entry(1, "allow", "tcp", [5986], WORLD))], ports)).to.deep.equal([
      lets("`ingress[0]` lets `0.0.0.0/0`", "tcp/5986", "WinRM"),
    ]);
  });

  it("gives one fingerprint to one meaning", async () => {
    const print = async (...entries: Written[]): Promise<string[]> =>
      (await judgeStack(openNetworkAcl, [acl(...entries)])).map(({ message }) => fingerprintOf(message));
    const one = await print(entry(1, "allow", "tcp", [22], WORLD));
    expect(await print(entry(5, "ALLOW", "6", [20, 23], "1.2.3.4/0"))).to.deep.equal(one);
    expect(
      await print(entry(7, "allow", "tcp", [22], "128.0.0.0/1"), entry(6, "allow", "tcp", [22], "0.0.0.0/1")),
    ).to.deep.equal(one);
    expect(await print(entry(1, "allow", "-1", [], WORLD))).not.to.deep.equal(one);
  });

  it("skips what EC2 refuses", async () => {
    for (const one of [
      entry(1, "permit", "tcp", [22], WORLD),
      entry(1, "allow", "tcp", [23, 22], WORLD),
      entry(1, "allow", "tcp", [22], "everyone"),
      entry(1, "allow", "ssh", [22], WORLD),
    ])
      expect(await found([acl(one)])).to.deep.equal([]);
  });
});
