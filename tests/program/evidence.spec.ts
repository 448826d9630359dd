import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect } from "chai";
import { type Control, type EvidenceSources, missingEvidence } from "../../components/responsibility";
import { rules } from "../../policy-pack/policies";
import type { Plan } from "../../preview/plan";
import { outputsOf, ROOT } from "../preview/run";
import { planned, preview } from "./stack";
import { VARIANT_NAMES, VARIANTS } from "./variants";

const IGNORED: ReadonlySet<string> = new Set(["node_modules", "dist", ".git"]);

function markdownFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return IGNORED.has(entry.name) ? [] : markdownFiles(path);
    return entry.name.endsWith(".md") ? [relative(ROOT, path)] : [];
  });
}

/** The anchor that GitHub gives a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\s_-]/gu, "")
    .trim()
    .replaceAll(" ", "-");

/** Paths of the repository's documents, each also with the anchors of its sections. */
function documents(): readonly string[] {
  return markdownFiles(ROOT).flatMap((path) => {
    const text = readFileSync(join(ROOT, path), "utf8").replaceAll(/^```[\s\S]*?^```/gm, "");
    const headings = [...text.matchAll(/^#{1,6} +(.+?)\s*$/gm)].map(([, heading]) => anchor(heading ?? ""));
    return [path, ...headings.map((heading) => `${path}#${heading}`)];
  });
}

const registerOf = (plan: Plan): readonly Control[] =>
  outputsOf(plan)["responsibilityRegister"] as unknown as readonly Control[];

/** What there is to look evidence up in: all of it as it comes out of a preview, nothing from the register's own code. */
const sourcesOf = (plan: Plan): EvidenceSources => ({
  resources: plan.resources,
  outputs: Object.entries(outputsOf(plan)).flatMap(([name, value]) => (value === null ? [] : [name])),
  policies: rules.map(({ name }) => name),
  documents: documents(),
});

describe("the shared-responsibility register of every stack", function () {
  this.timeout(180_000);
  before("starts all previews", () => {
    for (const name of VARIANT_NAMES) void preview(VARIANTS[name]);
  });

  for (const name of VARIANT_NAMES) {
    it(`claims nothing that the plan, the pack and the documents do not show (${name})`, async () => {
      const plan = await planned(VARIANTS[name]);
      const missing = missingEvidence(registerOf(plan), sourcesOf(plan));
      expect(missing.map(({ id, evidence }) => ({ id, evidence }))).to.deep.equal([]);
    });
  }

  it("is caught out when what it names is gone", async () => {
    const plan = await planned(VARIANTS.dev);
    const { resources, ...others } = sourcesOf(plan);
    const without = resources.filter(({ name }) => name !== "network-flow-log");
    const missing = missingEvidence(registerOf(plan), { resources: without, ...others });
    expect(missing.map(({ id }) => id)).to.deep.equal(["flow-logs"]);
  });
});

describe("the outputs of a stack", function () {
  this.timeout(180_000);

  it("are these in `dev`", async () => {
    expect(Object.keys(outputsOf(await planned(VARIANTS.dev))).sort()).to.deep.equal([
      "alertsTopic",
      "autoScalingGroupName",
      "consolePermissionsBoundary",
      "consoleUrl",
      "domainEndpoint",
      "loadBalancerDnsName",
      "logBucket",
      "permissionsBoundary",
      "proxyAliasTarget",
      "proxyUrl",
      "responsibilityRegister",
      "trafficMatrix",
      "userPoolId",
    ]);
  });

  it("tell the traffic matrix as the rules have it", async () => {
    const plan = await planned(VARIANTS.dev);
    const rows = outputsOf(plan)["trafficMatrix"] as unknown as readonly {
      readonly rules: readonly string[];
    }[];
    const declared = plan.resources.filter(({ type }) => /:SecurityGroup(Ingress|Egress)Rule$/.test(type));
    expect(rows.flatMap(({ rules: sides }) => sides)).to.have.lengthOf(declared.length);
  });
});
