/** Requests to a part of the local console without a browser, and tokens as a user pool signs them. */

import { createServer } from "node:http";
import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWTPayload, SignJWT } from "jose";
import type { Answering } from "../../../console/local/http";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Starts `answering` on a free port for one request. */
export async function oneRequest(answering: Answering, path: string, init: RequestInit = {}): Promise<Reply> {
  const server = createServer((request, response) => void answering(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: "manual", ...init });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

export interface Signer {
  readonly keys: JSONWebKeySet;
  /** A token with these claims; `exp` is in a minute unless given (seconds since 1970). */
  sign(claims: JWTPayload): Promise<string>;
}

/** Somebody who signs tokens, with keys of their own under a chosen id. */
export async function signer(kid = "key-1"): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  return {
    keys: { keys: [{ ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" }] },
    sign: (claims) =>
      new SignJWT({ exp: Math.floor(Date.now() / 1000) + 60, ...claims })
        .setProtectedHeader({ alg: "RS256", kid })
        .sign(privateKey),
  };
}
