import { createHash, type Hash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../checkout";
import type { Program } from "./programs";

/** Digests of what answers follow from, beside the engine: two runs with the same ones have to answer the same. */
export interface Sources {
  readonly program: string;
  readonly pack: string;
}

/** What `index.ts` is made of. */
const OF_THIS_PROGRAM = [
  "Pulumi.yaml",
  "components",
  "config",
  "config.ts",
  "console",
  "console-api",
  "index.ts",
  "partitions.ts",
  "policy-pack/analysis",
];
/** Nothing that an answer follows from: what is made of the rest, and what stands beside the pack. */
const LEFT_OUT = /^(?:node_modules|dist|\.cache|examples|groups|scripts|.*\.md)$/;

function filesIn(path: string): readonly string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .filter((entry) => !LEFT_OUT.test(entry))
    .sort()
    .flatMap((entry) => filesIn(join(path, entry)));
}

/** The packages that decide how a program speaks to the engine; others are in the program's own hands. */
function addPackages(hash: Hash): void {
  const lock: { readonly packages: { readonly [path: string]: { readonly version?: string } } } = JSON.parse(
    readFileSync(join(ROOT, "package-lock.json"), "utf8"),
  );
  for (const [path, { version }] of Object.entries(lock.packages)) {
    if (/node_modules\/@pulumi\/[^/]+$/.test(path)) hash.update(`${path} ${version}\0`);
  }
}

function digest(paths: readonly string[]): string {
  const hash = createHash("sha256");
  addPackages(hash);
  for (const file of paths.flatMap((path) => filesIn(join(ROOT, path)))) {
    hash.update(file.slice(ROOT.length)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex").slice(0, 16);
}

/** What a program's answers follow from, as it is now. */
export function sourcesOf({ folder, stack }: Program): Sources {
  const own =
    folder === ROOT ? [...OF_THIS_PROGRAM, `Pulumi.${stack}.yaml`] : [folder.slice(ROOT.length + 1)];
  return { program: digest(own), pack: digest(["policy-pack"]) };
}

/** Which sources have other digests than these. */
export function changedSince(then: Sources, program: Program): readonly (keyof Sources)[] {
  const now = sourcesOf(program);
  return (["program", "pack"] as const).filter((part) => now[part] !== then[part]);
}
