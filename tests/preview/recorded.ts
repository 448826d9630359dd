import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pack, planOf, project, run } from "./run";

/** What the fixture pack `record` was given for one resource. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: { readonly [key: string]: unknown };
  readonly opts: { readonly [key: string]: unknown };
  readonly provider?: { readonly name: string; readonly props: { readonly [key: string]: unknown } };
  /** Only in `stack` records, like the two below. */
  readonly parent?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: { readonly [key: string]: readonly string[] };
}

type Line =
  | (Recorded & { readonly kind: "resource" | "stack" })
  | { readonly kind: "end"; readonly resources: number };

export interface Recording {
  /** What `validateResource` saw, in order. */
  readonly each: readonly Recorded[];
  /** What `validateStack` saw. */
  readonly all: readonly Recorded[];
}

/** How the wire names an unknown value. */
export const UNKNOWN_ON_THE_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Previews a fixture project as the CLI would see it, and returns what a policy pack was given. */
export async function record(
  name: string,
  args: readonly string[] = ["--materialise", "none"],
): Promise<Recording> {
  const folder = mkdtempSync(join(tmpdir(), "preview-record-"));
  const file = join(folder, "record.jsonl");
  try {
    planOf(
      await run([...args, "--policy-pack", pack("record")], {
        cwd: project(name),
        env: { RECORD_FILE: file },
      }),
      args.includes(pack("remediates")) ? 1 : 0,
    );
    const lines = readFileSync(file, "utf8")
      .trimEnd()
      .split("\n")
      .map((line): Line => JSON.parse(line));
    const of = (kind: "resource" | "stack") =>
      lines.filter((line) => line.kind === kind) as readonly Recorded[];
    return { each: of("resource"), all: of("stack") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The record of the resource with this logical name. */
export function entry(records: readonly Recorded[], name: string): Recorded {
  const found = records.filter((one) => one.name === name);
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} records of \`${name}\``);
  return first;
}

/** `type::name`, or `types$type::name` below a component: what distinguishes the URNs of one stack. */
export const tail = (urn: string): string => urn.split("::").slice(2).join("::");

/** Type and name of what one resource depends on, and by which properties. */
export function edges(records: readonly Recorded[], name: string) {
  const { dependencies = [], propertyDependencies = {} } = entry(records, name);
  return {
    dependencies: dependencies.map(tail).sort(),
    propertyDependencies: Object.fromEntries(
      Object.entries(propertyDependencies).map(([key, urns]) => [key, urns.map(tail).sort()]),
    ),
  };
}
