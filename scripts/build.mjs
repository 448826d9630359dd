// Builds what must be compiled before a first run: the policy pack, the offline preview, the console and its functions.
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

/** What runs on Lambda: each becomes one file with all that it needs, in a folder of its own. */
const FUNCTIONS = { api: "console-api/handler.ts", interfaces: "console-api/history/handler.ts" };

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
    name: "functions of the console",
    sources: ["console-api", "policy-pack/analysis"],
    output: "console-api/dist",
    build: async (out) => {
      for (const [name, entry] of Object.entries(FUNCTIONS)) await bundleFunction(entry, join(out, name));
    },
  },
  {
    name: "console",
    sources: ["console"],
    // The local console is run from its sources.
    except: ["console/local"],
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

/** The bundle, the same from the same sources, and the licences of the packages in it. */
async function bundleFunction(entry, out) {
  const esbuild = await import("esbuild");
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: join(out, "index.js"),
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    // Packages' ES modules, of which only what is used goes in.
    mainFields: ["module", "main"],
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  writeFileSync(join(out, "licenses.txt"), licenses(Object.keys(metafile.inputs)));
}

/** The packages that these files are of, each with its licence. */
function licenses(inputs) {
  const folders = inputs.flatMap(
    (file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file) ?? [],
  );
  const texts = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
    const text = file === undefined ? "" : `\n${readFileSync(join(root, folder, file), "utf8").trim()}\n`;
    return `${name} ${version}, ${license}\n${text}`;
  });
  return texts.join(`\n${"-".repeat(80)}\n\n`);
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
  const left = (part.except ?? []).map((folder) => join(root, folder, "/"));
  for (const source of part.sources) {
    for (const file of files(join(root, source))) {
      if (!left.some((folder) => file.startsWith(folder))) inputs.push(file);
    }
  }
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
