import { join } from "node:path";
import { runCommandLine } from "./cli";

/** This file is built into `preview/dist`. */
const root = join(__dirname, "..", "..");
/** npm runs scripts in the package's folder; relative paths mean where the user called it. */
const directory =
  process.env["npm_lifecycle_event"] === "preview"
    ? (process.env["INIT_CWD"] ?? process.cwd())
    : process.cwd();

runCommandLine(process.argv.slice(2), { root, directory }).then((code) => process.exit(code));
