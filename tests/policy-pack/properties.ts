import { isObject, type Written } from "./spellings";

/** One value within the properties of a resource. */
export interface Place {
  /** `policyDocument.Statement[0].Action`. */
  readonly path: string;
  /** The name that the value stands under; that of its list for an item. */
  readonly key: string;
  readonly value: unknown;
  /** The statement that it is part of, if any. */
  readonly statement: Written | undefined;
  /** All properties, with another value in this place; in a list, with all of several. */
  readonly with: (value: unknown) => Record<string, unknown>;
}

/** Names of statements, and the version of the grammar, decide nothing. */
const MEANINGLESS: ReadonlySet<string> = new Set(["Sid", "Version"]);

/** Every value within the properties: leaves, objects, and lists, each with the first of its texts for all of them. */
export function placesIn(props: Record<string, unknown>): readonly Place[] {
  const places: Place[] = [];
  const visit = (
    path: string,
    key: string,
    value: unknown,
    around: Written | undefined,
    put: Place["with"],
  ): void => {
    places.push({ path, key, value, statement: around, with: put });
    const statement = isObject(value) && "Effect" in value ? value : around;
    if (Array.isArray(value)) {
      value.forEach((item: unknown, at) => {
        if (at > 0 && typeof item === "string") return;
        visit(`${path}[${at}]`, key, item, statement, (changed) =>
          put(value.toSpliced(at, 1, ...[changed].flat())),
        );
      });
    } else if (isObject(value)) {
      for (const [name, item] of Object.entries(value)) {
        if (MEANINGLESS.has(name)) continue;
        visit(`${path}.${name}`, name, item, statement, (changed) => put({ ...value, [name]: changed }));
      }
    }
  };
  for (const [name, value] of Object.entries(props))
    visit(name, name, value, undefined, (changed) => ({ ...props, [name]: changed }));
  return places;
}
