import { expect } from "chai";
import { rules } from "../../policy-pack/policies";
import { type Registered, Session, UNKNOWN } from "./judging";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const CLASSIC = "aws:ec2/securityGroupRule:SecurityGroupRule";
const NATIVE_GROUP = "aws-native:ec2:SecurityGroup";
const NATIVE_RULE = "aws-native:ec2:SecurityGroupIngress";
const LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";

type Props = Record<string, unknown>;

interface LookAlike {
  readonly title: string;
  readonly resources: readonly Registered[];
  readonly settings?: Props;
}

const one = (title: string, type: string, props: Props, settings?: Props): LookAlike => ({
  title,
  resources: [{ type, name: "it", props }],
  ...(settings === undefined ? {} : { settings }),
});

const inline = (title: string, ...ingress: readonly Props[]): LookAlike => one(title, GROUP, { ingress });

const ports = (protocol: unknown, fromPort: unknown, toPort: unknown, peers: Props): Props => ({
  protocol,
  fromPort,
  toPort,
  ...peers,
});

const tcp = (port: number, peers: Props): Props => ports("tcp", port, port, peers);
const cidrs = (...cidrBlocks: readonly unknown[]): Props => ({ cidrBlocks });
const ipv6 = (...ipv6CidrBlocks: readonly unknown[]): Props => ({ ipv6CidrBlocks });

const single = (title: string, props: Props): LookAlike =>
  one(title, RULE, { securityGroupId: "sg-1", ipProtocol: "tcp", ...props });

const native = (title: string, props: Props): LookAlike =>
  one(title, NATIVE_RULE, { groupId: "sg-1", ipProtocol: "tcp", ...props });

const named = (type: string, name: string, props: Props, madeFrom?: Registered["madeFrom"]): Registered => ({
  type,
  name,
  props,
  ...(madeFrom === undefined ? {} : { madeFrom }),
});

const together = (title: string, settings: Props, ...resources: readonly Registered[]): LookAlike => ({
  title,
  resources,
  settings,
});

const WEB = named(GROUP, "web", { ingress: [tcp(443, cidrs("0.0.0.0/0")), tcp(443, ipv6("::/0"))] });
const BALANCER = named(
  "aws:lb/loadBalancer:LoadBalancer",
  "balancer",
  { internal: false, securityGroups: [UNKNOWN] },
  { securityGroups: ["web"] },
);
const HTTPS = { publicPorts: ["tcp/443"] };

