/** Runs of this stack's documents: how far each has come, instance by instance, and why it failed. */

import type {
  AutomationExecution,
  AutomationExecutionMetadata,
  InstancePatchState,
  StepExecution,
} from "@aws-sdk/client-ssm";
import type { PatchRun, RunStep } from "../contract";
import type { Surroundings } from "../surroundings";
import { documentsOf, operationOf } from "./documents";
import { childrenOf, failedStepOf, hasFailed, stepsOf } from "./executions";
import { countsOf, membersOf, type PatchStates, patchStatesOf } from "./fleet";
import { isActive, runState, stepWords } from "./run-words";

/** What a run consists of, beside its own times. */
type Course = Pick<PatchRun, "steps" | "failure">;

const iso = (date: Date | undefined): string | null => date?.toISOString() ?? null;

const NOT_BEGUN = "not begun: the run ended before";

/** `while installing patches`, or nothing for a step that is not known. */
function whileDoing(step: StepExecution | undefined): string {
  const words = stepWords(step?.StepName);
  const late = step?.StepStatus === "TimedOut" ? ", which took too long" : "";
  return words === undefined ? "" : ` while ${words}${late}`;
}

/** The failure of a run that no step explains; `null` where it did not fail. */
function unexplained({ AutomationExecutionStatus: status }: AutomationExecution): string | null {
  switch (runState(status)) {
    case "CANCELLED":
      return "Somebody cancelled it.";
    case "FAILED":
      return status === "TimedOut" ? "It took too long." : "It failed, and AWS does not tell at which step.";
    default:
      return null;
  }
}

/** Failures to look something up leave the words out that it is for. */
async function ifTold<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    console.warn(JSON.stringify({ part: "progress of a run", error: String(Object(error).name ?? error) }));
    return undefined;
  }
}

