import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect } from "chai";

const ROOT = join(__dirname, "../..");

describe("the tests of nginx where its programs are absent", function () {
  this.timeout(120_000);

  it("are left out, each suite with one line, and nothing fails", () => {
    const others = readdirSync(__dirname).filter(
      (file) => file.endsWith(".spec.ts") && file !== basename(__filename),
    );
    const nothing = mkdtempSync(join(tmpdir(), "absent-"));
    try {
      const mocha = join(ROOT, "node_modules/mocha/bin/mocha.js");
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [
          "--import",
          "tsx",
          mocha,
          "--no-config",
          "--no-color",
          ...others.map((file) => join(__dirname, file)),
        ],
        { cwd: ROOT, encoding: "utf8", env: { PATH: nothing } },
      );
      const said = stdout + stderr;
      expect(said).to.not.match(/\d failing/);
      expect(status, said).to.equal(0);
      // One of the suites has tests of its own for nginx and for gixy.
      expect(said.match(/^ +skipped: not installed: .*$/gm)).to.have.length(others.length + 1);
    } finally {
      rmSync(nothing, { recursive: true });
    }
  });
});
