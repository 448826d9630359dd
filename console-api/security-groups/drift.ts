/**
 * Drift: the packets that a group lets through and no flow declares, and those that a flow declares and the group does not
 * let through. Rules are how either is written; two that cover the same packets as one are no drift.
 */

import type { Traffic } from "../../policy-pack/analysis/traffic";
import type { Direction, DriftKind } from "../contract";
import type { AccountRule, DeclaredRule, Rule } from "./rules";
import { bySpace, type Entries, type Space, spaceOf, trafficOf } from "./spaces";

/** One finding of drift: what a rule lets through too much, or what is missing of what a flow declares. */
export interface Finding {
  readonly kind: DriftKind;
  readonly direction: Direction;
  /** The live rule; absent where there is none. */
  readonly live?: AccountRule;
  /** The declared rule of which packets are concerned; absent where none is. */
  readonly declared?: DeclaredRule;
  /** The packets that are on one side only. Never empty. */
  readonly difference: Traffic;
}

const DIRECTIONS: readonly Direction[] = ["INGRESS", "EGRESS"];

/** The first rule that shares packets with `traffic`. */
const meeting = <R extends Rule>(rules: readonly R[], traffic: Traffic, entries: Entries): R | undefined =>
  rules.find((rule) => !trafficOf(rule, entries).intersect(traffic).isEmpty);

function tooMuch(
  live: Space<AccountRule>,
  declared: Space<DeclaredRule> | undefined,
  entries: Entries,
): readonly Finding[] {
  const excess = declared === undefined ? live.traffic : live.traffic.subtract(declared.traffic);
  if (excess.isEmpty) return [];
  return live.rules.flatMap((rule): readonly Finding[] => {
    const traffic = trafficOf(rule, entries);
    const difference = traffic.intersect(excess);
    if (difference.isEmpty) return [];
    const widened = declared && meeting(declared.rules, traffic, entries);
    const found = { direction: rule.direction, live: rule, difference };
    return [
      widened === undefined ? { ...found, kind: "ADDED" } : { ...found, kind: "WIDENED", declared: widened },
    ];
  });
}

function tooLittle(
  declared: Space<DeclaredRule>,
  live: Space<AccountRule> | undefined,
  entries: Entries,
): readonly Finding[] {
  const missing = live === undefined ? declared.traffic : declared.traffic.subtract(live.traffic);
  if (missing.isEmpty) return [];
  return declared.rules.flatMap((rule): readonly Finding[] => {
    const traffic = trafficOf(rule, entries);
    const difference = traffic.intersect(missing);
    if (difference.isEmpty) return [];
    const rest = live && meeting(live.rules, traffic, entries);
    const found = { direction: rule.direction, declared: rule, difference };
    return [rest === undefined ? { ...found, kind: "REMOVED" } : { ...found, kind: "NARROWED", live: rest }];
  });
}

/**
 * The differences between what is declared for a group and what it has. Empty iff both let the same packets through, in
 * every direction and space of peers; the differences of a direction and space are together exactly the packets that are
 * on one side only.
 */
export function drift(
  declared: readonly DeclaredRule[],
  live: readonly AccountRule[],
  entries: Entries,
): readonly Finding[] {
  return DIRECTIONS.flatMap((direction) => {
    const of = <R extends Rule>(rules: readonly R[]) =>
      bySpace(
        rules.filter((rule) => rule.direction === direction),
        entries,
      );
    const [wanted, found] = [of(declared), of(live)];
    return [
      ...[...found].flatMap(([name, space]) => tooMuch(space, wanted.get(name), entries)),
      ...[...wanted].flatMap(([name, space]) => tooLittle(space, found.get(name), entries)),
    ];
  });
}

/**
 * The flow of the matrix that a live rule belongs to: one that declares exactly its packets, else one that declares some
 * of them.
 */
export function flowOf(
  rule: AccountRule,
  declared: readonly DeclaredRule[],
  entries: Entries,
): string | undefined {
  const space = spaceOf(rule.peer, entries);
  const traffic = trafficOf(rule, entries);
  const candidates = declared.filter(
    ({ direction, peer }) => direction === rule.direction && spaceOf(peer, entries) === space,
  );
  const same = candidates.find((candidate) => trafficOf(candidate, entries).equals(traffic));
  return (same ?? meeting(candidates, traffic, entries))?.flowId;
}

/** Prefix lists that only one side names in a direction: whether they differ is a question of their entries. */
export function listsToCompare(
  declared: readonly DeclaredRule[],
  live: readonly AccountRule[],
): readonly string[] {
  const lists = DIRECTIONS.flatMap((direction) => {
    const of = (rules: readonly Rule[]) =>
      new Set(
        rules.flatMap((rule) =>
          rule.direction === direction && rule.peer.kind === "PREFIX_LIST" ? [rule.peer.id] : [],
        ),
      );
    const [wanted, found] = [of(declared), of(live)];
    const all = [...new Set([...wanted, ...found])];
    // Where one side names none there is nothing to compare with.
    const differ = wanted.size > 0 && found.size > 0 && all.some((id) => wanted.has(id) !== found.has(id));
    return differ ? all : [];
  });
  return [...new Set(lists)];
}
