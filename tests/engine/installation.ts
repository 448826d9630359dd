import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { buildSync } from "esbuild";
import { AWSX_PLUGIN, awsxVersion } from "./agreement/recordings";
import { ROOT } from "./checkout";
import type { EngineEvent } from "./events";
import { Cloud } from "./provider/cloud";

/** A run of the CLI that has ended. */
export interface CliRun {
  /** The exit code, or the signal that ended it. */
  readonly code: number | NodeJS.Signals;
  /** What it printed, standard error included. */
  readonly printed: string;
  /** What the engine told; empty for commands that run no update. */
  readonly events: readonly EngineEvent[];
}

/** A stack's state, as far as tests read it. */
export interface Deployment {
  readonly resources?: readonly StateResource[];
  readonly pending_operations?: readonly { readonly type: string; readonly resource: StateResource }[];
}

export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly parent?: string;
  /** URN and id of the provider, joined by `::`. */
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly protect?: boolean;
}

export interface CliOptions {
  readonly env?: { readonly [name: string]: string };
  /** Called once the CLI runs, to interrupt it; the run goes on until the CLI has ended. */
  readonly during?: (cli: ChildProcess) => Promise<void>;
}

const MARK = "ENGINE_TEST_RUN";
const LAUNCHERS = { aws: "provider/aws.ts", awsx: "provider/awsx.ts" } as const;
/** Commands that write an event log. */
const UPDATES: ReadonlySet<string> = new Set(["preview", "up", "refresh", "destroy"]);

/**
 * A Pulumi installation of its own: home, backend, plugins, and an account that the stand-in provider works on. Nothing
 * of the user's is read or written, and nothing outlives `close`.
 */
export class Installation {
  readonly folder = mkdtempSync(join(tmpdir(), "engine-"));
  readonly cloud = new Cloud(join(this.folder, "cloud"));

  constructor() {
    for (const name of ["bin", "home", "state", "projects"]) mkdirSync(join(this.folder, name));
    for (const [name, source] of Object.entries(LAUNCHERS)) this.#installPlugin(name, source);
    // What a project needs it finds in the folder above, as in this checkout.
    symlinkSync(join(ROOT, "node_modules"), join(this.folder, "projects/node_modules"));
    writeFileSync(join(this.folder, "projects/package.json"), '{ "private": true }\n');
  }

