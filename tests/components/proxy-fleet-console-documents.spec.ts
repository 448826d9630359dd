import { expect } from "chai";
import fc from "fast-check";
import type {
  AutomationDocument,
  AutomationStep,
  PlainStep,
} from "../../components/proxy-fleet/automation-document";
import { installDocument, scanDocument } from "../../components/proxy-fleet/console-documents";
import { patchDocument } from "../../components/proxy-fleet/patch-document";
import { executeLoop, type Fate, type Outcome, World } from "./patching-world";
import { fleet } from "./proxy-fleet-stack";

const ROLE = "arn:aws:iam::111122223333:role/clo-dev-patch-automation";
const GROUP = "clo-dev-proxy";
const OUTPUT = { bucketName: "clo-dev-logs-111122223333", prefix: "patching" };

const SCAN = scanDocument({ autoScalingGroupName: GROUP, patchGroup: GROUP, roleArn: ROLE, output: OUTPUT });
const INSTALL = installDocument({
  autoScalingGroupName: GROUP,
  patchDocumentName: "clo-dev-patch",
  roleArn: ROLE,
});
const PATCH = patchDocument({
  autoScalingGroupName: GROUP,
  rebootOption: "RebootIfNeeded",
  drainSeconds: 310,
  output: OUTPUT,
});

/** Every step, those inside loops included. */
const stepsOf = (steps: readonly AutomationStep[]): readonly AutomationStep[] =>
  steps.flatMap((step) => (step.action === "aws:loop" ? [step, ...stepsOf(step.inputs.Steps)] : [step]));

const only = (document: AutomationDocument, name: string): AutomationStep => {
  const found = stepsOf(document.mainSteps).find((step) => step.name === name);
  if (!found) throw new Error(`no step \`${name}\``);
  return found;
};

describe("the documents that the console may start", () => {
  for (const [what, document] of [
    ["scan", SCAN],
    ["installation", INSTALL],
  ] as const) {
    describe(`that of ${what}`, () => {
      it("has no parameters, and a role that is written in it", () => {
        expect(Object.keys(document).sort()).to.deep.equal([
          "assumeRole",
          "description",
          "mainSteps",
          "schemaVersion",
        ]);
        expect(document.assumeRole).to.equal(ROLE);
        expect(document.schemaVersion).to.equal("0.3");
      });

      it("refers to nothing but what its own steps gave", () => {
        const names = document.mainSteps.map(({ name }) => name);
        const used = [...JSON.stringify(document).matchAll(/\{\{ ?([\w.]+) ?\}\}/g)].map(([, name]) => name);
        for (const reference of used) {
          const [step, output] = (reference ?? "").split(".");
          expect(names, reference).to.include(step);
          const { action, ...rest } = only(document, step ?? "");
          const outputs = "outputs" in rest ? (rest.outputs ?? []).map(({ Name }) => Name) : [];
          expect(action === "aws:loop" ? ["CurrentIteratorValue"] : outputs, reference).to.include(output);
        }
      });

      it("ends, goes where there is a step, and stops at a failure", () => {
        const steps = document.mainSteps;
        expect(steps.filter(({ isEnd }) => isEnd).length).to.equal(1);
        for (const { name, nextStep, isEnd, onFailure, isCritical } of steps) {
          expect([nextStep, isEnd].filter((next) => next !== undefined).length, name).to.equal(1);
          if (nextStep !== undefined) expect(steps.map((step) => step.name)).to.include(nextStep);
          expect({ onFailure, isCritical }, name).to.deep.equal({ onFailure: "Abort", isCritical: true });
        }
      });

      it("has steps that are named once, in letters", () => {
        const names = stepsOf(document.mainSteps).map(({ name }) => name);
        expect(new Set(names).size).to.equal(names.length);
        expect(names.filter((name) => !/^[A-Za-z]+$/.test(name))).to.deep.equal([]);
      });
    });
  }

  it("scan all instances of the patch group at once, by tag, and fail where the scan of one does", () => {
    const { inputs, action } = only(SCAN, "scanFleet");
    expect(action).to.equal("aws:runCommand");
    expect(inputs).to.deep.equal({
      DocumentName: "AWS-RunPatchBaseline",
      Targets: [{ Key: "tag:PatchGroup", Values: [GROUP] }],
      Parameters: { Operation: ["Scan"] },
      MaxConcurrency: "100%",
      MaxErrors: "0",
      TimeoutSeconds: 600,
      OutputS3BucketName: OUTPUT.bucketName,
      OutputS3KeyPrefix: "patching",
    });
  });

  it("install by the stack's own document, handing on exactly its parameters and the role itself", () => {
    const { inputs } = only(INSTALL, "patchMember") as PlainStep;
    expect(inputs).to.deep.equal({
      DocumentName: "clo-dev-patch",
      RuntimeParameters: {
        AutomationAssumeRole: [ROLE],
        InstanceId: ["{{ patchMembers.CurrentIteratorValue }}"],
        TargetGroupArn: ["{{ listMembers.TargetGroupArn }}"],
      },
    });
    expect(Object.keys(inputs["RuntimeParameters"] as object).sort()).to.deep.equal(
      Object.keys(PATCH.parameters ?? {}).sort(),
    );
  });

  it("give one instance longer than its own steps can take one after the other", () => {
    const times = PATCH.mainSteps.map(({ timeoutSeconds, maxAttempts = 1 }) => timeoutSeconds * maxAttempts);
    const longest = times.reduce((sum, seconds) => sum + seconds, 0);
    const { timeoutSeconds } = only(INSTALL, "patchMember") as PlainStep;
    expect(timeoutSeconds).to.be.greaterThan(longest);
  });
});

