/**
 * When each instance was last patched. Systems Manager's patch state is about the last operation, which is nearly always a
 * scan; the executions that patched tell more, one call for each. What ended does not change, so it is kept.
 */

import type { AutomationExecutionMetadata } from "@aws-sdk/client-ssm";
import type { Surroundings } from "../surroundings";
import { documentsOf } from "./documents";
import { endedWell, executionOf } from "./executions";

/** Instance by execution, for each client. */
const kept = new WeakMap<object, Map<string, string>>();

/** Executions that are looked up for one answer; the next answer goes on with the others. */
const MOST_LOOKUPS = 10;

/** Executions that are kept: more than Systems Manager tells of in a page. */
const MOST_KEPT = 500;

function keptOf(client: object): Map<string, string> {
  const known = kept.get(client) ?? new Map<string, string>();
  kept.set(client, known);
  return known;
}

function keep(known: Map<string, string>, id: string, instance: string): void {
  for (const oldest of known.keys()) {
    if (known.size < MOST_KEPT) break;
    known.delete(oldest);
  }
  known.set(id, instance);
}

async function lookUp(around: Surroundings, id: string): Promise<void> {
  const execution = await executionOf(around, id);
  const [instance = ""] = execution?.Parameters?.["InstanceId"] ?? [];
  keep(keptOf(around.aws.ssm), id, instance);
}

/** When the last of the executions that patched it ended, by instance; absent: none is known. */
export async function lastInstalls(around: Surroundings): Promise<ReadonlyMap<string, Date>> {
  const { member } = documentsOf(around.deployment);
  const found = new Map<string, Date>();
  if (member === undefined) return found;
  const ended = await endedWell(around, member);
  const known = keptOf(around.aws.ssm);
  const idOf = ({ AutomationExecutionId: id = "" }: AutomationExecutionMetadata): string => id;
  const unknown = ended.map(idOf).filter((id) => !known.has(id));
  await Promise.all(unknown.slice(0, MOST_LOOKUPS).map((id) => lookUp(around, id)));
  for (const execution of ended) {
    const instance = known.get(idOf(execution));
    const time = execution.ExecutionEndTime;
    if (instance === undefined || instance === "" || time === undefined) continue;
    const other = found.get(instance);
    if (other === undefined || other < time) found.set(instance, time);
  }
  return found;
}
