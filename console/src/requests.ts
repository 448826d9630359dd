/** What the page asks for: its settings from beside it, the review from the API. Nothing is kept, nothing is sent along. */

import { parseReview, REVIEW_QUERY, type Review } from "./review";
import { parseSettings, type Settings } from "./settings";

const PRIVATE = { cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" } as const;

/** Reads `/config.json` past every cache: it changes with a deployment while the page around it does not. */
export async function loadSettings(): Promise<Settings | undefined> {
  const response = await fetch("/config.json", PRIVATE);
  if (!response.ok) throw new Error(`the configuration could not be read (HTTP ${response.status})`);
  return parseSettings(await response.json());
}

/**
 * Asks the API for the review.
 *
 * @throws {Error} where the API cannot be reached, refuses, or answers something else.
 */
export async function loadReview(apiUrl: string, accessToken: string): Promise<Review> {
  const response = await fetch(apiUrl, {
    ...PRIVATE,
    method: "POST",
    headers: { "content-type": "application/json", authorization: accessToken },
    body: JSON.stringify({ query: REVIEW_QUERY }),
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok && answer === undefined) throw new Error(`the API answered HTTP ${response.status}`);
  return parseReview(answer);
}
