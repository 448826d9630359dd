import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";

/** A child process in a process group of its own. */
export interface Child {
  readonly pid: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Extra pipe on file descriptor 3, where one was asked for. */
  readonly report: Readable | undefined;
  /** How it ended; never rejects. */
  readonly ended: Promise<Ending>;
  /** Ends the whole group at once. */
  readonly kill: () => void;
}

export type Ending =
  | { readonly kind: "exit"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: string }
  | { readonly kind: "failed"; readonly error: Error };

export interface ChildOptions {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly withReport?: boolean;
}

/** gRPC would send calls to 127.0.0.1, where the preview listens, to a proxy that the environment names. */
function reachingLoopback(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const exceptions = environment["no_grpc_proxy"] || environment["no_proxy"];
  return { ...environment, no_grpc_proxy: exceptions ? `${exceptions},127.0.0.1` : "127.0.0.1" };
}

/**
 * Starts child processes and makes sure that none outlives the preview. Each is the leader of its own process group, so
 * that what it starts ends with it. A guard, a shell that reads from a pipe, ends them should the preview itself be
 * killed: the pipe closes with its last writer.
 */
export class Children {
  readonly #running = new Set<number>();
  #guard: ChildProcess | undefined;

  start(command: string, args: readonly string[], options: ChildOptions): Child {
    const child = spawn(command, args, {
      cwd: options.directory,
      env: reachingLoopback(options.environment),
      detached: true,
      stdio: ["ignore", "pipe", "pipe", ...(options.withReport === true ? (["pipe"] as const) : [])],
    });
    const ended = new Promise<Ending>((resolve) => {
      child.once("error", (error) => resolve({ kind: "failed", error }));
      // "close" follows the end of all output, so nothing that was printed is lost.
      child.once("close", (code, signal) =>
        resolve(signal === null ? { kind: "exit", code: code ?? 0 } : { kind: "signal", signal }),
      );
    });
    const pid = child.pid ?? 0;
    if (pid > 0) {
      this.#running.add(pid);
      this.#watch(pid);
    }
    const { stdout, stderr } = child;
    if (stdout === null || stderr === null) throw new Error(`cannot read what \`${command}\` prints`);
    return {
      pid,
      stdout,
      stderr,
      report: (child.stdio[3] ?? undefined) as Readable | undefined,
      ended,
      kill: () => this.#end(pid),
    };
  }

  /** Ends everything that was started, at once and synchronously. */
  killAll(): void {
    for (const pid of this.#running) killGroup(pid);
    this.#running.clear();
    this.#dismissGuard();
  }

  #end(pid: number): void {
    if (!this.#running.delete(pid)) return;
    killGroup(pid);
    this.#tellGuard(`-${pid}`);
    if (this.#running.size === 0) this.#dismissGuard();
  }

  #watch(pid: number): void {
    if (this.#guard === undefined) {
      this.#guard = spawn("/bin/sh", ["-c", GUARD], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
      this.#guard.on("error", () => {});
      this.#guard.stdin?.on("error", () => {});
      this.#guard.unref();
    }
    this.#tellGuard(`+${pid}`);
  }

  #tellGuard(line: string): void {
    this.#guard?.stdin?.write(`${line}\n`);
  }

  #dismissGuard(): void {
    this.#guard?.stdin?.end("quit\n");
    this.#guard = undefined;
  }
}

/** Reads `+<group>`, `-<group>` and `quit`; when the pipe closes without `quit`, ends the groups that are left. */
const GUARD = `trap "" INT TERM HUP
groups=
while read -r line; do
  case $line in
    quit) exit 0 ;;
    +*) groups="$groups \${line#+}" ;;
    -*) rest=
      for group in $groups; do [ "$group" = "\${line#-}" ] || rest="$rest $group"; done
      groups=$rest ;;
  esac
done
for group in $groups; do kill -KILL "-$group"; done`;

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The group is gone already.
  }
}
