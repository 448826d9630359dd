import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { complaint, named, outputsOf, pack, planOf, project, run } from "./run";

const packs = (...names: readonly string[]) => names.flatMap((name) => ["--policy-pack", pack(name)]);
const configs = (...names: readonly string[]) =>
  names.flatMap((name) => ["--policy-pack-config", pack(`configured/${name}.json`)]);

describe("policy packs in a preview", () => {
  it("exit 0 without a violation", async () => {
    const plan = planOf(await run(packs("quiet"), { cwd: project("buckets") }));
    expect(plan.violations).to.deep.equal([]);
    expect(plan.summary).to.include({ mandatory: 0, advisory: 0, unverified: 0, opaque: 0, resources: 4 });
  });

  it("are several, reported in the order given", async () => {
    const args = [...packs("typescript", "rules"), "--materialise", "none"];
    const plan = planOf(await run(args, { cwd: project("buckets") }), 1);
    const found = plan.violations.map(({ policyPack, urn }) => `${policyPack} ${urn.split("::")[3]}`);
    expect([...found.slice(0, 2).sort(), ...found.slice(2)]).to.deep.equal([
      "typescript ledger",
      "typescript other",
      "rules ledger",
    ]);
  });

  it("remediate first; what is still wrong is mandatory", async () => {
    const plan = planOf(await run(packs("remediates"), { cwd: project("buckets") }), 1);
    expect(named(plan, "ledger").inputs["tags"]).to.deep.equal({ owner: "found", season: "winter" });
    expect(outputsOf(plan)).to.deep.equal({ tags: { owner: "found", season: "winter" } });
    const mandatory = plan.violations.filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
    expect(mandatory.map(({ policy, urn, message }) => [policy, urn.split("::")[3], message])).to.deep.equal([
      ["keeps-owner", "other", "every bucket has an owner\nthe bucket has no owner"],
    ]);
    expect(plan.summary.mandatory).to.equal(1);
  });

  it("show a mandatory policy that read an unknown value as unverified, and pass as the CLI does", async () => {
    const args = [...packs("reads-unknown"), "--materialise", "none"];
    const plan = planOf(await run(args, { cwd: project("tree") }));
    expect(plan.violations).to.deep.equal([]);
    expect(plan.unverified.map(({ policyPack, policy, urn }) => [policyPack, policy, urn])).to.deep.equal([
      [
        "reads-unknown",
        "reads-policy",
        "urn:pulumi:dev::tree::shop:index:Store$aws:s3/bucketPolicy:BucketPolicy::store-policy",
      ],
    ]);
    expect(plan.unverified[0]?.message).to.contain("can't be known during preview");
  });

  it("judge the same document once it is materialised, and say that the finding rests on it", async () => {
    const plan = planOf(await run(packs("reads-unknown"), { cwd: project("tree") }), 1);
    expect(plan.unverified).to.deep.equal([]);
    expect(plan.violations).to.have.length(1);
    expect(plan.violations[0]).to.include({ enforcementLevel: "mandatory", materialised: true });
  });

  it("know organization, project, stack, dry run and configuration; what they print stays off the plan", async () => {
    const result = await run(packs("talks"), { cwd: project("tree") });
    expect(planOf(result).violations.map(({ message }) => message)).to.deep.equal([
      "tells what it knows\norganization tree dev true eu-west-1",
    ]);
  });

  it("are told the organization that `--stack` names", async () => {
    const plan = planOf(await run([...packs("talks"), "--stack", "acme/dev"], { cwd: project("tree") }));
    expect(plan.stack).to.equal("dev");
    expect(plan.violations[0]?.message).to.contain("acme tree dev true");
  });

  describe("with configuration", () => {
    const told = async (args: readonly string[], code: 0 | 1 = 0) =>
      Object.fromEntries(
        planOf(await run(args, { cwd: project("bare") }), code).violations.map(
          ({ policyPack, policy, enforcementLevel, message }) => [
            `${policyPack} ${policy} ${enforcementLevel}`,
            JSON.parse(message.split("\n")[1] ?? ""),
          ],
        ),
      );

    it("get the schema's defaults, then the pack's own", async () => {
      expect(await told(packs("configured"))).to.deep.equal({
        "configured greets advisory": { count: 3, greeting: "good day", names: ["ann"] },
        "configured needs advisory": { wish: "none" },
      });
    });

    it("get a file's values property by property, and levels by name", async () => {
      expect(await told([...packs("configured"), ...configs("five")], 1)).to.deep.equal({
        "configured greets advisory": { count: 5, greeting: "good day", names: ["ann"] },
        "configured needs mandatory": { wish: "none" },
      });
    });

    it("get one level for all, which a policy may except itself from", async () => {
      expect(await told([...packs("configured"), ...configs("only-greets")])).to.deep.equal({
        "configured greets advisory": { count: 3, greeting: "good day", names: [] },
      });
    });

    it("pair packs and files in order", async () => {
      const judged = (...args: readonly string[]) => run(args, { cwd: project("bare") });
      const refused = await judged(...packs("quiet", "configured"), ...configs("five"));
      expect(complaint(refused)).to.equal(
        "error: configuration of policy pack `quiet`: there is no policy `greets` (accepted: none); there is no policy `needs` (accepted: none)",
      );
      const turned = [...packs("configured", "quiet"), ...configs("five")];
      expect(await told(turned, 1)).to.have.property("configured needs mandatory");
      const both = await judged(...packs("configured", "quiet"), ...configs("five", "five"));
      expect(complaint(both)).to.equal(complaint(refused));
    });
  });

  it("may be links to packs elsewhere", async () => {
    const folder = mkdtempSync(join(tmpdir(), "preview-packs-"));
    try {
      const link = join(folder, "linked");
      symlinkSync(pack("rules"), link);
      const plan = planOf(await run(["--policy-pack", link], { cwd: project("buckets") }), 1);
      expect(plan.violations.map(({ policy }) => policy)).to.deep.equal(["no-ledgers"]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
