import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import {
  type AutomationExecution,
  type AutomationExecutionMetadata,
  DescribeAutomationExecutionsCommand,
  DescribeAutomationStepExecutionsCommand,
  DescribeInstancePatchStatesCommand,
  GetAutomationExecutionCommand,
  type StepExecution,
} from "@aws-sdk/client-ssm";
import { expect } from "chai";
import type { PatchRun } from "../../../console-api/contract";
import { ACTIVE_STATUSES, runState } from "../../../console-api/patching/run-words";
import { awsError, SECRET } from "../aws-stub";
import {
  A,
  ago,
  B,
  C,
  execution,
  INSTALL,
  listing,
  MEMBER,
  memberStep,
  runId,
  SCAN,
  setFleet,
  state,
} from "./stubs";

const ID = runId(1);
const CHILD = runId(2);

describe("a run", () => {
  const fleet = setFleet();

  /** The run of an execution, with the steps of each execution by its id. */
  async function run(
    found: AutomationExecution,
    steps: Readonly<Record<string, readonly StepExecution[]>> = {},
    children: readonly AutomationExecutionMetadata[] = [],
  ): Promise<PatchRun> {
    const { ssm } = fleet();
    ssm
      .on(GetAutomationExecutionCommand, { AutomationExecutionId: ID })
      .resolves({ AutomationExecution: found });
    for (const [id, StepExecutions] of Object.entries(steps)) {
      ssm
        .on(DescribeAutomationStepExecutionsCommand, { AutomationExecutionId: id })
        .resolves({ StepExecutions: [...StepExecutions] });
    }
    ssm
      .on(DescribeAutomationExecutionsCommand, { Filters: [{ Key: "ParentExecutionId", Values: [ID] }] })
      .resolves({ AutomationExecutionMetadataList: [...children] });
    return (await fleet().ask("patchRun", { id: ID })).said as PatchRun;
  }

  const child = (more: AutomationExecutionMetadata): AutomationExecutionMetadata => ({
    AutomationExecutionId: CHILD,
    DocumentName: MEMBER,
    ParentAutomationExecutionId: ID,
    ...more,
  });

  describe("of the scan", () => {
    it("tells each instance by whether it has reported since the run began", async () => {
      fleet()
        .ssm.on(DescribeInstancePatchStatesCommand)
        .resolves({
          InstancePatchStates: [
            state(A, { OperationEndTime: ago(4), MissingCount: 2, FailedCount: 1 }),
            state(B),
          ],
        });
      expect(await run(execution(ID, SCAN))).to.deep.equal({
        id: ID,
        operation: "SCAN",
        state: "RUNNING",
        startedAt: ago(5).toISOString(),
        endedAt: null,
        steps: [
          { name: B, state: "RUNNING", detail: "looking for missing patches" },
          { name: A, state: "SUCCEEDED", detail: "2 missing, 1 failed" },
        ],
        failure: null,
      });
    });

    it("has succeeded also where a report is still on its way", async () => {
      fleet()
        .ssm.on(DescribeInstancePatchStatesCommand)
        .resolves({ InstancePatchStates: [state(A, { OperationEndTime: ago(4) })] });
      const ended = execution(ID, SCAN, { AutomationExecutionStatus: "Success", ExecutionEndTime: ago(1) });
      expect(await run(ended)).to.deep.include({
        state: "SUCCEEDED",
        endedAt: ago(1).toISOString(),
        steps: [
          { name: B, state: "SUCCEEDED", detail: "scanned; its report is on its way" },
          { name: A, state: "SUCCEEDED", detail: "nothing is missing" },
        ],
      });
    });

    it("does not count an instance as scanned that has not reported minutes later", async () => {
      fleet()
        .ssm.on(DescribeInstancePatchStatesCommand)
        .resolves({ InstancePatchStates: [state(A, { OperationEndTime: ago(14) })] });
      const ended = execution(ID, SCAN, {
        AutomationExecutionStatus: "Success",
        ExecutionStartTime: ago(15),
        ExecutionEndTime: ago(6),
      });
      expect(await run(ended)).to.deep.include({
        state: "SUCCEEDED",
        steps: [
          { name: B, state: "WAITING", detail: "it has not reported since the scan began" },
          { name: A, state: "SUCCEEDED", detail: "nothing is missing" },
        ],
      });
    });

    it("tells which instances reported and which did not, where one of them failed", async () => {
      fleet()
        .ssm.on(DescribeInstancePatchStatesCommand)
        .resolves({ InstancePatchStates: [state(A, { OperationEndTime: ago(4), MissingCount: 1 })] });
      const told = await run(
        execution(ID, SCAN, {
          AutomationExecutionStatus: "Failed",
          ExecutionEndTime: ago(1),
          StepExecutions: [{ StepName: "scanFleet", StepStatus: "Failed" }],
        }),
      );
      expect(told).to.deep.include({
        state: "FAILED",
        failure: "Looking for missing patches failed on one instance at least.",
        steps: [
          { name: B, state: "FAILED", detail: "it has not reported" },
          { name: A, state: "SUCCEEDED", detail: "1 missing" },
        ],
      });
    });

    it("has failed by its step, without what AWS said of it", async () => {
      const failed = (StepStatus: "Failed" | "TimedOut") =>
        execution(ID, SCAN, {
          AutomationExecutionStatus: "Failed",
          FailureMessage: SECRET,
          StepExecutions: [{ StepName: "scanFleet", StepStatus, FailureMessage: SECRET }],
        });
      const told = await run(failed("Failed"));
      expect([told.failure, told.steps]).to.deep.equal([
        "Looking for missing patches failed on one instance at least.",
        [B, A].map((name) => ({ name, state: "FAILED", detail: "it has not reported" })),
      ]);
      expect((await run(failed("TimedOut"))).failure).to.equal(
        "Looking for missing patches took too long on one instance at least.",
      );
      expect(JSON.stringify(told)).not.to.contain(SECRET);
    });

    it("is one step where the instances cannot be had", async () => {
      fleet().autoScaling.on(DescribeAutoScalingGroupsCommand).rejects(awsError("ThrottlingException"));
      expect((await run(execution(ID, SCAN))).steps).to.deep.equal([
        { name: "All instances", state: "RUNNING", detail: "looking for missing patches" },
      ]);
    });
  });

  describe("of the installation", () => {
    it("finds the instances first", async () => {
      const pending = execution(ID, INSTALL, { AutomationExecutionStatus: "Pending" });
      expect((await run(pending)).steps).to.deep.equal([
        { name: "Instances of the fleet", state: "WAITING", detail: "finding the instances of the fleet" },
      ]);
    });

    it("goes from one instance to the next", async () => {
      const told = await run(
        execution(ID, INSTALL),
        {
          [ID]: [
            listing(A, B, C),
            { StepName: "patchMembers", Action: "aws:loop", StepStatus: "InProgress" },
            memberStep(A, "Success", 1),
            memberStep(B, "InProgress", 2),
          ],
        },
        [
          child({ AutomationExecutionId: runId(3), AutomationExecutionStatus: "Success" }),
          child({ AutomationExecutionStatus: "InProgress", CurrentStepName: "waitForStandby" }),
        ],
      );
      expect(told).to.deep.include({
        operation: "INSTALL",
        state: "RUNNING",
        failure: null,
        steps: [
          { name: A, state: "SUCCEEDED", detail: "done" },
          { name: B, state: "RUNNING", detail: "letting its requests finish" },
          { name: C, state: "WAITING", detail: "waits for its turn" },
        ],
      });
    });

    it("stops at the first failure, and tells at which step", async () => {
      const told = await run(
        execution(ID, INSTALL, {
          AutomationExecutionStatus: "Failed",
          ExecutionEndTime: ago(1),
          FailureMessage: SECRET,
        }),
        {
          [ID]: [
            listing(A, B, C),
            memberStep(A, "Success", 1),
            { ...memberStep(B, "Failed", 2), FailureMessage: SECRET },
          ],
          [CHILD]: [
            { StepName: "enterStandby", StepStatus: "Success" },
            { StepName: "installPatches", StepStatus: "TimedOut", FailureMessage: SECRET },
          ],
        },
        [child({ AutomationExecutionStatus: "Failed", FailureMessage: SECRET })],
      );
      expect(told).to.deep.equal({
        id: ID,
        operation: "INSTALL",
        state: "FAILED",
        startedAt: ago(5).toISOString(),
        endedAt: ago(1).toISOString(),
        steps: [
          { name: A, state: "SUCCEEDED", detail: "done" },
          { name: B, state: "FAILED", detail: "failed while installing patches, which took too long" },
          { name: C, state: "CANCELLED", detail: "not begun: the run ended before" },
        ],
        failure: `Patching ${B} failed while installing patches, which took too long; the instances after it were not touched.`,
      });
    });

    it("tells what it can where the inside of an instance's run cannot be had", async () => {
      fleet().ssm.on(DescribeAutomationExecutionsCommand).rejects(awsError("ThrottlingException"));
      const { ssm } = fleet();
      ssm.on(GetAutomationExecutionCommand).resolves({ AutomationExecution: execution(ID, INSTALL) });
      ssm.on(DescribeAutomationStepExecutionsCommand).resolves({
        StepExecutions: [listing(A), memberStep(A, "InProgress", 1)],
      });
      const { said, logged } = await fleet().ask("patchRun", { id: ID });
      expect((said as PatchRun).steps).to.deep.equal([{ name: A, state: "RUNNING", detail: "patching it" }]);
      expect(logged).to.deep.equal([`{"part":"progress of a run","error":"ThrottlingException"}`]);
    });

    it("knows an instance by the loop's value, by the parameters, or by its turn", async () => {
      const { ParentStepDetails: _, ...lone } = memberStep(B, "Success", 2);
      const { steps } = await run(execution(ID, INSTALL, { AutomationExecutionStatus: "Success" }), {
        [ID]: [
          memberStep(A, "Success", 1),
          { ...lone, Inputs: { RuntimeParameters: JSON.stringify({ InstanceId: [B] }) } },
          memberStep("", "Success", 3),
          lone,
        ],
      });
      expect(steps.map(({ name }) => name)).to.deep.equal([A, B, "Instance 3", "An instance"]);
    });

    it("tells a list that failed, a cancellation, and a failure that AWS does not explain", async () => {
      const failed = (more: Partial<AutomationExecution>) => execution(ID, INSTALL, more);
      expect(
        (
          await run(failed({ AutomationExecutionStatus: "Failed" }), {
            [ID]: [{ StepName: "listMembers", StepStatus: "Failed" }],
          })
        ).failure,
      ).to.equal("The instances of the fleet could not be listed.");
      const cancelled = await run(failed({ AutomationExecutionStatus: "Cancelled" }), {
        [ID]: [listing(A, B), memberStep(A, "Cancelled", 1)],
      });
      expect([cancelled.state, cancelled.failure, cancelled.steps]).to.deep.equal([
        "CANCELLED",
        "Somebody cancelled it.",
        [
          { name: A, state: "CANCELLED", detail: "cancelled" },
          { name: B, state: "CANCELLED", detail: "not begun: the run ended before" },
        ],
      ]);
      expect((await run(failed({ AutomationExecutionStatus: "TimedOut" }), { [ID]: [] })).failure).to.equal(
        "It took too long.",
      );
      expect((await run(failed({ AutomationExecutionStatus: "Failed" }), { [ID]: [] })).failure).to.equal(
        "It failed, and AWS does not tell at which step.",
      );
    });
  });

  describe("of one instance, as the window starts it", () => {
    it("tells its step in words, and the one that failed", async () => {
      const one = (more: Partial<AutomationExecution>) =>
        execution(ID, MEMBER, { Parameters: { InstanceId: [A] }, ...more });
      expect((await run(one({ CurrentStepName: "waitForHealthy" }))).steps).to.deep.equal([
        { name: A, state: "RUNNING", detail: "waiting until it serves again" },
      ]);
      expect((await run(one({ CurrentStepName: "toString" }))).steps[0]?.detail).to.equal("patching it");
      const failed = await run(one({ AutomationExecutionStatus: "Failed" }), {
        [ID]: [{ StepName: "makeRoom", StepStatus: "Failed" }],
      });
      expect([failed.operation, failed.steps, failed.failure]).to.deep.equal([
        "INSTALL",
        [{ name: A, state: "FAILED", detail: "failed while waiting until all others serve" }],
        `Patching ${A} failed while waiting until all others serve.`,
      ]);
    });
  });

  it("has a state for every status of AWS, and goes on in one that is new", () => {
    expect(ACTIVE_STATUSES).to.have.length(10);
    expect(["Success", "Failed", "TimedOut", "Cancelled", "Rejected"].map(runState)).to.deep.equal([
      "SUCCEEDED",
      "FAILED",
      "FAILED",
      "CANCELLED",
      "FAILED",
    ]);
    expect(["BrandNew", "constructor"].map(runState)).to.deep.equal(["RUNNING", "RUNNING"]);
    expect(runState(undefined)).to.equal("WAITING");
  });
});
