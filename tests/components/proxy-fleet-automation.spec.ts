import { expect } from "chai";
import fc from "fast-check";
import type { PlainStep } from "../../components/proxy-fleet/automation-document";
import { type PatchDocumentOptions, patchDocument } from "../../components/proxy-fleet/patch-document";
import { type Execution, execute, type Fate, type Outcome, openWindow, World } from "./patching-world";

const OPTIONS: PatchDocumentOptions = {
  autoScalingGroupName: "clo-dev-proxy",
  rebootOption: "RebootIfNeeded",
  drainSeconds: 310,
  output: { bucketName: "clo-dev-logs-111122223333", prefix: "patching" },
};
const DOCUMENT = patchDocument(OPTIONS);
const STEPS = DOCUMENT.mainSteps;

const step = (name: string): PlainStep => {
  const found = STEPS.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no step \`${name}\``);
  return found;
};

const BEGIN = ["checkMembership", "readState", "chooseByState"];
const LEAVE = ["suspendScaling", "makeRoom", "enterStandby", "waitForStandby"];
const RETURN = ["exitStandby", "waitForHealthy", "resumeScaling"];
const ALL = [...BEGIN, ...LEAVE, "installPatches", ...RETURN];
const GIVE_UP = ["readStateAgain", "chooseByStateAgain", "terminateInstance"];
const AT_ONCE = ["exitStandbyAtOnce", "resumeScaling"];

const QUIET = { scale: 0 };
const fate = (changes: Partial<Fate> = {}): Fate => ({
  outcome: () => "success",
  reboot: "well",
  habit: () => QUIET,
  ...changes,
});
const at = (name: string, outcome: Outcome): Partial<Fate> => ({
  outcome: (candidate) => (candidate.name === name ? outcome : "success"),
});
const fleet = (sizes: Partial<{ min: number; desired: number; max: number }> = {}): World =>
  new World({ min: 2, desired: 3, max: 4, ...sizes });

/** One instance's execution in a fleet of three, and what the fleet is like afterwards. */
function patchOne(changes: Partial<Fate> = {}, world = fleet()): Execution & { readonly world: World } {
  const execution = execute(DOCUMENT, world, "i-1", fate(changes));
  for (let tick = 0; tick < 3; tick++) world.tick(QUIET);
  return { ...execution, world };
}

/** The fleet serves as before, nobody is out, and nothing is suspended. */
function expectWhole(world: World, size = 3): void {
  expect(world.breaches).to.deep.equal([]);
  expect(world.out).to.deep.equal([]);
  expect([...world.suspended]).to.deep.equal([]);
  expect(world.serving).to.have.length(size);
}

