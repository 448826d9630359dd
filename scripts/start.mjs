// The first file of `npm run preview`, `npm run console` and `npm test`. It uses node built-ins only, since nothing else may be installed
// yet: it installs when node_modules is absent or was made from another lockfile, builds what changed, then starts.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installStamp, isInstalled, lockfileHash } from "./installed.mjs";
import { withLock } from "./lock.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const say = (line) => process.stderr.write(`${line}\n`);

function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  say(`Node.js ${process.versions.node} is too old: this project needs 20.19 or newer`);
  process.exit(2);
}

function install() {
  say("installing the packages of package-lock.json with `npm ci` (once; about a minute)");
  const npm = process.env.npm_execpath;
  const [command, args] = npm ? [process.execPath, [npm]] : ["npm", []];
  const env = { ...process.env };
  // `npm run --silent` must not silence what goes wrong in the nested installation.
  delete env.npm_config_loglevel;
  const result = spawnSync(command, [...args, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], {
    cwd: root,
    env,
    // Standard output belongs to the command that was asked for.
    stdio: ["ignore", 2, 2],
  });
  if (result.status !== 0) {
    say(
      `\`npm ci\` failed${result.error ? `: ${result.error.message}` : ` with exit code ${result.status}`}`,
    );
    process.exit(2);
  }
  writeFileSync(installStamp(root), lockfileHash(root));
}

async function prepare() {
  if (!isInstalled(root)) {
    await withLock("build", root, () => {
      if (!isInstalled(root)) install();
    });
  }
  const { build, outdated } = await import("./build.mjs");
  if (outdated().length > 0) await withLock("build", root, () => build(say));
}

requireNode();
const [command, ...args] = process.argv.slice(2);
try {
  await prepare();
} catch (error) {
  say(`could not prepare this checkout: ${error.message}`);
  process.exit(2);
}

const require = createRequire(import.meta.url);
if (command === "preview") {
  process.argv = [process.argv[0], join(root, "preview/dist/main.js"), ...args];
  require(join(root, "preview/dist/main.js"));
} else if (command === "console") {
  // Said once for everyone by package.json's `engines`.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  require("tsx/cjs/api").register();
  await require(join(root, "console/local/main.ts")).main(args);
} else {
  const mocha = join(dirname(require.resolve("mocha/package.json")), "bin/mocha.js");
  const result = spawnSync(process.execPath, [mocha, ...args], { cwd: root, stdio: "inherit" });
  process.exit(result.status ?? 1);
}
