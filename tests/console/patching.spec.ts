import { expect } from "chai";
import type { Api } from "../../console/src/data/api";
import { placeIn, searchOf } from "../../console/src/patching/address";
import { compareTimes, hasPatches, inOrder, isFleetTold, summaryOf } from "../../console/src/patching/fleet";
import { startRun } from "../../console/src/patching/questions";
import {
  changeText,
  hasOpenSteps,
  isOver,
  runsToShow,
  stepsDone,
} from "../../console/src/patching/run-progress";
import type { PatchedInstance, PatchRun, RunStep } from "../../console-api/contract";

const instance = (instanceId: string, changes: Partial<PatchedInstance> = {}): PatchedInstance => ({
  instanceId,
  zone: "eu-central-1a",
  lifecycle: "InService",
  lastContact: "2026-03-01T00:00:00Z",
  state: "COMPLIANT",
  missing: 0,
  failed: 0,
  pendingReboot: 0,
  critical: 0,
  security: 0,
  lastScan: "2026-03-02T00:00:00Z",
  lastInstall: null,
  ...changes,
});

const step = (name: string, state: RunStep["state"]): RunStep => ({ name, state, detail: null });

const run = (changes: Partial<PatchRun> = {}): PatchRun => ({
  id: "r",
  operation: "INSTALL",
  state: "RUNNING",
  startedAt: null,
  endedAt: null,
  steps: [],
  failure: null,
  ...changes,
});

describe("the place in the address of the patching view", () => {
  it("is what a link says, and survives being written and read", () => {
    for (const place of [
      { run: undefined, instance: undefined },
      { run: "a&b=c%26 +", instance: undefined },
      { run: "4f1c", instance: "i-1" },
    ]) {
      expect(placeIn(searchOf(place))).to.deep.equal(place);
    }
    expect(searchOf({ run: "4f1c", instance: "i-1" })).to.equal("run=4f1c&instance=i-1");
  });

  it("is nowhere in particular where ids are empty or too long", () => {
    expect(placeIn(`?run=&instance=${"x".repeat(201)}`)).to.deep.equal({
      run: undefined,
      instance: undefined,
    });
  });
});

describe("the fleet", () => {
  const fleet = [
    instance("i-1"),
    instance("i-2", { state: "MISSING_PATCHES", missing: 5, security: 2, lastScan: "2026-03-01T00:00:00Z" }),
    instance("i-3", { state: "MISSING_PATCHES", missing: 3, critical: 1, security: 3 }),
    instance("i-4", { state: "FAILED_PATCHES", failed: 1 }),
    instance("i-5", { state: "PENDING_REBOOT", pendingReboot: 2 }),
  ];

  it("is listed from what needs care most", () => {
    expect(inOrder(fleet).map(({ instanceId }) => instanceId)).to.deep.equal([
      "i-4",
      "i-3",
      "i-2",
      "i-5",
      "i-1",
    ]);
  });

  it("is known where its instances were told, and where there is none", () => {
    const problem = (part: string, reason: "THROTTLED" | "NOT_FOUND") => ({ part, reason, message: "" });
    expect(isFleetTold({ problems: [] })).to.equal(true);
    expect(isFleetTold({ problems: [problem("patch states", "THROTTLED")] })).to.equal(true);
    expect(isFleetTold({ problems: [problem("instances of the fleet", "THROTTLED")] })).to.equal(false);
    expect(isFleetTold({ problems: [problem("instances of the fleet", "NOT_FOUND")] })).to.equal(true);
  });

  it("is summed up", () => {
    expect(summaryOf(fleet)).to.deep.equal({
      instances: 5,
      compliant: 1,
      untold: 0,
      missing: 8,
      critical: 1,
      security: 5,
      failed: 1,
      pendingReboot: 2,
      oldestScan: "2026-03-01T00:00:00Z",
    });
  });

  it("claims no scan of all where one is missing, and counts the untold", () => {
    const never = instance("i-6", { state: "NEVER_SCANNED", lastScan: null });
    const { untold, oldestScan } = summaryOf([...fleet, never]);
    expect({ untold, oldestScan }).to.deep.equal({ untold: 1, oldestScan: undefined });
    expect(summaryOf([]).oldestScan).to.equal(undefined);
  });

  it("has lists of patches where there are any", () => {
    expect(fleet.filter(hasPatches).map(({ instanceId }) => instanceId)).to.deep.equal([
      "i-2",
      "i-3",
      "i-4",
      "i-5",
    ]);
  });

  it("is sorted by times from none to the latest", () => {
    const times = ["2026-03-02T00:00:00Z", null, "2026-03-01T00:00:00.5Z"];
    expect(times.toSorted(compareTimes)).to.deep.equal([
      null,
      "2026-03-01T00:00:00.5Z",
      "2026-03-02T00:00:00Z",
    ]);
  });
});

