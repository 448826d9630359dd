/** Starts the two documents without parameters: a caller decides whether they run, never what they do. */

import { createHash } from "node:crypto";
import { StartAutomationExecutionCommand } from "@aws-sdk/client-ssm";
import type { PatchOperation, PatchRun } from "../contract";
import { Refusal } from "../failures";
import type { Surroundings } from "../surroundings";
import { unanswered } from "../unanswered";
import { documentsOf, ONLY_SCANS, operationOf } from "./documents";
import { activeExecutions } from "./executions";

/** What a second start has to wait for. */
export const BUSY: { readonly [operation in PatchOperation]: string } = {
  SCAN: "The fleet is being scanned.",
  INSTALL: "Patches are being installed.",
};

/** Starts within one of these spans of the clock are one: neither may know of the other yet. */
const TOGETHER_MS = 30_000;

/**
 * A token in the form of a UUID, the same for all starts of a document in one span, whoever makes them. AWS takes the second
 * for a repetition of the first, and answers with the execution that it has started then. Two at either side of a span's end
 * can both run, where AWS does not list the first yet: the documents stand that, since a proxy leaves service only while all
 * others serve.
 */
export function tokenOf(document: string, now: Date): string {
  const period = Math.floor(now.getTime() / TOGETHER_MS);
  const digest = createHash("sha256").update(`${document}\n${period}`).digest("hex");
  const parts = [digest.slice(0, 8), digest.slice(8, 12), `8${digest.slice(13, 16)}`];
  return [...parts, `8${digest.slice(17, 20)}`, digest.slice(20, 32)].join("-");
}

/** What a failed start is refused with. */
function notStarted(operation: PatchOperation, error: unknown): Refusal {
  if (Object(error).name === "AutomationExecutionLimitExceededException") {
    return new Refusal("Busy", "The account runs as many automations as it may; try again later.");
  }
  return unanswered(operation === "SCAN" ? "the scan" : "the installation", error);
}

/**
 * Starts a document, and answers with its run before AWS tells anything of it.
 * @throws Refusal `Busy` while a document of this stack runs; `BadRequest` where the stack only scans
 */
export async function start(operation: PatchOperation, around: Surroundings): Promise<PatchRun> {
  const { aws, deployment, now, signal } = around;
  const documents = documentsOf(deployment);
  const document = operation === "SCAN" ? documents.scan : documents.install;
  if (document === undefined) throw new Refusal("BadRequest", ONLY_SCANS);

  let active: Awaited<ReturnType<typeof activeExecutions>>;
  try {
    active = await activeExecutions(around);
  } catch (error) {
    // Unseen, another one might be interrupted.
    throw unanswered("what is running", error);
  }
  const [other] = active;
  if (other !== undefined) {
    throw new Refusal("Busy", BUSY[operationOf(documents, other.DocumentName) ?? "INSTALL"]);
  }
  try {
    const command = new StartAutomationExecutionCommand({
      DocumentName: document,
      ClientToken: tokenOf(document, now()),
    });
    const { AutomationExecutionId: id = "" } = await aws.ssm.send(command, { abortSignal: signal });
    const startedAt = now().toISOString();
    return { id, operation, state: "WAITING", startedAt, endedAt: null, steps: [], failure: null };
  } catch (error) {
    throw notStarted(operation, error);
  }
}
