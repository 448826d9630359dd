import { expect } from "chai";
import { defaultNetworkRules } from "../../../policy-pack/policies/default-network-rules";
import { judge, judgeStack, type Registered, UNKNOWN, urnOf, withoutTag } from "../judging";
import { expectNeverSilent, type Written } from "../spellings";

const GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const ACL = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl";
const messages = async (type: string, props: Written): Promise<string[]> =>
  (await judge(defaultNetworkRules, type, props)).map(withoutTag);
const found = async (...resources: Registered[]): Promise<string[]> =>
  (await judgeStack(defaultNetworkRules, resources)).map(({ message }) => withoutTag(message));
const WHY = "every resource for which nobody names a group gets this one";
const FIX = "remove the rules, and name a group of its own for what needs them";
const self = { protocol: "-1", fromPort: 0, toPort: 0, self: true };

describe("default-network-rules", () => {
  it("rejects what lets traffic in, even from the group itself", async () => {
    const props = { vpcId: "vpc-1", ingress: [self, { ...self, self: false, cidrBlocks: ["10.0.0.0/8"] }] };
    expect(await messages(GROUP, props)).to.deep.equal([
      `\`it\`: the default security group has \`ingress[0]\` and \`ingress[1]\`; ${WHY}; ${FIX}`,
    ]);
    expect(await messages(GROUP, { ingress: [UNKNOWN] })).to.have.lengthOf(1);
    await expectNeverSilent(defaultNetworkRules, GROUP, props);
  });

  it("advises against rules that only let traffic out", async () =>
    expect(
      await messages(GROUP, { egress: [{ ...self, self: false, cidrBlocks: ["0.0.0.0/0"] }] }),
    ).to.deep.equal([`[advisory] \`it\`: the default security group has \`egress[0]\`; ${WHY}; ${FIX}`]));

  it("accepts a group without rules", async () => {
    for (const props of [{}, { ingress: [], egress: [] }, { vpcId: UNKNOWN }])
      expect(await messages(GROUP, props)).to.deep.equal([]);
  });

  it("leaves unknown rules open", async () =>
    expect(await messages(GROUP, { ingress: UNKNOWN })).to.deep.equal([
      "[advisory] unverified: `it`: `ingress` is not fully known yet; some of its possible values let traffic in for every resource without a group of its own; it is judged again before the resource is created or changed",
    ]));

  it("advises against rules of the default network ACL that allow", async () => {
    const rule = { ruleNo: 100, protocol: "-1", fromPort: 0, toPort: 0, cidrBlock: "10.0.0.0/8" };
    expect(
      await messages(ACL, {
        ingress: [
          { ...rule, action: "deny" },
          { ...rule, action: "allow" },
        ],
      }),
    ).to.deep.equal([
      "[advisory] `it`: the default network ACL has `ingress[1]`; every subnet for which nobody names an ACL gets this one; remove the rules, and give each subnet an ACL of its own",
    ]);
    expect(await messages(ACL, { ingress: [{ ...rule, action: "DENY" }] })).to.deep.equal([]);
    expect(await messages(ACL, {})).to.deep.equal([]);
  });

  describe("a rule that is a resource of its own", () => {
    const vpc: Registered = { type: "aws:ec2/vpc:Vpc", name: "vpc", props: { cidrBlock: "10.0.0.0/16" } };
    const group: Registered = { type: "aws:ec2/securityGroup:SecurityGroup", name: "web", props: {} };
    const rule = (madeFrom: string, more: Partial<Registered> = {}): Registered => ({
      type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      name: "ssh",
      props: {
        securityGroupId: UNKNOWN,
        ipProtocol: "tcp",
        fromPort: 22,
        toPort: 22,
        cidrIpv4: "10.0.0.0/8",
      },
      madeFrom: { securityGroupId: [madeFrom] },
      ...more,
    });
    const ADDED = `\`ssh\` is a rule of the default security group; ${WHY}; ${FIX}`;

    it("is rejected where its group's id comes from a VPC, or from the default group", async () => {
      expect(await found(vpc, rule("vpc"))).to.deep.equal([ADDED]);
      expect(await found({ type: GROUP, name: "default", props: {} }, rule("default"))).to.deep.equal([
        ADDED,
      ]);
      const [report] = await judgeStack(defaultNetworkRules, [vpc, rule("vpc")]);
      expect(report?.urn).to.equal(urnOf(rule("vpc")));
    });

    it("is rejected in the native provider, too", async () =>
      expect(
        await found(
          { ...vpc, type: "aws-native:ec2:Vpc" },
          {
            type: "aws-native:ec2:SecurityGroupIngress",
            name: "ssh",
            props: { groupId: UNKNOWN, ipProtocol: "-1", cidrIp: "10.0.0.0/8" },
            madeFrom: { groupId: ["vpc"] },
          },
        ),
      ).to.deep.equal([ADDED]));

    it("is accepted where it is one of another group, or for egress", async () => {
      expect(await found(vpc, group, rule("web"))).to.deep.equal([]);
      expect(
        await found(vpc, {
          type: "aws:ec2/securityGroupRule:SecurityGroupRule",
          name: "out",
          props: {
            type: "egress",
            securityGroupId: UNKNOWN,
            protocol: "-1",
            fromPort: 0,
            toPort: 0,
            cidrBlocks: ["0.0.0.0/0"],
          },
          madeFrom: { securityGroupId: ["vpc"] },
        }),
      ).to.deep.equal([]);
    });

    it("is no matter of other properties of the VPC", async () =>
      expect(
        await found(vpc, { ...group, props: { vpcId: UNKNOWN }, madeFrom: { vpcId: ["vpc"] } }),
      ).to.deep.equal([]));
  });
});
