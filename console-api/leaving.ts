/** What leaves the function: fields that the schema names, with values of the types it names, and nothing else. */

import { ENUMS, OBJECTS } from "./schema-table";
import { visible } from "./visible";

/** Texts of several lines; in every other one a line feed is a character to be made visible. */
const OF_SEVERAL_LINES: ReadonlySet<string> = new Set(["Narrower.text"]);

function scalar(type: string, value: unknown, path: string): unknown {
  switch (type) {
    case "Boolean":
      if (typeof value === "boolean") return value;
      break;
    case "Int":
      // GraphQL 3.5.1: 32 bits.
      if (Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31) return value;
      break;
    case "Float":
      if (Number.isFinite(value)) return value;
      break;
    case "AWSDateTime":
      if (typeof value === "string" && !Number.isNaN(Date.parse(value))) return value;
      break;
    case "ID":
    case "String":
      if (typeof value === "string") return visible(value, OF_SEVERAL_LINES.has(path));
      break;
    default:
      if (typeof value === "string" && ENUMS[type]?.includes(value)) return value;
  }
  throw new TypeError(`\`${path}\` of an answer is no \`${type}\``);
}

/**
 * A resolver's answer as the schema's `type` (or a list of it): every other property left out, every text visible.
 * @throws TypeError where a value is not of its type, which is a mistake of the resolver
 */
export function leaving(type: string, value: unknown, path = type): unknown {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map((item) => leaving(type, item, path));
  const fields = OBJECTS[type];
  if (fields === undefined) return scalar(type, value, path);
  if (typeof value !== "object") throw new TypeError(`\`${path}\` of an answer is no \`${type}\``);
  const known: Readonly<Record<string, unknown>> = { ...value };
  return Object.fromEntries(
    Object.entries(fields).map(([name, inner]) => [name, leaving(inner, known[name], `${type}.${name}`)]),
  );
}
