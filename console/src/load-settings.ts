import { parseSettings, type Settings } from "./settings";

/**
 * Reads `/config.json` past every cache: it changes with a deployment while the page around it does not.
 *
 * @throws {Error} where it cannot be read or understood.
 */
export async function loadSettings(): Promise<Settings | undefined> {
  const response = await fetch("/config.json", {
    cache: "no-store",
    credentials: "omit",
    referrerPolicy: "no-referrer",
  }).catch(() => undefined);
  if (response === undefined) throw new Error("the configuration could not be reached");
  if (!response.ok) throw new Error(`the configuration could not be read (HTTP ${response.status})`);
  return parseSettings(await response.json().catch(() => undefined));
}
