import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AnsweredFinding, AnsweredResource, Answers, JsonMap } from "./answers";
import type { Sources } from "./sources";

/** Answers of the real engine, as they lie in `recorded/`: findings are abridged. */
export interface EngineRecording extends Answers {
  /** Version of the CLI. */
  readonly cli: string;
  /** What it was given. */
  readonly sources: Sources;
  /** Version of awsx's own provider, which registered the children of its components; absent where there are none. */
  readonly awsx?: string;
  /** The arguments of awsx's components, by URN: their provider does not hand them on to the engine. */
  readonly arguments?: { readonly [urn: string]: JsonMap };
}

/** Where recordings lie. */
const RECORDED = join(__dirname, "../recorded");

/** The folder that this run writes the engine's answers to, if it is to: `recorded/`, or one to take them from. */
export const ANEW = process.env["RECORD"];

const path = (name: string, folder = RECORDED): string => join(folder, `${name}.jsonl`);

/** @throws Error if there is none */
export function readRecording(name: string): EngineRecording {
  if (!existsSync(path(name))) {
    throw new Error(`no recording of \`${name}\`; tests/engine/README.md says how to make it`);
  }
  return parseRecording(readFileSync(path(name), "utf8"));
}

type Line =
  | { readonly head: Omit<EngineRecording, "resources" | "violations"> }
  | { readonly resource: AnsweredResource }
  | { readonly violation: AnsweredFinding };

/** Reads a recording: what holds for all of it on the first line, then a resource or a violation on each. */
export function parseRecording(text: string): EngineRecording {
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
  const head = lines.flatMap((line) => ("head" in line ? [line.head] : []))[0];
  if (head === undefined) throw new Error('a recording begins with a line `{"head": …}`');
  return {
    ...head,
    resources: lines.flatMap((line) => ("resource" in line ? [line.resource] : [])),
    violations: lines.flatMap((line) => ("violation" in line ? [line.violation] : [])),
  };
}

/** Writes a recording to a folder, which is made where it is absent. */
export function writeRecording(
  folder: string,
  name: string,
  { resources, violations, ...head }: EngineRecording,
): void {
  const lines: readonly Line[] = [
    { head },
    ...resources.map((resource) => ({ resource })),
    ...violations.map((violation) => ({ violation })),
  ];
  mkdirSync(folder, { recursive: true });
  writeFileSync(path(name, folder), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

/** Where awsx's own provider is, if it is to be used. */
export const AWSX_PLUGIN = process.env["AWSX_PLUGIN"];

/** The version of awsx that programs here are given. */
export const awsxVersion = (): string =>
  JSON.parse(readFileSync(require.resolve("@pulumi/awsx/package.json"), "utf8")).version;

/** What only a recording with awsx's components has. */
type OfAwsx = Pick<EngineRecording, "awsx" | "arguments">;

/**
 * Who registered the children of awsx's components, and from which arguments: its own provider where that is used, else
 * whoever it was when they were recorded, since the stand-in only repeats them.
 */
export function ofAwsx(name: string, offline: Answers): OfAwsx {
  const components = offline.resources.filter(({ urn }) => /(?:^|\$)awsx:[^$]*::/.test(urn));
  if (components.length === 0) return {};
  if (AWSX_PLUGIN === undefined) {
    const { awsx, arguments: args } = readRecording(name);
    return awsx === undefined || args === undefined ? {} : { awsx, arguments: args };
  }
  return {
    awsx: awsxVersion(),
    arguments: Object.fromEntries(components.map(({ urn, inputs }) => [urn, inputs])),
  };
}
