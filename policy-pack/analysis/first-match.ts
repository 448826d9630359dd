import { Traffic } from "./traffic";
import { UNKNOWN } from "./unknown";

/** A rule of an ordered list, of which the first that matches a packet decides. */
export interface OrderedRule {
  readonly order: number | typeof UNKNOWN;
  readonly action: "allow" | "deny" | typeof UNKNOWN;
  /** The packets that it matches whatever its unknown parts turn out to be. */
  readonly least: Traffic;
  /** The packets that it matches for some value of them. */
  readonly most: Traffic;
}

/**
 * The packets that an ordered list of rules lets in: `p` is in it iff the rule with the lowest order of those that
 * match `p` allows. What no rule matches is denied. `least` is what is let in for all values of the unknown parts;
 * `most` covers what is let in for some. Both are exact where nothing is unknown; of two rules with one order, which
 * AWS refuses, the first counts.
 */
export function admittedInOrder(rules: readonly OrderedRule[]): {
  readonly least: Traffic;
  readonly most: Traffic;
} {
  const ordered = rules
    .flatMap((rule) => (rule.order === UNKNOWN ? [] : [{ ...rule, order: rule.order }]))
    .sort((a, b) => a.order - b.order);
  const anywhere = rules.filter(({ order }) => order === UNKNOWN);
  return { least: leastOf(ordered, anywhere), most: mostOf(ordered, anywhere) };
}

/** Whatever may be denied is; a rule of unknown order counts as the first. */
function leastOf(ordered: readonly OrderedRule[], anywhere: readonly OrderedRule[]): Traffic {
  const denied = anywhere.filter(({ action }) => action !== "allow").map(({ most }) => most);
  let remaining = Traffic.ALL.subtract(Traffic.union(denied));
  let admitted = Traffic.EMPTY;
  for (const { action, least, most } of ordered) {
    if (action === "allow") {
      admitted = admitted.union(least.intersect(remaining));
      remaining = remaining.subtract(least);
    } else remaining = remaining.subtract(most);
  }
  return admitted;
}

/** Whatever may be allowed is. */
function mostOf(ordered: readonly OrderedRule[], anywhere: readonly OrderedRule[]): Traffic {
  let admitted = Traffic.union(anywhere.filter(({ action }) => action !== "deny").map(({ most }) => most));
  let remaining = Traffic.ALL;
  for (const { action, least, most } of ordered) {
    if (action !== "deny") admitted = admitted.union(most.intersect(remaining));
    // Where the action is not known, these packets are admitted already.
    remaining = remaining.subtract(least);
  }
  return admitted;
}
