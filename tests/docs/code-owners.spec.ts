import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ENVIRONMENT } from "../real-parts";
import { blocksOf, ROOT } from "./pages";

const PAGE = "docs/pull-requests.md";

/** What decides whether a change passes, and files that a team would add for that. */
const JUDGES = [
  ".github/CODEOWNERS",
  ".github/workflows/checks.yml",
  "Pulumi.prod.yaml",
  "access/policies.ts",
  "access/policy-pack.json",
  "guard.json",
  "package-lock.json",
  "policy-pack/groups/production.json",
  "policy-pack/policies/open-ingress.ts",
  "preview/baseline/baseline.ts",
  "prod.baseline.json",
  "prod.guard.json",
  "scripts/pipeline/markdown.mjs",
];

/** What a program's author changes day by day. */
const OTHERS = ["components/alerts.ts", "config.ts", "docs/preview.md", "index.ts", "Pulumi.dev.yaml"];

const [owners] = blocksOf(PAGE).filter(({ text }) => text.includes("@octo-org/"));
const lines = (owners?.text ?? "").split("\n").filter((line) => line !== "");

/** Owners are given by the patterns of `.gitignore`, which git reads itself. */
class Patterns {
  readonly #folder = mkdtempSync(join(tmpdir(), "code-owners-"));

  constructor(patterns: readonly string[]) {
    writeFileSync(join(this.#folder, "patterns"), `${patterns.join("\n")}\n`);
    this.#git(["init", "--quiet", "."]);
  }

  /** Those of the paths that a pattern matches. */
  matching(paths: readonly string[]): readonly string[] {
    const check = ["-c", "core.excludesFile=patterns", "check-ignore", "--no-index", "--stdin"];
    return this.#git(check, paths.join("\n"))
      .split("\n")
      .filter((path) => path !== "");
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #git(args: readonly string[], input = ""): string {
    const { stdout, stderr, status } = spawnSync("git", args, {
      cwd: this.#folder,
      input,
      encoding: "utf8",
      env: ENVIRONMENT,
    });
    // 1 is the answer that none matches.
    if (status !== 0 && status !== 1) throw new Error(`git ${args.join(" ")}: ${stderr}`);
    return stdout;
  }
}

describe("the owners that the documentation proposes", () => {
  const opened: Patterns[] = [];
  const patterns = (list: readonly string[]): Patterns => {
    const made = new Patterns(list);
    opened.push(made);
    return made;
  };
  afterEach(() => {
    for (const one of opened.splice(0)) one.remove();
  });

  it("are a pattern and a team a line, in the forms that GitHub reads", () => {
    expect(lines).to.have.length.greaterThan(5);
    // No negation, no ranges of characters: GitHub has neither here.
    for (const line of lines) expect(line).to.match(/^[/*\w.-]+ +@[\w-]+\/[\w-]+$/);
  });

  it("own all that judges a change, and nothing that is only judged", () => {
    const owned = patterns(lines.map((line) => line.split(" ")[0] ?? ""));
    expect(owned.matching(JUDGES)).to.deep.equal(JUDGES);
    expect(owned.matching(OTHERS)).to.deep.equal([]);
  });

  it("name what exists, apart from files that a team adds", () => {
    const tracked = spawnSync("git", ["ls-files"], { cwd: ROOT, encoding: "utf8", env: ENVIRONMENT });
    const files = tracked.stdout.split("\n").filter((path) => path !== "");
    const idle = lines
      .map((line) => line.split(" ")[0] ?? "")
      .filter((pattern) => patterns([pattern]).matching(files).length === 0);
    expect(["*.baseline.json", "*guard.json"]).to.include.members(idle);
  });
});
