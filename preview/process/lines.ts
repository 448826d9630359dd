import type { Readable } from "node:stream";

/** Calls `line` for each line of a stream, the unfinished last one included. */
export function eachLine(stream: Readable, line: (text: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const parts = `${rest}${chunk}`.split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) line(part.replace(/\r$/, ""));
  });
  stream.on("end", () => {
    if (rest !== "") line(rest);
  });
}

/** A text without colours and other terminal control. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
export const withoutControl = (text: string): string => text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "");
