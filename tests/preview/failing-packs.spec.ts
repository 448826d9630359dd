import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { complaint, pack, project, type Run, run } from "./run";

const judge = (name: string, ...args: readonly string[]) =>
  run(["--policy-pack", pack(name), ...args], { cwd: project("buckets") });

describe("a preview with a policy pack that fails", () => {
  it("shows why it did not load, and where", async () => {
    expect(complaint(await judge("fails-to-load")))
      .to.contain("fails-to-load")
      .and.contain("the shelf did not load")
      .and.contain("shelf.js:1:7");
  });

  it("shows the whole stack trace with --verbose", async () => {
    const { code, stdout, stderr } = await judge("fails-to-load", "--verbose");
    expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
    expect(stderr)
      .to.match(/^\s*at .*shelf\.js:1:7/m)
      .and.match(/^\s*at .*index\.js:1:1/m);
  });

  it("rejects a pack folder whose program declares no pack", async () => {
    expect(complaint(await judge("declares-nothing", "--timeout", "20"))).to.contain("declares-nothing");
  });

  it("rejects a declaration that the SDK rejects, with its reason", async () => {
    expect(complaint(await judge("declares-all"))).to.contain('Invalid policy name "all"');
  });

  it("rejects a pack that spoils its first line of output", async () => {
    expect(complaint(await judge("prints-first", "--timeout", "20"))).to.contain("prints-first");
  });

  it("shows which policy threw, at which resource and where", async () => {
    expect(complaint(await judge("throws")))
      .to.contain("looks")
      .and.contain("Cannot read properties of undefined (reading 'unit')")
      .and.contain("index.js:4:22");
  });

  it("shows which policy of the whole stack threw", async () => {
    expect(complaint(await judge("throws-stack")))
      .to.contain("looks-around")
      .and.contain("cannot look around")
      .and.contain("index.js:10:15");
  });

  it("notices a pack that ends its own process", async () => {
    expect(complaint(await judge("exits"))).to.contain("exits");
  });

  describe("by not answering", () => {
    const hanging = ["hangs", "spins", "hangs-at-load"] as const;
    let results: ReadonlyMap<string, Run>;
    before(async () => {
      const end = (name: string) =>
        run(["--policy-pack", pack(name), "--timeout", "8"], { cwd: project("bare") });
      results = new Map(await Promise.all(hanging.map(async (name) => [name, await end(name)] as const)));
    });

    for (const name of hanging) {
      it(`ends a pack that ${name.replaceAll("-", " ")}, at the time limit`, () => {
        const result = results.get(name);
        if (result === undefined) throw new Error(`no run of \`${name}\``);
        expect(complaint(result)).to.contain(name).and.contain("8 s");
      });
    }
  });

  it("reports all mistakes of a configuration that does not fit the schema", async () => {
    expect(complaint(await judge("configured", "--policy-pack-config", pack("configured/bad.json"))))
      .to.contain("greets")
      .and.contain("count")
      .and.contain("greeting");
  });

  it("rejects a configuration that is not JSON", async () => {
    const folder = mkdtempSync(join(tmpdir(), "preview-config-"));
    try {
      const file = join(folder, "broken.json");
      writeFileSync(file, '{ "greets": { "count": ');
      expect(complaint(await judge("configured", "--policy-pack-config", file))).to.contain("broken.json");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
