/** What changes and baselines are called, the same in every rendering: renderings differ in their markup. */

import type { Comparison } from "../compare/comparison";
import type { FlowChange } from "../compare/flows";
import type { PermissionChange } from "../compare/permissions";
import type { ChangedResource, InputChange } from "../compare/resources";
import type { PlanBaseline, PlanValue, PlanViolation } from "../plan";
import { count } from "./layout";

/** Whether a change lets something through, or permits something, that its base does not. */
export const opensSomething = ({ flows, permissions }: Comparison): boolean =>
  flows.wider.length + permissions.wider.length > 0;

/** Where a flow begins and ends, names in backticks. */
export const endsOf = ({ direction, group, peer }: FlowChange): readonly [from: string, to: string] =>
  direction === "ingress" ? [peer, group] : [group, peer];

const VERBS: { readonly [position in PermissionChange["position"]]: string } = {
  grant: "may",
  trust: "may be assumed by",
  resource: "lets others",
  limit: "may at most",
  attachment: "has",
};

/** ``role `api` may: `s3:GetObject` on `arn:…` ``, names in backticks. */
export const permissionText = ({ holder, position, what }: PermissionChange): string =>
  `${holder} ${VERBS[position]}: ${what}`;

/** Changed resources by what becomes of them. */
export interface Changed {
  readonly replaced: readonly ChangedResource[];
  /** Replaced because of what they take from one that is. */
  readonly following: readonly ChangedResource[];
  readonly perhaps: readonly ChangedResource[];
  readonly inPlace: readonly ChangedResource[];
}

/** Sorts changed resources by what becomes of them. */
export function sorted(changed: readonly ChangedResource[]): Changed {
  const of = (kind: ChangedResource["replacement"]["kind"]) =>
    changed.filter(({ replacement }) => replacement.kind === kind);
  return { replaced: of("yes"), following: of("follows"), perhaps: of("maybe"), inPlace: of("no") };
}

/** `1 added, 0 removed, 2 replaced, 3 changed`. */
export function totals({ resources: { added, removed, changed } }: Comparison): string {
  const { replaced, following, perhaps, inPlace } = sorted(changed);
  return [
    `${added.length} added`,
    `${removed.length} removed`,
    `${replaced.length + following.length} replaced`,
    `${inPlace.length + perhaps.length} changed`,
  ].join(", ");
}

/** More items than these of a list are not told apart. */
const MOST_ITEMS = 8;

/** A list that only gained or lost items says which. */
function itemsOf(
  before: PlanValue,
  after: PlanValue,
  shown: (value: PlanValue) => string,
): string | undefined {
  if (!Array.isArray(before) || !Array.isArray(after)) return undefined;
  const text = (value: PlanValue) => JSON.stringify(value);
  const was = new Set(before.map(text));
  const is = new Set(after.map(text));
  const gained = after.filter((item) => !was.has(text(item)));
  const lost = before.filter((item) => !is.has(text(item)));
  if (gained.length + lost.length === 0 || gained.length + lost.length > MOST_ITEMS) return undefined;
  return [...gained.map((item) => `+ ${shown(item)}`), ...lost.map((item) => `− ${shown(item)}`)].join(", ");
}

/** An asset or an archive: its hash tells a reader no more than that it differs. */
const isContent = (value: PlanValue): boolean =>
  typeof value === "object" && value !== null && Object.hasOwn(value, "$asset");

/**
 * What an input was and is.
 *
 * @param shown a value as the rendering marks it up
 * @param struck a value that is gone
 */
export function sidesOf(
  { before, after }: InputChange,
  shown: (value: PlanValue) => string,
  struck: (value: string) => string = (value) => value,
): string {
  if (before === undefined) return after === undefined ? "" : `${shown(after)} (new)`;
  if (after === undefined) return `${struck(shown(before))} (gone)`;
  if (isContent(before) && isContent(after)) return "other content";
  return itemsOf(before, after, shown) ?? `${shown(before)} → ${shown(after)}`;
}

/** A value as one line of text, which ends after `most` characters. */
export function valueText(value: PlanValue, most: number): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text === "" ? '""' : text.length > most ? `${text.slice(0, most)}…` : text;
}

/** The violations that no baseline lets pass, and which of them the base does not have. */
export function findingsOf(
  violations: readonly PlanViolation[],
  comparison: Comparison | undefined,
): { readonly shown: readonly PlanViolation[]; readonly fresh: ReadonlySet<PlanViolation> } {
  const shown = violations.filter(({ baselined }) => baselined !== true);
  const introduced = new Set(comparison?.violations.introduced);
  return { shown, fresh: new Set(shown.filter((violation) => introduced.has(violation))) };
}

/** `2 violations not in the baseline, 1 new, 0 resolved`. */
export const findingsTitle = (
  { shown, fresh }: ReturnType<typeof findingsOf>,
  baseline: PlanBaseline | undefined,
  comparison: Comparison | undefined,
): string =>
  [
    `${count(shown.length, "violation")}${baseline === undefined ? "" : " not in the baseline"}`,
    ...(comparison === undefined
      ? []
      : [`${fresh.size} new`, `${comparison.violations.resolved.length} resolved`]),
  ].join(", ");

const entries = (n: number): string => count(n, "baseline entry", "baseline entries");

/** What is said of the entries of a baseline that let nothing pass this time. */
export const baselineTitles = ({ entries: all, resolved, undecided }: PlanBaseline) =>
  ({
    resolved: `${resolved.length} of ${entries(all)} resolved: take ${resolved.length === 1 ? "it" : "them"} out with --write-baseline`,
    undecided: `${entries(undecided.length)} not decided this time, since a value is unknown`,
  }) as const;
