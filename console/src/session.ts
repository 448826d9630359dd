/** Sign-in by authorization code with PKCE; tokens live in memory only and end with the page. */

import { InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from "oidc-client-ts";
import type { Settings } from "./settings";

export interface Session {
  readonly userName: string;
  /** For the API's `Authorization` header. */
  readonly accessToken: string;
}

/** The page to come back to: exactly the callback and sign-out URL that the user pool's client registers. */
const home = (): string => new URL("/", window.location.href).href;

/**
 * The endpoints are given, not discovered: Cognito's are fixed, so the page needs to talk to the sign-in host alone.
 * What must outlive the redirect (state and code verifier) is in session storage; tokens are not.
 */
export function signInClient({ issuer, clientId, signInHost }: Settings): UserManager {
  const host = `https://${signInHost}`;
  return new UserManager({
    authority: issuer,
    metadata: {
      issuer,
      authorization_endpoint: `${host}/oauth2/authorize`,
      token_endpoint: `${host}/oauth2/token`,
      revocation_endpoint: `${host}/oauth2/revoke`,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
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

/**
 * The session that a redirect from the sign-in pages brought back, if this is one. The code is taken out of the address
 * bar before anything else can read it.
 *
 * @throws {Error} when the sign-in was refused or did not begin on this page.
 */
export async function completeSignIn(client: UserManager): Promise<Session | undefined> {
  const { href, search } = window.location;
  const query = new URLSearchParams(search);
  if (!query.has("state") || !(query.has("code") || query.has("error"))) return undefined;
  window.history.replaceState(null, "", "/");
  try {
    return sessionOf(await client.signinRedirectCallback(href));
  } catch (error) {
    throw new Error(`the sign-in was not completed: ${error instanceof Error ? error.message : error}`);
  }
}

function sessionOf(user: User): Session {
  const name = user.profile["cognito:username"] ?? user.profile.sub;
  return { userName: String(name), accessToken: user.access_token };
}

/** Ends the session here and at the sign-in host, whose logout endpoint is Cognito's own rather than OpenID's. */
export async function signOut(client: UserManager, { clientId, signInHost }: Settings): Promise<void> {
  await client.removeUser();
  const query = new URLSearchParams({ client_id: clientId, logout_uri: home() });
  window.location.assign(`https://${signInHost}/logout?${query}`);
}
