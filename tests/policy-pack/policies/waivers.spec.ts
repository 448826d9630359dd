import { expect } from "chai";
import type { Rule } from "../../../policy-pack/facts/rule";
import { openIngress } from "../../../policy-pack/policies/open-ingress";
import { openPath } from "../../../policy-pack/policies/open-path";
import { waivers } from "../../../policy-pack/policies/waivers";
import type { Surroundings } from "../../../policy-pack/waiver-desk";
import {
  fingerprintOf,
  judgeStack,
  PREVIEW,
  type Registered,
  Session,
  UNKNOWN,
  urnOf,
  withoutTag,
} from "../judging";

const STACK: Registered = { type: "pulumi:pulumi:Stack", name: "shop-dev", props: {} };
const web: Registered = {
  type: "aws:ec2/securityGroup:SecurityGroup",
  name: "web",
  props: { ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }] },
};
const RULES = [openIngress, waivers];

const waiver = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  policy: "open-ingress",
  fingerprint: "2dedfb557ab6",
  resource: urnOf(web),
  reason: "a honeypot that everybody may try",
  owner: "security research",
  expires: "2026-12-31",
  ...more,
});

/** What is reported of a stack, without the tags. */
async function reports(
  settings: Record<string, unknown>,
  surroundings: Partial<Surroundings> = {},
  resources: readonly Registered[] = [STACK, web],
  rules = RULES,
): Promise<readonly string[]> {
  const session = new Session(rules, settings, { ...PREVIEW, ...surroundings });
  const found = [];
  for (const resource of resources) found.push(...(await session.analyse(resource)));
  found.push(...(await session.analyseStack(resources)));
  return found.map(({ message }) => withoutTag(message));
}

const OPEN =
  "`ingress[0]` lets `0.0.0.0/0` in to tcp/22; anyone can try to log in by SSH; name the CIDR blocks, prefix list or security group that need it, like `203.0.113.0/24`, or declare it in `publicPorts`";
const WAIVED = `[advisory] waived by security research until 2026-12-31 (a honeypot that everybody may try): ${OPEN}`;

/** The fingerprint of the only finding of a stack. */
async function onlyPrint(
  rule: Rule,
  settings: Record<string, unknown>,
  resources: readonly Registered[],
): Promise<string> {
  const found = (await judgeStack(rule, resources, settings)).map(({ message }) => fingerprintOf(message));
  expect(found).to.have.lengthOf(1);
  return found[0] ?? "";
}
const NAME = (path: string): string => `\`${path}\` (open-ingress/2dedfb557ab6, security research)`;
const UNUSED = (path: string): string =>
  `[advisory] ${NAME(path)} waives nothing; its finding is gone, or has become another one; delete it`;

