import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Digest, recordedLog, runScript } from "./scripts";

/** Plays the CLI: notes its arguments and what it was told, leaves an event log, prints, ends as asked. */
const CLI = `#!/bin/bash
printf '%s\\n' "$@" > "$NOTES"
while [ $# -gt 0 ]; do
  if [ "$1" = --event-log ]; then cp "$LOG" "$2"; echo "$2" > "$NOTES.log"; fi
  shift
done
echo "::error::from the program"
echo "debug $PULUMI_DEBUG_COMMANDS"
exit "$CODE"
`;

describe("scripts/pipeline/pulumi.sh", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cli-"));
    writeFileSync(join(folder, "pulumi"), CLI);
    chmodSync(join(folder, "pulumi"), 0o755);
    copyFileSync(recordedLog("change"), join(folder, "log.jsonl"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function run(code: number, ...args: string[]) {
    const notes = join(folder, "notes");
    const digest = join(folder, "digest.json");
    const full = args.length === 0 ? [] : [...args.slice(0, 2), digest, ...args.slice(2)];
    const result = await runScript("pulumi.sh", full, {
      PATH: `${folder}:${process.env["PATH"] ?? ""}`,
      NOTES: notes,
      LOG: join(folder, "log.jsonl"),
      CODE: String(code),
    });
    const lines = (path: string) => (existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : []);
    return {
      ...result,
      // The log's own name is chosen anew each time.
      args: lines(notes).map((arg, at, all) => (all[at - 1] === "--event-log" ? "LOG" : arg)),
      log: lines(`${notes}.log`)[0] ?? "",
      digest: existsSync(digest) ? (JSON.parse(readFileSync(digest, "utf8")) as Digest) : undefined,
    };
  }

  const always = ["--stack", "dev", "--non-interactive", "--color", "never", "--suppress-outputs"];
  const end = ["--suppress-progress", "--event-log", "LOG"];

  it("previews with the policy pack, without outputs, and ends as the CLI does", async () => {
    const { args, code, digest } = await run(5, "preview", "dev", "--refresh=true");
    expect(args).to.deep.equal([
      "preview",
      "--policy-pack",
      "policy-pack",
      ...always,
      ...end,
      "--refresh=true",
    ]);
    expect(code).to.equal(5);
    expect(digest).to.include({ kind: "preview", stack: "dev", exitCode: 5 });
    expect(digest?.changes).to.have.length(5);
    expect((await run(0, "preview", "dev")).code).to.equal(0);
  });

  it("looks for drift without running the program, and takes what it finds for a result", async () => {
    const found = await run(7, "drift", "dev");
    expect(found.args).to.deep.equal(["refresh", "--preview-only", "--expect-no-changes", ...always, ...end]);
    expect(found.code).to.equal(0);
    expect(found.digest).to.include({ kind: "drift", exitCode: 7 });
    expect((await run(1, "drift", "dev")).code).to.equal(1);
    expect((await run(7, "preview", "dev")).code).to.equal(7);
  });

  it("updates with the pack enforced, asking nobody", async () => {
    const { args } = await run(0, "up", "dev");
    expect(args).to.deep.equal([
      "up",
      "--yes",
      "--skip-preview",
      "--policy-pack",
      "policy-pack",
      ...always,
      ...end,
    ]);
  });

  it("deletes the event log, which has values, and lets nothing that is printed command the runner", async () => {
    const { stdout, log } = await run(0, "preview", "dev");
    expect(log).to.match(/^\//);
    expect(existsSync(log)).to.equal(false);
    const lines = stdout.trim().split("\n");
    const [, token] = /^::stop-commands::([0-9a-f]{32})$/.exec(lines[0] ?? "") ?? [];
    expect(lines.slice(1)).to.deep.equal(["::error::from the program", "debug true", `::${token}::`]);
  });

  it("refuses what it does not know before it starts anything", async () => {
    for (const args of [["destroy", "dev"], ["preview", "dev; id"], ["preview", "--cwd=/"], []]) {
      const { code, stderr, args: noted } = await run(0, ...args);
      expect(code).to.equal(2);
      expect(stderr).to.match(/^usage: /);
      expect(noted).to.deep.equal([]);
    }
  });
});
