/**
 * Asks for every group of a VPC, page by page, in a process of its own, so that its memory is only what the function needs.
 * Arguments: the endpoint that stands in for AWS, the deployment's ids as JSON. Prints what it found as one line of JSON.
 */

import { EC2Client } from "@aws-sdk/client-ec2";
import type { SecurityGroupPage } from "../../../console-api/contract";
import { answer } from "../../../console-api/handler";
import { clientsAt, identity, REGION, surroundings } from "../deployed";
import { peakResidentBytes } from "../large/peak-memory";

const [endpoint = "", ids = "{}"] = process.argv.slice(2);

async function main(): Promise<void> {
  // moto may take its time: it is no measure of AWS.
  const credentials = { accessKeyId: "none", secretAccessKey: "none" };
  const ec2 = new EC2Client({ region: REGION, endpoint, credentials });
  const around = surroundings({ aws: { ...clientsAt(endpoint), ec2 }, ids: JSON.parse(ids) });
  const pages: { milliseconds: number; groups: number; rules: number; bytes: number; problems: number }[] =
    [];
  const seen = new Set<string>();
  for (let after: string | null = null; ; ) {
    const began = performance.now();
    const asked = { scope: "VPC", first: 100, after };
    const page = (await answer(
      { field: "securityGroups", arguments: asked, identity: identity(["viewer"]) },
      around,
    )) as SecurityGroupPage;
    pages.push({
      milliseconds: Math.round(performance.now() - began),
      groups: page.groups.length,
      rules: page.groups.reduce((sum, { rules }) => sum + rules.length, 0),
      bytes: Buffer.byteLength(JSON.stringify(page)),
      problems: page.problems.length,
    });
    for (const { id } of page.groups) seen.add(id);
    after = page.next;
    if (after === null) break;
  }
  const { heapUsed } = process.memoryUsage();
  const report = { pages, seen: seen.size, heapUsed, mostResidentBytes: peakResidentBytes() };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

void main();
