import { availableParallelism } from "node:os";

/**
 * Starts tasks in the order in which they come, as many at once as there are processors: each is a group of processes.
 * What a task throws, whoever waits for it learns.
 */
export class Turns {
  #free = availableParallelism();
  readonly #waiting: (() => void)[] = [];

  async take<T>(task: () => Promise<T>): Promise<T> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#free -= 1;
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}

/** A promise whose failure is told when somebody waits for it, not before. */
export function later<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
