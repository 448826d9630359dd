/** A folder such as `console-api`, with functions that were built as texts, for components that upload them. */

import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface ConsoleSources {
  readonly directory: string;
  readonly remove: () => void;
}

const SCHEMA = join(__dirname, "../../console-api/schema.graphql");

/** `built`: the functions that there is a bundle of. */
export function consoleSources(built: readonly string[] = ["api", "interfaces"]): ConsoleSources {
  const directory = mkdtempSync(join(tmpdir(), "console-sources-"));
  copyFileSync(SCHEMA, join(directory, "schema.graphql"));
  for (const name of built) {
    mkdirSync(join(directory, "dist", name), { recursive: true });
    writeFileSync(join(directory, "dist", name, "index.js"), `// ${name}`);
  }
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
