/** How the tests run the pipeline's scripts: as the workflows do, in processes of their own. */

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** The checkout. */
export const ROOT = join(__dirname, "../..");
const SCRIPTS = join(ROOT, "scripts/pipeline");

/** What the CLI's event log had, version 3.260.0, on AWS's types with a stand-in for the account. */
export const recordedLog = (name: "broken" | "change" | "drift" | "same"): string =>
  join(__dirname, "recorded", `${name}.jsonl`);

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script by its name, with nothing of this process's environment but the path. */
export function runScript(
  name: string,
  args: readonly string[],
  env: { readonly [name: string]: string } = {},
): Promise<Run> {
  const child = spawn(name.endsWith(".sh") ? "bash" : process.execPath, [join(SCRIPTS, name), ...args], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** A resource that a digest tells of. */
export interface Change {
  readonly op: string;
  readonly type: string;
  readonly name: string;
  readonly properties: readonly string[];
  readonly replaceBecause: readonly string[];
}

export interface Digest {
  readonly version: number;
  readonly kind: "preview" | "drift";
  readonly stack: string;
  readonly exitCode: number;
  readonly changes: readonly Change[];
  readonly violations: readonly {
    readonly level: string;
    readonly policy: string;
    readonly resource: string;
    readonly message: string;
  }[];
  readonly errors: readonly { readonly resource: string; readonly message: string }[];
  readonly fingerprint: string;
}

/** The digest of an event log, as the workflows make it. */
export async function digestOf(
  kind: "preview" | "drift",
  log: string,
  exitCode: number,
  file: string,
): Promise<Digest> {
  const { code, stderr } = await runScript("write-digest.mjs", [kind, "dev", String(exitCode), log, file]);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(readFileSync(file, "utf8")) as Digest;
}

/** A request that a stand-in for somebody's API got. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A server on this machine that answers as `answer` says, and what it was asked. */
export async function serve(
  answer: (asked: Asked) => { readonly status: number; readonly body: unknown },
): Promise<{ readonly url: string; readonly asked: Asked[]; readonly close: () => void }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text) => {
      body += text;
    });
    request.on("end", () => {
      const one = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body };
      asked.push(one);
      const { status, body: answered } = answer(one);
      response.writeHead(status, { "content-type": "application/json", connection: "close" });
      response.end(answered === undefined ? "" : JSON.stringify(answered));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, close: () => server.close() };
}
