import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

const ROOT = join(__dirname, "..");

const SPEC = `
const { need } = require(${JSON.stringify(join(__dirname, "real-parts"))});
describe("what needs a real part", () => {
  before(function () { need(this, "cloud-init"); });
  it("runs", () => {});
});
`;

describe("the real parts that tests run", function () {
  this.timeout(60_000);
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "parts-"));
    writeFileSync(join(directory, "needing.spec.cjs"), SPEC);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  /** A run of mocha where nothing but node is installed. */
  function run(require: string): { readonly status: number | null; readonly said: string } {
    const mocha = join(ROOT, "node_modules/mocha/bin/mocha.js");
    const args = ["--import", "tsx", mocha, "--no-config", "--no-color"];
    const hooks = ["--require", join(__dirname, "required-parts.ts")];
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...args, ...hooks, join(directory, "needing.spec.cjs")],
      { cwd: ROOT, encoding: "utf8", env: { PATH: directory, REQUIRE: require } },
    );
    return { status, said: stdout + stderr };
  }

  it("are left out where they are absent, and said so", () => {
    const { status, said } = run("");
    expect(said).to.contain("skipped: not installed: cloud-init").and.contain("1 pending");
    expect(status).to.equal(0);
  });

  it("are one failure, before any test, where the environment insists on an absent one", () => {
    const { status, said } = run("shellcheck, cloud-init");
    expect(said).to.contain("`REQUIRE` names `shellcheck`, `cloud-init`, and it is not installed");
    expect(said).to.contain("1 failing").and.contain("0 passing").and.not.contain("skipped");
    expect(status).to.equal(1);
  });

  it("are known by name: a slip in the list is a failure, not silence", () => {
    const { status, said } = run("ngnix");
    expect(said).to.contain(
      "`REQUIRE` names `ngnix`; accepted: `aws`, `chromium`, `cloud-init`, `gixy`, `moto`, `nginx`",
    );
    expect(status).to.equal(1);
  });
});
