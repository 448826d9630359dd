import { isList, isMap, OutputValue, Secret, type Value } from "./values/value";

/** Shorter texts would be found in words that have nothing to do with the secret. */
const TELLING_LENGTH = 4;
const MASK = "[secret]";

/**
 * The secrets that this preview has met. What programs and policies print is not its own text: they may hold a secret
 * in plain, so every line is searched before it is shown, as the CLI does.
 */
export class Secrets {
  readonly #texts = new Set<string>();

  add(text: string): void {
    if (text.length < TELLING_LENGTH || text === MASK) return;
    this.#texts.add(text);
    // As it appears inside JSON.
    this.#texts.add(JSON.stringify(text).slice(1, -1));
  }

  /** Remembers each text below a secret mark inside `value`. */
  collect(value: Value, secret = false): void {
    if (typeof value === "string") {
      if (secret) this.add(value);
    } else if (value instanceof Secret) this.collect(value.element, true);
    else if (value instanceof OutputValue) {
      if (value.element !== undefined) this.collect(value.element, secret || value.secret);
    } else if (isList(value)) for (const element of value) this.collect(element, secret);
    else if (isMap(value)) for (const element of Object.values(value)) this.collect(element, secret);
  }

  mask(text: string): string {
    let masked = text;
    for (const secret of this.#texts) if (masked.includes(secret)) masked = masked.replaceAll(secret, MASK);
    return masked;
  }
}
