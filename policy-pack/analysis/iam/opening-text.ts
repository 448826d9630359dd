import { list, quote } from "../findings";
import type { NormalForm } from "../fingerprint";
import { hasWildcard } from "../patterns";
import { ANY_NAMED, loosenessOf, type Trust } from "./caller-conditions";
import type { Opening } from "./callers";
import type { Condition, Document } from "./document";
import { normalList } from "./lists";

/** Who gets in by a statement: ``anyone (`AWS: *`)``, ``everyone but `AWS: 123456789012` ``. */
export function strangersText({ statement, strangers }: Opening): string {
  const named = strangers.map(({ type, value }) => quote(`${type}: ${value}`));
  if (statement.principals?.negated === true) return `everyone but ${list(named, 2)}`;
  const all = strangers.some(({ value }) => hasWildcard(value));
  return all ? `anyone (${list(named, 2)})` : `accounts that are not trusted (${list(named, 2)})`;
}

/**
 * What the conditions of a statement fail to do, as a clause; `""` where there are none.
 * @param except a reason that goes without saying
 */
export function conditionsText(
  opening: Opening,
  document: Document,
  trust: Trust = ANY_NAMED,
  except?: string,
): string {
  const hasVariables = document.version === "2012-10-17";
  const reasons = opening.statement.conditions.flatMap((condition) => {
    const reason = loosenessOf(condition, hasVariables, trust);
    return reason === undefined || reason === except
      ? []
      : [`\`${condition.operator}\` on ${quote(condition.key)} ${reason}`];
  });
  return reasons.length === 0 ? "" : `, since ${list(reasons, 2)}`;
}

/** A condition as a text that is the same for each of its spellings. */
export const normalCondition = ({ operator, key, values }: Condition): string =>
  `${operator.toLowerCase()} ${key.toLowerCase()} ${[...new Set(values)].sort().join(" ")}`;

/**
 * The meaning of openings: who may do what on what under which conditions, less what is denied of it, however it is split
 * over statements.
 */
export function openingsMeaning(kind: string, openings: readonly Opening[]): NormalForm {
  const boxes = openings.flatMap((opening) => {
    const { statement, strangers } = opening;
    const who = strangers.map(({ type, value }) => `${type === "*" ? "AWS" : type} ${value}`).sort();
    const principals = `${statement.principals?.negated === true ? "!" : ""}${[...new Set(who)].join(" ")}`;
    const conditions = [...new Set(statement.conditions.map(normalCondition))].sort().join("; ");
    return opening.boxes.map((box) => [principals, boxText(box), conditions].join(" | "));
  });
  const less = openings.flatMap(({ less: taken }) => taken.map(boxText));
  return {
    kind,
    boxes: [...new Set(boxes)].sort(),
    ...(less.length === 0 ? {} : { less: [...new Set(less)].sort() }),
  };
}

const boxText = ({ actions, resources }: Opening["boxes"][number]): string =>
  `${listText(actions)} | ${listText(resources)}`;

function listText(patterns: Opening["boxes"][number]["actions"]): string {
  const { negated, patterns: items } = normalList(patterns);
  return `${negated ? "!" : ""}${items.join(" ")}`;
}
