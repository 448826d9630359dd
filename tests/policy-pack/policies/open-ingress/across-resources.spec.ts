import { expect } from "chai";
import { openIngress } from "../../../../policy-pack/policies/open-ingress";
import {
  fingerprintOf,
  judgeStack,
  PREVIEW,
  type Registered,
  Session,
  UNKNOWN,
  urnOf,
  withoutTag,
} from "../../judging";
import { DECLARE, FIX, GROUP, INGRESS_RULE, NATIVE_RULE, onGroup, SSH, tcp } from "./fixtures";

describe("open-ingress across resources", () => {
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

  it("joins a rule with the group of its name", async () => {
    const named = (name: string, cidrIp: string): Registered => ({
      type: NATIVE_RULE,
      name,
      props: { groupName: "web", ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIp },
    });
    const rules = [named("a", low), named("b", high)];
    const expected = [withoutTag(message("tcp/22", "a", "b"))];
    for (const group of [
      { type: GROUP, name: "web", props: { name: "web" } },
      { type: "aws-native:ec2:SecurityGroup", name: "web", props: { groupName: "web" } },
    ]) {
      const found = await judgeStack(openIngress, [group, ...rules]);
      expect(found.map((one) => [withoutTag(one.message), one.urn])).to.deep.equal([
        [...expected, urnOf(group)],
      ]);
    }
    expect((await judgeStack(openIngress, rules)).map((one) => withoutTag(one.message))).to.deep.equal(
      expected,
    );
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

  it("cannot decide where an unknown port may complete an opening that is none alone", async () => {
    const unknown = half("b", high);
    const anyPort = { ...unknown, props: { ...unknown.props, fromPort: UNKNOWN, toPort: UNKNOWN } };
    const found = await judgeStack(openIngress, [web, half("a", low), anyPort]);
    expect(found.map((one) => [withoutTag(one.message), one.urn])).to.deep.equal([
      [
        "[advisory] unverified: `b: fromPort` and `b: toPort` are not known yet; some possible values let the internet in, together with other rules of the group; it is judged again in the update, with all values known",
        urnOf(web),
      ],
    ]);
    expect(await judgeStack(openIngress, [web, half("a", "10.0.0.0/8"), anyPort])).to.deep.equal([]);
    const settings = { publicPorts: ["tcp/0-65535"] };
    expect(await judgeStack(openIngress, [web, half("a", low), anyPort], settings)).to.deep.equal([]);
    const anyone = { ...unknown, props: { ...unknown.props, cidrIpv4: UNKNOWN } };
    expect(
      (await judgeStack(openIngress, [web, half("a", low), anyone])).map(({ urn }) => urn),
      "a rule that may be open alone is said once, on itself",
    ).to.deep.equal([undefined]);
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

  describe("in an update", () => {
    const update = (settings: Record<string, unknown> = {}): Session =>
      new Session(openIngress, settings, { ...PREVIEW, isPreview: false });
    const reports = async (session: Session, ...rules: readonly Registered[]): Promise<string[]> => {
      const found: string[] = [];
      for (const rule of rules) {
        found.push(...(await session.analyse(rule)).map((one) => withoutTag(one.message)));
      }
      return found;
    };
    const [a, b] = [half("a", low, 22, "sg-1"), half("b", high, 22, "sg-1")];

    it("stops the rule that completes an opening, before it is created", async () => {
      const session = update();
      expect(await reports(session, web, a)).to.deep.equal([]);
      expect(await reports(session, b)).to.deep.equal([message("tcp/22", "a", "b")]);
    });

    it("says nothing of a rule that adds nothing to it, nor again of one that is open alone", async () => {
      expect(await reports(update(), a, half("c", "10.0.0.0/8", 22, "sg-1"))).to.deep.equal([]);
      expect(await reports(update(), half("open", "0.0.0.0/0", 22, "sg-1"), b)).to.have.lengthOf(1);
    });

    it("knows a group by its name, too", async () => {
      const named = (name: string, cidrIp: string): Registered => ({
        type: NATIVE_RULE,
        name,
        props: { groupName: "web", ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIp },
      });
      expect(await reports(update(), named("a", low), named("b", high))).to.deep.equal([
        message("tcp/22", "a", "b"),
      ]);
    });

    it("sees what carriers hold, in one of them or several", async () => {
      const rule = (CidrIp: string) => ({
        GroupId: "sg-1",
        IpProtocol: "tcp",
        FromPort: 22,
        ToPort: 22,
        CidrIp,
      });
      const control = (name: string, CidrIp: string): Registered => ({
        type: "aws:cloudcontrol/resource:Resource",
        name,
        props: { typeName: "AWS::EC2::SecurityGroupIngress", desiredState: JSON.stringify(rule(CidrIp)) },
      });
      const inTemplate = (...cidrs: readonly string[]): Registered => ({
        type: "aws:cloudformation/stack:Stack",
        name: "stack",
        props: {
          templateBody: JSON.stringify({
            Resources: Object.fromEntries(
              cidrs.map((cidr, at) => [
                `Rule${at}`,
                { Type: "AWS::EC2::SecurityGroupIngress", Properties: rule(cidr) },
              ]),
            ),
          }),
        },
      });
      for (const [resources, place, by] of [
        [[a, control("c", high)], "desiredState", ["a", "c"]],
        [[control("c", low), control("d", high)], "desiredState", ["c", "d"]],
        [[control("c", low), inTemplate(high)], "templateBody.Resources.Rule0", ["c", "Rule0"]],
        [[inTemplate(low, high)], "templateBody.Resources.Rule1", ["Rule0", "Rule1"]],
      ] as const)
        expect(await reports(update(), ...resources)).to.deep.equal([
          `\`${place}\`: ${message("tcp/22", ...by)}`,
        ]);
      expect(await reports(update(), control("c", low), b)).to.deep.equal([message("tcp/22", "c", "b")]);
    });

    it("names the ports of the rule that is judged, and the rules that reach them", async () => {
      const session = update();
      await reports(session, a, half("c", low, 20, "sg-1"), half("d", low, 21, "sg-1"));
      expect(await reports(session, b)).to.deep.equal([
        "`a`, `c`, `d` and `b` together let `8.0.0.0/7` (33554432 public IPv4 addresses) in to tcp/22; anyone can try to log in by SSH; name the CIDR blocks, prefix list or security group that need it, like `203.0.113.0/24`, or declare it in `publicPorts`",
      ]);
    });

    it("keeps groups and stacks apart", async () => {
      const session = update();
      await session.analyse(a, "one");
      expect(await session.analyse(b, "two")).to.deep.equal([]);
      expect(await reports(update(), a, half("b", high, 22, "sg-2"))).to.deep.equal([]);
    });

    it("leaves it to the end of a preview, where it is said once", async () => {
      const found = await judgeStack(openIngress, [a, b]);
      expect(found.map((one) => one.urn)).to.deep.equal([urnOf(b)]);
    });

    it("takes public ports for what they are", async () => {
      const session = update({ publicPorts: ["tcp/22"] });
      expect(await reports(session, a, b)).to.deep.equal([]);
    });
  });
});
