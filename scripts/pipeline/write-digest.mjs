// node scripts/pipeline/write-digest.mjs preview|drift <stack> <exit code> <event log> <digest file>
import { readFileSync, writeFileSync } from "node:fs";
import { digestOf, readEvents } from "./digest.mjs";

const [kind, stack, exitCode, log, file] = process.argv.slice(2);
const digest = digestOf(readEvents(readFileSync(log, "utf8")), { stack, kind, exitCode: Number(exitCode) });
writeFileSync(file, `${JSON.stringify(digest, null, 1)}\n`);
