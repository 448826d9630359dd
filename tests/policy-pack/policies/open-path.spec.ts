import { expect } from "chai";
import { openPath } from "../../../policy-pack/policies/open-path";
import { judgeStack, type Registered, UNKNOWN, urnOf, withoutTag } from "../judging";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const group = (name: string): Registered => ({ type: GROUP, name, props: {} });

/** A rule that lets addresses in. */
const open = (to: string, port: number, cidrIpv4: unknown = "0.0.0.0/0"): Registered => ({
  type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  name: `${to}-from-${String(cidrIpv4)}-${port}`,
  props: { securityGroupId: UNKNOWN, ipProtocol: "tcp", fromPort: port, toPort: port, cidrIpv4 },
  madeFrom: { securityGroupId: [to] },
});

/** A rule that lets another group in. */
const between = (from: readonly string[], to: string, port: number): Registered => ({
  type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  name: `${to}-from-${from.join("-or-")}-${port}`,
  props: {
    securityGroupId: UNKNOWN,
    ipProtocol: "tcp",
    fromPort: port,
    toPort: port,
    referencedSecurityGroupId: UNKNOWN,
  },
  madeFrom: { securityGroupId: [to], ...(from.length === 0 ? {} : { referencedSecurityGroupId: from }) },
});

const host = (...groups: string[]): Registered => ({
  type: "aws:ec2/instance:Instance",
  name: `host-of-${groups.join("-")}`,
  props: { vpcSecurityGroupIds: groups.map(() => UNKNOWN) },
  madeFrom: { vpcSecurityGroupIds: groups },
});

const balancer = (name: string): Registered => ({
  type: "aws:lb/loadBalancer:LoadBalancer",
  name: `balancer-of-${name}`,
  props: { securityGroups: [UNKNOWN] },
  madeFrom: { securityGroups: [name] },
});

const messages = async (...resources: readonly Registered[]): Promise<readonly (string | undefined)[][]> =>
  (await judgeStack(openPath, resources)).map(({ message, urn }) => [withoutTag(message), urn]);

const finding = (hops: string, before: string, last: string, to: string): (string | undefined)[] => [
  `the internet → ${hops} is open; whoever takes over a host of \`${before}\` can go on to ${last}; put a load balancer before the hosts, or let in to \`${to}\` only groups that nobody reaches from outside`,
  urnOf(group(to)),
];
const undecided = [
  "[advisory] unverified: `db`: not all groups on the way to it are known yet; some of their possible values make a host that the internet reaches the way to it; it is judged again before the stack is updated",
  urnOf(group("db")),
];

/** The ports of which something is known, in all of them. */
const NOTABLE = "tcp/22-23, tcp/1433-1434, tcp/1521, tcp/2375-2376 and 11 more";

