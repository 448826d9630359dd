// Builds what must be compiled before a first run: the policy pack, the offline preview and the console.
// Each part is rebuilt only when a hash of its sources changed, and replaces its output in one rename, so that
// a run which is using the old output is not disturbed. Also the `prepare` script of npm: `npm ci` ends here.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { installStamp, lockfileHash } from "./installed.mjs";
import { withLock } from "./lock.mjs";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const IGNORED = new Set(["node_modules", "dist", ".cache"]);

/** Every part that is compiled: where its sources are, what it leaves behind, how it is made. */
const parts = [
  {
    name: "policy pack",
    sources: ["policy-pack"],
    output: "policy-pack/dist",
    build: (out) =>
      bundle({
        entryPoints: [join(root, "policy-pack/index.ts")],
        outfile: join(out, "index.js"),
        packages: "external",
      }),
  },
  {
    name: "offline preview",
    sources: ["preview", "policy-pack/analysis", "policy-pack/facts"],
    output: "preview/dist",
    build: (out) =>
      bundle({
        entryPoints: [join(root, "preview/main.ts")],
        outfile: join(out, "main.js"),
      }),
  },
  {
    name: "console",
    sources: ["console"],
    output: "console/dist",
    build: async (out) => {
      const { build } = await import("vite");
      await build({
        root: join(root, "console"),
        logLevel: "warn",
        build: { outDir: out, emptyOutDir: true },
      });
    },
  },
];

async function bundle(options) {
  const esbuild = await import("esbuild");
  await esbuild.build({
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "warning",
    ...options,
  });
}

function* files(path) {
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (IGNORED.has(entry.name)) continue;
    const child = join(path, entry.name);
    if (entry.isDirectory()) yield* files(child);
    else yield child;
  }
}

/** A hash of everything a part is made from; the lockfile and this file count too. */
function fingerprint(part) {
  const hash = createHash("sha256");
  const inputs = [join(root, "package-lock.json"), fileURLToPath(import.meta.url)];
  for (const source of part.sources) inputs.push(...files(join(root, source)));
  for (const file of inputs)
    hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

const stamp = (part) => join(root, part.output, ".source-hash");

function isCurrent(part) {
  try {
    return readFileSync(stamp(part), "utf8") === fingerprint(part);
  } catch {
    return false;
  }
}

/** Names of the parts whose sources changed since they were built. */
export const outdated = () => parts.filter((part) => !isCurrent(part)).map((part) => part.name);

/** Builds what is outdated, and says so on standard error. */
export async function build(say = (line) => process.stderr.write(`${line}\n`)) {
  for (const part of parts) {
    if (isCurrent(part)) continue;
    say(`building the ${part.name}`);
    const hash = fingerprint(part);
    const output = join(root, part.output);
    const next = `${output}.next-${process.pid}`;
    try {
      mkdirSync(next, { recursive: true });
      await part.build(next);
      writeFileSync(join(next, ".source-hash"), hash);
      if (existsSync(output)) renameSync(output, `${next}-old`);
      renameSync(next, output);
    } finally {
      rmSync(next, { recursive: true, force: true });
      rmSync(`${next}-old`, { recursive: true, force: true });
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await withLock("build", root, () => build());
  // As npm's `prepare`, this ends an installation: note which lockfile it was made from, for scripts/start.mjs.
  if (process.env.npm_lifecycle_event === "prepare") writeFileSync(installStamp(root), lockfileHash(root));
}
