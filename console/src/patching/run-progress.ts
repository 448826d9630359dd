/** How far a run has come, in numbers and in words. */

import type { PatchOperation, PatchRun, RunState } from "../../../console-api/contract";

export const OPERATION_WORDS: { readonly [operation in PatchOperation]: string } = {
  SCAN: "Scan",
  INSTALL: "Scan and install",
};

/** Whether nothing more follows. */
export function isOver({ state }: Pick<PatchRun, "state">): boolean {
  switch (state) {
    case "WAITING":
    case "RUNNING":
      return false;
    case "SUCCEEDED":
    case "FAILED":
    case "CANCELLED":
      return true;
  }
}

/** Steps that are over, of all. */
export function stepsDone({ steps }: Pick<PatchRun, "steps">): {
  readonly done: number;
  readonly of: number;
} {
  return { done: steps.filter(isOver).length, of: steps.length };
}

/** Whether it is not told of every step that it is over, which a run that has ended may leave so. */
export const hasOpenSteps = ({ steps }: Pick<PatchRun, "steps">): boolean => !steps.every(isOver);

const STATE_WORDS: { readonly [state in RunState]: string } = {
  WAITING: "waits",
  RUNNING: "runs",
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  CANCELLED: "was cancelled",
};

/**
 * What screen readers are told of a change: which steps changed their state and what the run came to; empty where there
 * is nothing to tell.
 *
 * @param before the run as it was last heard of; absent: it is heard of for the first time.
 */
export function changeText(before: PatchRun | undefined, after: PatchRun): string {
  const name = OPERATION_WORDS[after.operation];
  if (before === undefined || (before.state !== after.state && isOver(after))) {
    return [`${name} ${STATE_WORDS[after.state]}.`, after.failure ?? ""].join(" ").trim();
  }
  const earlier = new Map(before.steps.map((step) => [step.name, step.state]));
  const changes = after.steps
    .filter((step) => step.state !== "WAITING" && earlier.get(step.name) !== step.state)
    .map((step) => `${step.name} ${STATE_WORDS[step.state]}`);
  if (changes.length === 0) return "";
  const { done, of } = stepsDone(after);
  return `${name}: ${changes.join(", ")}. ${done} of ${of} done.`;
}

/** The runs to show: the one that the address names first, then whatever else is running. */
export function runsToShow(named: string | undefined, running: readonly PatchRun[]): readonly string[] {
  return [...new Set([...(named === undefined ? [] : [named]), ...running.map(({ id }) => id)])];
}
