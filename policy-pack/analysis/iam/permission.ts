import { AddressSet } from "../addresses";
import { arnsOverlap } from "../arn";
import { isWorldOpen } from "../exposure";
import { covers, hasWildcard, literalsOf, matches } from "../patterns";
import { UNKNOWN } from "../unknown";
import { ADDRESS_KEYS, addressesOf, fences, gripOf } from "./conditions";
import { type Document, hasUnknownParts, type PatternList, type Statement } from "./document";
import { bounded, EVERYTHING, folded, type Lists, listCovers, partsOf } from "./lists";

/**
 * How the unknown parts of a document are read: `least` takes what is certainly allowed (an unknown `Allow` gives
 * nothing, an unknown `Deny` takes everything), `most` what may be (the other way round). What is true of `least` is
 * true whatever the unknown values turn out to be.
 */
export type Bound = "least" | "most";

interface Box {
  readonly statement: Statement;
  readonly actions: Lists;
  readonly resources: Lists;
  /** Whether `actions` has an action, of those that were asked about. */
  readonly asked: Map<string, boolean>;
}

function boxOf(statement: Statement, actions: Lists, resources: Lists): Box {
  return { statement, actions, resources, asked: new Map() };
}

/** Policies ask about the same actions again and again, in one account, partition and region after another. */
function hasAction({ actions, asked }: Box, action: string): boolean {
  let answer = asked.get(action);
  if (answer === undefined) {
    answer = includes(actions, action);
    asked.set(action, answer);
  }
  return answer;
}

/** Stands for the account of whoever makes the request. */
export const OWN_ACCOUNT = "000000000000";

/** Stands for the name of the user who makes the request: only a wildcard, or the variable itself, takes it in. */
export const OWN_USER = "\u{E001}";

/**
 * Policy variables that name the caller's account or user, or the resource's account whatever it is; their names have no
 * case.
 * Any other variable stays text, which is narrower than what it may become.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
const VARIABLES: readonly (readonly [name: RegExp, value: string])[] = [
  [/\$\{aws:principalaccount\}/gi, OWN_ACCOUNT],
  [/\$\{aws:resourceaccount\}/gi, "*"],
  [/\$\{aws:username\}/gi, OWN_USER],
];

const withVariables = (list: PatternList): PatternList => ({
  ...list,
  patterns: list.patterns.map((pattern) =>
    VARIABLES.reduce((text, [name, value]) => text.replace(name, value), pattern),
  ),
});

/** Colons before the resource of an ARN. */
const COLONS = 5;

/**
 * Resources with their missing fields: AWS takes `arn:aws:sqs` in an identity policy for `arn:aws:sqs:*:*:*`. A wildcard at
 * the end already stands for them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
const completed = (list: PatternList): PatternList => ({
  ...list,
  patterns: list.patterns.map((pattern) => {
    const missing = COLONS + 1 - pattern.split(":").length;
    return pattern.startsWith("arn:") && !pattern.endsWith("*") && missing > 0
      ? pattern + ":*".repeat(missing)
      : pattern;
  }),
});

/**
 * What a document allows its holder: each `Allow` whose conditions do not bind (source addresses counted over all statements), less each `Deny`. A set of (action,
 * resource) pairs, at one bound.
 */
export class Permission {
  readonly #allows: readonly Box[];
  readonly #denies: readonly Box[];
  readonly bound: Bound;
  /** What else must allow it, too. */
  readonly #limit: Permission | undefined;
  readonly #local = new Map<string, Permission>();
  #byStatement: Map<Statement, Box[]> | undefined;
  #statements: readonly Statement[] | undefined;

  private constructor(
    allows: readonly Box[],
    denies: readonly Box[],
    bound: Bound,
    limit: Permission | undefined = undefined,
  ) {
    this.#allows = allows;
    this.#denies = denies;
    this.bound = bound;
    this.#limit = limit;
  }

