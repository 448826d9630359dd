/** A checkout of its own for what pages have readers do: a clone with this one's changes, installed and built. */

import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "./pages";

/** What `npm ci` and the builds leave in a checkout. */
const BUILT = ["policy-pack/dist", "preview/dist", "console/dist", "console-api/dist"];

/** Nobody's own settings: neither of git, nor of Pulumi, nor of colours. */
const environment = (home: string): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  HOME: home,
  GIT_AUTHOR_NAME: "A newcomer",
  GIT_AUTHOR_EMAIL: "newcomer@example.com",
  GIT_COMMITTER_NAME: "A newcomer",
  GIT_COMMITTER_EMAIL: "newcomer@example.com",
  GIT_CONFIG_GLOBAL: "/dev/null",
  npm_config_update_notifier: "false",
});

export interface Scratch {
  readonly checkout: string;
  /** Runs a script of bash in the checkout, as somebody who types it: each line, whatever the one before came to. */
  run(script: string): SpawnSyncReturns<string>;
  remove(): void;
}

function git(folder: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("git", ["-C", folder, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: environment(folder),
  });
  if (status !== 0) throw new Error(`git ${args.join(" ")} failed: ${stderr}`);
  return stdout;
}

/**
 * The scratch shares this checkout's packages by a link, and its first command installs what does not fit the lockfile:
 * through the link, which would empty them.
 * @throws Error unless this checkout's packages are those of its lockfile
 */
function requireInstalled(): void {
  const probe =
    'import { isInstalled } from "./scripts/installed.mjs"; process.exit(isInstalled(process.cwd()) ? 0 : 1);';
  const { status } = spawnSync(process.execPath, ["--input-type=module", "-e", probe], { cwd: ROOT });
  if (status !== 0)
    throw new Error("node_modules is not what package-lock.json says: `npm test` installs it");
}

/** Clones this checkout, as it is now, into a folder of its own. */
export function scratchCheckout(name: string): Scratch {
  requireInstalled();
  const folder = mkdtempSync(join(tmpdir(), "newcomer-"));
  const checkout = join(folder, name);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    git(ROOT, "clone", "--quiet", "--no-hardlinks", "--shared", ROOT, checkout);
    git(checkout, "switch", "--quiet", "-C", "main");
    const changed = git(ROOT, "ls-files", "-z", "--modified", "--others", "--deleted", "--exclude-standard");
    for (const path of new Set(changed.split("\0").filter((one) => one !== ""))) {
      rmSync(join(checkout, path), { force: true });
      if (!existsSync(join(ROOT, path))) continue;
      mkdirSync(dirname(join(checkout, path)), { recursive: true });
      cpSync(join(ROOT, path), join(checkout, path));
    }
    git(checkout, "add", "--all");
    git(checkout, "commit", "--quiet", "--allow-empty", "--message", "as it is here");
    // `.gitignore` names the folder; this is a link.
    appendFileSync(join(checkout, ".git/info/exclude"), "/node_modules\n");
    symlinkSync(join(ROOT, "node_modules"), join(checkout, "node_modules"));
    for (const path of BUILT) {
      if (existsSync(join(ROOT, path))) cpSync(join(ROOT, path), join(checkout, path), { recursive: true });
    }
  } catch (error) {
    remove();
    throw error;
  }
  const env = environment(folder);
  return {
    checkout,
    run: (script) => spawnSync("bash", ["-c", script], { cwd: checkout, encoding: "utf8", env }),
    remove,
  };
}
