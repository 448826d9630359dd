import { covers, literalPrefix } from "../patterns";
import { type Action, actionsMatching } from "./actions";
import type { Document, Statement } from "./document";
import { kindIn, type Scope, scopeOf } from "./kinds";
import { openEndsOf } from "./open-ended";
import { type Bound, Permission } from "./permission";

/** Answers of a permission, each asked once for all actions that are in the same statements. */
class Answers {
  readonly #permission: Permission;
  readonly #signatures = new Map<string, string>();
  readonly #onAll = new Map<string, boolean>();
  readonly #onSome = new Map<string, boolean>();

  constructor(permission: Permission) {
    this.#permission = permission;
  }

  onAll(action: string, kind: string): boolean {
    return this.#once(this.#onAll, action, kind, () => this.#permission.allowsKind(action, kind));
  }

  onSome(action: string, kind: string): boolean {
    return this.#once(this.#onSome, action, kind, () => this.#permission.allowsSome(action, kind));
  }

  #once(answers: Map<string, boolean>, action: string, kind: string, ask: () => boolean): boolean {
    let signature = this.#signatures.get(action);
    if (signature === undefined) {
      signature = this.#permission.signatureOf(action);
      this.#signatures.set(action, signature);
    }
    const key = `${signature} ${kind}`;
    let answer = answers.get(key);
    if (answer === undefined) {
      answer = ask();
      answers.set(key, answer);
    }
    return answer;
  }
}

/**
 * Asks a permission how broadly it gives the actions of the table: whether on all resources of a kind, in some
 * partition, region and account. How resources are written plays no part: `*`, `arn:aws:s3:::*` and
 * `arn:*:s3:*:*:*` are all buckets.
 */
export class Breadth {
  readonly #answers: Answers;
  readonly #narrowing: Answers;
  readonly #scopes: readonly Scope[];
  readonly #patterns: readonly string[];
  /** The services of which the patterns name resources; undefined where one may name any. */
  readonly #services: ReadonlySet<string> | undefined;
  readonly #places = new Map<string, readonly string[]>();

  /**
   * @param narrowing what may narrow one of several kinds, where that is not the permission itself: less is then unscoped
   * where more is allowed, so that a bound of the one is no bound of the other
   */
  constructor(permission: Permission, narrowing: Permission = permission) {
    this.#answers = new Answers(permission);
    this.#narrowing = permission === narrowing ? this.#answers : new Answers(narrowing);
    // A complement takes in everything but its patterns.
    const hasComplement = permission.statements.some(({ resources }) => resources?.negated);
    this.#patterns = [...new Set([...permission.resourcePatterns, ...(hasComplement ? ["*"] : [])])];
    const scopes = new Map(this.#patterns.map(scopeOf).map((scope) => [JSON.stringify(scope), scope]));
    this.#scopes = [...scopes.values()];
    const services = this.#patterns.map((pattern) => literalPrefix(pattern).split(":", 4));
    this.#services = services.every(({ length }) => length === 4)
      ? new Set(services.map(([, , service = ""]) => service))
      : undefined;
  }

  /** Where all resources of a kind are within some pattern of the permission, whatever the action: patterns of ARNs. */
  placesOf(kind: string): readonly string[] {
    const known = this.#places.get(kind);
    if (known !== undefined) return known;
    // Most patterns name another service than the kind's.
    const service = kind.split(":", 3)[2] ?? "";
    const isNamed = this.#services === undefined || this.#services.has(service);
    const places = !isNamed
      ? []
      : [...new Set(this.#scopes.map((scope) => kindIn(kind, scope)))].filter((place) =>
          this.#patterns.some((pattern) => covers(pattern, place)),
        );
    this.#places.set(kind, places);
    return places;
  }

  /** Whether all resources of some of the kinds are within some pattern: else no action is unscoped by them. */
  reaches(kinds: readonly string[]): boolean {
    return kinds.some((kind) => this.placesOf(kind).length > 0);
  }

  /** Whether the action is allowed on all resources in a place. */
  allowsAt(action: Action, place: string): boolean {
    return this.#answers.onAll(action.name.toLowerCase(), place);
  }

  /** Whether the action is allowed on anything at all. */
  allows(action: Action): boolean {
    return this.#answers.onSome(action.name.toLowerCase(), "*");
  }

  /** Whether the action is allowed on all resources of one of its kinds. */
  #isWhole(action: Action, kind: string): boolean {
    return this.placesOf(kind).some((place) => this.allowsAt(action, place));
  }

  /** Whether the action is allowed on some resource of a kind. Shorter names than one letter are none. */
  #isTouched(action: Action, kind: string): boolean {
    return this.#narrowing.onSome(action.name.toLowerCase(), kind.replaceAll("*", "?*"));
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

const breadths = new WeakMap<Permission, Breadth>();

/** How broadly a permission gives actions: found out once for all policies that ask. */
export function breadthOf(permission: Permission, narrowing: Permission = permission): Breadth {
  if (narrowing !== permission) return new Breadth(permission, narrowing);
  const known = breadths.get(permission);
  if (known !== undefined) return known;
  const breadth = new Breadth(permission);
  breadths.set(permission, breadth);
  return breadth;
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

/** Actions of the table that are asked about. */
export interface Asked {
  readonly includes: (action: Action) => boolean;
  /** All of them; found when it is first needed, since most documents name few actions. */
  readonly all: () => readonly Action[];
  /** Whether an action may be of interest, given only which resources are within reach. */
  readonly isReached: (breadth: Breadth, action: Action) => boolean;
}

/** Whether a statement names actions of all services, and so most of the table. */
const isWide = ({ actions: { negated, hasUnknown, patterns } }: Statement): boolean =>
  negated || hasUnknown || patterns.some((pattern) => !literalPrefix(pattern).includes(":"));

/** The actions, of those that are asked about, that a permission allows on anything, exceptions aside. */
export function allowedActions(permission: Permission, breadth: Breadth, asked: Asked): readonly Action[] {
  const { statements } = permission;
  const wide = statements.filter(isWide);
  const named = new Set(statements.flatMap(({ actions }) => actions.patterns.flatMap(actionsOfService)));
  if (wide.length > 0) {
    // What no other statement names reaches as far as these do.
    const part = wide.length === statements.length ? breadth : new Breadth(permission.within(wide));
    for (const action of asked.all()) if (asked.isReached(part, action)) named.add(action);
  }
  return [...named].filter(
    (action) => asked.isReached(breadth, action) && asked.includes(action) && breadth.allows(action),
  );
}

/** The actions that a pattern names, where it names a service. */
const actionsOfService = (pattern: string): readonly Action[] =>
  literalPrefix(pattern).includes(":") ? actionsMatching(pattern) : [];

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