  /** @param keys condition keys (in lower case) that bind besides those that bind for all actions */
  static of(document: Document, bound: Bound, keys?: ReadonlySet<string>): Permission {
    const others = known.get(document) ?? [];
    const found = others.find((one) => one.bound === bound && one.keys === keys);
    if (found !== undefined) return found.permission;
    const isSame = bound === "most" && !hasUnknownParts(document);
    const permission = isSame
      ? Permission.of(document, "least", keys).#as(bound)
      : Permission.#read(document, bound, keys);
    known.set(document, [...(known.get(document) ?? []), { bound, keys, permission }]);
    return permission;
  }

  /** The same at the other bound: what nothing unknown is part of has one meaning. */
  #as(bound: Bound): Permission {
    return new Permission(this.#allows, this.#denies, bound, this.#limit);
  }

  static #read(document: Document, bound: Bound, keys: ReadonlySet<string> | undefined): Permission {
    const most = bound === "most";
    const allows: Box[] = [];
    const denies: Box[] = [];
    const ranged: RangedBox[] = [];
    const hasVariables = document.version === "2012-10-17";
    const resolved = (list: PatternList): PatternList => completed(hasVariables ? withVariables(list) : list);
    for (const statement of document.statements) {
      const { effect, conditions, hasUnknownConditions } = statement;
      const isAllow = effect === UNKNOWN ? most : effect === "Allow";
      const box = (wide: boolean): Box =>
        boxOf(
          statement,
          folded(bounded(statement.actions, wide)),
          statement.resources === undefined ? EVERYTHING : bounded(resolved(statement.resources), wide),
        );
      if (isAllow) {
        const grips = conditions.map((condition) => gripOf(condition, keys));
        if (hasUnknownConditions) grips.push("unknown");
        if (!grips.includes("binds") && (most || !grips.includes("unknown"))) allows.push(box(most));
        else if (!hasUnknownConditions) ranged.push(...rangedBox(box(most), keys));
      } else {
        const hasConditions = conditions.length > 0 || hasUnknownConditions;
        const fence = !hasConditions ? "binds" : hasUnknownConditions ? "unknown" : fences(conditions, keys);
        if (fence === "binds" || (fence === "unknown" && !most)) denies.push(box(!most));
      }
    }
    allows.push(...jointlyWide(ranged));
    const [hidden] = document.unknownStatements;
    if (hidden !== undefined) {
      const statement = unknownStatement(hidden);
      (most ? allows : denies).push(boxOf(statement, EVERYTHING, EVERYTHING));
    }
    return new Permission(allows, denies, bound);
  }

  /** Only what the given statements allow; every `Deny` still counts. */
  within(statements: readonly Statement[]): Permission {
    const [only, ...others] = statements;
    const kept = new Set(statements);
    return new Permission(
      only !== undefined && others.length === 0
        ? this.#allowsOf(only)
        : this.#allows.filter(({ statement }) => kept.has(statement)),
      this.#denies,
      this.bound,
      this.#limit,
    );
  }

  /** What one statement allows: whoever looks for the one that suffices asks for each in turn. */
  #allowsOf(statement: Statement): readonly Box[] {
    if (this.#byStatement === undefined) {
      this.#byStatement = new Map();
      for (const box of this.#allows) {
        const boxes = this.#byStatement.get(box.statement);
        if (boxes === undefined) this.#byStatement.set(box.statement, [box]);
        else boxes.push(box);
      }
    }
    return this.#byStatement.get(statement) ?? [];
  }

  /** Only what the other permission allows as well: what is left within a permissions boundary. */
  limitedBy(limit: Permission): Permission {
    return new Permission(this.#allows, this.#denies, this.bound, limit);
  }

  /**
   * Without the resource patterns that name another account: the same permission on all kinds of this account, and far
   * quicker to ask where a document names hundreds.
   */
  inAccount(account: string): Permission {
    const found = this.#local.get(account);
    if (found !== undefined) return found;
    const allows = this.#allows.map((box) => ({ ...box, resources: reachable(box.resources, account) }));
    const local = new Permission(allows, this.#denies, this.bound, this.#limit);
    this.#local.set(account, local);
    return local;
  }

  /**
   * The resource patterns of the statements that allow something, exceptions included, and those that a `Deny` leaves:
   * what a caller has may be named by either.
   */
  get resourcePatterns(): readonly string[] {
    const left = this.#denies.filter(({ resources }) => resources.negated);
    const own = [...this.#allows, ...left].flatMap(({ resources }) => resources.patterns);
    return this.#limit === undefined ? own : [...own, ...this.#limit.resourcePatterns];
  }

  /** The statements that allow something. */
  get statements(): readonly Statement[] {
    this.#statements ??= this.#allows.map(({ statement }) => statement);
    return this.#statements;
  }

  /** Whether an action (in lower case) is allowed on some resource, exceptions aside. */
  mentions(action: string): boolean {
    return this.#allows.some((box) => hasAction(box, action));
  }

  /**
   * Names the statements that an action (in lower case) is in: actions with one signature are allowed on the same
   * resources, so that whoever asks about thousands need only ask once a signature.
   */
  signatureOf(action: string): string {
    const bits = [...this.#allows, ...this.#denies]
      .map((box) => (hasAction(box, action) ? "1" : "0"))
      .join("");
    return this.#limit === undefined ? bits : `${bits} ${this.#limit.signatureOf(action)}`;
  }

  /** Whether one action (in lower case) on one resource is allowed. */
  allows(action: string, resource: string): boolean {
    const holds = (box: Box): boolean => hasAction(box, action) && includes(box.resources, resource);
    const own = this.#allows.some(holds) && !this.#denies.some(holds);
    return own && (this.#limit?.allows(action, resource) ?? true);
  }

  /**
   * Whether an action (in lower case) is allowed on some resource of a kind, given as a pattern. Approximates upwards in
   * one place: a `Deny` counts when it alone takes away all that an `Allow` gives.
   */
  allowsSome(action: string, kind: string): boolean {
    if (this.#limit?.allowsSome(action, kind) === false) return false;
    const denied = this.#denies.flatMap((box) => (hasAction(box, action) ? [box.resources] : []));
    const whole: Lists = { negated: false, patterns: [kind] };
    const reaches = ({ negated, patterns }: Lists): boolean =>
      negated
        ? !patterns.some((pattern) => covers(pattern, kind))
        : patterns.some((pattern) => arnsOverlap(pattern, kind));
    return this.#allows.some(
      (box) =>
        hasAction(box, action) &&
        partsOf(box.resources).some(
          (part) =>
            reaches(part) && !denied.some((fence) => listCovers(fence, part) || listCovers(fence, whole)),
        ),
    );
  }

  /**
   * Whether an action (in lower case) is allowed on a whole kind of resources, given as a pattern: an `Allow` covers
   * the pattern, and no `Deny` takes it away. Single resources that are excepted do not change the kind; a `Deny`
   * takes it away when it applies to resources whose names occur nowhere in the document.
   *
   * Approximates downwards in one place: several patterns that only together cover the kind do not count.
   */
  allowsKind(action: string, kind: string): boolean {
    if (this.#limit?.allowsKind(action, kind) === false) return false;
    let strangers: readonly string[] | undefined;
    const applies = ({ negated, patterns }: Lists): boolean => {
      strangers ??= strangersOf(kind);
      const isMet = (stranger: string): boolean => patterns.some((pattern) => matches(pattern, stranger));
      return negated ? !strangers.some(isMet) : strangers.every(isMet);
    };
    const allowed = this.#allows.some(
      (box) =>
        hasAction(box, action) &&
        (box.resources.negated
          ? applies(box.resources)
          : box.resources.patterns.some((pattern) => covers(pattern, kind))),
    );
    return allowed && !this.#denies.some((box) => hasAction(box, action) && applies(box.resources));
  }
}

/** What documents were read as: every policy asks for it in turn. */
const known = new WeakMap<
  Document,
  readonly {
    readonly bound: Bound;
    readonly keys: ReadonlySet<string> | undefined;
    readonly permission: Permission;
  }[]
>();

/** What is allowed from some source addresses only. */
interface RangedBox {
  readonly box: Box;
  /** The context key, in lower case. */
  readonly key: string;
  readonly addresses: AddressSet;
}

/** The box, where nothing but the source addresses limits it. Conditions on them must all hold. */
function rangedBox(box: Box, keys: ReadonlySet<string> | undefined): readonly RangedBox[] {
  const binding = box.statement.conditions.filter((condition) => gripOf(condition, keys) !== "loose");
  const [key, ...others] = new Set(binding.map((condition) => condition.key.toLowerCase()));
  if (key === undefined || others.length > 0 || !ADDRESS_KEYS.has(key)) return [];
  const addresses = binding
    .map(({ values }) => addressesOf(values))
    .reduce((one, other) => one.intersect(other), AddressSet.ALL);
  return [{ box, key, addresses }];
}

/**
 * The boxes that may be used from everywhere, counting the addresses of all statements that allow as much. Each stands
 * for all of them: its condition has their addresses, so that it is the same in whichever order they are written.
 */
function jointlyWide(ranged: readonly RangedBox[]): readonly Box[] {
  // Statements that allow the same are used from the same addresses.
  const found = new Map<string, Joint>();
  return ranged.flatMap(({ box, key }) => {
    const alike = JSON.stringify([key, box.actions, box.resources]);
    const joint = found.get(alike) ?? jointOf(ranged, box, key);
    found.set(alike, joint);
    if (!joint.isWide) return [];
    const others = box.statement.conditions.filter((condition) => condition.key.toLowerCase() !== key);
    const condition = { operator: "IpAddress", key, values: joint.cidrs, hasUnknown: false };
    return [{ ...box, statement: { ...box.statement, conditions: [...others, condition] } }];
  });
}

interface Joint {
  readonly isWide: boolean;
  readonly cidrs: readonly string[];
}

/** From where what a box allows is allowed, by any statement. */
function jointOf(ranged: readonly RangedBox[], box: Box, key: string): Joint {
  const addresses = AddressSet.union(
    ranged
      .filter(
        (other) =>
          other.key === key &&
          listCovers(other.box.actions, box.actions) &&
          listCovers(other.box.resources, box.resources),
      )
      .map((other) => other.addresses),
  );
  const isWide = isWorldOpen(addresses);
  return { isWide, cidrs: isWide ? addresses.toCidrs() : [] };
}

function reachable({ negated, patterns }: Lists, account: string): Lists {
  if (negated) return { negated, patterns };
  return {
    negated,
    patterns: patterns.filter((pattern) => {
      const named = accountIn(pattern);
      return named === "" || named === account;
    }),
  };
}

/** The account that a resource pattern names; `""` where it may be any, or there is none. */
function accountIn(pattern: string): string {
  // The account is the fifth part of an ARN; a wildcard in or before it may be any account.
  let start = 0;
  for (let colons = 0; colons < 4; colons += 1) {
    start = pattern.indexOf(":", start) + 1;
    if (start === 0) return "";
  }
  const end = pattern.indexOf(":", start);
  return end < 0 || hasWildcard(pattern.slice(0, end)) ? "" : pattern.slice(start, end);
}

const includes = ({ negated, patterns }: Lists, text: string): boolean =>
  (patterns.length > LONG
    ? someOfMany(patterns, text)
    : patterns.some((pattern) => matches(pattern, text))) !== negated;

/** Lists longer than this are searched by what their patterns have in them, before they are matched. */
const LONG = 32;
const longest = new WeakMap<readonly string[], readonly string[]>();

function someOfMany(patterns: readonly string[], text: string): boolean {
  const literals = longest.get(patterns) ?? patterns.map((pattern) => literalsOf(pattern)[0] ?? "");
  longest.set(patterns, literals);
  return patterns.some((pattern, at) => text.includes(literals[at] ?? "") && matches(pattern, text));
}

function unknownStatement(path: string): Statement {
  const list: PatternList = { negated: false, patterns: [], hasUnknown: true };
  return {
    path,
    sid: undefined,
    effect: UNKNOWN,
    actions: list,
    resources: list,
    principals: undefined,
    conditions: [],
    hasUnknownConditions: true,
  };
}

/** A private-use character: no name of AWS's has it, so that only a wildcard matches it. */
const STRANGE = "\u{E000}";

/** Members of a kind whose names nobody has thought of, of several lengths. */
function strangersOf(kind: string): readonly string[] {
  return [1, 7, 19].map((length) => kind.replaceAll("*", STRANGE.repeat(length)).replaceAll("?", STRANGE));
}
