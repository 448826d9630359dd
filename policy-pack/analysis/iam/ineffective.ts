import { literalPrefix, matches, overlaps } from "../patterns";
import { UNKNOWN } from "../unknown";
import { type Action, actionsMatching } from "./actions";
import { type ConditionFlaw, conditionFlaws } from "./condition-flaws";
import type { Document, PatternList, PrincipalList, Statement } from "./document";
import { folded, type Lists, listCovers } from "./lists";
import { normalCondition } from "./opening-text";
import { meantBy } from "./slips";

/** Something in a document that is certainly without effect, or has another one than it seems to. */
export type Flaw =
  | { readonly kind: "version"; readonly version: string }
  | { readonly kind: "action"; readonly statement: Statement; readonly text: string; readonly meant: string }
  | {
      readonly kind: "resource";
      readonly statement: Statement;
      /** The action, or pattern of actions, that none of the statement's resources is for. */
      readonly text: string;
      /** What its resources would be: a kind of the table of actions, or `*`. */
      readonly kindOfResource: string;
    }
  | { readonly kind: "variable"; readonly statement: Statement; readonly text: string }
  | {
      readonly kind: "empty";
      readonly statement: Statement;
      readonly element: "Action" | "Resource" | "Principal";
    }
  | { readonly kind: "condition"; readonly statement: Statement; readonly flaw: ConditionFlaw }
  | { readonly kind: "covered"; readonly statement: Statement; readonly by: Statement };

const VERSIONS: readonly string[] = ["2012-10-17", "2008-10-17"];

/**
 * What is certainly wrong with the form of a document. Only what is written is judged: an unknown item is never taken
 * for wrong, nor an action that may be newer than the table of actions.
 * @param isCoverageAsked whether statements that another one covers count, which depends on how a document is split
 */
export function flawsOf(document: Document, isCoverageAsked: boolean): readonly Flaw[] {
  const { statements, version } = document;
  const isCurrent = version === "2012-10-17";
  return [
    ...(VERSIONS.includes(version) ? [] : [{ kind: "version", version } as const]),
    ...statements.flatMap((statement) => statementFlaws(statement, statements, isCurrent)),
    ...(isCoverageAsked ? coveredIn(document) : []),
  ];
}

function statementFlaws(
  statement: Statement,
  all: readonly Statement[],
  isCurrent: boolean,
): readonly Flaw[] {
  const { actions, conditions } = statement;
  const empty = emptyElement(statement);
  if (empty !== undefined) return [{ kind: "empty", statement, element: empty }];
  const slips = [...new Set(actions.patterns)].flatMap((text): readonly Flaw[] => {
    const meant = meantBy(text);
    return meant === undefined ? [] : [{ kind: "action", statement, text, meant }];
  });
  return [
    ...slips,
    ...mismatches(statement, all, isCurrent),
    ...(isCurrent ? [] : variables(statement)),
    ...conditions.flatMap((condition) =>
      conditionFlaws(condition).map((flaw): Flaw => ({ kind: "condition", statement, flaw })),
    ),
  ];
}

/** Whether a list is about nothing. A `Deny` of all but everything is one way to write that there is none. */
const isNothing = ({ negated, patterns, hasUnknown }: PatternList, effect: Statement["effect"]): boolean =>
  negated
    ? effect === "Allow" &&
      patterns.some((pattern) => pattern !== "" && [...pattern].every((letter) => letter === "*"))
    : !hasUnknown && patterns.every((pattern) => pattern === "");

/** The element by which a statement is about nothing. */
function emptyElement({
  effect,
  actions,
  resources,
  principals,
}: Statement): "Action" | "Resource" | "Principal" | undefined {
  if (isNothing(actions, effect)) return "Action";
  if (resources !== undefined && isNothing(resources, effect)) return "Resource";
  const isNobody =
    principals !== undefined &&
    !principals.negated &&
    !principals.hasUnknown &&
    principals.principals.length === 0;
  return isNobody ? "Principal" : undefined;
}

/** A policy variable: `${aws:username}`. */
const VARIABLE = /\$\{[A-Za-z0-9-]+:[^}]+\}/g;

/** The resources of a statement as patterns, with anything for a variable; undefined where they may be any. */
function resourcesOf({ resources }: Statement, isCurrent: boolean): readonly string[] | undefined {
  if (resources === undefined || resources.negated || resources.hasUnknown) return undefined;
  const patterns = resources.patterns.map((pattern) =>
    isCurrent ? pattern.replace(VARIABLE, "*") : pattern,
  );
  return patterns.some(isAnything) ? undefined : patterns;
}

/**
 * The actions that are not for any of the statement's resources, nor for those of another statement of the same effect
 * that has them too: then they are only written once too often.
 */
function mismatches(statement: Statement, all: readonly Statement[], isCurrent: boolean): readonly Flaw[] {
  const { actions, effect } = statement;
  const patterns = resourcesOf(statement, isCurrent);
  if (actions.negated || patterns === undefined) return [];
  const others = all.filter((other) => other !== statement && other.effect === effect);
  const isElsewhere = (text: string, matching: readonly Action[]): boolean =>
    others.some((other) => {
      if (!listCovers(folded(other.actions), { negated: false, patterns: [text.toLowerCase()] }))
        return false;
      const named = resourcesOf(other, isCurrent);
      return named === undefined || matching.some((action) => isFor(action, named));
    });
  return [...new Set(actions.patterns)].flatMap((text): readonly Flaw[] => {
    // Of the actions of many services, some are for any resource.
    const matching = literalPrefix(text).includes(":") ? actionsMatching(text) : [];
    const [first] = matching;
    if (first === undefined || matching.some((action) => isFor(action, patterns))) return [];
    if (isElsewhere(text, matching)) return [];
    return [{ kind: "resource", statement, text, kindOfResource: simplest(first.kinds) }];
  });
}

