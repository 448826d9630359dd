/** A session as it outlives a reload: no more than what asking the API takes. */

export interface SessionRecord {
  /** For the API's `Authorization` header. */
  readonly accessToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly userName: string;
  /** Groups of the user pool. */
  readonly groups: readonly string[];
  /** The client of the user pool that it was given to: another deployment's session is none. */
  readonly clientId: string;
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** The session in what was kept, if it is whole, of this client and not over yet. */
export function parseSession(kept: string | null, clientId: string, now: number): SessionRecord | undefined {
  if (kept === null) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(kept);
  } catch {
    return undefined;
  }
  const {
    accessToken,
    expiresAt,
    userName,
    groups,
    clientId: owner,
  } = Object(value) as Partial<SessionRecord>;
  if (!isText(accessToken) || !isText(userName) || owner !== clientId) return undefined;
  if (typeof expiresAt !== "number" || !(expiresAt > now)) return undefined;
  if (!Array.isArray(groups) || !groups.every(isText)) return undefined;
  return { accessToken, expiresAt, userName, groups, clientId };
}

/** What an ID token's claims say of its owner. */
export function ownerOf(claims: {
  readonly [name: string]: unknown;
}): Pick<SessionRecord, "userName" | "groups"> {
  const { email, sub, "cognito:username": name, "cognito:groups": groups } = claims;
  return {
    userName: [email, name, sub].find(isText) ?? "an unnamed user",
    groups: Array.isArray(groups) ? groups.filter(isText) : [],
  };
}

/** Before the end of a session, this much is left for its renewal. */
const AHEAD_MS = 60_000;

/** Milliseconds from `now` until the session should be renewed: a minute ahead of its end, or half way to it. */
export function renewalDelay(expiresAt: number, now: number): number {
  const left = Math.max(0, expiresAt - now);
  return Math.max(left - AHEAD_MS, left / 2);
}
