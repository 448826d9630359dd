import { readFileSync } from "node:fs";
import { messageOf, PreviewFailure } from "../failure";

/**
 * Reads a JSON file that the user named on the command line; an empty one is `undefined`.
 * @param option the option that named it
 * @throws PreviewFailure if it cannot be read or is not JSON, with line and column where these are known
 */
export function readJsonFile(path: string, option: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8").trim();
  } catch (error) {
    throw new PreviewFailure(`cannot read ${option} \`${path}\`: ${messageOf(error)}`);
  }
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PreviewFailure(`${option} \`${path}\` is not JSON: ${mistake(messageOf(error), text)}`);
  }
}

/** What JavaScript complains of, without the excerpt of the file that it may quote, and where. */
function mistake(message: string, text: string): string {
  const position = / at position (\d+)/.exec(message)?.[1];
  const what = (/^(?:[^,"]|'[^']*')*/.exec(message)?.[0] ?? message)
    .replace(/ in JSON at position.*$/s, "")
    .trim();
  const sentence = what.charAt(0).toLowerCase() + what.slice(1);
  if (position === undefined) return sentence;
  const before = text.slice(0, Number(position)).split("\n");
  return `${sentence} at ${before.length}:${(before.at(-1) ?? "").length + 1}`;
}