describe("the patch document", () => {
  it("is plain, and takes role, instance and target group from the window", () => {
    expect(DOCUMENT.assumeRole).to.equal("{{ AutomationAssumeRole }}");
    expect(Object.keys(DOCUMENT.parameters ?? {}).sort()).to.deep.equal([
      "AutomationAssumeRole",
      "InstanceId",
      "TargetGroupArn",
    ]);
    const used = new Set(
      [...JSON.stringify(DOCUMENT).matchAll(/\{\{ ([\w.]+) \}\}/g)].map(([, name]) => name),
    );
    expect([...used].sort()).to.deep.equal([
      "AutomationAssumeRole",
      "InstanceId",
      "TargetGroupArn",
      "readState.LifecycleState",
      "readStateAgain.LifecycleState",
    ]);
    expect(JSON.stringify(DOCUMENT).match(/\{\{/g)).to.have.length(17);
  });

  it("has steps that exist, are bounded in time and fail the whole when they fail", () => {
    const names = STEPS.map(({ name }) => name);
    const others = ["exitStandbyAtOnce", "leaveAlone"];
    expect([...names].sort()).to.deep.equal([...ALL, ...GIVE_UP, ...others].sort());
    for (const each of STEPS) {
      const { name, action, nextStep, onFailure, onCancel, isEnd, isCritical, timeoutSeconds, inputs } = each;
      expect(isCritical, name).to.equal(true);
      expect(timeoutSeconds, name).to.be.within(1, 3600);
      const ways = [isEnd, nextStep, inputs["Default"]].filter((way) => way !== undefined);
      expect(ways, `${name} goes on in one way`).to.have.length(1);
      expect(inputs["Default"] !== undefined, name).to.equal(action === "aws:branch");
      const choices = (inputs["Choices"] ?? []) as readonly { readonly NextStep: string }[];
      const jumps = [
        nextStep,
        inputs["Default"] as string | undefined,
        onFailure,
        onCancel,
        ...choices.map(({ NextStep }) => NextStep),
      ];
      for (const jump of jumps) {
        if (jump === undefined || jump === "Abort") continue;
        expect(names, name).to.include(jump.replace(/^step:/, ""));
      }
    }
  });

  it("calls exactly the operations that its role grants", () => {
    const script = String(step("makeRoom").inputs["Script"]);
    const calls = STEPS.map(({ action, inputs }) =>
      action === "aws:runCommand"
        ? `ssm:SendCommand ${inputs["DocumentName"]}`
        : `${inputs["Service"]}:${inputs["Api"]}`,
    );
    expect([...new Set(calls)].filter((call) => !call.includes("undefined")).sort()).to.deep.equal([
      "autoscaling:DescribeAutoScalingInstances",
      "autoscaling:EnterStandby",
      "autoscaling:ExitStandby",
      "autoscaling:ResumeProcesses",
      "autoscaling:SuspendProcesses",
      "autoscaling:TerminateInstanceInAutoScalingGroup",
      "elbv2:DescribeTargetHealth",
      "ssm:SendCommand AWS-RunPatchBaseline",
    ]);
    expect([...script.matchAll(/(?:autoscaling|balancer)\.(\w+)\(/g)].map(([, name]) => name)).to.deep.equal([
      "describe_auto_scaling_groups",
      "set_desired_capacity",
      "describe_target_health",
    ]);
  });

  it("installs, with the reboot that was asked for, and keeps what was printed", () => {
    const install = (rebootOption: "RebootIfNeeded" | "NoReboot") =>
      patchDocument({ ...OPTIONS, rebootOption }).mainSteps.find(({ name }) => name === "installPatches")
        ?.inputs;
    expect(install("NoReboot")).to.deep.equal({
      DocumentName: "AWS-RunPatchBaseline",
      InstanceIds: ["{{ InstanceId }}"],
      Parameters: { Operation: ["Install"], RebootOption: ["NoReboot"] },
      TimeoutSeconds: 600,
      OutputS3BucketName: "clo-dev-logs-111122223333",
      OutputS3KeyPrefix: "patching",
    });
    expect(install("RebootIfNeeded")).to.have.nested.property("Parameters.RebootOption[0]", "RebootIfNeeded");
  });

  it("gives each step the time that it takes, and tries again what must not stay undone", () => {
    const bounds = Object.fromEntries(
      STEPS.map(({ name, timeoutSeconds, maxAttempts = 1 }) => [name, [timeoutSeconds, maxAttempts]]),
    );
    const script = String(step("makeRoom").inputs["Script"]);
    expect(Number(/^WAIT_SECONDS = (\d+)$/m.exec(script)?.[1])).to.be.lessThan(
      step("makeRoom").timeoutSeconds,
    );
    expect(bounds).to.deep.equal({
      ...Object.fromEntries(STEPS.map(({ name }) => [name, [60, 1]])),
      // A launch has a quarter of an hour for its hook alone.
      makeRoom: [600, 3],
      waitForStandby: [OPTIONS.drainSeconds + 300, 1],
      installPatches: [3600, 1],
      waitForHealthy: [900, 1],
      exitStandby: [60, 5],
      exitStandbyAtOnce: [60, 5],
      terminateInstance: [60, 5],
      resumeScaling: [60, 5],
    });
  });

  it("takes nothing but healthy for serving, and runs its script with a runtime that Automation has", () => {
    expect(step("waitForHealthy").inputs["DesiredValues"]).to.deep.equal(["healthy"]);
    expect(step("waitForStandby").inputs["DesiredValues"]).to.deep.equal(["Standby"]);
    expect(step("makeRoom").inputs).to.include({ Runtime: "python3.11", Handler: "make_room" });
  });

  it("lowers the capacity with a standby, so that nothing is launched for it, and no second time", () => {
    expect(step("enterStandby").inputs["ShouldDecrementDesiredCapacity"]).to.equal(true);
    expect(step("terminateInstance").inputs["ShouldDecrementDesiredCapacity"]).to.equal(false);
  });

  it("leaves room for the load balancer to let requests finish", () => {
    expect(step("waitForStandby").timeoutSeconds).to.equal(610);
  });

  it("waits for nothing after a cancellation, which has two minutes", () => {
    for (const name of AT_ONCE) {
      const { action, onFailure, nextStep } = step(name);
      expect(action).to.equal("aws:executeAwsApi");
      expect([...AT_ONCE, undefined, "Abort"]).to.include.members([nextStep, onFailure.replace("step:", "")]);
    }
    for (const { name, onCancel } of STEPS) {
      expect([undefined, "step:exitStandbyAtOnce", "step:resumeScaling"], name).to.include(onCancel);
    }
  });
});

describe("patching one instance", () => {
  it("takes it out, patches it, puts it back and waits until it serves", () => {
    const { path, status, world } = patchOne();
    expect({ path, status }).to.deep.equal({ path: ALL, status: "Success" });
    expect(world.member("i-1")).to.include({ state: "InService", patched: true });
    expectWhole(world);
  });

  it("makes room first where load has left the group at its smallest size", () => {
    const { path, status, world } = patchOne({}, fleet({ desired: 2 }));
    expect({ path, status }).to.deep.equal({ path: ALL, status: "Success" });
    expect(world.member("i-1")).to.include({ state: "InService", patched: true });
    expectWhole(world);
  });

  it("needs that room: the group refuses a standby that leaves fewer than its smallest size", () => {
    const world = fleet({ desired: 2 });
    const without = {
      ...DOCUMENT,
      mainSteps: STEPS.filter(({ name }) => name !== "makeRoom").map((each) =>
        each.nextStep === "makeRoom" ? { ...each, nextStep: "enterStandby" } : each,
      ),
    };
    expect(execute(without, world, "i-1", fate()).status).to.equal("Failed");
    expect(world.member("i-1").patched).to.equal(false);
  });

  it("touches nothing where the instance is of another group", () => {
    const { path, status, world } = patchOne(at("checkMembership", "refused"));
    expect({ path, status }).to.deep.equal({ path: ["checkMembership"], status: "Failed" });
    expectWhole(world);
  });

  it("leaves one alone that is being launched", () => {
    const world = fleet();
    world.member("i-1").state = "Pending";
    world.tick = () => undefined;
    expect(execute(DOCUMENT, world, "i-1", fate())).to.deep.equal({
      path: [...BEGIN, "leaveAlone"],
      status: "Success",
    });
  });

  it("patches one that an earlier run left out where it is", () => {
    const world = fleet();
    world.member("i-1").state = "Standby";
    world.desired = 2;
    world.suspended.add("AZRebalance").add("AlarmNotification");
    const { path, status } = patchOne({}, world);
    expect({ path, status }).to.deep.equal({
      path: [...BEGIN, "installPatches", ...RETURN],
      status: "Success",
    });
    expectWhole(world);
  });

  it("takes none out while another one is out or does not serve", () => {
    const away = fleet({ desired: 4, max: 6 });
    away.member("i-2").state = "Standby";
    away.desired = 3;
    away.suspended.add("AZRebalance");
    const { path, status } = patchOne({}, away);
    expect(path).to.deep.equal([...BEGIN, "suspendScaling", "makeRoom", "resumeScaling"]);
    expect(status).to.equal("Failed");
    expect(away.out.map(({ id }) => id)).to.deep.equal(["i-2"]);
  });

  it("gives back an instance whose step fails before it is out, and one whose step fails after", () => {
    for (const outcome of ["refused", "lost"] as const) {
      for (const name of ALL) {
        const { status, world } = patchOne(at(name, outcome));
        expect(status, `${outcome} ${name}`).to.equal("Failed");
        const suspended = outcome === "refused" && name === "resumeScaling";
        expect(world.out, `${outcome} ${name}`).to.deep.equal([]);
        expect(world.suspended.size, `${outcome} ${name}`).to.equal(suspended ? 2 : 0);
        for (const { id } of world.present)
          expect(execute(DOCUMENT, world, id, fate()).status).to.equal("Success");
        expectWhole(world);
      }
    }
  });

  it("gives up one that cannot come back, and never one that serves", () => {
    const { path, status, world } = patchOne(at("exitStandby", "refused"));
    expect(path).to.deep.equal([...ALL.slice(0, -2), ...GIVE_UP, "resumeScaling"]);
    expect(status).to.equal("Failed");
    expect(world.member("i-1").state).to.equal("Terminated");
    expectWhole(world, 2);
    const kept = patchOne(at("enterStandby", "refused"));
    expect(kept.path).to.deep.equal([
      ...BEGIN,
      ...LEAVE.slice(0, 3),
      "exitStandby",
      ...GIVE_UP.slice(0, 2),
      "resumeScaling",
    ]);
    expect(kept.world.member("i-1").state).to.equal("InService");
    expectWhole(kept.world);
  });

  it("gives up one left out whose place was filled meanwhile", () => {
    const world = fleet({ desired: 4 });
    world.member("i-1").state = "Standby";
    world.tick(QUIET);
    const { path } = patchOne({}, world);
    expect(path).to.deep.equal([...BEGIN, "installPatches", "exitStandby", ...GIVE_UP, "resumeScaling"]);
    world.breaches.length = 0;
    expectWhole(world, 4);
  });

  it("gives it back at once when it is cancelled, wherever that is", () => {
    for (const outcome of ["cancelled", "cancelled after"] as const) {
      for (const name of ALL.slice(BEGIN.length)) {
        const { path, status, world } = patchOne(at(name, outcome));
        expect(status).to.equal("Cancelled");
        const after = path.slice(path.indexOf(name) + 1);
        expect([AT_ONCE, ["resumeScaling"], []], `${outcome} ${name}`).to.deep.include(after);
        const stays = outcome === "cancelled" && name === "exitStandby";
        expect(world.out.length, `${outcome} ${name}`).to.equal(stays ? 1 : 0);
      }
    }
  });

  it("puts an instance back that hangs in its reboot, where the group replaces it", () => {
    const { path, status, world } = patchOne({ reboot: "hangs" });
    expect(path).to.deep.equal(ALL);
    expect(status).to.equal("Failed");
    expect(world.member("i-1").state).to.equal("Terminated");
    expectWhole(world);
  });

  it("has an instance replaced that serves no more after its patches", () => {
    const { path, status, world } = patchOne({ reboot: "broken" });
    expect(path).to.deep.equal(ALL);
    expect(status).to.equal("Failed");
    expect(world.member("i-1").state).to.equal("Terminated");
    expectWhole(world);
  });
});

describe("a patch window", () => {
  it("patches all, one at a time, however load has sized the group", () => {
    for (const desired of [2, 3, 4]) {
      const world = fleet({ desired });
      const executions = openWindow(DOCUMENT, world, () => fate());
      expect(executions.map(({ status }) => status)).to.deep.equal(Array(desired).fill("Success"));
      expect(world.members.slice(0, desired).every(({ patched }) => patched)).to.equal(true);
      expect(world.breaches).to.deep.equal([]);
    }
  });

  it("stops at the first instance that its patches break", () => {
    const world = fleet();
    const executions = openWindow(DOCUMENT, world, (id) =>
      fate({ reboot: id === "i-2" ? "broken" : "well" }),
    );
    expect(executions.map(({ status }) => status)).to.deep.equal(["Success", "Failed"]);
    expect(world.member("i-3").patched).to.equal(false);
  });

  const sizes = fc
    .record({
      min: fc.integer({ min: 2, max: 4 }),
      above: fc.nat({ max: 3 }),
      room: fc.integer({ min: 1, max: 3 }),
    })
    .map(({ min, above, room }) => ({ min, desired: min + Math.min(above, room), max: min + room }));
  const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
    { weight: 12, arbitrary: fc.constant<Outcome>("success") },
    { weight: 3, arbitrary: fc.constantFrom<Outcome>("refused", "lost", "cancelled", "cancelled after") },
  );
  const life = fc.record({
    sizes,
    outcomes: fc.infiniteStream(outcomes),
    reboots: fc.infiniteStream(fc.constantFrom<Fate["reboot"]>("well", "well", "broken", "hangs")),
    scales: fc.infiniteStream(fc.integer({ min: -1, max: 1 })),
  });

  it("never has two out, nor fewer serve than the smallest size, whatever fails, breaks or scales", () => {
    fc.assert(
      fc.property(life, ({ sizes: drawn, outcomes: stream, reboots, scales }) => {
        const world = new World(drawn);
        openWindow(DOCUMENT, world, () => ({
          // The way back is what the next property is about.
          outcome: ({ name }) =>
            RETURN.includes(name) || name === "exitStandbyAtOnce" ? "success" : stream.next().value,
          reboot: reboots.next().value,
          habit: () => ({ scale: scales.next().value }),
        }));
        expect(world.breaches).to.deep.equal([]);
      }),
      { numRuns: 500 },
    );
  });

  it("leaves a fleet that the next window makes whole, whatever failed in this one", () => {
    fc.assert(
      fc.property(life, ({ sizes: drawn, outcomes: stream, reboots, scales }) => {
        const world = new World(drawn);
        openWindow(DOCUMENT, world, () => ({
          outcome: () => stream.next().value,
          reboot: reboots.next().value,
          habit: () => ({ scale: scales.next().value }),
        }));
        for (const { id } of [...world.out, ...world.present]) {
          if (world.member(id).state !== "Terminated") execute(DOCUMENT, world, id, fate());
        }
        world.tick(QUIET);
        expect(world.out).to.deep.equal([]);
        expect([...world.suspended]).to.deep.equal([]);
        expect(world.serving.length).to.be.at.least(world.min);
      }),
      { numRuns: 500 },
    );
  });
});
