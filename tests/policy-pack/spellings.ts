import { expect } from "chai";
import type { Rule } from "../../policy-pack/facts/rule";
import { fingerprintOf, judge, UNKNOWN } from "./judging";

/** A document, statement or element as a program writes it. */
export interface Written {
  readonly [element: string]: unknown;
}

export const allow = (Action: unknown, Resource: unknown = "*", more: Written = {}): Written => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});

export const deny = (Action: unknown, Resource: unknown = "*", more: Written = {}): Written => ({
  Effect: "Deny",
  Action,
  Resource,
  ...more,
});

export const when = (operator: string, key: string, value: unknown): Written => ({
  Condition: { [operator]: { [key]: value } },
});

export const document = (...Statement: readonly Written[]): Written => ({ Version: "2012-10-17", Statement });

/** Whether a value is an object of elements, and no list. */
export const isObject = (value: unknown): value is Written =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The document with some other statements in place of each. */
export const mapStatements = (one: Written, change: (statement: Written) => readonly Written[]): Written => ({
  ...one,
  Statement: [one["Statement"] as Written | Written[]].flat().flatMap(change),
});

const reversed = (value: unknown): unknown =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, item]) => [key, reversed(item)]),
      )
    : Array.isArray(value)
      ? value.map(reversed)
      : value;

const LISTS = ["Action", "NotAction", "Resource", "NotResource"];

const changeLists = (one: Written, change: (value: unknown, element: string) => unknown): Written =>
  mapStatements(one, (statement) => [
    Object.fromEntries(
      Object.entries(statement).map(([key, value]) => [
        key,
        LISTS.includes(key) ? change(value, key) : value,
      ]),
    ),
  ]);

const texts = (value: unknown, change: (text: string) => string): unknown =>
  Array.isArray(value) ? value.map((item) => texts(item, change)) : change(String(value));

/** The same document, written otherwise. */
export function spellingsOf(one: Written): readonly (readonly [name: string, value: unknown])[] {
  const split = mapStatements(one, (statement) => {
    const { Action, Effect } = statement;
    return Array.isArray(Action) && Effect === "Allow"
      ? Action.map((action): Written => ({ ...statement, Action: action }))
      : [statement];
  });
  const { Statement } = one;
  return [
    ["JSON", JSON.stringify(one)],
    ["indented JSON", JSON.stringify(one, null, 2)],
    ["keys in reverse", reversed(one)],
    ["statements in reverse", { ...one, Statement: [Statement as Written | Written[]].flat().reverse() }],
    ["lists", changeLists(one, (value) => [value].flat())],
    ["items twice", changeLists(one, (value) => [value, value].flat())],
    [
      "actions in capitals",
      changeLists(one, (value, key) =>
        key.endsWith("Action") ? texts(value, (text) => text.toUpperCase()) : value,
      ),
    ],
    ["wildcards twice", changeLists(one, (value) => texts(value, (text) => text.replaceAll("*", "**")))],
    ["split over statements", split],
    [
      "a Deny of nothing that is allowed",
      { ...one, Statement: [Statement as Written[], deny("zz:Nothing")].flat() },
    ],
    ...(Array.isArray(Statement) && Statement.length === 1
      ? ([["no brackets", { ...one, Statement: Statement[0] as unknown }]] as const)
      : []),
  ];
}

/** Requires one verdict, and one fingerprint, of all spellings of a document. */
export async function expectOneMeaning(
  rule: Rule,
  type: string,
  props: (document: unknown) => Record<string, unknown>,
  one: Written,
  settings: Written = {},
): Promise<void> {
  const prints = async (value: unknown): Promise<readonly string[]> =>
    (await judge(rule, type, props(value), settings)).map(fingerprintOf);
  const expected = await prints(one);
  for (const [name, value] of spellingsOf(one)) expect(await prints(value), name).to.deep.equal(expected);
}

/** Every copy of a value in which one leaf is another value. Names of statements and versions count for nothing. */
export function withOneLeaf(
  value: unknown,
  leaf: unknown,
): readonly (readonly [path: string, value: unknown])[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, at) =>
      withOneLeaf(item, leaf).map(([path, changed]) => [`[${at}]${path}`, value.with(at, changed)] as const),
    );
  }
  if (!isObject(value)) return [["", leaf]];
  return Object.entries(value)
    .filter(([key]) => key !== "Sid" && key !== "Version")
    .flatMap(([key, item]) =>
      withOneLeaf(item, leaf).map(
        ([path, changed]) => [`.${key}${path}`, { ...value, [key]: changed }] as const,
      ),
    );
}

/** Requires that a rejected resource is still reported, or unverified, by a rule, whichever value is unknown. */
export async function expectNeverSilent(
  rules: Rule | readonly Rule[],
  type: string,
  props: Written,
  settings: Written = {},
): Promise<void> {
  for (const [path, changed] of withOneLeaf(props, UNKNOWN)) {
    const found = await Promise.all(
      [rules].flat().map((rule) => judge(rule, type, changed as Record<string, unknown>, settings)),
    );
    expect(found.flat(), path).not.to.deep.equal([]);
  }
}

/**
 * Requires of an accepted resource: where some value of a property would be a violation, the unknown value is
 * unverified; where none is, nothing is said. The values tried are the caller's.
 */
export async function expectUnknownAsTried(
  rule: Rule,
  type: string,
  props: Written,
  values: readonly unknown[],
  settings: Written = {},
): Promise<void> {
  const verdict = async (changed: unknown): Promise<readonly string[]> =>
    judge(rule, type, changed as Record<string, unknown>, settings);
  expect(await verdict(props)).to.deep.equal([]);
  const tried = new Map<string, boolean>();
  for (const value of values) {
    for (const [path, changed] of withOneLeaf(props, value)) {
      const isViolation = (await verdict(changed)).some((message) => !/(^|\] )unverified: /.test(message));
      tried.set(path, (tried.get(path) ?? false) || isViolation);
    }
  }
  for (const [path, changed] of withOneLeaf(props, UNKNOWN)) {
    const isUnverified = (await verdict(changed)).some((message) => /unverified: /.test(message));
    expect(isUnverified, `${path} of ${JSON.stringify(props)}`).to.equal(tried.get(path));
  }
}
