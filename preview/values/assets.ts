import { createHash, type Hash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { messageOf } from "../failure";
import type { AssetHasher } from "./codec";
import { Asset, isMap, type ValueMap } from "./value";

/**
 * Hashes assets and archives by their content. Relative paths start at the program's working directory, as in the
 * engine; a file that is missing fails the registration, as there. An archive's hash covers the sorted names and
 * contents of its entries, so it identifies the content but is not the engine's own number.
 */
export function assetHasher(directory: string): AssetHasher {
  return (archive, content) => {
    const hash = createHash("sha256");
    try {
      return addContent(hash, archive, content, directory) ? hash.digest("hex") : "";
    } catch (error) {
      throw new Error(`failed to read the ${archive ? "archive" : "asset"}: ${messageOf(error)}`);
    }
  };
}

/** @returns false for a remote file, whose content is out of reach */
function addContent(hash: Hash, archive: boolean, content: ValueMap, directory: string): boolean {
  const { path, text, assets } = content;
  if (typeof text === "string") {
    hash.update(text);
    return true;
  }
  if (typeof path === "string" && path !== "") {
    addPath(hash, archive, resolve(directory, path));
    return true;
  }
  if (assets !== undefined && isMap(assets)) {
    for (const [name, entry] of Object.entries(assets).sort(([a], [b]) => (a < b ? -1 : 1))) {
      hash.update(name).update("\0");
      if (entry instanceof Asset) hash.update(entry.hash).update("\0");
    }
    return true;
  }
  // An empty text arrives as an absent one.
  return !("uri" in content);
}

function addPath(hash: Hash, archive: boolean, path: string): void {
  if (!statSync(path).isDirectory()) {
    hash.update(readFileSync(path));
    return;
  }
  if (!archive) throw new Error(`EISDIR: \`${path}\` is a directory`);
  for (const name of readdirSync(path).sort()) {
    hash.update(name).update("\0");
    addPath(hash, true, join(path, name));
    hash.update("\0");
  }
}
