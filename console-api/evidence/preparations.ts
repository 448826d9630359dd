/**
 * Answers that take longer than one call of the function: it stops between calls, but its process and what it has put
 * together so far stay. A preparation goes on with the next call, and its answer is kept for those who page through it.
 */

/** Few, since one may have thousands of rules and the function has 256 MB. */
const MOST = 3;

/** An answer that is there or on its way, and what is known of it already. */
export interface Awaited<About, T> {
  readonly about: About;
  readonly answer: Promise<T>;
}

interface Preparation<About, T> extends Awaited<About, T> {
  /** Milliseconds since 1970; while it is being prepared, for ever. */
  until: number;
}

/** An answer, and for how long it may be handed out again. */
export interface Prepared<T> {
  readonly value: T;
  readonly keptMs: number;
}

/** The last few preparations by id. */
export class Preparations<About, T> {
  readonly #all = new Map<string, Preparation<About, T>>();

  /**
   * The answer to `id` that is being prepared, or was lately.
   * @param now milliseconds since 1970
   */
  get(id: string, now: number): Awaited<About, T> | undefined {
    const found = this.#all.get(id);
    if (found === undefined) return undefined;
    if (found.until > now) return found;
    this.#all.delete(id);
    return undefined;
  }

  /** Starts to prepare an answer, whether or not anybody waits for it. */
  start(id: string, about: About, now: () => number, prepare: () => Promise<Prepared<T>>): Awaited<About, T> {
    const prepared = prepare();
    const preparation: Preparation<About, T> = {
      about,
      answer: prepared.then(({ value }) => value),
      until: Number.POSITIVE_INFINITY,
    };
    // A failure stays, too, until somebody hears of it; that nobody waits for it is none of its own.
    prepared.then(
      ({ keptMs }) => {
        preparation.until = now() + keptMs;
      },
      () => undefined,
    );
    preparation.answer.catch(() => undefined);
    this.#all.delete(id);
    this.#all.set(id, preparation);
    const [oldest] = this.#all.keys();
    if (oldest !== undefined && this.#all.size > MOST) this.#all.delete(oldest);
    return preparation;
  }

  /** Lets the next who asks start anew. */
  forget(id: string, awaited: Awaited<About, T>): void {
    if (this.#all.get(id) === awaited) this.#all.delete(id);
  }

  clear(): void {
    this.#all.clear();
  }
}

/** The value of a promise, or `undefined` once the signal is aborted. */
export async function beforeAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let stop: () => void = () => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
