/** What goes wrong, as callers may hear of it: a refusal of the question, or a part of the answer that is missing. */

import type { Problem, ProblemReason } from "./contract";

/** Why a question is not answered at all; AppSync hands name and message on. */
export type RefusalName = "BadRequest" | "Busy" | "NotFound" | "Unauthorized" | "Unavailable";

/** The question is refused; the message is for the caller and holds no internals. */
export class Refusal extends Error {
  constructor(name: RefusalName, message: string) {
    super(message);
    this.name = name;
  }
}

/** What becomes of a failure that nobody foresaw: a defect of the function, which its alarm must hear of. */
export class Defect extends Refusal {
  constructor() {
    super("Unavailable", "the question could not be answered");
  }
}

const WORDS: { readonly [reason in ProblemReason]: string } = {
  NO_PERMISSION: "the console's role may not read it",
  NOT_FOUND: "it does not exist",
  THROTTLED: "AWS is answering too many requests, try again in a minute",
  TIMED_OUT: "AWS did not answer in time",
  UNAVAILABLE: "AWS could not answer",
};

/** The reason behind a failure of an AWS call, by what the SDK makes of it; everything else is `UNAVAILABLE`. */
export function reasonOf(error: unknown): ProblemReason {
  const { name, $retryable, $metadata, code } = Object(error) as {
    readonly name?: string;
    readonly code?: string;
    readonly $retryable?: { readonly throttling?: boolean };
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  const said = name ?? "";
  if (/AccessDenied|Unauthorized|NotAuthorized|Forbidden/.test(said) || status === 403)
    return "NO_PERMISSION";
  if ($retryable?.throttling === true || /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test(said)) {
    return "THROTTLED";
  }
  if (status === 429) return "THROTTLED";
  if (said === "AbortError" || said === "TimeoutError" || code === "ETIMEDOUT") return "TIMED_OUT";
  if (/NotFound|NoSuch|DoesNotExist|InvalidGroup/.test(said) || status === 404) return "NOT_FOUND";
  return "UNAVAILABLE";
}

/** `part` names what is missing, like `patch states`. */
export function problemOf(part: string, error: unknown): Problem {
  const reason = reasonOf(error);
  return { part, reason, message: `${part}: ${WORDS[reason]}` };
}

/** Collects what could not be had while the rest of an answer is put together. */
export class Problems {
  readonly #found: Problem[] = [];

  /** The value of `ask`, or `instead` where it fails, which is then one of `found`. Refusals pass. */
  async part<T, I>(part: string, instead: I, ask: () => Promise<T>): Promise<T | I> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof Refusal) throw error;
      this.add(part, error);
      return instead;
    }
  }

  /** One problem for a part, however often it fails. What AWS said is logged, not told. */
  add(part: string, error: unknown): void {
    console.warn(
      JSON.stringify({ part, error: String(Object(error).name ?? error), message: String(error) }),
    );
    if (!this.#found.some((problem) => problem.part === part)) this.#found.push(problemOf(part, error));
  }

  /** Says that of a list only the first `most` are told; `all` is absent where nobody counted on. */
  cut(part: string, most: number, all?: number): void {
    const of = all === undefined ? "" : ` of ${all}`;
    const message = `${part}: only the first ${most}${of} are shown`;
    this.#found.push({ part, reason: "UNAVAILABLE", message });
  }

  get found(): readonly Problem[] {
    return [...this.#found];
  }
}
