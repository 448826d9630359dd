import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Ajv2020 from "ajv/dist/2020";
import { expect } from "chai";
import type { Plan, PlanResource } from "../../preview/plan";

/** The checkout. */
export const ROOT = join(__dirname, "../..");

/** The folder of a fixture project. */
export const project = (name: string): string => join(__dirname, "projects", name);

/** The folder of a fixture policy pack. */
export const pack = (name: string): string => project(join("packs", name));

export interface RunOptions {
  /**
   * Folder of the project. It adds `--cwd` and `--format`, and a pack without policies where `args` name none; without
   * it the command line is `args` alone.
   */
  readonly cwd?: string;
  /** Added to this process's environment; `undefined` removes a variable. */
  readonly env?: { readonly [name: string]: string | undefined };
  /** `json` (the default) parses and validates the plan. */
  readonly format?: "html" | "json" | "markdown" | "sarif" | "text";
  /** Called once the process runs, to send signals; the run goes on until the process has ended. */
  readonly during?: (running: Running) => Promise<void>;
  /** The command line of node. @default the built preview */
  readonly command?: readonly string[];
  /** Starts a process group, as a terminal does, so that `during` can send its signals to the whole group. */
  readonly group?: boolean;
  /** Where the user stands. @default the checkout */
  readonly workingDirectory?: string;
}

/** A preview that has started. */
export interface Running {
  readonly process: ChildProcess;
  /** What was written to standard error so far. */
  stderr(): string;
  /** Every process that carries this run's mark, the preview included. */
  processes(): readonly LiveProcess[];
}

export interface LiveProcess {
  readonly pid: number;
  readonly command: string;
}

export interface Run {
  /** The exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
  /** Set if standard output was asked for as JSON and is not empty. */
  readonly plan: Plan | undefined;
  /** Processes of this run that are alive after it has ended. */
  readonly leftovers: readonly LiveProcess[];
}

const MARK = "PREVIEW_TEST_RUN";

/** A killed preview's children learn of it by a closed pipe or connection: they get this long to end. */
const LEFTOVER_GRACE_MS = 10_000;

/** What a process runs; `""` once it has ended, whether or not its parent has waited for it. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ").trim();
  } catch {
    return "";
  }
}

/** Whether a process still runs. */
export const isAlive = (pid: number): boolean => commandOf(pid) !== "";

function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    // It ended while we looked, or belongs to somebody else.
    return [];
  }
}

/** Each process inherits the mark through its environment, wherever it moves in the process tree. */
const markedProcesses = (mark: string): readonly LiveProcess[] =>
  readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => environmentOf(pid).includes(`${MARK}=${mark}`))
    .map((pid) => ({ pid, command: commandOf(pid) }))
    .filter(({ command }) => command !== "");

async function leftovers(mark: string): Promise<readonly LiveProcess[]> {
  for (const end = Date.now() + LEFTOVER_GRACE_MS; ; await sleep(50)) {
    const found = markedProcesses(mark);
    if (found.length === 0 || Date.now() > end) return found;
  }
}

function endAll(processes: readonly LiveProcess[]): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Gone meanwhile.
    }
  }
}

let compiled: string | undefined;

/**
 * The compiled preview: `PREVIEW_TEST_MAIN` if it is set, else this checkout's, built once if its sources changed.
 * @throws Error if it does not compile
 */
export function built(): string {
  compiled ??= process.env["PREVIEW_TEST_MAIN"];
  if (compiled === undefined) {
    const { npm_lifecycle_event: _, ...env } = process.env;
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, "scripts/build.mjs")], {
      encoding: "utf8",
      env,
    });
    if (status !== 0) throw new Error(`building the preview failed: ${stderr}`);
    compiled = join(ROOT, "preview/dist/main.js");
  }
  return compiled;
}

const validatePlan = new Ajv2020({ strict: true, allowUnionTypes: true, strictTypes: false }).compile(
  JSON.parse(readFileSync(join(ROOT, "preview/plan.schema.json"), "utf8")),
);

