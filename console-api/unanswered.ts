/** What becomes of a question of which nothing can be answered without AWS. */

import { problemOf, Refusal } from "./failures";

/**
 * The refusal for a failure of AWS: `Busy` where it only asks for patience, else `Unavailable`. `part` names what could not
 * be had; what AWS said is logged, not told. Refusals stay what they are.
 */
export function unanswered(part: string, error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  console.warn(JSON.stringify({ part, error: String(Object(error).name ?? error), message: String(error) }));
  const { reason, message } = problemOf(part, error);
  return new Refusal(reason === "THROTTLED" ? "Busy" : "Unavailable", message);
}