const PRIVATE: readonly LookAlike[] = [
  inline("everything from 10.0.0.0/8", ports("-1", 0, 0, cidrs("10.0.0.0/8"))),
  inline("everything from 172.16.0.0/12", ports("-1", 0, 0, cidrs("172.16.0.0/12"))),
  inline("everything from 192.168.0.0/16", ports("-1", 0, 0, cidrs("192.168.0.0/16"))),
  inline("all private ranges", tcp(22, cidrs("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))),
  inline("shared address space of carriers", tcp(22, cidrs("100.64.0.0/10"))),
  inline("link-local addresses", tcp(80, cidrs("169.254.0.0/16"))),
  inline("loopback", tcp(22, cidrs("127.0.0.0/8"))),
  inline("documentation ranges", tcp(22, cidrs("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"))),
  inline("ranges for benchmarks", tcp(22, cidrs("198.18.0.0/15"))),
  inline("multicast", ports("udp", 0, 65_535, cidrs("224.0.0.0/4"))),
  inline("reserved addresses", tcp(22, cidrs("240.0.0.0/4"))),
  inline("this network", tcp(22, cidrs("0.0.0.0/8"))),
  inline("unique local IPv6", ports("-1", 0, 0, ipv6("fc00::/7"))),
  inline("link-local IPv6", tcp(22, ipv6("fe80::/10"))),
  inline("documentation IPv6", tcp(22, ipv6("2001:db8::/32"))),
  inline("private addresses mapped into IPv6", tcp(22, ipv6("::ffff:10.0.0.0/104"))),
  inline("private addresses that a translator stands for", tcp(22, ipv6("64:ff9b::a00:0/104"))),
  inline("deprecated 6to4", tcp(22, ipv6("2002::/16"))),
  single("a private range in a rule of its own", { fromPort: 22, toPort: 22, cidrIpv4: "10.0.0.0/8" }),
  native("a private range of aws-native", { fromPort: 22, toPort: 22, cidrIp: "10.0.0.0/8" }),
];

const NARROW: readonly LookAlike[] = [
  inline("an office", tcp(22, cidrs("203.0.113.0/24"))),
  inline("a public office", tcp(22, cidrs("8.8.8.0/24"))),
  inline("a company's /16", tcp(3389, cidrs("17.0.0.0/16"))),
  inline("one /8", tcp(22, cidrs("17.0.0.0/8"))),
  inline("one host", tcp(22, cidrs("8.8.8.8/32"))),
  inline("one host of IPv6", tcp(22, ipv6("2600:1f18::1/128"))),
  inline("a site of IPv6", tcp(22, ipv6("2600:1f18:abcd::/48"))),
  inline("a provider of IPv6", tcp(443, ipv6("2600:9000::/28"))),
  inline("two /8 on two ports", tcp(22, cidrs("17.0.0.0/8")), tcp(443, cidrs("18.0.0.0/8"))),
  inline("two /9 that make one /8", tcp(22, cidrs("17.0.0.0/9", "17.128.0.0/9"))),
  inline(
    "the published list of a content network",
    tcp(
      443,
      cidrs(
        "173.245.48.0/20",
        "103.21.244.0/22",
        "141.101.64.0/18",
        "104.16.0.0/13",
        "172.64.0.0/13",
        "131.0.72.0/22",
      ),
    ),
  ),
  inline("host bits set", tcp(22, cidrs("8.8.8.8/24"))),
  single("an office in a rule of its own", { fromPort: 443, toPort: 443, cidrIpv4: "8.8.4.0/24" }),
  native("an office of aws-native", { fromPort: 443, toPort: 443, cidrIp: "8.8.4.0/24" }),
];

const PEERS: readonly LookAlike[] = [
  inline("another group", tcp(8080, { securityGroups: ["sg-0123456789abcdef0"] })),
  inline("a group of another account", tcp(8080, { securityGroups: ["123456789012/sg-0123456789abcdef0"] })),
  inline("itself", ports("-1", 0, 0, { self: true })),
  inline("a group not known yet", tcp(5432, { securityGroups: [UNKNOWN] })),
  inline("groups, of which none is known yet", tcp(5432, { securityGroups: UNKNOWN })),
  single("another group in a rule of its own", {
    fromPort: 5432,
    toPort: 5432,
    referencedSecurityGroupId: "sg-2",
  }),
  single("a group not known yet, in a rule of its own", {
    fromPort: 22,
    toPort: 22,
    referencedSecurityGroupId: UNKNOWN,
  }),
  one("another group of a classic rule", CLASSIC, {
    type: "ingress",
    securityGroupId: "sg-1",
    protocol: "-1",
    fromPort: 0,
    toPort: 0,
    sourceSecurityGroupId: "sg-2",
  }),
  one("itself of a classic rule", CLASSIC, {
    type: "ingress",
    securityGroupId: "sg-1",
    protocol: "-1",
    fromPort: 0,
    toPort: 0,
    self: true,
  }),
  native("another group of aws-native", { fromPort: 22, toPort: 22, sourceSecurityGroupId: "sg-2" }),
  native("a group by its name", { fromPort: 22, toPort: 22, sourceSecurityGroupName: "bastion" }),
  inline("CloudFront's own list", tcp(443, { prefixListIds: ["pl-3b927c52"] })),
  single("CloudFront's own list in Frankfurt", { fromPort: 443, toPort: 443, prefixListId: "pl-a3a144ca" }),
  native("CloudFront's own list of aws-native", {
    fromPort: 443,
    toPort: 443,
    sourcePrefixListId: "pl-58a04531",
  }),
  together(
    "a list of offices in the same stack",
    {},
    named(LIST, "offices", { entries: [{ cidr: "203.0.113.0/24" }, { cidr: "8.8.8.0/24" }] }),
    named(
      RULE,
      "ssh",
      { securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 22, toPort: 22, prefixListId: UNKNOWN },
      { prefixListId: ["offices"] },
    ),
  ),
  together(
    "a list that the organisation trusts",
    { trustedPrefixLists: ["pl-0123456789abcdef0"] },
    named(RULE, "ssh", {
      securityGroupId: "sg-1",
      ipProtocol: "tcp",
      fromPort: 22,
      toPort: 22,
      prefixListId: "pl-0123456789abcdef0",
    }),
  ),
];

const NO_PORT: readonly LookAlike[] = [
  inline("ping from everywhere", ports("icmp", 8, 0, cidrs("0.0.0.0/0"))),
  inline("all of ICMP", ports("1", -1, -1, cidrs("0.0.0.0/0"))),
  inline("ping of IPv6", ports("icmpv6", 128, 0, ipv6("::/0"))),
  inline("packet too big, which hosts must hear", ports("58", 2, 0, ipv6("::/0"))),
  native("ping of aws-native", { ipProtocol: "icmp", fromPort: 8, toPort: -1, cidrIp: "0.0.0.0/0" }),
  inline("no rule at all"),
  one("a group without rules", GROUP, { vpcId: "vpc-1" }),
  one("an empty list of addresses", GROUP, { ingress: [tcp(22, cidrs())] }),
];

const EGRESS: readonly LookAlike[] = [
  one("everything outwards", GROUP, { egress: [ports("-1", 0, 0, cidrs("0.0.0.0/0"))] }),
  one("everything outwards by IPv6", GROUP, { egress: [ports("-1", 0, 0, ipv6("::/0"))] }),
  one("a classic rule outwards", CLASSIC, {
    type: "egress",
    securityGroupId: "sg-1",
    protocol: "-1",
    fromPort: 0,
    toPort: 0,
    cidrBlocks: ["0.0.0.0/0"],
  }),
  one("a rule outwards", "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", {
    securityGroupId: "sg-1",
    ipProtocol: "-1",
    cidrIpv4: "0.0.0.0/0",
  }),
  one("outwards, of aws-native", NATIVE_GROUP, {
    groupDescription: "web",
    securityGroupEgress: [{ ipProtocol: "-1", cidrIp: "0.0.0.0/0" }],
  }),
  one("a rule outwards, of aws-native", "aws-native:ec2:SecurityGroupEgress", {
    groupId: "sg-1",
    ipProtocol: "-1",
    cidrIp: "0.0.0.0/0",
  }),
];

const PUBLIC: readonly LookAlike[] = [
  together("443 on a public load balancer", HTTPS, WEB, BALANCER),
  together("443 on a classic load balancer", HTTPS, WEB, {
    ...BALANCER,
    type: "aws:elb/loadBalancer:LoadBalancer",
  }),
  together("443 on one of aws-native", HTTPS, WEB, {
    ...BALANCER,
    type: "aws-native:elasticloadbalancingv2:LoadBalancer",
  }),
  together("443 in a group that nothing is in", HTTPS, WEB),
  together("443 of a named group", { ...HTTPS, publicSecurityGroups: ["web"] }, WEB, BALANCER),
  together(
    "80 and 443, one of them to redirect",
    { publicPorts: ["tcp/80", "tcp/443"] },
    named(GROUP, "web", {
      ingress: [ports("tcp", 80, 80, cidrs("0.0.0.0/0")), ports("tcp", 443, 443, cidrs("0.0.0.0/0"))],
    }),
    BALANCER,
  ),
  together(
    "HTTP/3",
    { publicPorts: ["udp/443"] },
    named(GROUP, "web", { ingress: [ports("udp", 443, 443, cidrs("0.0.0.0/0"))] }),
    BALANCER,
  ),
  together(
    "a range that was declared",
    { publicPorts: ["tcp/8000-8010"] },
    named(GROUP, "web", { ingress: [ports("tcp", 8001, 8005, cidrs("0.0.0.0/0"))] }),
    BALANCER,
  ),
  together(
    "halves of the world on a public port",
    HTTPS,
    named(GROUP, "web", { ingress: [tcp(443, cidrs("0.0.0.0/1", "128.0.0.0/1"))] }),
    BALANCER,
  ),
  together(
    "hosts on a public port, where no load balancer is asked for",
    { ...HTTPS, requireLoadBalancer: false },
    WEB,
    named(
      "aws:ec2/networkInterface:NetworkInterface",
      "eni",
      { securityGroups: [UNKNOWN] },
      { securityGroups: ["web"] },
    ),
  ),
  together(
    "8080 from the load balancer's group, and a database behind it",
    HTTPS,
    WEB,
    BALANCER,
    named(GROUP, "app", { ingress: [tcp(8080, { securityGroups: [UNKNOWN] })] }, { ingress: ["web"] }),
    named(
      "aws:ec2/networkInterface:NetworkInterface",
      "eni",
      { securityGroups: [UNKNOWN] },
      { securityGroups: ["app"] },
    ),
    named(GROUP, "db", { ingress: [tcp(5432, { securityGroups: [UNKNOWN] })] }, { ingress: ["app"] }),
  ),
  together(
    "a bastion for an office, and what it leads to",
    {},
    named(GROUP, "bastion", { ingress: [tcp(22, cidrs("203.0.113.0/24"))] }),
    named(
      "aws:ec2/networkInterface:NetworkInterface",
      "eni",
      { securityGroups: [UNKNOWN] },
      { securityGroups: ["bastion"] },
    ),
    named(GROUP, "db", { ingress: [tcp(5432, { securityGroups: [UNKNOWN] })] }, { ingress: ["bastion"] }),
  ),
];

const APART: readonly LookAlike[] = [
  together(
    "one /8 in each of two groups",
    {},
    named(GROUP, "a", { ingress: [tcp(22, cidrs("17.0.0.0/8"))] }),
    named(GROUP, "b", { ingress: [tcp(22, cidrs("18.0.0.0/8"))] }),
  ),
  together(
    "rules that may belong to either of two groups",
    {},
    named(GROUP, "a", { ingress: [tcp(22, cidrs("17.0.0.0/8"))] }),
    named(GROUP, "b", {}),
    named(
      RULE,
      "either",
      { securityGroupId: UNKNOWN, ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "18.0.0.0/8" },
      { securityGroupId: ["a", "b"] },
    ),
  ),
  together(
    "an open list that no rule names",
    {},
    named(LIST, "all", { entries: [{ cidr: "0.0.0.0/0" }] }),
    named(GROUP, "a", {}),
  ),
  together(
    "an adopted default group that lets nobody in",
    {},
    named("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "default", { vpcId: "vpc-1" }),
  ),
  one("a name that holds `0.0.0.0/0`", GROUP, {
    name: "not-0.0.0.0-0",
    description: "0.0.0.0/0 is closed",
    ingress: [{ ...tcp(22, cidrs("10.0.0.0/8")), description: "never 0.0.0.0/0" }],
  }),
  one("a tag that holds `0.0.0.0/0`", GROUP, { tags: { exposure: "0.0.0.0/0" }, ingress: [] }),
  one("a resource of another provider", "azure-native:network:SecurityRule", {
    sourceAddressPrefix: "0.0.0.0/0",
    destinationPortRange: "22",
    access: "Allow",
  }),
];

const ALL: Readonly<Record<string, readonly LookAlike[]>> = {
  "private and reserved ranges": PRIVATE,
  "narrow public ranges": NARROW,
  "peers without addresses": PEERS,
  "what has no ports": NO_PORT,
  egress: EGRESS,
  "ports that are public by configuration": PUBLIC,
  "rules that do not add up": APART,
};

describe("the pack says nothing of rules that only look open", () => {
  const active = rules.filter(({ enforcementLevel }) => enforcementLevel !== "disabled");

  for (const [kind, cases] of Object.entries(ALL)) {
    describe(kind, () => {
      for (const { title, resources, settings = {} } of cases) {
        it(title, async () => {
          const session = new Session(active, settings);
          const found = [];
          for (const resource of resources) found.push(...(await session.analyse(resource)));
          found.push(...(await session.analyseStack(resources)));
          expect(found.map(({ message }) => message)).to.deep.equal([]);
        });
      }
    });
  }

  it("is tried on at least 80 of them", () => {
    const cases = Object.values(ALL).flat();
    expect(new Set(cases.map(({ resources, settings }) => JSON.stringify([resources, settings]))).size)
      .to.equal(cases.length)
      .and.to.be.at.least(80);
  });
});
