// Asks the console's function for the evidence of a large VPC, bundled and in a process of its own: as fast as it goes,
// and with the share of a processor that Lambda gives a function of 256 MB (taskset of util-linux is needed for that). AWS is
// a server in this process.
//
//   node --import tsx bench/console-api.mjs [runs, default 3] [share, default 256/1769]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import { largeAccount } from "../tests/console-api/large/account.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const runs = Number(process.argv[2] ?? 3);
// "At 1,769 MB, a function has the equivalent of one vCPU", and less in proportion.
const share = Number(process.argv[3] ?? 256 / 1769);

/** Lets a process run for its share of every 50 ms. A thread of its own, so that the server here does not delay it. */
const THROTTLE = `
  const { workerData } = require("node:worker_threads");
  const { pid, share } = workerData;
  const wait = new Int32Array(new SharedArrayBuffer(4));
  try {
    for (;;) {
      process.kill(pid, "SIGCONT");
      Atomics.wait(wait, 0, 0, 50 * share);
      process.kill(pid, "SIGSTOP");
      Atomics.wait(wait, 0, 0, 50 * (1 - share));
    }
  } catch {
    // The process has ended.
  }
`;

async function asked(file, endpoint, throttled) {
  const command = [process.execPath, "--max-old-space-size=200", "--no-warnings", file, endpoint];
  // On one processor, so that the collector's threads take their part of the share.
  const [program = "", ...given] = throttled ? ["taskset", "--cpu-list", "0", ...command] : command;
  const child = spawn(program, given, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none" },
  });
  const throttle = throttled
    ? new Worker(THROTTLE, { eval: true, workerData: { pid: child.pid, share } })
    : undefined;
  let text = "";
  child.stdout.on("data", (part) => {
    text += part;
  });
  await once(child, "close");
  await throttle?.terminate();
  return JSON.parse(text);
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const folder = mkdtempSync(join(tmpdir(), "console-api-"));
const account = await largeAccount();
try {
  const outfile = join(folder, "ask.cjs");
  const entryPoints = [join(root, "tests/console-api/large/ask.ts")];
  await build({ entryPoints, outfile, bundle: true, minify: true, platform: "node", format: "cjs" });
  for (const throttled of [false, true]) {
    const reports = [];
    for (let run = 0; run < runs; run += 1) reports.push(await asked(outfile, account.endpoint, throttled));
    const of = (field) => median(reports.map((report) => report[field]));
    const name = throttled ? `${(share * 100).toFixed(1)} % of a processor` : "a whole processor";
    console.log(
      `${name}: first page after ${of("firstMs")} ms in ${of("waitedCalls") + 1} calls, the slowest of ${of("slowestCallMs")} ms; ` +
        `later pages ${of("laterMs")} ms at most; processor time ${of("cpuMs")} ms; ` +
        `peak ${Math.round(of("mostResidentBytes") / 2 ** 20)} MB`,
    );
  }
} finally {
  account.server.closeAllConnections();
  account.server.close();
  rmSync(folder, { recursive: true, force: true });
}
