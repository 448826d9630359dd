/** Where to go back to after signing in. */

const ELSEWHERE = "https://console.invalid";

/** Longer than any path of ours. */
const MAX_LENGTH = 2_000;

/**
 * The path, query and fragment in `value` as a path of this site; `/` for everything that is none, that leads to another
 * site, or that is another sign-in's redirect. Browsers read `/\host` like `//host` and leave out tabs and line feeds, so
 * the path is taken from the address that they would make of it.
 */
export function returnPath(value: unknown): string {
  if (typeof value !== "string" || value.length > MAX_LENGTH || !value.startsWith("/")) return "/";
  const address = URL.canParse(value, ELSEWHERE) ? new URL(value, ELSEWHERE) : undefined;
  if (address === undefined || address.origin !== ELSEWHERE || address.pathname.startsWith("//")) return "/";
  if (isSignInRedirect(address.search)) return "/";
  return `${address.pathname}${address.search}${address.hash}`;
}

/** Whether the query is what a sign-in page sends back. */
export function isSignInRedirect(search: string): boolean {
  const query = new URLSearchParams(search);
  return query.has("state") && (query.has("code") || query.has("error"));
}
