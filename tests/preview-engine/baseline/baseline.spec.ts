import { expect } from "chai";
import fc from "fast-check";
import {
  applyBaseline,
  type Baseline,
  baselineOf,
  baselineText,
  leftOf,
} from "../../../preview/baseline/baseline";
import type { Plan, PlanViolation } from "../../../preview/plan";

const violation = (changes: Partial<PlanViolation> = {}): PlanViolation => ({
  policyPack: "guard",
  policy: "open-ingress",
  enforcementLevel: "mandatory",
  severity: "high",
  urn: "urn:pulumi:prod::shop::aws:ec2/securityGroup:SecurityGroup::web",
  message: "open",
  fingerprint: "0123456789ab",
  materialised: false,
  ...changes,
});

function planOf(violations: readonly PlanViolation[]): Plan {
  const mandatory = violations.filter(({ enforcementLevel }) => enforcementLevel === "mandatory").length;
  return {
    version: 1,
    project: "shop",
    stack: "prod",
    policyPacks: ["guard", "other"].map((name) => ({
      name,
      policies: ["open-ingress", "other", "p", "q"].map((policy) => ({
        name: policy,
        enforcementLevel: "mandatory" as const,
      })),
    })),
    resources: [],
    violations,
    unverified: [],
    opaque: [],
    summary: {
      resources: 0,
      mandatory,
      advisory: violations.length - mandatory,
      unverified: 0,
      opaque: 0,
      durationMs: 1,
    },
  };
}

const marks = (plan: Plan) => plan.violations.map(({ baselined }) => baselined);