const foundWords = (state: InstancePatchState): string => {
  const { missing, failed, pendingReboot } = countsOf(state);
  const parts = [
    ...(missing > 0 ? [`${missing} missing`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(pendingReboot > 0 ? [`${pendingReboot} waiting for a reboot`] : []),
  ];
  return parts.length === 0 ? "nothing is missing" : parts.join(", ");
};

/** Within this time after a command has ended its reports have come in. */
const REPORTING_MS = 5 * 60_000;

/** Each instance, by whether it has reported since the scan began. */
function scannedSteps(
  execution: AutomationExecution,
  states: PatchStates,
  ids: readonly string[],
  now: Date,
): RunStep[] {
  const state = runState(execution.AutomationExecutionStatus);
  const { ExecutionStartTime: begin, ExecutionEndTime: ended } = execution;
  const isLate = ended !== undefined && now.getTime() - ended.getTime() > REPORTING_MS;
  return ids.map((name): RunStep => {
    const found = states.get(name);
    const end = found?.OperationEndTime;
    if (found !== undefined && begin !== undefined && end !== undefined && end >= begin) {
      return { name, state: "SUCCEEDED", detail: foundWords(found) };
    }
    if (isActive(state)) return { name, state, detail: "looking for missing patches" };
    // One that came later was not asked; one whose agent was not reached may not count as an error.
    if (state === "SUCCEEDED" && isLate) {
      return { name, state: "WAITING", detail: "it has not reported since the scan began" };
    }
    if (state === "SUCCEEDED") return { name, state, detail: "scanned; its report is on its way" };
    return { name, state, detail: "it has not reported" };
  });
}

async function scanCourse(execution: AutomationExecution, around: Surroundings): Promise<Course> {
  const state = runState(execution.AutomationExecutionStatus);
  const known = await ifTold(async () => {
    const ids = (await membersOf(around)).map(({ id }) => id);
    return { ids, states: await patchStatesOf(around, ids) };
  });
  const steps = known
    ? scannedSteps(execution, known.states, known.ids, around.now())
    : [{ name: "All instances", state, detail: stepWords("scanFleet") ?? null }];
  const failed = execution.StepExecutions?.find(hasFailed);
  if (state !== "FAILED" || failed === undefined) return { steps, failure: unexplained(execution) };
  const late = failed.StepStatus === "TimedOut" ? "took too long" : "failed";
  return { steps, failure: `Looking for missing patches ${late} on one instance at least.` };
}

/** Instance ids in what AWS tells of a step's output: a list, or the text of one. */
const instanceIds = (texts: readonly string[] | undefined): readonly string[] => [
  ...new Set((texts ?? []).flatMap((text) => text.match(/\bi-[0-9a-f]{8,17}\b/g) ?? [])),
];

/** The instance that a step of the loop is about. */
function instanceOf(step: StepExecution): string {
  const { IteratorValue, Iteration } = step.ParentStepDetails ?? {};
  const [id] = instanceIds([IteratorValue ?? "", step.Inputs?.["RuntimeParameters"] ?? ""]);
  return id ?? (Iteration === undefined ? "An instance" : `Instance ${Iteration}`);
}

/** What happens inside of the run of one instance, and where it failed. */
interface Inside {
  readonly current: AutomationExecutionMetadata | undefined;
  readonly failed: StepExecution | undefined;
}

async function insideOf(id: string, isFailed: boolean, around: Surroundings): Promise<Inside> {
  const children = await childrenOf(around, id);
  const inState = (...states: readonly string[]): AutomationExecutionMetadata | undefined =>
    children.find((child) => states.includes(runState(child.AutomationExecutionStatus)));
  const failedId = isFailed ? inState("FAILED")?.AutomationExecutionId : undefined;
  return {
    current: inState("RUNNING", "WAITING"),
    failed: failedId === undefined ? undefined : await failedStepOf(around, failedId),
  };
}

function memberDetail(step: StepExecution, inside: Inside | undefined): string {
  switch (runState(step.StepStatus)) {
    case "SUCCEEDED":
      return "done";
    case "FAILED":
      return `failed${whileDoing(inside?.failed)}`;
    case "CANCELLED":
      return "cancelled";
    case "RUNNING":
    case "WAITING":
      return stepWords(inside?.current?.CurrentStepName) ?? "patching it";
  }
}

async function installCourse(execution: AutomationExecution, around: Surroundings): Promise<Course> {
  const id = execution.AutomationExecutionId ?? "";
  const state = runState(execution.AutomationExecutionStatus);
  const all = await stepsOf(around, id);
  const listing = all.find(({ StepName }) => StepName === "listMembers");
  const members = all.filter(({ StepName }) => StepName === "patchMember");
  const failed = members.find(hasFailed);
  const isPatching = members.some(({ StepStatus }) => isActive(runState(StepStatus)));
  const inside =
    failed !== undefined || isPatching
      ? await ifTold(() => insideOf(id, failed !== undefined, around))
      : undefined;
  const begun = members.map(
    (step): RunStep => ({
      name: instanceOf(step),
      state: runState(step.StepStatus),
      detail: memberDetail(step, inside),
    }),
  );
  const names = new Set(begun.map(({ name }) => name));
  const others = instanceIds(Object.values(listing?.Outputs ?? {}).flat()).filter((one) => !names.has(one));
  const waiting = others.map(
    (name): RunStep =>
      isActive(state)
        ? { name, state: "WAITING", detail: "waits for its turn" }
        : { name, state: "CANCELLED", detail: NOT_BEGUN },
  );
  const steps =
    begun.length + waiting.length > 0
      ? [...begun, ...waiting]
      : [
          {
            name: "Instances of the fleet",
            state: listing === undefined ? state : runState(listing.StepStatus),
            detail: stepWords("listMembers") ?? null,
          },
        ];
  if (state === "FAILED" && failed !== undefined) {
    const rest = waiting.length > 0 ? "; the instances after it were not touched" : "";
    return {
      steps,
      failure: `Patching ${instanceOf(failed)} failed${whileDoing(inside?.failed)}${rest}.`,
    };
  }
  if (state === "FAILED" && listing !== undefined && hasFailed(listing)) {
    return { steps, failure: "The instances of the fleet could not be listed." };
  }
  return { steps, failure: unexplained(execution) };
}

/** The run of one instance, as the maintenance window starts it. */
async function memberCourse(execution: AutomationExecution, around: Surroundings): Promise<Course> {
  const state = runState(execution.AutomationExecutionStatus);
  const [name = "An instance"] = instanceIds(execution.Parameters?.["InstanceId"]);
  const failed =
    state === "FAILED"
      ? (execution.StepExecutions?.find(hasFailed) ??
        (await ifTold(() => failedStepOf(around, execution.AutomationExecutionId ?? ""))))
      : undefined;
  const details: Readonly<Record<PatchRun["state"], string | null>> = {
    WAITING: stepWords(execution.CurrentStepName) ?? null,
    RUNNING: stepWords(execution.CurrentStepName) ?? "patching it",
    SUCCEEDED: "done",
    FAILED: `failed${whileDoing(failed)}`,
    CANCELLED: "cancelled",
  };
  const steps = [{ name, state, detail: details[state] }];
  if (failed === undefined) return { steps, failure: unexplained(execution) };
  return { steps, failure: `Patching ${name} failed${whileDoing(failed)}.` };
}

/** A run of one of this stack's documents; `undefined` for an execution of any other one. */
export async function runOf(
  execution: AutomationExecution,
  around: Surroundings,
): Promise<PatchRun | undefined> {
  const documents = documentsOf(around.deployment);
  const operation = operationOf(documents, execution.DocumentName);
  if (operation === undefined) return undefined;
  const courseOf = {
    [documents.scan]: scanCourse,
    ...(documents.install === undefined ? {} : { [documents.install]: installCourse }),
    ...(documents.member === undefined ? {} : { [documents.member]: memberCourse }),
  }[execution.DocumentName ?? ""];
  const state = runState(execution.AutomationExecutionStatus);
  return {
    id: execution.AutomationExecutionId ?? "",
    operation,
    state,
    startedAt: iso(execution.ExecutionStartTime),
    endedAt: isActive(state) ? null : iso(execution.ExecutionEndTime),
    ...(courseOf === undefined ? { steps: [], failure: null } : await courseOf(execution, around)),
  };
}
