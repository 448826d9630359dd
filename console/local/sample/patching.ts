/** The sample fleet's patches, and runs of the two documents that move on with time. */

import { randomUUID } from "node:crypto";
import type {
  AutomationExecution,
  AutomationExecutionStatus,
  DescribeAutomationExecutionsCommandInput,
  DescribeAutomationStepExecutionsCommandInput,
  DescribeInstanceInformationCommandInput,
  DescribeInstancePatchesCommandInput,
  DescribeInstancePatchStatesCommandInput,
  DescribeMaintenanceWindowScheduleCommandInput,
  GetAutomationExecutionCommandInput,
  GetMaintenanceWindowCommandInput,
  InstancePatchState,
  PatchComplianceData,
  StartAutomationExecutionCommandInput,
  StepExecution,
} from "@aws-sdk/client-ssm";
import { type Answers, pageOf, SampleFailure } from "./answering";
import { SAMPLE_DEPLOYMENT, SAMPLE_IDS } from "./deployment";
import { SAMPLE_INSTANCE_IDS } from "./network";

const HOUR_MS = 3_600_000;

type Patch = Pick<PatchComplianceData, "Title" | "KBId" | "Classification" | "Severity"> & {
  readonly State: "Missing" | "Failed" | "InstalledPendingReboot";
};

const patch = (
  name: string,
  version: string,
  Severity: string,
  State: Patch["State"],
  Classification = "Security",
): Patch => ({
  Title: `${name}.aarch64`,
  KBId: `${name}.aarch64:0:${version}`,
  Classification,
  Severity,
  State,
});

const KERNEL = patch("kernel6.12", "6.12.55-74.119.amzn2023", "Important", "Missing");
const OPENSSL = patch("openssl-libs", "1:3.2.2-1.amzn2023.0.4", "Critical", "Missing");
const CURL = patch("curl-minimal", "8.15.0-4.amzn2023.0.1", "Medium", "Missing");
const TZDATA = patch("tzdata", "2026c-1.amzn2023.0.1", "Low", "Missing", "Bugfix");

/** By instance; the first one's libraries are critical, the second waits for a reboot, the third could not install one. */
const FOUND: Readonly<Record<string, readonly Patch[]>> = {
  [SAMPLE_INSTANCE_IDS[0]]: [
    OPENSSL,
    KERNEL,
    CURL,
    TZDATA,
    patch("nginx-core", "1:1.28.0-2.amzn2023.0.2", "Important", "Missing"),
  ],
  [SAMPLE_INSTANCE_IDS[1]]: [{ ...KERNEL, State: "InstalledPendingReboot" }, CURL],
  [SAMPLE_INSTANCE_IDS[2]]: [{ ...OPENSSL, State: "Failed" }, TZDATA],
};

/** Found by a scan that is run by hand: the daily one was before its release. */
const NEWLY_RELEASED = patch("libxml2", "2.10.4-1.amzn2023.0.13", "Important", "Missing");

const INSTALLED_COUNT = 412;

interface Run {
  readonly id: string;
  readonly document: string;
  readonly startedMs: number;
  readonly install: boolean;
}

export interface SamplePatchingOptions {
  readonly now: () => Date;
  /** How long one step of a run takes. */
  readonly stepMs: () => number;
}

const statusOf = (elapsed: number, begin: number, end: number): AutomationExecutionStatus =>
  elapsed < begin ? "Pending" : elapsed < end ? "InProgress" : "Success";

/** SSM for the fleet. A run waits for one step's time, then takes one step for each instance. */
export class SamplePatching {
  readonly #now: () => Date;
  readonly #stepMs: () => number;
  readonly #runs: Run[] = [];
  readonly #birthMs: number;

  constructor({ now, stepMs }: SamplePatchingOptions) {
    this.#now = now;
    this.#stepMs = stepMs;
    this.#birthMs = now().getTime();
  }

  #elapsed = ({ startedMs }: Run): number => this.#now().getTime() - startedMs;

  /** When a run is done with an instance, in milliseconds after its start. */
  #doneMs = (index: number): number => (index + 2) * this.#stepMs();

  #isOver = (run: Run): boolean => this.#elapsed(run) >= this.#doneMs(SAMPLE_INSTANCE_IDS.length - 1);

