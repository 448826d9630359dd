import { type Finding, list, quote, undecided } from "../analysis/findings";
import { UNTELLING } from "../analysis/iam/caller-conditions";
import type { Opening } from "../analysis/iam/callers";
import { judgeCrossings, type Known, trustIn } from "../analysis/iam/cross-account";
import { conditionsText, openingsMeaning, strangersText } from "../analysis/iam/opening-text";
import { hasWildcard } from "../analysis/patterns";
import { attachesPolicies } from "../facts/attachments";
import { carriesDocuments, holderOf } from "../facts/iam-documents";
import { accountsOfStack } from "../facts/own-accounts";
import type { Resource } from "../facts/resource";
import type { Rule, Settings } from "../facts/rule";
import { texts } from "../facts/settings";
import { lettingText } from "../facts/statement-clauses";
import { type Trusting, trustsOf } from "../facts/trusts";

/** Rejects roles that another account can assume, where nothing says on whose behalf or that it is one's own. */
export const crossAccountTrust: Rule = {
  name: "cross-account-trust",
  displayName: "No role for accounts that are not known",
  description: "A role that another account can assume must say on whose behalf.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["iam", "trust"],
  remediationSteps:
    "Third parties: require `StringEquals` on `sts:ExternalId`, with the id that they gave you alone. Your organisation: require `aws:PrincipalOrgID`, or list the account in `trustedAccounts`.",
  settings: {
    orgIds: {
      description:
        "Organisations whose accounts roles may trust, like `o-a1b2c3d4e5`. Empty: any that a condition names.",
      type: "array",
      items: { type: "string", pattern: "^o-[a-z0-9]{10,32}$" },
      default: [],
    },
    trustedAccounts: {
      description:
        "Accounts that roles may trust, your own among them, twelve digits each. Once this or `orgIds` is set, others are rejected; until then it is an advisory.",
      type: "array",
      items: { type: "string", pattern: "^[0-9]{12}$" },
      default: [],
    },
  },
  appliesTo: (type) => carriesDocuments(type) || attachesPolicies(type),
  judge: (resource, settings) => {
    const known = configured(settings);
    if (known === undefined) return [];
    const accounts = [...known.accounts, ...(resource.accounts?.() ?? [])];
    return trustsOf(resource).flatMap((trusting) =>
      judgeTrust(resource, trusting, { ...known, accounts }, true),
    );
  },
  // Without settings nothing is rejected, and one's own accounts are known by the rest of the stack.
  judgeStack: (stack, settings) => {
    if (configured(settings) !== undefined) return [];
    const known: Known = { accounts: accountsOfStack(stack), organisations: [] };
    return stack.resources.flatMap((resource) =>
      trustsOf(resource).flatMap((trusting) =>
        judgeTrust(resource, trusting, known, false).map((finding) => ({ ...finding, urn: resource.urn })),
      ),
    );
  },
};

/** Who is known by the settings; undefined where they say nothing. */
function configured(settings: Settings): Known | undefined {
  const accounts = texts(settings, "trustedAccounts");
  const organisations = texts(settings, "orgIds");
  return accounts.length + organisations.length === 0 ? undefined : { accounts, organisations };
}

function judgeTrust(
  resource: Resource,
  trusting: Trusting,
  known: Known,
  isConfigured: boolean,
): readonly Finding[] {
  const judgement = judgeCrossings(trusting.document, known);
  switch (judgement.verdict) {
    case "closed":
      return [];
    case "undecided":
      return [undecidedTrust(resource, trusting)];
    case "open": {
      const finding = violation(resource, trusting, known, judgement.openings);
      return [isConfigured ? finding : { ...finding, level: "advisory" }];
    }
  }
}

const undecidedTrust = (resource: Resource, { place }: Trusting): Finding => ({
  ...undecided(holderOf(resource), place.path, "let another account assume the role, whoever it acts for"),
  meaning: { kind: "undecided-crossing", path: place.path },
});

function violation(
  resource: Resource,
  { place, document }: Trusting,
  known: Known,
  openings: readonly Opening[],
): Finding {
  const [first] = openings;
  const letting = lettingText(
    place,
    openings.map(({ statement }) => statement),
  );
  const since = first === undefined ? "" : conditionsText(first, document, trustIn(known), UNTELLING);
  return {
    kind: "violation",
    what: `${holderOf(resource)}: ${letting} ${whoText(first)} assume the role${since}`,
    why: "whoever it acts for, or whoever breaks into it, can take the role on",
    fix: "require `StringEquals` on `sts:ExternalId` of a third party, or on `aws:PrincipalOrgID` in your organisation, or list the account in `trustedAccounts`",
    meaning: openingsMeaning("cross-account", openings.map(normal)),
  };
}

/** Who gets in: ``another account (`AWS: 210987654321`)``. */
function whoText(opening: Opening | undefined): string {
  if (opening === undefined) return "another account";
  const { strangers } = opening;
  const isNamed = !strangers.some(({ value }) => hasWildcard(value));
  if (!isNamed || opening.statement.principals?.negated === true) return strangersText(opening);
  return `another account (${list(
    strangers.map(({ type, value }) => quote(`${type}: ${value}`)),
    2,
  )})`;
}

/** An account has two names, its number and its root. */
const normal = (opening: Opening): Opening => ({
  ...opening,
  strangers: opening.strangers.map(({ type, value }) => ({
    type,
    value: value.replace(/^arn:[^:]*:iam::([0-9]{12}):root$/, "$1"),
  })),
});
