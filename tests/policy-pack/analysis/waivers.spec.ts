import { expect } from "chai";
import {
  concernsStack,
  dayOf,
  dayOfTime,
  readWaivers,
  standingOf,
  type Waiver,
  waives,
} from "../../../policy-pack/analysis/waivers";

const WAIVER: Waiver = {
  policy: "open-ingress",
  fingerprint: "2dedfb557ab6",
  resource: "urn:pulumi:prod::shop::aws:ec2/securityGroup:SecurityGroup::web",
  reason: "a status page for everybody",
  owner: "web team",
  expires: "2026-12-31",
};

describe("readWaivers", () => {
  it("reads a list of waivers, and none", () => {
    expect(readWaivers([WAIVER], "waivers")).to.deep.equal({ waivers: [WAIVER], mistakes: [] });
    for (const none of [undefined, null, []]) {
      expect(readWaivers(none, "waivers")).to.deep.equal({ waivers: [], mistakes: [] });
    }
  });

  const mistakes: [string, unknown, string[]][] = [
    ["no list", "none", ["`waivers` is a string; accepted: a list of waivers"]],
    ["an object", { 0: WAIVER }, ["`waivers` is an object; accepted: a list of waivers"]],
    [
      "a text",
      ["all"],
      [
        "`waivers[0]` is a string; accepted: an object with policy, fingerprint, resource, reason, owner, expires",
      ],
    ],
    [
      "everything at once",
      [
        {
          fingerprint: "2DEDFB557AB6",
          resource: "*",
          reason: "because",
          owner: " ",
          expires: "soon",
          ticket: 1,
        },
      ],
      [
        "`waivers[0].ticket` is no field; accepted: policy, fingerprint, resource, reason, owner, expires",
        "`waivers[0].policy` is missing; accepted: the name of a policy, like `open-ingress`",
        "`waivers[0].fingerprint` is `2DEDFB557AB6`; accepted: the twelve hexadecimal digits at the end of the message",
        "`waivers[0].resource` is `*`; accepted: the URN of the resource, like `urn:pulumi:prod::shop::*::web`",
        "`waivers[0].reason` is `because`; accepted: why it is right, in ten characters or more",
        "`waivers[0].owner` is ` `; accepted: who answers for it",
        "`waivers[0].expires` is `soon`; accepted: the last day, like `2026-12-31`",
      ],
    ],
    [
      "a day that no calendar has",
      [{ ...WAIVER, expires: "2026-02-30" }],
      ["`waivers[0].expires` is `2026-02-30`; accepted: the last day, like `2026-12-31`"],
    ],
    [
      "letters that nobody sees",
      [{ ...WAIVER, owner: "\u2060", reason: "\u200b".repeat(12) }],
      [
        "`waivers[0].reason` is `\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b`; accepted: why it is right, in ten characters or more",
        "`waivers[0].owner` is `\u2060`; accepted: who answers for it",
      ],
    ],
    [
      "a number for a fingerprint",
      [WAIVER, { ...WAIVER, fingerprint: 123456789012 }],
      [
        "`waivers[1].fingerprint` is a number; accepted: the twelve hexadecimal digits at the end of the message",
      ],
    ],
  ];
  for (const [name, value, expected] of mistakes) {
    it(`refuses ${name}, saying all of it`, () =>
      expect(readWaivers(value, "waivers").mistakes).to.deep.equal(expected));
  }

  it("keeps those that can be read", () =>
    expect(readWaivers([{}, WAIVER], "waivers").waivers).to.deep.equal([WAIVER]));
});

describe("a waiver", () => {
  const today = dayOf("2026-11-25") ?? 0;
  const until = (expires: string): Waiver => ({ ...WAIVER, expires });

  it("holds on its last day, and not after it", () => {
    expect(standingOf(until("2026-11-25"), today, 90)).to.equal("holds");
    expect(standingOf(until("2026-11-24"), today, 90)).to.equal("expired");
  });

  it("reaches at most so many days ahead", () => {
    expect(standingOf(until("2027-02-23"), today, 90)).to.equal("holds");
    expect(standingOf(until("2027-02-24"), today, 90)).to.equal("over-long");
  });

  it("counts days in UTC", () => {
    expect(dayOfTime(Date.parse("2026-11-25T23:59:59Z"))).to.equal(today);
    expect(dayOfTime(Date.parse("2026-11-26T00:00:00Z"))).to.equal(today + 1);
    expect(dayOf("2024-02-29")).to.equal(19_782);
    expect(dayOf("2023-02-29")).to.equal(undefined);
  });

  it("is for one finding of one policy on its resource", () => {
    const { policy, fingerprint, resource } = WAIVER;
    expect(waives(WAIVER, policy, fingerprint, resource)).to.equal(true);
    expect(waives(WAIVER, "open-path", fingerprint, resource)).to.equal(false);
    expect(waives(WAIVER, policy, "000000000000", resource)).to.equal(false);
    expect(waives(WAIVER, policy, fingerprint, `${resource}-2`)).to.equal(false);
    const all = { ...WAIVER, resource: "urn:pulumi:*::shop::*::web" };
    expect(waives(all, policy, fingerprint, resource)).to.equal(true);
  });

  it("concerns the stack that it names, and those with resources that it matches", () => {
    const urn = "urn:pulumi:prod::shop::aws:s3/bucket:Bucket::logs";
    expect(concernsStack(WAIVER, [urn])).to.equal(true);
    expect(concernsStack(WAIVER, [urn.replace("prod", "dev")])).to.equal(false);
    const all = { ...WAIVER, resource: "urn:pulumi:*::*::aws:s3/bucket:Bucket::logs" };
    expect(concernsStack(all, [urn.replace("prod", "dev")])).to.equal(true);
    expect(concernsStack(all, [WAIVER.resource])).to.equal(false);
    expect(concernsStack(WAIVER, [])).to.equal(false);
  });
});
