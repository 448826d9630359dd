/** Whether one statement's conditions let through whatever another's do. */

import { AddressSet } from "../../policy-pack/analysis/addresses";
import { ADDRESS_KEYS, parseOperator } from "../../policy-pack/analysis/iam/conditions";
import type { Condition } from "../../policy-pack/analysis/iam/document";
import { covers } from "../../policy-pack/analysis/patterns";

const PATTERNS: ReadonlySet<string> = new Set([
  "stringlike",
  "stringnotlike",
  "arnlike",
  "arnequals",
  "arnnotlike",
  "arnnotequals",
]);

function addresses(values: readonly string[]): AddressSet | undefined {
  try {
    return AddressSet.of(
      ...values.map((value) => (value.includes("/") ? value : `${value}/${value.includes(":") ? 128 : 32}`)),
    );
  } catch {
    // Not addresses: then the texts decide.
    return undefined;
  }
}

/** Whether every value that `values` take in, `others` take in as well. */
function takesIn(test: string, key: string, others: readonly string[], values: readonly string[]): boolean {
  if (ADDRESS_KEYS.has(key)) {
    const wide = addresses(others);
    const narrow = addresses(values);
    if (wide !== undefined && narrow !== undefined) return wide.covers(narrow);
  }
  return values.every((value) =>
    others.some((other) => (PATTERNS.has(test) ? covers(other, value) : other === value)),
  );
}

/** Whether a request that passes `narrow` passes `wide`: the same test of the same key, with at most its values. */
function implies(narrow: Condition, wide: Condition): boolean {
  const key = wide.key.toLowerCase();
  if (narrow.hasUnknown || wide.hasUnknown || narrow.key.toLowerCase() !== key) return false;
  const own = parseOperator(narrow.operator);
  const other = parseOperator(wide.operator);
  if (own.test !== other.test || own.qualifier !== other.qualifier) return false;
  // Without `IfExists` the key must be there, which is the harder test.
  if (own.ifExists && !other.ifExists) return false;
  return own.negated
    ? takesIn(other.test, key, narrow.values, wide.values)
    : takesIn(other.test, key, wide.values, narrow.values);
}

/**
 * `weaker(wide, narrow)` implies that every request which passes all of `narrow` passes all of `wide`. Errs towards no:
 * tests of different operators are not compared.
 */
export const weaker = (wide: readonly Condition[], narrow: readonly Condition[]): boolean =>
  wide.every((one) => narrow.some((other) => implies(other, one)));
