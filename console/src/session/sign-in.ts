/** Sign-in by authorization code with PKCE. */

import { InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from "oidc-client-ts";
import type { Settings } from "../settings";
import { isSignInRedirect, returnPath } from "./return-path";
import { ownerOf, parseSession, type SessionRecord } from "./session-record";

const KEPT_AS = "session";

/** The page to come back to: exactly the callback and sign-out URL that the user pool's client registers. */
const home = (): string => new URL("/", window.location.href).href;

/** The sign-in pages, by the page's own scheme: https everywhere but on a developer's machine. */
const hostOf = ({ signInHost }: Settings): string => `${window.location.protocol}//${signInHost}`;

/**
 * The endpoints are given, not discovered: Cognito's are fixed, so the page needs to talk to the sign-in host alone.
 * What must outlive the redirect (state and code verifier) is in session storage; the client's tokens live in memory.
 */
function clientOf(settings: Settings): UserManager {
  const { issuer, clientId } = settings;
  const host = hostOf(settings);
  return new UserManager({
    authority: issuer,
    metadata: {
      issuer,
      authorization_endpoint: `${host}/oauth2/authorize`,
      token_endpoint: `${host}/oauth2/token`,
    },
    client_id: clientId,
    redirect_uri: home(),
    response_type: "code",
    scope: "openid",
    loadUserInfo: false,
    automaticSilentRenew: false,
    monitorSession: false,
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
  });
}

/** Leaves for the sign-in pages, to come back to the address where the reader is now. */
export async function signIn(settings: Settings): Promise<void> {
  const { pathname, search, hash } = window.location;
  await clientOf(settings).signinRedirect({ state: returnPath(`${pathname}${search}${hash}`) });
}

/** A session, and how to have a new token for it; `renew` is absent after a reload, where the refresh token is gone. */
export interface OpenSession {
  readonly session: SessionRecord;
  readonly renew?: () => Promise<SessionRecord>;
}

/** Keeps a session for this tab, a reload included; the refresh token, which lives for hours, stays in memory. */
function keep(session: SessionRecord): SessionRecord {
  window.sessionStorage.setItem(KEPT_AS, JSON.stringify(session));
  return session;
}

/** Forgets the session in this tab. */
export function forget(): void {
  window.sessionStorage.removeItem(KEPT_AS);
}

const sessionOf = (user: User, clientId: string): SessionRecord => ({
  ...ownerOf(user.profile),
  accessToken: user.access_token,
  expiresAt: Date.now() + 1000 * (user.expires_in ?? 0),
  clientId,
});

/**
 * The session that a redirect from the sign-in pages brings, or else the one of this tab. The code is taken out of the
 * address before anything else can read it, and the reader's old place is put there.
 *
 * @throws {Error} when the sign-in was refused or did not begin in this tab.
 */
export async function restoreSession(settings: Settings): Promise<OpenSession | undefined> {
  const { clientId } = settings;
  const { href, search } = window.location;
  if (!isSignInRedirect(search)) {
    const session = parseSession(window.sessionStorage.getItem(KEPT_AS), clientId, Date.now());
    return session && { session };
  }
  window.history.replaceState(null, "", "/");
  forget();
  const client = clientOf(settings);
  const user = await client.signinRedirectCallback(href);
  const session = keep(sessionOf(user, clientId));
  window.history.replaceState(null, "", returnPath(user.state));
  if (user.refresh_token === undefined) return { session };
  return {
    session,
    renew: async () => {
      const renewed = await client.signinSilent();
      if (renewed === null) throw new Error("the sign-in pages gave no new token");
      return keep(sessionOf(renewed, clientId));
    },
  };
}

/** Ends the session here and at the sign-in host, whose logout endpoint is Cognito's own rather than OpenID's. */
export function signOut(settings: Settings): void {
  forget();
  const query = new URLSearchParams({ client_id: settings.clientId, logout_uri: home() });
  window.location.assign(`${hostOf(settings)}/logout?${query}`);
}
