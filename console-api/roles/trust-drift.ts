/**
 * A role's trust policy against the one that the program declares: whom it admits, for which actions, and under which
 * conditions. A condition that is gone or wider admits more; one that is new or narrower, less.
 */

import { parseOperator } from "../../policy-pack/analysis/iam/conditions";
import {
  type Condition as LiveCondition,
  readDocument,
  type Statement,
} from "../../policy-pack/analysis/iam/document";
import { covers } from "../../policy-pack/analysis/patterns";
import type { DeployedRole, DeploymentIds } from "../deployment";
import { type Condition, conditionsOf, conditionText } from "./conditions";
import type { Home } from "./resources";
import { isIdentityPool, principalName } from "./services";
import { inBackticks, listed } from "./words";

/** One principal that may use one action, under conditions all of which must hold. */
interface Admission {
  readonly type: string;
  readonly principal: string;
  /** As written; actions have no case. */
  readonly action: string;
  readonly conditions: readonly (Condition | LiveCondition)[];
}

/** Conditions of a declared trust, with what AWS chose in place of what is empty. */
export function declaredConditions(
  { trustConditions }: Pick<DeployedRole, "trustConditions">,
  { identityPoolId = "" }: Pick<DeploymentIds, "identityPoolId">,
): readonly Condition[] {
  return conditionsOf(trustConditions).map(({ values, ...rest }) => ({
    ...rest,
    values: values.map((value) => (value === "" ? identityPoolId : value)),
  }));
}

/** The operator's name without what makes no difference: both of these match patterns. */
const testOf = (operator: string): string => {
  const { qualifier, test, ifExists } = parseOperator(operator);
  return JSON.stringify([qualifier, test === "arnequals" ? "arnlike" : test, ifExists]);
};

const matchesPatterns = (operator: string): boolean => /like$|^arnequals$/.test(parseOperator(operator).test);

/**
 * Whether `one` lets through nothing that `other` does not: the same test of the same key, each of its values within one of
 * the other's. Of a negated test the values say what is left out, so it is the other way round. Two tests that differ are
 * taken to say different things.
 */
export function implies(one: Condition | LiveCondition, other: Condition | LiveCondition): boolean {
  if (testOf(one.operator) !== testOf(other.operator)) return false;
  if (one.key.toLowerCase() !== other.key.toLowerCase()) return false;
  const isWithin = (value: string, values: readonly string[]): boolean =>
    values.some((wide) => (matchesPatterns(one.operator) ? covers(wide, value) : wide === value));
  return parseOperator(one.operator).negated
    ? other.values.every((value) => isWithin(value, one.values))
    : one.values.every((value) => isWithin(value, other.values));
}

/** Conditions of `wanted` that those of `found` do not bring about. */
const missingFrom = (
  found: readonly (Condition | LiveCondition)[],
  wanted: readonly Condition[],
): readonly Condition[] => wanted.filter((one) => !found.some((live) => implies(live, one)));

/** What the program writes in no trust policy. */
function strangeText({ effect, principals, actions }: Statement): string | undefined {
  if (effect !== "Allow") return "Its trust policy denies something, which the program does nowhere.";
  if (principals?.negated !== false) return "Its trust policy admits everybody but some.";
  if (actions.negated) {
    return `Its trust policy also allows everything but ${listed(actions.patterns.map(inBackticks))}.`;
  }
  return undefined;
}

const admissionsOf = ({ principals, actions, conditions }: Statement): readonly Admission[] =>
  (principals?.principals ?? []).flatMap(({ type, value: principal }) =>
    actions.patterns.map((action) => ({ type, principal, action, conditions })),
  );

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

/** How the trust of whom the program declares differs, each a sentence. */
function ownDrift(
  own: readonly Admission[],
  wanted: { readonly action: string; readonly who: string; readonly conditions: readonly Condition[] },
  home: Home,
): readonly string[] {
  const { action, who, conditions } = wanted;
  const more = own.filter((one) => !covers(action, one.action.toLowerCase())).map((one) => one.action);
  const admitting = own.filter((one) => covers(one.action.toLowerCase(), action));
  const lost = conditions.filter((one) =>
    admitting.some((found) => missingFrom(found.conditions, [one]).length > 0),
  );
  const isWhole = admitting.some((found) =>
    found.conditions.every((live) => conditions.some((one) => implies(one, live))),
  );
  const clauses = lost.map((one) => conditionText(one, home));
  return [
    ...(more.length === 0
      ? []
      : [`Its trust policy also allows ${who} ${listed(distinct(more).map(inBackticks))}.`]),
    ...(admitting.length === 0 ? [`Its trust policy no longer admits ${who}.`] : []),
    ...(clauses.length === 0
      ? []
      : [
          `Its trust policy admits ${who} without a condition that the program declares: ${listed(clauses)}.`,
        ]),
    ...(admitting.length > 0 && !isWhole
      ? [`Its trust policy admits ${who} under more conditions than the program declares.`]
      : []),
  ];
}

/** What of a trust policy differs from the declared one, each a sentence. */
export function trustDrift(
  trust: string,
  declared: Pick<DeployedRole, "trustedBy" | "trustConditions">,
  ids: Pick<DeploymentIds, "identityPoolId">,
  home: Home,
): readonly string[] {
  const reading = readDocument(trust);
  if (reading.kind !== "document") return ["Its trust policy cannot be read."];
  const { statements } = reading.document;
  const strange = statements.flatMap((statement) => strangeText(statement) ?? []);
  const admissions = statements
    .filter((statement) => strangeText(statement) === undefined)
    .flatMap(admissionsOf);

  const { trustedBy } = declared;
  const type = isIdentityPool(trustedBy) ? "Federated" : "Service";
  const isOwn = (one: Admission): boolean => one.type === type && one.principal === trustedBy;
  const others = distinct(admissions.filter((one) => !isOwn(one)).map(({ principal }) => principal));
  const admitted = others.map((principal) => (principal === "*" ? "everybody" : inBackticks(principal)));
  const wanted = {
    action: isIdentityPool(trustedBy) ? "sts:assumerolewithwebidentity" : "sts:assumerole",
    who: principalName(trustedBy),
    conditions: declaredConditions(declared, ids),
  };
  return [
    ...distinct(strange),
    ...(others.length === 0 ? [] : [`Its trust policy also admits ${listed(admitted)}.`]),
    ...ownDrift(admissions.filter(isOwn), wanted, home),
  ];
}