describe("a run", () => {
  it("is over once it succeeded, failed or was cancelled", () => {
    const states = ["WAITING", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"] as const;
    expect(states.filter((state) => isOver({ state }))).to.deep.equal(["SUCCEEDED", "FAILED", "CANCELLED"]);
  });

  it("has come as far as its steps are over", () => {
    const steps = [step("i-1", "SUCCEEDED"), step("i-2", "RUNNING"), step("i-3", "WAITING")];
    expect(stepsDone({ steps })).to.deep.equal({ done: 1, of: 3 });
  });

  it("has open steps where one of them is not over, though it has ended itself", () => {
    expect(hasOpenSteps({ steps: [step("i-1", "SUCCEEDED"), step("i-2", "WAITING")] })).to.equal(true);
    expect(hasOpenSteps({ steps: [step("i-1", "SUCCEEDED"), step("i-2", "FAILED")] })).to.equal(false);
    expect(hasOpenSteps({ steps: [] })).to.equal(false);
  });

  it("is told when it is first heard of, and when it is over with why", () => {
    expect(changeText(undefined, run())).to.equal("Scan and install runs.");
    expect(changeText(run(), run({ state: "FAILED", failure: "Patching i-1 failed." }))).to.equal(
      "Scan and install failed. Patching i-1 failed.",
    );
    expect(changeText(run({ operation: "SCAN" }), run({ operation: "SCAN", state: "SUCCEEDED" }))).to.equal(
      "Scan succeeded.",
    );
  });

  it("is told by the steps that changed", () => {
    const before = run({ steps: [step("i-1", "RUNNING"), step("i-2", "WAITING"), step("i-3", "WAITING")] });
    const after = run({ steps: [step("i-1", "SUCCEEDED"), step("i-2", "RUNNING"), step("i-3", "WAITING")] });
    expect(changeText(before, after)).to.equal("Scan and install: i-1 succeeded, i-2 runs. 1 of 3 done.");
    expect(changeText(after, after)).to.equal("");
  });

  it("is shown once, the one in the address first", () => {
    const running = [run({ id: "a" }), run({ id: "b" })];
    expect(runsToShow("b", running)).to.deep.equal(["b", "a"]);
    expect(runsToShow("c", running)).to.deep.equal(["c", "a", "b"]);
    expect(runsToShow(undefined, running)).to.deep.equal(["a", "b"]);
  });

  it("is started by the mutation of its operation, without variables", async () => {
    const asked: unknown[] = [];
    const api: Api = {
      ask: async <T>(document: string, variables?: unknown) => {
        asked.push([/\{ (\w+) \{/.exec(document)?.[1], variables]);
        return { scanNow: run({ id: "s" }), installNow: run({ id: "i" }) } as T;
      },
    };
    expect([(await startRun(api, "SCAN")).id, (await startRun(api, "INSTALL")).id]).to.deep.equal(["s", "i"]);
    expect(asked).to.deep.equal([
      ["scanNow", undefined],
      ["installNow", undefined],
    ]);
  });
});
