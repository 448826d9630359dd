import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Plan } from "../../preview/plan";
import { UNKNOWN_ON_THE_WIRE } from "./recorded";
import { complaint, named, outputsOf, pack, planOf, ROOT, type RunOptions, run } from "./run";
import { exportOf, openGroup, stored } from "./states";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const secret = (value: object) => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", ...value });
const bucket = (name: string, inputs: object, more: object = {}) =>
  stored("aws:s3/bucket:Bucket", name, inputs, more);

describe("a state judged instead of a program", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "preview-state-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const write = (text: string): string => {
    const file = join(folder, "state.json");
    writeFileSync(file, text);
    return file;
  };
  const judge = (text: string, args: readonly string[] = [], options: RunOptions = {}) =>
    run(["--state", write(text), ...args], { cwd: folder, ...options });

  it("needs neither a project nor a stack's name, and is shown like a plan", async () => {
    const provider = stored("pulumi:providers:aws", "main", { region: "eu-central-1" });
    const text = exportOf(
      [
        provider,
        bucket("ledger", { bucket: "ledger" }, { provider: `${provider.urn}::main-id`, protect: true }),
        bucket("gone", {}, { delete: true }),
      ],
      { name: "ledger" },
    );
    const plan = planOf(await judge(text, ["--policy-pack", pack("rules")]), 1);
    expect([plan.project, plan.stack, plan.source]).to.deep.equal(["shop", "prod", "state"]);
    expect(plan.resources.map(({ name }) => name)).to.deep.equal(["shop-prod", "main", "ledger"]);
    expect(named(plan, "ledger")).to.deep.include({
      id: "ledger-id",
      inputs: { bucket: "ledger" },
      options: { provider: `${provider.urn}::main-id`, protect: true },
      materialised: [],
    });
    expect(outputsOf(plan)).to.deep.equal({ name: "ledger" });
    expect(plan.violations.map(({ policy, urn }) => [policy, urn])).to.deep.equal([
      ["no-ledgers", named(plan, "ledger").urn],
    ]);
    expect(plan.summary).to.deep.include({ resources: 3, mandatory: 1, opaque: 0 });
  });

  it("reaches packs as the engine hands it over: inputs one by one, outputs at the end, with providers", async () => {
    const provider = stored("pulumi:providers:aws", "main", { region: "eu-central-1", __internal: {} });
    const parts = { inputs: { a: 1, __defaults: ["b"] }, outputs: { a: 1, arn: "arn:aws:s3:::ledger" } };
    const ledger = bucket("ledger", {}, { ...parts, provider: `${provider.urn}::main-id` });
    const record = join(folder, "record.jsonl");
    const text = exportOf([
      provider,
      ledger,
      bucket("copy", {}, { dependencies: [ledger.urn], propertyDependencies: { source: [ledger.urn] } }),
      bucket("foreign", {}, { external: true }),
    ]);
    planOf(await judge(text, ["--policy-pack", pack("record")], { env: { RECORD_FILE: record } }));
    const lines = readFileSync(record, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const of = (kind: string) => lines.filter((line) => line.kind === kind);
    expect(of("resource").map(({ name }) => name)).to.deep.equal(["shop-prod", "main", "ledger", "copy"]);
    expect(of("resource")[2]).to.deep.include({ props: { a: 1 } });
    expect(of("resource")[2].provider).to.deep.include({ name: "main", props: { region: "eu-central-1" } });
    const [, , whole, copy] = of("stack");
    expect(whole.props).to.deep.equal({ a: 1, arn: "arn:aws:s3:::ledger" });
    expect(whole.parent).to.equal("urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod");
    expect(copy).to.deep.include({
      dependencies: [ledger.urn],
      propertyDependencies: { source: [ledger.urn] },
    });
  });

  it("keeps its secrets: packs see those that are in plain, and no output does", async () => {
    const record = join(folder, "secrets.jsonl");
    const inputs = {
      open: secret({ plaintext: '"hush-hush"' }),
      closed: secret({ ciphertext: "v1:AAAA:BBBB" }),
    };
    const text = exportOf([bucket("ledger", inputs)], { password: secret({ plaintext: '"hush-hush"' }) });
    const ended = await judge(text, ["--policy-pack", pack("record"), "--policy-pack", pack("tattles")], {
      env: { RECORD_FILE: record },
    });
    expect(ended.stdout + ended.stderr).not.to.contain("hush-hush");
    expect(ended.stderr).to.contain("2 encrypted values of the state are unknown: their secrets provider");
    const plan = planOf(ended, ended.code === 1 ? 1 : 0);
    expect(named(plan, "ledger").inputs).to.deep.equal({
      open: { $secret: true },
      closed: { $secret: true },
    });
    expect(outputsOf(plan)).to.deep.equal({ password: { $secret: true } });
    expect(readFileSync(record, "utf8")).to.contain(
      JSON.stringify({ closed: UNKNOWN_ON_THE_WIRE, open: "hush-hush" }),
    );
  });

  it("is not remediated: what exists is judged as it is", async () => {
    const text = exportOf([bucket("ledger", { bucket: "ledger" })]);
    const plan = planOf(await judge(text, ["--policy-pack", pack("remediates")]), 1);
    expect(named(plan, "ledger").inputs).to.deep.equal({ bucket: "ledger" });
    expect(plan.violations.map(({ policy, enforcementLevel }) => [policy, enforcementLevel])).to.deep.equal([
      ["keeps-owner", "mandatory"],
    ]);
  });

  it("attributes findings to the stack where the state lacks its own resource", async () => {
    const text = JSON.stringify({
      version: 3,
      deployment: { resources: [stored("aws:iam/role:Role", "reader", {})] },
    });
    const plan = planOf(await judge(text, ["--policy-pack", pack("rules")]));
    expect(plan.violations.map(({ message, urn }) => [message, urn])).to.deep.equal([
      ["a stack has at most no role\n1 role", "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod"],
      ["a stack has at most no role\nthis one", "urn:pulumi:prod::shop::aws:iam/role:Role::reader"],
    ]);
  });

  /**
   * Written by the CLI 3.260, with stand-ins for the providers: a component, three providers, an import, something looked
   * up, secrets, a replacement whose deletion failed, and an update that was killed. Of the file, stack traces, times and
   * the code of the dynamic provider are left out.
   */
  describe("that the CLI exported", () => {
    const shop = join(__dirname, "exports/shop.json");
    const guard = ["--state", shop, "--policy-pack", join(ROOT, "policy-pack")];
    const said = (plan: Plan) =>
      plan.violations.map(({ enforcementLevel, policy, urn }) =>
        [enforcementLevel, policy, urn.split("::").at(-1)].join(" "),
      );
    const ADVICE = [
      "advisory opaque-resource thing",
      "advisory bucket-public-access west-bucket",
      "advisory bucket-public-access store-bucket",
      "advisory bucket-transport west-bucket",
      "advisory bucket-transport store-bucket",
    ];

    it("is judged as by `pulumi policy analyze`, but for what the stack only looks up", async () => {
      const ended = await run(guard, { cwd: folder, env: { PULUMI_CONFIG_PASSPHRASE: "correct-horse" } });
      const plan = planOf(ended, 1);
      expect(plan.summary).to.include({ resources: 13, mandatory: 2, unverified: 0, opaque: 0 });
      expect(said(plan)).to.deep.equal([
        "mandatory administrative-access admin",
        "mandatory open-ingress web",
        ...ADVICE,
      ]);
      expect(ended.stdout + ended.stderr).not.to.contain("never-shown");
      expect(ended.stderr).to.contain(
        "notice: not judged, since the next update deletes it: `urn:pulumi:prod::shop::pulumi-nodejs:dynamic:Resource::thing`\n",
      );
      expect(ended.stderr).to.contain(
        "notice: an update was interrupted, and the state does not say what became of `urn:pulumi:prod::shop::pulumi-nodejs:dynamic:Resource::hanging`\n",
      );
    });

    it("leaves open what depends on secrets without the passphrase, and a baseline keeps what it had", async () => {
      const baseline = join(folder, "shop.baseline.json");
      const opened = { cwd: folder, env: { PULUMI_CONFIG_PASSPHRASE: "correct-horse" } };
      planOf(await run([...guard, "--write-baseline", baseline], opened));
      const plan = planOf(await run([...guard, "--baseline", baseline], { cwd: folder }));
      expect(said(plan)).to.deep.equal(["mandatory open-ingress web", ...ADVICE]);
      expect(plan.unverified.map(({ policy }) => policy)).to.deep.equal(["administrative-access"]);
      expect(plan.baseline).to.deep.include({ entries: 7, resolved: [] });
      expect(plan.baseline?.undecided.map(({ policy }) => policy)).to.deep.equal(["administrative-access"]);
    });
  });

  it("of a destroyed stack passes", async () => {
    const plan = planOf(await judge('{"version":3,"deployment":{"manifest":{}}}', ["--stack", "prod"]));
    expect([plan.stack, plan.resources, plan.violations]).to.deep.equal(["prod", [], []]);
  });

  it("is judged by this project's pack unless another one is named", async () => {
    const { code, stdout } = await run(["--state", write(exportOf([openGroup("web", 22)]))]);
    expect(code).to.equal(1);
    expect(stdout).to.contain("shop / prod  state, 2 resources");
    expect(stdout).to.match(/✗ mandatory {2}open-ingress {2}centralized-logging-guard/);
  });

  it("is refused where it is of another stack, or where options make no sense with it", async () => {
    const text = exportOf([bucket("a", {})]);
    expect(complaint(await judge(text, ["--stack", "dev"]))).to.contain(
      "is of stack `prod`, not of `dev` as --stack says",
    );
    expect(complaint(await judge(text, ["--invokes", "i.json", "--materialise", "none"]))).to.contain(
      "--invokes has no use with --state: no program runs, and what exists is known; --materialise has no use",
    );
    expect(complaint(await judge("7"))).to.contain("is no export of a stack");
  });
});
