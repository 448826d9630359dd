import { expect } from "chai";
import fc from "fast-check";
import { type AutomationStep, patchDocument } from "../../components/proxy-fleet/patch-document";
import { imageRefreshSchedule, silenceDays } from "../../components/proxy-fleet/schedules";

const DOCUMENT = patchDocument({
  autoScalingGroupName: "clo-dev-proxy",
  rebootOption: "RebootIfNeeded",
  drainSeconds: 310,
});
const STEPS = DOCUMENT.mainSteps;

type Outcome = "success" | "failure" | "cancelled";

interface Run {
  readonly path: readonly string[];
  readonly status: "Success" | "Failed";
}

/** Reads the document as Automation does: from step to step, failing critically, cancelled at most once. */
function run(outcome: (step: AutomationStep) => Outcome): Run {
  const path: string[] = [];
  let status: Run["status"] = "Success";
  let name: string | undefined = STEPS[0]?.name;
  while (name !== undefined) {
    const step: AutomationStep | undefined = STEPS.find((candidate) => candidate.name === name);
    if (!step) throw new Error(`no step \`${name}\``);
    if (path.includes(step.name)) throw new Error(`step \`${step.name}\` runs twice: ${path.join(" ")}`);
    path.push(step.name);
    const result = outcome(step);
    if (result === "success") {
      name = step.isEnd ? undefined : step.nextStep;
      continue;
    }
    status = "Failed";
    const next: string = result === "cancelled" ? (step.onCancel ?? "Abort") : step.onFailure;
    name = next === "Abort" ? undefined : next.replace(/^step:/, "");
  }
  return { path, status };
}

const ALL = [
  "checkMembership",
  "checkInService",
  "suspendRebalancing",
  "enterStandby",
  "waitForStandby",
  "installPatches",
  "exitStandby",
  "waitForHealthy",
  "resumeRebalancing",
];

describe("the patch document", () => {
  it("takes an instance out, patches it, puts it back and waits until it serves", () => {
    expect(run(() => "success")).to.deep.equal({ path: ALL, status: "Success" });
  });

  it("is plain, and takes role, instance and target group from the window", () => {
    expect(DOCUMENT.assumeRole).to.equal("{{ AutomationAssumeRole }}");
    expect(Object.keys(DOCUMENT.parameters).sort()).to.deep.equal([
      "AutomationAssumeRole",
      "InstanceId",
      "TargetGroupArn",
    ]);
    const used = new Set([...JSON.stringify(DOCUMENT).matchAll(/\{\{ (\w+) \}\}/g)].map(([, name]) => name));
    expect([...used].sort()).to.deep.equal(Object.keys(DOCUMENT.parameters).sort());
  });

  it("has steps that exist, are bounded in time and fail the whole when they fail", () => {
    const names = STEPS.map(({ name }) => name);
    expect(names).to.deep.equal(ALL);
    for (const { name, nextStep, onFailure, onCancel, isEnd, isCritical, timeoutSeconds } of STEPS) {
      expect(isCritical, name).to.equal(true);
      expect(timeoutSeconds, name).to.be.within(1, 5400);
      expect(isEnd === true, name).to.equal(nextStep === undefined);
      for (const target of [nextStep, onFailure, onCancel]) {
        if (target === undefined || target === "Abort") continue;
        expect(names).to.include(target.replace(/^step:/, ""));
      }
    }
  });

  it("calls exactly the operations that its role grants", () => {
    const calls = STEPS.map(({ action, inputs }) =>
      action === "aws:runCommand"
        ? `ssm:SendCommand ${inputs["DocumentName"]}`
        : `${inputs["Service"]}:${inputs["Api"]}`,
    );
    expect([...new Set(calls)]).to.deep.equal([
      "autoscaling:DescribeAutoScalingInstances",
      "autoscaling:SuspendProcesses",
      "autoscaling:EnterStandby",
      "ssm:SendCommand AWS-RunPatchBaseline",
      "autoscaling:ExitStandby",
      "elbv2:DescribeTargetHealth",
      "autoscaling:ResumeProcesses",
    ]);
  });

  it("installs, with the reboot that was asked for", () => {
    const install = (rebootOption: "RebootIfNeeded" | "NoReboot") =>
      patchDocument({ autoScalingGroupName: "g", rebootOption, drainSeconds: 1 }).mainSteps.find(
        ({ name }) => name === "installPatches",
      )?.inputs;
    expect(install("NoReboot")).to.deep.equal({
      DocumentName: "AWS-RunPatchBaseline",
      InstanceIds: ["{{ InstanceId }}"],
      Parameters: { Operation: ["Install"], RebootOption: ["NoReboot"] },
    });
    expect(install("RebootIfNeeded")).to.have.nested.property("Parameters.RebootOption[0]", "RebootIfNeeded");
  });

  it("leaves room for the load balancer to let requests finish", () => {
    expect(STEPS.find(({ name }) => name === "waitForStandby")?.timeoutSeconds).to.equal(610);
  });

  const failed = (at: string, how: Outcome = "failure") => run(({ name }) => (name === at ? how : "success"));

  it("touches nothing where the instance is of another group", () => {
    expect(failed("checkMembership")).to.deep.equal({ path: ["checkMembership"], status: "Failed" });
  });

  it("only puts back an instance that an earlier run left in standby", () => {
    expect(failed("checkInService").path).to.deep.equal([
      ...ALL.slice(0, 2),
      ...["exitStandby", "waitForHealthy", "resumeRebalancing"],
    ]);
  });

  for (const how of ["failure", "cancelled"] as const) {
    for (const at of ["enterStandby", "waitForStandby", "installPatches"]) {
      it(`puts the instance back after ${how} of ${at}, and ends as failed`, () => {
        const { path, status } = failed(at, how);
        expect(path.slice(-3)).to.deep.equal(["exitStandby", "waitForHealthy", "resumeRebalancing"]);
        expect(status).to.equal("Failed");
      });
    }
    for (const at of ["exitStandby", "waitForHealthy"]) {
      it(`lets the group rebalance again after ${how} of ${at}, and ends as failed`, () => {
        const { path, status } = failed(at, how);
        expect(path.at(-1)).to.equal("resumeRebalancing");
        expect(status).to.equal("Failed");
      });
    }
  }

  it("never leaves an instance in standby untried or the group suspended, whatever fails", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<Outcome>("success", "failure"), { minLength: 9, maxLength: 9 }),
        (outcomes) => {
          const { path, status } = run(({ name }) => outcomes[ALL.indexOf(name)] ?? "success");
          if (path.includes("enterStandby")) expect(path).to.include("exitStandby");
          if (path.includes("suspendRebalancing")) expect(path.at(-1)).to.equal("resumeRebalancing");
          const met = path.map((name) => outcomes[ALL.indexOf(name)]);
          expect(status).to.equal(met.every((outcome) => outcome === "success") ? "Success" : "Failed");
        },
      ),
    );
  });
});

