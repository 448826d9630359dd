import { isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { withoutControl } from "./lines";

/** Where in the user's own files a program failed. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A place as a person reads it and an editor opens it. */
export const placeText = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

const FRAME = /(?:\(|^\s*at (?:async )?)((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*?):(\d+):(\d+)\)?\s*$/;
/** The head of a syntax error's stack: the file and its line. */
const HEAD = /^(\/[^\n:]+|file:\/\/[^\n]+):(\d+)$/m;
/** How TypeScript and esbuild name the place of a mistake. */
const COMPILER = /^\s*([^\s():]+\.[cm]?[jt]sx?)(?:\((\d+),(\d+)\)|:(\d+):(\d+))/m;

/** The first frame of a stack trace that is in the user's own files: no package, nothing of Node.js. */
export function firstOwnFrame(stack: string, directory: string): Place | undefined {
  for (const line of stack.split("\n")) {
    const [, path, row, column] = FRAME.exec(line) ?? [];
    if (path === undefined || /[\\/]node_modules[\\/]/.test(path) || path.startsWith("node:")) continue;
    return place(path, Number(row), Number(column), directory);
  }
  return undefined;
}

/** The place that a compiler names, in its message or at the head of the stack. */
export function compilerPlace(text: string, directory: string): Place | undefined {
  const [, file, row, column, row2, column2] = COMPILER.exec(text) ?? [];
  if (file !== undefined) return place(file, Number(row ?? row2), Number(column ?? column2), directory);
  const [, path, line] = HEAD.exec(text) ?? [];
  return path === undefined || path.includes("node_modules")
    ? undefined
    : place(path, Number(line), 1, directory);
}

function place(path: string, line: number, column: number, directory: string): Place {
  const file = path.startsWith("file://") ? fileURLToPath(path) : path;
  const inside = isAbsolute(file) ? relative(directory, file) : file;
  return { file: inside.startsWith(`..${sep}`) ? file : inside, line, column };
}

/**
 * What went wrong, out of what the SDK's runner logs: without its own introduction, colours, Node.js's brackets around
 * an error that has no stack, and the stack itself. A list of mistakes keeps its lines.
 */
export function errorText(logged: string): string {
  const text = withoutControl(logged).replace(
    /^(?:\[runtime\] )?Running program '[^\n]*' failed with an unhandled exception:\n\s*/,
    "",
  );
  const unwrapped = text.replace(/^(?:<ref \*\d+> )?\[([\s\S]*?)\](?: \{[\s\S]*)?$/, "$1");
  const lines: string[] = [];
  for (const line of unwrapped.split("\n")) {
    if (/^\s+at /.test(line)) break;
    lines.push(line.trimEnd());
  }
  const told = lines.filter((line) => line.trim() !== "").map((line) => line.replaceAll("\t", "  "));
  // Two lines are a sentence and its continuation, more are a list.
  const message = told.length > 2 ? told.join("\n") : told.map((line) => line.trim()).join("; ");
  return message.replace(/^(?:Uncaught )?(?:<ref \*\d+> )?Error: /, "").replace(/ \{$/, "");
}
