/** The shared-responsibility register as it is looked through. */

import type { Control } from "../../../console-api/contract.js";

const TOPICS: ReadonlyMap<string, string> = new Map([
  ["shared-responsibility", "Shared responsibility"],
  ["iam-roles", "IAM roles"],
  ["security-groups", "Security groups"],
  ["web-console", "Web console"],
  ["proxy-patching", "Proxy and patching"],
]);

/** A topic as it is called. */
export const topicName = (topic: string): string => TOPICS.get(topic) ?? topic;

export interface RegisterFilter {
  /** Absent: all. */
  readonly owner?: string | undefined;
  readonly topic?: string | undefined;
  readonly openOnly: boolean;
}

/** Controls that pass, what is open first; else in the register's order. */
export function filtered(
  controls: readonly Control[],
  { owner, topic, openOnly }: RegisterFilter,
): readonly Control[] {
  const passing = controls.filter(
    (control) =>
      (owner === undefined || control.owner === owner) &&
      (topic === undefined || control.topic === topic) &&
      (!openOnly || control.open !== null),
  );
  return [...passing.filter(({ open }) => open !== null), ...passing.filter(({ open }) => open === null)];
}

/** What proves a control, in words and as it is spelled. */
export function evidenceText({ evidence: { kind, type, name, path } }: Control): {
  readonly kind: string;
  readonly spelled: string;
} {
  return { kind, spelled: [type, name, path].filter((part) => part !== null).join(" ") };
}

/** Whether a control says the text anywhere, in whichever case. */
export function says(control: Control, text: string): boolean {
  const { kind, spelled } = evidenceText(control);
  const all = [
    control.control,
    control.open ?? "",
    control.owner,
    control.cadence,
    topicName(control.topic),
    kind,
    spelled,
  ];
  return all.join("\n").toLowerCase().includes(text.trim().toLowerCase());
}

/** Values in the order in which they first come. */
export const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)];
