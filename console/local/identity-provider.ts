/**
 * A user pool for the local console and its tests: a certified OpenID provider behind the addresses of Cognito's hosted
 * pages, with access tokens that carry what Cognito's do. It also has an `aud`, which Cognito's do not: the provider
 * issues no JWT without one.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints-oauth-grants.html
 */

import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { exportJWK, generateKeyPair, type JSONWebKeySet } from "jose";
import type Provider from "oidc-provider";
import type { Context, Token } from "oidc-provider";
import { type Answering, addressOf, bodyOf, send } from "./http";
import { memoryStore } from "./memory-store";
import { errorPage, PAGE_HEADERS, STYLE, signInPage } from "./sign-in-page";
import type { SampleUser } from "./users";

export interface IdentityProviderOptions {
  /** The pool as an issuer, `https://cognito-idp.<region>.<suffix>/<pool>`; nothing is ever fetched from there. */
  readonly issuer: string;
  readonly clientId: string;
  /** Callback and sign-out addresses of the client, each with its final `/`. */
  readonly urls: readonly string[];
  readonly users: readonly SampleUser[];
  /** How long access and ID tokens hold; read for each token. */
  readonly tokenSeconds: () => number;
}

export interface IdentityProvider {
  /** Answers `/oauth2/*`, `/login/*`, `/logout` and the pool's keys. */
  readonly answer: Answering;
  /** Whether an address is the provider's. */
  serves(path: string): boolean;
  /** What tokens are verified with. */
  readonly keys: JSONWebKeySet;
}

/** What the tokens are for; oidc-provider writes a JWT only where it is told. */
const AUDIENCE = "urn:console-api";

const HOUR = 3600;

/** Names of cookies change with the issuer: browsers tell hosts apart, not ports. */
const cookieNames = (issuer: string) => {
  const stem = `pool-${createHash("sha256").update(issuer).digest("hex").slice(0, 8)}`;
  return { session: `${stem}-session`, interaction: `${stem}-interaction`, resume: `${stem}-resume` };
};

const PATHS = ["/oauth2/", "/login/", "/logout", "/.well-known/jwks.json"];

/** oidc-provider warns of every Node.js but the newest, where it works as well. */
async function loadProvider(): Promise<typeof Provider> {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return (await import("oidc-provider")).default;
  } finally {
    console.warn = warn;
  }
}

export async function identityProvider(options: IdentityProviderOptions): Promise<IdentityProvider> {
  const { issuer, clientId, urls, users, tokenSeconds } = options;
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const kid = randomBytes(8).toString("hex");
  const described = { kid, alg: "RS256", use: "sig" };
  const OidcProvider = await loadProvider();
  const withEmail = (email: string | null) => users.find((user) => user.email === email);
  const withId = (id: string | undefined) => users.find((user) => user.id === id);

  const provider: Provider = new OidcProvider(issuer, {
    clients: [
      {
        client_id: clientId,
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        redirect_uris: urls,
        scope: "openid",
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), ...described }] },
    adapter: memoryStore(),
    scopes: ["openid"],
    claims: { openid: ["sub", "cognito:username", "cognito:groups", "email"] },
    conformIdTokenClaims: false,
    routes: {
      authorization: "/oauth2/authorize",
      token: "/oauth2/token",
      revocation: "/oauth2/revoke",
      jwks: "/.well-known/jwks.json",
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      revocation: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: "openid",
          audience: AUDIENCE,
          accessTokenFormat: "jwt",
          accessTokenTTL: tokenSeconds(),
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
    pkce: { required: () => true },
    cookies: {
      keys: [randomBytes(32).toString("hex")],
      names: cookieNames(urls.join(" ")),
      // Cognito's pages are another site than the console.
      long: { signed: true, httpOnly: true, sameSite: "lax", path: "/" },
      short: { signed: true, httpOnly: true, sameSite: "lax", path: "/" },
    },
    ttl: {
      AccessToken: tokenSeconds,
      IdToken: tokenSeconds,
      AuthorizationCode: 300,
      Grant: 8 * HOUR,
      Interaction: HOUR,
      RefreshToken: 8 * HOUR,
      Session: 8 * HOUR,
    },
    issueRefreshToken: () => true,
    clientBasedCORS: () => true,
    interactions: { url: (_: Context, { uid }: { readonly uid: string }) => `/login/${uid}` },
    findAccount: (_: Context, id: string) => {
      const user = withId(id);
      return user && { accountId: id, claims: () => claimsOf(user) };
    },
    extraTokenClaims: (_: Context, { accountId }: Token) => {
      const user = withId(accountId);
      return {
        token_use: "access",
        version: 2,
        ...(user === undefined ? {} : { username: user.id, ...groupsOf(user) }),
      };
    },
    // The user pool asks nobody for consent: the client is its own.
    loadExistingGrant: async ({ oidc }: Context) => {
      const accountId = oidc.session?.accountId;
      if (accountId === undefined) return undefined;
      const grant = new provider.Grant({ accountId, clientId: oidc.client.clientId });
      grant.addOIDCScope("openid");
      grant.addResourceScope(AUDIENCE, "openid");
      await grant.save();
      return grant;
    },
    renderError: (ctx: Context, { error, error_description: why }: Record<string, string>) => {
      ctx.type = "html";
      ctx.body = errorPage(`${error}: ${why ?? "no reason given"}`);
    },
  });
  const standard = provider.callback();

  async function login(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { uid } = await provider.interactionDetails(request, response);
    if (request.method !== "POST") return send(response, 200, PAGE_HEADERS, signInPage(uid, users));
    const chosen = new URLSearchParams(await bodyOf(request));
    const user = withEmail(chosen.get("user"));
    const result =
      user === undefined
        ? { error: "access_denied", error_description: "User cancelled the sign-in" }
        : { login: { accountId: user.id } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }

  /** Cognito's own: `GET /logout?client_id&logout_uri`, which ends the session of the pages. */
  async function logout(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = addressOf(request).searchParams;
    const uri = asked.get("logout_uri") ?? "";
    if (asked.get("client_id") !== clientId || !urls.includes(uri)) {
      return send(response, 400, PAGE_HEADERS, errorPage("client or sign-out address is not registered"));
    }
    const secure = "encrypted" in request.socket;
    const session = await provider.Session.get({ req: request, res: response, secure });
    if (session.accountId !== undefined) await session.destroy();
    send(response, 302, { location: uri, "cache-control": "no-store" });
  }

  return {
    keys: { keys: [{ ...(await exportJWK(publicKey)), ...described }] },
    serves: (path) =>
      PATHS.some((known) => path === known || (known.endsWith("/") && path.startsWith(known))),
    async answer(request, response) {
      const { pathname } = addressOf(request);
      if (pathname === "/login/style.css") {
        return send(response, 200, { "content-type": "text/css; charset=utf-8" }, STYLE);
      }
      if (pathname === "/logout") return logout(request, response);
      if (!pathname.startsWith("/login/")) return standard(request, response);
      try {
        await login(request, response);
      } catch {
        send(response, 400, PAGE_HEADERS, errorPage("this sign-in is over, begin again at the console"));
      }
    },
  };
}

const groupsOf = ({ groups }: SampleUser) => (groups.length === 0 ? {} : { "cognito:groups": groups });

const claimsOf = (user: SampleUser) => ({
  sub: user.id,
  "cognito:username": user.id,
  email: user.email,
  token_use: "id",
  ...groupsOf(user),
});
