/** Arguments of a question, checked before a resolver sees them. AppSync knows their types, not their ranges. */

import { Refusal } from "./failures";
import { ENUMS, FIELDS } from "./schema-table";
import type { Fields } from "./surroundings";
import { quoted } from "./visible";

/** Whole numbers from `least` to `most`. */
interface Range {
  readonly least: number;
  readonly most: number;
}

/** Texts of at most `most` characters, each of which `letters` matches. */
interface Form {
  readonly most: number;
  readonly letters: RegExp;
  /** For the caller, such as `letters and digits`. */
  readonly words: string;
}

const RANGES: { readonly [argument: string]: Range } = {
  "securityGroups.first": { least: 1, most: 100 },
  "evidence.first": { least: 1, most: 500 },
  "missingPatches.first": { least: 1, most: 100 },
  "startEvidence.days": { least: 1, most: 90 },
};

/** Ids of questions and runs. One of role usage names a job for each role, so it is long. */
const ID: Form = { most: 2048, letters: /^[A-Za-z0-9._~:,=-]+$/, words: "letters, digits and `._~:,=-`" };

/** What paging.ts writes. */
const CURSOR: Form = { most: 4096, letters: /^[A-Za-z0-9._-]+$/, words: "letters, digits and `._-`" };

const FORMS: { readonly [argument: string]: Form } = {
  "missingPatches.instanceId": { most: 19, letters: /^i-[0-9a-f]+$/, words: "`i-` and hexadecimal digits" },
};

function mistakeInNumber(name: string, value: unknown, { least, most }: Range): string | undefined {
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return undefined;
  const said = typeof value === "number" ? ` \`${value}\`` : "";
  return `\`${name}\`${said} is no whole number in ${least}..${most}`;
}

function mistakeInText(name: string, value: unknown, { most, letters, words }: Form): string | undefined {
  if (typeof value !== "string") return `\`${name}\` is no text`;
  // The length first: a pattern need not see a megabyte.
  if (value.length < 1 || value.length > most) {
    return `\`${name}\` has ${value.length} characters; accepted are 1..${most}`;
  }
  return letters.test(value) ? undefined : `\`${name}\` ${quoted(value)} has other characters than ${words}`;
}

function mistakeIn(field: string, name: string, type: string, value: unknown): string | undefined {
  const key = `${field}.${name}`;
  const values = ENUMS[type];
  if (values !== undefined) {
    if (typeof value === "string" && values.includes(value)) return undefined;
    return `\`${name}\` is none of ${values.map((accepted) => `\`${accepted}\``).join(", ")}`;
  }
  if (type === "Int") {
    const range = RANGES[key];
    if (range === undefined) throw new TypeError(`\`${key}\` has no range`);
    return mistakeInNumber(name, value, range);
  }
  return mistakeInText(name, value, FORMS[key] ?? (name === "after" ? CURSOR : ID));
}

/** At most this many unknown names are told of. */
const MOST_NAMES = 3;

function unknownNames(field: keyof Fields, names: readonly string[]): readonly string[] {
  const unknown = names.filter((name) => !Object.hasOwn(FIELDS[field].arguments, name));
  const told = unknown.slice(0, MOST_NAMES).map((name) => `\`${field}\` has no argument ${quoted(name)}`);
  return unknown.length > MOST_NAMES ? [...told, `and ${unknown.length - MOST_NAMES} more of those`] : told;
}

/**
 * The arguments of a field, each of its type and in its range; `null` counts as absent. The type follows from the schema's
 * table, which a test keeps equal to the one that the compiler knows.
 * @throws Refusal `BadRequest` with all mistakes at once
 */
export function given<Name extends keyof Fields>(field: Name, asked: unknown): Fields[Name]["arguments"] {
  if (asked === undefined || asked === null) return given(field, {});
  if (typeof asked !== "object" || Array.isArray(asked)) {
    throw new Refusal("BadRequest", `arguments of \`${field}\` are no object`);
  }
  const mistakes = [...unknownNames(field, Object.keys(asked))];
  const known: Record<string, unknown> = {};
  for (const [name, { type, required }] of Object.entries(FIELDS[field].arguments)) {
    const value = Object.hasOwn(asked, name) ? (asked as Readonly<Record<string, unknown>>)[name] : undefined;
    if (value === undefined || value === null) {
      if (required) mistakes.push(`\`${name}\` is required`);
      continue;
    }
    const mistake = mistakeIn(field, name, type, value);
    if (mistake === undefined) known[name] = value;
    else mistakes.push(mistake);
  }
  if (mistakes.length > 0) throw new Refusal("BadRequest", mistakes.join("; "));
  return known as Fields[Name]["arguments"];
}
