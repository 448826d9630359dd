import { ErrorResponse, ErrorTimeout } from "oidc-client-ts";
import { useCallback, useEffect, useState } from "react";
import { loadSettings } from "../load-settings";
import type { Settings } from "../settings";
import { sentenceCase } from "../shared/sentence-case";
import { renewalDelay, type SessionRecord } from "./session-record";
import { forget, type OpenSession, restoreSession, signIn, signOut } from "./sign-in";

/** Where the page stands with its reader. */
export type SessionState =
  | { readonly kind: "opening" }
  /** The deployment has no sign-in, so it tells nothing. */
  | { readonly kind: "without-sign-in" }
  | { readonly kind: "broken"; readonly message: string }
  /** `notice`: what came before, such as a sign-in that was refused. */
  | { readonly kind: "signed-out"; readonly settings: Settings; readonly notice?: SignedOutNotice }
  | ({ readonly kind: "signed-in"; readonly settings: Settings } & OpenSession);

export type SignedOutNotice =
  | { readonly kind: "expired" }
  | { readonly kind: "refused"; readonly message: string };

export interface SessionControl {
  readonly state: SessionState;
  readonly signIn: () => void;
  readonly signOut: () => void;
  /** The token counts no longer: the reader is asked to sign in again. */
  readonly expire: () => void;
  /** Starts over after what was broken. */
  readonly restart: () => void;
}

const wordsOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return `${sentenceCase(text).replace(/\.$/, "")}.`;
};

/** What the sign-in pages said, or that nobody was there; the rest comes of a redirect that this tab did not begin. */
function refusalIn(error: unknown): string {
  if (error instanceof ErrorResponse) {
    return wordsOf(new Error(error.error_description ?? error.error ?? "it was refused"));
  }
  return error instanceof TypeError || error instanceof ErrorTimeout
    ? "The sign-in pages could not be reached. Try again."
    : "It did not begin in this tab, or took too long. Try again.";
}

async function open(): Promise<SessionState> {
  const settings = await loadSettings();
  if (settings === undefined) return { kind: "without-sign-in" };
  try {
    const opened = await restoreSession(settings);
    if (opened === undefined) return { kind: "signed-out", settings };
    return { kind: "signed-in", settings, ...opened };
  } catch (error) {
    return { kind: "signed-out", settings, notice: { kind: "refused", message: refusalIn(error) } };
  }
}

/** Opening counts once for a page: the code in the address is good for one exchange. */
let opening: Promise<SessionState> | undefined;

/** The longest delay that a timer takes, 24.8 days; beyond it, it would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Renews the session ahead of its end where that can be done, and else ends it. */
function useLifetime(
  opened: OpenSession | undefined,
  onRenewed: (session: SessionRecord) => void,
  onExpired: () => void,
): void {
  const expiresAt = opened?.session.expiresAt;
  const renew = opened?.renew;
  useEffect(() => {
    if (expiresAt === undefined) return;
    let gone = false;
    const check = () => {
      if (Date.now() >= expiresAt) onExpired();
    };
    const end = window.setTimeout(check, Math.min(LONGEST_MS, expiresAt - Date.now()));
    const ahead =
      renew &&
      window.setTimeout(
        () =>
          renew().then(
            (session) => {
              if (!gone) onRenewed(session);
            },
            // The session goes on until its end, which tells the reader.
            () => undefined,
          ),
        Math.min(LONGEST_MS, renewalDelay(expiresAt, Date.now())),
      );
    // A machine that slept wakes up with timers that are late.
    document.addEventListener("visibilitychange", check);
    return () => {
      gone = true;
      window.clearTimeout(end);
      window.clearTimeout(ahead);
      document.removeEventListener("visibilitychange", check);
    };
  }, [expiresAt, renew, onRenewed, onExpired]);
}

/** Settings, then a session; its renewal and its end. */
export function useSessionState(): SessionControl {
  const [state, setState] = useState<SessionState>({ kind: "opening" });

  const start = useCallback(() => {
    setState({ kind: "opening" });
    opening ??= open();
    opening.then(setState, (error: unknown) => {
      opening = undefined;
      setState({ kind: "broken", message: wordsOf(error) });
    });
  }, []);
  useEffect(start, [start]);

  const expire = useCallback(() => {
    forget();
    setState((before) =>
      before.kind === "signed-in"
        ? { kind: "signed-out", settings: before.settings, notice: { kind: "expired" } }
        : before,
    );
  }, []);

  const renewed = useCallback((session: SessionRecord) => {
    setState((before) => (before.kind === "signed-in" ? { ...before, session } : before));
  }, []);
  useLifetime(state.kind === "signed-in" ? state : undefined, renewed, expire);

  const settings = "settings" in state ? state.settings : undefined;
  return {
    state,
    signIn: useCallback(() => {
      if (settings === undefined) return;
      signIn(settings).catch((error: unknown) =>
        setState({ kind: "signed-out", settings, notice: { kind: "refused", message: wordsOf(error) } }),
      );
    }, [settings]),
    signOut: useCallback(() => settings && signOut(settings), [settings]),
    expire,
    restart: start,
  };
}
