import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { expect } from "chai";
import schema from "../../preview/baseline.schema.json";
import { complaint, pack, planOf, project, ROOT, type RunOptions, run } from "./run";
import { ADMINISTRATION, exportOf, grown, OVER_TLS, openGroup, rolePolicy, type Stored } from "./states";

const guard = ["--policy-pack", join(ROOT, "policy-pack")];

describe("a baseline of a stack with 500 resources and 60 old violations", () => {
  let folder: string;
  let baseline: string;
  const judge = (resources: readonly Stored[], args: readonly string[], options: RunOptions = {}) => {
    const state = join(folder, "state.json");
    writeFileSync(state, exportOf(resources));
    return run([...guard, "--state", state, ...args], { cwd: folder, ...options });
  };
  const withBaseline = (resources: readonly Stored[], options?: RunOptions) =>
    judge(resources, ["--baseline", baseline], options);
  /** The grown stack with one resource replaced. */
  const changed = (resource: Stored) => grown().map((one) => (one.urn === resource.urn ? resource : one));

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "preview-baseline-"));
    baseline = join(folder, "baseline.json");
    const plan = planOf(await judge(grown(), ["--write-baseline", baseline]));
    expect(plan.summary).to.include({ resources: 500, mandatory: 0, advisory: 0, baselined: 60 });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is a file that its schema accepts, with one entry a violation", () => {
    const written = JSON.parse(readFileSync(baseline, "utf8"));
    const validate = new Ajv2020({ strict: true }).compile(schema);
    expect(validate(written), JSON.stringify(validate.errors)).to.equal(true);
    expect(written.violations).to.have.lengthOf(60);
  });

  it("lets it pass", async () => {
    const plan = planOf(await withBaseline(grown()));
    expect(plan.violations.every(({ baselined }) => baselined === true)).to.equal(true);
    expect(plan.summary).to.include({ mandatory: 0, baselined: 60 });
    expect(plan.baseline).to.deep.equal({ entries: 60, resolved: [], undecided: [] });
  });

  it("does not without it", async () => {
    const plan = planOf(await judge(grown(), []), 1);
    expect(plan.summary).to.include({ mandatory: 60 }).and.not.to.have.property("baselined");
    expect(plan.violations[0]).not.to.have.property("baselined");
  });

  it("fails one new violation by name", async () => {
    const ended = await withBaseline([...grown(), openGroup("bastion", 3389)], { format: "text" });
    expect(ended.code).to.equal(1);
    expect(ended.stdout).to.contain("\n1 violation not in the baseline\n");
    expect(ended.stdout).to.match(/✗ mandatory {2}open-ingress .*\n +ec2\.SecurityGroup bastion\n/);
    expect(ended.stdout).to.contain(
      "\n60 known violations, let pass by the baseline  --verbose shows them\n",
    );
    expect(ended.stdout).to.contain("\n  30  administrative-access\n  30  open-ingress\n");
    expect(ended.stdout).to.match(/REJECTED {2}501 resources, 1 mandatory, 0 advisory, 60 in the baseline/);
  });

  it("fails a baselined statement whose condition is removed, and counts the old one as resolved", async () => {
    const plan = planOf(await withBaseline(changed(rolePolicy("role-7", ADMINISTRATION))), 1);
    const fresh = plan.violations.filter(({ baselined }) => baselined !== true);
    expect(fresh.map(({ policy, urn }) => [policy, urn.split("::").at(-1)])).to.deep.equal([
      ["administrative-access", "role-7"],
    ]);
    expect(plan.baseline?.resolved.map(({ policy, urn }) => [policy, urn])).to.deep.equal([
      ["administrative-access", fresh[0]?.urn],
    ]);
  });

  it("fails the statement again where it is added without its condition, wherever it stands", async () => {
    const known = { ...ADMINISTRATION, Condition: OVER_TLS };
    for (const statements of [
      [known, ADMINISTRATION],
      [ADMINISTRATION, known],
    ]) {
      const plan = planOf(await withBaseline(changed(rolePolicy("role-7", ...statements))), 1);
      expect(plan.summary).to.include({ mandatory: 1, baselined: 59 });
    }
  });

  it("lets pass what is written otherwise", async () => {
    const same = { ...ADMINISTRATION, Sid: "All", Action: ["*:*"], Resource: ["*"], Condition: OVER_TLS };
    const plan = planOf(await withBaseline(changed(rolePolicy("role-7", same))));
    expect(plan.summary).to.include({ mandatory: 0, baselined: 60 });
  });

  it("fails what moves to another resource, and lets pass what takes the place of a resource by its name", async () => {
    const moved = grown().map((one) => (one.urn.endsWith("::group-3") ? openGroup("group-x", 22) : one));
    expect(planOf(await withBaseline(moved), 1).summary).to.include({ mandatory: 1, baselined: 59 });
    const replaced = changed({ ...openGroup("group-3", 22), id: "another-id" });
    expect(planOf(await withBaseline(replaced)).summary).to.include({ mandatory: 0, baselined: 60 });
  });

  it("fails another port on a group that has a baselined one", async () => {
    const plan = planOf(await withBaseline(changed(openGroup("group-3", 3389))), 1);
    expect(plan.summary).to.include({ mandatory: 1, baselined: 59 });
  });

  it("lists what is mended, and writes what is left of itself: never more", async () => {
    const mended = rolePolicy("role-7", {
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::a/*",
    });
    const resources = [...changed(mended), openGroup("bastion", 3389)];
    const left = join(folder, "left.json");
    const text = await judge(resources, ["--baseline", baseline, "--write-baseline", left], {
      format: "text",
    });
    expect(text.code).to.equal(1);
    expect(text.stdout).to.contain(
      "\n1 of 60 baseline entries resolved: take it out with --write-baseline\n",
    );
    expect(text.stdout).to.match(/✓ administrative-access {2}iam\.RolePolicy role-7 {2}[0-9a-f]{12}\n/);
    expect(text.stderr).to.contain(`59 violations in the baseline \`${left}\``);
    const { violations } = JSON.parse(readFileSync(left, "utf8"));
    expect(violations).to.have.lengthOf(59);
    const old = JSON.parse(readFileSync(baseline, "utf8")).violations;
    expect(old).to.deep.include.members(violations);
  });

  it("shows in SARIF as suppressed, and in Markdown folded", async () => {
    const resources = [...grown(), openGroup("bastion", 3389)];
    const [sarif, markdown] = await Promise.all([
      withBaseline(resources, { format: "sarif" }),
      withBaseline(resources, { format: "markdown" }),
    ]);
    const { results } = JSON.parse(sarif.stdout).runs[0];
    const open = results.filter(({ suppressions }: { suppressions?: unknown }) => suppressions === undefined);
    expect([results.length, open.length]).to.deep.equal([61, 1]);
    expect(open[0].locations[0].logicalLocations[0].name).to.equal("bastion");
    expect(results.find((one: { suppressions?: unknown }) => one.suppressions !== undefined)).to.deep.include(
      {
        suppressions: [{ kind: "external", status: "accepted", justification: "in the baseline" }],
      },
    );
    expect(markdown.stdout).to.contain("## State of `shop / prod`: ❌ rejected");
    expect(markdown.stdout).to.contain("### 1 violation not in the baseline");
    expect(markdown.stdout).to.contain("<summary>60 known violations, let pass by the baseline</summary>");
    expect(markdown.stdout).to.contain("… and 20 more");
  });
});

describe("a baseline of a program", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "preview-baseline-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is written by a preview and lets the next one pass", async () => {
    const baseline = join(folder, "tree.json");
    const rules = ["--policy-pack", pack("rules")];
    planOf(await run([...rules, "--write-baseline", baseline], { cwd: project("tree") }));
    const plan = planOf(await run([...rules, "--baseline", baseline], { cwd: project("tree") }));
    expect(plan.summary.mandatory).to.equal(0);
    expect(plan.summary.baselined).to.equal(plan.violations.length).and.to.be.above(0);
  });

  it("is refused where it is none, and where it cannot be written", async () => {
    const write = (text: string): string => {
      const file = join(folder, "broken.json");
      writeFileSync(file, text);
      return file;
    };
    const saying = async (...args: readonly string[]) => complaint(await run(args, { cwd: project("tree") }));
    const absent = join(folder, "absent", "b.json");
    expect(await saying("--baseline", absent)).to.contain(`cannot read --baseline \`${absent}\``);
    expect(await saying("--baseline", write('{"version":2}'))).to.contain(
      "is no baseline: it must have required property 'violations'; --baseline takes what `--write-baseline` wrote",
    );
    expect(await saying("--baseline", write('{"version":1,"violations":[{"policy":7}]}'))).to.contain(
      "is no baseline at `/violations/0`",
    );
    expect(await saying("--write-baseline", absent)).to.contain(
      `cannot write --write-baseline \`${absent}\``,
    );
    expect(existsSync(absent)).to.equal(false);
  });
});
