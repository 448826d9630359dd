import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { DEFERRED_URL } from "../../../preview/process/deferred";

const ROOT = join(__dirname, "../../..");

/** Runs a script in a process of its own: whether a module is loaded is a matter of the whole process. */
const run = (script: string, ...options: readonly string[]): unknown =>
  JSON.parse(
    execFileSync(process.execPath, [...options, "-e", script], {
      cwd: ROOT,
      encoding: "utf8",
      stdio: "pipe",
    }),
  );

const LOADED = `const loaded = () => ["arborist/lib/arborist/", "typescript/lib/typescript.js"].filter((part) =>
  Object.keys(require.cache).some((path) => path.includes(part)));`;

/** Serialises a function as a dynamic provider's are. */
const SERIALISE = `${LOADED}
  const pulumi = require("@pulumi/pulumi");
  const atFirst = loaded();
  const two = 2;
  (async () => {
    const { text } = await pulumi.runtime.serializeFunction((n) => n * two);
    const paths = await require("@pulumi/pulumi/runtime/closure/codePaths").computeCodePaths();
    console.log(JSON.stringify({ atFirst, atLast: loaded(), text, paths: paths.size }));
  })();`;

const ALL = ["arborist/lib/arborist/", "typescript/lib/typescript.js"];

describe("what the SDK needs to serialise functions", function () {
  this.timeout(60_000);

  it("is loaded at its first use, and then does what it does", () => {
    const plain = run(SERIALISE) as { readonly text: string };
    expect(plain).to.include({ text: plain.text }).and.deep.include({ atFirst: ALL, atLast: ALL });
    expect(plain.text).to.contain("n * two");
    expect(run(SERIALISE, `--import=${DEFERRED_URL}`)).to.deep.equal({ ...plain, atFirst: [] });
  });

  it("is loaded at once for whoever else asks", () => {
    const script = `${LOADED} const { version } = require("typescript");
      console.log(JSON.stringify({ loaded: loaded(), version: typeof version }));`;
    expect(run(script, `--import=${DEFERRED_URL}`)).to.deep.equal({
      loaded: ["typescript/lib/typescript.js"],
      version: "string",
    });
  });

  it("fails as ever where it is missing: the SDK then takes the TypeScript that it brings along", () => {
    const script = `${LOADED}
      const Module = require("node:module");
      const resolve = Module._resolveFilename;
      Module._resolveFilename = function (request, ...rest) {
        if (request === "typescript") throw new Error("not installed");
        return resolve.call(this, request, ...rest);
      };
      const { version } = require("@pulumi/pulumi/typescript-shim");
      console.log(JSON.stringify({ version }));`;
    expect(run(script, `--import=${DEFERRED_URL}`)).to.deep.equal({ version: "3.8.3" });
  });
});
