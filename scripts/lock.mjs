// One installer or builder at a time in a checkout: a directory as lock, its owner's process id inside.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
};

function owner(path) {
  try {
    return Number(readFileSync(join(path, "pid"), "utf8"));
  } catch {
    return undefined;
  }
}

/** A lock without a readable owner is being taken right now, unless it is older than this. */
const UNOWNED_GRACE_MS = 5_000;

const isStale = (path) => {
  const pid = owner(path);
  if (pid !== undefined) return !isAlive(pid);
  try {
    return Date.now() - statSync(path).mtimeMs > UNOWNED_GRACE_MS;
  } catch {
    return false;
  }
};

/**
 * Runs `work` while holding the lock `name` of the checkout `root`; waits for another holder and takes over the lock of
 * a process that is gone. Re-entrant for child processes: `CLS_LOCK_HELD` tells `npm ci`'s own `prepare` that its
 * starter holds it.
 */
export async function withLock(name, root, work) {
  if (process.env.CLS_LOCK_HELD === root) return work();
  const path = join(root, ".cache", `${name}.lock`);
  mkdirSync(join(root, ".cache"), { recursive: true });
  for (let told = false; ; ) {
    try {
      mkdirSync(path);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (isStale(path)) {
      rmSync(path, { recursive: true, force: true });
      continue;
    }
    if (!told)
      process.stderr.write(`waiting for process ${owner(path) ?? "?"}, which is preparing this checkout\n`);
    told = true;
    await sleep(200);
  }
  const release = () => rmSync(path, { recursive: true, force: true });
  process.on("exit", release);
  process.env.CLS_LOCK_HELD = root;
  try {
    writeFileSync(join(path, "pid"), String(process.pid));
    return await work();
  } finally {
    delete process.env.CLS_LOCK_HELD;
    process.off("exit", release);
    release();
  }
}