describe("the documents in the stack", () => {
  it("are named for the console, plain JSON, and act with the automation's role", async () => {
    const { all } = await fleet({ args: { startedByConsole: true }, patching: { operation: "Install" } });
    const documents = all("aws:ssm/document:Document").filter(({ name }) => /-now$/.test(name));
    expect(documents.map(({ inputs }) => inputs["name"]).sort()).to.deep.equal([
      "clo-dev-eu-central-1-install-now",
      "clo-dev-eu-central-1-scan-now",
    ]);
    for (const { inputs, deleteBeforeReplace } of documents) {
      expect(inputs).to.deep.include({ documentType: "Automation", documentFormat: "JSON" });
      expect(JSON.parse(inputs["content"]).assumeRole).to.equal(
        "arn:aws:iam::111122223333:role/clo-dev-patch-automation",
      );
      expect(deleteBeforeReplace).to.equal(true);
    }
  });

  it("need that role", async () => {
    const message = await fleet({ args: { startedByConsole: true, roles: {} } }).then(
      () => "no failure",
      (error: Error) => error.message,
    );
    expect(message).to.contain("`roles.patchAutomationArn` is missing");
  });
});

describe("an installation that the console starts", () => {
  const fate = (changes: Partial<Fate> = {}): Fate => ({
    outcome: () => "success",
    reboot: "well",
    habit: () => ({ scale: 0 }),
    ...changes,
  });
  const world = (desired = 3) => new World({ min: 2, desired, max: 4 });

  it("patches all, one at a time, however load has sized the group", () => {
    for (const desired of [2, 3, 4]) {
      const group = world(desired);
      const { status, members } = executeLoop(INSTALL, PATCH, group, () => fate());
      expect(status).to.equal("Success");
      expect(members).to.have.length(desired);
      expect(group.members.slice(0, desired).every(({ patched }) => patched)).to.equal(true);
      expect(group.breaches).to.deep.equal([]);
    }
  });

  it("stops at the first instance that its patches break", () => {
    const group = world();
    const { status, members } = executeLoop(INSTALL, PATCH, group, (id) =>
      fate({ reboot: id === "i-2" ? "broken" : "well" }),
    );
    expect(status).to.equal("Failed");
    expect(members.map((execution) => execution.status)).to.deep.equal(["Success", "Failed"]);
    expect(group.member("i-3").patched).to.equal(false);
  });

  it("touches nothing where the group cannot be listed", () => {
    const group = world();
    expect(executeLoop(INSTALL, PATCH, group, () => fate(), false)).to.deep.equal({
      status: "Failed",
      members: [],
    });
    expect(group.members.some(({ patched }) => patched)).to.equal(false);
  });

  it("never has two out, nor fewer serve than the smallest size, whatever fails, breaks or scales", () => {
    const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
      { weight: 12, arbitrary: fc.constant<Outcome>("success") },
      { weight: 3, arbitrary: fc.constantFrom<Outcome>("refused", "lost", "cancelled", "cancelled after") },
    );
    const life = fc.record({
      desired: fc.integer({ min: 2, max: 4 }),
      outcomes: fc.infiniteStream(outcomes),
      reboots: fc.infiniteStream(fc.constantFrom<Fate["reboot"]>("well", "well", "broken", "hangs")),
      scales: fc.infiniteStream(fc.integer({ min: -1, max: 1 })),
    });
    const back = ["exitStandby", "waitForHealthy", "resumeScaling", "exitStandbyAtOnce"];
    fc.assert(
      fc.property(life, ({ desired, outcomes: stream, reboots, scales }) => {
        const group = world(desired);
        executeLoop(INSTALL, PATCH, group, () => ({
          outcome: ({ name }) => (back.includes(name) ? "success" : stream.next().value),
          reboot: reboots.next().value,
          habit: () => ({ scale: scales.next().value }),
        }));
        expect(group.breaches).to.deep.equal([]);
      }),
      { numRuns: 300 },
    );
  });
});
