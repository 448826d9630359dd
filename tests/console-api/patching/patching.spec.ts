import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import {
  DescribeAutomationExecutionsCommand,
  DescribeInstanceInformationCommand,
  DescribeInstancePatchStatesCommand,
  DescribeMaintenanceWindowScheduleCommand,
  GetAutomationExecutionCommand,
} from "@aws-sdk/client-ssm";
import { expect } from "chai";
import type { Patching } from "../../../console-api/contract";
import { awsError, SECRET } from "../aws-stub";
import { DEPLOYMENT, NOW } from "../deployed";
import { A, ago, B, C, execution, group, MEMBER, runId, SCAN, SCANNING, setFleet, state } from "./stubs";

describe("patching", () => {
  const fleet = setFleet();
  const ask = async (as: Parameters<ReturnType<typeof fleet>["ask"]>[2] = {}): Promise<Patching> =>
    (await fleet().ask("patching", {}, as)).said as Patching;

  it("shows every instance of the group, those that Systems Manager never heard of too", async () => {
    expect(await ask()).to.deep.equal({
      operation: "INSTALL",
      instances: [
        [B, "eu-central-1a"],
        [A, "eu-central-1b"],
      ].map(([instanceId, zone]) => ({
        instanceId,
        zone,
        lifecycle: "InService",
        lastContact: null,
        state: "NEVER_SCANNED",
        missing: 0,
        failed: 0,
        pendingReboot: 0,
        critical: 0,
        security: 0,
        lastScan: null,
        lastInstall: null,
      })),
      nextWindow: null,
      nextScan: "every day at 03:00 UTC, next on Wednesday 11 March 2026 at 03:00",
      running: [],
      scan: { allowed: true, whyNot: null },
      install: { allowed: true, whyNot: null },
      problems: [],
      asOf: NOW.toISOString(),
    });
  });

  it("tells the worst of what an instance is not as it should be", async () => {
    const { ssm, autoScaling } = fleet();
    const counts = [
      {},
      { MissingCount: 3, CriticalNonCompliantCount: 1, SecurityNonCompliantCount: 2 },
      { MissingCount: 1, FailedCount: 2, InstalledPendingRebootCount: 1 },
      { InstalledPendingRebootCount: 4 },
      { InstalledRejectedCount: 1 },
    ];
    const ids = counts.map((_, at) => `i-1000000${at}`);
    autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({
      AutoScalingGroups: [group(...ids.map((id) => [id, "eu-central-1a", "Standby"] as const))],
    });
    ssm.on(DescribeInstancePatchStatesCommand).resolves({
      InstancePatchStates: counts.map((count, at) => state(ids[at] ?? "", count)),
    });
    const { instances } = await ask();
    expect(
      instances.map(({ lifecycle, state, missing, failed, pendingReboot, critical, security, lastScan }) => [
        lifecycle,
        state,
        [missing, failed, pendingReboot],
        [critical, security],
        lastScan,
      ]),
    ).to.deep.equal([
      ["Standby", "COMPLIANT", [0, 0, 0], [0, 0], ago(60).toISOString()],
      ["Standby", "MISSING_PATCHES", [3, 0, 0], [1, 2], ago(60).toISOString()],
      ["Standby", "FAILED_PATCHES", [1, 2, 1], [0, 0], ago(60).toISOString()],
      ["Standby", "PENDING_REBOOT", [0, 0, 4], [0, 0], ago(60).toISOString()],
      ["Standby", "FAILED_PATCHES", [0, 1, 0], [0, 0], ago(60).toISOString()],
    ]);
  });

  it("calls nothing compliant whose last scan is older than any schedule makes it", async () => {
    const { ssm } = fleet();
    const days = (count: number): Date => ago(count * 24 * 60);
    const stateOfA = async (changes: Parameters<typeof state>[1]) => {
      ssm
        .on(DescribeInstancePatchStatesCommand)
        .resolves({ InstancePatchStates: [state(A, changes), state(B)] });
      return (await ask()).instances.map(({ state: told }) => told);
    };
    expect(await stateOfA({ OperationEndTime: days(8) })).to.deep.equal(["COMPLIANT", "COMPLIANT"]);
    expect(await stateOfA({ OperationEndTime: days(8.1) })).to.deep.equal(["COMPLIANT", "UNKNOWN"]);
    // What was missing then is not installed by itself.
    expect(await stateOfA({ OperationEndTime: days(90), MissingCount: 1 })).to.deep.equal([
      "COMPLIANT",
      "MISSING_PATCHES",
    ]);
  });

  it("knows the last installation from the last operation, or from the execution that made it", async () => {
    const { ssm } = fleet();
    ssm.on(DescribeInstancePatchStatesCommand).resolves({
      InstancePatchStates: [state(A, { Operation: "Install" }), state(B)],
    });
    const ended = (digit: number, minutes: number) =>
      execution(runId(digit), MEMBER, {
        AutomationExecutionStatus: "Success",
        ExecutionEndTime: ago(minutes),
      });
    ssm
      .on(DescribeAutomationExecutionsCommand, {
        Filters: [
          { Key: "DocumentNamePrefix", Values: [MEMBER] },
          { Key: "ExecutionStatus", Values: ["Success"] },
        ],
      })
      .resolves({
        AutomationExecutionMetadataList: [
          ended(1, 100),
          ended(2, 200),
          ended(3, 300),
          { ...ended(4, 1), DocumentName: `${MEMBER}-of-others` },
        ],
      });
    for (const [digit, id] of [
      [1, A],
      [2, B],
      [3, B],
    ] as const) {
      ssm
        .on(GetAutomationExecutionCommand, { AutomationExecutionId: runId(digit) })
        .resolves({ AutomationExecution: { ...ended(digit, 0), Parameters: { InstanceId: [id] } } });
    }
    const expected = [
      [B, ago(200).toISOString()],
      [A, ago(60).toISOString()],
    ];
    for (const calls of [3, 3]) {
      const { instances } = await ask();
      expect(instances.map(({ instanceId, lastInstall }) => [instanceId, lastInstall])).to.deep.equal(
        expected,
      );
      // What has ended does not change, so it is not asked for again.
      expect(ssm.commandCalls(GetAutomationExecutionCommand)).to.have.length(calls);
    }
  });

  it("tells last contacts and the next opening of the window", async () => {
    const { ssm } = fleet();
    ssm.on(DescribeInstanceInformationCommand).resolves({
      InstanceInformationList: [{ InstanceId: A, PingStatus: "ConnectionLost", LastPingDateTime: ago(90) }],
    });
    ssm.on(DescribeMaintenanceWindowScheduleCommand).resolves({
      ScheduledWindowExecutions: [{ ExecutionTime: "2026-03-15T03:00Z" }],
    });
    const { instances, nextWindow } = await ask();
    expect(instances.map(({ lastContact }) => lastContact)).to.deep.equal([null, ago(90).toISOString()]);
    expect(nextWindow).to.equal("2026-03-15T03:00:00.000Z");
  });

  it("asks in portions that Systems Manager takes, and follows every call to its last page", async () => {
    const { ssm, autoScaling } = fleet();
    const ids = Array.from({ length: 120 }, (_, at) => `i-${String(at).padStart(8, "0")}`);
    autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({
      AutoScalingGroups: [group(...ids.map((id) => [id, "eu-central-1a"] as const))],
    });
    ssm
      .on(DescribeInstancePatchStatesCommand)
      .callsFake(
        ({
          InstanceIds,
          NextToken,
        }: {
          readonly InstanceIds: readonly string[];
          readonly NextToken?: string;
        }) =>
          NextToken === undefined
            ? { InstancePatchStates: InstanceIds.slice(0, 10).map((id) => state(id)), NextToken: "more" }
            : { InstancePatchStates: InstanceIds.slice(10).map((id) => state(id)) },
      );
    const { instances } = await ask();
    expect(instances.map(({ state }) => state)).to.deep.equal(ids.map(() => "COMPLIANT"));
    const asked = ssm.commandCalls(DescribeInstancePatchStatesCommand);
    expect(asked.map(({ args }) => args[0].input.InstanceIds?.length)).to.deep.equal([
      50, 50, 50, 50, 20, 20,
    ]);
  });

  it("allows a viewer neither, and nobody an installation where the stack only scans", async () => {
    expect(await ask({ group: "viewer" })).to.deep.include({
      scan: { allowed: false, whyNot: "Only members of the group `operator` may start a scan." },
      install: { allowed: false, whyNot: "Only members of the group `operator` may install patches." },
    });
    const whyNot =
      "This stack only looks for missing patches: `patchOperation` is `Scan` in its configuration.";
    for (const as of ["viewer", "operator"] as const) {
      const { operation, install, nextWindow } = await ask({ group: as, deployment: SCANNING });
      expect([operation, install, nextWindow]).to.deep.equal(["SCAN", { allowed: false, whyNot }, null]);
    }
  });

  it("tells what runs, whoever has started it, and allows nothing meanwhile", async () => {
    const { ssm } = fleet();
    const running = execution(runId(1), MEMBER, {
      Parameters: { InstanceId: [A] },
      CurrentStepName: "installPatches",
    });
    const names = [
      running,
      // Neither its child nor what is called alike is a run of its own.
      { ...execution(runId(2), MEMBER), ParentAutomationExecutionId: runId(1) },
      execution(runId(3), `${SCAN}-of-others`),
    ];
    ssm
      .on(DescribeAutomationExecutionsCommand)
      .callsFake(({ Filters }: { readonly Filters: readonly { readonly Values: readonly string[] }[] }) => ({
        AutomationExecutionMetadataList: Filters[1]?.Values.includes("InProgress") ? names : [],
      }));
    ssm
      .on(GetAutomationExecutionCommand, { AutomationExecutionId: runId(1) })
      .resolves({ AutomationExecution: running });
    const { running: told, scan, install } = await ask();
    expect(told).to.deep.equal([
      {
        id: runId(1),
        operation: "INSTALL",
        state: "RUNNING",
        startedAt: ago(5).toISOString(),
        endedAt: null,
        steps: [{ name: A, state: "RUNNING", detail: "installing patches" }],
        failure: null,
      },
    ]);
    const busy = { allowed: false, whyNot: "Patches are being installed." };
    expect([scan, install]).to.deep.equal([busy, busy]);
  });

  describe("where AWS answers in part", () => {
    it("keeps what it has, tells what is missing, and nothing of what AWS said", async () => {
      const { ssm } = fleet();
      ssm.on(DescribeInstancePatchStatesCommand).rejects(awsError("AccessDeniedException"));
      ssm.on(DescribeInstanceInformationCommand).rejects(awsError("ThrottlingException"));
      ssm.on(DescribeMaintenanceWindowScheduleCommand).rejects(awsError("DoesNotExistException"));
      ssm.on(DescribeAutomationExecutionsCommand).rejects(awsError("TimeoutError"));
      const answered = await ask();
      expect(answered.instances.map(({ instanceId, state }) => [instanceId, state])).to.deep.equal([
        [B, "UNKNOWN"],
        [A, "UNKNOWN"],
      ]);
      expect(answered.problems.map(({ part, reason }) => `${part} ${reason}`)).to.have.members([
        "patch states NO_PERMISSION",
        "last contacts THROTTLED",
        "the next maintenance window NOT_FOUND",
        "what is running TIMED_OUT",
        "last installations TIMED_OUT",
      ]);
      expect(JSON.stringify(answered)).not.to.contain(SECRET);
    });

    it("has no instances where the group cannot be had, or does not exist", async () => {
      const { autoScaling, ssm } = fleet();
      autoScaling.on(DescribeAutoScalingGroupsCommand).rejects(awsError("ThrottlingException"));
      const throttled = await ask();
      expect([throttled.instances, throttled.problems.map(({ reason }) => reason)]).to.deep.equal([
        [],
        ["THROTTLED"],
      ]);
      autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [] });
      const gone = await ask();
      expect(gone.problems).to.deep.equal([
        {
          part: "instances of the fleet",
          reason: "NOT_FOUND",
          message: "instances of the fleet: it does not exist",
        },
      ]);
      expect(ssm.commandCalls(DescribeInstancePatchStatesCommand)).to.have.length(0);
    });

    it("shows an empty fleet as one", async () => {
      fleet()
        .autoScaling.on(DescribeAutoScalingGroupsCommand)
        .resolves({ AutoScalingGroups: [group()] });
      expect(await ask()).to.deep.include({ instances: [], problems: [] });
    });
  });

  it("renders names that were made to harm inert", async () => {
    const { autoScaling, ssm } = fleet();
    const hostile = "i-<img src=x onerror=alert(1)>\u001b[2J\u202e";
    autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({
      AutoScalingGroups: [group([hostile, "eu-central-1a\u0000", "InService\n"])],
    });
    ssm.on(DescribeInstancePatchStatesCommand).resolves({ InstancePatchStates: [state(C)] });
    const { instances } = await ask();
    expect(instances[0]).to.deep.include({
      instanceId: "i-<img src=x onerror=alert(1)>\\u{1b}[2J\\u{202e}",
      zone: "eu-central-1a\\u{0}",
      lifecycle: "InService\\u{a}",
      state: "NEVER_SCANNED",
    });
  });

  it("asks no more than it needs where nothing runs", async () => {
    await ask();
    const { ssm, autoScaling } = fleet();
    const names = [...ssm.calls(), ...autoScaling.calls()].map(({ args }) => args[0]?.constructor.name);
    expect(names.sort()).to.deep.equal([
      "DescribeAutoScalingGroupsCommand",
      "DescribeAutomationExecutionsCommand",
      "DescribeAutomationExecutionsCommand",
      "DescribeInstanceInformationCommand",
      "DescribeInstancePatchStatesCommand",
      "DescribeMaintenanceWindowScheduleCommand",
    ]);
    expect(DEPLOYMENT.patching.installDocument).to.be.a("string");
  });
});
