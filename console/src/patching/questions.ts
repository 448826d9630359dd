/** What this view asks of the API, and starts through it. */

import type { MissingPatchPage, Patching, PatchOperation, PatchRun } from "../../../console-api/contract";
import { type Api, ApiFailure } from "../data/api";
import { poll } from "../data/polling";
import { isOver } from "./run-progress";

const PROBLEMS = "problems { part reason message }";
const RUN = "id operation state startedAt endedAt steps { name state detail } failure";

const PATCHING = `query Patching {
  patching {
    operation
    instances {
      instanceId zone lifecycle lastContact state missing failed pendingReboot critical security lastScan lastInstall
    }
    nextWindow nextScan
    running { ${RUN} }
    scan { allowed whyNot }
    install { allowed whyNot }
    ${PROBLEMS} asOf
  }
}`;

const MISSING = `query MissingPatches($instanceId: ID!, $after: String) {
  missingPatches(instanceId: $instanceId, first: 50, after: $after) {
    patches { id title classification severity state }
    next ${PROBLEMS}
  }
}`;

const PATCH_RUN = `query PatchRun($id: ID!) { patchRun(id: $id) { ${RUN} } }`;
const SCAN_NOW = `mutation ScanNow { scanNow { ${RUN} } }`;
const INSTALL_NOW = `mutation InstallNow { installNow { ${RUN} } }`;

/** The fleet's patch state, its clocks and what runs now. */
export async function askPatching(api: Api, signal: AbortSignal): Promise<Patching> {
  return (await api.ask<{ readonly patching: Patching }>(PATCHING, {}, signal)).patching;
}

/** A page of what an instance misses; `after` is the previous page's `next`, `null` for the first. */
export async function askMissing(
  api: Api,
  instanceId: string,
  after: string | null,
  signal?: AbortSignal,
): Promise<MissingPatchPage> {
  const variables = { instanceId, after };
  return (await api.ask<{ readonly missingPatches: MissingPatchPage }>(MISSING, variables, signal))
    .missingPatches;
}

/** Starts an operation on the fleet. */
export async function startRun(api: Api, operation: PatchOperation): Promise<PatchRun> {
  switch (operation) {
    case "SCAN":
      return (await api.ask<{ readonly scanNow: PatchRun }>(SCAN_NOW)).scanNow;
    case "INSTALL":
      return (await api.ask<{ readonly installNow: PatchRun }>(INSTALL_NOW)).installNow;
  }
}

/** Follows a run to its end; `onRun` is told of each step on the way. */
export function followRun(
  api: Api,
  id: string,
  signal: AbortSignal,
  onRun: (run: PatchRun) => void,
): Promise<PatchRun> {
  return poll({
    ask: async () => (await api.ask<{ readonly patchRun: PatchRun }>(PATCH_RUN, { id }, signal)).patchRun,
    isOver,
    isPassing: (error) => error instanceof ApiFailure && error.kind === "network",
    onValue: onRun,
    signal,
  });
}
