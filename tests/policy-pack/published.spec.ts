import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { version } from "../../policy-pack/package.json";
import { PackProcess } from "./pack-process";

const ROOT = join(__dirname, "../..");

describe("the policy pack as `pulumi policy publish` uploads it", () => {
  let folder: string;
  let files: readonly string[];
  before(function () {
    this.timeout(60_000);
    folder = mkdtempSync(join(tmpdir(), "published-pack-"));
    // The CLI makes the archive by `npm pack` as well.
    const output = execFileSync("npm", ["pack", "--json", "--pack-destination", folder], {
      cwd: join(ROOT, "policy-pack"),
      encoding: "utf8",
    });
    const [{ filename, files: packed }] = JSON.parse(output) as [
      { filename: string; files: readonly { readonly path: string }[] },
    ];
    files = packed.map(({ path }) => path).sort();
    execFileSync("tar", ["xzf", join(folder, filename), "-C", folder]);
    // In place of the `npm install` by which the CLI completes a pack that it has downloaded.
    symlinkSync(join(ROOT, "node_modules"), join(folder, "package", "node_modules"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("holds what it needs to run and to be understood, and nothing else", () => {
    expect(files).to.deep.equal([
      "CHANGELOG.md",
      "LICENSE",
      "PulumiPolicy.yaml",
      "README.md",
      "config.schema.json",
      "dist/index.js",
      "dist/index.js.map",
      "package.json",
    ]);
  });

  it("runs where it was unpacked, under its version", async () => {
    const pack = await PackProcess.start({}, join(folder, "package"));
    try {
      const info = await pack.info();
      expect([info.getName(), info.getVersion()]).to.deep.equal(["centralized-logging-guard", version]);
      const found = await pack.analyse({
        type: "aws:ec2/securityGroup:SecurityGroup",
        props: { ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }] },
      });
      expect(found.map(({ policy, level }) => [policy, level])).to.deep.equal([
        ["open-ingress", "mandatory"],
      ]);
    } finally {
      await pack.stop();
    }
  });
});
