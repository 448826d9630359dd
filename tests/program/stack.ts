/** Previews the program itself, unchanged or with a line changed, on stacks that exist only for a test. */

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import type { Plan } from "../../preview/plan";
import type { Overrides, SettingValue } from "../config/stack";
import { planOf, ROOT, type Run, type RunOptions, run } from "../preview/run";

/** A stack of the program: its name and what its file says. */
export interface ProgramStack {
  readonly name: string;
  readonly region: string;
  /** Without the project's namespace. */
  readonly settings: { readonly [key: string]: SettingValue };
}

/** Another text for one line of a source file, as an edit in the editor would leave it. */
export interface Edit {
  /** Path in the repository. */
  readonly file: string;
  /** A text that is in exactly one line. */
  readonly from: string;
  readonly to: string;
}

export interface PreviewOptions {
  /** @default `all`, as on the command line */
  readonly materialise?: "all" | "none";
  /** Changes of the program, made in a copy. */
  readonly edits?: readonly Edit[];
  /** @default `json`, which is parsed and validated */
  readonly format?: RunOptions["format"];
  /** The plan of another state of the program, to compare with. */
  readonly base?: Plan;
}

const NAMESPACE = "centralized-logging:";
const POLICY_PACK = join(ROOT, "policy-pack");

/** What the program is made of; `edits` may change these, and only these. */
const SOURCES = ["index.ts", "config.ts", "partitions.ts", "config", "components"] as const;
const SURROUNDINGS = [
  "Pulumi.yaml",
  "console",
  "console-api",
  "node_modules",
  "package.json",
  "policy-pack",
  "tsconfig.json",
] as const;

/** A stack that the repository ships, with some settings changed; `null` takes one away. */
export function shipped(name: "dev" | "prod", overrides: Overrides = {}, region?: string): ProgramStack {
  const file = parse(readFileSync(join(ROOT, `Pulumi.${name}.yaml`), "utf8")) as {
    readonly config: { readonly [key: string]: SettingValue };
  };
  const own = Object.entries(file.config)
    .filter(([key]) => key.startsWith(NAMESPACE))
    .map(([key, value]) => [key.slice(NAMESPACE.length), value] as const);
  const settings: { [key: string]: SettingValue } = {};
  for (const [key, value] of [...own, ...Object.entries(overrides)]) {
    if (value === null) delete settings[key];
    else settings[key] = value;
  }
  return { name, region: region ?? String(file.config["aws:region"]), settings };
}

const isSecure = (value: SettingValue): boolean =>
  typeof value === "object" && !Array.isArray(value) && "secure" in value;

/** The text of `Pulumi.<name>.yaml`. */
function stackFile({ region, settings }: ProgramStack): string {
  const config = Object.entries(settings).map(([key, value]) => [`${NAMESPACE}${key}`, value]);
  const encrypted = Object.values(settings).some(isSecure);
  return stringify({
    // The passphrase is nobody's: the preview takes a placeholder for what it encrypts.
    ...(encrypted
      ? { encryptionsalt: "v1:PlcpJR9MPkE=:v1:2isA8WCLd0pEWZDi:ehmprEr0KKoAtPCngfOWP7oWH8i+ug==" }
      : {}),
    config: { "aws:region": region, ...Object.fromEntries(config) },
  });
}

/** Changes `file` below `folder`. @throws Error unless `from` is in exactly one line */
function apply({ file, from, to }: Edit, folder: string): void {
  const path = join(folder, file);
  const lines = readFileSync(path, "utf8").split("\n");
  const places = lines.flatMap((line, index) => (line.includes(from) ? [index] : []));
  const [place] = places;
  if (place === undefined || places.length > 1) {
    throw new Error(`\`${from}\` is in ${places.length} lines of ${file}`);
  }
  lines[place] = (lines[place] ?? "").replace(from, () => to);
  writeFileSync(path, lines.join("\n"));
}

/** A folder with the program and one stack; links where nothing is changed, so that the real files run. */
function checkout(stack: ProgramStack, edits: readonly Edit[]): string {
  const folder = mkdtempSync(join(tmpdir(), "program-"));
  for (const entry of SURROUNDINGS) symlinkSync(join(ROOT, entry), join(folder, entry));
  for (const entry of SOURCES) {
    if (edits.length === 0) symlinkSync(join(ROOT, entry), join(folder, entry));
    else {
      mkdirSync(dirname(join(folder, entry)), { recursive: true });
      cpSync(join(ROOT, entry), join(folder, entry), { recursive: true });
    }
  }
  for (const edit of edits) apply(edit, folder);
  writeFileSync(join(folder, `Pulumi.${stack.name}.yaml`), stackFile(stack));
  return folder;
}

/** As many previews as there are processors, each of which takes some hundred megabytes. */
const AT_ONCE = Math.min(availableParallelism(), 4);
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

async function previewNow(
  stack: ProgramStack,
  { materialise = "all", edits = [], format = "json", base }: PreviewOptions,
): Promise<Run> {
  const folder = checkout(stack, edits);
  const args = ["--stack", stack.name, "--policy-pack", POLICY_PACK, "--materialise", materialise];
  try {
    if (base !== undefined) {
      const file = join(folder, "base-plan.json");
      writeFileSync(file, JSON.stringify(base));
      args.push("--base", file);
    }
    return await run([...args, "--timeout", "120"], { cwd: folder, format });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const previews = new Map<string, Promise<Run>>();

/** Previews a stack by the command line, with the repository's own policy pack; the same stack only once. */
export function preview(stack: ProgramStack, options: PreviewOptions = {}): Promise<Run> {
  const key = JSON.stringify([stack, options]);
  const cached = previews.get(key);
  if (cached) return cached;
  const started = inTurn(() => previewNow(stack, options));
  previews.set(key, started);
  // Whoever awaits it learns of a failure; started ahead of its tests, nobody does yet.
  started.catch(() => {});
  return started;
}

/** The plan of a stack whose preview must succeed. */
export async function planned(stack: ProgramStack, options: PreviewOptions = {}): Promise<Plan> {
  return planOf(await preview(stack, options));
}
