import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { parseDocument, type ScalarTag } from "yaml";
import { messageOf, PreviewFailure } from "../failure";

/** YAML data; integers are bigints so that none loses digits. */
export type Yaml = null | boolean | number | bigint | string | readonly Yaml[] | YamlMap;
export interface YamlMap {
  readonly [key: string]: Yaml;
}

export const isYamlMap = (value: Yaml | undefined): value is YamlMap =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Integers as go-yaml reads them: a leading zero means octal if the digits allow it, and `_` separates digits. */
const goInteger: ScalarTag = {
  tag: "tag:yaml.org,2002:int",
  identify: (value) => typeof value === "bigint",
  default: true,
  test: /^[-+]?(?:0[0-7_]+|[1-9][0-9]*_[0-9_]*)$/,
  resolve: (text) => {
    const negative = text.startsWith("-");
    const digits = text.replace(/^[-+]/, "").replace(/_/g, "");
    const value = BigInt(digits.startsWith("0") ? `0o${digits.slice(1)}` : digits);
    return negative ? -value : value;
  },
};

const DATE =
  /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|[ \t]+)\d{1,2}:\d\d:\d\d(?:\.\d+)?(?:[ \t]*(?:Z|[-+]\d\d?(?::?\d\d)?))?)?$/;

/** Dates as Go prints them, `2024-01-02 00:00:00 +0000 UTC`. */
const goDate: ScalarTag = {
  tag: "tag:yaml.org,2002:timestamp",
  default: true,
  test: DATE,
  resolve: (text) => {
    const zoned = /(?:Z|[-+]\d\d?(?::?\d\d)?)$/.test(text.slice(10)) || text.length <= 10;
    const date = new Date(zoned ? text : `${text}Z`);
    if (Number.isNaN(date.getTime())) return text;
    const iso = date.toISOString();
    const fraction = iso.slice(19, 23).replace(/\.?0+$/, "");
    return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${fraction} +0000 UTC`;
  },
};

/**
 * Reads a YAML (or JSON) file.
 * @returns `undefined` if there is no such file
 * @throws PreviewFailure if it cannot be read or parsed, with line and column
 */
export function readYamlFile(path: string): Yaml | undefined {
  const name = basename(path);
  let text: string;
  try {
    text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new PreviewFailure(`cannot read \`${path}\`: ${messageOf(error)}`);
  }
  const document = parseDocument(text, {
    intAsBigInt: true,
    prettyErrors: true,
    customTags: (tags) => [goInteger, goDate, ...tags],
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const at = error.linePos?.[0];
    const where = at === undefined ? name : `${name}:${at.line}:${at.col}`;
    const reason = (error.message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
    throw new PreviewFailure(`malformed YAML at ${where}: ${reason}`, error.message);
  }
  try {
    return document.toJS() as Yaml;
  } catch (thrown) {
    throw new PreviewFailure(`malformed YAML in ${name}: ${messageOf(thrown)}`);
  }
}

/** JSON as Go's `encoding/json` writes it: keys sorted, `<`, `>` and `&` escaped. */
export function goJson(value: Yaml): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "string") return escapeHtml(JSON.stringify(value));
  if (Array.isArray(value)) return `[${value.map(goJson).join(",")}]`;
  if (!isYamlMap(value)) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, entry]) => `${escapeHtml(JSON.stringify(key))}:${goJson(entry)}`).join(",")}}`;
}

/** The characters that Go escapes for the sake of HTML, and that JavaScript does not. */
export const escapeHtml = (json: string): string =>
  json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
