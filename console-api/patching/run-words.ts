/** States and steps of automation executions, for people. */

import type { RunState } from "../contract";

const STATES: Readonly<Record<string, RunState>> = {
  Approved: "WAITING",
  Cancelled: "CANCELLED",
  Cancelling: "RUNNING",
  ChangeCalendarOverrideApproved: "WAITING",
  ChangeCalendarOverrideRejected: "FAILED",
  CompletedWithFailure: "FAILED",
  CompletedWithSuccess: "SUCCEEDED",
  Exited: "CANCELLED",
  Failed: "FAILED",
  InProgress: "RUNNING",
  Pending: "WAITING",
  PendingApproval: "WAITING",
  PendingChangeCalendarOverride: "WAITING",
  Rejected: "FAILED",
  RunbookInProgress: "RUNNING",
  Scheduled: "WAITING",
  Success: "SUCCEEDED",
  TimedOut: "FAILED",
  Waiting: "RUNNING",
};

/** The state behind a status of AWS; one that is not known counts as running, so that nothing is started beside it. */
export function runState(status: string | undefined): RunState {
  if (status === undefined) return "WAITING";
  return Object.hasOwn(STATES, status) ? (STATES[status] ?? "RUNNING") : "RUNNING";
}

/** Whether a run in this state goes on. */
export const isActive = (state: RunState): boolean => state === "WAITING" || state === "RUNNING";

/** The statuses of executions that go on: as many values as a filter takes. */
export const ACTIVE_STATUSES: readonly string[] = Object.keys(STATES).filter((status) =>
  isActive(runState(status)),
);

/** Steps of the documents, as what is being done. */
const STEPS: Readonly<Record<string, string>> = {
  scanFleet: "looking for missing patches",
  listMembers: "finding the instances of the fleet",
  patchMembers: "patching one instance after the other",
  patchMember: "patching it",
  checkMembership: "checking that it is of the fleet",
  readState: "looking up where in its life it is",
  chooseByState: "looking up where in its life it is",
  suspendScaling: "keeping the fleet from scaling",
  makeRoom: "waiting until all others serve",
  enterStandby: "taking it out of service",
  waitForStandby: "letting its requests finish",
  installPatches: "installing patches",
  exitStandby: "putting it back into service",
  waitForHealthy: "waiting until it serves again",
  readStateAgain: "looking up whether it is out of service",
  chooseByStateAgain: "looking up whether it is out of service",
  terminateInstance: "giving it up, since it could not be put back",
  exitStandbyAtOnce: "putting it back into service after a cancellation",
  resumeScaling: "letting the fleet scale again",
  leaveAlone: "leaving it alone: it is being launched or terminated",
};

/** What a step does, as `installing patches`; `undefined` for a step that the documents do not have. */
export function stepWords(name: string | undefined): string | undefined {
  return name !== undefined && Object.hasOwn(STEPS, name) ? STEPS[name] : undefined;
}
