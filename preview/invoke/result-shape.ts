import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * The names of a lookup's results, read off the type declarations of the program's own SDK. A lookup that depends on a
 * resource which does not exist yet is unknown, and the protocol can only say so name by name.
 * @returns `undefined` if the declarations cannot be found
 */
export function resultNames(token: string, programDirectory: string): readonly string[] | undefined {
  const [packageName, module = "", name = ""] = token.split(":");
  const folder = module.replace(/^index\//, "");
  try {
    const require = createRequire(join(programDirectory, "package.json"));
    const root = dirname(require.resolve(`@pulumi/${packageName}/package.json`));
    const candidates = [root, join(root, "bin")].map((base) => join(base, `${folder}.d.ts`));
    const path = candidates.find((candidate) => existsSync(candidate));
    if (path === undefined) return undefined;
    const text = readFileSync(path, "utf8");
    const result = `${name.charAt(0).toUpperCase()}${name.slice(1)}Result`;
    const body = new RegExp(`export interface ${result} \\{\\n([\\s\\S]*?)\\n\\}`).exec(text)?.[1];
    if (body === undefined) return undefined;
    return [...body.matchAll(/^ {4}readonly (\w+)\??:/gm)].map(([, property]) => property ?? "");
  } catch {
    return undefined;
  }
}
