import { availableParallelism } from "node:os";

/** Starts tasks in the order in which they come, as many at once as there are processors: each is a group of processes. */
class Turns {
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

const turns = new Turns();
/** Enough that no processor waits for the test that is under way, and little for a run that asks for one task only. */
const AHEAD = 2 * availableParallelism();

/** Tasks that are asked for in order, by name. One that is asked for is started, with the next ones behind it. */
export class Ahead<T> {
  readonly #tasks: readonly (readonly [name: string, task: () => Promise<T>])[];
  readonly #started = new Map<string, Promise<T>>();

  constructor(tasks: readonly (readonly [name: string, task: () => Promise<T>])[]) {
    this.#tasks = tasks;
  }

  /** What the task returns, or throws. */
  get(name: string): Promise<T> {
    const at = this.#tasks.findIndex(([one]) => one === name);
    for (const [next, task] of this.#tasks.slice(at, at + AHEAD)) {
      if (this.#started.has(next)) continue;
      const promise = turns.take(task);
      // A failure is told to whoever asks for the task, not before.
      promise.catch(() => undefined);
      this.#started.set(next, promise);
    }
    const asked = at === -1 ? undefined : this.#started.get(name);
    return asked ?? Promise.reject(new Error(`there is no task \`${name}\``));
  }

  /** Waits until every task that was started has ended. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#started.values());
  }
}
