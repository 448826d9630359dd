// Whether node_modules was made from the lockfile that is checked out now.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where an installation notes the hash of its lockfile. */
export const installStamp = (root) => join(root, "node_modules", ".lockfile-hash");

export const lockfileHash = (root) =>
  createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");

export const isInstalled = (root) =>
  existsSync(installStamp(root)) && readFileSync(installStamp(root), "utf8") === lockfileHash(root);
