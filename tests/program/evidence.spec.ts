import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect } from "chai";
import { type Control, type EvidenceSources, missingEvidence } from "../../components/responsibility";
import { rules } from "../../policy-pack/policies";
import type { Plan } from "../../preview/plan";
import { outputsOf, ROOT } from "../preview/run";
import { leaves } from "./reading";
import { planned, preview } from "./stack";
import { VARIANT_NAMES, VARIANTS, type VariantName } from "./variants";

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
  const outputs = async (name: VariantName) => outputsOf(await planned(VARIANTS[name]));
  const absent = async (name: VariantName) =>
    Object.entries(await outputs(name))
      .filter(([, value]) => value === null)
      .map(([key]) => key)
      .sort();

  it("are documented, each with what it is for", async () => {
    const page = readFileSync(join(ROOT, "docs/configuration.md"), "utf8");
    const [, table = ""] = /<!-- outputs:begin -->\n([\s\S]*?)<!-- outputs:end -->/.exec(page) ?? [];
    const documented = [...table.matchAll(/^\| `(\w+)` \| \S.* \|$/gm)].map(([, name = ""]) => name);
    expect(documented.sort()).to.deep.equal(Object.keys(await outputs("dev")).sort());
  });

  it("are the same in each stack, and null where a stack has no such thing", async () => {
    const keys = Object.keys(await outputs("dev"));
    const console = ["consoleAliasTarget", "consoleBucket", "consolePermissionsBoundary", "consoleUrl"];
    for (const [name, expected] of [
      ["dev", ["globalAlertsTopic"]],
      ["prod", []],
      ["GovCloud", [...console, "globalAlertsTopic"]],
      ["no console, no user pool", [...console, "globalAlertsTopic", "userPoolId"]],
      ["organisation's boundary", ["globalAlertsTopic"]],
    ] as const) {
      expect(await absent(name), name).to.deep.equal(expected);
      expect(Object.keys(await outputs(name)), name).to.deep.equal(keys);
    }
  });

  it("lead a name of one's own to the distribution, and a network to the VPC, be it new or not", async () => {
    const prod = await planned(VARIANTS.prod);
    const distribution = prod.resources.find(({ name }) => name === "console-distribution");
    expect(outputsOf(prod)["consoleAliasTarget"]).to.equal(distribution?.outputs["domainName"]);
    expect((await outputs("prod"))["vpcId"]).to.match(/^vpc-[0-9a-f]+$/);
    expect((await outputs("existing VPC with NAT"))["vpcId"]).to.equal("vpc-0123456789abcdef0");
  });

  it("hold no secret, also where the configuration has one", async () => {
    const secrets = leaves(await outputs("internal sign-in")).filter(({ path }) => /\$secret$/.test(path));
    expect(secrets).to.deep.equal([]);
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
