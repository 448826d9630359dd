import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { PreviewFailure } from "../failure";
import type { Child, Children, Ending } from "../process/children";
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
  /** Takes each line that the pack prints. */
  readonly print: (line: string) => void;
}

export interface PackProcess {
  readonly child: Child;
  /** The port that the pack serves `Analyzer` on; rejects if it ends before it tells. */
  readonly port: Promise<number>;
  /** The last lines on standard error, the likely reason of a crash. */
  readonly lastErrors: () => readonly string[];
}

const KEPT_LINES = 40;

/** Starts a pack as the engine does: `run-policy-pack` of the pack's own SDK, in the pack's directory. */
export function startPack(children: Children, start: PackStart): PackProcess {
  const { source } = start;
  const child = children.start(
    process.execPath,
    [source.runner, ...source.runtime.nodeArguments, start.engineAddress, source.directory],
    { directory: source.directory, environment: start.environment },
  );
  const errors: string[] = [];
  eachLine(child.stderr, (line) => {
    errors.push(withoutControl(line));
    if (errors.length > KEPT_LINES) errors.shift();
    start.print(line);
  });
  const port = new Promise<number>((resolve, reject) => {
    let told = false;
    eachLine(child.stdout, (line) => {
      // The first line is the port, everything after it is the pack's own output.
      if (!told && /^\d+$/.test(line.trim())) {
        told = true;
        resolve(Number(line));
      } else {
        start.print(line);
      }
    });
    child.ended.then((ending) => reject(crash(source.directory, ending, errors)));
  });
  port.catch(() => {});
  return { child, port, lastErrors: () => errors };
}

/** Why a pack is gone. */
export function crash(directory: string, ending: Ending, errors: readonly string[]): PreviewFailure {
  const how =
    ending.kind === "exit"
      ? `ended with exit code ${ending.code}`
      : ending.kind === "signal"
        ? `was ended by ${ending.signal}`
        : `could not start: ${ending.error.message}`;
  const reason =
    errors.find((line) => /^\s*(?:\w*Error|Uncaught)\b.*:/.test(line)) ??
    errors.find((line) => line.trim() !== "");
  return new PreviewFailure(
    `policy pack \`${directory}\` ${how}${reason === undefined ? "" : `: ${reason.trim()}`}`,
    errors.join("\n"),
  );
}
