/**
 * Asks for the evidence of a large account, page by page, in a process of its own, so that its memory is only what the
 * function needs. Argument: the endpoint that stands in for AWS. Prints what it found as one line of JSON.
 */

import type { EvidenceAnswer } from "../../../console-api/contract";
import { evidenceResolvers } from "../../../console-api/evidence";
import type { Surroundings } from "../../../console-api/surroundings";
import { clientsAt, DEPLOYMENT, IDS, surroundings } from "../deployed";
import { DAYS, QUESTION } from "./account";

const [endpoint = ""] = process.argv.slice(2);

/** What the asking process reports. */
export interface Report {
  readonly days: number;
  readonly total: number;
  readonly rules: number;
  readonly records: number;
  readonly unresolved: number;
  readonly verdicts: { readonly [verdict: string]: number };
  readonly problems: readonly unknown[];
  /** Of the first page, which reads everything, and of the slowest of the others. */
  readonly firstMs: number;
  readonly laterMs: number;
  readonly largestPageBytes: number;
  readonly heapBytes: number;
  readonly mostResidentBytes: number;
}

async function main(): Promise<void> {
  const deployment = { ...DEPLOYMENT, flowLogRetentionDays: DAYS };
  const around: Surroundings = surroundings({
    aws: clientsAt(endpoint),
    deployment,
    ids: { ...IDS, vpcId: "vpc-1" },
  });
  const times: number[] = [];
  const verdicts: Record<string, number> = {};
  let rules = 0;
  let largestPageBytes = 0;
  let page: EvidenceAnswer;
  let after: string | null = null;
  do {
    const began = performance.now();
    page = await evidenceResolvers.evidence({ id: QUESTION, first: 500, after }, around);
    times.push(Math.round(performance.now() - began));
    largestPageBytes = Math.max(largestPageBytes, Buffer.byteLength(JSON.stringify(page)));
    rules += page.rules.length;
    for (const { verdict } of page.rules) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    after = page.next;
  } while (after !== null);
  const report: Report = {
    days: page.days,
    total: page.total,
    rules,
    records: page.coverage?.records ?? 0,
    unresolved: page.coverage?.unresolved ?? 0,
    verdicts,
    problems: page.problems,
    firstMs: times[0] ?? 0,
    laterMs: Math.max(0, ...times.slice(1)),
    largestPageBytes,
    heapBytes: process.memoryUsage().heapUsed,
    mostResidentBytes: process.resourceUsage().maxRSS * 1024,
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

void main();
