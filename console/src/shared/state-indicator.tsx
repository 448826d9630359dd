import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { ReactNode } from "react";
import type { ComponentState, PatchState, RunState, Verdict } from "../../../console-api/contract";

/** Every state that the API tells. */
export type State = ComponentState | PatchState | RunState | Verdict;

const LOOKS: { readonly [state in State]: readonly [type: StatusIndicatorProps.Type, words: string] } = {
  OK: ["success", "OK"],
  CHANGING: ["in-progress", "Changing"],
  ATTENTION: ["warning", "Needs attention"],
  FAILED: ["error", "Failed"],
  UNKNOWN: ["pending", "Not known"],
  COMPLIANT: ["success", "Compliant"],
  MISSING_PATCHES: ["warning", "Missing patches"],
  FAILED_PATCHES: ["error", "Failed patches"],
  PENDING_REBOOT: ["warning", "Reboot pending"],
  NEVER_SCANNED: ["warning", "Never scanned"],
  WAITING: ["pending", "Waiting"],
  RUNNING: ["in-progress", "Running"],
  SUCCEEDED: ["success", "Succeeded"],
  CANCELLED: ["stopped", "Cancelled"],
  USED: ["success", "Used"],
  WIDER: ["warning", "Wider than used"],
  UNUSED: ["warning", "Unused"],
  UNDECIDED: ["pending", "Undecided"],
};

/** The words for a state. */
export const stateWords = (state: State): string => LOOKS[state][1];

/** A state as icon, colour and words. */
export function StateIndicator({
  state,
  children,
}: {
  readonly state: State;
  readonly children?: ReactNode;
}) {
  const [type, words] = LOOKS[state];
  return (
    <StatusIndicator type={type} wrapText={false}>
      {children ?? words}
    </StatusIndicator>
  );
}
