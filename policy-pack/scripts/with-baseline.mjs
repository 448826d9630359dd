// Prints a configuration of the pack with the entries of baselines in it, so that Pulumi's engine lets pass what they hold:
//   node policy-pack/scripts/with-baseline.mjs guard.json prod.baseline.json > prod.guard.json
// Several baselines may be given, each of other stacks. What the configuration has as a baseline already is kept.
import { readFileSync } from "node:fs";

const USAGE = "usage: node policy-pack/scripts/with-baseline.mjs GUARD.json BASELINE.json...";

function read(name) {
  const text = readFileSync(name, "utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`\`${name}\` is not JSON: ${error.message}`);
  }
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

function configuration(name) {
  const config = read(name);
  if (!isObject(config)) throw new Error(`\`${name}\` is no configuration: it is no object`);
  const { waivers = {} } = config;
  // A level alone, as in `"waivers": "mandatory"`.
  return { ...config, waivers: isObject(waivers) ? waivers : { enforcementLevel: waivers } };
}

function entries(name) {
  const baseline = read(name);
  if (!isObject(baseline) || baseline.version !== 1 || !Array.isArray(baseline.violations))
    throw new Error(`\`${name}\` is no baseline: accepted is what the preview's --write-baseline wrote`);
  return baseline.violations;
}

try {
  const [guard, ...baselines] = process.argv.slice(2);
  if (guard === undefined || baselines.length === 0) throw new Error(USAGE);
  const config = configuration(guard);
  const { baseline = [] } = config.waivers;
  const waivers = { ...config.waivers, baseline: [...baseline, ...baselines.flatMap(entries)] };
  process.stdout.write(`${JSON.stringify({ ...config, waivers }, null, 2)}\n`);
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 2;
}
