/**
 * Which programs a page's commands start, and with what. Bash itself reads them, with nothing on its path: the programs
 * that somebody answers for are functions that write the call down, and any other is an error. So nothing is started, and
 * nothing can be missed for being spelt in a way that a parser of ours would not know.
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Block, placeOf, ROOT } from "./pages";

/** A program that a page has the reader start. */
export interface Call {
  /** `README.md:30`: the block. */
  readonly place: string;
  readonly program: string;
  readonly args: readonly string[];
}

const FIELD = "\x1f";
const RECORD = "\x1e";
/** What pages may start; each is run or checked by a test. */
export const PROGRAMS = [
  "aws",
  "bash",
  "cat",
  "cp",
  "date",
  "git",
  "mkdir",
  "node",
  "npm",
  "npx",
  "pulumi",
] as const;

/** A loop that waits for a program never ends here, where it does nothing. */
const LIMIT_MS = 20_000;

/** Programs of this repository that pages name by their path. */
const ownPrograms = (): readonly string[] => [
  ...readdirSync(join(ROOT, "scripts"))
    .filter((name) => name.endsWith(".sh"))
    .map((name) => `scripts/${name}`),
  ".ci/run",
];

/** `status`: how each program ends. Two runs, one with either, see both sides of `&&`, `||` and `if`. */
function script(
  blocks: readonly Block[],
  values: { readonly [name: string]: string },
  status: 0 | 1,
): string {
  const lines = [
    "exec 3>&1 >/dev/null",
    "PATH=/nowhere",
    `seen() { { printf '%s\\037' "$PLACE" "$@"; printf '\\036'; } >&3; echo "\${ANSWER-word}"; return ${status}; }`,
    ...[...PROGRAMS, ...ownPrograms()].map((program) => `${program}() { seen ${program} "$@"; }`),
    'date() { ANSWER=1764000000 seen date "$@"; }',
    // There is nowhere to go; `&&` goes on all the same.
    "cd() { :; }",
  ];
  // What a program would have answered is put in the variable that took it.
  const answered = (line: string, name: string): string =>
    values[name] === undefined ? line : `${line}\n${name}='${values[name]}'`;
  for (const block of blocks) {
    const text = block.text.replaceAll(/^ *([A-Z][A-Z_]*)=(?:[^\n]*\\\n)*[^\n]*$/gm, answered);
    lines.push(`PLACE='${placeOf(block)}'`, text);
  }
  return lines.join("\n");
}

function observed(
  blocks: readonly Block[],
  values: { readonly [name: string]: string },
  status: 0 | 1,
): readonly Call[] {
  const folder = mkdtempSync(join(tmpdir(), "docs-"));
  // Pages write beside the checkout as well.
  const checkout = join(folder, "checkout");
  mkdirSync(checkout);
  try {
    const { stdout, stderr, error, signal } = spawnSync("bash", ["-c", script(blocks, values, status)], {
      cwd: checkout,
      encoding: "utf8",
      env: { HOME: folder },
      killSignal: "SIGKILL",
      timeout: LIMIT_MS,
    });
    if (error !== undefined || signal !== null) throw error ?? new Error(`bash ended by ${signal}`);
    if (stderr !== "") throw new Error(`bash does not understand ${blocks[0]?.page}: ${stderr.trim()}`);
    return stdout
      .split(RECORD)
      .filter((record) => record !== "")
      .map((record) => {
        const [place = "", program = "", ...args] = record.split(FIELD).slice(0, -1);
        return { place, program, args };
      });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Every call that the blocks of one page can make, each once.
 * @param values what the page's variables hold, by name, in the place of what a program would answer
 * @throws Error where bash has something to say, or does not come to an end
 */
export function callsOf(
  blocks: readonly Block[],
  values: { readonly [name: string]: string } = {},
): readonly Call[] {
  const seen = new Map<string, Call>();
  for (const status of [0, 1] as const) {
    for (const call of observed(blocks, values, status)) seen.set(JSON.stringify(call), call);
  }
  return [...seen.values()];
}

/**
 * Commands of a block by their first two words, as a reader's eye finds them: for a comparison with what was observed.
 */
export function spokenCommands({ text }: Block): readonly (readonly [program: string, first: string])[] {
  const code = text
    .replaceAll(/<<'(\w+)'\n[\s\S]*?\n\1$/gm, "")
    .replaceAll(/(^|\s)#.*$/gm, "$1")
    .replaceAll("\\\n", " ");
  const begin = /(?:^|&&|\|\|?|[;(!]|\b(?:then|do|else|if))\s*(?:[A-Z_]+=\S* +)*/;
  const programs = /(aws|bash|git|node|npm|npx|pulumi)\s+([\w./-]+)/;
  return [...code.matchAll(new RegExp(`${begin.source}${programs.source}`, "gm"))].map(
    ([, program = "", first = ""]) => [program, first] as const,
  );
}
