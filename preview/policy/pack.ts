import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { PreviewFailure } from "../failure";
import type { Child, Children, Ending } from "../process/children";
import { DEFERRED_URL } from "../process/deferred";
import { compilerPlace, errorText, firstOwnFrame, placeText } from "../process/failure-place";
import { eachLine, withoutControl } from "../process/lines";
import { locateRunner } from "../process/sdk";
import { type NodeRuntime, readRuntime } from "../project/project-file";
import { isYamlMap, readYamlFile } from "../project/yaml-file";

/** A policy pack's directory, checked before anything starts. */
export interface PackSource {
  readonly directory: string;
  readonly runner: string;
  readonly runtime: NodeRuntime;
  /** `""` where PulumiPolicy.yaml names none. */
  readonly version: string;
}

/**
 * Reads PulumiPolicy.yaml.
 * @throws PreviewFailure if the directory, the file or the SDK is missing, or the pack is not written for Node.js
 */
export function readPack(directory: string): PackSource {
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new PreviewFailure(`no such policy pack: \`${directory}\` is not a directory`);
  }
  const file = readYamlFile(join(directory, "PulumiPolicy.yaml"));
  if (file === undefined) throw new PreviewFailure(`no PulumiPolicy.yaml in policy pack \`${directory}\``);
  if (!isYamlMap(file))
    throw new PreviewFailure(`PulumiPolicy.yaml in \`${directory}\` is not a mapping of keys to values`);
  const runtime = readRuntime(file["runtime"], `PulumiPolicy.yaml in \`${directory}\``, "policy pack");
  const version = file["version"];
  return {
    directory,
    runtime,
    runner: locateRunner("run-policy-pack", directory, "policy pack"),
    version: typeof version === "string" ? version : "",
  };
}

export interface PackStart {
  readonly source: PackSource;
  readonly engineAddress: string;
  /** Configuration and names of the stack, as the engine puts them into a pack's environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** Takes each line that the pack prints on standard output. */
  readonly print: (line: string) => void;
  /** Errors that the pack logs through Pulumi; filled while it runs. */
  readonly logged: readonly string[];
}

export interface PackProcess {
  readonly child: Child;
  /** The port that the pack serves `Analyzer` on; rejects if it ends before it tells. */
  readonly port: Promise<number>;
  /** What it wrote to standard error, the last lines of it. */
  readonly stderr: readonly string[];
  /** Why it is gone, once it is. */
  readonly crash: (ending: Ending) => PreviewFailure;
}

const KEPT_LINES = 200;

/** Starts a pack as the engine does: `run-policy-pack` of the pack's own SDK, in the pack's directory, only faster. */
export function startPack(children: Children, start: PackStart): PackProcess {
  const { source, logged } = start;
  const child = children.start(
    process.execPath,
    [
      `--import=${DEFERRED_URL}`,
      source.runner,
      ...source.runtime.nodeArguments,
      start.engineAddress,
      source.directory,
    ],
    { directory: source.directory, environment: start.environment },
  );
  const stderr: string[] = [];
  eachLine(child.stderr, (line) => {
    stderr.push(line);
    if (stderr.length > KEPT_LINES) stderr.shift();
  });
  const crash = (ending: Ending) => crashOf(source.directory, ending, logged, stderr);
  const port = new Promise<number>((resolve, reject) => {
    let told = false;
    eachLine(child.stdout, (line) => {
      if (told) return start.print(line);
      told = true;
      // The engine takes the first line for the port, whoever printed it.
      if (/^\d+$/.test(line.trim())) resolve(Number(line));
      else
        reject(
          new PreviewFailure(
            `policy pack \`${source.directory}\` printed \`${line}\` where its port belongs`,
          ),
        );
    });
    child.ended.then((ending) => reject(crash(ending)));
  });
  port.catch(() => {});
  return { child, port, stderr, crash };
}

function crashOf(
  directory: string,
  ending: Ending,
  logged: readonly string[],
  stderr: readonly string[],
): PreviewFailure {
  const text = logged[0] ?? stderr.map(withoutControl).join("\n");
  const place = compilerPlace(text, directory) ?? firstOwnFrame(text, directory);
  const where = place === undefined ? "" : ` at ${placeText(place)}`;
  const why = logged[0] === undefined ? errorLine(stderr) : errorText(logged[0]);
  return new PreviewFailure(
    `policy pack \`${directory}\` ${endingText(ending)}${where}${why === "" ? "" : `: ${why}`}`,
    [...logged, ...stderr].join("\n"),
  );
}

/** The line on standard error that is most likely the reason. */
function errorLine(stderr: readonly string[]): string {
  const lines = stderr.map((line) => withoutControl(line).trim()).filter((line) => line !== "");
  return lines.find((line) => /^(?:\w*Error|Uncaught)\b.*:/.test(line)) ?? lines[0] ?? "";
}

function endingText(ending: Ending): string {
  switch (ending.kind) {
    case "exit":
      return `ended with exit code ${ending.code}`;
    case "signal":
      return `was ended by ${ending.signal}`;
    case "failed":
      return `could not start: ${ending.error.message}`;
  }
}
