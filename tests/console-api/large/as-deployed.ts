/** Runs a part of the function in a process that has what the function has. */

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";

/** What the function has, but for what Node.js itself takes. */
const HEAP_MEGABYTES = 200;

/** What the function has. */
export const FUNCTION_BYTES = 256 * 2 ** 20;

export const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;

/**
 * @param entry the source to run, which prints one JSON value; bundled as one file, without the compiler of the tests
 * @param folder where the bundle is put
 * @returns what it prints
 */
export async function runAsDeployed<Report>(
  entry: string,
  args: readonly string[],
  {
    folder,
    environment = process.env,
  }: { readonly folder: string; readonly environment?: NodeJS.ProcessEnv },
): Promise<Report> {
  const outfile = join(folder, "ask.cjs");
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "silent",
  });
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [`--max-old-space-size=${HEAP_MEGABYTES}`, "--no-warnings", outfile, ...args],
    { env: environment },
  );
  return JSON.parse(stdout);
}
