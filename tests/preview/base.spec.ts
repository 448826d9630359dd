import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Plan } from "../../preview/plan";
import { complaint, pack, planOf, project, run } from "./run";

describe("a preview with a base", () => {
  const rules = ["--policy-pack", pack("rules")];
  let folder: string;
  let plan: Plan;
  const write = (name: string, content: unknown): string => {
    const file = join(folder, name);
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "preview-base-"));
    plan = planOf(await run(rules, { cwd: project("tree") }), 1);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("changes nothing against its own plan", async () => {
    const base = write("same.json", plan);
    const again = planOf(await run([...rules, "--base", base], { cwd: project("tree") }), 1);
    expect((again as Plan & { comparison: unknown }).comparison).to.deep.equal({
      resources: { added: [], removed: [], changed: [] },
      flows: { wider: [], narrower: [] },
      permissions: { wider: [], narrower: [] },
      violations: { introduced: [], resolved: [] },
    });
  });

  it("says as Markdown and as SARIF what is new, and keeps the exit code", async () => {
    const base = write("less.json", { ...plan, resources: plan.resources.slice(0, -1), violations: [] });
    const [markdown, sarif] = await Promise.all([
      run([...rules, "--base", base], { cwd: project("tree"), format: "markdown" }),
      run([...rules, "--base", base], { cwd: project("tree"), format: "sarif" }),
    ]);
    expect([markdown.code, sarif.code]).to.deep.equal([1, 1]);
    expect(markdown.stdout).to.contain("### Resources: 1 added, 0 removed, 0 replaced, 0 changed");
    expect(markdown.stdout).to.contain("❌ mandatory **new**");
    const { results } = JSON.parse(sarif.stdout).runs[0];
    const states = results.map(({ baselineState }: { baselineState?: string }) => baselineState);
    expect(states.filter((state: string | undefined) => state === "new")).to.have.lengthOf(
      plan.violations.length,
    );
  });

  it("says in a terminal what changes, in the place of all that there is", async () => {
    const base = write("less.json", { ...plan, resources: plan.resources.slice(0, -1), violations: [] });
    const { code, stdout } = await run([...rules, "--base", base], { cwd: project("tree"), format: "text" });
    expect(code).to.equal(1);
    expect(stdout).to.contain("\nResources: 1 added, 0 removed, 0 replaced, 0 changed\n  + ");
    expect(stdout).to.match(/✗ mandatory .* {2}new\n/);
    expect(stdout).not.to.contain("├─");
  });

  it("says where the base is the plan of another stack, with which it has no resource in common", async () => {
    const notice = async (other: object) => {
      const base = write("other-stack.json", { ...plan, ...other });
      const { stderr } = await run([...rules, "--base", base], { cwd: project("tree") });
      return stderr.split("\n").filter((line) => line.includes("--base"));
    };
    expect(await notice({})).to.deep.equal([]);
    const [said = "", ...others] = await notice({ stack: "prod" });
    expect(others).to.deep.equal([]);
    expect(said).to.contain(
      `the plan of --base is one of \`${plan.project} / prod\`: all that is here counts as added, and all that is there as removed`,
    );
  });

  it("refuses what is no plan, or not there, and says which option named it", async () => {
    const saying = async (file: string) =>
      complaint(await run([...rules, "--base", file], { cwd: project("tree") }));
    const absent = join(folder, "absent.json");
    expect(await saying(absent)).to.contain(`--base \`${absent}\``);
    expect(await saying(write("broken.json", "{"))).to.contain("is not JSON");
    expect(await saying(write("other.json", { version: 2 }))).to.contain(
      "is no plan: it must have required property 'project'; --base takes what `--format json` wrote",
    );
    const wrong = { ...plan, resources: [{ ...plan.resources[0], urn: 7 }] };
    expect(await saying(write("wrong.json", wrong))).to.contain("is no plan at `/resources/0/urn`");
  });
});
