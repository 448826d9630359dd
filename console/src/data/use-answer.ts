/** Questions to the API as React state. */

import { createContext, useCallback, useContext, useEffect, useRef, useState } from "react";
import { type Api, ApiFailure } from "./api";

export type Answer<T> =
  | { readonly state: "loading" }
  /** `refreshing`: asked anew, with the value that was last heard. */
  | { readonly state: "ready"; readonly value: T; readonly refreshing: boolean }
  | { readonly state: "failed"; readonly failure: ApiFailure };

/** Who is signed in. */
export interface SignedIn {
  readonly userName: string;
  /** Groups of the user pool. */
  readonly groups: readonly string[];
}

const apiContext = createContext<Api | undefined>(undefined);
const sessionContext = createContext<SignedIn | undefined>(undefined);

/** Gives everything below the API of the one who is signed in. */
export const ApiProvider = apiContext.Provider;
export const SessionProvider = sessionContext.Provider;

/** The API. @throws {Error} outside of a signed-in view. */
export function useApi(): Api {
  const api = useContext(apiContext);
  if (api === undefined) throw new Error("the API is there for signed-in views only");
  return api;
}

/** Who is signed in. @throws {Error} outside of a signed-in view. */
export function useSession(): SignedIn {
  const session = useContext(sessionContext);
  if (session === undefined) throw new Error("a session is there for signed-in views only");
  return session;
}

/** What went wrong, as a failure to show. */
export function failureFrom(error: unknown): ApiFailure {
  return error instanceof ApiFailure ? error : new ApiFailure("network", "The answer could not be read.");
}

/**
 * Asks when the component appears and whenever `deps` change, and gives up when it goes. The second part asks anew and
 * keeps what is there until the new answer is in.
 */
export function useAnswer<T>(
  ask: (api: Api, signal: AbortSignal) => Promise<T>,
  deps: readonly unknown[],
): readonly [Answer<T>, () => void] {
  const api = useApi();
  const [answer, setAnswer] = useState<Answer<T>>({ state: "loading" });
  const asked = useRef(ask);
  asked.current = ask;
  const running = useRef<AbortController>(undefined);

  const start = useCallback(() => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const { signal } = controller;
    setAnswer((before) =>
      before.state === "ready" ? { ...before, refreshing: true } : { state: "loading" },
    );
    asked.current(api, signal).then(
      (value) => {
        if (!signal.aborted) setAnswer({ state: "ready", value, refreshing: false });
      },
      (error: unknown) => {
        if (!signal.aborted) setAnswer({ state: "failed", failure: failureFrom(error) });
      },
    );
  }, [api]);

  useEffect(() => {
    setAnswer({ state: "loading" });
    start();
    return () => running.current?.abort();
  }, [start, ...deps]);

  return [answer, start];
}
