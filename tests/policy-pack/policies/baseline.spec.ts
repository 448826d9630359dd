import { expect } from "chai";
import { openIngress } from "../../../policy-pack/policies/open-ingress";
import { waivers } from "../../../policy-pack/policies/waivers";
import type { Surroundings } from "../../../policy-pack/waiver-desk";
import { fingerprintOf, PREVIEW, type Registered, Session, UNKNOWN, urnOf, withoutTag } from "../judging";

const STACK: Registered = { type: "pulumi:pulumi:Stack", name: "shop-dev", props: {} };
const open = (...ports: readonly number[]): Registered => ({
  type: "aws:ec2/securityGroup:SecurityGroup",
  name: "web",
  props: {
    ingress: ports.map((port) => ({
      protocol: "tcp",
      fromPort: port,
      toPort: port,
      cidrBlocks: ["0.0.0.0/0"],
    })),
  },
});
const RULES = [openIngress, waivers];

const entry = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  policyPack: "centralized-logging-guard",
  policy: "open-ingress",
  urn: urnOf(open(22)),
  fingerprint: "2dedfb557ab6",
  enforcementLevel: "mandatory",
  message: "open",
  ...more,
});

async function reports(
  settings: Record<string, unknown>,
  resources: readonly Registered[] = [STACK, open(22)],
  surroundings: Partial<Surroundings> = {},
): Promise<readonly string[]> {
  const session = new Session(RULES, settings, { ...PREVIEW, ...surroundings });
  return judged(session, resources);
}

async function judged(session: Session, resources: readonly Registered[]): Promise<readonly string[]> {
  const found = [];
  for (const resource of resources) found.push(...(await session.analyse(resource)));
  found.push(...(await session.analyseStack(resources)));
  return found.map(({ message }) => withoutTag(message));
}

const KNOWN = /^\[advisory\] in the baseline: `ingress\[0\]` lets `0\.0\.0\.0\/0` in to tcp\/22; /;
const NEW = /^`ingress\[0\]` lets/;
const RESOLVED = (entries: string, gone: string) =>
  `[advisory] \`baseline\` has ${entries} for this stack, ${gone}; what is mended would pass if it came back; take it out`;
const ONE_GONE = RESOLVED("1 entry", "1 of which nothing needs any more: open-ingress/2dedfb557ab6 of `web`");

