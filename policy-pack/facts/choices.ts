import { quote } from "../analysis/findings";
import { isList, isMap, UNKNOWN, type Value, type ValueMap } from "../analysis/unknown";

/** A property by which a program chooses between few values, some of them wrong. */
export interface Choice {
  /** The property, as a JSON path; `[]` stands for every item of a list: `networkInterfaces[].associatePublicIpAddress`. */
  readonly path: string;
  /** The values that are wrong, or the only ones that are not. In lower case; booleans as `true` and `false`. */
  readonly values: { readonly wrong: readonly string[] } | { readonly right: readonly string[] };
  /**
   * The value that an absent property stands for, which may depend on other properties; `VARIES` where AWS works it
   * out from what is around the resource.
   */
  readonly absent: Absence | ((inputs: ValueMap) => Absence | Undecided);
}

/** What AWS decides by itself, and not in the same way everywhere. */
export const VARIES: unique symbol = Symbol("varies");

export type Absence = string | typeof VARIES;

/** What an absent property stands for depends on another one, whose value is not known. */
export interface Undecided {
  readonly by: string;
}

/** A choice that is wrong, or may be. */
export type Chosen =
  /** The wrong value is written. */
  | { readonly kind: "written"; readonly path: string; readonly value: string }
  /** Nothing is written, which stands for a wrong value. */
  | { readonly kind: "default"; readonly path: string; readonly value: string }
  /** Nothing is written, and AWS may choose a wrong value. */
  | { readonly kind: "varies"; readonly path: string }
  /** The property at the path is not known yet. */
  | { readonly kind: "unknown"; readonly path: string };

/** What is at a path: undefined where the property, or one that holds it, is absent. */
export interface Place {
  readonly path: string;
  readonly value: Value | undefined;
}

/**
 * What is at a path below a resource's inputs: one place, or one for every item where the path says `[]`. Where a
 * property on the way is unknown, that property. Bridged providers write lists of one where `aws` has an object.
 */
export function placesAt(inputs: ValueMap, path: string): readonly Place[] {
  return path.split(".").reduce<readonly Place[]>(
    (holders, step) =>
      holders.flatMap((holder): readonly Place[] => {
        if (holder.value === UNKNOWN) return [holder];
        if (isList(holder.value)) {
          return holder.value.flatMap((value, at) => below({ path: `${holder.path}[${at}]`, value }, step));
        }
        return below(holder, step);
      }),
    [{ path: "", value: inputs }],
  );
}

function below(holder: Place, step: string): readonly Place[] {
  if (holder.value === UNKNOWN) return [holder];
  const [name = "", list] = step.split("[]");
  const path = holder.path === "" ? name : `${holder.path}.${name}`;
  const value = isMap(holder.value) ? (holder.value[name] ?? undefined) : undefined;
  if (list === undefined || value === UNKNOWN) return [{ path, value }];
  if (isList(value)) return value.map((item, at) => ({ path: `${path}[${at}]`, value: item }));
  return isMap(value) ? [{ path, value }] : [];
}

/** A scalar as choices are written: `true` for `"true"` and for `true`. Undefined where nothing is chosen. */
export function chosenText(value: Value | undefined): string | typeof UNKNOWN | undefined {
  if (value === UNKNOWN) return UNKNOWN;
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "object" ? "" : String(value);
}

const isWrong = ({ values }: Choice, text: string): boolean => {
  const value = text.toLowerCase();
  return "wrong" in values ? values.wrong.includes(value) : !values.right.includes(value);
};

/** The places where a choice is wrong, or may be. */
export function wrongChoices(inputs: ValueMap, choice: Choice): readonly Chosen[] {
  return placesAt(inputs, choice.path).flatMap(({ path, value }): readonly Chosen[] => {
    const text = chosenText(value);
    if (text === UNKNOWN) return [{ kind: "unknown", path }];
    if (text !== undefined) return isWrong(choice, text) ? [{ kind: "written", path, value: text }] : [];
    const absent = typeof choice.absent === "function" ? choice.absent(inputs) : choice.absent;
    if (absent === VARIES) return [{ kind: "varies", path }];
    if (typeof absent === "object") return [{ kind: "unknown", path: absent.by }];
    return isWrong(choice, absent) ? [{ kind: "default", path, value: absent }] : [];
  });
}

/** What was chosen, for messages: `` `publiclyAccessible` is `true` ``. A path is what to look for: it is never cut. */
export function describeChoice(chosen: Chosen): string {
  switch (chosen.kind) {
    case "written":
      return `\`${chosen.path}\` is ${quote(chosen.value)}`;
    case "default":
      return `\`${chosen.path}\` is absent, which means ${quote(chosen.value)}`;
    case "varies":
      return `\`${chosen.path}\` is absent`;
    case "unknown":
      return `\`${chosen.path}\` is not fully known yet`;
  }
}
