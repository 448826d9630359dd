/** Answers that were put together lately, so that paging through one does not read its records again. */

/** Few, since one may have thousands of rules and the function has 256 MB. */
const MOST_ANSWERS = 3;

/** The last few values by id, each for some time. */
export class AnswerCache<T> {
  readonly #answers = new Map<string, { readonly value: T; readonly until: number }>();

  /** @param now milliseconds since 1970 */
  get(id: string, now: number): T | undefined {
    const found = this.#answers.get(id);
    if (found !== undefined && found.until > now) return found.value;
    this.#answers.delete(id);
    return undefined;
  }

  /** @param until milliseconds since 1970 */
  set(id: string, value: T, until: number): void {
    this.#answers.delete(id);
    this.#answers.set(id, { value, until });
    const [oldest] = this.#answers.keys();
    if (oldest !== undefined && this.#answers.size > MOST_ANSWERS) this.#answers.delete(oldest);
  }

  clear(): void {
    this.#answers.clear();
  }
}
