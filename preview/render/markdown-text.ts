/** Text of programs and documents as Markdown that shows it and obeys none of it: no markup, no link, no mention. */

import { printable } from "./layout";

const SPECIAL = /[\\`*_{}[\]()#+\-!|<>~$]/g;

/** Text between code spans. */
const escaped = (text: string): string =>
  printable(text)
    .replaceAll("&", "&amp;")
    .replace(SPECIAL, (character) =>
      character === "<" ? "&lt;" : character === ">" ? "&gt;" : `\\${character}`,
    )
    .replaceAll("@", "&#64;")
    // A word that begins like an address becomes a link, escaped or not.
    .replace(/\b(https?|ftp):\/\//gi, "$1&#58;//")
    .replace(/\bwww\./gi, "www&#46;");

/** A code span; in a table a bar would end the cell even inside of one. */
export function code(text: string): string {
  const shown = printable(text);
  if (shown === "") return "";
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 || /^ .* $/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`.replaceAll("|", "\\|");
}

/** A sentence whose quotations in backticks become code spans, as the pack's messages have them. */
export function sentence(text: string): string {
  const parts = text.split("`");
  // A backtick without its twin is text.
  const paired = parts.length % 2 === 1;
  return parts
    .map((part, at) => {
      if (at % 2 === 1 && (paired || at < parts.length - 1)) return code(part);
      return escaped(at % 2 === 1 ? `\`${part}` : part);
    })
    .join("");
}

/** A table with a heading, each cell Markdown already. */
export const table = (
  heading: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] => [
  `| ${heading.join(" | ")} |`,
  `|${" --- |".repeat(heading.length)}`,
  ...rows.map((row) => `| ${row.join(" | ")} |`),
];
