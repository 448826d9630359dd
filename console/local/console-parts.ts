/**
 * Everything that a browser talks to, for whoever listens: the site, the API and the sign-in. The local console puts all
 * of it on one address; tests put each on the host that it has in AWS.
 */

import { Refusal } from "../../console-api/failures";
import { answer } from "../../console-api/handler";
import type { Surroundings } from "../../console-api/surroundings";
import { type FieldRequest, graphqlEndpoint } from "./graphql-endpoint";
import type { Answering } from "./http";
import { type IdentityProvider, identityProvider } from "./identity-provider";
import { QUERY_LIMITS } from "./limits";
import { type Headers, siteServer } from "./site";
import { SAMPLE_USERS } from "./users";

/** Seconds before the function's own end that it has for an answer. */
const ANSWER_MS = 8_500;

export interface ConsolePartsOptions {
  /** The built site. */
  readonly directory: string;
  readonly siteHeaders: Headers;
  /** Addresses of the site, with a final `/`. */
  readonly urls: readonly string[];
  readonly apiUrl: string;
  /** Host of the sign-in, with a port where it is not the scheme's own. */
  readonly signInHost: string;
  /** What resolvers work with; read for each field, so that a test may change it. */
  readonly around: () => Omit<Surroundings, "signal">;
  /** How long tokens hold. @default fifteen minutes, as the user pool has it */
  readonly tokenSeconds?: () => number;
}

export interface ConsoleParts {
  readonly site: Answering;
  readonly api: Answering;
  readonly signIn: IdentityProvider;
  readonly issuer: string;
}

const TOKEN_SECONDS = 900;

export async function consoleParts(options: ConsolePartsOptions): Promise<ConsoleParts> {
  const {
    directory,
    siteHeaders,
    urls,
    apiUrl,
    signInHost,
    around,
    tokenSeconds = () => TOKEN_SECONDS,
  } = options;
  const { deployment, ids } = around();
  const { userPoolId, clientId } = ids;
  const issuer = `https://cognito-idp.${deployment.region}.amazonaws.com/${userPoolId}`;
  const signIn = await identityProvider({ issuer, clientId, urls, users: SAMPLE_USERS, tokenSeconds });
  const ask = async (request: FieldRequest): Promise<unknown> => {
    const signal = AbortSignal.timeout(ANSWER_MS);
    return answer(request, { ...around(), signal }).catch((failed: unknown) => {
      // What is no refusal, AppSync reports without its words.
      throw failed instanceof Refusal
        ? failed
        : new Refusal("Unavailable", "the question could not be answered");
    });
  };
  return {
    site: siteServer(directory, siteHeaders, () => ({ apiUrl, issuer, clientId, signInHost })),
    api: graphqlEndpoint({ token: { issuer, clientId, keys: signIn.keys }, limits: QUERY_LIMITS, ask }),
    signIn,
    issuer,
  };
}

/** Runs `answering`; what fails is told on standard error and answered with 500. */
export function guarded(answering: Answering): Answering {
  return async (request, response) => {
    try {
      await answering(request, response);
    } catch (failed) {
      console.error(failed);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  };
}
