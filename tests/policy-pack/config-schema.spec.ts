import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { expect } from "chai";
import { readKnownFindings } from "../../policy-pack/analysis/known-findings";
import { readWaivers } from "../../policy-pack/analysis/waivers";
import committed from "../../policy-pack/config.schema.json";
import { configSchema } from "../../policy-pack/config-schema";
import { toPolicies } from "../../policy-pack/enforcement";
import { rules } from "../../policy-pack/policies";

const folder = join(__dirname, "../..");
const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(committed);
const accepts = (config: unknown): boolean => validate(config);

describe("the schema of the pack's configuration", () => {
  it("is what the policies say: `npx tsx policy-pack/scripts/config-schema.ts` writes it", () => {
    expect(JSON.parse(JSON.stringify(configSchema(toPolicies(rules))))).to.deep.equal(committed);
  });

  it("knows every policy, its level in both spellings, and each of its settings", () => {
    for (const { name, settings } of rules) {
      expect(accepts({ [name]: "advisory" }), name).to.equal(true);
      const defaults = Object.fromEntries(
        Object.entries(settings).map(([setting, { default: value }]) => [setting, value]),
      );
      const full = { enforcementLevel: "disabled", onUnknown: "silent", ...defaults };
      expect(accepts({ [name]: full }), `${name} ${JSON.stringify(validate.errors)}`).to.equal(true);
    }
    expect(accepts({ all: "mandatory", environments: ["org/guard"] })).to.equal(true);
  });

  it("refuses names that there are not, levels that there are not, and values of another kind", () => {
    expect(accepts({ "open-ingres": "advisory" })).to.equal(false);
    expect(accepts({ "open-ingress": { publicPort: [] } })).to.equal(false);
    expect(accepts({ "open-ingress": "strict" })).to.equal(false);
    expect(accepts({ "open-ingress": { publicPorts: "tcp/443" } })).to.equal(false);
    expect(accepts({ "open-ingress": { onUnknown: "loud" } })).to.equal(false);
    expect(accepts({ all: { publicPorts: [] } })).to.equal(false);
  });

  const waiver = {
    policy: "open-ingress",
    fingerprint: "2dedfb557ab6",
    resource: "urn:pulumi:prod::shop::*::web",
    reason: "a honeypot that everybody may try",
    owner: "security research",
    expires: "2026-12-31",
  };
  const cases: readonly (readonly [string, object])[] = [
    ["a complete one", waiver],
    ["a fingerprint of other digits", { ...waiver, fingerprint: "2DEDFB557AB6" }],
    ["a resource that is no URN", { ...waiver, resource: "web" }],
    ["a short reason", { ...waiver, reason: "because" }],
    ["no owner", { ...waiver, owner: "" }],
    ["no day", { ...waiver, expires: "soon" }],
    ["a field that there is not", { ...waiver, ticket: "SEC-1" }],
    ...Object.keys(waiver).map((field): readonly [string, object] => [
      `one without ${field}`,
      Object.fromEntries(Object.entries(waiver).filter(([name]) => name !== field)),
    ]),
  ];
  for (const [name, item] of cases) {
    it(`says of a waiver what the policy says: ${name}`, () =>
      expect(accepts({ waivers: { waivers: [item] } })).to.equal(
        readWaivers([item], "waivers").mistakes.length === 0,
      ));
  }

  const entry = {
    policyPack: "centralized-logging-guard",
    policy: "open-ingress",
    urn: "urn:pulumi:prod::shop::aws:ec2/securityGroup:SecurityGroup::web",
    fingerprint: "2dedfb557ab6",
    enforcementLevel: "mandatory",
    message: "open",
  };
  const entries: readonly (readonly [string, unknown])[] = [
    ["a complete one", entry],
    ["a finding of a pack without fingerprints", { ...entry, fingerprint: "" }],
    ["no resource", { ...entry, urn: "web" }],
    ["a level that lets nothing pass", { ...entry, enforcementLevel: "disabled" }],
    ["a message that is no text", { ...entry, message: 7 }],
    ["a field that there is not", { ...entry, severity: "high" }],
    ["a text", "open-ingress/2dedfb557ab6"],
    ...Object.keys(entry).map((field): readonly [string, object] => [
      `one without ${field}`,
      Object.fromEntries(Object.entries(entry).filter(([name]) => name !== field)),
    ]),
  ];
  for (const [name, item] of entries) {
    it(`says of a baseline's entry what the policy says: ${name}`, () =>
      expect(accepts({ waivers: { baseline: [item] } })).to.equal(
        readKnownFindings([item], "baseline").mistakes.length === 0,
      ));
  }

  it("accepts what is enforced on each group of stacks", () => {
    const groups = join(folder, "policy-pack/groups");
    const files = readdirSync(groups);
    expect(files).to.deep.equal(["canary.json", "production.json"]);
    for (const file of files) {
      const config: unknown = JSON.parse(readFileSync(join(groups, file), "utf8"));
      expect(accepts(config), `${file} ${JSON.stringify(validate.errors)}`).to.equal(true);
    }
  });

  it("accepts each configuration that the documents show", () => {
    const shown = ["docs/policies.md", "policy-pack/README.md"].flatMap((file) =>
      [...readFileSync(join(folder, file), "utf8").matchAll(/^```json config\n([\s\S]*?)^```/gm)].map(
        ([, block = ""]) => JSON.parse(block) as unknown,
      ),
    );
    expect(shown.length).to.be.above(1);
    for (const config of shown)
      expect(accepts(config), `${JSON.stringify(config)} ${JSON.stringify(validate.errors)}`).to.equal(true);
  });
});
