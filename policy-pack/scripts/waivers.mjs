// Lists the waivers of some files by the day on which they end: configurations of the pack, and of stacks with waivers of
// their own.
//   npx tsx policy-pack/scripts/waivers.mjs guard.json Pulumi.prod.yaml [--days 14]
// Exit code 0: all can be read and hold beyond these days; 1: somebody has to do something; 2: a file cannot be read.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { NOTICE_DAYS } from "../analysis/waivers.ts";
import { rules } from "../policies/index.ts";
import { needsAttention, waiverReport, waiverReportText } from "../waiver-report.ts";

const USAGE = "usage: npx tsx policy-pack/scripts/waivers.mjs FILE... [--days NUMBER]";

function options() {
  const { values, positionals } = parseArgs({
    options: { days: { type: "string", default: String(NOTICE_DAYS) } },
    allowPositionals: true,
  });
  const days = Number(values.days);
  if (positionals.length === 0 || values.days.trim() === "" || !Number.isInteger(days) || days < 0)
    throw new Error(USAGE);
  return { names: positionals, days };
}

function read(name) {
  const text = readFileSync(name, "utf8");
  try {
    return { name, content: /\.ya?ml$/.test(name) ? parse(text) : JSON.parse(text) };
  } catch (error) {
    throw new Error(`\`${name}\` cannot be read: ${error.message.split("\n")[0]}`);
  }
}

try {
  const { names, days } = options();
  const known = rules.map(({ name }) => name);
  const report = waiverReport(names.map(read), known, Date.now(), days);
  console.log(waiverReportText(report));
  process.exitCode = needsAttention(report) ? 1 : 0;
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
