/** How each flow of the traffic matrix stands: in the account, and in the flow logs. */

import type { Direction, Drift, Flow, RuleEvidence, Verdict } from "../../../console-api/contract";
import type { Groups } from "./questions";

/** The live rules of a flow against the declared ones. */
export type Standing =
  | { readonly kind: "as-declared" }
  | { readonly kind: "drifted"; readonly drift: readonly Drift[] }
  /** The groups could not be read, or none of the rules read belongs to the flow. */
  | { readonly kind: "unread" };

/** What the flow logs say of one rule of a flow. */
export interface Use {
  readonly direction: Direction;
  readonly verdict: Verdict;
  readonly why: string;
}

export interface FlowRow extends Flow {
  readonly standing: Standing;
  /** Empty where the flow logs were not asked, or know no rule of the flow. */
  readonly uses: readonly Use[];
}

/** Parts of an answer that a difference does not depend on; without any other, a difference may have been missed. */
const BESIDE_DRIFT = /^(network interfaces|names of )/;

function standingOf(id: string, groups: Groups | undefined): Standing {
  if (groups === undefined) return { kind: "unread" };
  const drift = groups.groups.flatMap((group) => group.drift).filter(({ flowId }) => flowId === id);
  if (drift.length > 0) return { kind: "drifted", drift };
  // No rule and no difference is no agreement: a group that could not be read looks just so.
  const isThere = groups.groups.some(({ rules }) => rules.some(({ flowId }) => flowId === id));
  return isThere && groups.problems.every(({ part }) => BESIDE_DRIFT.test(part))
    ? { kind: "as-declared" }
    : { kind: "unread" };
}

/** The flows with how they stand. Ingress comes before egress. */
export function flowRows(
  flows: readonly Flow[],
  groups: Groups | undefined,
  evidence: readonly RuleEvidence[] = [],
): readonly FlowRow[] {
  return flows.map((flow) => ({
    ...flow,
    standing: standingOf(flow.id, groups),
    uses: evidence
      .filter(({ flowId }) => flowId === flow.id)
      .map(({ direction, verdict, why }) => ({ direction, verdict, why }))
      .toSorted((a, b) => (a.direction === b.direction ? 0 : a.direction === "INGRESS" ? -1 : 1)),
  }));
}

/** `tcp/443`. */
export const trafficOf = ({ protocol, port }: Pick<Flow, "protocol" | "port">): string =>
  `${protocol}/${port}`;
