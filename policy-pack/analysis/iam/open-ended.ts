import type { NormalForm } from "../fingerprint";
import { hasWildcard, matches } from "../patterns";
import { actionsMatching, servicesMatching } from "./actions";
import { accountOf } from "./callers";
import { SERVICES } from "./capabilities";
import { type Document, hasUnknownParts, type Statement } from "./document";
import { layersMeaning, layersOf } from "./layers";
import { normalList } from "./lists";
import { perDocument } from "./per-document";
import { type Bound, OWN_ACCOUNT, Permission } from "./permission";

/** A grant of actions that AWS has yet to invent. */
export interface OpenEnd {
  /** The statements that give it, together where it takes several. */
  readonly statements: readonly Statement[];
  /** The kinds of resources all of which it reaches, as ARN patterns: `*` for those of any service; none where narrow. */
  readonly kinds: readonly string[];
  /** Known services of which nothing new is granted, since an exception or a `Deny` names all of them. */
  readonly closed: readonly string[];
  /** Known actions of other services that an exception or a `Deny` takes away, in lower case; takes a while to find. */
  readonly excepted: () => readonly string[];
}

/** A private-use character: no name of AWS's has it, so that only a wildcard or a complement takes it in. */
const STRANGE = "\u{E000}".repeat(7);

/**
 * One action each of services that nobody has thought of, by first letter: a list of wildcards that spells the alphabet
 * is as open as `*` is.
 */
const UNHEARD: readonly string[] = [..."abcdefghijklmnopqrstuvwxyz"].map(
  (letter) => `${letter}${STRANGE}:${STRANGE}`,
);

/** Of the first letters, the share that must be granted. */
const SHARE = 3 / 4;

/** All resources of a service that nobody has thought of. */
const UNHEARD_KIND = "arn:{partition}:????*:*:{account}:????*";

const KINDS: readonly string[] = [...new Set([UNHEARD_KIND, ...SERVICES.map(({ kind }) => kind)])];

/**
 * What a document grants of services that nobody has thought of: `NotAction`, `Action: "*"` and any other spelling that
 * takes them in, less each `Deny`. A service counts when neither its name nor its action's is known, so that wildcards
 * within a named service (`s3:*`) or for one verb of all (`*:Describe*`) are closed. At most one of either breadth.
 */
export function openEndsOf(document: Document, bound: Bound): readonly OpenEnd[] {
  return bound === "most" && hasUnknownParts(document) ? possibleEnds(document) : certainEnds(document);
}

/** Several policies ask in turn. Where nothing is unknown, the one is the other. */
const certainEnds = perDocument((document) => findOpenEnds(document, "least"));
const possibleEnds = perDocument((document) => findOpenEnds(document, "most"));

const findOpenEnds = (document: Document, bound: Bound): readonly OpenEnd[] =>
  openEndsIn(document, Permission.of(document, bound));

/**
 * The meaning of an open end: what is open, what is excepted, and under which conditions. Where it needs some, the other
 * statements are part of it.
 */
export function openEndMeaning(document: Document, end: OpenEnd): NormalForm {
  const whole = Permission.of(document, "least");
  const isBroad = end.kinds.length > 0;
  const givenBy = (some: readonly Statement[]) => {
    const same = openEndsIn(document, whole.within(some)).find(({ kinds }) => kinds.length > 0 === isBroad);
    if (same === undefined) return undefined;
    const named = same.statements.flatMap(({ resources }) => resources?.patterns ?? []);
    return {
      kinds: [...same.kinds].sort(),
      resources: isBroad ? [] : normalList({ negated: false, patterns: named }).patterns,
      closed: [...same.closed].sort(),
      excepted: same.excepted(),
    };
  };
  // What else the document gives, other policies say.
  return layersMeaning("all-but", { ...layersOf(end.statements, givenBy), beside: [] });
}

