/** The fleet's patch state, its clocks, and what runs now. */

import type { AutomationExecutionMetadata } from "@aws-sdk/client-ssm";
import type { Patching, PatchOperation, PatchRun, Permission } from "../contract";
import { Problems, Refusal, reasonOf } from "../failures";
import type { Caller, Resolver, Resolvers, Surroundings } from "../surroundings";
import { unanswered } from "../unanswered";
import { nextWindow, scheduleWords } from "./clocks";
import { ONLY_SCANS } from "./documents";
import { activeExecutions, executionOf } from "./executions";
import { contactsOf, membersOf, patchedInstance, patchStatesOf } from "./fleet";
import { lastInstalls } from "./last-installs";
import { missingPatches } from "./missing";
import { runOf } from "./runs";
import { BUSY, start } from "./starting";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Runs whose steps are told; there is one, or one that the window started beside it. */
const MOST_RUNS = 3;

const DOING: { readonly [operation in PatchOperation]: string } = {
  SCAN: "start a scan",
  INSTALL: "install patches",
};

function permission(
  operation: PatchOperation,
  { deployment }: Surroundings,
  caller: Caller,
  running: readonly PatchRun[],
): Permission {
  const refused = (whyNot: string): Permission => ({ allowed: false, whyNot });
  if (operation === "INSTALL" && deployment.patching.installDocument === undefined)
    return refused(ONLY_SCANS);
  if (!caller.groups.includes("operator")) {
    return refused(`Only members of the group \`${deployment.groups.operator}\` may ${DOING[operation]}.`);
  }
  const [other] = running;
  return other === undefined ? { allowed: true, whyNot: null } : refused(BUSY[other.operation]);
}

async function runsOf(
  active: readonly AutomationExecutionMetadata[],
  around: Surroundings,
): Promise<readonly PatchRun[]> {
  const told = active.slice(0, MOST_RUNS).map(async ({ AutomationExecutionId: id = "" }) => {
    const execution = await executionOf(around, id);
    return execution && runOf(execution, around);
  });
  return (await Promise.all(told)).filter((run) => run !== undefined);
}

async function fleetOf(around: Surroundings, problems: Problems): Promise<Patching["instances"]> {
  const installed = problems.part("last installations", new Map<string, Date>(), () => lastInstalls(around));
  const members = await problems.part("instances of the fleet", [], () => membersOf(around));
  const ids = members.map(({ id }) => id);
  const [states, contacts, installs] = await Promise.all([
    problems.part("patch states", undefined, () => patchStatesOf(around, ids)),
    problems.part("last contacts", undefined, () => contactsOf(around, ids)),
    installed,
  ]);
  return members.map((member) => patchedInstance(member, { states, contacts, installs }, around.now()));
}

const patching: Resolver<"patching"> = async (_given, around, caller) => {
  const { deployment, now } = around;
  const problems = new Problems();
  const asOf = now();
  const [instances, window, running] = await Promise.all([
    fleetOf(around, problems),
    problems.part("the next maintenance window", null, () => nextWindow(around)),
    problems.part("what is running", [], async () => runsOf(await activeExecutions(around), around)),
  ]);
  return {
    operation: deployment.patching.operation === "Install" ? "INSTALL" : "SCAN",
    instances,
    nextWindow: window,
    nextScan: scheduleWords(deployment.patching.scanSchedule, asOf),
    running,
    scan: permission("SCAN", around, caller, running),
    install: permission("INSTALL", around, caller, running),
    problems: problems.found,
    asOf: asOf.toISOString(),
  };
};

const noRun = (): Refusal => new Refusal("NotFound", "there is no such run of this stack's documents");

const patchRun: Resolver<"patchRun"> = async ({ id }, around) => {
  if (!UUID.test(id)) throw noRun();
  try {
    const execution = await executionOf(around, id);
    // Somebody else's executions do not exist here.
    const run = execution && (await runOf(execution, around));
    if (run === undefined) throw noRun();
    return run;
  } catch (error) {
    throw reasonOf(error) === "NOT_FOUND" ? noRun() : unanswered("the run", error);
  }
};

/** Patch state, runs and their starts. */
export const patchingResolvers = {
  patching,
  missingPatches,
  patchRun,
  scanNow: (_given, around) => start("SCAN", around),
  installNow: (_given, around) => start("INSTALL", around),
} satisfies Resolvers<"patching" | "missingPatches" | "patchRun" | "scanNow" | "installNow">;
