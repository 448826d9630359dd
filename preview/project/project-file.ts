import { existsSync, statSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { PreviewFailure } from "../failure";
import { isYamlMap, readYamlFile, type Yaml, type YamlMap } from "./yaml-file";

/** How to start a Node.js program or policy pack (`runtime.options` of Pulumi.yaml and PulumiPolicy.yaml). */
export interface NodeRuntime {
  /** Whether the runner compiles TypeScript with ts-node. */
  readonly typescript: boolean;
  /** Another tsconfig.json for ts-node, `""` for the usual one. */
  readonly tsconfig: string;
  /** Arguments for node itself. */
  readonly nodeArguments: readonly string[];
}

/** A setting that Pulumi.yaml declares under `config`. */
export interface DeclaredSetting {
  readonly key: string;
  readonly type: SettingType | undefined;
  readonly secret: boolean;
  /** The `default` or the `value`; `undefined` where the stack must give one. */
  readonly value: Yaml | undefined;
}

export interface SettingType {
  readonly name: string;
  readonly items: SettingType | undefined;
}

export interface Project {
  readonly name: string;
  /** The directory of Pulumi.yaml. */
  readonly directory: string;
  /** The directory that the program runs in: `main`, if it is a directory, or that of the file it names. */
  readonly programDirectory: string;
  /** What the program directory is asked to run, `.` or a file name. */
  readonly entryPoint: string;
  readonly runtime: NodeRuntime;
  readonly stackDirectory: string;
  /** `.yaml`, `.yml` or `.json`, shared by the stack files. */
  readonly extension: string;
  readonly settings: readonly DeclaredSetting[];
}

/** Names that a project's file may have. */
export const PROJECT_FILES = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"] as const;

/**
 * Reads the Pulumi project in `directory`.
 * @throws PreviewFailure if there is none, it is malformed or its program is not written for Node.js
 */
export function readProject(directory: string): Project {
  const root = resolve(directory);
  if (!existsSync(root) || !statSync(root).isDirectory()) {
    throw new PreviewFailure(`no such directory: \`${directory}\``);
  }
  const path = PROJECT_FILES.map((file) => join(root, file)).find((file) => existsSync(file));
  if (path === undefined) {
    throw new PreviewFailure(
      `no Pulumi.yaml in \`${directory}\`: run in a Pulumi project or name one with --cwd`,
    );
  }
  const file = readYamlFile(path);
  if (!isYamlMap(file))
    throw new PreviewFailure(`Pulumi.yaml in \`${directory}\` is not a mapping of keys to values`);
  const name = file["name"];
  if (typeof name !== "string" || !/^[A-Za-z0-9_.-]{1,100}$/.test(name)) {
    throw new PreviewFailure(
      "Pulumi.yaml: `name` must be 1 to 100 letters, digits, `-`, `_` or `.`" +
        (name === undefined ? ", it is missing" : `, it is \`${String(name)}\``),
    );
  }
  const config = file["config"];
  const stackDirectory = typeof config === "string" ? config : file["stackConfigDir"];
  return {
    name,
    directory: root,
    ...readMain(root, file["main"]),
    runtime: readRuntime(
      file["runtime"],
      "Pulumi.yaml",
      "program",
      "; --state judges what exists of a stack in any language",
    ),
    stackDirectory: typeof stackDirectory === "string" ? join(root, stackDirectory) : root,
    extension: extname(path),
    settings: isYamlMap(config) ? readSettings(name, config) : [],
  };
}

function readMain(root: string, main: Yaml | undefined): Pick<Project, "programDirectory" | "entryPoint"> {
  if (typeof main !== "string" || main === "") return { programDirectory: root, entryPoint: "." };
  const path = resolve(root, main);
  if (!existsSync(path))
    throw new PreviewFailure(`Pulumi.yaml: \`main\` names \`${main}\`, which does not exist`);
  if (statSync(path).isDirectory()) return { programDirectory: path, entryPoint: "." };
  return { programDirectory: dirname(path), entryPoint: path.slice(dirname(path).length + 1) };
}

/**
 * Reads `runtime`, a name or `{name, options}`.
 * @param instead what helps who has it in another language
 * @throws PreviewFailure if it is not `nodejs` or an option has the wrong type
 */
export function readRuntime(
  runtime: Yaml | undefined,
  file: string,
  what: string,
  instead = "",
): NodeRuntime {
  const name = isYamlMap(runtime) ? runtime["name"] : runtime;
  if (name !== "nodejs") {
    throw new PreviewFailure(
      typeof name === "string"
        ? `${file}: the ${what} is written for \`${name}\`; the offline preview runs \`nodejs\` only${instead}`
        : `${file}: \`runtime\` is missing; expected \`nodejs\``,
    );
  }
  const options = isYamlMap(runtime) && isYamlMap(runtime["options"]) ? runtime["options"] : {};
  const option = <T extends "boolean" | "string">(key: string, type: T) => {
    const value = options[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== type)
      throw new PreviewFailure(`${file}: runtime option \`${key}\` must be a ${type}`);
    return value;
  };
  return {
    typescript: option("typescript", "boolean") !== false,
    tsconfig: String(option("tsconfig", "string") ?? ""),
    nodeArguments: splitWords(String(option("nodeargs", "string") ?? "")),
  };
}

/** Splits a command line into words as a POSIX shell does, without expansion. */
export function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const [, double, single, escaped, plain] of line.matchAll(
    /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)|(\s+|[^\s"'\\]+)/g,
  )) {
    if (plain !== undefined && plain.trim() === "") {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + (double?.replace(/\\(["\\])/g, "$1") ?? single ?? escaped ?? plain ?? "");
    }
  }
  return word === undefined ? words : [...words, word];
}

const isOwnKey = (project: string, key: string): boolean =>
  !key.includes(":") || key.startsWith(`${project}:`);

function readSettings(project: string, config: YamlMap): readonly DeclaredSetting[] {
  const mistakes: string[] = [];
  const settings = Object.entries(config).map(([key, entry]): DeclaredSetting => {
    if (!isYamlMap(entry)) return { key, type: undefined, secret: false, value: entry ?? undefined };
    const own = isOwnKey(project, key);
    const type = readType(entry);
    const { default: byDefault, value } = entry;
    if (present(byDefault) && present(value)) mistakes.push(`\`${key}\` has both \`default\` and \`value\``);
    if (!own && type !== undefined)
      mistakes.push(`\`${key}\` is not namespaced by the project and cannot have a type`);
    if (!own && present(byDefault)) mistakes.push(`\`${key}\` needs \`value\` instead of \`default\``);
    if (!own && !present(value)) mistakes.push(`\`${key}\` needs a \`value\``);
    if (type?.name === "array" && type.items === undefined)
      mistakes.push(`\`${key}\` is an array without \`items\``);
    if (own && type !== undefined && present(byDefault) && !hasType(byDefault, type)) {
      mistakes.push(`the default of \`${key}\` is not of type \`${typeText(type)}\``);
    }
    const given = byDefault ?? value;
    return { key, type, secret: entry["secret"] === true, value: given ?? undefined };
  });
  if (mistakes.length > 0) throw new PreviewFailure(`Pulumi.yaml: ${mistakes.join("; ")}`);
  return settings;
}

const present = (value: Yaml | undefined): value is Exclude<Yaml, null> =>
  value !== undefined && value !== null;

function readType(entry: YamlMap): SettingType | undefined {
  const name = entry["type"];
  if (typeof name !== "string") return undefined;
  return { name, items: isYamlMap(entry["items"]) ? readType(entry["items"]) : undefined };
}

/** A type as Pulumi writes it, `array<string>`. */
export const typeText = (type: SettingType): string =>
  type.items === undefined ? type.name : `array<${typeText(type.items)}>`;

/** Whether a value fits a declared type; numbers and booleans may be written as text, as in the CLI. */
export function hasType(value: Yaml, type: SettingType): boolean {
  switch (type.name) {
    case "string":
      return typeof value === "string";
    case "integer":
      if (typeof value === "string") return /^[-+]?\d+$/.test(value);
      return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
    case "boolean":
      return typeof value === "boolean" || value === "true" || value === "false";
    case "object":
      return isYamlMap(value);
    default: {
      const { items } = type;
      return items !== undefined && Array.isArray(value) && value.every((item: Yaml) => hasType(item, items));
    }
  }
}
