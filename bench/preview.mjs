// Times `npm run preview` on the dev stack against the floor: the same program under Pulumi's own runner with a monitor
// that answers at once and judges nothing. Both in one run, in turns, since the machine is noisy. Prints the minimum,
// median and maximum of each, the ratio of the medians, and the peak proportional memory (PSS) of the process tree.
//
//   node bench/preview.mjs [runs, default 10]
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { descendants } from "./descendants.mjs";
import { startInstantMonitor } from "./instant-monitor.mjs";

const require = createRequire(import.meta.url);
const { parse } = require("yaml");
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const PROJECT = "centralized-logging";
const SAMPLE_MS = 20;

/** The stack's configuration as the engine hands it to a program. */
function programConfig() {
  const project = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8"));
  const stack = parse(readFileSync(join(root, "Pulumi.dev.yaml"), "utf8"));
  const text = (value) => (typeof value === "object" ? JSON.stringify(value) : String(value));
  const config = {};
  for (const [key, { default: value }] of Object.entries(project.config ?? {})) {
    if (value !== undefined) config[`${PROJECT}:config:${key}`] = text(value);
  }
  for (const [key, value] of Object.entries(stack.config)) {
    const [namespace, name] = key.includes(":") ? key.split(":") : [PROJECT, key];
    config[`${namespace}:config:${name}`] = text(value);
  }
  return config;
}

const pss = (pid) => {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

/** Runs a command to its end: wall-clock seconds, and peak PSS in MiB where memory is sampled. */
function measure(command, args, { env = {}, memory = false } = {}) {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let errors = "";
    let peakKiB = 0;
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    const sampler = memory
      ? setInterval(() => {
          peakKiB = Math.max(
            peakKiB,
            [{ pid: child.pid }, ...descendants(child.pid)].reduce((sum, { pid }) => sum + pss(pid), 0),
          );
        }, SAMPLE_MS)
      : undefined;
    child.on("close", (code) => {
      clearInterval(sampler);
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      if (code === 0) resolve({ seconds, peakMiB: peakKiB / 1024 });
      else reject(new Error(`${command} ${args.join(" ")} ended with code ${code}\n${errors}`));
    });
  });
}

async function runProgram() {
  const monitor = await startInstantMonitor();
  try {
    const runner = require.resolve("@pulumi/pulumi/cmd/run/index.js");
    const address = monitor.address;
    const args = [
      "--monitor",
      address,
      "--engine",
      address,
      "--project",
      PROJECT,
      "--stack",
      "dev",
      "--pwd",
      root,
    ];
    const { seconds } = await measure(
      process.execPath,
      ["--import", "tsx", runner, ...args, "--organization", "organization", "--dry-run", "true", "."],
      {
        env: {
          PULUMI_CONFIG: JSON.stringify(programConfig()),
          PULUMI_CONFIG_SECRET_KEYS: "[]",
          PULUMI_NODEJS_TYPESCRIPT: "false",
        },
      },
    );
    return { seconds, resources: monitor.resources() };
  } finally {
    monitor.stop();
  }
}

const runPreview = (memory = false) => measure("npm", ["run", "--silent", "preview"], { memory });

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const show = (name, values) =>
  console.log(
    `${name.padEnd(34)} min ${Math.min(...values).toFixed(2)} s, median ${median(values).toFixed(2)} s, max ${Math.max(...values).toFixed(2)} s`,
  );

const runs = Number(process.argv[2] ?? 10);
await runPreview();
const floor = [];
const preview = [];
let resources = 0;
for (let run = 0; run < runs; run += 1) {
  const program = await runProgram();
  resources = program.resources;
  floor.push(program.seconds);
  preview.push((await runPreview()).seconds);
}
const { peakMiB } = await runPreview(true);

console.log(
  `dev stack, ${resources} resources, ${runs} runs each in turns, ${availableParallelism()} cores, Node.js ${process.version}`,
);
show("official runner, instant monitor", floor);
show("npm run preview", preview);
console.log(`ratio of the medians               ${(median(preview) / median(floor)).toFixed(2)}`);
console.log(`peak memory of the tree (PSS)      ${peakMiB.toFixed(0)} MiB`);
