import { readdirSync, readFileSync } from "node:fs";

// What Linux counts processor time in, whatever the kernel's own clock.
const TICKS_PER_SECOND = 100;

/** Reads `/proc/<pid>/stat`; `undefined` where the process has ended. */
function stat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name, in brackets, may hold spaces: fields are counted from behind it.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [parent, user, system, started] = [fields[1], fields[11], fields[12], fields[19]].map(Number);
    return { pid, parent, cpuSeconds: (user + system) / TICKS_PER_SECOND, key: `${pid} ${started}` };
  } catch {
    return undefined;
  }
}

/**
 * Processes that `pid` has started, directly or not, with the processor time that each has taken itself. `key` tells two
 * with the same id apart.
 */
export function descendants(pid) {
  const children = new Map();
  for (const entry of readdirSync("/proc")) {
    const found = /^\d+$/.test(entry) ? stat(Number(entry)) : undefined;
    if (found !== undefined) children.set(found.parent, [...(children.get(found.parent) ?? []), found]);
  }
  const found = [...(children.get(pid) ?? [])];
  for (const member of found) found.push(...(children.get(member.pid) ?? []));
  return found;
}
