import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";

const lockModule = pathToFileURL(join(dirname(dirname(__dirname)), "scripts/lock.mjs")).href;

describe("the lock of a checkout", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "lock-"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const path = () => join(root, ".cache/build.lock");

  /** Runs `work` (the body of an async function) under the lock, in a process of its own. */
  const script = (work: string) =>
    `import { withLock } from ${JSON.stringify(lockModule)};
     import { appendFileSync } from "node:fs";
     import { setTimeout as sleep } from "node:timers/promises";
     const say = (line) => appendFileSync(${JSON.stringify(join(root, "log"))}, line + "\\n");
     await withLock("build", ${JSON.stringify(root)}, async () => { ${work} });`;

  const run = (work: string) =>
    spawnSync(process.execPath, ["--input-type=module", "-e", script(work)], { encoding: "utf8" });

  const start = (work: string) =>
    new Promise<string>((resolve) => {
      const child = spawn(process.execPath, ["--input-type=module", "-e", script(work)]);
      let errors = "";
      child.stderr.on("data", (chunk) => {
        errors += chunk;
      });
      child.on("close", () => resolve(errors));
    });

  const log = () => readFileSync(join(root, "log"), "utf8").trim().split("\n");

  it("lets one process in at a time and tells the other whom it waits for", async () => {
    const work = 'say("in"); await sleep(400); say("out");';
    const errors = await Promise.all([start(work), start(work)]);
    expect(log()).to.deep.equal(["in", "out", "in", "out"]);
    expect(errors.join("")).to.match(/^waiting for process \d+, which is preparing this checkout\n$/);
  });

  it("is released when the work throws", () => {
    expect(run('throw new Error("broken")').stderr).to.contain("broken");
    expect(existsSync(path())).to.equal(false);
  });

  it("is released when the work ends the process", () => {
    expect(run("process.exit(3)").status).to.equal(3);
    expect(existsSync(path())).to.equal(false);
  });

  it("is taken over from a process that is gone", () => {
    const gone = spawnSync(process.execPath, ["-e", "0"]).pid;
    mkdirSync(path(), { recursive: true });
    writeFileSync(join(path(), "pid"), String(gone));
    expect(run('say("in")').status).to.equal(0);
    expect(log()).to.deep.equal(["in"]);
  });

  it("lets a child of its holder in", () => {
    const inner = JSON.stringify(script('say("inner")'));
    const work = `const { spawnSync } = await import("node:child_process");
      spawnSync(process.execPath, ["--input-type=module", "-e", ${inner}], { timeout: 5000 }); say("outer");`;
    expect(run(work).status).to.equal(0);
    expect(log()).to.deep.equal(["inner", "outer"]);
  });
});
