import { closestKey } from "./closest-key";
import type { Form } from "./forms";
import { alternatives, type Mistake } from "./mistakes";
import { type KeyOfType, SETTING_KEYS, type SettingKey, settingOf } from "./settings";

/** Longest value that a message repeats whole. */
const MAX_QUOTED_LENGTH = 120;

/** Where a mistake is: a setting, or one element of it. */
export interface Place {
  readonly key: SettingKey;
  readonly index?: number;
}

/**
 * Reads settings from the text that the engine hands over, and collects every mistake instead of stopping at the first.
 * A reader method that finds a mistake returns a harmless value of its type; `sound` tells whether a value may be
 * compared with others, so that one mistake does not give rise to more.
 */
export class SettingReader {
  readonly #raw: ReadonlyMap<string, string>;
  readonly #secretKeys: ReadonlySet<string>;
  readonly #mistakes: (Mistake & { readonly rank: number; readonly index: number })[] = [];
  readonly #unsound = new Set<string>();

  /** @param raw setting to text, as the engine has it: lists and objects are JSON */
  constructor(raw: { readonly [key: string]: string | undefined }, secretKeys: ReadonlySet<string>) {
    this.#raw = new Map(
      Object.entries(raw).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    this.#secretKeys = secretKeys;
    for (const key of this.#raw.keys()) {
      if (settingOf(key) !== undefined) continue;
      const meant = closestKey(key, SETTING_KEYS);
      const advice = meant === undefined ? "remove it" : `did you mean \`${meant}\`?`;
      this.note(key, `is not a setting of this program; ${advice}`);
    }
  }

