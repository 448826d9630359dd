import { PreviewFailure } from "./failure";

/** The time that the whole preview may take. */
export class Deadline {
  readonly #end: number;
  readonly #seconds: number;

  constructor(seconds: number) {
    this.#seconds = seconds;
    this.#end = performance.now() + seconds * 1000;
  }

  get remainingMs(): number {
    return Math.max(0, this.#end - performance.now());
  }

  /**
   * Waits for `work`, at most until the deadline.
   * @param waitsFor what is being waited for, asked when time is up
   * @throws PreviewFailure when time is up
   */
  async limit<T>(work: Promise<T>, waitsFor: () => string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new PreviewFailure(`${waitsFor()} within ${this.#seconds} s: --timeout sets the limit`));
      }, this.remainingMs);
    });
    try {
      return await Promise.race([work, expired]);
    } finally {
      clearTimeout(timer);
    }
  }
}
