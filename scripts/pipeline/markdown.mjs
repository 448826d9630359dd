// A digest as Markdown for a comment, a summary or an issue. Everything that a program, a policy or a resource name says
// stands in one fenced block: there it is text, whatever it looks like. Outside of it are this file's own words, numbers,
// and the stack's name, which has to look like one.

/** GitHub takes 65,536 characters for a comment or an issue; the rest is for what stands around the blocks. */
export const MOST_CHARACTERS = 60_000;
const MOST_LINE = 500;
const MOST_PROPERTIES = 12;
const MOST_ERROR_LINES = 10;

const SIGNS = { create: "+", import: "+", delete: "-", replace: "!", update: "~" };

/** Control characters, and those that are not seen but reorder or hide what stands beside them. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;

/** One line of text as it can be shown. */
export function shown(text) {
  const line = String(text).replace(/\s+/g, " ").replace(INVISIBLE, "\u{FFFD}");
  return line.length > MOST_LINE ? `${line.slice(0, MOST_LINE)} …` : line;
}

/** Lines as a block that none of them can end: its fence is longer than any run of backticks in it. The end is cut off. */
export function fenced(lines, most = MOST_CHARACTERS) {
  const kept = [];
  let size = 0;
  for (const line of lines) {
    size += line.length + 1;
    if (size > most) break;
    kept.push(line);
  }
  if (kept.length < lines.length) kept.push(`… and ${lines.length - kept.length} more lines`);
  const longest = Math.max(2, ...kept.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = "`".repeat(longest + 1);
  return [`${fence}diff`, ...kept, fence];
}

/**
 * A stack's name, which appears outside of the block.
 * @throws RangeError where it is none
 */
export function stackName(name) {
  if (!/^[A-Za-z0-9_.-]{1,100}$/.test(name)) throw new RangeError(`\`${shown(name)}\` is no name of a stack`);
  return name;
}

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** What operations are called: the digest's word for one stands inside of the block only. */
const WORDS = {
  preview: { create: "to create", update: "to update", replace: "to replace", delete: "to delete" },
  drift: { update: "changed", delete: "gone" },
};

const own = (table, key) => (Object.hasOwn(table, key) ? table[key] : undefined);

/** How many resources by operation, like `2 to create, 1 to replace`. */
export function totals({ kind, changes }) {
  const numbers = new Map();
  for (const { op } of changes) {
    const word = own(WORDS[kind], op) ?? "other";
    numbers.set(word, (numbers.get(word) ?? 0) + 1);
  }
  return [...numbers].map(([word, number]) => `${number} ${word}`).join(", ");
}

const signOf = (op) => own(SIGNS, op) ?? "~";

function changeLines({ op, type, name, properties, replaceBecause }) {
  const parts = [`${signOf(op)} ${shown(op)} ${shown(type)} ${shown(name)}`];
  const because = replaceBecause.length > 0 ? `replaced because of ${listed(replaceBecause)}` : "";
  const what = op === "update" || op === "replace" ? listed(properties) : "";
  for (const detail of [because, what]) if (detail !== "") parts.push(`    ${detail}`);
  return parts;
}

const listed = (texts) => {
  const first = texts.slice(0, MOST_PROPERTIES).map(shown).join(", ");
  return texts.length > MOST_PROPERTIES ? `${first} and ${texts.length - MOST_PROPERTIES} more` : first;
};

const violationLines = ({ level, policy, resource, message }) => [
  `${level === "mandatory" ? "-" : "!"} ${shown(level)} ${shown(policy)} ${shown(resource)}`,
  `    ${shown(message)}`,
];

/** The first lines of an error: what follows is a stack trace. */
function errorLines({ resource, message }) {
  const lines = message.split("\n").map(shown);
  const first = lines.slice(0, MOST_ERROR_LINES).filter((line) => line.trim() !== "");
  return [`- ${shown(resource) || "the program"}`, ...first.map((line) => `    ${line.trim()}`)];
}

/** The CLI's exit code for changes where none were expected. */
const CHANGES_NOT_EXPECTED = 7;

/** Whether a check came to its end and found something. */
export const hasDrifted = ({ kind, exitCode }) => kind === "drift" && exitCode === CHANGES_NOT_EXPECTED;

const isMandatory = ({ level }) => level === "mandatory";

/** The heading of a preview, in words of this file. */
function verdict(digest) {
  if (digest.violations.some(isMandatory)) return "❌ rejected by the policy pack";
  if (digest.exitCode !== 0) return "❌ failed";
  return digest.changes.length === 0 ? "✅ no changes" : `✅ ${totals(digest)}`;
}

/** What stands in the blocks: violations first, since what is cut off is the end. */
export function blocks({ changes, violations, errors }) {
  const mandatory = violations.filter(isMandatory);
  const others = violations.filter((one) => !isMandatory(one));
  return [
    ...(mandatory.length > 0 ? ["# Violations", ...mandatory.flatMap(violationLines), ""] : []),
    ...(errors.length > 0 ? ["# Errors", ...errors.flatMap(errorLines), ""] : []),
    ...(changes.length > 0 ? ["# Resources", ...changes.flatMap(changeLines), ""] : []),
    ...(others.length > 0
      ? ["# Advice, and what cannot be decided yet", ...others.flatMap(violationLines)]
      : []),
  ];
}

/** The preview of a stack, for a comment or for whoever approves it; `most` characters of what others wrote. */
export function previewText(digest, most = MOST_CHARACTERS) {
  const stack = stackName(digest.stack);
  const lines = blocks(digest);
  return [
    `## Preview of \`${stack}\`: ${verdict(digest)}`,
    "",
    `${count(digest.changes.length, "resource")} to change, ${count(digest.violations.filter(isMandatory).length, "violation")}, ${digest.violations.filter((one) => !isMandatory(one)).length} advisory or undecided`,
    "",
    ...(lines.length > 0 ? [...fenced(lines, most), ""] : []),
    "Values of resources are left out on purpose, here and in the run's log.",
    "",
  ].join("\n");
}

/** What a refresh found, for an issue. */
export function driftText(digest, runUrl) {
  const stack = stackName(digest.stack);
  return [
    `Stack \`${stack}\` is not as it was deployed: ${totals(digest)}.`,
    "",
    ...fenced(blocks(digest)),
    "",
    "Somebody or something other than the pipeline changed these. Take the change over into the program, or run the",
    "deployment again with `--refresh`, which puts them back. This issue is updated by each check, and closed by the first",
    "that finds nothing.",
    "",
    `Last check: ${runUrl}`,
    "",
  ].join("\n");
}