describe("the baseline of the policy pack", () => {
  it("lets a finding pass as an advisory that says so, under its own fingerprint", async () => {
    const [found, ...others] = await reports({ baseline: [entry()] });
    expect(found).to.match(KNOWN);
    expect(others).to.deep.equal([]);
    const session = new Session(RULES, { baseline: [entry()] });
    await session.analyse(STACK);
    const [{ message = "" } = {}] = await session.analyse(open(22));
    expect(fingerprintOf(message)).to.equal("2dedfb557ab6");
  });

  it("lets nothing pass on another resource, of another policy or pack, or in another stack", async () => {
    for (const other of [
      { urn: urnOf({ ...open(22), name: "other" }) },
      { urn: urnOf(open(22)).replace("urn:pulumi:dev", "urn:pulumi:prod") },
      { urn: `${urnOf(open(22)).slice(0, -3)}*` },
      { policy: "open-path" },
      { policyPack: "another" },
      { fingerprint: "000000000000" },
    ]) {
      const [found] = await reports({ baseline: [entry(other)] });
      expect(found, JSON.stringify(other)).to.match(NEW);
    }
  });

  it("lets nothing pass that was an advisory when it was written: a level that was raised, a waiver that ended", async () => {
    const [found, ...others] = await reports({ baseline: [entry({ enforcementLevel: "advisory" })] });
    expect(found).to.match(NEW);
    expect(others).to.deep.equal([]);
  });

  it("blocks what a finding becomes, and tells that its entry is needed no more", async () => {
    const found = await reports({ baseline: [entry()] }, [STACK, open(22, 3389)]);
    expect(found[0]).to.match(/^`ingress\[0\]` and `ingress\[1\]` together let/);
    expect(found.slice(1)).to.deep.equal([ONE_GONE]);
  });

  it("tells what is resolved of its own stack, some by name and all by number, once", async () => {
    const gone = Array.from({ length: 4 }, (_, at) => entry({ fingerprint: `${at}`.repeat(12) }));
    const foreign = entry({ urn: urnOf(open(22)).replace("urn:pulumi:dev", "urn:pulumi:prod") });
    const session = new Session(RULES, { baseline: [entry(), ...gone, foreign] });
    const expected =
      "[advisory] `baseline` has 5 entries for this stack, 4 of which nothing needs any more: open-ingress/000000000000 of `web`, open-ingress/111111111111 of `web` and 2 more; what is mended would pass if it came back; take them out";
    for (let time = 0; time < 2; time += 1) {
      const [first, ...others] = await judged(session, [STACK, open(22)]);
      expect(first).to.match(KNOWN);
      expect(others).to.deep.equal([expected]);
    }
  });

  it("does not call resolved what a policy that is switched off would find", async () => {
    const known = new Session(RULES, { baseline: [entry()] });
    expect(await judged(known, [STACK])).to.deep.equal([ONE_GONE]);
    const off = new Session(RULES, { baseline: [entry()] }, PREVIEW, [openIngress.name]);
    expect(await judged(off, [STACK])).to.deep.equal([]);
  });

  it("calls resolved what no policy of the pack finds any more", async () => {
    const found = await reports({ baseline: [entry({ policy: "gone" })] }, [STACK]);
    expect(found).to.deep.equal([ONE_GONE.replace("open-ingress", "gone")]);
  });

  it("does not call resolved what a value leaves open", async () => {
    const unknown = { ...open(22), props: { ingress: UNKNOWN } };
    const found = await reports({ baseline: [entry()] }, [STACK, unknown]);
    expect(found).to.have.lengthOf(1);
    expect(found[0]).to.match(/^\[advisory\] unverified: /);
  });

  describe("in an update, of what rules open together", () => {
    const ruleOf = (first: number): Registered => ({
      type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      name: `from-${first}`,
      props: {
        securityGroupId: "sg-1",
        ipProtocol: "tcp",
        fromPort: 22,
        toPort: 22,
        cidrIpv4: `${first}.0.0.0/8`,
      },
    });
    // Each is narrow enough. A second one opens the port, and each further one opens it wider.
    const rules = [8, 9, 11].map(ruleOf);
    const UPDATE = { ...PREVIEW, isPreview: false };
    const halfway = async (settings: Record<string, unknown>, resources: readonly Registered[]) => {
      const session = new Session(RULES, settings, UPDATE);
      await session.analyse(STACK);
      const early = [];
      for (const resource of resources) early.push(...(await session.analyse(resource)));
      const atEnd = await session.analyseStack([STACK, ...resources]);
      return [early.length, ...atEnd.map(({ message }) => message.split(" ", 4).join(" "))];
    };
    const known = async () => {
      const session = new Session(RULES);
      for (const resource of [STACK, ...rules]) await session.analyse(resource);
      const [{ message = "", urn = "" } = {}] = await session.analyseStack([STACK, ...rules]);
      return { fingerprint: fingerprintOf(message), urn };
    };

    it("lets pass at the end what it holds, and stops no rule on the way there", async () => {
      expect(await halfway({}, rules)).to.deep.equal([2, "`from-8`, `from-9` and `from-11`"]);
      expect(await halfway({ baseline: [entry(await known())] }, rules)).to.deep.equal([
        0,
        "[advisory] in the baseline:",
      ]);
      const { fingerprint, urn } = await known();
      const waiver = {
        policy: "open-ingress",
        fingerprint,
        resource: urn,
        reason: "a honeypot that everybody may try",
        owner: "security research",
        expires: "2026-12-31",
      };
      const everywhere = { ...waiver, resource: `urn:pulumi:*::${urn.split("::").at(-1)}` };
      for (const one of [waiver, everywhere])
        expect(await halfway({ waivers: [one] }, rules)).to.deep.equal([0, "[advisory] waived by security"]);
      const elsewhere = { ...waiver, resource: urn.replace("urn:pulumi:dev", "urn:pulumi:prod") };
      const ended = { ...waiver, expires: "2026-11-01" };
      for (const one of [elsewhere, ended]) expect((await halfway({ waivers: [one] }, rules))[0]).to.equal(2);
    });

    it("blocks at the end what was opened further, and on the way where it holds something else", async () => {
      const more = [...rules, ruleOf(12)];
      expect((await halfway({ baseline: [entry(await known())] }, more))[1]).to.match(/^`from-8`, `from-9`,/);
      for (const other of [
        { policy: "open-path" },
        { urn: urnOf(open(22)).replace("urn:pulumi:dev", "urn:pulumi:prod") },
        { enforcementLevel: "advisory" },
      ])
        expect((await halfway({ baseline: [entry({ ...(await known()), ...other })] }, rules))[0]).to.equal(
          2,
        );
    });
  });

  it("gives way to a waiver, which says who answers for it", async () => {
    const waiver = {
      policy: "open-ingress",
      fingerprint: "2dedfb557ab6",
      resource: urnOf(open(22)),
      reason: "a honeypot that everybody may try",
      owner: "security research",
      expires: "2026-12-31",
    };
    const [found, ...others] = await reports({ baseline: [entry()], waivers: [waiver] });
    expect(found).to.match(/^\[advisory\] waived by security research/);
    expect(others).to.deep.equal([]);
    // What the waiver no longer does, the baseline does still.
    const [later] = await reports({ baseline: [entry()], waivers: [{ ...waiver, expires: "2026-11-01" }] });
    expect(later).to.match(KNOWN);
  });

  it("lets one finding pass for each entry", async () => {
    // Twins have one meaning, and are told apart by where they stand.
    const twins = {
      type: "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment",
      name: "twins",
      props: {},
    };
    const rule = {
      ...openIngress,
      name: "open-ingress",
      appliesTo: () => true,
      judge: () =>
        ["here", "there"].map((what) => ({
          kind: "violation" as const,
          what,
          why: "why",
          fix: "fix",
          meaning: "twin",
        })),
      judgeStack: () => [],
    };
    const found = async (...entries: readonly Record<string, unknown>[]) => {
      const session = new Session([rule, waivers], { baseline: entries });
      await session.analyse(STACK);
      return session.analyse(twins);
    };
    const [{ message = "" } = {}] = await found();
    const twin = entry({ urn: urnOf(twins), fingerprint: fingerprintOf(message) });
    const levels = async (...entries: readonly Record<string, unknown>[]) =>
      (await found(...entries)).map(({ message: said }) => said.startsWith("[advisory]"));
    expect(await levels()).to.deep.equal([false, false]);
    expect(await levels(twin)).to.deep.equal([true, false]);
    expect(await levels(twin, twin)).to.deep.equal([true, true]);
  });

  it("is reported where it cannot be read, without end nowhere", async () => {
    const wrong = async (baseline: unknown) =>
      (await reports({ baseline }, [STACK])).map((said) => said.split(";")[0]);
    expect(await wrong("prod.baseline.json")).to.deep.equal(["`baseline` is no list"]);
    expect(await wrong([7])).to.deep.equal(["`baseline[0]` is no object"]);
    expect(await wrong([{ ...entry(), severity: "high" }])).to.deep.equal([
      "`baseline[0].severity` is no field",
    ]);
    const broken = Array.from({ length: 5 }, () => entry({ urn: "web" }));
    expect(await wrong(broken)).to.deep.equal([
      "`baseline[0].urn` is not a URN",
      "`baseline[1].urn` is not a URN",
      "`baseline[2].urn` is not a URN",
      "`baseline` has 2 more mistakes",
    ]);
  });
});
