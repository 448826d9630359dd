import { expect } from "chai";
import type { Plan, PlanResource } from "../../preview/plan";
import { Secrets } from "../../preview/secrets";
import { Secret } from "../../preview/values/value";

const resource: PlanResource = {
  urn: "urn:pulumi:dev::shop::aws:iam/role:Role::hush-3d1f",
  type: "aws:iam/role:Role",
  name: "hush-3d1f",
  parent: "",
  custom: true,
  id: "role-hush-3d1f",
  inputs: { path: "hush-3d1f", tags: { "key-hush-3d1f": ["hush-3d1f", "a hush-3d1f b"] }, size: 3 },
  outputs: { name: "hush-3d1f", open: true },
  dependencies: ["urn:pulumi:dev::shop::t::hush-3d1f"],
  propertyDependencies: { path: ["urn:pulumi:dev::shop::t::hush-3d1f"] },
  options: { import: "hush-3d1f" },
  materialised: ["id"],
};

const plan: Plan = {
  version: 1,
  project: "shop",
  stack: "dev",
  resources: [resource],
  violations: [],
  unverified: [],
  opaque: [{ urn: resource.urn, type: "t" }],
  summary: { resources: 1, mandatory: 0, advisory: 0, unverified: 0, opaque: 1, durationMs: 1 },
};

describe("Secrets", () => {
  it("blanks a secret of the configuration everywhere in a plan, wherever the program put it in plain", () => {
    const secrets = new Secrets();
    secrets.configure("hush-3d1f");
    const masked = secrets.maskPlan(plan);
    expect(JSON.stringify(masked)).to.not.contain("hush");
    expect(masked.resources[0]?.inputs).to.deep.equal({
      path: { $secret: true },
      tags: { "key-[secret]": [{ $secret: true }, "a [secret] b"] },
      size: 3,
    });
    expect(masked.resources[0]?.id).to.equal("role-[secret]");
  });

  it("leaves a plan as it is where the configuration has no secret, and words that stand everywhere", () => {
    const secrets = new Secrets();
    secrets.configure("true");
    secrets.configure("abc");
    expect(secrets.maskPlan(plan)).to.equal(plan);
  });

  it("blanks what a program marked as secret in messages, as it is and as JSON has it", () => {
    const secrets = new Secrets();
    secrets.collect({ token: new Secret('to"ken') });
    expect(secrets.mask('a to"ken and to\\"ken')).to.equal("a [secret] and [secret]");
  });

  it("leaves addresses in messages: findings are about them", () => {
    const secrets = new Secrets();
    secrets.collect(new Secret(["0.0.0.0/0", "::/0", "203.0.113.7"]));
    expect(secrets.mask("admits 0.0.0.0/0, ::/0, 203.0.113.7")).to.equal(
      "admits 0.0.0.0/0, ::/0, 203.0.113.7",
    );
  });
});
