import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { largeAccount, ROWS, RULES, STRAYS } from "./large/account";
import { FUNCTION_BYTES, megabytes, runAsDeployed } from "./large/as-deployed";
import type { Report } from "./large/ask";

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
    const account = await largeAccount();
    server = account.server;
    const report = await runAsDeployed<Report>(join(__dirname, "large/ask.ts"), [account.endpoint], {
      folder,
      environment: { ...process.env, AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none" },
    });
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
