/**
 * A naive model of what the patch document acts on: an Auto Scaling group with its load balancer and its own habits, and
 * Automation reading the document from step to step. What can go wrong is drawn from outside.
 */

import type {
  AutomationDocument,
  LoopStep,
  PlainStep,
} from "../../components/proxy-fleet/automation-document";

/** How a step ends: `refused` did nothing, `lost` did it and failed all the same. */
export type Outcome = "success" | "refused" | "lost" | "cancelled" | "cancelled after";

export interface Member {
  readonly id: string;
  state: "InService" | "Pending" | "Standby" | "Terminated";
  /** Whether it answers the load balancer's health checks, if it is asked. */
  serves: boolean;
  patched: boolean;
}

/** What the group does by itself between two steps; `scale` is -1, 0 or 1. */
export interface Habit {
  readonly scale: number;
}

/** The group: sizes, members and suspended processes, with the rules of EC2 Auto Scaling that matter here. */
export class World {
  readonly members: Member[] = [];
  readonly suspended = new Set<string>();
  /** Each breach of a promise, as it happens. */
  readonly breaches: string[] = [];
  readonly min: number;
  readonly max: number;
  desired: number;
  #launched = 0;

  constructor(sizes: { readonly min: number; readonly desired: number; readonly max: number }) {
    this.min = sizes.min;
    this.max = sizes.max;
    this.desired = sizes.desired;
    for (let index = 0; index < sizes.desired; index++) this.#launch("InService");
  }

  #launch(state: Member["state"]): void {
    this.#launched += 1;
    this.members.push({ id: `i-${this.#launched}`, state, serves: true, patched: false });
  }

  /** Those that count: what is terminated is no member. */
  get present(): readonly Member[] {
    return this.members.filter(({ state }) => state !== "Terminated");
  }

  get serving(): readonly Member[] {
    return this.present.filter(({ state, serves }) => state === "InService" && serves);
  }

  get out(): readonly Member[] {
    return this.present.filter(({ state }) => state === "Standby");
  }

  member(id: string): Member {
    const found = this.members.find((member) => member.id === id);
    if (!found) throw new Error(`no member \`${id}\``);
    return found;
  }

  /** Lets the group do what it does by itself, once. */
  tick({ scale }: Habit): void {
    for (const member of this.present) if (member.state === "Pending") member.state = "InService";
    // Health checks concern only what is in service; a replacement is launched by the capacity below.
    for (const member of this.present) {
      if (member.state === "InService" && !member.serves) member.state = "Terminated";
    }
    if (!this.suspended.has("AlarmNotification")) {
      this.desired = Math.min(this.max, Math.max(this.min, this.desired + scale));
    }
    const active = this.present.filter(({ state }) => state !== "Standby");
    for (let count = active.length; count < this.desired; count++) this.#launch("Pending");
    for (const member of active.slice(0, Math.max(0, active.length - this.desired))) {
      member.state = "Terminated";
    }
    if (this.out.length > 0 && !this.suspended.has("AZRebalance")) this.#rebalance();
  }

  /** With an instance out the zones are uneven: one in another zone is terminated, and one launched. */
  #rebalance(): void {
    this.breaches.push(`the group rebalances while ${this.out.map(({ id }) => id).join()} is out`);
  }

  /** Notes which promise does not hold at this moment. */
  check(when: string): void {
    if (this.out.length > 1) this.breaches.push(`${when}: ${this.out.length} are out`);
    if (this.serving.length < this.min) this.breaches.push(`${when}: ${this.serving.length} serve`);
  }
}

/** Answers a call as EC2 Auto Scaling does; throws what it refuses. */
function call(world: World, member: Member, api: unknown, processes: unknown): void {
  switch (api) {
    case "SuspendProcesses":
      for (const name of processes as string[]) world.suspended.add(name);
      return;
    case "ResumeProcesses":
      for (const name of processes as string[]) world.suspended.delete(name);
      return;
    case "EnterStandby":
      if (member.state !== "InService") throw new Error("not in service");
      if (world.desired - 1 < world.min) throw new Error("desired capacity would be below the smallest size");
      world.desired -= 1;
      member.state = "Standby";
      return;
    case "ExitStandby":
      if (member.state !== "Standby") throw new Error("not in standby");
      if (world.desired + 1 > world.max) throw new Error("desired capacity would be above the largest size");
      world.desired += 1;
      member.state = "InService";
      return;
    case "TerminateInstanceInAutoScalingGroup":
      member.state = "Terminated";
      return;
    default:
      throw new Error(`no operation \`${api}\``);
  }
}

/** What drives an execution from outside. */
export interface Fate {
  readonly outcome: (step: PlainStep) => Outcome;
  /** What happens to the instance while patches are installed; `hangs`: it does not come back from its reboot. */
  readonly reboot: "well" | "broken" | "hangs";
  readonly habit: () => Habit;
}

export interface Execution {
  readonly path: readonly string[];
  readonly status: "Success" | "Failed" | "Cancelled";
}

