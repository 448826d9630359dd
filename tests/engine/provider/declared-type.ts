import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What the SDK's declarations tell of a resource type: the provider's schema as far as a program sees it. */
export interface DeclaredType {
  readonly inputs: ReadonlySet<string>;
  /** Outputs with the value that stands for "nothing set"; `undefined` where the provider leaves it out. */
  readonly outputs: ReadonlyMap<
    string,
    "" | 0 | false | readonly [] | Readonly<Record<never, never>> | undefined
  >;
}

const INPUT = /^ {4}(\w+)\??: /gm;
const OUTPUT = /^ {4}readonly (\w+)!?: pulumi\.Output<([\s\S]*?)>;\r?$/gm;

function emptyOf(
  declared: string,
): "" | 0 | false | readonly [] | Readonly<Record<never, never>> | undefined {
  if (/\|\s*undefined$/.test(declared)) return undefined;
  if (declared.endsWith("[]")) return [];
  if (declared.startsWith("{")) return {};
  if (/^(string|"|enums)/.test(declared)) return "";
  if (declared.startsWith("number")) return 0;
  return declared.startsWith("boolean") ? false : undefined;
}

/** Reads declarations of the SDK in `folder`, each type once, when it is asked for. */
export class DeclaredTypes {
  readonly #folder: string;
  readonly #types = new Map<string, DeclaredType | undefined>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws Error if the SDK has no such type, as the provider refuses it */
  get(type: string): DeclaredType {
    if (!this.#types.has(type)) this.#types.set(type, this.#read(type));
    const declared = this.#types.get(type);
    if (declared === undefined) throw new Error(`unrecognized resource type: ${type}`);
    return declared;
  }

  #read(type: string): DeclaredType | undefined {
    const [, module = "", name = ""] = type.split(":");
    const path = join(this.#folder, `${module}.d.ts`);
    if (!/^\w+\/\w+$/.test(module) || !/^\w+$/.test(name) || !existsSync(path)) return undefined;
    const text = readFileSync(path, "utf8");
    const body = (head: string) =>
      new RegExp(`export ${head} \\{\\r?\\n([\\s\\S]*?)\\r?\\n\\}`).exec(text)?.[1];
    const members = body(`declare class ${name} extends pulumi\\.CustomResource`);
    if (members === undefined) return undefined;
    const inputs = [...(body(`interface ${name}Args`) ?? "").matchAll(INPUT)].map(([, input = ""]) => input);
    const outputs = [...members.matchAll(OUTPUT)].map(
      ([, output = "", declared = ""]) => [output, emptyOf(declared.trim())] as const,
    );
    return { inputs: new Set(inputs), outputs: new Map(outputs) };
  }
}
