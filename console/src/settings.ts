/** Where to sign in and what to ask: the public settings of one deployment, from `/config.json`. */

export interface Settings {
  /** GraphQL endpoint, `https://….appsync-api.<region>.…/graphql`. */
  readonly apiUrl: string;
  /** The user pool as an OpenID issuer, `https://cognito-idp.<region>.…/<pool>`. */
  readonly issuer: string;
  readonly clientId: string;
  /** Host name of the hosted sign-in pages, no scheme. */
  readonly signInHost: string;
}

const NAMES = ["apiUrl", "issuer", "clientId", "signInHost"] as const;

/**
 * What the deployment says of itself; `undefined` where it offers no sign-in at all (`{}`), as in partitions without
 * user pools.
 *
 * @throws {Error} naming the first setting that is missing or is not a string.
 */
export function parseSettings(value: unknown): Settings | undefined {
  if (typeof value !== "object" || value === null) throw new Error("the configuration is not a JSON object");
  const fields = value as { readonly [name: string]: unknown };
  if (NAMES.every((name) => fields[name] === undefined)) return undefined;
  const [apiUrl, issuer, clientId, signInHost] = NAMES.map((name) => {
    const field = fields[name];
    if (typeof field !== "string" || field === "") throw new Error(`the configuration has no \`${name}\``);
    return field;
  }) as [string, string, string, string];
  return { apiUrl, issuer, clientId, signInHost };
}
