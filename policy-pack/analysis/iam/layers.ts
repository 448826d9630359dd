import type { NormalForm } from "../fingerprint";
import type { Statement } from "./document";
import { folded, type Lists, normalList } from "./lists";
import { normalCondition } from "./opening-text";

/** What is given to whoever meets some conditions. */
export interface Layer<Given> {
  /** In their normal form, in order; none where it is given to anyone. */
  readonly conditions: readonly string[];
  readonly given: Given;
}

/** What statements give, by the conditions under which they give it. */
export interface Layers<Given> {
  /** Each gives something that no layer gives which has some of its conditions. */
  readonly layers: readonly Layer<Given>[];
  /** The statements that need the conditions of no layer: what else they allow, is allowed to others as well. */
  readonly beside: readonly Statement[];
}

/** With more sets of conditions than these, what each gives is not asked: the statements themselves are the answer. */
const MOST_SETS = 16;

const conditionsOf = ({ conditions }: Statement): readonly string[] =>
  [...new Set(conditions.map(normalCondition))].sort();

const isWithin = (some: readonly string[], all: readonly string[]): boolean =>
  some.every((condition) => all.includes(condition));

/** The statements that hold for whoever meets some conditions, given in their normal form. */
export const statementsUnder = (
  statements: readonly Statement[],
  conditions: readonly string[],
): readonly Statement[] => statements.filter((statement) => isWithin(conditionsOf(statement), conditions));

/**
 * Asks under which conditions statements give something: one statement that stands there with a condition must not hide
 * another one without. The sets of conditions that are asked about are those of each statement, and all together.
 *
 * Law: where a set of conditions that is asked about gives more in one document than in another, their layers differ.
 *
 * @param statements that allow something
 * @param givenBy what some of them give: nothing, or a form that is the same for the same
 */
export function layersOf<Given extends NormalForm>(
  statements: readonly Statement[],
  givenBy: (some: readonly Statement[]) => Given | undefined,
): Layers<Given> {
  const own = new Map(statements.map((statement) => [statement, conditionsOf(statement)]));
  const sets = new Map([...own.values()].map((conditions) => [JSON.stringify(conditions), conditions]));
  if (sets.size > MOST_SETS) return { layers: [], beside: statements };
  const all = [...new Set([...own.values()].flat())].sort();
  sets.set(JSON.stringify(all), all);
  const ordered = [...sets].sort(
    ([a, some], [b, other]) => some.length - other.length || (a < b ? -1 : a > b ? 1 : 0),
  );
  const layers: Layer<Given>[] = [];
  for (const [, conditions] of ordered) {
    const given = givenBy(statements.filter((statement) => isWithin(own.get(statement) ?? [], conditions)));
    if (given === undefined) continue;
    const text = JSON.stringify(given);
    const isKnown = layers.some(
      (layer) => isWithin(layer.conditions, conditions) && JSON.stringify(layer.given) === text,
    );
    if (!isKnown) layers.push({ conditions, given });
  }
  return {
    layers,
    beside: statements.filter(
      (statement) => !layers.some(({ conditions }) => isWithin(conditions, own.get(statement) ?? [])),
    ),
  };
}

/** The meaning of layers; that of one layer names what it gives and its conditions. */
export function layersMeaning(
  kind: string,
  { layers, beside }: Layers<{ readonly [name: string]: NormalForm }>,
): NormalForm {
  const [only, ...others] = layers;
  if (only !== undefined && others.length === 0 && beside.length === 0)
    return { kind, ...only.given, conditions: only.conditions };
  return {
    kind,
    layers: layers.map(({ conditions, given }) => ({ conditions, given })),
    beside: statementsMeaning(beside),
  };
}

/** What statements name, by their conditions: the same however they are split. */
export function statementsMeaning(statements: readonly Statement[]): NormalForm {
  const named = new Map<
    string,
    { readonly key: readonly [string, string]; readonly patterns: Set<string> }
  >();
  const note = (statement: Statement, element: string, { negated, patterns }: Lists): void => {
    const key = [conditionsOf(statement).join("; "), negated ? `Not${element}` : element] as const;
    const text = key.join("\0");
    const known = named.get(text) ?? { key, patterns: new Set() };
    named.set(text, known);
    // Exceptions that are listed together are another set than those of two statements.
    if (negated) known.patterns.add(normalList({ negated, patterns }).patterns.join(" "));
    else for (const pattern of patterns) known.patterns.add(pattern);
  };
  for (const statement of statements) {
    const { actions, resources } = statement;
    note(statement, "Action", folded(actions));
    if (resources !== undefined) note(statement, "Resource", resources);
  }
  return [...named]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { key, patterns }]) => [
      ...key,
      normalList({ negated: false, patterns: [...patterns] }).patterns,
    ]);
}