  /** The last run that is done with an instance, of those that count. */
  #lastDone(instance: string, counts: (run: Run) => boolean): number | undefined {
    const index = SAMPLE_INSTANCE_IDS.indexOf(instance);
    return this.#runs
      .filter((run) => counts(run) && this.#elapsed(run) >= this.#doneMs(index))
      .map((run) => run.startedMs + this.#doneMs(index))
      .at(-1);
  }

  #patchesOf(instance: string): readonly Patch[] {
    if (this.#lastDone(instance, ({ install }) => install) !== undefined) return [];
    const scanned = this.#lastDone(instance, () => true) !== undefined;
    return [...(FOUND[instance] ?? []), ...(scanned ? [NEWLY_RELEASED] : [])];
  }

  #stateOf(instance: string): InstancePatchState {
    const patches = this.#patchesOf(instance);
    const count = (state: Patch["State"]) => patches.filter(({ State }) => State === state).length;
    const missing = patches.filter(({ State }) => State === "Missing");
    const installedAt = this.#lastDone(instance, ({ install }) => install);
    const scannedAt = this.#lastDone(instance, () => true) ?? this.#birthMs - 5 * HOUR_MS;
    const end = new Date(scannedAt);
    return {
      InstanceId: instance,
      PatchGroup: SAMPLE_DEPLOYMENT.patching.autoScalingGroup,
      BaselineId: "pb-0c4f8a2d6e1b39075",
      Operation: installedAt === scannedAt ? "Install" : "Scan",
      OperationStartTime: new Date(scannedAt - 40_000),
      OperationEndTime: end,
      LastNoRebootInstallOperationTime: new Date(installedAt ?? this.#birthMs - 3.2 * 24 * HOUR_MS),
      InstalledCount: INSTALLED_COUNT,
      InstalledOtherCount: 3,
      InstalledPendingRebootCount: count("InstalledPendingReboot"),
      InstalledRejectedCount: 0,
      MissingCount: missing.length,
      FailedCount: count("Failed"),
      NotApplicableCount: 61,
      CriticalNonCompliantCount: patches.filter(({ Severity }) => Severity === "Critical").length,
      SecurityNonCompliantCount: patches.filter(({ Classification }) => Classification === "Security").length,
      OtherNonCompliantCount: patches.filter(({ Classification }) => Classification !== "Security").length,
      RebootOption: "RebootIfNeeded",
    };
  }

  #step(run: Run, number: number, begin: number, end: number, shape: Partial<StepExecution>): StepExecution {
    const status = statusOf(this.#elapsed(run), begin, end);
    return {
      StepExecutionId: `${run.id.slice(0, -2)}${String(number).padStart(2, "0")}`,
      StepStatus: status,
      ...shape,
      ...(status === "Pending" ? {} : { ExecutionStartTime: new Date(run.startedMs + begin) }),
      ...(status === "Success" ? { ExecutionEndTime: new Date(run.startedMs + end), ResponseCode: "0" } : {}),
    };
  }

  /** The documents' steps; those of a loop come up as it gets to them. */
  #stepsOf(run: Run): StepExecution[] {
    const end = this.#doneMs(SAMPLE_INSTANCE_IDS.length - 1);
    const begin = this.#stepMs();
    if (!run.install) {
      return [this.#step(run, 0, begin, end, { StepName: "scanFleet", Action: "aws:runCommand" })];
    }
    const members = SAMPLE_INSTANCE_IDS.map((instance, index) =>
      this.#step(run, index + 2, this.#doneMs(index - 1), this.#doneMs(index), {
        StepName: "patchMember",
        Action: "aws:executeAutomation",
        Inputs: { RuntimeParameters: JSON.stringify({ InstanceId: [instance] }) },
        ParentStepDetails: {
          StepName: "patchMembers",
          Action: "aws:loop",
          Iteration: index + 1,
          IteratorValue: instance,
        },
      }),
    );
    const listing = this.#step(run, 0, begin / 2, begin, {
      StepName: "listMembers",
      Action: "aws:executeAwsApi",
    });
    const listed =
      listing.StepStatus === "Success" ? { InstanceIds: [JSON.stringify(SAMPLE_INSTANCE_IDS)] } : {};
    return [
      { ...listing, Outputs: listed },
      this.#step(run, 1, begin, end, { StepName: "patchMembers", Action: "aws:loop" }),
      ...members.filter(({ StepStatus }) => StepStatus !== "Pending"),
    ];
  }

  #executionOf(run: Run): AutomationExecution {
    const over = this.#isOver(run);
    const end = run.startedMs + this.#doneMs(SAMPLE_INSTANCE_IDS.length - 1);
    return {
      AutomationExecutionId: run.id,
      DocumentName: run.document,
      DocumentVersion: "1",
      AutomationExecutionStatus: over
        ? "Success"
        : this.#elapsed(run) < this.#stepMs()
          ? "Pending"
          : "InProgress",
      ExecutionStartTime: new Date(run.startedMs),
      ...(over ? { ExecutionEndTime: new Date(end) } : {}),
      StepExecutions: this.#stepsOf(run),
      StepExecutionsTruncated: false,
      Mode: "Auto",
    };
  }

  #run(id: string | undefined): Run {
    const run = this.#runs.find((one) => one.id === id);
    if (run !== undefined) return run;
    throw new SampleFailure(
      "AutomationExecutionNotFoundException",
      `Automation execution ${id} does not exist`,
    );
  }

  /** The next opening of the window, at three in the morning (UTC). */
  #nextWindow(): Date {
    const next = new Date(this.#now());
    next.setUTCHours(next.getUTCHours() >= 3 ? 27 : 3, 0, 0, 0);
    return next;
  }

  get answers(): Answers {
    return {
      DescribeInstanceInformation: ({ MaxResults, NextToken }: DescribeInstanceInformationCommandInput) => {
        const heard = SAMPLE_INSTANCE_IDS.map((InstanceId, index) => ({
          InstanceId,
          PingStatus: "Online",
          LastPingDateTime: new Date(this.#now().getTime() - (index + 1) * 70_000),
          AgentVersion: "3.3.3050.0",
          PlatformName: "Amazon Linux",
          PlatformVersion: "2023",
        }));
        const { entries, next } = pageOf(heard, MaxResults, NextToken);
        return { InstanceInformationList: entries, NextToken: next };
      },
      DescribeInstancePatchStates: ({ InstanceIds }: DescribeInstancePatchStatesCommandInput) => ({
        InstancePatchStates: SAMPLE_INSTANCE_IDS.filter((id) => InstanceIds?.includes(id)).map((id) =>
          this.#stateOf(id),
        ),
      }),
      DescribeInstancePatches: ({
        InstanceId = "",
        Filters,
        MaxResults,
        NextToken,
      }: DescribeInstancePatchesCommandInput) => {
        const wanted = Filters?.find(({ Key }) => Key === "State")?.Values;
        const found = this.#patchesOf(InstanceId)
          .filter(({ State }) => wanted === undefined || wanted.includes(State))
          .map((one) => ({ ...one, InstalledTime: new Date(0) }));
        const { entries, next } = pageOf(found, MaxResults, NextToken);
        return { Patches: entries, NextToken: next };
      },
      DescribeMaintenanceWindowSchedule: ({ WindowId }: DescribeMaintenanceWindowScheduleCommandInput) => ({
        ScheduledWindowExecutions: [
          {
            WindowId,
            Name: `${SAMPLE_DEPLOYMENT.baseName}-patch`,
            ExecutionTime: this.#nextWindow().toISOString(),
          },
        ],
      }),
      GetMaintenanceWindow: ({ WindowId }: GetMaintenanceWindowCommandInput) => {
        if (WindowId !== SAMPLE_IDS.windowId) {
          throw new SampleFailure("DoesNotExistException", `Maintenance window ${WindowId} does not exist`);
        }
        return {
          WindowId,
          Name: `${SAMPLE_DEPLOYMENT.baseName}-patch`,
          Enabled: true,
          Schedule: "cron(0 3 ? * * *)",
          ScheduleTimezone: "Etc/UTC",
          NextExecutionTime: this.#nextWindow().toISOString(),
          Duration: 3,
          Cutoff: 1,
        };
      },
      DescribeAutomationExecutions: ({
        Filters,
        MaxResults,
        NextToken,
      }: DescribeAutomationExecutionsCommandInput) => {
        const wanted = (key: string) => Filters?.find(({ Key }) => Key === key)?.Values;
        const prefixes = wanted("DocumentNamePrefix");
        const states = wanted("ExecutionStatus");
        const ids = wanted("ExecutionId");
        const found = this.#runs
          .map((run) => this.#executionOf(run))
          .filter(
            ({ DocumentName = "", AutomationExecutionStatus: state = "", AutomationExecutionId: id = "" }) =>
              (prefixes === undefined || prefixes.some((prefix) => DocumentName.startsWith(prefix))) &&
              (states === undefined || states.includes(state)) &&
              (ids === undefined || ids.includes(id)),
          )
          .map(({ StepExecutions: _, ...listed }) => listed)
          .reverse();
        const { entries, next } = pageOf(found, MaxResults, NextToken);
        return { AutomationExecutionMetadataList: entries, NextToken: next };
      },
      GetAutomationExecution: ({ AutomationExecutionId }: GetAutomationExecutionCommandInput) => ({
        AutomationExecution: this.#executionOf(this.#run(AutomationExecutionId)),
      }),
      DescribeAutomationStepExecutions: ({
        AutomationExecutionId,
        MaxResults,
        NextToken,
      }: DescribeAutomationStepExecutionsCommandInput) => {
        const { entries, next } = pageOf(
          this.#stepsOf(this.#run(AutomationExecutionId)),
          MaxResults,
          NextToken,
        );
        return { StepExecutions: entries, NextToken: next };
      },
      StartAutomationExecution: ({ DocumentName = "" }: StartAutomationExecutionCommandInput) => {
        const { scanDocument, installDocument } = SAMPLE_DEPLOYMENT.patching;
        if (DocumentName !== scanDocument && DocumentName !== installDocument) {
          throw new SampleFailure(
            "AutomationDefinitionNotFoundException",
            `Document ${DocumentName} does not exist`,
          );
        }
        const run = {
          id: randomUUID(),
          document: DocumentName,
          startedMs: this.#now().getTime(),
          install: DocumentName === installDocument,
        };
        this.#runs.push(run);
        return { AutomationExecutionId: run.id };
      },
    };
  }
}
