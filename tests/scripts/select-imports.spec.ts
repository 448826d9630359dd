import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

const SCRIPT = join(__dirname, "../../scripts/select-imports.mjs");
const BUCKET = "aws:s3/bucket:Bucket";

const provider = { type: "pulumi:providers:aws", name: "aws", inputs: { region: "us-east-1" } };
const outer = { type: "app:index:Outer", name: "outer", component: true };
const inner = { type: "app:index:Inner", name: "inner", component: true, parent: "outer" };
const other = { type: "app:index:Other", name: "other", component: true };
const bucket = (name: string, parent: string) => ({
  type: BUCKET,
  name,
  id: "<PLACEHOLDER>",
  parent,
  provider: "aws",
});
const FILE = {
  nameTable: { old: "urn:pulumi:dev::app::app:index:Old::old" },
  resources: [
    bucket("site", "inner"),
    other,
    provider,
    bucket("logs", "other"),
    inner,
    outer,
    bucket("kept", "old"),
  ],
};

describe("scripts/select-imports.mjs", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "imports-"));
    writeFileSync(join(folder, "all.json"), JSON.stringify(FILE));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const select = (...args: readonly string[]) => {
    const run = spawnSync(process.execPath, [SCRIPT, ...args], { encoding: "utf8", cwd: folder });
    return { status: run.status, said: run.stderr, out: run.stdout };
  };

  it("keeps what exists with its id, after what it stands below and its provider, and drops the rest", () => {
    const { status, said, out } = select("all.json", "site=my-bucket");
    expect({ status, said }).to.deep.equal({ status: 0, said: "" });
    expect(JSON.parse(out)).to.deep.equal({
      ...FILE,
      resources: [provider, outer, inner, { ...bucket("site", "inner"), id: "my-bucket" }],
    });
  });

  it("takes several, names what they share once, and leaves to the name table what the stack has", () => {
    const { resources } = JSON.parse(select("all.json", "logs=b=1", "kept=c").out);
    expect(resources).to.deep.equal([
      provider,
      other,
      { ...bucket("logs", "other"), id: "b=1" },
      { ...bucket("kept", "old"), id: "c" },
    ]);
  });

  it("refuses names that no resource of the preview has, all at once", () => {
    expect(select("all.json", "sight=a", "inner=b", "site=c")).to.deep.equal({
      status: 2,
      said: "`sight` (0 entries), `inner` (0 entries): not one resource of the preview; accepted: the name of a resource that would be created\n",
      out: "",
    });
  });

  it("says how it is used where it is not told what to take, and what of a file it cannot read", () => {
    for (const args of [[], ["all.json"], ["all.json", "site"], ["all.json", "=x"]])
      expect(select(...args)).to.deep.equal({
        status: 2,
        said: "usage: node scripts/select-imports.mjs IMPORT.json NAME=ID…\n",
        out: "",
      });
    const { status, said } = select("absent.json", "site=c");
    expect(status).to.equal(2);
    expect(said).to.match(/^ENOENT: /);
  });
});
