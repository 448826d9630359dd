/**
 * A role's inline policy against the statements that the program declares, by what they allow: order, spelling, statement
 * ids and the split into statements do not count.
 *
 * Declared resources may be patterns where AWS chooses a part: what the account has there is inside of them, and as
 * declared. So a pattern that was narrowed by hand is not told; one that was widened is.
 */

import type {
  Document,
  Condition as LiveCondition,
  Statement,
} from "../../policy-pack/analysis/iam/document";
import { covers, hasWildcard } from "../../policy-pack/analysis/patterns";
import type { DeployedStatement } from "../deployment";
import { type Condition, conditionsOf } from "./conditions";
import { type Home, resourcesText } from "./resources";
import { inBackticks, listed } from "./words";

/** One action on one resource, under conditions in one spelling. */
interface Right {
  /** As written, for sentences. */
  readonly written: string;
  /** Actions have no case. */
  readonly action: string;
  readonly resource: string;
  readonly conditions: ReadonlySet<string>;
}

/** Neither operators nor keys have case; the order of values says nothing. */
const spelled = ({ operator, key, values }: Condition | LiveCondition): string =>
  JSON.stringify([operator.toLowerCase(), key.toLowerCase(), ...[...new Set(values)].sort()]);

function rightsOf(
  actions: readonly string[],
  resources: readonly string[],
  conditions: readonly (Condition | LiveCondition)[],
): readonly Right[] {
  const under = new Set(conditions.map(spelled));
  return actions.flatMap((written) =>
    resources.map((resource) => ({ written, action: written.toLowerCase(), resource, conditions: under })),
  );
}

const isWithin = (some: ReadonlySet<string>, others: ReadonlySet<string>): boolean =>
  [...some].every((one) => others.has(one));

/** Whether `one` gives all of `other`; fewer conditions give more. */
const gives = (one: Right, other: Right): boolean =>
  covers(one.action, other.action) &&
  covers(one.resource, other.resource) &&
  isWithin(one.conditions, other.conditions);

/** Whether `live` stands for the declared right, perhaps with what AWS has chosen in place of a pattern. */
const standsFor = (live: Right, declared: Right): boolean =>
  covers(live.action, declared.action) &&
  (covers(live.resource, declared.resource) ||
    (hasWildcard(declared.resource) && covers(declared.resource, live.resource))) &&
  isWithin(live.conditions, declared.conditions);

/** Actions that a sentence names. */
const MOST_ACTIONS = 5;

function actionsText(actions: readonly string[]): string {
  const named = actions.slice(0, MOST_ACTIONS).map(inBackticks);
  const more = actions.length - named.length;
  return listed(more > 0 ? [...named, `${more} more`] : named);
}

/** Rights with their actions side by side where the resources are the same: a sentence each. */
function rightTexts(rights: readonly Right[], home: Home): readonly string[] {
  const resourcesOf = new Map<string, Set<string>>();
  for (const { written, resource } of rights) {
    resourcesOf.set(written, (resourcesOf.get(written) ?? new Set()).add(resource));
  }
  const actionsOn = new Map<string, { readonly resources: readonly string[]; readonly actions: string[] }>();
  for (const [action, found] of resourcesOf) {
    const resources = [...found];
    const key = JSON.stringify(resources);
    const group = actionsOn.get(key) ?? { resources, actions: [] };
    actionsOn.set(key, group);
    group.actions.push(action);
  }
  return [...actionsOn.values()].map(
    ({ actions, resources }) => `${actionsText(actions)} on ${resourcesText(resources, home)}`,
  );
}

/** What of a live statement has no counterpart among rights: the program declares neither. */
function strangeText({ effect, actions, resources }: Statement, policy: string): string | undefined {
  if (effect === "Deny") return `${policy} denies something, which the program does nowhere.`;
  if (!actions.negated && resources?.negated !== true) return undefined;
  const but = listed((actions.negated ? actions : (resources ?? actions)).patterns.map(inBackticks));
  return `${policy} also allows everything but ${but}.`;
}

/** What a policy allows beyond and short of what is declared, each a sentence; `name` is the policy's. */
export function accessDrift(
  name: string,
  { statements }: Document,
  declared: readonly DeployedStatement[],
  home: Home,
): readonly string[] {
  const policy = `Policy ${inBackticks(name)}`;
  const strange = statements.flatMap((statement) => strangeText(statement, policy) ?? []);
  const live = statements
    .filter((statement) => strangeText(statement, policy) === undefined)
    .flatMap(({ actions, resources, conditions }) =>
      rightsOf(actions.patterns, resources?.patterns ?? [], conditions),
    );
  const wanted = declared.flatMap(({ actions, resources, conditions }) =>
    rightsOf(actions, resources, conditionsOf(conditions)),
  );
  const more = live.filter((right) => !wanted.some((one) => gives(one, right)));
  // Allowed as such, but not under so few conditions.
  const isLoose = (right: Right): boolean =>
    wanted.some((one) => covers(one.action, right.action) && covers(one.resource, right.resource));
  const less = wanted.filter((right) => !live.some((one) => standsFor(one, right)));
  const isBound = (right: Right): boolean =>
    live.some((one) => standsFor({ ...one, conditions: new Set() }, right));
  return [
    ...strange,
    ...rightTexts(
      more.filter((right) => !isLoose(right)),
      home,
    ).map((text) => `${policy} also allows ${text}.`),
    ...rightTexts(more.filter(isLoose), home).map(
      (text) => `${policy} allows ${text} without conditions that the program declares.`,
    ),
    ...rightTexts(
      less.filter((right) => !isBound(right)),
      home,
    ).map((text) => `${policy} no longer allows ${text}.`),
    ...rightTexts(less.filter(isBound), home).map(
      (text) => `${policy} allows ${text} under more conditions than the program declares.`,
    ),
  ];
}
