import { isList, isMap, type Value } from "./unknown";

/** An object of a JSON text that has a key twice. */
export interface RepeatedKey {
  /** Where the object is: `Statement[0].Condition`; `""` for the outermost. */
  readonly path: string;
  readonly key: string;
}

/**
 * The first key that an object of a JSON text has twice; undefined where there is none. `JSON.parse` keeps the last of
 * them, other readers the first or none, so that such a text means one thing to one and another to the next.
 *
 * @param text JSON, as `JSON.parse` has accepted it
 * @param parsed what that gave: where it has as many members as the text, none is there twice
 */
export function repeatedKey(text: string, parsed: Value): RepeatedKey | undefined {
  return membersIn(text) === membersOf(parsed) ? undefined : find(text);
}

const QUOTE = 34;
const COLON = 58;

/** Outside of strings, JSON has one colon a member. */
function membersIn(text: string): number {
  let members = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charCodeAt(at);
    if (letter === QUOTE) at = endOfString(text, at);
    else if (letter === COLON) members += 1;
  }
  return members;
}

/** Where the string that begins at a quotation mark ends: at another one, before which stands no odd backslash. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text[first - 1] === "\\") first -= 1;
  return (at - first) % 2 === 1;
}

/** Without recursion: a text may be nested deeper than the call stack. */
function membersOf(parsed: Value): number {
  let members = 0;
  const waiting: Value[] = [parsed];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (isList(value)) for (const item of value) waiting.push(item);
    else if (isMap(value)) {
      for (const key of Object.keys(value)) {
        members += 1;
        const item = value[key];
        if (typeof item === "object" && item !== null) waiting.push(item);
      }
    }
  }
  return members;
}

/** An object or list that is open at some point of the text. */
interface Open {
  /** The keys so far; undefined in a list. */
  readonly keys: Set<string> | undefined;
  readonly path: string;
  /** The key or index of the member that is being read. */
  at: string | number;
}

function find(text: string): RepeatedKey | undefined {
  const open: Open[] = [];
  let isKey = false;
  for (let at = 0; at < text.length; at += 1) {
    const inner = open.at(-1);
    switch (text[at]) {
      case "{":
      case "[": {
        const keys = text[at] === "{" ? new Set<string>() : undefined;
        open.push({ keys, path: inner === undefined ? "" : below(inner), at: 0 });
        isKey = keys !== undefined;
        break;
      }
      case "}":
      case "]":
        open.pop();
        isKey = false;
        break;
      case ",":
        isKey = inner?.keys !== undefined;
        if (typeof inner?.at === "number") inner.at += 1;
        break;
      case '"': {
        const end = endOfString(text, at);
        if (isKey && inner?.keys !== undefined) {
          const key = JSON.parse(text.slice(at, end + 1)) as string;
          if (inner.keys.has(key)) return { path: inner.path, key };
          inner.keys.add(key);
          inner.at = key;
          isKey = false;
        }
        at = end;
      }
    }
  }
  return undefined;
}

function below({ path, at }: Open): string {
  if (typeof at === "number") return `${path}[${at}]`;
  return path === "" ? at : `${path}.${at}`;
}
