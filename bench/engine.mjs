// Times `pulumi preview` with the policy pack against `npm run preview`, both on the dev stack of this program, in one run
// and in turns, since machines are noisy. The CLI works on the tests' stand-ins for AWS's providers and a backend in a
// folder, so that it reaches no network. Prints minimum, median and maximum of each and the ratios of the medians, of time
// and of processor time: on a busy machine the latter says more.
//
//   node --import tsx bench/engine.mjs [runs, default 5]
//
// Needs the Pulumi CLI and Linux. Exits with 1 where the offline preview takes more than half of the CLI's time.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { descendants } from "./descendants.mjs";

// The tests' modules are CommonJS, which find their fixtures beside themselves.
const require = createRequire(import.meta.url);
const { Installation } = require("../tests/engine/installation.ts");
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const WANTED_RATIO = 0.5;
/** Processes that end between two samples keep what the last one saw. */
const SAMPLE_MS = 50;

const [runs = 5] = process.argv.slice(2).map(Number);

/** Seconds that something takes, and of processor time in all processes that it starts. */
async function measured(act) {
  const cpuSeconds = new Map();
  const sampler = setInterval(() => {
    for (const one of descendants(process.pid)) cpuSeconds.set(one.key, one.cpuSeconds);
  }, SAMPLE_MS);
  const started = process.hrtime.bigint();
  await act();
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  clearInterval(sampler);
  return { seconds, cpuSeconds: [...cpuSeconds.values()].reduce((sum, one) => sum + one, 0) };
}

const offline = () =>
  new Promise((resolve, reject) => {
    const child = spawn("npm", ["run", "--silent", "preview"], {
      cwd: root,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    child.once("error", reject).once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm run preview ended with code ${code}\n${errors}`));
    });
  });

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const show = (name, values) => {
  const [min, middle, max] = [Math.min(...values), median(values), Math.max(...values)].map((one) =>
    one.toFixed(2),
  );
  console.log(`${name.padEnd(24)} min ${min} s, median ${middle} s, max ${max} s`);
};

const installation = new Installation();
try {
  const project = installation.checkout();
  const cli = () => installation.succeed(project, ["preview", "--policy-pack", join(root, "policy-pack")]);
  await installation.succeed(project, ["stack", "init", "dev"]);
  // Builds what is out of date, and fills the caches of both.
  await offline();
  const { events } = await cli();
  const { resourceChanges } = events.find((event) => event.summaryEvent !== undefined).summaryEvent;

  const times = { cli: [], offline: [] };
  for (let run = 0; run < runs; run += 1) {
    times.cli.push(await measured(cli));
    times.offline.push(await measured(offline));
  }
  console.log(
    `dev stack, ${resourceChanges.create} resources on the engine, ${runs} runs each in turns, ${availableParallelism()} cores, Node.js ${process.version}, Pulumi CLI ${await installation.version()}`,
  );
  const ratios = [];
  for (const [kind, quantity] of [
    ["time", "seconds"],
    ["processor time", "cpuSeconds"],
  ]) {
    const [theirs, ours] = [times.cli, times.offline].map((runs) => runs.map((run) => run[quantity]));
    show(`CLI, ${kind}`, theirs);
    show(`offline, ${kind}`, ours);
    ratios.push(`${(median(ours) / median(theirs)).toFixed(2)} of the ${kind}`);
    if (quantity === "seconds" && median(ours) / median(theirs) > WANTED_RATIO) process.exitCode = 1;
  }
  console.log(`by medians ${ratios.join(", ")}; wanted at most ${WANTED_RATIO} of the time`);
} finally {
  installation.close();
}
