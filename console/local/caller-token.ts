/** Who asks: what AppSync does with the token before any field is looked at. */

import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from "jose";

export interface TokenRules {
  readonly issuer: string;
  readonly clientId: string;
  readonly keys: JSONWebKeySet;
}

/** What a resolver may be told of the caller. */
export interface Identity {
  readonly sub: string;
  readonly issuer: string;
  /** `null` as AppSync has it for a user without groups. */
  readonly groups: readonly string[] | null;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The caller has no valid token; the message is AppSync's. */
export class NotSignedIn extends Error {
  override readonly name = "UnauthorizedException";
}

const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === "string");

/** Claims that the program's resolvers hand to the function; nothing else leaves AppSync. */
const TOLD = ["iss", "client_id", "token_use", "exp", "cognito:groups", "username"] as const;

/**
 * Verifies signature, issuer, expiry and client.
 * @throws {NotSignedIn}
 */
export function tokenVerifier({
  issuer,
  clientId,
  keys,
}: TokenRules): (header: string | undefined) => Promise<Identity> {
  const keySet = createLocalJWKSet(keys);
  return async (header) => {
    if (header === undefined || header === "")
      throw new NotSignedIn("Valid authorization header not provided.");
    try {
      const { payload } = await jwtVerify(header.replace(/^Bearer /, ""), keySet, {
        issuer,
        algorithms: ["RS256"],
      });
      // An ID token names the client as its audience.
      if ((payload["client_id"] ?? payload.aud) !== clientId)
        throw new NotSignedIn("Unable to verify client.");
      const groups = payload["cognito:groups"];
      return {
        sub: payload.sub ?? "",
        issuer: payload.iss ?? "",
        groups: isStrings(groups) ? groups : null,
        claims: Object.fromEntries(TOLD.flatMap((name) => (name in payload ? [[name, payload[name]]] : []))),
      };
    } catch (error) {
      if (error instanceof NotSignedIn) throw error;
      const over = error instanceof errors.JWTExpired;
      throw new NotSignedIn(over ? "Token has expired." : "Unable to parse JWT token.");
    }
  };
}