  /** The engine finds a plugin on the path, whatever version it asks for. A real awsx may take the stand-in's place. */
  #installPlugin(name: string, source: string): void {
    const real = name === "awsx" ? AWSX_PLUGIN : undefined;
    const bundle = join(this.folder, "bin", `${name}.cjs`);
    if (real === undefined) {
      buildSync({
        entryPoints: [join(__dirname, source)],
        outfile: bundle,
        bundle: true,
        platform: "node",
        target: "node20",
        // Of the SDK, awsx's stand-in needs what cannot be bundled.
        external: name === "awsx" ? ["@pulumi/pulumi"] : [],
        logLevel: "error",
      });
    }
    const command = real === undefined ? `"${process.execPath}" "${bundle}"` : `"${real}"`;
    const launcher = join(this.folder, "bin", `pulumi-resource-${name}`);
    const modules = join(ROOT, "node_modules");
    writeFileSync(launcher, `#!/bin/sh\nNODE_PATH="${modules}" exec ${command} "$@"\n`);
    chmodSync(launcher, 0o755);
  }

  /** A copy of a small project, which the CLI and the test may change. @returns its folder */
  project(source: string, name = basename(source)): string {
    const folder = join(this.folder, "projects", name);
    cpSync(source, folder, { recursive: true });
    return folder;
  }

  /**
   * This checkout as a project: its stack files are copied, since the CLI writes to them, everything else is linked, so
   * that what the program reads lies where it always lies.
   * @returns its folder
   */
  checkout(name = "checkout"): string {
    const folder = join(this.folder, "projects", name);
    mkdirSync(folder);
    for (const entry of readdirSync(ROOT)) {
      if (/^Pulumi\..*yaml$/.test(entry)) cpSync(join(ROOT, entry), join(folder, entry));
      else if (entry !== ".git") symlinkSync(join(ROOT, entry), join(folder, entry));
    }
    return folder;
  }

  /** Runs the CLI in a project's folder to its end. */
  async pulumi(folder: string, args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
    const mark = randomUUID();
    const log = join(this.folder, `events-${mark}.jsonl`);
    const isUpdate = UPDATES.has(args[0] ?? "");
    const full = [...args, "--non-interactive", "--color", "never"];
    if (isUpdate) full.push("--event-log", log);
    const child = spawn("pulumi", full, {
      cwd: folder,
      env: { ...this.#environment(), ...options.env, [MARK]: mark },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        printed += text;
      });
    }
    const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
      child.once("error", reject).once("exit", (code, signal) => resolve(code ?? signal ?? "SIGKILL"));
    });
    let code: number | NodeJS.Signals;
    try {
      await options.during?.(child);
      code = await ended;
    } finally {
      // An interrupted CLI leaves its plugins behind, which go on for minutes.
      endMarked(mark);
    }
    return { code, printed, events: isUpdate && existsSync(log) ? readEvents(log) : [] };
  }

  /** Version of the CLI. */
  async version(): Promise<string> {
    const { printed } = await this.succeed(this.folder, ["version"]);
    return printed.trim().replace(/^v/, "");
  }

  /** Runs the CLI where it must succeed. @throws Error with what it printed */
  async succeed(folder: string, args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
    const run = await this.pulumi(folder, args, options);
    if (run.code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${run.code}\n${run.printed}`);
    return run;
  }

  /** A stack of another project that has been updated once, for references to it. */
  async stackWithOutputs(
    project: string,
    stack: string,
    outputs: { readonly [output: string]: string },
  ): Promise<void> {
    const folder = join(this.folder, "projects", project);
    mkdirSync(folder);
    writeFileSync(join(folder, "Pulumi.yaml"), JSON.stringify({ name: project, runtime: "nodejs" }));
    writeFileSync(join(folder, "index.js"), `module.exports = ${JSON.stringify(outputs)};\n`);
    await this.succeed(folder, ["stack", "init", stack]);
    await this.succeed(folder, ["up", "--yes", "--skip-preview"]);
  }

  /** The stack's state, as it is exported. */
  async state(folder: string): Promise<Deployment> {
    const file = join(this.folder, `state-${randomUUID()}.json`);
    await this.succeed(folder, ["stack", "export", "--file", file]);
    return (JSON.parse(readFileSync(file, "utf8")) as { readonly deployment: Deployment }).deployment;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #environment(): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(
      ([name]) => !/^(PULUMI_|AWS_|NODE_OPTIONS$|CI$)/.test(name),
    );
    return {
      ...Object.fromEntries(own),
      PATH: `${join(this.folder, "bin")}:${process.env["PATH"] ?? ""}`,
      PULUMI_HOME: join(this.folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(this.folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "correct horse battery staple",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      // Where the event log is among the options.
      PULUMI_DEBUG_COMMANDS: "true",
      STAND_IN_CLOUD: join(this.folder, "cloud"),
      STAND_IN_SDK: dirname(require.resolve("@pulumi/aws/package.json")),
      STAND_IN_AWSX: awsxVersion(),
      STAND_IN_RECORDED: join(__dirname, "recorded"),
    };
  }
}

/** Ends every process that carries the mark: each inherits it, wherever it moves in the process tree. */
function endMarked(mark: string): void {
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const environment = readFileSync(`/proc/${entry}/environ`, "utf8").split("\0");
      if (environment.includes(`${MARK}=${mark}`)) process.kill(Number(entry), "SIGKILL");
    } catch {
      // It ended while we looked, or belongs to somebody else.
    }
  }
}

function readEvents(path: string): readonly EngineEvent[] {
  const lines = readFileSync(path, "utf8").split("\n");
  // The last line of an interrupted CLI may be cut off.
  return lines.flatMap((line) => (line.endsWith("}") ? [JSON.parse(line) as EngineEvent] : []));
}
