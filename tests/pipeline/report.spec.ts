import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Digest, digestOf, type Run, recordedLog, runScript, serve } from "./scripts";

const SHA = "0123456789abcdef0123456789abcdef01234567";
const BOT = { login: "github-actions[bot]" };
const MARK = "<!-- pulumi-preview -->";

interface Item {
  readonly id?: number;
  readonly number?: number;
  readonly user: { readonly login: string };
  readonly body: string;
}

describe("what the pipeline reports", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "report-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const pathOf = (kind: string, stack = "dev"): string => join(folder, `${kind}-${stack}`, "digest.json");

  /** Puts a digest where an unpacked artifact has it. */
  function put(digest: object, kind = "preview", stack = "dev"): string {
    mkdirSync(join(folder, `${kind}-${stack}`), { recursive: true });
    writeFileSync(pathOf(kind, stack), JSON.stringify(digest));
    return pathOf(kind, stack);
  }

  const recorded = (kind: "preview" | "drift", name: "broken" | "change" | "drift" | "same", code: number) =>
    digestOf(kind, recordedLog(name), code, join(folder, "made.json"));

  /** Runs the script against a GitHub that has these comments or issues, a hundred a page. */
  async function asked(args: readonly string[], items: readonly Item[], status = 200) {
    const github = await serve(({ method, url }) => {
      if (method !== "GET") return { status: status === 200 ? 201 : status, body: {} };
      const page = Number(new URL(url, "http://localhost").searchParams.get("page"));
      return { status, body: items.slice((page - 1) * 100, page * 100) };
    });
    try {
      const run = await runScript("report.mjs", args, {
        GITHUB_API_URL: github.url,
        GITHUB_TOKEN: "token-of-the-job",
        GITHUB_REPOSITORY: "octo-org/logging",
        GITHUB_SERVER_URL: "https://github.com",
        GITHUB_RUN_ID: "42",
        HEAD_SHA: SHA,
      });
      const writes = github.asked
        .filter(({ method }) => method !== "GET")
        .map(({ method, url, body }) => ({
          method,
          url,
          body: JSON.parse(body) as { body?: string; title?: string },
        }));
      return { run, writes, asked: github.asked };
    } finally {
      github.close();
    }
  }

  const summaryOf = async (digest: object): Promise<string> => {
    const { code, stdout, stderr } = await runScript("report.mjs", ["summary", put(digest)]);
    expect(stderr).to.equal("");
    expect(code).to.equal(0);
    return stdout;
  };

  it("shows a preview with its violations first, and in which properties resources differ", async () => {
    const lines = (await summaryOf(await recorded("preview", "change", 1))).split("\n");
    expect(lines.slice(0, 7)).to.deep.equal([
      "## Preview of `dev`: ❌ rejected by the policy pack",
      "",
      "5 resources to change, 1 violation, 0 advisory or undecided",
      "",
      "```diff",
      "# Violations",
      "- mandatory centralized-logging-guard/administrative-access aws:iam/rolePolicy:RolePolicy admin",
    ]);
    expect(lines.slice(9)).to.deep.equal([
      "# Resources",
      "~ update aws:sns/topic:Topic alerts",
      "    displayName",
      "+ create aws:cloudwatch/logGroup:LogGroup new-log",
      "! replace aws:ec2/securityGroup:SecurityGroup group",
      "    replaced because of description",
      "    description",
      "+ create aws:iam/rolePolicy:RolePolicy admin",
      "- delete aws:cloudwatch/logGroup:LogGroup old-log",
      "",
      "```",
      "",
      "Values of resources are left out on purpose, here and in the run's log.",
      "",
    ]);
  });

  it("shows a preview without changes in one line, and one that failed with its error", async () => {
    const nothing = await summaryOf(await recorded("preview", "same", 0));
    expect(nothing.split("\n")[0]).to.equal("## Preview of `dev`: ✅ no changes");
    expect(nothing).not.to.contain("```");
    const failed = (await summaryOf(await recorded("preview", "broken", 1))).split("\n");
    expect(failed[0]).to.equal("## Preview of `dev`: ❌ failed");
    expect(failed).to.include("    Error: no such zone: `us-east-1z`");
  });

  it("lets no text out of its block: fences, HTML, mentions, links, control and invisible characters", async () => {
    const base = await recorded("preview", "change", 1);
    const nasty = [
      "```\n## Approved by @octocat",
      "``````",
      "~~~",
      "</details><img src=x onerror=alert(1)>",
      "[click](https://evil.example)",
      "\u001b[2J\u202eevil\u2066\u200b",
      `${MARK}`,
    ].join(" ");
    const digest: Digest = {
      ...base,
      changes: [{ op: "update", type: nasty, name: nasty, properties: [nasty], replaceBecause: [nasty] }],
      violations: [{ level: "mandatory", policy: nasty, resource: nasty, message: nasty }],
      errors: [{ resource: nasty, message: nasty }],
    };
    const lines = (await summaryOf(digest)).split("\n");
    const fence = "`".repeat(7);
    const [open, close] = [lines.indexOf(`${fence}diff`), lines.lastIndexOf(fence)];
    expect(open).to.equal(4);
    const inside = lines.slice(open + 1, close);
    expect(inside.some((line) => line.startsWith(fence))).to.equal(false);
    const outside = [...lines.slice(0, open), ...lines.slice(close + 1)].join("\n");
    expect(outside).to.match(/^[\w\s#`:,.'❌]*$/u);
    expect(inside.join("")).not.to.match(/[\p{Cc}\p{Cf}]/u);
    // The comment is found again by its first line, which is nobody else's.
    expect(lines[0]?.startsWith("## Preview")).to.equal(true);
  });

  it("takes no operation, level or name of a stack for its own words", async () => {
    const base = await recorded("preview", "change", 1);
    const [change] = base.changes;
    const odd = await summaryOf({
      ...base,
      violations: [],
      exitCode: 0,
      changes: [{ ...change, op: "**x** `@octocat`" }],
    });
    expect(odd.split("\n")[0]).to.equal("## Preview of `dev`: ✅ 1 other");
    const { code, stderr } = await runScript("report.mjs", ["summary", put({ ...base, stack: "de`v" })]);
    expect({ code, stderr }).to.deep.equal({ code: 1, stderr: "error: `de`v` is no name of a stack\n" });
  });

  it("cuts off what GitHub would not take, and says how much", async () => {
    const base = await recorded("preview", "same", 0);
    const change = { op: "update", type: "t".repeat(600), properties: ["p"], replaceBecause: [] };
    const changes = Array.from({ length: 5000 }, (_, at) => ({ ...change, name: `resource-${at}` }));
    const text = await summaryOf({ ...base, changes });
    expect(text.length).to.be.within(50_000, 65_000);
    expect(text).to.match(/… and \d+ more lines\n```/);
    expect(text).to.contain("5000 resources to change");
  });

  it("refuses what is no digest, whoever wrote it", async () => {
    const base = await recorded("preview", "same", 0);
    const refused = async (digest: object) =>
      (await runScript("report.mjs", ["summary", put(digest)])).stderr;
    expect(await refused({ ...base, changes: [{ op: 1 }], fingerprint: "`x`\n## hi" })).to.equal(
      "error: no digest: `changes`, `fingerprint` is wrong\n",
    );
    expect(await refused([])).to.contain("`version`, `kind`, `stack`");
    expect(await refused({ ...base, padding: "x".repeat(5_000_000) })).to.match(
      /a digest of \d+ bytes is none/,
    );
    const { stderr } = await runScript("report.mjs", ["summary", join(folder, "nowhere.json")]);
    expect(stderr).to.equal("error: there is no digest: the run ended before there was one\n");
  });

  describe("on a pull request", () => {
    const comment = (items: readonly Item[], stacks = ["dev"], status = 200) =>
      asked(["comment", "7", folder, ...stacks], items, status);

    it("is one comment for all stacks, with the commit", async () => {
      put(await recorded("preview", "change", 1));
      put({ ...(await recorded("preview", "same", 0)), stack: "prod" }, "preview", "prod");
      const { run, writes, asked: requests } = await comment([], ["dev", "prod"]);
      expect(run).to.deep.equal({ code: 0, stdout: "comment created\n", stderr: "" });
      expect(requests[0]?.headers.authorization).to.equal("Bearer token-of-the-job");
      expect(writes.map(({ method, url }) => `${method} ${url}`)).to.deep.equal([
        "POST /repos/octo-org/logging/issues/7/comments",
      ]);
      const text = writes[0]?.body.body ?? "";
      expect(text.startsWith(`${MARK}\n## Preview of \`dev\`: ❌ rejected`)).to.equal(true);
      expect(text).to.contain("## Preview of `prod`: ✅ no changes");
      expect(text).to.contain(`[The run](https://github.com/octo-org/logging/actions/runs/42) of ${SHA}.`);
    });

    it("is updated, not repeated, on whichever page it stands; a comment of somebody else is left alone", async () => {
      put(await recorded("preview", "same", 0));
      const others = Array.from({ length: 150 }, (_, id) => ({
        id,
        user: { login: "octocat" },
        body: `${MARK}\n`,
      }));
      const { run, writes } = await comment([...others, { id: 900, user: BOT, body: `${MARK}\nold` }]);
      expect(run.stdout).to.equal("comment updated\n");
      expect(writes.map(({ method, url }) => `${method} ${url}`)).to.deep.equal([
        "PATCH /repos/octo-org/logging/issues/comments/900",
      ]);
      const [written] = writes;
      const again = await comment([{ id: 900, user: BOT, body: written?.body.body ?? "" }]);
      expect([again.run.stdout, again.writes]).to.deep.equal(["comment unchanged\n", []]);
    });

    it("says so where a run left no digest, or that of another stack", async () => {
      put({ ...(await recorded("preview", "same", 0)), stack: "prod" });
      const { writes } = await comment([], ["dev", "prod"]);
      const text = writes[0]?.body.body ?? "";
      expect(text).to.contain("## Preview of `dev`: ❌ no result");
      expect(text).to.contain("## Preview of `prod`: ❌ no result");
    });

    it("stays below GitHub's limit with several large stacks", async () => {
      const base = await recorded("preview", "same", 0);
      const change = { op: "create", type: "t", name: "n".repeat(400), properties: [], replaceBecause: [] };
      for (const stack of ["dev", "prod", "other"])
        put({ ...base, stack, changes: Array.from({ length: 400 }, () => change) }, "preview", stack);
      const { writes } = await comment([], ["dev", "prod", "other"]);
      expect(writes[0]?.body.body?.length).to.be.within(50_000, 65_536);
    });

    it("fails where GitHub refuses, without the token in what it prints", async () => {
      put(await recorded("preview", "same", 0));
      const { run } = await comment([], ["dev"], 403);
      expect(run.code).to.equal(1);
      expect(run.stderr).to.match(/^error: GitHub answered 403 to GET issues\/7\/comments/);
      expect(run.stderr).not.to.contain("token-of-the-job");
    });
  });

  describe("of drift", () => {
    const DRIFT = "<!-- pulumi-drift dev -->";
    const issue = (items: readonly Item[], stacks = ["dev"]) => asked(["issue", folder, ...stacks], items);

    it("opens one issue for a stack, updates it while it lasts, and closes it when a check finds nothing", async () => {
      put(await recorded("drift", "drift", 7), "drift");
      const opened = await issue([]);
      expect(opened.run.stdout).to.equal("dev: issue opened\n");
      expect(opened.writes.map(({ method, url }) => `${method} ${url}`)).to.deep.equal([
        "POST /repos/octo-org/logging/issues",
      ]);
      const { title, body = "" } = opened.writes[0]?.body ?? {};
      expect(title).to.equal("Stack dev has drifted");
      expect(body.split("\n").slice(0, 8)).to.deep.equal([
        DRIFT,
        "Stack `dev` is not as it was deployed: 1 gone, 1 changed.",
        "",
        "```diff",
        "# Resources",
        "- delete aws:cloudwatch/logGroup:LogGroup old-log",
        "~ update aws:sns/topic:Topic alerts",
        "    displayName",
      ]);

      const open = [{ number: 12, user: BOT, body }];
      const updated = await issue(open);
      expect(updated.writes.map(({ method, url }) => `${method} ${url}`)).to.deep.equal([
        "PATCH /repos/octo-org/logging/issues/12",
      ]);

      put({ ...(await recorded("drift", "drift", 7)), changes: [], exitCode: 0 }, "drift");
      const closed = await issue(open);
      expect(closed.run.stdout).to.equal("dev: issue closed\n");
      expect(closed.writes.map(({ method, url, body: text }) => [`${method} ${url}`, text])).to.deep.equal([
        [
          "POST /repos/octo-org/logging/issues/12/comments",
          { body: "The latest check found nothing: closed." },
        ],
        ["PATCH /repos/octo-org/logging/issues/12", { state: "closed", state_reason: "completed" }],
      ]);
      expect((await issue([])).run.stdout).to.equal("dev: issue none\n");
    });

    it("asks for open issues that the workflow's own token wrote, and takes no other for its own", async () => {
      put(await recorded("drift", "drift", 7), "drift");
      const other = { number: 3, user: { login: "octocat" }, body: `${DRIFT}\n` };
      const prod = { number: 4, user: BOT, body: "<!-- pulumi-drift prod -->\n" };
      const { writes, asked: requests } = await issue([other, prod]);
      expect(requests[0]?.url).to.equal(
        "/repos/octo-org/logging/issues?state=open&creator=github-actions%5Bbot%5D&per_page=100&page=1",
      );
      expect(writes.map(({ method }) => method)).to.deep.equal(["POST"]);
    });

    it("says nothing of a stack whose check failed: no issue is opened, and none is closed", async () => {
      const open = [{ number: 12, user: BOT, body: `${DRIFT}\n` }];
      const results: Run[] = [];
      for (const exitCode of [1, 255]) {
        put({ ...(await recorded("drift", "drift", 7)), exitCode }, "drift");
        const { run, writes } = await issue(open);
        expect(writes).to.deep.equal([]);
        results.push(run);
      }
      rmSync(pathOf("drift"));
      results.push((await issue(open)).run);
      expect(results.map(({ stdout }) => stdout)).to.deep.equal(Array(3).fill("dev: no result\n"));
    });
  });

  it("is the fingerprint alone where that is asked for, and refuses what it does not know", async () => {
    const digest = await recorded("preview", "change", 1);
    const { stdout } = await runScript("report.mjs", ["fingerprint", put(digest)]);
    expect(stdout).to.equal(`${digest.fingerprint}\n`);
    for (const args of [[], ["comment", "7"], ["summary"], ["tweet", "x"]]) {
      const { code, stderr } = await runScript("report.mjs", args);
      expect(code).to.equal(1);
      expect(stderr).to.match(/^error: expected `comment NUMBER FOLDER STACK…`/);
    }
    const { stderr } = await runScript("report.mjs", ["comment", "7/../1", folder, "dev"]);
    expect(stderr).to.equal("error: the number of the pull request is none\n");
  });
});
