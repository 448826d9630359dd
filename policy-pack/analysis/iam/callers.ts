import { hasWildcard, matches } from "../patterns";
import { UNKNOWN } from "../unknown";
import { actionsMatching } from "./actions";
import { callerGrip, shutsOut, type Trust } from "./caller-conditions";
import {
  type Document,
  hasUnknownParts,
  type Principal,
  type PrincipalList,
  type Statement,
} from "./document";
import { isIssuer } from "./issuers";
import {
  bounded,
  EVERYTHING,
  folded,
  type Lists,
  listCovers,
  listsOverlap,
  normalList,
  partsOf,
} from "./lists";
import { type Bound, OWN_ACCOUNT } from "./permission";

/** A statement that lets strangers in, with what it lets them do. */
export interface Opening {
  readonly statement: Statement;
  /** The principals that take strangers in; for `NotPrincipal`, those that are left out. */
  readonly strangers: readonly Principal[];
  /** Pairs of an action list (in lower case) and a resource list that no `Deny` closes; each stands for one pattern. */
  readonly boxes: readonly Box[];
  /** What a `Deny` takes of some of these without closing it; each pair stands for one pattern, too. */
  readonly less: readonly Box[];
}

interface Box {
  readonly actions: Lists;
  readonly resources: Lists;
}

/** What to look for in a document. */
export interface CallerQuestion {
  readonly trust: Trust;
  /** The only actions that count, in lower case; undefined for all. */
  readonly actions?: readonly string[];
}

/** A private-use character, which no account and no name has: only a wildcard matches it. */
const STRANGE = "\u{E000}";

const STRANGERS: readonly string[] = [
  STRANGE.repeat(12),
  ...["root", `role/${STRANGE.repeat(7)}`, `user/${STRANGE.repeat(7)}`].flatMap((name) =>
    ["aws", "aws-cn", "aws-us-gov"].map((partition) => `arn:${partition}:iam::${STRANGE.repeat(12)}:${name}`),
  ),
  `arn:aws:sts::${STRANGE.repeat(12)}:assumed-role/${STRANGE.repeat(7)}/${STRANGE.repeat(7)}`,
];

const isAccount = (text: string): boolean =>
  text.length === 12 && [...text].every((digit) => digit >= "0" && digit <= "9");

/** The account that a principal belongs to: of `123456789012`, or of an ARN. Undefined where there is none. */
export function accountOf(value: string): string | undefined {
  if (isAccount(value)) return value;
  const account = value.split(":")[4];
  return account !== undefined && isAccount(account) ? account : undefined;
}

const isEveryStranger = ({ value }: Principal): boolean =>
  STRANGERS.some((stranger) => matches(value, stranger));

/** Whether a principal is of more than one account: of `12*`, or of an ARN in whose account there is a wildcard. */
const isOfAccounts = ({ type, value }: Principal): boolean =>
  type !== "Service" && hasWildcard(value.split(":", 5).at(-1) ?? "");

/** Whether a principal takes in callers that nobody named, or of accounts that are not trusted. */
function isStranger(principal: Principal, { accounts, issuer }: Trust): boolean {
  const { value } = principal;
  if (issuer !== undefined) return isIssuer(issuer, value);
  if (isEveryStranger(principal) || isOfAccounts(principal)) return true;
  const account = accountOf(value);
  if (account === undefined || account === OWN_ACCOUNT) return false;
  return accounts.length > 0 && !accounts.includes(account);
}

/** The principals by which an `Allow` lets strangers in, or undefined where it does not. */
function strangersIn(
  list: PrincipalList | undefined,
  bound: Bound,
  trust: Trust,
): readonly Principal[] | undefined {
  if (list === undefined) return undefined;
  const { negated, principals, hasUnknown } = list;
  if (negated) {
    // Everyone but some is judged as everyone, whoever issued the token.
    if (trust.issuer !== undefined) return undefined;
    const namesAll = principals.some(isEveryStranger);
    return namesAll || (hasUnknown && bound === "least") ? undefined : principals;
  }
  const strangers = principals.filter((principal) => isStranger(principal, trust));
  return strangers.length > 0 || (hasUnknown && bound === "most") ? strangers : undefined;
}

/** Whether a `Deny` applies to every stranger. */
function deniesStrangers(list: PrincipalList | undefined, bound: Bound, { issuer }: Trust): boolean {
  if (list === undefined) return true;
  const isEveryone = ({ type, value }: Principal): boolean =>
    ((type === "AWS" || type === "*") && matches(value, STRANGE)) ||
    (issuer !== undefined && isIssuer(issuer, value));
  const open = list.hasUnknown && bound === "least";
  return list.negated ? !list.principals.some(isEveryone) : list.principals.some(isEveryone) || open;
}

/**
 * Where more pairs of an allowed and a denied pattern than this would have to be compared, the document is judged
 * without its `Deny` statements, which errs towards reporting. It takes some 500 of each, twice what AWS accepts.
 */
const MOST_COMPARISONS = 250_000;

/** A statement with more pairs of an action and a resource than this stands as it is, whatever a `Deny` takes of it. */
const MOST_PAIRS = 20_000;

function comparisonsIn({ statements }: Document): number {
  const count = { Allow: 0, Deny: 0 };
  for (const { effect, actions, resources } of statements) {
    const patterns = actions.patterns.length + (resources?.patterns.length ?? 0);
    if (effect !== "Deny") count.Allow += patterns;
    if (effect !== "Allow") count.Deny += patterns;
  }
  return count.Allow * count.Deny;
}

