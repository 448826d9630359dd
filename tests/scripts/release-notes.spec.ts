import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

const PACK = join(__dirname, "../../policy-pack");

describe("policy-pack/scripts/release-notes.mjs", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "release-notes-"));
    mkdirSync(join(folder, "scripts"));
    cpSync(join(PACK, "scripts/release-notes.mjs"), join(folder, "scripts/release-notes.mjs"));
    writeFileSync(join(folder, "package.json"), '{"version":"1.2.0"}');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = (pack: string, ...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(pack, "scripts/release-notes.mjs"), ...args],
      { encoding: "utf8" },
    );
    return { status, stdout, stderr };
  };
  const withChangelog = (text: string, ...args: readonly string[]) => {
    writeFileSync(join(folder, "CHANGELOG.md"), text);
    return run(folder, ...args);
  };

  it("prints the section of the version, and nothing of others", () =>
    expect(
      withChangelog("# Changelog\n\n## 1.2.0\n\n- New.\n\n## 1.1.0\n\n- Old.\n", "pack-v1.2.0"),
    ).to.deep.equal({ status: 0, stdout: "## 1.2.0\n\n- New.\n", stderr: "" }));

  it("fails where the tag is of another version, or nothing is said", () => {
    expect(withChangelog("## 1.2.0\n\n- New.\n", "pack-v1.3.0")).to.deep.equal({
      status: 1,
      stdout: "",
      stderr: "error: tag `pack-v1.3.0` is not of version `1.2.0`; accepted: `pack-v1.2.0`\n",
    });
    for (const text of ["## 1.1.0\n\n- Old.\n", "## 1.2.0\n\n## 1.1.0\n\n- Old.\n", "## 1.2.01\n\n- New.\n"])
      expect(withChangelog(text)).to.include({ status: 1, stdout: "" });
  });

  it("has something to say of this pack's version", () => expect(run(PACK).status).to.equal(0));
});
