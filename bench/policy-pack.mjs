// Measures the policy pack as the engine runs it, over the Analyzer protocol, against @pulumi/awsguard: the same
// stacks, the same client, in turns in one run. See README.md for the method and for results.
//
//   node bench/policy-pack.mjs [runs, default 3] [--ours]
//
// awsguard and what it needs (250 MB) are installed below bench/policy-pack/awsguard on the first run, from its
// lockfile. With --ours, the policy pack alone is measured.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Analyzer, requestsOf } from "./policy-pack/analyzer.mjs";
import { applicationStack, ruleStack } from "./policy-pack/stack.mjs";

const bench = dirname(fileURLToPath(import.meta.url));
const SIZES = [1_000, 3_000, 10_000];
/** As many resources as the engine registers at a time by default, on four cores. */
const IN_FLIGHT = 16;

const awsguard = join(bench, "policy-pack", "awsguard");
const packs = [{ name: "this pack", directory: join(dirname(bench), "policy-pack") }];

function installAwsguard() {
  if (existsSync(join(awsguard, "node_modules"))) return;
  process.stderr.write("installing @pulumi/awsguard, once\n");
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: awsguard,
    stdio: "ignore",
  });
}

const now = () => Number(process.hrtime.bigint()) / 1e9;

async function timed(pack, work) {
  const [wall, processor] = [now(), pack.processorSeconds];
  const findings = await work();
  return { findings, seconds: now() - wall, processor: pack.processorSeconds - processor };
}

/** Sends every request, several at a time. */
async function analyzeAll(pack, requests) {
  let next = 0;
  let findings = 0;
  const worker = async () => {
    while (next < requests.length) {
      const request = requests[next];
      next += 1;
      const found = await pack.analyze(request);
      findings += found;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return findings;
}

/** One fresh process: start to first answer, every resource, the stack. */
async function measure(directory, { analyze, analyzeStack }) {
  const started = now();
  const pack = await Analyzer.start(directory);
  try {
    await pack.analyze(analyze[0]);
    const startup = now() - started;
    const each = await timed(pack, () => analyzeAll(pack, analyze));
    const stack = await timed(pack, () => pack.analyzeStack(analyzeStack));
    const total = now() - started;
    return { startup, each, stack, total, processor: pack.processorSeconds, peakMiB: pack.peakMiB };
  } finally {
    await pack.stop();
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const medianOf = (runs, read) => median(runs.map(read));

function row(name, size, runs) {
  const each = (read) => ((medianOf(runs, read) * 1e6) / size).toFixed(0).padStart(6);
  const columns = [
    name.padEnd(9),
    `${medianOf(runs, ({ startup }) => startup).toFixed(2)} s`.padStart(8),
    each((run) => run.each.seconds),
    each((run) => run.each.processor),
    `${medianOf(runs, (run) => run.stack.seconds).toFixed(2)} s`.padStart(8),
    `${medianOf(runs, (run) => run.stack.processor).toFixed(2)} s`.padStart(8),
    each((run) => run.stack.processor),
    `${medianOf(runs, ({ total }) => total).toFixed(1)} s`.padStart(7),
    `${medianOf(runs, ({ processor }) => processor).toFixed(1)} s`.padStart(7),
    `${medianOf(runs, ({ peakMiB }) => peakMiB).toFixed(0)} MiB`.padStart(8),
    `${runs[0].each.findings} + ${runs[0].stack.findings}`.padStart(9),
  ];
  console.log(columns.join(" "));
}

const arguments_ = process.argv.slice(2);
const rounds = Number(arguments_.find((argument) => !argument.startsWith("--")) ?? 3);
if (!arguments_.includes("--ours")) {
  installAwsguard();
  packs.push({ name: "awsguard", directory: awsguard });
}

console.log(
  `${rounds} runs each in turns, medians; ${IN_FLIGHT} requests at a time; ${availableParallelism()} cores (${cpus()[0]?.model}), Node.js ${process.version}`,
);
console.log(
  [
    "                   Analyze, µs    AnalyzeStack               whole run       peak",
    "pack      start-up   each  (CPU)     wall     (CPU)  each     wall    (CPU)     RSS   findings",
  ].join("\n"),
);

/** Seconds by pack and size: of the processor for all resources and the stack, and of both for the whole run. */
const work = new Map();
async function compare(label, resources) {
  console.log(`${label}, ${resources.length} resources`);
  const requests = requestsOf(resources);
  const results = new Map(packs.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, directory } of packs) results.get(name).push(await measure(directory, requests));
  }
  for (const [name, runs] of results) {
    row(name, resources.length, runs);
    work.set(`${name} ${resources.length}`, {
      busy: medianOf(runs, ({ each, stack }) => each.processor + stack.processor),
      total: medianOf(runs, ({ total }) => total),
      processor: medianOf(runs, ({ processor }) => processor),
    });
  }
}

for (const size of SIZES) await compare("services of an application", applicationStack(size));
const [smallest, largest] = [SIZES[0], SIZES.at(-1)];
for (const { name } of packs) {
  const growth = work.get(`${name} ${largest}`).busy / work.get(`${name} ${smallest}`).busy;
  console.log(
    `${name}: ${largest} resources take ${growth.toFixed(1)} times the processor time of ${smallest}`,
  );
}
if (packs.length > 1) {
  const [ours, theirs] = ["this pack", "awsguard"].map((name) => work.get(`${name} ${largest}`));
  console.log(
    `this pack / awsguard at ${largest} resources: ${(ours.total / theirs.total).toFixed(2)} of the time, ${(ours.processor / theirs.processor).toFixed(2)} of the processor time`,
  );
}
await compare("10,000 ingress rules of 1,000 groups", ruleStack(1_000, 10_000));