const isAnything = (pattern: string): boolean => matches(pattern, "*");

/**
 * Whether an action may be asked for on a resource that one of the patterns matches. Of actions that cannot be limited to
 * resources, it is certain of what EC2 describes only: other services ask for a resource that AWS does not document.
 */
function isFor({ name, kinds }: Action, patterns: readonly string[]): boolean {
  if (kinds.length === 0 && !(name.startsWith("ec2:Describe") && name.endsWith("s"))) return true;
  // Where all kinds are another service's, AWS asks for one's own as well: a web ACL, beside what it guards.
  const service = name.slice(0, name.indexOf(":"));
  if (kinds.length > 0 && !kinds.some((kind) => kind.split(":")[2] === service)) return true;
  // The table has REST interfaces only; those for web sockets have shorter ARNs.
  if (service === "execute-api") return true;
  return patterns.some((pattern) => {
    const [scheme, , , , , ...resource] = pattern.split(":");
    // Short forms, like those of API Gateway's own policies, are completed by the service.
    if (scheme !== "arn" || resource.length === 0) return true;
    if (kinds.length === 0) return isAnything(resource.join(":"));
    return kinds.some(
      (kind) =>
        // The name of a bucket has no slash, so that a pattern with one is for its objects.
        !(kind === BUCKETS && pattern.includes("/")) && overlaps(pattern, inPlaceOf(pattern, kind)),
    );
  });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKETS = "arn:*:s3:::*";

/** A kind in the partition, region and account of a pattern, none of which holds a colon. */
function inPlaceOf(pattern: string, kind: string): string {
  const place = pattern.split(":");
  return kind
    .split(":")
    .map((part, at) => (part === "*" && at < 5 ? (place[at] ?? part) : part))
    .join(":");
}

/** The simplest of an action's kinds. */
const simplest = (kinds: readonly string[]): string =>
  kinds.reduce((best, kind) => (kind.length < best.length ? kind : best), kinds[0] ?? "*");

/** Policy variables where they are plain text: in resources and the values of conditions. */
function variables(statement: Statement): readonly Flaw[] {
  const texts = [
    ...(statement.resources?.patterns ?? []),
    ...statement.conditions.flatMap(({ values }) => values),
  ];
  return [...new Set(texts.flatMap((text) => text.match(VARIABLE) ?? []))].map((text) => ({
    kind: "variable",
    statement,
    text,
  }));
}

/** More statements, or patterns, than any policy that AWS accepts is worth comparing in pairs. */
const MOST_STATEMENTS = 100;
const MOST_PATTERNS = 1_000;

/** The statements of which another one says all, so that nothing changes without them. */
function coveredIn({ statements, unknownStatements }: Document): readonly Flaw[] {
  const size = statements.reduce(
    (sum, { actions, resources }) => sum + actions.patterns.length + (resources?.patterns.length ?? 0),
    0,
  );
  if (statements.length > MOST_STATEMENTS || size > MOST_PATTERNS) return [];
  const known = unknownStatements.length > 0 ? [] : statements.filter((statement) => !hasUnknowns(statement));
  return known.flatMap((statement, at): readonly Flaw[] => {
    if (emptyElement(statement) !== undefined) return [];
    const by = known.find(
      (other, index) =>
        other !== statement && says(other, statement) && (index < at || !says(statement, other)),
    );
    return by === undefined ? [] : [{ kind: "covered", statement, by }];
  });
}

const hasUnknowns = ({
  effect,
  actions,
  resources,
  principals,
  conditions,
  hasUnknownConditions,
}: Statement): boolean =>
  effect === UNKNOWN ||
  actions.hasUnknown ||
  resources?.hasUnknown === true ||
  principals?.hasUnknown === true ||
  hasUnknownConditions ||
  conditions.some((condition) => condition.hasUnknown);

/** Whether a statement says all that another one does. */
function says(statement: Statement, other: Statement): boolean {
  if (statement.effect !== other.effect) return false;
  const conditions = new Set(other.conditions.map(normalCondition));
  return (
    statement.conditions.every((condition) => conditions.has(normalCondition(condition))) &&
    namesAll(statement.principals, other.principals) &&
    listCovers(folded(statement.actions), folded(other.actions)) &&
    resourcesCover(statement.resources, other.resources)
  );
}

function namesAll(list: PrincipalList | undefined, other: PrincipalList | undefined): boolean {
  if (list === undefined || other === undefined) return list === other;
  const key = ({ type, value }: PrincipalList["principals"][number]): string => `${type} ${value}`;
  const [names, others] = [new Set(list.principals.map(key)), new Set(other.principals.map(key))];
  if (list.negated !== other.negated) return false;
  return list.negated
    ? [...names].every((name) => others.has(name))
    : [...others].every((name) => names.has(name));
}

const resourcesCover = (list: Lists | undefined, other: Lists | undefined): boolean =>
  list === undefined || other === undefined ? list === other : listCovers(list, other);

/** Whether some value of what is unknown in the document would be a flaw; who is named matters for coverage only. */
export const mayBeFlawed = ({ statements, unknownStatements }: Document, isCoverageAsked: boolean): boolean =>
  unknownStatements.length > 0 ||
  statements.some(
    (statement) =>
      (statement.effect === UNKNOWN && emptyElement({ ...statement, effect: "Allow" }) !== undefined) ||
      hasUnknowns(
        isCoverageAsked && statements.length > 1
          ? statement
          : { ...statement, effect: "Allow", principals: undefined },
      ),
  );
