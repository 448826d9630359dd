import { expect } from "chai";
import { openIngress } from "../../../../policy-pack/policies/open-ingress";
import { judge, UNKNOWN, withoutTag } from "../../judging";
import { CLASSIC_RULE, DECLARE, FIX, GROUP, onGroup, rule, SSH, tcp } from "./fixtures";

describe("open-ingress with unknown values", () => {
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
