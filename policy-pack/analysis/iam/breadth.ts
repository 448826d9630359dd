import { covers } from "../patterns";
import { type Action, actionsMatching } from "./actions";
import type { Document, Statement } from "./document";
import { kindIn, type Scope, scopeOf } from "./kinds";
import { openEndsOf } from "./open-ended";
import { type Bound, Permission } from "./permission";

/**
 * Asks a permission how broadly it gives the actions of the table: whether on all resources of a kind, in some
 * partition, region and account. How resources are written plays no part: `*`, `arn:aws:s3:::*` and
 * `arn:*:s3:*:*:*` are all buckets.
 */
export class Breadth {
  readonly permission: Permission;
  readonly #narrowing: Permission;
  readonly #scopes: readonly Scope[];
  readonly #patterns: readonly string[];
  readonly #places = new Map<string, readonly string[]>();

  /**
   * @param narrowing what may narrow one of several kinds, where that is not the permission itself: less is then unscoped
   * where more is allowed, so that a bound of the one is no bound of the other
   */
  constructor(permission: Permission, narrowing: Permission = permission) {
    this.permission = permission;
    this.#narrowing = narrowing;
    // A complement takes in everything but its patterns.
    const hasComplement = permission.statements.some(({ resources }) => resources?.negated);
    this.#patterns = [...new Set([...permission.resourcePatterns, ...(hasComplement ? ["*"] : [])])];
    const scopes = new Map(this.#patterns.map(scopeOf).map((scope) => [JSON.stringify(scope), scope]));
    this.#scopes = [...scopes.values()];
  }

  /** Where all resources of a kind are within some pattern of the permission, whatever the action: patterns of ARNs. */
  placesOf(kind: string): readonly string[] {
    const known = this.#places.get(kind);
    if (known !== undefined) return known;
    const places = [...new Set(this.#scopes.map((scope) => kindIn(kind, scope)))].filter((place) =>
      this.#patterns.some((pattern) => covers(pattern, place)),
    );
    this.#places.set(kind, places);
    return places;
  }

  /** Whether the action is allowed on all resources of one of its kinds. */
  #isWhole(action: Action, kind: string): boolean {
    return this.placesOf(kind).some((place) => this.permission.allowsKind(action.name.toLowerCase(), place));
  }

  /** Whether the action is allowed on some resource of a kind. Shorter names than one letter are none. */
  #isTouched(action: Action, kind: string): boolean {
    return this.#narrowing.allowsSome(action.name.toLowerCase(), kind.replaceAll("*", "?*"));
  }

  /**
   * Whether the action is allowed on all that it could be limited to. Where each request names a resource of several
   * kinds (a subnet and an image), one kind that is narrowed is enough to limit it; where its kinds are alternatives
   * (an object of a bucket or of an access point), each of them counts for itself. Never so for an action that can only
   * be allowed on `*`.
   */
  isUnscoped(action: Action): boolean {
    const { kinds, required } = action;
    if (required.length === 0) return kinds.some((kind) => this.#isWhole(action, kind));
    return (
      required.every((kind) => this.#isWhole(action, kind)) &&
      kinds.every((kind) => this.#isWhole(action, kind) || !this.#isTouched(action, kind))
    );
  }
}

const openPaths = new WeakMap<Document, readonly string[]>();

/** The statements that give what nobody has thought of on all of some kind. Every policy of the pack asks in turn. */
function openStatements(document: Document): readonly string[] {
  const known = openPaths.get(document);
  if (known !== undefined) return known;
  const paths = openEndsOf(document, "least").flatMap(({ kinds, statements }) =>
    kinds.length > 0 ? statements.map(({ path }) => path) : [],
  );
  openPaths.set(document, paths);
  return paths;
}

/**
 * What a document allows by statements that name what they are about: without those that give what nobody has thought of
 * on all of some kind (`openEndsOf`), which are reported as that.
 * @param keys condition keys (in lower case) that bind besides those that bind for all actions
 */
export function closedPermission(document: Document, bound: Bound, keys?: ReadonlySet<string>): Permission {
  const permission = Permission.of(document, bound, keys);
  const open = openStatements(document);
  if (open.length === 0) return permission;
  return permission.within(permission.statements.filter(({ path }) => !open.includes(path)));
}

/** The actions of the table that a permission's statements name, in whatever way, of those that are asked about. */
export function namedActions(
  permission: Permission,
  isAsked: (action: Action) => boolean,
): readonly Action[] {
  const { statements } = permission;
  const isOpen = statements.some(({ actions }) => actions.negated || actions.hasUnknown);
  if (isOpen) {
    return actionsMatching("*").filter(
      // A complement names thousands, of which a `Deny` often leaves few.
      (action) => isAsked(action) && permission.allowsSome(action.name.toLowerCase(), "*"),
    );
  }
  const named = statements.flatMap(({ actions }) => actions.patterns.flatMap(actionsMatching));
  return [...new Set(named)].filter(isAsked);
}

/**
 * The statements to change where a permission has a property that a smaller one has not: each that has it alone or, where
 * it takes several, those without which it is gone.
 */
export function statementsBehind(
  permission: Permission,
  holds: (part: Permission) => boolean,
): readonly Statement[] {
  const { statements } = permission;
  const alone = statements.filter((statement) => holds(permission.within([statement])));
  if (alone.length > 0) return alone;
  let needed = statements;
  for (const statement of statements) {
    const rest = needed.filter((other) => other !== statement);
    if (holds(permission.within(rest))) needed = rest;
  }
  return needed;
}
