/** Reads the history of interfaces back, some days of it. */

import { GetObjectCommand } from "@aws-sdk/client-s3";
import type { Problems } from "../failures";
import type { Surroundings } from "../surroundings";
import { type DayHistory, dayOf, keyOf, parseDay, startOf } from "./day";
import { InterfaceHistory } from "./interface-history";

/** What a problem calls it. */
export const HISTORY = "history of network interfaces";

/** Objects that are asked for ahead. */
const AT_ONCE = 8;

const DAY_MS = 86_400_000;

/** Days (UTC) that have a part in the time from `from` to `to`, in order. */
export function daysBetween(from: Date, to: Date): readonly string[] {
  const days: string[] = [];
  for (let at = startOf(dayOf(from)).getTime(); at <= to.getTime(); at += DAY_MS) {
    days.push(dayOf(new Date(at)));
  }
  return days;
}

async function read({ aws, deployment, signal }: Surroundings, day: string): Promise<DayHistory | undefined> {
  const { bucket, prefix } = deployment.history;
  try {
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: keyOf(prefix, day),
      // Somebody else's history would be believed: a bucket's name is free again once the bucket is gone.
      ExpectedBucketOwner: deployment.accountId,
    });
    const found = await aws.s3.send(command, { abortSignal: signal });
    return parseDay((await found.Body?.transformToString("utf8")) ?? "", day);
  } catch (error) {
    // Days before the stack was there, or on which nobody looked: they are not covered, and nothing is wrong.
    if (Object(error).name === "NoSuchKey") return undefined;
    throw error;
  }
}

/** The history over a time. Days that are missing are not covered by it; those that cannot be read are a problem too. */
export async function readHistory(
  around: Surroundings,
  problems: Problems,
  from: Date,
  to: Date,
): Promise<InterfaceHistory> {
  const days = daysBetween(from, to);
  const waiting = days[Symbol.iterator]();
  const under = new Map<string, Promise<DayHistory | undefined>>();
  const ask = (): void => {
    const { value: day } = waiting.next();
    if (day === undefined) return;
    under.set(
      day,
      problems.part(HISTORY, undefined, () => read(around, day)),
    );
  };
  for (let count = 0; count < AT_ONCE; count += 1) ask();
  // Days are taken in as they come in order, so that no more than a few are in memory.
  const history = new InterfaceHistory();
  for (const day of days) {
    const found = await under.get(day);
    under.delete(day);
    ask();
    if (found !== undefined) history.add(found);
  }
  return history;
}