/** Does what a step does; throws where it fails by itself. */
function act(world: World, id: string, step: PlainStep, fate: Fate): void {
  const member = world.member(id);
  const { inputs } = step;
  switch (step.action) {
    case "aws:assertAwsResourceProperty":
    case "aws:branch":
    case "aws:sleep":
      return;
    case "aws:executeScript": {
      if (world.desired <= world.min) world.desired = world.min + 1;
      for (let pause = 0; pause < 3; pause++) world.tick(fate.habit());
      const others = world.present.filter((other) => other !== member);
      if (others.length < world.min) throw new Error("too few");
      if (others.some(({ state, serves }) => state !== "InService" || !serves))
        throw new Error("not all serve");
      return;
    }
    case "aws:executeAwsApi":
      if (inputs["Api"] === "DescribeAutoScalingInstances") return;
      call(world, member, inputs["Api"], inputs["ScalingProcesses"]);
      return;
    case "aws:runCommand":
      if (member.state !== "Standby") world.breaches.push(`${id} is patched while it is ${member.state}`);
      member.serves = fate.reboot === "well";
      member.patched = fate.reboot !== "hangs";
      if (fate.reboot === "hangs") throw new Error("timed out");
      return;
    case "aws:waitForAwsResourceProperty": {
      const [wanted] = inputs["DesiredValues"] as string[];
      world.tick(fate.habit());
      const state = member.state === "InService" && member.serves ? "healthy" : member.state;
      if (state !== wanted) throw new Error(`never ${wanted}`);
    }
  }
}

/** Where a branch leads from the member's state. */
function chosen(step: PlainStep, state: string): string {
  const choices = step.inputs["Choices"] as readonly {
    readonly NextStep: string;
    readonly StringEquals: string;
  }[];
  return (
    choices.find(({ StringEquals }) => StringEquals === state)?.NextStep ?? String(step.inputs["Default"])
  );
}

const target = (jump: string): string | undefined =>
  jump === "Abort" ? undefined : jump.replace(/^step:/, "");

/** Reads the document as Automation does, against the world. */
export function execute(
  document: AutomationDocument<PlainStep>,
  world: World,
  id: string,
  fate: Fate,
): Execution {
  const steps = document.mainSteps;
  const path: string[] = [];
  let status: Execution["status"] = "Success";
  let name: string | undefined = steps[0]?.name;
  while (name !== undefined) {
    const step: PlainStep | undefined = steps.find((candidate) => candidate.name === name);
    if (!step) throw new Error(`no step \`${name}\``);
    if (path.includes(step.name)) throw new Error(`step \`${step.name}\` runs twice: ${path.join(" ")}`);
    path.push(step.name);
    const before = world.member(id).state;
    const outcome = status === "Cancelled" ? "success" : fate.outcome(step);
    let succeeded = outcome === "success";
    if (outcome !== "refused" && outcome !== "cancelled") {
      try {
        act(world, id, step, fate);
      } catch {
        succeeded = false;
      }
    }
    world.check(step.name);
    if (outcome.startsWith("cancelled")) {
      status = "Cancelled";
      name = target(step.onCancel ?? "Abort");
    } else if (succeeded) {
      name = step.action === "aws:branch" ? chosen(step, before) : step.isEnd ? undefined : step.nextStep;
    } else {
      if (status === "Success") status = "Failed";
      name = step.isEnd ? undefined : target(step.onFailure);
    }
    world.tick(fate.habit());
    world.check(`after ${step.name}`);
  }
  return { path, status };
}

/** A window: one instance after another, and none after an execution that did not succeed. */
export function openWindow(
  document: AutomationDocument<PlainStep>,
  world: World,
  fateOf: (id: string) => Fate,
): readonly Execution[] {
  const executions: Execution[] = [];
  for (const { id } of [...world.present]) {
    // An instance that the group took away meanwhile is not a member: the first step would refuse it.
    if (world.member(id).state === "Terminated") continue;
    const execution = execute(document, world, id, fateOf(id));
    executions.push(execution);
    if (execution.status !== "Success") break;
  }
  return executions;
}

/** An execution of the document that patches all, and those that it started. */
export interface LoopExecution {
  readonly status: "Success" | "Failed";
  readonly members: readonly Execution[];
}

/**
 * Reads a document that lists the group's members and runs another one for each of them, in turn; a failure of one leaves
 * the others alone. `list` is whether the group could be asked.
 */
export function executeLoop(
  document: AutomationDocument,
  child: AutomationDocument<PlainStep>,
  world: World,
  fateOf: (id: string) => Fate,
  list = true,
): LoopExecution {
  const [first, loop] = document.mainSteps;
  const isLoop = (step: unknown): step is LoopStep => Object(step).action === "aws:loop";
  if (first === undefined || first.nextStep !== loop?.name || !isLoop(loop)) {
    throw new Error("no list that a loop follows");
  }
  if (!list) return { status: "Failed", members: [] };
  const [member] = loop.inputs.Steps;
  if (member?.action !== "aws:executeAutomation" || loop.inputs.Steps.length > 1) {
    throw new Error("a loop that runs something else than one automation");
  }
  const members: Execution[] = [];
  // Listed once, whatever becomes of the group meanwhile.
  for (const { id } of [...world.present]) {
    if (world.member(id).state === "Terminated") {
      // The child's first step asks for the member, and aborts.
      if (member.onFailure === "Abort") return { status: "Failed", members };
      continue;
    }
    const execution = execute(child, world, id, fateOf(id));
    members.push(execution);
    if (execution.status !== "Success" && member.onFailure === "Abort" && loop.onFailure === "Abort") {
      return { status: "Failed", members };
    }
  }
  return { status: "Success", members };
}
