import { isDeepStrictEqual } from "node:util";
import {
  type AnsweredFinding,
  type AnsweredResource,
  type Answers,
  isJsonMap,
  type Json,
  UNKNOWN_VALUE,
  UNVERIFIED,
} from "./answers";

/** A place where the preview does not say what the engine says. An absent side says nothing there. */
export interface Disagreement {
  readonly urn: string;
  /** `resource`, `violation`, or a path in it such as `inputs.tags.owner` and `dependencies`. */
  readonly at: string;
  readonly engine?: Json;
  readonly offline?: Json;
}

/**
 * How much has to agree. `alike`: all of it, as where the preview is told to know no more than the engine. `known`: what
 * the engine knows and what it could decide; of the rest the preview may know more.
 */
export type Strictness = "alike" | "known";

const isUnknown = (value: Json | undefined): boolean => isDeepStrictEqual(value, UNKNOWN_VALUE);

/** Where two engines disagree on a stack: as far in as possible, in an order that follows from the stack. */
export function disagreements(
  engine: Answers,
  offline: Answers,
  strictness: Strictness,
): readonly Disagreement[] {
  const found: Disagreement[] = [];
  const theirs = new Map(engine.resources.map((one) => [one.urn, one]));
  const ours = new Map(offline.resources.map((one) => [one.urn, one]));
  for (const urn of [...new Set([...theirs.keys(), ...ours.keys()])].sort()) {
    const a = theirs.get(urn);
    const b = ours.get(urn);
    if (a !== undefined && b !== undefined) found.push(...ofResource(a, b, strictness));
    else found.push({ urn, at: "resource", ...(a === undefined ? { offline: urn } : { engine: urn }) });
  }
  return [...found, ...ofFindings(engine, offline, strictness)];
}

function* ofResource(
  engine: AnsweredResource,
  offline: AnsweredResource,
  strictness: Strictness,
): Generator<Disagreement> {
  const { urn, dependencies: a, propertyDependencies: aProperties, ...theirs } = engine;
  const { urn: _, dependencies: b, propertyDependencies: bProperties, ...ours } = offline;
  const found = [
    ...ofValues("", theirs, ours, strictness),
    ...ofUrns("dependencies", a, b),
    ...[...new Set([...Object.keys(aProperties), ...Object.keys(bProperties)])]
      .sort()
      .flatMap((key) => ofUrns(`propertyDependencies.${key}`, aProperties[key], bProperties[key])),
  ];
  for (const one of found) yield { urn, ...one };
}

function* ofFindings(engine: Answers, offline: Answers, strictness: Strictness): Generator<Disagreement> {
  const told = ({ policyPack, policy, level, message }: AnsweredFinding): string =>
    `${policyPack}/${policy} (${level}): ${message}`;
  const says = (answers: Answers) => new Map(answers.violations.map((one) => [JSON.stringify(one), one]));
  const [theirs, ours] = [says(engine), says(offline)];
  for (const [key, one] of theirs) {
    const mayBeDecided = strictness === "known" && one.message.startsWith(UNVERIFIED);
    if (!ours.has(key) && !mayBeDecided) yield { urn: one.urn, at: "violation", engine: told(one) };
  }
  if (strictness === "known") return;
  for (const [key, one] of ours) {
    if (!theirs.has(key)) yield { urn: one.urn, at: "violation", offline: told(one) };
  }
}

type Difference = Omit<Disagreement, "urn">;

const difference = (at: string, engine: Json | undefined, offline: Json | undefined): Difference => ({
  at,
  ...(engine === undefined ? {} : { engine }),
  ...(offline === undefined ? {} : { offline }),
});

/** URNs are a set, told in order: a difference is one of the whole set. */
const ofUrns = (
  at: string,
  engine: readonly string[] | undefined,
  offline: readonly string[] | undefined,
): readonly Difference[] => (isDeepStrictEqual(engine, offline) ? [] : [difference(at, engine, offline)]);

function* ofValues(
  at: string,
  engine: Json | undefined,
  offline: Json | undefined,
  strictness: Strictness,
): Generator<Difference> {
  if (strictness === "known" && isUnknown(engine)) return;
  if (isJsonMap(engine) && isJsonMap(offline) && !isUnknown(engine) && !isUnknown(offline)) {
    for (const key of [...new Set([...Object.keys(engine), ...Object.keys(offline)])].sort()) {
      yield* ofValues(at === "" ? key : `${at}.${key}`, engine[key], offline[key], strictness);
    }
    return;
  }
  if (Array.isArray(engine) && Array.isArray(offline) && engine.length === offline.length) {
    for (const [index, element] of engine.entries()) {
      yield* ofValues(`${at}[${index}]`, element as Json, offline[index] as Json, strictness);
    }
    return;
  }
  if (!isDeepStrictEqual(engine, offline)) yield difference(at, engine, offline);
}
