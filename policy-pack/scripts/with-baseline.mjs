// Prints a configuration of the pack with the entries of baselines in it, so that Pulumi's engine lets pass what they hold:
//   node policy-pack/scripts/with-baseline.mjs guard.json prod.baseline.json > prod.guard.json
// Several baselines may be given, each of other stacks. They replace what the configuration has as a baseline already.
import { readFileSync } from "node:fs";

const USAGE = "usage: node policy-pack/scripts/with-baseline.mjs GUARD.json BASELINE.json...";

function read(name) {
  let text;
  try {
    text = readFileSync(name, "utf8");
  } catch (error) {
    throw new Error(`\`${name}\` cannot be read: ${error.code}`);
  }
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

/** Two entries let two findings pass, so that none may be taken twice. */
function entriesOfAll(names) {
  const holders = new Map();
  for (const name of names) {
    for (const stack of new Set(entries(name).map(stackOf))) {
      const other = holders.get(stack);
      if (other !== undefined)
        throw new Error(`\`${other}\` and \`${name}\` both hold findings of \`${stack}\`; accepted: one`);
      holders.set(stack, name);
    }
  }
  return names.flatMap(entries);
}

/** `urn:pulumi:prod::shop`: the stack and project of an entry. */
const stackOf = (entry) => String(entry?.urn).split("::").slice(0, 2).join("::");

try {
  const [guard, ...baselines] = process.argv.slice(2);
  if (guard === undefined || baselines.length === 0) throw new Error(USAGE);
  const config = configuration(guard);
  const waivers = { ...config.waivers, baseline: entriesOfAll(baselines) };
  process.stdout.write(`${JSON.stringify({ ...config, waivers }, null, 2)}\n`);
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 2;
}
