/** A fleet whose AWS is replaced, and how tests ask about it. */

import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import {
  type AutomationExecution,
  DescribeAutomationExecutionsCommand,
  DescribeAutomationStepExecutionsCommand,
  DescribeInstanceInformationCommand,
  DescribeInstancePatchesCommand,
  DescribeInstancePatchStatesCommand,
  DescribeMaintenanceWindowScheduleCommand,
  GetAutomationExecutionCommand,
  type InstancePatchState,
  SSMClient,
  type StepExecution,
} from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import type { Deployment } from "../../../console-api/deployment";
import { answer } from "../../../console-api/handler";
import { NOBODY } from "../aws-stub";
import { DEPLOYMENT, IDS, identity, NOW, surroundings } from "../deployed";
import { silenced } from "../silenced";

export const FLEET = DEPLOYMENT.patching.autoScalingGroup;
export const SCAN = DEPLOYMENT.patching.scanDocument;
export const INSTALL = "clo-dev-eu-central-1-install-now";
export const MEMBER = "clo-dev-eu-central-1-patch";

export const A = "i-0000000000000000a";
export const B = "i-0000000000000000b";
export const C = "i-0000000000000000c";

/** A stack that only scans. */
export const { installDocument: _, ...SCAN_PATCHING } = {
  ...DEPLOYMENT.patching,
  operation: "Scan" as const,
};
export const SCANNING: Deployment = { ...DEPLOYMENT, patching: SCAN_PATCHING };

export const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

export const runId = (digit: number): string =>
  "00000000-0000-4000-8000-000000000000".replaceAll("0", String(digit)).replace(/^(.{14})./, "$14");

export const state = (InstanceId: string, more: Partial<InstancePatchState> = {}): InstancePatchState => ({
  InstanceId,
  PatchGroup: FLEET,
  BaselineId: "pb-1",
  Operation: "Scan",
  OperationStartTime: ago(61),
  OperationEndTime: ago(60),
  ...more,
});

export const execution = (
  AutomationExecutionId: string,
  DocumentName: string,
  more: Partial<AutomationExecution> = {},
): AutomationExecution => ({
  AutomationExecutionId,
  DocumentName,
  AutomationExecutionStatus: "InProgress",
  ExecutionStartTime: ago(5),
  ...more,
});

/** A step of the loop, about one instance. */
export const memberStep = (
  instance: string,
  StepStatus: NonNullable<StepExecution["StepStatus"]>,
  Iteration: number,
): StepExecution => ({
  StepName: "patchMember",
  Action: "aws:executeAutomation",
  StepStatus,
  ParentStepDetails: { StepName: "patchMembers", Action: "aws:loop", Iteration, IteratorValue: instance },
});

export const listing = (...instances: readonly string[]): StepExecution => ({
  StepName: "listMembers",
  Action: "aws:executeAwsApi",
  StepStatus: "Success",
  Outputs: { InstanceIds: [JSON.stringify(instances)], TargetGroupArn: [IDS.targetGroupArn] },
});

interface Fleet {
  readonly ssm: ReturnType<typeof mockSsm>;
  readonly autoScaling: ReturnType<typeof mockAutoScaling>;
  /** The answer to a field, with what was logged. */
  readonly ask: (
    field: string,
    asked?: object,
    as?: { readonly group?: "viewer" | "operator"; readonly deployment?: Deployment },
  ) => Promise<{ readonly said: unknown; readonly logged: readonly string[] }>;
}

const mockSsm = () => mockClient(new SSMClient(NOBODY));
const mockAutoScaling = () => mockClient(new AutoScalingClient(NOBODY));

/** A fleet of two, never scanned, where nothing runs; a new one for each test. */
export function setFleet(): () => Fleet {
  let fleet: Fleet | undefined;
  beforeEach(() => {
    const ssmClient = new SSMClient(NOBODY);
    const autoScalingClient = new AutoScalingClient(NOBODY);
    const ssm = mockClient(ssmClient);
    const autoScaling = mockClient(autoScalingClient);
    autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({
      AutoScalingGroups: [group([A, "eu-central-1b"], [B, "eu-central-1a"])],
    });
    ssm.on(DescribeInstancePatchStatesCommand).resolves({ InstancePatchStates: [] });
    ssm.on(DescribeInstancePatchesCommand).resolves({ Patches: [] });
    ssm.on(DescribeInstanceInformationCommand).resolves({ InstanceInformationList: [] });
    ssm.on(DescribeMaintenanceWindowScheduleCommand).resolves({ ScheduledWindowExecutions: [] });
    ssm.on(DescribeAutomationExecutionsCommand).resolves({ AutomationExecutionMetadataList: [] });
    ssm.on(DescribeAutomationStepExecutionsCommand).resolves({ StepExecutions: [] });
    ssm
      .on(GetAutomationExecutionCommand)
      .rejects(Object.assign(new Error("no"), { name: "AutomationExecutionNotFoundException" }));
    const around = (deployment: Deployment) =>
      surroundings({
        deployment,
        ids: IDS,
        aws: { ssm: ssmClient, autoScaling: autoScalingClient } as never,
      });
    fleet = {
      ssm,
      autoScaling,
      ask: (field, asked = {}, { group: asGroup = "operator", deployment = DEPLOYMENT } = {}) => {
        const request = { field, arguments: asked, identity: identity([asGroup]) };
        return silenced("warn", async () => {
          const { said } = await silenced("info", () => answer(request, around(deployment)));
          return said;
        });
      },
    };
  });
  return () => {
    if (fleet === undefined) throw new Error("the fleet is there once the tests run");
    return fleet;
  };
}

/** The Auto Scaling group with these instances in these zones. */
export const group = (...members: readonly (readonly [id: string, zone: string, lifecycle?: string])[]) => ({
  AutoScalingGroupName: FLEET,
  MinSize: 2,
  MaxSize: 4,
  DesiredCapacity: members.length,
  DefaultCooldown: 300,
  AvailabilityZones: ["eu-central-1a", "eu-central-1b"],
  HealthCheckType: "ELB",
  CreatedTime: ago(9_999),
  Instances: members.map(([InstanceId, AvailabilityZone, LifecycleState = "InService"]) => ({
    InstanceId,
    AvailabilityZone,
    LifecycleState: LifecycleState as "InService",
    HealthStatus: "Healthy",
    ProtectedFromScaleIn: false,
  })),
});
