import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { build } from "esbuild";
import { largeAccount, ROWS, RULES, STRAYS } from "./large/account";
import type { Report } from "./large/ask";

/** What the function has, but for what Node.js itself takes. */
const HEAP_MEGABYTES = 200;

const FUNCTION_BYTES = 256 * 2 ** 20;

const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;

describe("evidence of a VPC with 500 groups, 5,000 rules, 10,000 rows and 30 days of history", function () {
  this.timeout(120_000);
  let folder: string;
  let server: Server | undefined;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "evidence-"));
  });
  after(() => {
    server?.close();
    server?.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is told in the memory of the function", async () => {
    // One file without the compiler of the tests, as it is deployed.
    const outfile = join(folder, "ask.cjs");
    await build({
      entryPoints: [join(__dirname, "large/ask.ts")],
      outfile,
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      logLevel: "silent",
    });
    const account = await largeAccount();
    server = account.server;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [`--max-old-space-size=${HEAP_MEGABYTES}`, "--no-warnings", outfile, account.endpoint],
      { env: { ...process.env, AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none" } },
    );
    const report: Report = JSON.parse(stdout);
    expect(report).to.deep.include({
      days: 30,
      total: RULES,
      rules: RULES,
      records: ROWS,
      unresolved: STRAYS,
      problems: [],
    });
    expect(Object.keys(report.verdicts).sort()).to.deep.equal(["UNDECIDED", "UNUSED", "USED", "WIDER"]);
    expect(report.largestPageBytes).to.be.below(2 ** 20);
    expect(report.mostResidentBytes).to.be.below(FUNCTION_BYTES);
    console.log(
      `    ${report.firstMs} ms for the first page, ${report.laterMs} ms for the slowest other one; ` +
        `heap ${megabytes(report.heapBytes)}, at most ${megabytes(report.mostResidentBytes)} resident; ` +
        JSON.stringify(report.verdicts),
    );
  });
});
