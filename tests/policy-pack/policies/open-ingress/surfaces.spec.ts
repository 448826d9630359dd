import { expect } from "chai";
import * as fc from "fast-check";
import { openIngress } from "../../../../policy-pack/policies/open-ingress";
import { judge, UNKNOWN, withoutTag } from "../../judging";
import type { Written } from "../../spellings";
import {
  CLASSIC_RULE,
  DECLARE,
  FIX,
  GROUP,
  INGRESS_RULE,
  NATIVE_RULE,
  onGroup,
  rule,
  SSH,
  tcp,
} from "./fixtures";

describe("open-ingress on every surface", () => {
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

  it("takes no rule for egress by a property that its type does not have", async () => {
    for (const [type, props] of [
      [GROUP, { ingress: [{ type: "egress", ...tcp(22, "0.0.0.0/0") }] }],
      [INGRESS_RULE, { type: "egress", ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "0.0.0.0/0" }],
      [NATIVE_RULE, { type: "egress", ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIp: "0.0.0.0/0" }],
    ] as const)
      expect(await judge(openIngress, type, props), type).to.have.lengthOf(1);
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