describe("the clocks of patching", () => {
  it("takes two missed scans for silence, within what an alarm can look back", () => {
    expect(silenceDays("rate(1 day)")).to.equal(2);
    expect(silenceDays("rate(12 hours)")).to.equal(2);
    expect(silenceDays("rate(30 minutes)")).to.equal(2);
    expect(silenceDays("rate(2 days)")).to.equal(4);
    expect(silenceDays("rate(5 days)")).to.equal(7);
    expect(silenceDays("rate(7 days)")).to.equal(7);
    expect(silenceDays("cron(0 3 ? * SUN *)")).to.equal(7);
    expect(silenceDays("cron(0 3 * * ? *)")).to.equal(2);
    expect(silenceDays("cron(0 0 3 ? * * *)")).to.equal(2);
  });

  it("refuses scans whose silence could not be noticed", () => {
    for (const schedule of [
      "rate(8 days)",
      "rate(30 days)",
      "cron(0 3 1 * ? *)",
      "cron(0 3 ? * SUN#2 *)",
      "cron(0 3 * 1 ? *)",
      "daily",
    ]) {
      expect(() => silenceDays(schedule), schedule).to.throw(
        `scan schedule \`${schedule}\` runs less often than every 7 days, or not evenly: its silence could not be noticed; use \`rate(1 day)\``,
      );
    }
  });

  it("replaces instances on a day on which the window does not patch", () => {
    expect(imageRefreshSchedule("cron(0 2 ? * SUN *)")).to.equal("cron(0 3 ? * WED *)");
    expect(imageRefreshSchedule("cron(0 2 ? * WED *)")).to.equal("cron(0 3 ? * THU *)");
    expect(imageRefreshSchedule("cron(0 0 2 ? * 4,5 *)")).to.equal("cron(0 3 ? * FRI *)");
    expect(imageRefreshSchedule("cron(0 2 ? * wed#2 *)")).to.equal("cron(0 3 ? * THU *)");
    expect(imageRefreshSchedule("rate(7 days)")).to.equal("cron(0 3 ? * WED *)");
  });
});