  /** Every mistake so far: what is no setting first, then in the order in which settings are declared. */
  get mistakes(): readonly Mistake[] {
    return [...this.#mistakes]
      .sort((a, b) => a.rank - b.rank || (a.index === b.index ? 0 : a.index - b.index))
      .map(({ key, problem }) => ({ key, problem }));
  }

  /** Notes a mistake that is not of a known setting. */
  note(key: string, problem: string): void {
    this.#mistakes.push({ key, problem, rank: -1, index: 0 });
    this.#unsound.add(key);
  }

  /** Notes a mistake of a setting, or of one of its elements. */
  reject(at: SettingKey | Place, problem: string): void {
    const { key, index } = typeof at === "string" ? { key: at } : at;
    const label = index === undefined ? key : `${key}[${index}]`;
    this.#unsound.add(key);
    // A setting that two sections read is wrong once only.
    if (this.#mistakes.some((mistake) => mistake.key === label && mistake.problem === problem)) return;
    // What is wrong with a list as a whole comes after what is wrong with its elements.
    this.#mistakes.push({ key: label, problem, rank: SETTING_KEYS.indexOf(key), index: index ?? Infinity });
  }

  /** Whether no mistake has been noted of any of these. */
  sound(...keys: readonly string[]): boolean {
    return !keys.some((key) => this.#unsound.has(key));
  }

  /** Whether the value came encrypted. */
  isSecret(key: SettingKey): boolean {
    return this.#secretKeys.has(key);
  }

  /** A value in backticks, shortened; `[secret]` for what came encrypted. */
  quote(key: SettingKey, value: string): string {
    if (this.isSecret(key) || settingOf(key)?.secret) return "`[secret]`";
    const line = value.replaceAll(/\s+/g, " ");
    return `\`${line.length > MAX_QUOTED_LENGTH ? `${line.slice(0, MAX_QUOTED_LENGTH - 1)}…` : line}\``;
  }

  /** Whether the operator gave it: it has text, and the text is not that of the default. */
  given(key: SettingKey): boolean {
    const raw = this.#raw.get(key) ?? "";
    const fallback = settingOf(key)?.default;
    if (raw === "" || fallback === undefined) return raw !== "";
    return raw !== (typeof fallback === "object" ? JSON.stringify(fallback) : String(fallback));
  }

  /** Notes that a setting is missing: `why` says what needs it, `accepted` what to write. */
  missing(key: SettingKey, accepted: string, why?: string): void {
    this.reject(key, `is missing${why === undefined ? "" : `, ${why}`}; accepted: ${accepted}`);
  }

  /** The text of a setting; `""` where it is not given. */
  text(key: KeyOfType<"string">): string {
    return this.#raw.get(key) || (settingOf(key)?.default as string | undefined) || "";
  }

  /** The text of a setting that has a certain form; `""` where it is not given or not of the form. */
  formed(key: KeyOfType<"string">, form: Form): string {
    const text = this.text(key);
    return text === "" || this.checked(key, text, form) ? text : "";
  }

  /** Whether a text has a certain form; notes the mistake where not. */
  checked(at: SettingKey | Place, text: string, form: Form): boolean {
    const problem = form.problem(text);
    if (problem === undefined) return true;
    const key = typeof at === "string" ? at : at.key;
    this.reject(at, `${this.quote(key, text)} ${problem}; accepted: ${form.accepted}`);
    return false;
  }

  /** One of the given words; the first where the text is none of them. */
  choice<const T extends string>(key: KeyOfType<"string">, accepted: readonly [T, ...T[]]): T {
    const text = this.text(key);
    const choice = accepted.find((word) => word === text);
    if (choice === undefined) {
      this.reject(
        key,
        text === "" ? `is missing; accepted: ${alternatives(accepted)}` : this.#notOneOf(key, text, accepted),
      );
    }
    return choice ?? accepted[0];
  }

  /** A whole number in a range, both ends included; the lower end where the text is none. */
  integer(key: KeyOfType<"integer">, min: number, max: number): number {
    const raw = this.#raw.get(key) || String(settingOf(key)?.default ?? "");
    const value = /^-?\d{1,9}$/.test(raw) ? Number(raw) : Number.NaN;
    if (value >= min && value <= max) return value;
    this.reject(key, `${this.quote(key, raw)} is not accepted; accepted: an integer in ${min}..${max}`);
    return min;
  }

  /** `true` or `false`. */
  flag(key: KeyOfType<"boolean">): boolean {
    const raw = this.#raw.get(key) || String(settingOf(key)?.default ?? "");
    if (raw !== "true" && raw !== "false") this.reject(key, this.#notOneOf(key, raw, ["true", "false"]));
    return raw === "true";
  }

  /** The texts of a list, none of them empty or twice in it. */
  list(key: KeyOfType<"array">): readonly string[] {
    return this.elements(key).map(({ text }) => text);
  }

  /** The texts of a list, none of them empty or twice in it, each with its place for messages. */
  elements(key: KeyOfType<"array">): readonly { readonly at: Place; readonly text: string }[] {
    const value = this.#json(key, "a list of strings");
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.reject(
        key,
        `${this.quote(key, JSON.stringify(value))} is not a list; accepted: a list of strings`,
      );
      return [];
    }
    const elements: { readonly at: Place; readonly text: string }[] = [];
    value.forEach((element: unknown, index) => {
      if (typeof element !== "string" || element === "") {
        const shown = this.quote(key, JSON.stringify(element));
        this.reject(
          { key, index },
          `${shown} is not accepted; accepted: a string that is not empty (put it in quotes)`,
        );
      } else if (elements.some(({ text }) => text === element)) {
        this.reject({ key, index }, `${this.quote(key, element)} is in the list already; remove it`);
      } else elements.push({ at: { key, index }, text: element });
    });
    return elements;
  }

  /** A list whose elements are among the given words. */
  choices<const T extends string>(key: KeyOfType<"array">, accepted: readonly T[]): readonly T[] {
    const chosen: T[] = [];
    for (const { at, text } of this.elements(key)) {
      const choice = accepted.find((word) => word === text);
      if (choice === undefined) this.reject(at, this.#notOneOf(key, text, accepted));
      else chosen.push(choice);
    }
    return chosen;
  }

  /** A list whose elements all have a certain form; those that do not are left out. */
  formedList(key: KeyOfType<"array">, form: Form): readonly string[] {
    return this.elements(key)
      .filter(({ at, text }) => this.checked(at, text, form))
      .map(({ text }) => text);
  }

  /** An object whose values are texts. */
  record(key: KeyOfType<"object">): { readonly [name: string]: string } {
    const accepted = "an object of strings";
    const value = this.#json(key, accepted);
    if (value === undefined) return {};
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.reject(key, `${this.quote(key, JSON.stringify(value))} is not an object; accepted: ${accepted}`);
      return {};
    }
    const texts: [string, string][] = [];
    for (const [name, text] of Object.entries(value)) {
      if (typeof text === "string") texts.push([name, text]);
      else {
        const shown = this.quote(key, JSON.stringify(text));
        this.reject(key, `${shown} of \`${name}\` is not a string; accepted: ${accepted} (put it in quotes)`);
      }
    }
    return Object.fromEntries(texts);
  }

  #notOneOf(key: SettingKey, text: string, accepted: readonly string[]): string {
    return `${this.quote(key, text)} is not accepted; accepted: ${alternatives(accepted)}`;
  }

  /** The value of a list or an object; `undefined` where it cannot be read. */
  #json(key: SettingKey, accepted: string): unknown {
    const raw = this.#raw.get(key);
    const fallback = settingOf(key)?.default;
    if (raw === undefined || raw === "") {
      if (fallback === undefined) this.missing(key, accepted);
      return fallback;
    }
    try {
      return JSON.parse(raw);
    } catch {
      this.reject(key, `${this.quote(key, raw)} is not accepted; accepted: ${accepted}`);
      return undefined;
    }
  }
}