describe("open-path", () => {
  const [web, db, app] = [group("web"), group("db"), group("app")];
  const direct = [web, db, open("web", 443), between(["web"], "db", 5432), host("web")];

  it("reports a database behind an open host, with the way to it", async () =>
    expect(await messages(...direct)).to.deep.equal([
      finding("`web` (tcp/443) → `db` (tcp/5432)", "web", "tcp/5432", "db"),
    ]));

  it("goes on over further hosts, by the shortest way", async () =>
    expect(
      await messages(
        ...[web, app, db, open("web", 443), host("web"), host("app")],
        ...[between(["web"], "app", 8080), between(["app"], "db", 3306)],
      ),
    ).to.deep.equal([
      finding("`web` (tcp/443) → `app` (tcp/8080) → `db` (tcp/3306)", "app", "tcp/3306", "db"),
    ]));

  it("finds the notable port among several ways to one group", async () =>
    expect(
      await messages(
        ...[web, app, db, open("web", 443), host("web"), host("app")],
        ...[between(["web"], "db", 8080), between(["web"], "app", 8080), between(["app"], "db", 22)],
      ),
    ).to.deep.equal([finding("`web` (tcp/443) → `app` (tcp/8080) → `db` (tcp/22)", "app", "tcp/22", "db")]));

  it("joins inline rules and ids, and reads every kind of host", async () => {
    const inline: Registered = {
      type: GROUP,
      name: "db",
      props: {
        ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, securityGroups: ["sg-web"] }],
      },
    };
    const known = { ...web, outputs: { id: "sg-web" } };
    for (const user of [
      {
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        props: { networkInterfaces: [{ securityGroups: ["sg-web"] }] },
      },
      { type: "aws:ecs/service:Service", props: { networkConfiguration: { securityGroups: ["sg-web"] } } },
      { type: "aws:ec2/networkInterface:NetworkInterface", props: { securityGroups: ["sg-web"] } },
      {
        type: "aws-native:ec2:LaunchTemplate",
        props: { launchTemplateData: { networkInterfaces: [{ groups: ["sg-web"] }] } },
      },
    ]) {
      const found = await messages(known, inline, open("web", 443), { ...user, name: "user" });
      expect(found, user.type).to.deep.equal([
        finding("`web` (tcp/443) → `db` (all protocols and ports)", "web", NOTABLE, "db"),
      ]);
    }
  });

  it("goes on from all groups of a host, though the way in leads to one of them", async () => {
    expect(
      await messages(web, app, db, open("web", 443), between(["app"], "db", 5432), host("web", "app")),
    ).to.deep.equal([
      finding("`web` (tcp/443) with a host in `app` → `db` (tcp/5432)", "app", "tcp/5432", "db"),
    ]);
    const other = { ...host("app", "jobs"), name: "other" };
    expect(
      await messages(
        ...[web, app, group("jobs"), db, open("web", 443), between(["jobs"], "db", 5432)],
        ...[host("web", "app"), other],
      ),
      "a group that only another host is in",
    ).to.deep.equal([]);
  });

  it("knows groups by their names, and by ids with their accounts", async () => {
    const named: Registered = { ...web, props: { name: "web-servers" }, outputs: { id: "sg-web" } };
    const instance: Registered = {
      type: "aws:ec2/instance:Instance",
      name: "host",
      props: { securityGroups: ["web-servers"] },
    };
    for (const props of [
      {
        groupId: UNKNOWN,
        sourceSecurityGroupName: "web-servers",
        sourceSecurityGroupOwnerId: "123456789012",
      },
      { groupId: UNKNOWN, sourceSecurityGroupId: "sg-web" },
      { groupId: UNKNOWN, sourceSecurityGroupId: "123456789012/sg-web" },
    ]) {
      const rule: Registered = {
        type: "aws-native:ec2:SecurityGroupIngress",
        name: "rule",
        props: { ipProtocol: "tcp", fromPort: 5432, toPort: 5432, ...props },
        madeFrom: { groupId: ["db"] },
      };
      expect(
        await messages(named, db, open("web", 443), instance, rule),
        JSON.stringify(props),
      ).to.deep.equal([finding("`web` (tcp/443) → `db` (tcp/5432)", "web", "tcp/5432", "db")]);
    }
  });

  const ping: Registered = {
    type: GROUP,
    name: "web",
    props: {
      ingress: [
        { protocol: "icmp", fromPort: 8, toPort: 0, cidrBlocks: ["0.0.0.0/0"] },
        { protocol: "icmpv6", fromPort: -1, toPort: -1, ipv6CidrBlocks: ["::/0"] },
        { protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["203.0.113.0/24"] },
      ],
    },
  };

  const accepted: [string, readonly Registered[]][] = [
    [
      "three tiers behind a load balancer",
      [
        ...[web, app, db, open("web", 443), balancer("web"), host("app")],
        ...[between(["web"], "app", 8080), between(["app"], "db", 5432)],
      ],
    ],
    [
      "a host that an office reaches",
      [web, db, open("web", 22, "203.0.113.0/24"), between(["web"], "db", 5432), host("web")],
    ],
    ["a host that everyone may ping", [ping, db, between(["web"], "db", 5432), host("web")]],
    ["a port that says nothing", [web, db, open("web", 443), between(["web"], "db", 8080), host("web")]],
    ["a group that nothing is in", [web, db, open("web", 443), between(["web"], "db", 5432)]],
    ["the way back", [web, db, open("web", 443), between(["db"], "web", 22), host("web")]],
    [
      "a host beside the open one",
      [web, app, db, open("web", 443), between(["app"], "db", 22), host("web"), host("app")],
    ],
  ];
  for (const [name, resources] of accepted) {
    it(`accepts ${name}`, async () => expect(await messages(...resources)).to.deep.equal([]));
  }

  it("cannot decide where the group that is let in may be any, or one of several", async () => {
    const base = [web, app, db, open("web", 443), host("web")];
    expect(await messages(...base, between([], "db", 5432))).to.deep.equal([undecided]);
    expect(await messages(...base, between(["web", "app"], "db", 5432))).to.deep.equal([undecided]);
    expect(await messages(...base, between([], "db", 8080))).to.deep.equal([]);
  });

  it("cannot decide where the host's groups are not known, or who reaches it", async () => {
    const stranger: Registered = {
      type: "aws:ec2/instance:Instance",
      name: "host",
      props: { vpcSecurityGroupIds: UNKNOWN },
    };
    const rule = between(["web"], "db", 5432);
    expect(await messages(web, db, open("web", 443), rule, stranger)).to.deep.equal([undecided]);
    expect(await messages(web, db, open("web", 443, UNKNOWN), rule, host("web"))).to.deep.equal([undecided]);
  });

  it("has one fingerprint for one way, whatever the names", async () => {
    const fingerprint = async (resources: readonly Registered[]): Promise<string> =>
      (await judgeStack(openPath, resources))[0]?.message.slice(-14) ?? "";
    const others = [
      group("front"),
      group("data"),
      open("front", 443),
      between(["front"], "data", 5432),
      host("front"),
    ];
    expect(await fingerprint(others)).to.equal(await fingerprint(direct));
    const wider = [...direct, between(["web"], "db", 3306)];
    expect(await fingerprint(wider)).not.to.equal(await fingerprint(direct));
  });
});
