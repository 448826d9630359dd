/** Differences between declared and live rules, in the order in which they matter. */

import type {
  Direction,
  Drift,
  DriftKind,
  LiveRule,
  Peer,
  SecurityGroup,
} from "../../../console-api/contract";

export interface Finding {
  readonly id: string;
  readonly group: SecurityGroup;
  readonly drift: Drift;
  /** The live rule, where there still is one. */
  readonly rule: LiveRule | undefined;
}

/** Lets more through than was declared; the other two let less through. */
export const isOpening = (kind: DriftKind): boolean => kind === "ADDED" || kind === "WIDENED";

/**
 * How many of 32 leading bits a peer's addresses share: 0 is everywhere. IPv6 prefixes are scaled to that; lists and
 * groups, whose addresses are not known here, come after every block.
 */
export function narrowness(peer: Peer | undefined): number {
  if (peer === undefined || peer.kind === "SECURITY_GROUP") return 34;
  if (peer.kind === "PREFIX_LIST") return 33;
  const [, length] = peer.id.split("/");
  const bits = length === undefined ? Number.NaN : Number(length);
  if (!Number.isFinite(bits)) return 32;
  return peer.id.includes(":") ? bits / 4 : bits;
}

/** What lets more through comes before what lets less, what comes in before what goes out. */
function rank({ kind, direction }: Drift): number {
  return (isOpening(kind) ? 0 : 2) + (direction === "INGRESS" ? 0 : 1);
}

/** The differences of all groups, the most serious first: more before less, in before out, wider peers first. */
export function findingsOf(groups: readonly SecurityGroup[]): readonly Finding[] {
  const findings = groups.flatMap((group) =>
    group.drift.map((drift, index): Finding => {
      const rule = group.rules.find(({ id }) => id === drift.ruleId);
      return { id: `${group.id}/${index}`, group, drift, rule };
    }),
  );
  return findings.toSorted(
    (a, b) =>
      rank(a.drift) - rank(b.drift) ||
      narrowness(a.rule?.peer) - narrowness(b.rule?.peer) ||
      partyName(a.group).localeCompare(partyName(b.group), "en") ||
      a.id.localeCompare(b.id, "en"),
  );
}

/** How people call a group: the component of the traffic matrix, else the group's name, else its id. */
export const partyName = ({ component, name, id }: SecurityGroup): string => component ?? (name || id);

export const DRIFT_WORDS: { readonly [kind in DriftKind]: string } = {
  ADDED: "Added by hand",
  WIDENED: "Widened",
  REMOVED: "Removed",
  NARROWED: "Narrowed",
};

export const DIRECTION_WORDS: { readonly [direction in Direction]: string } = {
  INGRESS: "Ingress",
  EGRESS: "Egress",
};

/** Rules of one direction, by peer and traffic. */
export function rulesOf({ rules }: SecurityGroup, direction: Direction): readonly LiveRule[] {
  return rules
    .filter((rule) => rule.direction === direction)
    .toSorted(
      (a, b) =>
        narrowness(a.peer) - narrowness(b.peer) ||
        a.peer.name.localeCompare(b.peer.name, "en") ||
        a.traffic.localeCompare(b.traffic, "en", { numeric: true }),
    );
}
