/** Whether the Pulumi CLI has the commands and flags that pages use: by itself where it is installed, else by a record. */

import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { SETTING_KEYS } from "../../config/settings";
import { ENVIRONMENT } from "../real-parts";
import type { Call } from "./observe";
import { ROOT } from "./pages";

/** A command of the CLI, by what its own documentation says. */
export interface PulumiCommand {
  /** What follows its name, such as `<key> [value]`. */
  readonly usage: string;
  /** Other words for the last one of its name. */
  readonly aliases: readonly string[];
  /** Such as `-s, --stack string`, those of every command left out. */
  readonly flags: readonly string[];
}

/** What the CLI understands. */
export interface PulumiCli {
  readonly version: string;
  /** Flags of every command. */
  readonly flags: readonly string[];
  /** By name without `pulumi`, such as `config set`. */
  readonly commands: { readonly [name: string]: PulumiCommand };
}

export const RECORD = join(__dirname, "pulumi-cli.json");

export const recordedCli = (): PulumiCli => JSON.parse(readFileSync(RECORD, "utf8")) as PulumiCli;

/** Writes the record, in the form that the style check wants. */
export function writeRecord(cli: PulumiCli): void {
  writeFileSync(RECORD, `${JSON.stringify(cli, null, 2)}\n`);
  const biome = require.resolve("@biomejs/biome/bin/biome");
  execFileSync(process.execPath, [biome, "format", "--write", RECORD], { stdio: "ignore" });
}

/** The commands that an operator of a stack meets; the others are of Pulumi Cloud alone, or make packages. */
const MET: ReadonlySet<string> = new Set([
  ...[
    "about",
    "cancel",
    "config",
    "destroy",
    "import",
    "install",
    "login",
    "logout",
    "new",
    "org",
    "plugin",
    "policy",
  ],
  ...["preview", "refresh", "stack", "state", "up", "version", "whoami"],
]);

const section = (page: string, heading: string): string =>
  new RegExp(`^## ${heading}\\n\\n\`\`\`\\n([\\s\\S]*?)^\`\`\`$`, "m").exec(page)?.[1] ?? "";

/** `-s, --stack string` of a line of help, without what it means. */
const flagsIn = (lines: string): readonly string[] =>
  lines.split("\n").flatMap((line) => {
    const found = /^ +(?:(-\w), )?(--[\w-]+)(?: (\S+(?: \S+)*?))? {2,}/.exec(`${line}  `);
    if (found === null) return [];
    const [, short, long, value] = found;
    return [`${short === undefined ? "" : `${short}, `}${long}${value === undefined ? "" : ` ${value}`}`];
  });

/**
 * What the installed CLI understands, asked of itself.
 * @param wanted whether the command of this name matters, since each takes a start of the CLI
 */
