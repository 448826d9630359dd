/** The end of many calls at once. */

import { setMaxListeners } from "node:events";

/**
 * The signal, given to as many calls as an answer takes. Each call listens to it while it is under way, and no longer; Node
 * takes more than ten listeners for a leak and warns, which here would be a line in the log for every large answer.
 */
export function forManyCalls(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}
