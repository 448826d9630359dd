import { matches } from "../patterns";
import { parseOperator } from "./conditions";
import type { Condition, Document, Statement } from "./document";

/**
 * The document as it stands for requests in which a context key has one known value: conditions on the key that hold are
 * gone, statements whose conditions on it do not hold are gone, and those that could go either way are unknown. Exact for
 * tests of texts; other tests of the key stay as they are.
 */
export function given(document: Document, key: string, value: string): Document {
  const folded = key.toLowerCase();
  const isAbout = (condition: Condition): boolean => condition.key.toLowerCase() === folded;
  if (!document.statements.some(({ conditions }) => conditions.some(isAbout))) return document;
  const statements = document.statements.flatMap((statement): readonly Statement[] => {
    if (!statement.conditions.some(isAbout)) return [statement];
    const kept: Condition[] = [];
    let { hasUnknownConditions } = statement;
    for (const condition of statement.conditions) {
      const outcome = isAbout(condition) ? outcomeOf(condition, folded, value) : "untried";
      if (outcome === "fails") return [];
      if (outcome === "unknown") hasUnknownConditions = true;
      if (outcome === "untried") kept.push(condition);
    }
    return [{ ...statement, conditions: kept, hasUnknownConditions }];
  });
  return { ...document, statements };
}

/** The document without its conditions on a key; a `Deny` that has one is gone, since it no longer fences anything. */
export function disregarding(document: Document, key: string): Document {
  const folded = key.toLowerCase();
  const statements = document.statements.flatMap((statement): readonly Statement[] => {
    const conditions = statement.conditions.filter((condition) => condition.key.toLowerCase() !== folded);
    if (conditions.length === statement.conditions.length) return [statement];
    return statement.effect === "Deny" ? [] : [{ ...statement, conditions }];
  });
  return { ...document, statements };
}

type Outcome = "holds" | "fails" | "unknown" | "untried";

/**
 * One test of a key that has a value. Qualifiers and `IfExists` make no difference then: the set is the one value.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
function outcomeOf({ operator, values, hasUnknown }: Condition, key: string, value: string): Outcome {
  const { test, negated } = parseOperator(operator);
  const positive = test.replace("not", "");
  if (positive === "null") {
    if (values.length === 0) return "unknown";
    return values.some((text) => text.toLowerCase() === "false") ? "holds" : "fails";
  }
  const compare = COMPARISONS[positive];
  if (compare === undefined) return "untried";
  const isMet = values.some((text) => text.toLowerCase() === `\${${key}}` || compare(text, value));
  if (isMet) return negated ? "fails" : "holds";
  if (hasUnknown) return "unknown";
  return negated ? "holds" : "fails";
}

const COMPARISONS: Readonly<Record<string, (text: string, value: string) => boolean>> = {
  stringequals: (text, value) => text === value,
  stringequalsignorecase: (text, value) => text.toLowerCase() === value.toLowerCase(),
  stringlike: matches,
};
