import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { messageOf, PreviewFailure } from "./failure";
import { count } from "./render/layout";

/** What the user asked for. Paths are absolute. */
export interface PreviewArguments {
  readonly cwd: string;
  /** `""` for a state whose stack was not named. */
  readonly stack: string;
  /** `organization` unless the stack was named `<org>/<stack>`. */
  readonly organization: string;
  /** Policy packs in order, each with its configuration file if it has one. */
  readonly packs: readonly PackArgument[];
  readonly invokes: string | undefined;
  readonly materialise: boolean;
  readonly timeoutSeconds: number;
  readonly format: (typeof FORMATS)[number];
  readonly out: string | undefined;
  /** The plan that this one is compared with. */
  readonly base: string | undefined;
  /** The state of a stack that is judged instead of a program. */
  readonly state: string | undefined;
  /** Violations that are let pass. */
  readonly baseline: string | undefined;
  /** Where the violations that are found are written to. */
  readonly writeBaseline: string | undefined;
  readonly verbose: boolean;
  readonly help: boolean;
}

/** What a result can be written as. */
export const FORMATS = ["text", "json", "markdown", "html", "sarif"] as const;

export interface PackArgument {
  readonly directory: string;
  readonly config: string | undefined;
}

const OPTIONS = {
  cwd: { type: "string" },
  stack: { type: "string" },
  "policy-pack": { type: "string", multiple: true },
  "policy-pack-config": { type: "string", multiple: true },
  invokes: { type: "string" },
  materialise: { type: "string" },
  timeout: { type: "string" },
  format: { type: "string" },
  out: { type: "string" },
  base: { type: "string" },
  state: { type: "string" },
  baseline: { type: "string" },
  "write-baseline": { type: "string" },
  verbose: { type: "boolean" },
  help: { type: "boolean" },
} as const;

export const USAGE = `usage: npm run preview -- [options]

Previews a Pulumi Node.js program and judges it by policy packs, without the Pulumi CLI, a provider, credentials or a
network. Exit code 0: no mandatory violation; 1: at least one; 2: program, configuration or arguments failed.

  --cwd DIR                   the Pulumi project (default: this one)
  --stack NAME                the stack (default: dev)
  --policy-pack DIR           a policy pack, repeatable (default: this project's policy-pack/)
  --policy-pack-config FILE   configuration of a pack, repeatable; paired with the packs in order
  --invokes FILE              answers for lookups that need a provider
  --materialise all|none      stand-ins for values that AWS will choose, or unknowns as the CLI sees them (default: all)
  --timeout SECONDS           limit for the whole preview (default: 60)
  --format FORMAT             text, json, markdown, html or sarif (default: text)
  --base PLAN.json            say what changes against this plan, which --format json wrote
  --state EXPORT.json         judge what \`pulumi stack export\` wrote, in any language, instead of running a program
  --baseline FILE             let the violations in this file pass; only others count
  --write-baseline FILE       write the violations to this file; with --baseline, what is left of them
  --out FILE                  write the result to a file instead of standard output
  --verbose                   stack traces, everything that program and packs print
  --help                      this text
`;

/** Of stacks, projects and organisations. */
const NAME = /^[A-Za-z0-9_.-]{1,100}$/;

/**
 * Reads the command line.
 * @param home the checkout whose project and policy pack are the defaults
 * @param directory what relative paths start from
 * @throws PreviewFailure naming every mistake
 */
export function readArguments(argv: readonly string[], home: string, directory: string): PreviewArguments {
  const values = parse(argv);
  const mistakes: string[] = [];
  const choice = <T extends string>(
    option: string,
    value: string | undefined,
    choices: readonly [T, ...T[]],
  ): T => {
    const found = choices.find((candidate) => candidate === (value ?? choices[0]));
    if (found === undefined) mistakes.push(`--${option} \`${value}\` is not one of ${choices.join(", ")}`);
    return found ?? choices[0];
  };
  const path = (value: string) => resolve(directory, value);
  const format = choice("format", values.format, FORMATS);
  const materialise = choice("materialise", values.materialise, ["all", "none"]);
  const timeoutSeconds = Number(values.timeout ?? "60");
  if (!(timeoutSeconds > 0) || timeoutSeconds > 86_400) {
    mistakes.push(`--timeout \`${values.timeout}\` is not a number of seconds above 0 and up to 86400`);
  }
  const named = values.stack ?? (values.state === undefined ? "dev" : undefined);
  const names = named?.split("/").reverse() ?? [];
  if (names.length > 3 || !names.every((name) => NAME.test(name) && !/^\.+$/.test(name))) {
    mistakes.push(`--stack \`${named}\` is not a stack name: letters, digits, \`-\`, \`_\` and \`.\``);
  }
  if (values.state !== undefined) {
    for (const option of ["invokes", "materialise"] as const) {
      if (values[option] !== undefined)
        mistakes.push(`--${option} has no use with --state: no program runs, and what exists is known`);
    }
  }
  const [stack = "", project, organization] = names;
  const packs = values["policy-pack"]?.map(path) ?? [resolve(home, "policy-pack")];
  const configs = values["policy-pack-config"]?.map(path) ?? [];
  if (configs.length > packs.length) {
    mistakes.push(
      `${configs.length} --policy-pack-config for ${count(packs.length, "policy pack")}: they pair in order`,
    );
  }
  if (mistakes.length > 0) throw new PreviewFailure(mistakes.join("; "));
  return {
    cwd: values.cwd === undefined ? home : path(values.cwd),
    stack,
    organization: organization ?? project ?? "organization",
    packs: packs.map((pack, index) => ({ directory: pack, config: configs[index] })),
    invokes: values.invokes === undefined ? undefined : path(values.invokes),
    materialise: materialise === "all",
    timeoutSeconds,
    format,
    out: values.out === undefined ? undefined : path(values.out),
    base: values.base === undefined ? undefined : path(values.base),
    state: values.state === undefined ? undefined : path(values.state),
    baseline: values.baseline === undefined ? undefined : path(values.baseline),
    writeBaseline: values["write-baseline"] === undefined ? undefined : path(values["write-baseline"]),
    verbose: values.verbose ?? false,
    help: values.help ?? false,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: false, strict: true }).values;
  } catch (error) {
    const message = messageOf(error);
    const unknown = /^Unknown option '([^']*)'/.exec(message)?.[1];
    const stray = /^Unexpected argument '([^']*)'/.exec(message)?.[1];
    const ambiguous = /^Option '(--[^ ']+)[^']*' argument is ambiguous/.exec(message)?.[1];
    if (ambiguous !== undefined)
      throw new PreviewFailure(
        `\`${ambiguous}\` is followed by another option instead of its value; a value that begins with \`-\` is given as \`${ambiguous}=-…\``,
      );
    const accepted = Object.keys(OPTIONS)
      .map((option) => `--${option}`)
      .join(", ");
    if (unknown !== undefined)
      throw new PreviewFailure(`unknown option \`${unknown}\`: accepted are ${accepted}`);
    if (stray !== undefined)
      throw new PreviewFailure(`unexpected argument \`${stray}\`: accepted are ${accepted}`);
    const first = message.split("\n")[0]?.replace(/'/g, "`") ?? "";
    throw new PreviewFailure(first.charAt(0).toLowerCase() + first.slice(1));
  }
}
