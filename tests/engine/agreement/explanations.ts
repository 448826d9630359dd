import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { ROOT } from "../checkout";
import { DEFAULTS } from "../provider/check";
import { type AnsweredResource, type Answers, type Json, nameOf, typeOf, UNKNOWN_VALUE } from "./answers";
import type { Disagreement } from "./compare";
import type { Program } from "./programs";

/** What both engines said of a program. */
export interface Situation {
  readonly program: Program;
  readonly engine: Answers;
  readonly offline: Answers;
}

/** Whether a row of the table in `docs/preview.md` is about a disagreement. */
type Explains = (one: Disagreement, situation: Situation) => boolean;

const typesOf = (urn: string): string => urn.split("::")[0] ?? "";

const isRemote = (urn: string): boolean => typeOf(urn).startsWith("awsx:");
const isBelowRemote = (urn: string): boolean => /(?:^|\$)awsx:[^$]+\$/.test(typesOf(urn));

/** A provider that the engine makes for what a remote component registers, or asks, and for nothing else. */
const isRemoteDefault = (urn: string, engine: Answers): boolean =>
  urn.startsWith("pulumi:providers:") &&
  nameOf(urn).startsWith("default") &&
  !engine.resources.some((one) => one.provider === nameOf(urn) && !isBelowRemote(one.urn));

const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((element) => typeof element === "string") : [];

/** One side names what is below a remote component, the other the component; apart from that they are the same. */
function isSameButForRemote({ engine, offline }: Disagreement): boolean {
  const other = (urns: readonly string[]) => urns.filter((urn) => !isRemote(urn) && !isBelowRemote(urn));
  const [theirs, ours] = [texts(engine), texts(offline)];
  return (
    theirs.some((urn) => isRemote(urn) || isBelowRemote(urn)) &&
    ours.some(isRemote) &&
    isDeepStrictEqual(other(theirs), other(ours))
  );
}

const isDependency = ({ at }: Disagreement): boolean => /^(?:d|propertyD)ependencies\b/.test(at);

const isUnknownHere = ({ at, offline }: Disagreement): boolean =>
  /^(?:inputs|outputs)\./.test(at) && isDeepStrictEqual(offline, UNKNOWN_VALUE);

/** A text in which names that a provider chooses, and what is made of them, have no digits. */
const withoutDigits = (text: string): string => text.replace(/-[0-9a-f]{7}(?![0-9a-z])/gi, "-");

const resource = (answers: Answers, urn: string): AnsweredResource | undefined =>
  answers.resources.find((one) => one.urn === urn);

/** Properties that the engine does not know, and of which it has forgotten what they depend on. */
function lateProperties(urn: string, { engine, offline }: Situation): readonly string[] {
  const [theirs, ours] = [resource(engine, urn), resource(offline, urn)];
  return Object.keys(ours?.propertyDependencies ?? {}).filter(
    (key) =>
      isDeepStrictEqual(theirs?.inputs[key], UNKNOWN_VALUE) &&
      theirs?.propertyDependencies[key] === undefined,
  );
}

/** Which disagreements each row explains, by the name in its first column. */
export const EXPLANATIONS = {
  "default value": ({ urn, at, offline }) => {
    const [where, property = "", ...rest] = at.split(".");
    const defaults = DEFAULTS[typeOf(urn)] ?? {};
    return where === "inputs" && rest.length === 0 && offline === undefined && property in defaults;
  },
  "chosen name": ({ at, engine, offline }) =>
    /^(?:inputs|outputs)\./.test(at) &&
    typeof engine === "string" &&
    typeof offline === "string" &&
    withoutDigits(engine) === withoutDigits(offline),
  "remote component": (one, { engine }) => {
    const { urn, at } = one;
    if (at === "resource") {
      return one.offline === undefined && (isBelowRemote(urn) || isRemoteDefault(urn, engine));
    }
    if (at === "violation") return one.offline === undefined && isBelowRemote(urn);
    if (isDependency(one)) return isSameButForRemote(one);
    return isRemote(urn) && /^(?:inputs|outputs)\./.test(at) && one.engine === undefined;
  },
  "what exists already": (one, { program }) =>
    isUnknownHere(one) &&
    (program.existing ?? []).some(({ outputs }) =>
      Object.values(outputs).some((value) => isDeepStrictEqual(value, one.engine)),
    ),
  "stack reference": (one, { program }) =>
    isUnknownHere(one) &&
    Object.values(program.references ?? {}).some((outputs) =>
      Object.values(outputs).some((value) => value === one.engine),
    ),
  "lookup of something new": (one, situation) => {
    const late = lateProperties(one.urn, situation);
    const forgotten = late.flatMap(
      (key) => resource(situation.offline, one.urn)?.propertyDependencies[key] ?? [],
    );
    const more = texts(one.offline).filter((urn) => !texts(one.engine).includes(urn));
    const isAdded = more.length === texts(one.offline).length - texts(one.engine).length;
    return isDependency(one) && isAdded && more.length > 0 && more.every((urn) => forgotten.includes(urn));
  },
} as const satisfies { readonly [row: string]: Explains };

/** A row of the table, by the name in its first column. */
export type Explanation = keyof typeof EXPLANATIONS;

const ROWS = Object.entries(EXPLANATIONS) as readonly (readonly [Explanation, Explains])[];

/** The names in the first column of the table under `## How it differs from the CLI`. */
export function explainedRows(): readonly string[] {
  const text = readFileSync(join(ROOT, "docs/preview.md"), "utf8");
  const section = text.split("\n## ").find((part) => part.startsWith("How it differs from the CLI")) ?? "";
  return [...section.matchAll(/^\| ([^|]+?) \|/gm)]
    .map(([, name = ""]) => name)
    .filter((name) => name !== "difference" && !/^-+$/.test(name));
}

/** The row that explains a disagreement; `undefined`: none does. */
export const explanationOf = (one: Disagreement, situation: Situation): Explanation | undefined =>
  ROWS.find(([, explains]) => explains(one, situation))?.[0];
