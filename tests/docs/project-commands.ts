/** Whether commands of this project and of git are what they seem to be: scripts, files and options that exist. */

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { portOf } from "../../console/local/main";
import { readArguments } from "../../preview/arguments";
import { ENVIRONMENT } from "../real-parts";
import type { Call } from "./observe";
import { ROOT } from "./pages";

const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly scripts: { readonly [name: string]: string };
};

const EXECUTABLE = 0o111;
const isFile = (path: string): boolean => existsSync(join(ROOT, path)) && statSync(join(ROOT, path)).isFile();

/** What a command of npm runs, and what is handed on to it. */
interface NpmRun {
  readonly script: string;
  readonly args: readonly string[];
}

/** `npm run preview -- --stack prod` in its parts; `undefined` for npm's own commands. */
export function npmRun(args: readonly string[]): NpmRun | undefined {
  const end = args.indexOf("--");
  const own = (end < 0 ? args : args.slice(0, end)).filter((arg) => arg !== "--silent");
  const rest = end < 0 ? [] : args.slice(end + 1);
  const [command, script] = own;
  if (command === "test" && own.length === 1) return { script: "test", args: rest };
  if (command === "run" && script !== undefined && own.length === 2) return { script, args: rest };
  return undefined;
}

/** What is wrong with what a script is given; an error where its own reading of it says so. */
function wrongArguments({ script, args }: NpmRun): string | undefined {
  switch (script) {
    case "preview":
      readArguments(args, ROOT, ROOT);
      return undefined;
    case "console":
      portOf(args);
      return undefined;
    case "test":
      return args.length === 0 || (args[0] === "--grep" && args.length === 2) ? undefined : "only `--grep`";
    default:
      return args.length === 0 ? undefined : "takes no arguments";
  }
}

/** Commands of npm's own that pages use. */
const NPM: readonly RegExp[] = [/^ci$/, /^outdated$/, /^install --save-exact @?[\w/-]+@[\w.]+$/];

function npmProblem(args: readonly string[]): string | undefined {
  if (NPM.some((command) => command.test(args.join(" ")))) return undefined;
  const run = npmRun(args);
  if (run === undefined) return "no command that is known here";
  if (scripts[run.script] === undefined) return `\`${run.script}\` is no script of package.json`;
  try {
    return wrongArguments(run);
  } catch (error) {
    return String(Object(error).message);
  }
}

function nodeProblem(args: readonly string[]): string | undefined {
  const [file] = args[0] === "--import" && args[1] === "tsx" ? args.slice(2) : args;
  return file !== undefined && isFile(file) ? undefined : `\`${file}\` is no file`;
}

const help = new Map<string, string>();

/** git tells of each command which options it has; it ends with an error for having been asked so. */
function gitProblem([command = "", ...args]: readonly string[]): string | undefined {
  if (!/^[a-z]+$/.test(command)) return "no command";
  const { stdout, stderr } = spawnSync("git", [command, "-h"], { encoding: "utf8", env: ENVIRONMENT });
  const text = help.get(command) ?? `${stdout}${stderr}`;
  help.set(command, text);
  if (!text.startsWith("usage: ")) return "git has no such command";
  const options = args.filter((arg) => /^-./.test(arg)).flatMap((arg) => /^--?[\w-]+/.exec(arg) ?? []);
  const letters = options.flatMap((option) =>
    option.startsWith("--") ? [option] : [...option.slice(1)].map((letter) => `-${letter}`),
  );
  const missing = letters.filter((option) => !text.includes(option.replace(/^--/, "")));
  return missing.length === 0 ? undefined : `no such option \`${missing.join("`, `")}\``;
}

const shellScript = ([file = ""]: readonly string[]): string | undefined =>
  isFile(file) ? undefined : `\`${file}\` is no file`;

function problem({ program, args }: Call): string | undefined {
  switch (program) {
    case "npm":
      return npmProblem(args);
    case "npx":
      return isFile(`node_modules/.bin/${args[0]}`) ? undefined : `\`${args[0]}\` is not installed here`;
    case "node":
      return nodeProblem(args);
    case "git":
      return gitProblem(args);
    case "bash":
      return shellScript(args);
    case "cat":
    case "cp":
    case "date":
    case "mkdir":
      return undefined;
    default:
      return isFile(program) && (statSync(join(ROOT, program)).mode & EXECUTABLE) !== 0
        ? undefined
        : "nothing answers for it";
  }
}

/** Complaints about calls of anything but the CLIs of AWS and Pulumi, each with its place. */
export const projectComplaints = (calls: readonly Call[]): readonly string[] =>
  calls.flatMap((call) => {
    const wrong = problem(call);
    return wrong === undefined ? [] : [`${call.place}: ${call.program} ${call.args.join(" ")}: ${wrong}`];
  });
