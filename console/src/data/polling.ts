/** Asking for the answer of a long question until it is there. */

/** Milliseconds to wait after a try: 1 s after the first, then half as long again, at most 10 s. */
export function waitAfter(tries: number): number {
  return Math.min(10_000, Math.round(1_000 * 1.5 ** Math.max(0, tries - 1)));
}

/** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}

/** How often in a row a try may fail before its failure counts; a connection that breaks once costs nobody an answer. */
const FAILURES_IN_A_ROW = 4;

export interface Polling<T> {
  readonly ask: () => Promise<T>;
  readonly isOver: (value: T) => boolean;
  /** Whether another try may help after such a failure. */
  readonly isPassing: (error: unknown) => boolean;
  /** Told of each value, the last one included. */
  readonly onValue?: (value: T, tries: number) => void;
  readonly signal: AbortSignal;
  /** @default {@link pause} */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * The first value that is over.
 *
 * @throws the failure of a try that no other can mend, or of the fifth in a row; the signal's reason once it is aborted.
 */
export async function poll<T>({
  ask,
  isOver,
  isPassing,
  onValue,
  signal,
  wait = pause,
}: Polling<T>): Promise<T> {
  let failures = 0;
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    try {
      const value = await ask();
      failures = 0;
      onValue?.(value, tries);
      if (isOver(value)) return value;
    } catch (error) {
      failures += 1;
      if (signal.aborted || !isPassing(error) || failures > FAILURES_IN_A_ROW) throw error;
    }
    await wait(waitAfter(tries), signal);
  }
}
