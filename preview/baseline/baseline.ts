/** Violations that are known and let pass, so that only what is new blocks. `baseline.schema.json` says the same. */

import type { Plan, PlanBaselineEntry, PlanUnverified, PlanViolation } from "../plan";

export interface Baseline {
  /** Version of this format. */
  readonly version: 1;
  readonly violations: readonly PlanBaselineEntry[];
}

/** A baseline of all violations of a plan. */
export const baselineOf = (plan: Plan): Baseline => sorted(plan.violations.map(entryOf));

/**
 * Marks the violations that `baseline` lets pass, and tells which of its entries nothing needs any more. Each entry lets
 * one finding pass at most, at its own level or below: a second one like it is new, and so is one whose level was raised
 * or whose waiver ended. Entries of other stacks, and of policies that did not judge, are left alone.
 */
export function applyBaseline(plan: Plan, baseline: Baseline): Plan {
  const own = baseline.violations.filter(isFor(plan));
  const unused = new Map<string, PlanBaselineEntry[]>();
  for (const entry of own) {
    const alike = unused.get(identityOf(entry));
    if (alike === undefined) unused.set(identityOf(entry), [entry]);
    else alike.push(entry);
  }
  const take = (violation: PlanViolation): boolean => {
    const alike = unused.get(identityOf(violation)) ?? [];
    const fits = alike.filter((entry) => blocks(entry) || !blocks(violation));
    // An advisory leaves mandatory entries to those that need them.
    const entry = fits.find((one) => blocks(one) === blocks(violation)) ?? fits[0];
    if (entry !== undefined) alike.splice(alike.indexOf(entry), 1);
    return entry !== undefined;
  };
  const known = new Set([
    ...plan.violations.filter(blocks).filter(take),
    ...plan.violations.filter((violation) => !blocks(violation)).filter(take),
  ]);
  const fresh = plan.violations.filter((violation) => !known.has(violation));
  const left = sorted([...unused.values()].flat()).violations;
  const isOpen = openQuestions(plan.unverified);
  return {
    ...plan,
    violations: plan.violations.map((violation) => ({ ...violation, baselined: known.has(violation) })),
    baseline: {
      entries: own.length,
      resolved: left.filter((entry) => !isOpen(entry)),
      undecided: left.filter(isOpen),
    },
    summary: {
      ...plan.summary,
      mandatory: fresh.filter(({ enforcementLevel }) => enforcementLevel === "mandatory").length,
      advisory: fresh.filter(({ enforcementLevel }) => enforcementLevel === "advisory").length,
      baselined: known.size,
    },
  };
}

/** What is left of a baseline that was applied to a plan: never more than there was. */
export function leftOf(baseline: Baseline, applied: Plan): Baseline {
  const isOwn = isFor(applied);
  return sorted([
    ...baseline.violations.filter((entry) => !isOwn(entry)),
    ...(applied.baseline?.undecided ?? []),
    ...applied.violations.filter(({ baselined }) => baselined === true).map(entryOf),
  ]);
}

/** The file's text: the same for the same violations, one line a field, so that a review shows what goes. */
export const baselineText = (baseline: Baseline): string => `${JSON.stringify(baseline, null, 2)}\n`;

const blocks = ({ enforcementLevel }: { readonly enforcementLevel: string }): boolean =>
  enforcementLevel !== "advisory";

const entryOf = (violation: PlanViolation): PlanBaselineEntry => ({
  policyPack: violation.policyPack,
  policy: violation.policy,
  urn: violation.urn,
  fingerprint: violation.fingerprint,
  enforcementLevel: blocks(violation) ? "mandatory" : "advisory",
  message: violation.message,
});

type Identified = Pick<PlanBaselineEntry, "policyPack" | "policy" | "urn" | "fingerprint" | "message">;

/** A message that reads like a fingerprint is none. */
const identityOf = ({ policyPack, policy, urn, fingerprint, message }: Identified): string =>
  JSON.stringify([policyPack, policy, urn, fingerprint, ...(fingerprint === "" ? [message] : [])]);

/**
 * Tells entries of the plan's stack whose policy judged it. One of a pack that did not run, or that is switched off, was
 * not looked for; a policy that the pack no longer has will never find it again.
 */
function isFor({ stack, project, policyPacks }: Plan): (entry: PlanBaselineEntry) => boolean {
  const packs = new Map(policyPacks?.map(({ name, policies }) => [name, policies]));
  const prefix = `urn:pulumi:${stack}::${project}::`;
  return ({ urn, policyPack, policy }) =>
    urn.startsWith(prefix) &&
    packs.has(policyPack) &&
    packs.get(policyPack)?.find(({ name }) => name === policy)?.enforcementLevel !== "disabled";
}

/** Tells entries whose policy had no answer for their resource: the finding may be there still. */
function openQuestions(unverified: readonly PlanUnverified[]): (entry: PlanBaselineEntry) => boolean {
  const keyOf = ({ policyPack, policy, urn }: Omit<PlanUnverified, "message">) =>
    JSON.stringify([policyPack, policy, urn]);
  const open = new Set(unverified.map(keyOf));
  return (entry) => open.has(keyOf(entry));
}

const sorted = (entries: readonly PlanBaselineEntry[]): Baseline => ({
  version: 1,
  violations: entries
    .map((entry) => ({ entry, key: sortKey(entry) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ entry }) => entry),
});

const sortKey = ({ urn, policyPack, policy, fingerprint, enforcementLevel, message }: PlanBaselineEntry) =>
  [urn, policyPack, policy, fingerprint, enforcementLevel, message].join("\0");
