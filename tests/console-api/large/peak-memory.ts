/** What this process took at most. */

import { existsSync, readFileSync } from "node:fs";

const STATUS = "/proc/self/status";

/**
 * Bytes that were resident at most. Linux hands `maxRSS` on from who started the process, who may be larger, so that its own
 * peak is read instead where there is one.
 */
export function peakResidentBytes(): number {
  const status = existsSync(STATUS) ? readFileSync(STATUS, "utf8") : "";
  const own = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return (own === undefined ? process.resourceUsage().maxRSS : Number(own)) * 1024;
}
