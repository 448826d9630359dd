/** The repository's Markdown pages as the tests of the documentation read them. */

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

export const ROOT = join(__dirname, "../..");

/** Not this repository's words: packages, results of builds, caches. */
const IGNORED: ReadonlySet<string> = new Set([".cache", ".git", "dist", "node_modules"]);

function markdownFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return IGNORED.has(entry.name) ? [] : markdownFiles(path);
    return entry.name.endsWith(".md") ? [relative(ROOT, path)] : [];
  });
}

/** Paths of all pages, from the top of the repository. */
export const PAGES: readonly string[] = markdownFiles(ROOT).toSorted();

export const pageText = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** A fenced block. */
export interface Block {
  readonly page: string;
  /** Line of its first text, from 1. */
  readonly line: number;
  /** The word behind the fence; empty where there is none. */
  readonly language: string;
  readonly text: string;
}

/** `README.md:30`, as an editor opens it. */
export const placeOf = ({ page, line }: Block): string => `${page}:${line}`;

/** The fenced blocks of a page, those inside lists without their indentation. */
export function blocksOf(page: string, text: string = pageText(page)): readonly Block[] {
  const blocks: Block[] = [];
  let open: { readonly fence: string; readonly line: number; readonly language: string } | undefined;
  let lines: string[] = [];
  text.split("\n").forEach((line, index) => {
    const [, indent = "", fence = "", language = ""] = /^( *)(```+)(\w*)/.exec(line) ?? [];
    if (open === undefined) {
      if (fence === "") return;
      open = { fence: indent + fence, line: index + 2, language };
      lines = [];
    } else if (line.trimEnd() === open.fence) {
      const { language: spoken, line: first } = open;
      blocks.push({ page, line: first, language: spoken, text: `${lines.join("\n")}\n` });
      open = undefined;
    } else {
      lines.push(line.slice(Math.min(open.fence.length - open.fence.trimStart().length, line.length)));
    }
  });
  if (open !== undefined) throw new Error(`${page}: the block at line ${open.line} does not end`);
  return blocks;
}

/** What a reader copies into a terminal. */
export const commandBlocks = (page: string): readonly Block[] =>
  blocksOf(page).filter(({ language }) => language === "sh");

/** The text between the marks of a part that a test keeps true. @throws Error where the page has none */
export function marked(page: string, name: string): string {
  const [, inner] =
    new RegExp(`<!-- ${name}:begin -->\n([\\s\\S]*?)<!-- ${name}:end -->`).exec(pageText(page)) ?? [];
  if (inner === undefined) throw new Error(`${page} has no part \`${name}\``);
  return inner;
}
