/** The instances of the Auto Scaling group, and what Systems Manager knows of their patches. */

import {
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  type Instance,
} from "@aws-sdk/client-auto-scaling";
import {
  type InstancePatchState,
  paginateDescribeInstanceInformation,
  paginateDescribeInstancePatchStates,
} from "@aws-sdk/client-ssm";
import type { PatchedInstance, PatchState } from "../contract";
import type { Surroundings } from "../surroundings";

type Asking = Pick<Surroundings, "aws" | "deployment" | "signal">;

/** Systems Manager takes at most 50 ids at once, and gives at most 50 items. */
const PAGE_SIZE = 50;

/** The group of the fleet. @throws an error that reads as `NOT_FOUND` where the account has none */
export async function fleetGroup({ aws, deployment, signal }: Asking): Promise<AutoScalingGroup> {
  const name = deployment.patching.autoScalingGroup;
  const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] });
  const { AutoScalingGroups } = await aws.autoScaling.send(command, { abortSignal: signal });
  const group = AutoScalingGroups?.find(({ AutoScalingGroupName }) => AutoScalingGroupName === name);
  if (group !== undefined) return group;
  throw Object.assign(new Error(`no Auto Scaling group \`${name}\``), { name: "GroupNotFound" });
}

export interface Member {
  readonly id: string;
  readonly zone: string;
  readonly lifecycle: string;
}

const member = ({ InstanceId, AvailabilityZone, LifecycleState }: Instance): Member => ({
  id: InstanceId ?? "",
  zone: AvailabilityZone ?? "",
  lifecycle: LifecycleState ?? "",
});

/** The instances of the fleet, by zone and id. */
export async function membersOf(around: Asking): Promise<readonly Member[]> {
  const { Instances } = await fleetGroup(around);
  const members = (Instances ?? []).map(member);
  return members.sort((a, b) => (`${a.zone} ${a.id}` < `${b.zone} ${b.id}` ? -1 : 1));
}

const portions = (ids: readonly string[]): readonly string[][] =>
  Array.from({ length: Math.ceil(ids.length / PAGE_SIZE) }, (_, at) =>
    ids.slice(at * PAGE_SIZE, (at + 1) * PAGE_SIZE),
  );

/** Patch states by instance; those that were never scanned have none. */
export type PatchStates = ReadonlyMap<string, InstancePatchState>;

export async function patchStatesOf({ aws, signal }: Asking, ids: readonly string[]): Promise<PatchStates> {
  const found = new Map<string, InstancePatchState>();
  for (const portion of portions(ids)) {
    const pages = paginateDescribeInstancePatchStates(
      { client: aws.ssm, pageSize: PAGE_SIZE },
      { InstanceIds: portion },
      { abortSignal: signal },
    );
    for await (const { InstancePatchStates } of pages) {
      for (const state of InstancePatchStates ?? []) found.set(state.InstanceId ?? "", state);
    }
  }
  return found;
}

/** When Systems Manager last heard of each instance; those that it never did are left out. */
export async function contactsOf(
  { aws, signal }: Asking,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const found = new Map<string, Date>();
  for (const portion of portions(ids)) {
    const pages = paginateDescribeInstanceInformation(
      { client: aws.ssm, pageSize: PAGE_SIZE },
      { Filters: [{ Key: "InstanceIds", Values: portion }] },
      { abortSignal: signal },
    );
    for await (const { InstanceInformationList } of pages) {
      for (const { InstanceId, LastPingDateTime } of InstanceInformationList ?? []) {
        if (InstanceId !== undefined && LastPingDateTime !== undefined)
          found.set(InstanceId, LastPingDateTime);
      }
    }
  }
  return found;
}

/**
 * Patches that are not as the baseline wants them. A rejected one that is installed counts as failed: the next
 * installation does not mend it.
 */
export interface PatchCounts {
  readonly missing: number;
  readonly failed: number;
  readonly pendingReboot: number;
}

export const countsOf = (state: InstancePatchState | undefined): PatchCounts => ({
  missing: state?.MissingCount ?? 0,
  failed: (state?.FailedCount ?? 0) + (state?.InstalledRejectedCount ?? 0),
  pendingReboot: state?.InstalledPendingRebootCount ?? 0,
});

/** The configuration takes schedules of a scan a week at least; a day more is left for one that is late. */
const LONGEST_SILENCE_MS = 8 * 86_400_000;

/** The worst that the counts say. That nothing was missing long ago, before an agent fell silent, says nothing of now. */
function stateBy(
  { missing, failed, pendingReboot }: PatchCounts,
  scanned: Date | undefined,
  now: Date,
): PatchState {
  if (failed > 0) return "FAILED_PATCHES";
  if (missing > 0) return "MISSING_PATCHES";
  if (pendingReboot > 0) return "PENDING_REBOOT";
  const isRecent = scanned !== undefined && now.getTime() - scanned.getTime() <= LONGEST_SILENCE_MS;
  return isRecent ? "COMPLIANT" : "UNKNOWN";
}

const iso = (date: Date | undefined): string | null => date?.toISOString() ?? null;

/** When patches were last installed, as far as the state tells: it is about the last operation only. */
export const installIn = (state: InstancePatchState | undefined): Date | undefined =>
  state?.Operation === "Install" ? state.OperationEndTime : state?.LastNoRebootInstallOperationTime;

/** What is known of the fleet's instances; a part that is `undefined` could not be read. */
export interface FleetKnowledge {
  readonly states: PatchStates | undefined;
  readonly contacts: ReadonlyMap<string, Date> | undefined;
  readonly installs: ReadonlyMap<string, Date>;
}

/** An instance as the schema has it. */
export function patchedInstance(
  { id, zone, lifecycle }: Member,
  { states, contacts, installs }: FleetKnowledge,
  now: Date,
): PatchedInstance {
  const state = states?.get(id);
  const counts = countsOf(state);
  const unscanned = states === undefined ? "UNKNOWN" : "NEVER_SCANNED";
  const installed = [installIn(state), installs.get(id)]
    .filter((time) => time !== undefined)
    .sort((a, b) => b.getTime() - a.getTime());
  return {
    instanceId: id,
    zone,
    lifecycle,
    lastContact: iso(contacts?.get(id)),
    state: state === undefined ? unscanned : stateBy(counts, state.OperationEndTime, now),
    ...counts,
    critical: state?.CriticalNonCompliantCount ?? 0,
    security: state?.SecurityNonCompliantCount ?? 0,
    // An installation scans as well.
    lastScan: iso(state?.OperationEndTime),
    lastInstall: iso(installed[0]),
  };
}
