import { expect } from "chai";
import type { ResourceState } from "../../preview/engine/state";
import type { Finding } from "../../preview/policy/finding";
import { report } from "../../preview/report";
import { state } from "./resource-state";

const finding = (subject: ResourceState, message: string, more: Partial<Finding> = {}): Finding => ({
  pack: "guard",
  policy: "no-x",
  level: "mandatory",
  severity: "high",
  urn: "",
  message,
  subject: subject.urn,
  restsOnStandIns: false,
  ...more,
});

function planOf(states: readonly ResourceState[], findings: readonly Finding[]) {
  return report({
    project: "shop",
    stack: "dev",
    source: "program",
    policyPacks: [],
    states,
    findings,
    durationMs: 1,
  });
}

describe("report", () => {
  it("reads the fingerprint off the end of a message", () => {
    const a = state("a", {});
    const plan = planOf(
      [a],
      [finding(a, "described\nbad [no-x/0a1b2c]"), finding(a, "bad [no-x] or [a b/c] there")],
    );
    expect(plan.violations.map(({ fingerprint }) => fingerprint)).to.deep.equal(["0a1b2c", ""]);
  });

  it("takes nothing else for a fingerprint that a message may end with", () => {
    const a = state("a", {});
    const fingerprints = ["tag it [env/prod]", "see [other-policy/0123456789ab]", "no tag"].map(
      (message) => planOf([a], [finding(a, message)]).violations[0]?.fingerprint,
    );
    expect(fingerprints).to.deep.equal(["", "", ""]);
  });

  it("keeps apart what could not be decided, unless that is mandatory", () => {
    const a = state("a", {});
    const plan = planOf(
      [a],
      [
        finding(a, "unverified: the peer", { level: "advisory" }),
        finding(a, "described\nunverified: the peer"),
        finding(a, "can't run policy 'p' from policy pack 'g@v1' during preview: x", { level: "advisory" }),
        finding(a, "bad", { level: "advisory" }),
      ],
    );
    expect(plan.unverified).to.have.length(3);
    expect(plan.violations.map(({ message }) => message)).to.deep.equal([
      "described\nunverified: the peer",
      "bad",
    ]);
    expect(plan.summary).to.deep.include({ mandatory: 1, advisory: 1, unverified: 3 });
  });

  it("says which findings rest on stand-ins", () => {
    const a = state("a", {});
    const findings = [finding(a, "bad"), finding(a, "worse", { restsOnStandIns: true })];
    expect(planOf([a], findings).violations.map(({ materialised }) => materialised)).to.deep.equal([
      false,
      true,
    ]);
  });

  it("lists remote components as opaque, and hides the engine's own keys", () => {
    const vpc = state("vpc", { a: 1, __defaults: [] }, { origin: "remote", custom: false });
    const plan = planOf([vpc], []);
    expect(plan.opaque).to.deep.equal([{ urn: vpc.urn, type: vpc.type }]);
    expect(plan.resources[0]?.inputs).to.deep.equal({ a: 1 });
    expect(plan.summary).to.deep.include({ resources: 1, opaque: 1 });
  });
});
