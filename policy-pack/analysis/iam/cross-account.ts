import { ANY_NAMED, type Trust } from "./caller-conditions";
import { type CallerQuestion, type Judgement, judgementOf, type Opening, openingsOf } from "./callers";
import type { Document } from "./document";
import { type Bound, OWN_ACCOUNT } from "./permission";

/** Whether principals of a type have an account; a service has none, and a federated provider is always one's own. */
const hasAccount = (type: string): boolean => type === "AWS" || type === "*";

/** Whom a role may trust without being asked for more. */
export interface Known {
  /** Accounts, one's own among them. */
  readonly accounts: readonly string[];
  /** Organisations. Empty: whichever a condition names. */
  readonly organisations: readonly string[];
}

/** Tags and source identities of a session alone give nobody a session; tokens and assertions have no account. */
const ACTIONS: readonly string[] = ["sts:assumerole"];

/** What to ask of a trust for it to be one in known accounts, or in a third party that keeps its customers apart. */
export const trustIn = ({ accounts, organisations }: Known): Trust => ({
  accounts: accounts.length > 0 ? accounts : [OWN_ACCOUNT],
  organisations,
  externalIds: true,
});

/**
 * The statements of a trust policy by which callers of an account that is not known can take on the role, without a
 * condition on an external id or a known organisation. Conditions on the caller's account or ARN count as naming him,
 * like the principal does. Statements that let anyone in are none of these.
 */
function crossingsOf(document: Document, bound: Bound, known: Known): readonly Opening[] {
  const ask = (trust: Trust): readonly Opening[] => {
    const question: CallerQuestion = { trust, actions: ACTIONS };
    return openingsOf(document, bound, question);
  };
  const open = new Set(ask(ANY_NAMED).map(({ statement }) => statement));
  return ask(trustIn(known)).flatMap((opening) => {
    if (open.has(opening.statement)) return [];
    const strangers = opening.strangers.filter(({ type }) => hasAccount(type));
    const mayBeNamed = opening.statement.principals?.unknownTypes.some(hasAccount) === true;
    return strangers.length > 0 || mayBeNamed ? [{ ...opening, strangers }] : [];
  });
}

/** Whether a document trusts an account that is not known. Of a statement that nothing is known of, others say so. */
export const judgeCrossings = (document: Document, known: Known): Judgement =>
  judgementOf(document, (bound) => crossingsOf(document, bound, known));