export async function installedCli(wanted: (name: string) => boolean = () => true): Promise<PulumiCli> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-commands-"));
  const env = { ...ENVIRONMENT, PULUMI_HOME: join(folder, "home"), PULUMI_SKIP_UPDATE_CHECK: "true" };
  const pulumi = async (...args: readonly string[]) =>
    (await promisify(execFile)("pulumi", [...args], { env })).stdout;
  try {
    const version = (await pulumi("version")).trim();
    await pulumi("gen-markdown", folder);
    const pages = readdirSync(folder)
      .filter((name) => MET.has(/^pulumi_([a-z-]+)/.exec(name)?.[1] ?? ""))
      .map((file) => [file.slice("pulumi_".length, -".md".length).replaceAll("_", " "), file] as const)
      .filter(([name]) => wanted(name))
      .map(([name, file]) => [name, readFileSync(join(folder, file), "utf8")] as const);
    const flags = flagsIn(section(readFileSync(join(folder, "pulumi.md"), "utf8"), "Options"));
    const commands = await Promise.all(
      pages.map(async ([name, page]) => {
        const [, usage = ""] = new RegExp(`^pulumi ${name} ?(.*\\[flags\\].*)$`, "m").exec(page) ?? [];
        const [, aliases = ""] =
          /^Aliases:\n {2}(.*)$/m.exec(await pulumi(...name.split(" "), "--help")) ?? [];
        const own = flagsIn(
          `${section(page, "Options")}${section(page, "Options inherited from parent commands")}`,
        );
        return [
          name,
          {
            usage: usage.replaceAll(/ ?\[(?:flags|--)\]/g, "").trim(),
            aliases: aliases.split(", ").filter((alias) => alias !== "" && alias !== name.split(" ").at(-1)),
            flags: own.filter((flag) => !flags.includes(flag)),
          },
        ] as const;
      }),
    );
    return { version, flags, commands: Object.fromEntries(commands) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The command that words begin with, by its own name and in as many words as it has. */
export function commandOf(cli: PulumiCli, words: readonly string[]): string | undefined {
  const named = (length: number): string | undefined => {
    const parents = words.slice(0, length - 1).join(" ");
    const last = words[length - 1] ?? "";
    const found = Object.entries(cli.commands).find(
      ([name, { aliases }]) =>
        name === [parents, last].filter((part) => part !== "").join(" ") ||
        (aliases.includes(last) && name.split(" ").slice(0, -1).join(" ") === parents),
    );
    return found?.[0];
  };
  return [3, 2, 1]
    .filter((length) => length <= words.length)
    .map(named)
    .find((name) => name !== undefined);
}

/** How many arguments a usage line such as `<key> [value]` or `[resource-urn]...` takes. */
function arity(usage: string): readonly [least: number, most: number] {
  const parts = usage.split(" ").filter((part) => part !== "");
  const repeated = parts.some((part) => part.endsWith("..."));
  return [
    parts.filter((part) => part.startsWith("<")).length,
    repeated ? Number.POSITIVE_INFINITY : parts.length,
  ];
}

/** What the program knows beyond the CLI: a setting's or an output's name. */
export interface Known {
  readonly outputs: readonly string[];
}

const SETTINGS: readonly string[] = [...SETTING_KEYS, "aws:region"];

/** The program in `access/`, which commands name by `-C access`: its settings and outputs as its own files have them. */
function accessProgram(): { readonly settings: readonly string[]; readonly outputs: readonly string[] } {
  const file = (name: string) => readFileSync(join(ROOT, "access", name), "utf8");
  const { config } = parse(file("Pulumi.yaml")) as { readonly config: object };
  const outputs = [...file("index.ts").matchAll(/^export const (\w+)/gm)].map(([, name = ""]) => name);
  return { settings: [...Object.keys(config), "aws:region"], outputs };
}

function wrongName(
  name: string,
  args: readonly string[],
  known: Known,
  folder: string | undefined,
): string | undefined {
  const [first] = args;
  if (folder !== undefined && folder !== "access") return `\`${folder}\` is no program of this repository`;
  if (first === undefined) return undefined;
  const { settings, outputs } =
    folder === undefined ? { settings: SETTINGS, outputs: known.outputs } : accessProgram();
  if (/^config (?:get|set|remove)$/.test(name)) {
    const setting = first.replace(/[[.].*$/, "");
    return settings.includes(setting) ? undefined : `\`${setting}\` is no setting of the program`;
  }
  if (name === "stack output") return outputs.includes(first) ? undefined : `\`${first}\` is no output`;
  return undefined;
}

/** What is wrong with one call; `undefined`: nothing. */
function problem(cli: PulumiCli, args: readonly string[], known: Known): string | undefined {
  const name = commandOf(cli, args);
  const command = name === undefined ? undefined : cli.commands[name];
  if (name === undefined || command === undefined) return "no such command";
  const length = name.split(" ").length;
  const flags = new Map(
    [...cli.flags, ...command.flags].flatMap((flag) => {
      const [, short, long = "", value] = /^(?:(-\w), )?(--[\w-]+)(?: (.+))?$/.exec(flag) ?? [];
      const takesValue = value !== undefined && !value.includes("[=");
      return [short, long].filter((one) => one !== undefined).map((one) => [one, takesValue] as const);
    }),
  );
  const positional: string[] = [];
  let folder: string | undefined;
  for (let index = length; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (arg === "--") {
      positional.push(...args.slice(index + 1));
      break;
    }
    if (!/^-./.test(arg)) {
      positional.push(arg);
      continue;
    }
    const [flag = "", value] = arg.split("=", 2);
    const takesValue = flags.get(flag);
    if (takesValue === undefined) return `no such flag \`${flag}\``;
    if (takesValue && value === undefined && ++index >= args.length) return `flag \`${flag}\` needs a value`;
    if (flag === "-C" || flag === "--cwd") folder = value ?? args[index];
  }
  const [least, most] = arity(command.usage);
  if (positional.length < least || positional.length > most) return `takes \`${command.usage}\``;
  return wrongName(name, positional, known, folder);
}

/** Complaints about calls of the CLI, each with its place; empty: it understands all of them. */
export const pulumiComplaints = (cli: PulumiCli, calls: readonly Call[], known: Known): readonly string[] =>
  calls.flatMap(({ place, args }) => {
    const wrong = problem(cli, args, known);
    return wrong === undefined ? [] : [`${place}: pulumi ${args.join(" ")}: ${wrong}`];
  });
