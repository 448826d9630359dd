import { quote } from "./findings";
import { distance, nearest } from "./nearest";

/** Settings by policy; undefined where a policy does not say which it has. */
export type SettingsOf = ReadonlyMap<string, readonly string[] | undefined>;

/** What an engine takes for all policies of a pack at once. */
const EVERY_POLICY = "all";

/**
 * What a configuration names and nothing answers to: policies that a pack does not have, and settings that a policy does
 * not have. An engine passes over both, so that a slip of the pen would leave the default in force without a word.
 */
export function misspelt(given: SettingsOf, known: SettingsOf): readonly string[] {
  return [...given].flatMap(([policy, settings]) => {
    if (policy === EVERY_POLICY) {
      return (settings ?? []).map(
        (setting) =>
          `${quote(policy)} gives a level and no settings: ${quote(setting)} is given to each policy by its name`,
      );
    }
    if (!known.has(policy)) return [`there is no policy ${quote(policy)}${meant(policy, [...known.keys()])}`];
    const accepted = known.get(policy);
    if (accepted === undefined) return [];
    return (settings ?? [])
      .filter((setting) => !accepted.includes(setting))
      .map((setting) => `${quote(policy)} has no setting ${quote(setting)}${meant(setting, accepted)}`);
  });
}

/** How many names are listed where none is near: all of so few, or so many of those that are least far. */
const MOST_NAMES = 12;
const MOST_LIKELY = 3;

function meant(name: string, candidates: readonly string[]): string {
  const near = nearest(name, candidates) ?? candidates.find((candidate) => isLongerBySlip(name, candidate));
  if (near !== undefined) return ` (did you mean ${quote(near)}?)`;
  if (candidates.length <= MOST_NAMES) return ` (accepted: ${[...candidates].sort().join(", ") || "none"})`;
  return ` (the nearest of ${candidates.length}: ${leastFar(name, candidates).map(quote).join(", ")})`;
}

/** A name that goes on where a candidate ends may be newer elsewhere; here all names are known. */
const isLongerBySlip = (name: string, candidate: string): boolean =>
  name.toLowerCase().startsWith(candidate.toLowerCase()) && name.length <= candidate.length + 2;

/** Those that hold the name or a word of it first, then by how many letters differ. */
function leastFar(name: string, candidates: readonly string[]): readonly string[] {
  const folded = name.toLowerCase();
  const words = folded.split(/[^a-z0-9]+/).filter((word) => word.length > 3);
  const shared = (candidate: string): number => words.filter((word) => candidate.includes(word)).length;
  return candidates
    .map((candidate) => ({ candidate, common: shared(candidate), far: distance(folded, candidate) }))
    .sort((a, b) => b.common - a.common || a.far - b.far || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, MOST_LIKELY)
    .map(({ candidate }) => candidate);
}