describe("waivers", () => {
  it("show a finding as waived, with owner, day and reason, under its own fingerprint", async () => {
    expect(await reports({ waivers: [waiver()] })).to.deep.equal([WAIVED]);
    const session = new Session(RULES, { waivers: [waiver()] });
    await session.analyse(STACK);
    const [found] = await session.analyse(web);
    expect(fingerprintOf(found?.message ?? "")).to.equal("2dedfb557ab6");
    expect(found?.message.length).to.be.lessThan(500);
  });

  it("are for one finding on one resource", async () => {
    for (const other of [
      { fingerprint: "000000000000" },
      { resource: urnOf({ ...web, name: "web-2" }) },
      { policy: "waivers" },
    ]) {
      const found = await reports({ waivers: [waiver(other)] });
      expect(found[0], JSON.stringify(other)).to.equal(OPEN);
    }
  });

  it("do not hold for what the finding becomes", async () => {
    const wider = {
      ...web,
      props: { ingress: [{ protocol: "tcp", fromPort: 22, toPort: 23, cidrBlocks: ["0.0.0.0/0"] }] },
    };
    const found = await reports({ waivers: [waiver()] }, {}, [STACK, wider]);
    expect(found[0]).to.match(/^`ingress\[0\]` lets/);
    expect(found[1]).to.equal(UNUSED("waivers[0]"));
  });

  it("hold for unverified findings, which still begin so", async () => {
    const session = new Session(RULES, { onUnknown: "mandatory" });
    const unknown = { ...web, props: { ingress: UNKNOWN } };
    const [before] = await session.analyse(unknown);
    const [after] = await reports(
      { onUnknown: "mandatory", waivers: [waiver({ fingerprint: fingerprintOf(before?.message ?? "") })] },
      {},
      [STACK, unknown],
    );
    expect(after).to.match(/^\[advisory\] unverified: waived by security research until 2026-12-31/);
  });

  it("hold for what several resources make together, on the resource that is named", async () => {
    const half = (name: string, cidrIpv4: string): Registered => ({
      type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      name,
      props: { securityGroupId: UNKNOWN, ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4 },
      madeFrom: { securityGroupId: ["web"] },
    });
    const stack = [STACK, { ...web, props: {} }, half("a", "8.0.0.0/8"), half("b", "9.0.0.0/8")];
    const one = waiver({ fingerprint: "f88810ab3a8d" });
    expect((await reports({ waivers: [one] }, {}, stack)).map((text) => text.split(":", 1)[0])).to.deep.equal(
      ["[advisory] waived by security research until 2026-12-31 (a honeypot that everybody may try)"],
    );
  });

  it("end after their last day, and say so", async () => {
    const expired = waiver({ expires: "2026-11-24" });
    expect(await reports({ waivers: [expired] })).to.deep.equal([
      OPEN,
      `[advisory] ${NAME("waivers[0]")} expired after 2026-11-24; its finding is reported again; mend the finding, or renew the waiver with a reason that still holds`,
    ]);
    const last = await reports({ waivers: [waiver({ expires: "2026-11-25" })] });
    expect(last[0]).to.match(/^\[advisory\] waived by security research until 2026-11-25/);
  });

  it("are announced before they end, as advisories that name owner, finding and day", async () => {
    const ends = async (expires: string, settings: Record<string, unknown> = {}) =>
      (await reports({ waivers: [waiver({ expires })], ...settings })).slice(1);
    const said = (day: string, when: string) => [
      `[advisory] ${NAME("waivers[0]")} ends on ${day}, ${when}; after that its finding is reported again; mend the finding, or renew the waiver with a reason that still holds`,
    ];
    expect(await ends("2026-11-25")).to.deep.equal(said("2026-11-25", "today"));
    expect(await ends("2026-11-26")).to.deep.equal(said("2026-11-26", "tomorrow"));
    expect(await ends("2026-12-09")).to.deep.equal(said("2026-12-09", "in 14 days"));
    expect(await ends("2026-12-10")).to.deep.equal([]);
    expect(await ends("2026-12-10", { noticeDays: 15 })).to.deep.equal(said("2026-12-10", "in 15 days"));
    expect(await ends("2026-11-25", { noticeDays: 0 })).to.deep.equal([]);
  });

  it("keep the fingerprint of the announcement from day to day", async () => {
    const print = async (now: string) => {
      const session = new Session(
        RULES,
        { waivers: [waiver({ expires: "2026-12-01" })] },
        { ...PREVIEW, now: () => Date.parse(now) },
      );
      await session.analyse(STACK);
      await session.analyse(web);
      return (await session.analyseStack([STACK, web])).map(({ message }) => fingerprintOf(message));
    };
    expect(await print("2026-11-25T12:00:00Z")).to.deep.equal(await print("2026-11-30T12:00:00Z"));
  });

  it("do not hold where they reach too far ahead", async () => {
    const found = await reports({ waivers: [waiver({ expires: "2027-03-01" })] });
    expect(found).to.deep.equal([
      OPEN,
      `${NAME("waivers[0]")} ends on 2027-03-01, further ahead than \`maximumDays\` allows; it waives nothing as it stands; let it end sooner`,
    ]);
    expect(
      await reports({ waivers: [waiver({ expires: "2027-03-01" })], maximumDays: 365 }),
    ).to.have.lengthOf(1);
  });

  it("are reported where they cannot be read, all mistakes at once", async () => {
    const found = await reports({
      waivers: [waiver({ owner: "" }), "web", waiver({ policy: "open-ingres" })],
    });
    expect(found).to.deep.equal([
      OPEN,
      "`waivers[0].owner` is ``; accepted: who answers for it; what cannot be read waives nothing; write it out, or delete it",
      "`waivers[1]` is a string; accepted: an object with policy, fingerprint, resource, reason, owner, expires; what cannot be read waives nothing; write it out, or delete it",
      "`waivers[2].policy` is `open-ingres`; accepted: a policy of this pack that is switched on; what cannot be read waives nothing; write it out, or delete it",
      `[advisory] \`waivers[2]\` (open-ingres/2dedfb557ab6, security research) waives nothing; its finding is gone, or has become another one; delete it`,
    ]);
  });

  it("are reported as unused in the stack that they are for, and nowhere else", async () => {
    const closed = { ...web, props: {} };
    expect(await reports({ waivers: [waiver()] }, {}, [STACK, closed])).to.deep.equal([UNUSED("waivers[0]")]);
    const elsewhere = waiver({ resource: urnOf(web, "prod") });
    expect(await reports({ waivers: [elsewhere] }, {}, [STACK, closed])).to.deep.equal([]);
    const everywhere = waiver({ resource: urnOf(web, "*") });
    expect(await reports({ waivers: [everywhere] }, {}, [STACK, closed])).to.deep.equal([
      UNUSED("waivers[0]"),
    ]);
    expect(await reports({ waivers: [everywhere] })).to.deep.equal([WAIVED]);
  });

  it("count for each stack by itself, in one process", async () => {
    const session = new Session(RULES, { waivers: [waiver({ resource: urnOf(web, "*") })] });
    for (const stack of ["one", "two"]) {
      await session.analyse(STACK, stack);
      expect(await session.analyse(web, stack), stack).to.have.lengthOf(1);
      expect(await session.analyseStack([STACK, web], stack), stack).to.deep.equal([]);
    }
    await session.analyse(STACK, "three");
    expect(await session.analyseStack([STACK, { ...web, props: {} }], "three")).to.have.lengthOf(1);
  });

  describe("of the stack's own", () => {
    const own = (list: unknown): Partial<Surroundings> => ({
      stackConfig: { "centralized-logging-guard:waivers": JSON.stringify(list) },
    });
    const PATH = "centralized-logging-guard:waivers[0]";

    it("waive nothing where the organisation does not allow them, and it is said", async () => {
      expect(await reports({}, own([waiver()]))).to.deep.equal([
        OPEN,
        "[advisory] the stack's configuration has `centralized-logging-guard:waivers`, which waive nothing; `allowStackWaivers` is `none`; ask for a waiver in the organisation's configuration of this pack",
      ]);
    });

    it("hold where all are allowed", async () =>
      expect(await reports({ allowStackWaivers: "all" }, own([waiver()]))).to.deep.equal([WAIVED]));

    it("hold for what blocks nothing where that is all", async () => {
      const settings = { allowStackWaivers: "advisory-only" };
      expect(await reports(settings, own([waiver()]))).to.deep.equal([OPEN, UNUSED(PATH)]);
      const host: Registered = {
        type: "aws:ec2/instance:Instance",
        name: "host",
        props: { vpcSecurityGroupIds: [UNKNOWN] },
        madeFrom: { vpcSecurityGroupIds: ["web"] },
      };
      const declared = { ...settings, publicPorts: ["tcp/22"] };
      const hosted = await onlyPrint(openIngress, declared, [web, host]);
      const graded = await reports(declared, own([waiver({ fingerprint: hosted })]), [STACK, web, host]);
      expect(graded).to.have.lengthOf(1);
      expect(graded[0]).to.match(/^\[advisory\] waived by/);
      // The organisation may have made an advice mandatory: such a finding keeps the level that it has.
      const db: Registered = {
        type: "aws:ec2/securityGroup:SecurityGroup",
        name: "db",
        props: { ingress: [{ protocol: "tcp", fromPort: 5432, toPort: 5432, securityGroups: [UNKNOWN] }] },
        madeFrom: { ingress: ["web"] },
      };
      const fingerprint = await onlyPrint(openPath, settings, [web, host, db]);
      const path = waiver({ policy: "open-path", fingerprint, resource: urnOf(db) });
      const advice = await reports(settings, own([path]), [STACK, web, host, db], [openPath, waivers]);
      expect(advice).to.have.lengthOf(1);
      expect(advice[0]).to.match(/^waived by/);
    });

    it("must be readable", async () => {
      const found = await reports(
        { allowStackWaivers: "all" },
        { stackConfig: { "centralized-logging-guard:waivers": "[" } },
      );
      expect(found.at(-1)).to.equal(
        "`centralized-logging-guard:waivers` is no JSON; accepted: a list of waivers; what cannot be read waives nothing; write it out, or delete it",
      );
      expect(await reports({ allowStackWaivers: "all" }, own([{ policy: "open-ingress" }]))).to.have.lengthOf(
        6,
      );
    });

    it("are not guessed where the engine hands no configuration over", async () => {
      expect(await reports({ allowStackWaivers: "all" }, { stackConfig: undefined })).to.deep.equal([
        OPEN,
        "[advisory] the waivers of the stack's own configuration are not known here; the engine hands its configuration over in previews and updates, and not when it judges a state; expect findings that the stack waives for itself",
      ]);
      expect(await reports({}, { stackConfig: undefined })).to.deep.equal([OPEN]);
    });
  });
});
