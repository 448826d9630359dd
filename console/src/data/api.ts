/** The question and answer of the console's API: GraphQL over one POST, and its failures as readers are told of them. */

import { sentenceCase } from "../shared/sentence-case";

/** `refused`: the API heard the question and does not answer it, for the reason that `message` gives. */
export type FailureKind = "forbidden" | "signed-out" | "network" | "refused";

/** Why there is no answer; the message is a sentence for the reader. */
export class ApiFailure extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.name = "ApiFailure";
    this.kind = kind;
  }
}

/** What views ask through. */
export interface Api {
  /**
   * The `data` of the answer to `document`.
   *
   * @throws {ApiFailure} where there is none; the signal's own reason where it was aborted.
   */
  ask<T>(document: string, variables?: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<T>;
}

/** How long an answer may take; AppSync itself gives up after 30 seconds. */
const PATIENCE_MS = 35_000;

const SESSION_OVER = "Your session has ended. Sign in again to go on.";

interface GraphqlError {
  readonly message?: unknown;
  readonly errorType?: unknown;
}

/** What AppSync says of a field, by its error type; the function's own refusals carry a message for the reader. */
function failureOf({ errorType, message }: GraphqlError): ApiFailure {
  const type = typeof errorType === "string" ? errorType : "";
  const said = typeof message === "string" && message !== "" ? message : undefined;
  if (type === "UnauthorizedException") return new ApiFailure("signed-out", SESSION_OVER);
  if (type === "Unauthorized") {
    return new ApiFailure(
      "forbidden",
      "Your account may not ask this. Ask an administrator for the group that may.",
    );
  }
  // What Lambda itself says of a function that broke is of no use to a reader.
  if (said === undefined || type.startsWith("Lambda:")) {
    return new ApiFailure("refused", "The question could not be answered.");
  }
  const sentence = sentenceCase(said);
  return new ApiFailure("refused", /[.!?]$/.test(sentence) ? sentence : `${sentence}.`);
}

/**
 * The `data` of a GraphQL answer.
 *
 * @param status of the HTTP response.
 * @throws {ApiFailure} where it has errors, no data, or a status that says so.
 */
export function dataOf(status: number, answer: unknown): unknown {
  const { data, errors } = Object(answer) as { readonly data?: unknown; readonly errors?: unknown };
  const [first] = Array.isArray(errors) ? (errors as unknown[]) : [];
  if (first !== undefined) throw failureOf(Object(first) as GraphqlError);
  if (status === 401) throw new ApiFailure("signed-out", SESSION_OVER);
  if (status === 403) throw new ApiFailure("forbidden", "The API does not let this request in.");
  if (status === 429)
    throw new ApiFailure("network", "The API has too many requests. Try again in a minute.");
  if (status >= 400) throw new ApiFailure("network", `The API answered with status ${status}.`);
  if (typeof data !== "object" || data === null) {
    throw new ApiFailure("network", "What came back is not an answer of the API.");
  }
  return data;
}

export interface ApiSettings {
  readonly url: string;
  /** The token of the moment: it is renewed while the API goes on. */
  readonly accessToken: () => string;
  /** Told once an answer says that the token counts no longer. */
  readonly onSignedOut: () => void;
}

/** The API at `url` as the token's owner sees it. Nothing is cached, no cookie goes along. */
export function createApi({ url, accessToken, onSignedOut }: ApiSettings): Api {
  async function post(body: string, signal: AbortSignal): Promise<unknown> {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: accessToken() },
      body,
      signal,
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
    const text = await response.text();
    return dataOf(response.status, parsed(text));
  }

  return {
    async ask<T>(
      document: string,
      variables: Readonly<Record<string, unknown>> = {},
      signal?: AbortSignal,
    ): Promise<T> {
      const patience = AbortSignal.timeout(PATIENCE_MS);
      const either = signal === undefined ? patience : AbortSignal.any([signal, patience]);
      try {
        return (await post(JSON.stringify({ query: document, variables }), either)) as T;
      } catch (error) {
        if (error instanceof ApiFailure) {
          if (error.kind === "signed-out") onSignedOut();
          throw error;
        }
        signal?.throwIfAborted();
        throw patience.aborted
          ? new ApiFailure("network", "The API did not answer in time. Try again.")
          : new ApiFailure("network", "The API could not be reached. Check the connection and try again.");
      }
    },
  };
}

/** `undefined` where the text is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
