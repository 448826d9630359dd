import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { complaint, named, outputsOf, planOf, project, type Run, run } from "./run";

const SECRET = { $secret: true };

describe("the configuration of a previewed stack", () => {
  it("reaches the program as the CLI would pass it: defaults, numbers, dates, objects", async () => {
    expect(outputsOf(planOf(await run([], { cwd: project("configuration") })))).to.deep.equal({
      colour: "blue",
      count: 12,
      open: true,
      organization: "organization",
      other: "value",
      owners: ["ann", "bob"],
      project: "configuration",
      ratio: "1.5",
      region: "eu-central-1",
      shape: '{"alpha":{"a":"x","b":[true,null,2.5]},"zeta":1}',
      since: "2024-01-02 00:00:00 +0000 UTC",
      size: 7,
      stack: "dev",
      title: "1.10",
    });
  });

  it("reads numbers and words of YAML as Go does", async () => {
    expect(outputsOf(planOf(await run([], { cwd: project("scalars") })))).to.deep.equal({
      empty: "",
      exponent: "1000",
      half: "0.5",
      hexadecimal: "16",
      list: '[1,{"b":2}]',
      long: "12345678901234567890",
      octal: "8",
      truth: "true",
      whole: "1",
      word: "yes",
    });
  });

  it("must have every declared setting that has no default", async () => {
    const line = complaint(await run(["--stack", "untitled"], { cwd: project("configuration") }));
    expect(line).to.contain("`title`").and.contain("untitled");
  });

  it("must have the declared types", async () => {
    const line = complaint(await run(["--stack", "mistyped"], { cwd: project("configuration") }));
    expect(line).to.contain("`size`").and.contain("integer");
  });

  it("may be absent: a project without a stack file", async () => {
    const result = await run(["--stack", "anything"], { cwd: project("bare") });
    expect(outputsOf(planOf(result))).to.deep.equal({ stack: "anything" });
  });

  it("is run in the folder that `main` names", async () => {
    const plan = planOf(await run([], { cwd: project("main-folder") }));
    expect(outputsOf(plan)).to.deep.equal({ folder: "src" });
    expect(named(plan, "object").inputs["source"]).to.have.all.keys("$asset");
  });

  it("warns of environments, which it cannot open", async () => {
    const result = await run([], { cwd: project("environments") });
    expect(outputsOf(planOf(result))).to.deep.equal({ a: "b" });
    expect(result.stderr).to.match(/environment/);
  });

  describe("with encrypted settings", () => {
    const secrets = ["correct-horse-1f2e", "8814-secret", "tok-3b3b"];
    const cwd = project("encrypted");
    const quiet = ({ stdout, stderr }: Run) => {
      for (const secret of [...secrets, "open-sesame"]) expect(stdout + stderr).not.to.contain(secret);
    };

    it("takes placeholders, marked secret, where the passphrase is absent, and says so", async () => {
      const result = await run(["--verbose"], { cwd });
      const plan = planOf(result);
      expect(named(plan, "password", "aws:ssm/parameter:Parameter").inputs).to.deep.include({
        name: "/shop/password",
        value: SECRET,
      });
      expect(outputsOf(plan)).to.deep.include({ door: SECRET, fingerprint: SECRET });
      expect(result.stderr).to.contain("PULUMI_CONFIG_PASSPHRASE");
      quiet(result);
    });

    it("decrypts them with the passphrase, and prints none", async () => {
      const result = await run(["--verbose"], { cwd, env: { PULUMI_CONFIG_PASSPHRASE: "open-sesame" } });
      const plan = planOf(result);
      expect(outputsOf(plan)).to.deep.equal({ door: SECRET, fingerprint: SECRET, length: 18 });
      expect(named(plan, "password", "aws:ssm/parameter:Parameter").inputs["value"]).to.deep.equal(SECRET);
      expect(result.stderr).not.to.contain("PULUMI_CONFIG_PASSPHRASE");
      quiet(result);
    });

    it("reads the passphrase from a file", async () => {
      const folder = mkdtempSync(join(tmpdir(), "preview-passphrase-"));
      try {
        const file = join(folder, "passphrase");
        writeFileSync(file, "open-sesame\n");
        const result = await run([], { cwd, env: { PULUMI_CONFIG_PASSPHRASE_FILE: file } });
        expect(outputsOf(planOf(result))["length"]).to.equal(18);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });

    it("rejects a wrong passphrase without printing it", async () => {
      const result = await run([], { cwd, env: { PULUMI_CONFIG_PASSPHRASE: "open-sezame" } });
      expect(complaint(result)).to.contain("passphrase");
      expect(result.stderr).not.to.contain("open-sezame");
      quiet(result);
    });

    it("makes the SDK's own secrets secret", async () => {
      const plan = planOf(await run([], { cwd }));
      expect(named(plan, "plain").outputs["value"]).to.deep.equal(SECRET);
    });
  });
});
