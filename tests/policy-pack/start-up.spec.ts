import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { expect } from "chai";

const root = dirname(dirname(__dirname));

/** Runs a script in a process of its own: whether a module is loaded is a matter of the whole process. */
const run = (script: string): unknown =>
  JSON.parse(
    execFileSync(process.execPath, ["--import", "tsx", "-e", script], { cwd: root, encoding: "utf8" }),
  );

const isLoaded = 'Object.keys(require.cache).some((path) => path.includes("arborist/build-ideal-tree"))';

describe("the start of the policy pack", () => {
  it("loads the SDK without the part that serialises functions, until somebody asks for it", () => {
    const deferred = JSON.stringify(join(root, "policy-pack", "deferred-arborist"));
    const script = `
      require(${deferred});
      require("@pulumi/policy");
      const atFirst = ${isLoaded};
      require("@pulumi/pulumi/runtime/closure/codePaths").computeCodePaths().then((paths) => {
        console.log(JSON.stringify({ atFirst, later: ${isLoaded}, found: paths.size > 0 }));
      });`;
    expect(run(script)).to.deep.equal({ atFirst: false, later: true, found: true });
  });

  it("leaves alone what is loaded already", () => {
    const deferred = JSON.stringify(join(root, "policy-pack", "deferred-arborist"));
    const script = `
      const before = require("@npmcli/arborist");
      require(${deferred});
      console.log(JSON.stringify(require("@npmcli/arborist") === before));`;
    expect(run(script)).to.equal(true);
  });
});
