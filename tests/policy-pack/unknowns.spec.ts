import { expect } from "chai";
import { ACCEPTED } from "./accepted/index";
import type { Case } from "./case";
import { documentsIn, mapDocuments } from "./equivalents";
import { UNKNOWN } from "./judging";
import { type Place, placesIn } from "./properties";
import { REJECTED } from "./rejected/index";
import { isObject, type Written } from "./spellings";
import { verdictOfAll } from "./whole-pack";

/** The case with its documents as objects, in which single values can be unknown. */
const opened = (one: Case): Case => ({
  ...one,
  props: mapDocuments(one.props, (document) => document) as Record<string, unknown>,
});

/** But for those of which it is only said that they do nothing. */
const rejected = REJECTED.filter(({ policy }) => policy !== "ineffective-statement").map(opened);
const accepted = Object.values(ACCEPTED).flat().map(opened);

const isDocument = (value: unknown): boolean => isObject(value) && "Statement" in value;

/** What a value is, so that others like it can stand in its place. */
function kindOf({ path, key, value }: Place): string {
  if (isDocument(value)) return "a document";
  // Blocks of conditions, whatever their operator.
  if (/\.Condition\.[^.]+$/.test(path)) return "a condition";
  if (key === "Principal") return "a principal";
  return `${key} as ${Array.isArray(value) ? "a list" : typeof value}`;
}

const valuesByKind = new Map<string, Map<string, unknown>>();
for (const { props } of rejected) {
  for (const place of placesIn(props)) {
    const values = valuesByKind.get(kindOf(place)) ?? new Map<string, unknown>();
    valuesByKind.set(kindOf(place), values.set(JSON.stringify(place.value), place.value));
  }
}
const valuesOf = (kind: string): readonly unknown[] => [...(valuesByKind.get(kind)?.values() ?? [])];

/** Values to try in place of a value: those of rejected resources, and what is always wide. */
function valuesFor(place: Place): readonly unknown[] {
  const { key, value } = place;
  const known = valuesOf(kindOf(place));
  if (isDocument(value)) return known;
  const wide = ["*", `\${${key}}`, "0.0.0.0/0", "false", "true"];
  if (!isObject(value) && !Array.isArray(value)) return [...wide, ...known];
  if (key === "Statement" && Array.isArray(value))
    return valuesOf("a document").map((document) => (document as Written)["Statement"]);
  const carried = documentsIn({ value }).length === 0 ? [] : valuesOf("a document");
  const around = carried.map((document) => mapDocuments(value, () => document));
  return [...(Array.isArray(value) ? [[], ...wide.map((item) => [item])] : [{}]), ...known, ...around];
}

/** For a type and a kind of value, what was reported last: most likely what is reported next. */
const latest = new Map<string, unknown>();

/** What an element holds where it is about nothing and nobody that there is. */
const NOTHING: Readonly<Record<string, unknown>> = {
  Action: "zz:Nothing",
  Resource: "arn:aws:zz:::nothing",
  Principal: { AWS: "arn:aws:iam::123456789012:role/nobody" },
};

/**
 * A value that allows whatever any other does, so that none is reported where this one is not: in an `Allow` all values
 * together, in a `Deny` the one that denies nothing.
 */
function widestFor({ key, path, value, statement }: Place, values: readonly unknown[]): unknown {
  if (statement?.["Effect"] === "Deny") return NOTHING[key];
  const addsUp = key === "Action" || key === "Resource" || /\.(Principal|Condition)\./.test(path);
  return statement !== undefined && addsUp && !isObject(value) ? values.flat() : undefined;
}

/** A value that is reported in this place, if there is one. */
async function reportedIn(one: Case, place: Place): Promise<unknown> {
  const kind = `${one.type} ${kindOf(place)}`;
  const isReported = async (value: unknown): Promise<boolean> =>
    (await verdictOfAll({ ...one, props: place.with(value) })) === "reported";
  const values = valuesFor(place);
  const widest = widestFor(place, values);
  if (widest !== undefined && !(await isReported(widest))) return undefined;
  if (place.statement?.["Effect"] === "Deny" && widest !== undefined) return widest;
  for (const value of [...(latest.has(kind) ? [latest.get(kind)] : []), ...values]) {
    if (!(await isReported(value))) continue;
    latest.set(kind, value);
    return value;
  }
  return undefined;
}

describe("a value that is not known yet", () => {
  for (const one of rejected) {
    it(`never silences the pack on ${one.title}`, async () => {
      expect(await verdictOfAll(one)).to.equal("reported");
      for (const place of placesIn(one.props)) {
        expect(await verdictOfAll({ ...one, props: place.with(UNKNOWN) }), place.path).not.to.equal(
          "nothing",
        );
      }
    });
  }

  for (const one of accepted) {
    it(`is unverified in ${one.title} just where a value would be reported`, async () => {
      for (const place of placesIn(one.props)) {
        const value = await reportedIn(one, place);
        const verdict = await verdictOfAll({ ...one, props: place.with(UNKNOWN) });
        expect(verdict, `${place.path}, where ${JSON.stringify(value)} is tried`).to.equal(
          value === undefined ? "nothing" : "unverified",
        );
      }
    });
  }
});