/** @param whole what the document allows, or a part of it */
function openEndsIn(document: Document, whole: Permission): readonly OpenEnd[] {
  const classes = unheardClasses(document);
  const isOpen = (holds: (action: string) => boolean): boolean => {
    let open = 0;
    let left = UNHEARD.length;
    for (const { action, size } of classes) {
      left -= size;
      if (holds(action)) open += size;
      if (open + left < UNHEARD.length * SHARE) return false;
    }
    return true;
  };
  if (!isOpen((action) => whole.mentions(action))) return [];
  const scopes = scopesOf(whole.resourcePatterns).flatMap((scope) => {
    const local = whole.inAccount(scope.account);
    return KINDS.map((kind) => ({ kind, filled: inScope(kind, scope) })).filter(({ filled }) =>
      isOpen((action) => local.allowsKind(action, filled)),
    );
  });
  const someAction = (holds: (action: string) => boolean): boolean =>
    classes.some(({ action }) => holds(action));
  const broad = whole.statements.filter((statement) => {
    const alone = whole.within([statement]);
    return scopes.some(({ filled }) => someAction((action) => alone.allowsKind(action, filled)));
  });
  const rest = whole.within(whole.statements.filter((statement) => !broad.includes(statement)));
  const resources = exampleResources(rest).filter((resource) =>
    isOpen((action) => rest.allows(action, resource)),
  );
  const narrow = rest.statements.filter((statement) => {
    const alone = rest.within([statement]);
    return resources.some((resource) => someAction((action) => alone.allows(action, resource)));
  });
  const widest = scopes.filter(({ kind }) => kind === UNHEARD_KIND);
  const kinds = widest.length > 0 ? ["*"] : [...new Set(scopes.map(({ kind }) => kind))];
  return [
    ...openEnd(
      document,
      whole.within(broad),
      kinds,
      (widest.length > 0 ? widest : scopes).map(({ filled }) => exampleOf(filled)),
    ),
    ...openEnd(document, whole.within(narrow), [], resources),
  ];
}

/** The unheard-of actions that no pattern of the document tells apart: one of them, and how many they are. */
function unheardClasses({
  statements,
}: Document): readonly { readonly action: string; readonly size: number }[] {
  const patterns = new Set(
    statements.flatMap(({ actions }) => actions.patterns.map((pattern) => pattern.toLowerCase())),
  );
  const classes = new Map<string, { readonly action: string; readonly size: number }>();
  for (const action of UNHEARD) {
    const signature = [...patterns].map((pattern) => Number(matches(pattern, action))).join("");
    const known = classes.get(signature);
    classes.set(signature, { action: known?.action ?? action, size: (known?.size ?? 0) + 1 });
  }
  return [...classes.values()];
}

interface Scope {
  readonly partition: string;
  readonly account: string;
}

/** Any account of `aws`, and the partitions and accounts that patterns name. */
function scopesOf(patterns: readonly string[]): readonly Scope[] {
  const scopes = new Map<string, Scope>([["", { partition: "aws", account: "????????????" }]]);
  for (const pattern of patterns) {
    const [, partition = "*", , , account = "*"] = pattern.split(":");
    const scope = {
      partition: hasWildcard(partition) ? "aws" : partition,
      account: accountOf(account) ?? "????????????",
    };
    scopes.set(
      scope.partition === "aws" && scope.account.startsWith("?") ? "" : `${scope.partition} ${scope.account}`,
      scope,
    );
  }
  return [...scopes.values()];
}

const inScope = (kind: string, { partition, account }: Scope): string =>
  kind.replace("{partition}", partition).replace("{account}", account);

/** The known actions, in lower case, that the exceptions and the `Deny` statements of a document name. */
function exceptionsOf({ statements }: Document): readonly string[] {
  // What takes in the unheard-of as well is about other resources: on these it was granted.
  const patterns = statements
    .flatMap(({ effect, actions }) => ((effect === "Deny") === actions.negated ? [] : actions.patterns))
    .filter((pattern) => !UNHEARD.some((action) => matches(pattern.toLowerCase(), action)));
  const named = patterns.flatMap((pattern) => actionsMatching(pattern).map(({ name }) => name.toLowerCase()));
  return [...new Set(named)].sort();
}

function openEnd(
  document: Document,
  permission: Permission,
  kinds: readonly string[],
  resources: readonly string[],
): readonly OpenEnd[] {
  const { statements } = permission;
  if (statements.length === 0) return [];
  const closed = servicesMatching("*").filter(
    (service) => !resources.some((resource) => permission.allows(`${service}:${STRANGE}`, resource)),
  );
  const excepted = (): readonly string[] =>
    exceptionsOf(document).filter(
      (action) =>
        !closed.includes(action.slice(0, action.indexOf(":"))) &&
        !resources.some((resource) => permission.allows(action, resource)),
    );
  return [{ statements, kinds, closed, excepted }];
}

const filled = (pattern: string): string => pattern.replaceAll("*", STRANGE).replaceAll("?", "\u{E000}");

/** A resource of a kind whose name nobody has thought of. */
const exampleOf = (kind: string): string => filled(kind.replace("????????????", OWN_ACCOUNT));

/** A resource for each pattern of a permission, and one of a service nobody has thought of. */
function exampleResources(permission: Permission): readonly string[] {
  const examples = permission.resourcePatterns.flatMap((pattern) => {
    const [scheme = "", partition, ...parts] = pattern.split(":");
    if (scheme !== "arn" || partition === undefined) return [];
    const named = hasWildcard(partition) && matches(partition, "aws") ? "aws" : partition;
    return [filled([scheme, named, ...parts].join(":"))];
  });
  return [...new Set([`arn:aws:${STRANGE}:${STRANGE}:${OWN_ACCOUNT}:${STRANGE}`, ...examples])];
}
