/**
 * Asks for the evidence of a large account, page by page, in a process of its own, so that its memory is only what the
 * function needs. Argument: the endpoint that stands in for AWS. Prints what it found as one line of JSON.
 */

import type { EvidenceAnswer } from "../../../console-api/contract";
import { evidenceResolvers } from "../../../console-api/evidence";
import type { Surroundings } from "../../../console-api/surroundings";
import { clientsAt, DEPLOYMENT, IDS, surroundings } from "../deployed";
import { DAYS, QUESTION } from "./account";
import { peakResidentBytes } from "./peak-memory";

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
  /** Calls that were answered before the first page was there, since they were out of time. */
  readonly waitedCalls: number;
  /** Until the first page was there, in all these calls; of the slowest call; of the slowest page after the first. */
  readonly firstMs: number;
  readonly slowestCallMs: number;
  readonly laterMs: number;
  /** Processor time of all calls, of every thread. */
  readonly cpuMs: number;
  readonly largestPageBytes: number;
  readonly heapBytes: number;
  readonly mostResidentBytes: number;
}

/** The function ends a call's patience that long after its beginning. */
const CALL_MS = 8_500;

/** One call of the function. */
async function called(around: Surroundings, after: string | null): Promise<EvidenceAnswer> {
  const call = new AbortController();
  const timer = setTimeout(() => call.abort(), CALL_MS);
  try {
    return await evidenceResolvers.evidence(
      { id: QUESTION, first: 500, after },
      { ...around, signal: call.signal },
    );
  } finally {
    clearTimeout(timer);
  }
}

async function main(): Promise<void> {
  const deployment = { ...DEPLOYMENT, flowLogRetentionDays: DAYS };
  const around: Surroundings = surroundings({
    aws: clientsAt(endpoint),
    deployment,
    ids: { ...IDS, vpcId: "vpc-1" },
  });
  const before = process.cpuUsage();
  const times: number[] = [];
  const verdicts: Record<string, number> = {};
  let rules = 0;
  let largestPageBytes = 0;
  let waitedCalls = 0;
  let page: EvidenceAnswer;
  let after: string | null = null;
  do {
    const began = performance.now();
    page = await called(around, after);
    times.push(Math.round(performance.now() - began));
    if (page.state === "FAILED") throw new Error(page.failure ?? "");
    if (page.state === "RUNNING") {
      waitedCalls += 1;
      continue;
    }
    largestPageBytes = Math.max(largestPageBytes, Buffer.byteLength(JSON.stringify(page)));
    rules += page.rules.length;
    for (const { verdict } of page.rules) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    after = page.next;
  } while (page.state === "RUNNING" || after !== null);
  const { user, system } = process.cpuUsage(before);
  const report: Report = {
    days: page.days,
    total: page.total,
    rules,
    records: page.coverage?.records ?? 0,
    unresolved: page.coverage?.unresolved ?? 0,
    verdicts,
    problems: page.problems,
    waitedCalls,
    firstMs: times.slice(0, waitedCalls + 1).reduce((sum, time) => sum + time, 0),
    slowestCallMs: Math.max(...times),
    laterMs: Math.max(0, ...times.slice(waitedCalls + 1)),
    cpuMs: Math.round((user + system) / 1_000),
    largestPageBytes,
    heapBytes: process.memoryUsage().heapUsed,
    mostResidentBytes: peakResidentBytes(),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

void main();
