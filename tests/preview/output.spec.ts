import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { complaint, named, outputsOf, pack, planOf, project, ROOT, run } from "./run";

/** What a terminal would obey: control characters but line breaks, and those that reorder text. */
const isObeyed = (character: string): boolean =>
  character !== "\n" && /^(?:\p{Cc}|[\u202a-\u202e\u2066-\u2069])$/u.test(character);

describe("what a preview prints", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "preview-output-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is only JSON on standard output, by the command that users run too", async () => {
    const command = [join(ROOT, "scripts/start.mjs"), "preview"];
    const result = await run([], { cwd: project("logs-error"), command });
    expect(planOf(result).project).to.equal("logs-error");
    expect(result.stdout).to.match(/^\{.*\}\n$/s);
  });

  it("is complete, however long", async () => {
    const result = await run([], { cwd: project("many") });
    const plan = planOf(result);
    expect(result.stdout.length).to.be.above(1_000_000);
    const shelves = plan.resources.filter(({ type }) => type === "shop:index:Shelf");
    expect(new Set(shelves.map(({ name }) => name)).size).to.equal(300);
  });

  it("goes to a file with --out, JSON as text", async () => {
    const file = join(folder, "plan.json");
    const json = await run(["--out", file], { cwd: project("bare") });
    expect({ code: json.code, stdout: json.stdout }).to.deep.equal({ code: 0, stdout: "" });
    expect(JSON.parse(readFileSync(file, "utf8"))).to.include({ version: 1, project: "bare", stack: "dev" });
    const text = await run(["--out", file], { cwd: project("bare"), format: "text" });
    expect({ code: text.code, stdout: text.stdout }).to.deep.equal({ code: 0, stdout: "" });
    expect(readFileSync(file, "utf8")).to.match(/^bare \/ dev /);
  });

  it("rejects an --out that cannot be written, and leaves nothing there", async () => {
    const file = join(folder, "nowhere", "plan.json");
    expect(complaint(await run(["--out", file], { cwd: project("bare") }))).to.contain(file);
    expect(existsSync(file)).to.equal(false);
  });

  it("is uncoloured in a pipe and where NO_COLOR asks for it", async () => {
    for (const env of [{}, { NO_COLOR: "1", FORCE_COLOR: "1" }]) {
      const { stdout, stderr } = await run([], { cwd: project("logs-error"), format: "text", env });
      expect(stdout + stderr).not.to.contain("\u001b");
    }
  });

  it("holds the names and values of a hostile program, as data", async () => {
    const plan = planOf(await run(["--materialise", "none"], { cwd: project("hostile") }));
    const bucket = named(plan, "a::b$c");
    expect(bucket).to.deep.include({
      urn: "urn:pulumi:dev::hostile::aws:s3/bucket:Bucket::a::b$c",
      type: "aws:s3/bucket:Bucket",
    });
    expect(bucket.inputs["bucket"]).to.equal("line\nbreak \u001b]0;title\u0007");
    expect(bucket.inputs["tags"]).to.deep.include({ constructor: "y", "a.b": "z" });
    expect(named(plan, "red\u001b[31m\nnext").inputs["bucket"]).to.equal("plain");
    expect(outputsOf(plan)["with space"]).to.equal("\u001b[2J");
  });

  it("sends no control character of a program to a terminal, nor lets it forge lines", async () => {
    const { code, stdout, stderr } = await run(["--verbose"], { cwd: project("hostile"), format: "text" });
    expect(code).to.equal(0);
    expect([...stdout, ...stderr].filter(isObeyed)).to.deep.equal([]);
    expect(stdout).not.to.match(/^next/m);
  });

  it("names assets by the SHA-256 of their content, and hides secret ones", async () => {
    const result = await run([], { cwd: project("assets") });
    const plan = planOf(result);
    const hello = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
    expect(named(plan, "text").inputs["source"]).to.deep.equal({ $asset: hello });
    expect(named(plan, "file").inputs["source"]).to.deep.equal({ $asset: hello });
    expect(named(plan, "function").inputs["code"]).to.have.property("$asset").with.length(64);
    expect(named(plan, "secret").inputs["source"]).to.deep.equal({ $secret: true });
    expect(result.stdout + result.stderr).not.to.contain("sesame-5b5b");
  });

  it("hides secrets inside lists and documents; in outputs the list as a whole, as the engine does", async () => {
    const result = await run(["--materialise", "none"], { cwd: project("values") });
    const plan = planOf(result);
    const { inputs, outputs } = named(plan, "rules");
    expect(inputs["ingress"])
      .to.have.nested.property("[0].cidrBlocks")
      .that.deep.equals(["10.0.0.0/8", { $secret: true }]);
    expect(outputs["ingress"]).to.deep.equal({ $secret: true });
    expect(named(plan, "secret-inline").inputs["policy"]).to.deep.equal({ $secret: true });
    expect(outputsOf(plan)["deep"]).to.deep.equal({
      list: [{ $unknown: true }, 1, null, null],
      map: { secret: { $secret: true } },
    });
    for (const secret of ["10.7.7.7", "hidden-9a9a"])
      expect(result.stdout + result.stderr).not.to.contain(secret);
  });

  it("lists remote components as opaque, in the plan and in the text", async () => {
    const [json, text] = await Promise.all([
      run([], { cwd: project("remote") }),
      run([], { cwd: project("remote"), format: "text" }),
    ]);
    const plan = planOf(json);
    expect(plan.opaque).to.deep.equal([
      { urn: "urn:pulumi:dev::remote::awsx:ec2:Vpc::network", type: "awsx:ec2:Vpc" },
    ]);
    expect(plan.summary.opaque).to.equal(1);
    expect(named(plan, "network").custom).to.equal(false);
    expect(named(plan, "group").inputs["vpcId"]).to.match(/^vpc-[0-9a-f]{17}$/);
    expect(outputsOf(plan)["vpcId"]).to.equal(named(plan, "group").inputs["vpcId"]);
    expect(text.stdout).to.contain("network").and.contain("1 opaque");
  });

  it("gives a dynamic resource's secrets and code to nobody", async () => {
    const result = await run(["--verbose"], { cwd: project("dynamic-provider") });
    const plan = planOf(result);
    expect(named(plan, "clock").inputs).to.deep.include({ hours: 12, note: { $secret: true } });
    expect(result.stdout + result.stderr).not.to.contain("tick-19cc");
    expect(outputsOf(plan)).to.deep.include({ hours: 12, made: { $unknown: true } });
  });

  it("gives inherited options", async () => {
    const plan = planOf(await run([], { cwd: project("options") }));
    const inherited = (name: string) => {
      const { protect, retainOnDelete } = named(plan, name).options;
      return { protect: protect ?? false, retainOnDelete: retainOnDelete ?? false };
    };
    expect(inherited("shelf-policy")).to.deep.equal({ protect: true, retainOnDelete: true });
    expect(inherited("shelf-open")).to.deep.equal({ protect: false, retainOnDelete: true });
    expect(inherited("waits-bucket")).to.deep.equal({ protect: false, retainOnDelete: false });
    expect(named(plan, "every").options).to.deep.include({
      deleteBeforeReplace: true,
      deletedWith: named(plan, "shelf-bucket").urn,
      ignoreChanges: ["tags"],
      replaceOnChanges: ["bucket"],
      additionalSecretOutputs: ["arn"],
    });
    expect(named(plan, "every").outputs["arn"]).to.deep.equal({ $secret: true });
  });

  it("is the same for a program of ECMAScript modules", async () => {
    const plan = planOf(await run([], { cwd: project("modules") }));
    expect(named(plan, "bucket").inputs).to.deep.equal({ bucket: "shop-21" });
    expect(outputsOf(plan)).to.deep.equal({ twice: 42 });
  });

  it("is the same for TypeScript programs, run by ts-node or by tsx", async () => {
    const [node, tsx] = await Promise.all([
      run(["--policy-pack", pack("rules")], { cwd: project("typescript") }),
      run([], { cwd: project("typescript-tsx") }),
    ]);
    expect(outputsOf(planOf(node))).to.deep.equal({ id: "shop-bucket", name: "shop-bucket" });
    expect(outputsOf(planOf(tsx))).to.deep.equal({ twice: 42 });
  });
});