describe("a baseline", () => {
  it("lets pass what it was made of, and nothing counts", () => {
    const plan = planOf([
      violation(),
      violation({ fingerprint: "ba9876543210", enforcementLevel: "advisory" }),
    ]);
    const applied = applyBaseline(plan, baselineOf(plan));
    expect(marks(applied)).to.deep.equal([true, true]);
    expect(applied.summary).to.include({ mandatory: 0, advisory: 0, baselined: 2 });
    expect(applied.baseline).to.deep.equal({ entries: 2, resolved: [], undecided: [] });
  });

  it("knows a finding by pack, policy, resource and fingerprint, whatever its message says", () => {
    const baseline = baselineOf(planOf([violation()]));
    const alike = [violation({ message: "opened differently", severity: "low" })];
    expect(marks(applyBaseline(planOf(alike), baseline))).to.deep.equal([true]);
    const others = [
      violation({ policyPack: "other" }),
      violation({ policy: "other" }),
      violation({ urn: "urn:pulumi:prod::shop::t::other" }),
      violation({ fingerprint: "ffffffffffff" }),
    ];
    const applied = applyBaseline(planOf(others), baseline);
    expect(marks(applied)).to.deep.equal([false, false, false, false]);
    expect(applied.summary).to.include({ mandatory: 4, baselined: 0 });
    expect(applied.baseline?.resolved.map(({ fingerprint }) => fingerprint)).to.deep.equal(["0123456789ab"]);
  });

  it("knows it by its message where the pack gives no fingerprint", () => {
    const baseline = baselineOf(planOf([violation({ fingerprint: "" })]));
    const found = [violation({ fingerprint: "" }), violation({ fingerprint: "", message: "other" })];
    expect(marks(applyBaseline(planOf(found), baseline))).to.deep.equal([true, false]);
  });

  it("lets one finding pass for each entry: a second one like it is new", () => {
    const applied = applyBaseline(planOf([violation(), violation()]), baselineOf(planOf([violation()])));
    expect(marks(applied)).to.deep.equal([true, false]);
    expect(applied.summary).to.include({ mandatory: 1, baselined: 1 });
  });

  it("lets nothing pass above its level, as when a waiver ended", () => {
    const advisory = violation({ enforcementLevel: "advisory" });
    expect(marks(applyBaseline(planOf([violation()]), baselineOf(planOf([advisory]))))).to.deep.equal([
      false,
    ]);
    expect(marks(applyBaseline(planOf([advisory]), baselineOf(planOf([violation()]))))).to.deep.equal([true]);
    // The advisory comes first, and leaves the mandatory entry to the finding that needs it.
    const both = planOf([advisory, violation()]);
    expect(marks(applyBaseline(both, baselineOf(both)))).to.deep.equal([true, true]);
  });

  it("leaves entries of other stacks alone", () => {
    const foreign = violation({ urn: "urn:pulumi:dev::shop::t::web" });
    const baseline = baselineOf(planOf([foreign, violation()]));
    const applied = applyBaseline(planOf([]), baseline);
    expect(applied.baseline?.entries).to.equal(1);
    expect(leftOf(baseline, applied).violations.map(({ urn }) => urn)).to.deep.equal([foreign.urn]);
  });

  it("leaves entries alone whose pack did not run, or whose policy is switched off", () => {
    const entries = [
      violation({ policyPack: "absent" }),
      violation({ policy: "off" }),
      violation({ policy: "gone" }),
    ];
    const baseline = baselineOf(planOf(entries));
    const plan = planOf([]);
    const policyPacks = (plan.policyPacks ?? []).map(({ name, policies }) => ({
      name,
      policies: [...policies, { name: "off", enforcementLevel: "disabled" as const }],
    }));
    const applied = applyBaseline({ ...plan, policyPacks }, baseline);
    // A policy that the pack no longer has finds nothing any more.
    expect(applied.baseline?.resolved.map(({ policy }) => policy)).to.deep.equal(["gone"]);
    expect(
      leftOf(baseline, applied).violations.map(({ policyPack, policy }) => [policyPack, policy]),
    ).to.deep.equal([
      ["absent", "open-ingress"],
      ["guard", "off"],
    ]);
  });

  it("keeps entries whose policy could not decide, and lets nothing else pass for them", () => {
    const baseline = baselineOf(planOf([violation(), violation({ policy: "other" })]));
    const { policyPack, policy, urn } = violation();
    const open = { policyPack, policy, urn, message: "unverified: not known" };
    const decided = violation({ fingerprint: "ffffffffffff" });
    const applied = applyBaseline({ ...planOf([decided]), unverified: [open] }, baseline);
    expect(marks(applied)).to.deep.equal([false]);
    expect(applied.baseline?.undecided.map((entry) => entry.policy)).to.deep.equal(["open-ingress"]);
    expect(applied.baseline?.resolved.map((entry) => entry.policy)).to.deep.equal(["other"]);
    expect(leftOf(baseline, applied).violations.map((entry) => entry.policy)).to.deep.equal(["open-ingress"]);
  });

  it("takes no message for a fingerprint", () => {
    const baseline = baselineOf(planOf([violation({ fingerprint: "", message: "0123456789ab" })]));
    expect(marks(applyBaseline(planOf([violation()]), baseline))).to.deep.equal([false]);
  });

  it("is written the same for the same violations, in any order", () => {
    const a = violation();
    const b = violation({ urn: "urn:pulumi:prod::shop::a::a" });
    const text = baselineText(baselineOf(planOf([a, b])));
    expect(text).to.equal(baselineText(baselineOf(planOf([b, a]))));
    expect(JSON.parse(text)).to.deep.equal({
      version: 1,
      violations: [b, a].map(({ severity: _, materialised: __, ...entry }) => entry),
    });
    expect(Object.keys(JSON.parse(text).violations[0])).to.deep.equal([
      "policyPack",
      "policy",
      "urn",
      "fingerprint",
      "enforcementLevel",
      "message",
    ]);
  });

  describe("for any findings before and after", () => {
    const anyViolation = fc
      .record({
        policy: fc.constantFrom("p", "q"),
        urn: fc.constantFrom("urn:pulumi:prod::shop::t::a", "urn:pulumi:dev::shop::t::a"),
        fingerprint: fc.constantFrom("", "0a", "0b"),
        message: fc.constantFrom("m", "n"),
        enforcementLevel: fc.constantFrom("advisory" as const, "mandatory" as const),
      })
      .map(violation);
    const findings = fc.array(anyViolation, { maxLength: 8 });
    const own = (baseline: Baseline) =>
      baseline.violations.filter(({ urn }) => urn.startsWith("urn:pulumi:prod::shop::"));

    it("each entry of the stack is used or resolved, and what is left lets the same pass", () => {
      fc.assert(
        fc.property(findings, findings, (before, after) => {
          const baseline = baselineOf(planOf(before));
          const applied = applyBaseline(planOf(after), baseline);
          const used = applied.violations.filter(({ baselined }) => baselined === true).length;
          expect(applied.baseline?.entries).to.equal(own(baseline).length);
          expect(used + (applied.baseline?.resolved.length ?? 0)).to.equal(own(baseline).length);
          const again = applyBaseline(planOf(after), leftOf(baseline, applied));
          expect(again.summary).to.deep.equal(applied.summary);
          expect(again.baseline?.resolved).to.deep.equal([]);
        }),
      );
    });

    it("a mandatory finding passes only for a mandatory entry of its own", () => {
      fc.assert(
        fc.property(findings, findings, (before, after) => {
          const applied = applyBaseline(planOf(after), baselineOf(planOf(before)));
          const key = ({ policy, urn, fingerprint, message }: PlanViolation) =>
            [policy, urn, fingerprint || message].join();
          const count = (list: readonly PlanViolation[], of: string) =>
            list.filter((one) => one.enforcementLevel === "mandatory" && key(one) === of).length;
          for (const one of applied.violations) {
            const isOwn = one.urn.startsWith("urn:pulumi:prod::");
            const passing = applied.violations.filter(({ baselined }) => baselined === true);
            expect(count(passing, key(one))).to.equal(
              isOwn ? Math.min(count(before, key(one)), count(after, key(one))) : 0,
            );
          }
        }),
      );
    });
  });
});
