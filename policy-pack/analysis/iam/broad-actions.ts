import { list, quote } from "../findings";
import type { NormalForm } from "../fingerprint";
import { covers } from "../patterns";
import type { Action } from "./actions";
import {
  type Asked,
  allowedActions,
  Breadth,
  breadthOf,
  closedPermission,
  statementsBehind,
} from "./breadth";
import { parseOperator } from "./conditions";
import { type Condition, type Document, hasUnknownParts, type Statement } from "./document";
import { fullServicesOf } from "./full-service";
import { hasAllOfType, kindText } from "./kinds";
import { layersMeaning, layersOf } from "./layers";
import type { Bound, Permission } from "./permission";

/** An action that is allowed on all that it could be limited to, and the statements by which it is. */
export interface BroadAction {
  readonly action: Action;
  readonly statements: readonly Statement[];
  /** Whether it takes all of the statements; else each suffices. */
  readonly isJoint: boolean;
}

/**
 * The actions, of those that are asked about, that a document allows on all that they could be limited to; but for those
 * of services that it gives wholly, and for statements that give what nobody has thought of: both are reported as that.
 * @param isScoping whether a condition key (in lower case) limits these actions, besides those that limit all
 */
export function broadActionsOf(
  document: Document,
  bound: Bound,
  asked: Omit<Asked, "isReached">,
  isScoping: (key: string) => boolean,
): readonly BroadAction[] {
  const written = document.statements.flatMap(({ conditions }) =>
    conditions.map(({ key }) => key.toLowerCase()),
  );
  const scoping = new Set(written.filter(isScoping));
  // Without such a key it is the same question as all others ask of the document.
  const keys = scoping.size > 0 ? scoping : undefined;
  const judged = withPlainScopes(document, keys);
  const permission = closedPermission(judged, bound, keys);
  // What is proven must hold whatever else turns out to be allowed, and so to narrow one of several kinds.
  const narrowing = hasUnknownParts(document) ? closedPermission(judged, "most", keys) : permission;
  const breadth = breadthOf(permission, narrowing);
  const reached = { ...asked, isReached: (part: Breadth, { kinds }: Action) => part.reaches(kinds) };
  const broad = allowedActions(permission, breadth, reached).filter((action) => breadth.isUnscoped(action));
  if (broad.length === 0) return [];
  const full = new Set(fullServicesOf(document, bound).map(({ service }) => `${service}:`));
  const alone = permission.statements.map(
    (statement) => [statement, new Breadth(permission.within([statement]), narrowing)] as const,
  );
  const behind = (action: Action): Omit<BroadAction, "action"> => {
    const sufficient = alone.filter(([, part]) => part.isUnscoped(action)).map(([statement]) => statement);
    if (sufficient.length > 0) return { statements: sufficient, isJoint: false };
    const holds = (part: Permission): boolean => new Breadth(part, narrowing).isUnscoped(action);
    return { statements: statementsBehind(permission, holds), isJoint: true };
  };
  return broad
    .filter(({ name }) => !full.has(name.slice(0, name.indexOf(":") + 1)))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((action) => ({ action, ...behind(action) }));
}

/** Values of scoping keys that say nothing, besides ARNs of all of a type: any alias, service or sender. */
const ANY_SCOPE: readonly string[] = ["alias/????*", "????*.????*.amazonaws.com", "????*@????*.???"];

const isAnyScope = (value: string): boolean =>
  hasAllOfType(value) || ANY_SCOPE.some((every) => covers(value, every));

/**
 * The document with conditions on scoping keys as those on other keys are read. `Bool` on `aws:SecureTransport` limits
 * nothing, but on a key that scopes an action it does: `kms:GrantIsForAWSResource` is `true` or the call is refused. A
 * pattern that every scope matches is `*`.
 */
function withPlainScopes(document: Document, keys: ReadonlySet<string> | undefined): Document {
  if (keys === undefined) return document;
  const changed = (condition: Condition): Condition => {
    if (!keys.has(condition.key.toLowerCase())) return condition;
    const { test, qualifier, ifExists } = parseOperator(condition.operator);
    const isTrue = condition.values.every((value) => value.toLowerCase() === "true");
    if (test === "bool" && qualifier === "" && !ifExists && isTrue)
      return { ...condition, operator: "StringEqualsIgnoreCase" };
    const hasPatterns = test.endsWith("like") || test.startsWith("arn");
    return hasPatterns && condition.values.some(isAnyScope) ? { ...condition, values: ["*"] } : condition;
  };
  return {
    ...document,
    statements: document.statements.map((statement) => ({
      ...statement,
      conditions: statement.conditions.map(changed),
    })),
  };
}

/**
 * The meaning of actions on all that they could be limited to, and under which conditions, however they are spelled and
 * split over statements.
 */
export function broadActionsMeaning(kind: string, broad: readonly BroadAction[]): NormalForm {
  const statements = [...new Set(broad.flatMap(({ statements: behind }) => behind))];
  const givenBy = (some: readonly Statement[]) => {
    const given = new Set(some);
    const actions = broad.filter(({ statements: behind, isJoint }) =>
      isJoint
        ? behind.every((statement) => given.has(statement))
        : behind.some((statement) => given.has(statement)),
    );
    return actions.length === 0 ? undefined : { actions: actions.map(({ action }) => action.name) };
  };
  // What is given by a layer's statements is all there is to say: nothing that they give is left to other findings.
  return layersMeaning(kind, { ...layersOf(statements, givenBy), beside: [] });
}

/** What to write instead of all resources: ARNs that most of the actions can be limited to, or a tag where they have it. */
export function scopingText(broad: readonly BroadAction[]): string {
  const counts = new Map<string, number>();
  for (const { action } of broad) {
    // Of alternatives, the plain one: an object of a bucket rather than one of an access point.
    const [plain = "*"] = action.required.length > 0 ? action.required : [...action.kinds].sort(byLength);
    counts.set(plain, (counts.get(plain) ?? 0) + 1);
  }
  const arns = [...counts].sort(([, a], [, b]) => b - a).map(([kind]) => quote(kindText(kind)));
  const hasTags = broad.every(({ action }) => action.conditionKeys.includes("aws:ResourceTag/*"));
  const tag = hasTags ? ", or require `StringEquals` on `aws:ResourceTag/team`" : "";
  return `limit \`Resource\` to ARNs like ${list(arns.slice(0, 2))}${tag}`;
}

const byLength = (a: string, b: string): number => a.length - b.length;