/** The pairs of an action and a resource of which no `Deny` takes all. */
function openBoxes(
  actions: readonly Lists[],
  resources: readonly Lists[],
  denies: readonly Box[],
): readonly Box[] {
  // Each list is compared once, not once a pair.
  const closings = denies.map((deny) => ({
    actions: new Set(actions.filter((part) => listCovers(deny.actions, part))),
    resources: new Set(resources.filter((part) => listCovers(deny.resources, part))),
  }));
  return actions.flatMap((action) => {
    const closing = closings.filter((closed) => closed.actions.has(action));
    return resources
      .filter((resource) => !closing.some((closed) => closed.resources.has(resource)))
      .map((resource) => ({ actions: action, resources: resource }));
  });
}

/** Of all actions but some, a denial takes those that there are; of named ones, what it names. */
const takesActions = (one: Lists, part: Lists): boolean =>
  listsOverlap(one, part) &&
  (!part.negated || one.negated || one.patterns.some((pattern) => actionsMatching(pattern).length > 0));

/** What the denials take of open pairs. None of them takes one of these pairs whole. */
function takenOf(boxes: readonly Box[], denies: readonly Box[]): readonly Box[] {
  const actions = [...new Set(boxes.map((box) => box.actions))];
  const resources = [...new Set(boxes.map((box) => box.resources))];
  const touching = (
    list: Lists,
    parts: readonly Lists[],
    takes: (one: Lists, part: Lists) => boolean,
  ): readonly Lists[] => partsOf(normalList(list)).filter((one) => parts.some((part) => takes(one, part)));
  return denies.flatMap((deny): readonly Box[] => {
    const some = {
      actions: touching(deny.actions, actions, takesActions),
      resources: touching(deny.resources, resources, listsOverlap),
    };
    if (some.actions.length * some.resources.length * boxes.length > MOST_COMPARISONS) return [deny];
    return some.actions.flatMap((action) =>
      some.resources
        .filter((resource) =>
          boxes.some((box) => takesActions(action, box.actions) && listsOverlap(resource, box.resources)),
        )
        .map((resource) => ({ actions: action, resources: resource })),
    );
  });
}

/**
 * The statements of a document that let strangers in: `Allow` with a principal that takes in callers nobody named,
 * under conditions none of which tells them apart, less what a `Deny` takes from all strangers.
 * Errs towards reporting where several `Deny` patterns only together close one pattern of an `Allow`.
 */
export function openingsOf(document: Document, bound: Bound, question: CallerQuestion): readonly Opening[] {
  const { trust, actions: universe } = question;
  const most = bound === "most";
  const hasVariables = document.version === "2012-10-17";
  const lists = ({ actions, resources }: Statement, wide: boolean): Box => ({
    actions: folded(bounded(actions, wide)),
    resources: resources === undefined ? EVERYTHING : bounded(resources, wide),
  });
  const denies = document.statements.flatMap((statement) => {
    const { effect, principals, conditions, hasUnknownConditions } = statement;
    if (effect === "Allow" || (effect === UNKNOWN && most) || !deniesStrangers(principals, bound, trust))
      return [];
    const grip = hasUnknownConditions ? "unknown" : shutsOut(conditions, hasVariables, trust);
    return grip === "binds" || (grip === "unknown" && !most) ? [lists(statement, !most)] : [];
  });
  if (!most && document.unknownStatements.length > 0) return [];
  const counted = comparisonsIn(document) > MOST_COMPARISONS ? [] : denies;
  return document.statements.flatMap((statement): readonly Opening[] => {
    const { effect, principals, conditions, hasUnknownConditions } = statement;
    if (effect === "Deny" || (effect === UNKNOWN && !most)) return [];
    const strangers = strangersIn(principals, bound, trust);
    if (strangers === undefined) return [];
    const grips = conditions.map((condition) => callerGrip(condition, hasVariables, trust));
    if (hasUnknownConditions) grips.push("unknown");
    if (grips.includes("binds") || (!most && grips.includes("unknown"))) return [];
    const { actions, resources } = lists(statement, most);
    const asked =
      universe === undefined
        ? partsOf(actions)
        : universe
            .filter(
              (action) => actions.patterns.some((pattern) => matches(pattern, action)) !== actions.negated,
            )
            .map((action) => ({ negated: false, patterns: [action] }));
    const parts = partsOf(resources);
    const boxes =
      asked.length * parts.length > MOST_PAIRS ? [{ actions, resources }] : openBoxes(asked, parts, counted);
    return boxes.length === 0 ? [] : [{ statement, strangers, boxes, less: takenOf(boxes, counted) }];
  });
}

/** Whether the known parts let somebody in, whether some value of the unknown parts would, or neither. */
export type Judgement =
  | { readonly verdict: "open"; readonly openings: readonly Opening[] }
  | { readonly verdict: "undecided" }
  | { readonly verdict: "closed" };

/** What a document comes to by the openings that are found in either bound. */
export function judgementOf(document: Document, openingsIn: (bound: Bound) => readonly Opening[]): Judgement {
  const openings = openingsIn("least");
  if (openings.length > 0) return { verdict: "open", openings };
  const isPossible = hasUnknownParts(document) && openingsIn("most").length > 0;
  return { verdict: isPossible ? "undecided" : "closed" };
}

/** Whether a document lets strangers in. A statement of which nothing is known may do so. */
export function judgeCallers(document: Document, question: CallerQuestion): Judgement {
  const judgement = judgementOf(document, (bound) => openingsOf(document, bound, question));
  const isOpen = judgement.verdict === "closed" && document.unknownStatements.length > 0;
  return isOpen ? { verdict: "undecided" } : judgement;
}
