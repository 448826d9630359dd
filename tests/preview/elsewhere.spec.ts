import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { complaint, named, pack, planOf, project, ROOT, run } from "./run";

describe("a preview of a project outside this checkout", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "preview-elsewhere-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const copy = (source: string, name: string): string => {
    const target = join(folder, name);
    cpSync(source, target, { recursive: true });
    return target;
  };

  it("uses the project's and the pack's own node_modules", async () => {
    const cwd = copy(project("buckets"), "shop");
    const rules = copy(pack("rules"), "rules");
    for (const own of [cwd, rules]) symlinkSync(join(ROOT, "node_modules"), join(own, "node_modules"));
    const plan = planOf(await run(["--policy-pack", rules], { cwd }), 1);
    expect(plan).to.include({ project: "buckets", stack: "dev" });
    expect(named(plan, "ledger").inputs["bucket"]).to.equal("ledger");
    expect(plan.violations.map(({ policy }) => policy)).to.deep.equal(["no-ledgers"]);
  });

  it("takes relative paths from where the user stands", async () => {
    const cwd = copy(project("bare"), "shop");
    symlinkSync(join(ROOT, "node_modules"), join(cwd, "node_modules"));
    const result = await run(["--cwd", "shop", "--policy-pack", pack("quiet"), "--format", "json"], {
      workingDirectory: folder,
    });
    expect({ code: result.code, stderr: result.code === 2 ? result.stderr : "" }).to.deep.equal({
      code: 0,
      stderr: "",
    });
    expect(JSON.parse(result.stdout)).to.include({ project: "bare" });
  });

  it("leaves the project as it was, whatever its path", async () => {
    const cwd = copy(project("tree"), "my shop's (1) #100%");
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    const before = readdirSync(cwd);
    planOf(await run([], { cwd }));
    expect(readdirSync(cwd)).to.deep.equal(before);
  });

  it("is not misled by variables of a Pulumi run around it", async () => {
    const env = {
      PULUMI_CONFIG: "{",
      PULUMI_CONFIG_SECRET_KEYS: "[",
      PULUMI_NODEJS_DRY_RUN: "false",
      PULUMI_NODEJS_MONITOR: "127.0.0.1:9",
      PULUMI_NODEJS_PROJECT: "other",
      PULUMI_NODEJS_STACK: "other",
    };
    const plan = planOf(await run(["--policy-pack", pack("talks")], { cwd: project("tree"), env }));
    expect(plan).to.include({ project: "tree", stack: "dev" });
    expect(plan.violations[0]?.message).to.contain("organization tree dev true eu-west-1");
  });

  it("needs no network, whatever proxy the environment names", async () => {
    const proxy = "http://127.0.0.1:9";
    const env = { grpc_proxy: proxy, http_proxy: proxy, https_proxy: proxy };
    expect(planOf(await run([], { cwd: project("bare"), env })).project).to.equal("bare");
  });

  it("names `npm install` where the SDK is not installed", async () => {
    const cwd = copy(project("bare"), "shop");
    expect(complaint(await run([], { cwd })))
      .to.contain("npm install")
      .and.contain("@pulumi/pulumi");
  });

  it("names `npm install` where a pack's SDK is not installed", async () => {
    const rules = copy(pack("rules"), "rules");
    mkdirSync(join(rules, "node_modules"));
    const line = complaint(await run(["--policy-pack", rules], { cwd: project("bare") }));
    expect(line).to.contain("npm install").and.contain("rules");
  });
});
