import { expect } from "chai";
import { parseCidr } from "../../../../policy-pack/analysis/addresses";
import { openIngress } from "../../../../policy-pack/policies/open-ingress";
import { judgeStack, type Registered, UNKNOWN } from "../../judging";
import { CLASSIC_RULE, GROUP, INGRESS_RULE, NATIVE_RULE } from "./fixtures";

/** A rule as it is meant. */
interface Meant {
  readonly protocol: number | "all";
  readonly ports: readonly [first: number, last: number];
  readonly cidr: string;
}

const tcp = (first: number, cidr: string, last = first): Meant => ({
  protocol: 6,
  ports: [first, last],
  cidr,
});

/** The same rules, written otherwise. */
type Spelling = readonly [name: string, spell: (rule: Meant) => readonly Meant[]];

const halves = ({ cidr, ...rule }: Meant): readonly Meant[] => {
  const { family, first, last, prefixLength } = parseCidr(cidr);
  if (first === last) return [{ ...rule, cidr }];
  const middle = first + (last - first + 1n) / 2n;
  const text = (address: bigint): string =>
    family === "ipv4"
      ? [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join(".")
      : Array.from({ length: 8 }, (_, at) =>
          ((address >> BigInt(112 - 16 * at)) & 0xffffn).toString(16),
        ).join(":");
  return [first, middle].map((start) => ({ ...rule, cidr: `${text(start)}/${prefixLength + 1}` }));
};

const SPELLINGS: readonly Spelling[] = [
  ["as it is", (rule) => [rule]],
  ["blocks split", halves],
  ["blocks split twice", (rule) => halves(rule).flatMap(halves)],
  [
    "ports one by one",
    (rule) => {
      const [first, last] = rule.ports;
      const isShort = rule.protocol !== "all" && last - first < 8;
      return isShort
        ? Array.from({ length: last - first + 1 }, (_, at) => ({
            ...rule,
            ports: [first + at, first + at] as const,
          }))
        : [rule];
    },
  ],
  [
    "ports split in two that overlap",
    (rule) => {
      const [first, last] = rule.ports;
      const middle = Math.floor((first + last) / 2);
      return [
        { ...rule, ports: [first, middle] },
        { ...rule, ports: [Math.min(middle, last), last] },
      ];
    },
  ],
  ["every rule twice", (rule) => [rule, rule]],
  [
    "host bits set",
    (rule) =>
      rule.cidr.includes(":")
        ? [rule]
        : [{ ...rule, cidr: rule.cidr.replace(/\.\d+\//, ".77/") }].filter(
            ({ cidr }) => parseCidr(cidr).text === parseCidr(rule.cidr).text,
          ),
  ],
  [
    "IPv4 mapped into IPv6",
    (rule) => {
      if (rule.cidr.includes(":")) return [rule];
      const [address = "", length = "32"] = rule.cidr.split("/");
      return [{ ...rule, cidr: `::ffff:${address}/${Number(length) + 96}` }];
    },
  ],
  [
    "IPv6 in full",
    (rule) => {
      if (!rule.cidr.includes(":")) return [rule];
      const { first, prefixLength } = parseCidr(rule.cidr);
      const groups = Array.from({ length: 8 }, (_, at) =>
        ((first >> BigInt(112 - 16 * at)) & 0xffffn).toString(16).padStart(4, "0").toUpperCase(),
      );
      return [{ ...rule, cidr: `${groups.join(":")}/${prefixLength}` }];
    },
  ],
];

/** How a protocol may be written. */
const PROTOCOLS = (protocol: Meant["protocol"]): readonly unknown[] =>
  protocol === "all"
    ? ["-1", "all", -1]
    : protocol === 6
      ? ["tcp", "TCP", "6", 6]
      : protocol === 17
        ? ["udp", "UDP", "17", 17]
        : [String(protocol), protocol];

const isIpv6 = (cidr: string): boolean => cidr.includes(":");

/** The resources that the same rules may be declared as. */
const SURFACES: readonly (readonly [
  name: string,
  declare: (rules: readonly Meant[], protocol: (rule: Meant) => unknown) => readonly Registered[],
])[] = [
  [
    "inline",
    (rules, protocol) => [
      {
        type: GROUP,
        name: "web",
        props: {
          ingress: rules.map((rule) => ({
            protocol: protocol(rule),
            fromPort: rule.ports[0],
            toPort: rule.ports[1],
            [isIpv6(rule.cidr) ? "ipv6CidrBlocks" : "cidrBlocks"]: [rule.cidr],
          })),
        },
      },
    ],
  ],
  [
    "inline of aws-native",
    (rules, protocol) => [
      {
        type: "aws-native:ec2:SecurityGroup",
        name: "web",
        props: {
          securityGroupIngress: rules.map((rule) => ({
            ipProtocol: protocol(rule),
            fromPort: rule.ports[0],
            toPort: rule.ports[1],
            [isIpv6(rule.cidr) ? "cidrIpv6" : "cidrIp"]: rule.cidr,
          })),
        },
      },
    ],
  ],
  ...(
    [
      [INGRESS_RULE, "securityGroupId", "ipProtocol", "cidrIpv4", "cidrIpv6", false],
      [CLASSIC_RULE, "securityGroupId", "protocol", "cidrBlocks", "ipv6CidrBlocks", true],
      [NATIVE_RULE, "groupId", "ipProtocol", "cidrIp", "cidrIpv6", false],
    ] as const
  ).map(
    ([type, group, name, ipv4, ipv6, isList]) =>
      [
        `each a ${type}`,
        (rules: readonly Meant[], protocol: (rule: Meant) => unknown): readonly Registered[] => [
          { type: GROUP, name: "web", props: {} },
          ...rules.map((rule, at) => ({
            type,
            name: `rule-${at}`,
            props: {
              ...(type === CLASSIC_RULE ? { type: "ingress" } : {}),
              [group]: UNKNOWN,
              [name]: protocol(rule),
              fromPort: rule.ports[0],
              toPort: rule.ports[1],
              [isIpv6(rule.cidr) ? ipv6 : ipv4]: isList ? [rule.cidr] : rule.cidr,
            },
            madeFrom: { [group]: ["web"] },
          })),
        ],
      ] as const,
  ),
];

const REJECTED: readonly (readonly [name: string, rules: readonly Meant[]])[] = [
  ["SSH for everyone", [tcp(22, "0.0.0.0/0")]],
  ["SSH for everyone on IPv6", [tcp(22, "::/0")]],
  ["all allocated IPv6", [tcp(443, "2000::/3")]],
  ["a range of ports", [tcp(20, "0.0.0.0/0", 25)]],
  ["all ports of TCP", [tcp(0, "0.0.0.0/0", 65_535)]],
  ["all protocols", [{ protocol: "all", ports: [0, 0], cidr: "0.0.0.0/0" }]],
  ["DNS", [{ protocol: 17, ports: [53, 53], cidr: "0.0.0.0/0" }]],
  ["GRE", [{ protocol: 47, ports: [0, 0], cidr: "0.0.0.0/0" }]],
  ["half of the world", [tcp(3306, "0.0.0.0/1")]],
  ["two blocks of eight bits", [tcp(9200, "8.0.0.0/8"), tcp(9200, "9.0.0.0/8")]],
  ["the last port", [tcp(65_535, "0.0.0.0/0")]],
  ["the first port", [tcp(0, "0.0.0.0/0")]],
];

const ACCEPTED: readonly (readonly [name: string, rules: readonly Meant[]])[] = [
  ["an office", [tcp(22, "203.0.113.0/24")]],
  ["one host", [tcp(22, "8.8.8.8/32")]],
  ["one host of IPv6", [tcp(22, "2001:db8::1/128")]],
  [
    "private ranges",
    [tcp(0, "10.0.0.0/8", 65_535), { protocol: "all", ports: [0, 0], cidr: "192.168.0.0/16" }],
  ],
  ["unique local addresses", [tcp(22, "fc00::/7")]],
  ["one block of eight bits", [tcp(22, "8.0.0.0/8")]],
  ["two blocks on two ports", [tcp(22, "8.0.0.0/8"), tcp(23, "9.0.0.0/8")]],
  ["what no host sends from", [tcp(22, "240.0.0.0/4")]],
  ["a network's own IPv6", [tcp(443, "2600:9000::/28")]],
];

/** Whether something is reported, and at which level. */
async function verdict(resources: readonly Registered[]): Promise<string> {
  const found = await judgeStack(openIngress, resources);
  if (found.length === 0) return "accepted";
  return found.some(({ message }) => message.startsWith("[advisory]")) ? "advisory" : "rejected";
}

describe("open-ingress has one verdict for one meaning", () => {
  for (const [expected, table] of [
    ["rejected", REJECTED],
    ["accepted", ACCEPTED],
  ] as const) {
    for (const [name, rules] of table) {
      it(`${expected}: ${name}`, async () => {
        for (const [spelling, spell] of SPELLINGS) {
          const written = rules.flatMap(spell);
          const most = Math.max(...rules.map(({ protocol }) => PROTOCOLS(protocol).length));
          for (let at = 0; at < most; at += 1) {
            const protocol = (rule: Meant): unknown => {
              const all = PROTOCOLS(rule.protocol);
              return all[at % all.length];
            };
            for (const [surface, declare] of SURFACES) {
              expect(
                await verdict(declare(written, protocol)),
                `${spelling}, ${surface}, ${JSON.stringify(written)}`,
              ).to.equal(expected);
            }
          }
        }
      });
    }
  }
});
