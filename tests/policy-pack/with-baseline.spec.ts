import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { expect } from "chai";
import schema from "../../policy-pack/config.schema.json";

const entry = (stack: string, fingerprint = "2dedfb557ab6") => ({
  policyPack: "centralized-logging-guard",
  policy: "open-ingress",
  urn: `urn:pulumi:${stack}::shop::aws:ec2/securityGroup:SecurityGroup::web`,
  fingerprint,
  enforcementLevel: "mandatory",
  message: "open",
});
const baseline = (...violations: readonly object[]) => ({ version: 1, violations });

describe("with-baseline", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "with-baseline-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = (files: Readonly<Record<string, unknown>>, ...args: readonly string[]) => {
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
    const script = join(__dirname, "../../policy-pack/scripts/with-baseline.mjs");
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
      cwd: folder,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };
  const printed = (guard: unknown, ...baselines: readonly object[]): unknown => {
    const names = baselines.map((_, at) => `${at}.json`);
    const files = Object.fromEntries(names.map((name, at) => [name, baselines[at]]));
    const { status, stdout, stderr } = run({ ...files, "guard.json": guard }, "guard.json", ...names);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    return JSON.parse(stdout);
  };

  it("adds the entries to the settings of `waivers`, and leaves the rest as it stands", () => {
    const guard = { all: "mandatory", "open-ingress": { ports: [443] }, waivers: { maximumDays: 30 } };
    expect(printed(guard, baseline(entry("prod")))).to.deep.equal({
      ...guard,
      waivers: { maximumDays: 30, baseline: [entry("prod")] },
    });
  });

  it("prints what the pack's schema accepts", () => {
    const validate = new Ajv({ strict: false }).compile(schema);
    const config = printed({ waivers: "advisory" }, baseline(entry("prod")));
    expect(validate(config), JSON.stringify(validate.errors)).to.equal(true);
    const broken = printed({}, baseline({ ...entry("prod"), enforcementLevel: "any" }));
    expect(validate(broken)).to.equal(false);
  });

  it("keeps a level that stands alone for `waivers`", () => {
    expect(printed({ waivers: "advisory" }, baseline())).to.deep.equal({
      waivers: { enforcementLevel: "advisory", baseline: [] },
    });
  });

  it("takes baselines of several stacks, and replaces what is there, so that no entry counts twice", () => {
    const both = { waivers: { baseline: [entry("dev"), entry("prod")] } };
    expect(printed({}, baseline(entry("dev")), baseline(entry("prod")))).to.deep.equal(both);
    expect(printed(both, baseline(entry("dev")), baseline(entry("prod")))).to.deep.equal(both);
    expect(printed(both, baseline(entry("prod")))).to.deep.equal({ waivers: { baseline: [entry("prod")] } });
  });

  it("keeps two entries alike of one baseline, which let two findings pass", () => {
    const twins = [entry("prod"), entry("prod")];
    expect(printed({}, baseline(...twins))).to.deep.equal({ waivers: { baseline: twins } });
  });

  it("refuses two baselines of one stack", () => {
    const files = {
      "guard.json": {},
      "a.json": baseline(entry("prod")),
      "b.json": baseline(entry("prod", "1")),
    };
    expect(run(files, "guard.json", "a.json", "b.json")).to.deep.equal({
      status: 2,
      stdout: "",
      stderr: "error: `a.json` and `b.json` both hold findings of `urn:pulumi:prod::shop`; accepted: one\n",
    });
  });

  it("prints nothing where a file is absent or something else, and names it", () => {
    const files = { "guard.json": {}, "list.json": [], "plan.json": { version: 2, violations: [] } };
    const refused = (...args: readonly string[]) => {
      const { status, stdout, stderr } = run({ ...files, "broken.json": "{" }, ...args);
      expect({ status, stdout }).to.deep.equal({ status: 2, stdout: "" });
      return stderr;
    };
    expect(refused("guard.json")).to.equal(
      "error: usage: node policy-pack/scripts/with-baseline.mjs GUARD.json BASELINE.json...\n",
    );
    expect(refused("list.json", "plan.json")).to.equal(
      "error: `list.json` is no configuration: it is no object\n",
    );
    expect(refused("guard.json", "plan.json")).to.equal(
      "error: `plan.json` is no baseline: accepted is what the preview's --write-baseline wrote\n",
    );
    expect(refused("guard.json", "absent.json")).to.equal("error: `absent.json` cannot be read: ENOENT\n");
    expect(refused("broken.json", "plan.json")).to.match(/^error: `broken\.json` is not JSON: .+\n$/);
  });
});
