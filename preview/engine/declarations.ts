import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * What the type declarations of the program's own SDKs tell: the nearest thing to a provider's schema that is at hand
 * without the provider. Read only where needed, each file once.
 */
export class Declarations {
  readonly #require: NodeJS.Require;
  readonly #files = new Map<string, string | undefined>();

  constructor(programDirectory: string) {
    this.#require = createRequire(join(programDirectory, "package.json"));
  }

  /**
   * The names of a lookup's results. A lookup that depends on a resource which does not exist yet is unknown, and the
   * protocol can only say so name by name.
   * @returns `undefined` if the declarations cannot be found
   */
  resultNames(token: string): readonly string[] | undefined {
    const name = token.split(":")[2] ?? "";
    const body = this.#interface(token, `${name.charAt(0).toUpperCase()}${name.slice(1)}Result`);
    if (body === undefined) return undefined;
    return [...body.matchAll(/^ {4}readonly (\w+)\??:/gm)].map(([, property]) => property ?? "");
  }

  /** Whether a resource may be given a name and need not: then its provider makes one up. */
  hasOptionalName(type: string): boolean {
    const body = this.#interface(type, `${type.split(":")[2] ?? ""}Args`);
    return body !== undefined && /^ {4}name\?: pulumi\.Input<string\b/m.test(body);
  }

  /** The members of an interface in the file that declares a type or function token. */
  #interface(token: string, name: string): string | undefined {
    const text = this.#file(token);
    if (text === undefined || !/^\w+$/.test(name)) return undefined;
    return new RegExp(`export interface ${name} \\{\\n([\\s\\S]*?)\\n\\}`).exec(text)?.[1];
  }

  #file(token: string): string | undefined {
    if (!this.#files.has(token)) this.#files.set(token, this.#read(token));
    return this.#files.get(token);
  }

  #read(token: string): string | undefined {
    const [packageName, module = ""] = token.split(":");
    const path = `${module.replace(/^index\//, "")}.d.ts`;
    try {
      const root = dirname(this.#require.resolve(`@pulumi/${packageName}/package.json`));
      const found = [root, join(root, "bin")]
        .map((base) => join(base, path))
        .find((file) => existsSync(file));
      return found === undefined ? undefined : readFileSync(found, "utf8");
    } catch {
      return undefined;
    }
  }
}
