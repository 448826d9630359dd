/** The fleet in numbers, and its instances in the order in which they need care. */

import type { PatchedInstance, Patching, PatchState } from "../../../console-api/contract";

/** From the worst. */
export const PATCH_STATES: readonly PatchState[] = [
  "FAILED_PATCHES",
  "MISSING_PATCHES",
  "PENDING_REBOOT",
  "NEVER_SCANNED",
  "UNKNOWN",
  "COMPLIANT",
];

/** Whether the list of instances is what there is. A fleet that does not exist has none; one that was not told may have some. */
export const isFleetTold = ({ problems }: Pick<Patching, "problems">): boolean =>
  problems.every(({ part, reason }) => part !== "instances of the fleet" || reason === "NOT_FOUND");

/** The worst first; of the same state those with more critical, then more missing patches. */
export function inOrder(instances: readonly PatchedInstance[]): readonly PatchedInstance[] {
  return instances.toSorted(
    (a, b) =>
      PATCH_STATES.indexOf(a.state) - PATCH_STATES.indexOf(b.state) ||
      b.critical - a.critical ||
      b.missing - a.missing ||
      a.instanceId.localeCompare(b.instanceId, "en"),
  );
}

export interface FleetSummary {
  readonly instances: number;
  readonly compliant: number;
  /** Instances that were never scanned, or of which nothing is known: their numbers are zero and mean nothing. */
  readonly untold: number;
  readonly missing: number;
  readonly critical: number;
  readonly security: number;
  readonly failed: number;
  readonly pendingReboot: number;
  /** The least recent of the last scans; absent where an instance was never scanned, or there is none. */
  readonly oldestScan: string | undefined;
}

/** Sums over all instances. A patch that several instances miss counts for each. */
export function summaryOf(instances: readonly PatchedInstance[]): FleetSummary {
  const sum = (of: (instance: PatchedInstance) => number) =>
    instances.reduce((all, instance) => all + of(instance), 0);
  const scans = instances.flatMap(({ lastScan }) => lastScan ?? []);
  return {
    instances: instances.length,
    compliant: instances.filter(({ state }) => state === "COMPLIANT").length,
    untold: instances.filter(isUntold).length,
    missing: sum(({ missing }) => missing),
    critical: sum(({ critical }) => critical),
    security: sum(({ security }) => security),
    failed: sum(({ failed }) => failed),
    pendingReboot: sum(({ pendingReboot }) => pendingReboot),
    oldestScan:
      scans.length < instances.length
        ? undefined
        : scans.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0],
  };
}

/** Whether the numbers of an instance tell nothing. */
export const isUntold = ({ state }: Pick<PatchedInstance, "state">): boolean =>
  state === "NEVER_SCANNED" || state === "UNKNOWN";

/** Whether there is a list of patches to look at. */
export const hasPatches = ({ missing, failed, pendingReboot }: PatchedInstance): boolean =>
  missing + failed + pendingReboot > 0;

/** Points of time from the least recent; none comes first. */
export const compareTimes = (a: string | null, b: string | null): number =>
  (a === null ? 0 : Date.parse(a)) - (b === null ? 0 : Date.parse(b));