function parsePlan(stdout: string): Plan {
  const plan: unknown = JSON.parse(stdout);
  if (!validatePlan(plan)) throw new Error(`not a plan: ${JSON.stringify(validatePlan.errors)}\n${stdout}`);
  return plan as Plan;
}

/** Variables of the developer's own shell that would change what a run prints or reads. */
const NEUTRAL = {
  AWS_DEFAULT_REGION: undefined,
  AWS_REGION: undefined,
  FORCE_COLOR: undefined,
  NODE_OPTIONS: undefined,
  NO_COLOR: undefined,
  PULUMI_CONFIG_PASSPHRASE: undefined,
  PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
} as const;

/**
 * Runs the offline preview as a user would, in a process of its own, and waits until it has ended.
 * @throws Error if standard output is not empty and not exactly one valid plan
 */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const {
    cwd,
    format = "json",
    during,
    command = [built()],
    workingDirectory = ROOT,
    group = false,
  } = options;
  const mark = randomUUID();
  const full = [...command, ...args];
  if (cwd !== undefined) {
    full.push("--cwd", cwd, "--format", format);
    if (!args.includes("--policy-pack")) full.push("--policy-pack", pack("quiet"));
  }
  const child = spawn(process.execPath, full, {
    cwd: workingDirectory,
    env: { ...process.env, ...NEUTRAL, ...options.env, [MARK]: mark },
    detached: group,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  // A leftover that holds the streams open must not hold the test: `exit`, not `close`.
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once("error", reject).once("exit", (code, signal) => resolve(code ?? signal ?? "SIGKILL"));
  });
  const closed = new Promise((resolve) => child.once("close", resolve));
  try {
    await during?.({ process: child, stderr: () => stderr, processes: () => markedProcesses(mark) });
  } catch (error) {
    endAll(markedProcesses(mark));
    throw error;
  }
  const code = await ended;
  const left = await leftovers(mark);
  endAll(left);
  await closed;
  const wantsPlan = cwd !== undefined && format === "json" && stdout !== "";
  return { code, stdout, stderr, plan: wantsPlan ? parsePlan(stdout) : undefined, leftovers: left };
}

/** Waits for something that a running process does. @throws Error if it did not happen in time */
export async function until(what: string, happened: () => boolean, limitMs = 30_000): Promise<void> {
  for (const end = Date.now() + limitMs; !happened(); await sleep(20)) {
    if (Date.now() > end) throw new Error(`${what} did not happen`);
  }
}

/** The plan of a run that must have succeeded. */
export function planOf({ code, plan, stderr, leftovers: left }: Run, expectedCode: 0 | 1 = 0): Plan {
  expect({ code, leftovers: left, stderr: code === 2 ? stderr : "" }).to.deep.equal({
    code: expectedCode,
    leftovers: [],
    stderr: "",
  });
  if (plan === undefined) throw new Error("no plan was printed");
  return plan;
}

/** The resource of `plan` with this logical name, and this type where names are shared. */
export function named(plan: Plan, name: string, type?: string): PlanResource {
  const found = plan.resources.filter(
    (one) => one.name === name && (type === undefined || one.type === type),
  );
  const [resource] = found;
  if (resource === undefined || found.length > 1) throw new Error(`${found.length} resources \`${name}\``);
  return resource;
}

/** The stack's outputs. */
export function outputsOf(plan: Plan): PlanResource["outputs"] {
  return named(plan, `${plan.project}-${plan.stack}`, "pulumi:pulumi:Stack").outputs;
}

/**
 * Asserts that a run ended with exit code 2, an empty standard output, no process left, and one complaint: the lines
 * of standard error without progress and notices. @returns that line
 */
export function complaint({ code, stdout, stderr, leftovers: left }: Run): string {
  expect({ code, stdout, left }).to.deep.equal({ code: 2, stdout: "", left: [] });
  expect(stderr, "a stack trace").not.to.match(/^\s*at /m);
  const line = stderr.trimEnd().split("\n").at(-1) ?? "";
  expect(line, stderr).to.match(/^(error: )?[a-z`]/);
  return line;
}
