/** Whether flow logs can be asked, and whether it is noted which interface had which groups meanwhile. */

import { HeadObjectCommand } from "@aws-sdk/client-s3";
import type { Fact } from "../contract";
import { reasonOf } from "../failures";
import { dayOf, keyOf, LONGEST_PAUSE_MS } from "../history/day";
import type { Surroundings } from "../surroundings";
import type { Standing } from "./components";

const DAY_MS = 86_400_000;

/** When a day's object was last written; `undefined`: there is none. */
async function writtenAt({ aws, deployment, signal }: Surroundings, day: Date): Promise<Date | undefined> {
  const { bucket, prefix } = deployment.history;
  const command = new HeadObjectCommand({
    Bucket: bucket,
    Key: keyOf(prefix, dayOf(day)),
    ExpectedBucketOwner: deployment.accountId,
  });
  try {
    const { LastModified } = await aws.s3.send(command, { abortSignal: signal });
    return LastModified;
  } catch (error) {
    if (reasonOf(error) === "NOT_FOUND") return undefined;
    throw error;
  }
}

/** When interfaces were last noted, as far as today's and yesterday's objects tell. */
async function lastNoted(around: Surroundings): Promise<Date | undefined> {
  const today = around.now();
  return (await writtenAt(around, today)) ?? (await writtenAt(around, new Date(today.getTime() - DAY_MS)));
}

const STORES = { athena: "Amazon S3, asked with Athena", "logs-insights": "CloudWatch Logs" } as const;

export async function logs(around: Surroundings): Promise<Standing> {
  const { deployment, now } = around;
  const { flowLogs, flowLogRetentionDays: days } = deployment;
  if (flowLogs.kind === "none") {
    return { state: "UNKNOWN", detail: flowLogs.why, facts: [] };
  }
  const facts: readonly Fact[] = [
    { label: "Flow logs", value: STORES[flowLogs.kind] },
    { label: "Kept for", value: `${days} ${days === 1 ? "day" : "days"}` },
  ];
  const noted = await lastNoted(around);
  if (noted === undefined) {
    const detail = "It was not noted yet which interface has which groups: evidence cannot be told.";
    return { state: "ATTENTION", detail, facts };
  }
  const told = [...facts, { label: "Interfaces noted", value: noted.toISOString() }];
  if (now().getTime() - noted.getTime() > LONGEST_PAUSE_MS) {
    const detail = "It is no longer noted which interface has which groups: new evidence cannot be told.";
    return { state: "ATTENTION", detail, facts: told };
  }
  return { state: "OK", detail: "Flow logs can be asked which rules were used.", facts: told };
}
