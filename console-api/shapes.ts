/** Checks of plain JSON against an expected shape, all mistakes at once. */

/** Adds what is wrong with a value at `path` to `mistakes`. */
export type Shape = (value: unknown, path: string, mistakes: string[]) => void;

const nameOf = (path: string): string => (path === "" ? "it" : `\`${path}\``);

const kindOf = (value: unknown): string =>
  value === null
    ? "null"
    : value === undefined
      ? "absent"
      : Array.isArray(value)
        ? "a list"
        : `a ${typeof value}`;

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const is =
  (what: string, test: (value: unknown) => boolean): Shape =>
  (value, path, mistakes) => {
    if (!test(value)) mistakes.push(`${nameOf(path)} is ${kindOf(value)}, not ${what}`);
  };

export const text: Shape = is("a text", (value) => typeof value === "string" && value !== "");
export const textOrEmpty: Shape = is("a text", (value) => typeof value === "string");
export const count: Shape = is(
  "a whole number",
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
);

/** One of the given texts. */
export const oneOf = (...accepted: readonly string[]): Shape =>
  is(`one of \`${accepted.join("`, `")}\``, (value) => accepted.some((one) => one === value));

/** A shape that may be absent. */
export const maybe =
  (shape: Shape): Shape =>
  (value, path, mistakes) => {
    if (value !== undefined && value !== null) shape(value, path, mistakes);
  };

export const listOf =
  (shape: Shape): Shape =>
  (value, path, mistakes) => {
    if (!Array.isArray(value)) mistakes.push(`${nameOf(path)} is ${kindOf(value)}, not a list`);
    else for (const [at, item] of value.entries()) shape(item, `${path}[${at}]`, mistakes);
  };

/** An object of any keys, whose values have one shape. */
export const mapOf =
  (shape: Shape): Shape =>
  (value, path, mistakes) => {
    if (!isPlain(value)) mistakes.push(`${nameOf(path)} is ${kindOf(value)}, not an object`);
    else for (const [key, item] of Object.entries(value)) shape(item, `${path}.${key}`, mistakes);
  };

/** An object with the given properties; others may be there too. */
export const objectOf =
  (properties: { readonly [name: string]: Shape }): Shape =>
  (value, path, mistakes) => {
    if (!isPlain(value)) {
      mistakes.push(`${nameOf(path)} is ${kindOf(value)}, not an object`);
      return;
    }
    for (const [name, shape] of Object.entries(properties)) {
      shape(
        Object.hasOwn(value, name) ? value[name] : undefined,
        path === "" ? name : `${path}.${name}`,
        mistakes,
      );
    }
  };

/** An object whose property `kind` says which of the shapes it has. */
export const kinds =
  (shapes: { readonly [kind: string]: { readonly [name: string]: Shape } }): Shape =>
  (value, path, mistakes) => {
    if (!isPlain(value)) return objectOf({})(value, path, mistakes);
    const kind = value["kind"];
    const properties = typeof kind === "string" && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
    if (properties !== undefined) objectOf(properties)(value, path, mistakes);
    else oneOf(...Object.keys(shapes))(kind, `${path}.kind`, mistakes);
  };
