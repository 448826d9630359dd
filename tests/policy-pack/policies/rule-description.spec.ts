import { expect } from "chai";
import { ruleDescription } from "../../../policy-pack/policies/rule-description";
import { judge, UNKNOWN, withoutTag } from "../judging";
import { expectNeverSilent, expectUnknownAsTried, type Written } from "../spellings";

const messages = async (type: string, props: Written): Promise<string[]> =>
  (await judge(ruleDescription, type, props)).map(withoutTag);
const TAIL =
  "nobody dares to remove a rule of which nobody knows whom it is for; write who needs it, and why";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const NATIVE = "aws-native:ec2:SecurityGroup";

describe("rule-description", () => {
  for (const type of [
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws-native:ec2:SecurityGroupIngress",
    "aws-native:ec2:SecurityGroupEgress",
  ]) {
    it(`asks for a description of ${type}`, async () => {
      for (const props of [{}, { description: "" }, { description: " " }, { description: null }])
        expect(await messages(type, props)).to.deep.equal([`\`it\`: \`description\` says nothing; ${TAIL}`]);
      await expectNeverSilent(ruleDescription, type, { description: "" });
      await expectUnknownAsTried(ruleDescription, type, { description: "HTTPS from the office" }, [""]);
    });
  }

  it("asks for descriptions of a group and of each of its rules", async () => {
    const rule = { protocol: "tcp", fromPort: 443, toPort: 443 };
    expect(
      await messages(GROUP, {
        description: "Managed by Pulumi",
        ingress: [{ ...rule, description: "HTTPS" }, rule],
        egress: [rule],
      }),
    ).to.deep.equal([
      `\`it\`: \`description\`, \`ingress[1].description\` and \`egress[0].description\` say nothing; ${TAIL}`,
    ]);
    expect(
      await messages(NATIVE, { groupDescription: "web", securityGroupIngress: [{ ipProtocol: "tcp" }] }),
    ).to.deep.equal([`\`it\`: \`securityGroupIngress[0].description\` says nothing; ${TAIL}`]);
    expect(
      await messages("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", {
        ingress: [{ ...rule, self: true }],
      }),
    ).to.deep.equal([`\`it\`: \`ingress[0].description\` says nothing; ${TAIL}`]);
  });

  it("accepts what says something, and leaves what is unknown open", async () => {
    expect(await messages(GROUP, { description: "web", ingress: [{ description: "HTTPS" }] })).to.deep.equal(
      [],
    );
    expect(await messages(GROUP, { description: "web", ingress: UNKNOWN })).to.deep.equal([
      "[advisory] unverified: `it`: `ingress` is not fully known yet; some of its possible values say nothing; it is judged again before the resource is created or changed",
    ]);
  });
});
