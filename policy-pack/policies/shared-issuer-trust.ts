import { type Finding, undecided } from "../analysis/findings";
import type { Trust } from "../analysis/iam/caller-conditions";
import { judgeCallers, type Opening } from "../analysis/iam/callers";
import { type Issuer, SHARED_ISSUERS } from "../analysis/iam/issuers";
import { conditionsText, openingsMeaning } from "../analysis/iam/opening-text";
import { carriesDocuments, holderOf } from "../facts/iam-documents";
import type { Resource } from "../facts/resource";
import type { Rule, Settings } from "../facts/rule";
import { texts } from "../facts/settings";
import { lettingText } from "../facts/statement-clauses";
import { type Trusting, trustsOf } from "../facts/trusts";

/** Rejects roles that any customer of a shared token issuer can assume. */
export const sharedIssuerTrust: Rule = {
  name: "shared-issuer-trust",
  displayName: "No role for all customers of a token issuer",
  description: "A role that trusts a shared token issuer must say whose tokens.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["iam", "trust", "oidc"],
  remediationSteps:
    "Require `StringEquals` or `StringLike` on the issuer's `sub` claim, with your organisation written out.",
  settings: {
    allowedOrgs: {
      description:
        "Organisations, owners and groups that roles may trust, as the claims name them. Empty: any that is named.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
  },
  appliesTo: carriesDocuments,
  judge: (resource, settings) =>
    trustsOf(resource).flatMap((trusting) => judgeTrust(resource, trusting, settings)),
};

function judgeTrust(resource: Resource, trusting: Trusting, settings: Settings): readonly Finding[] {
  const { document } = trusting;
  return SHARED_ISSUERS.flatMap((issuer): readonly Finding[] => {
    const trust: Trust = {
      accounts: [],
      organisations: [],
      issuer,
      customers: texts(settings, "allowedOrgs"),
    };
    const judgement = judgeCallers(document, { trust, actions: ["sts:assumerolewithwebidentity"] });
    if (judgement.verdict === "open")
      return [violation(resource, trusting, trust, issuer, judgement.openings)];
    const names = document.statements.some(({ principals }) =>
      principals?.principals.some(({ value }) => value.endsWith(issuer.host)),
    );
    // An unknown principal could be any issuer; `open-role-trust` says so once.
    return judgement.verdict === "undecided" && names ? [undecidedTrust(resource, trusting, issuer)] : [];
  });
}

const undecidedTrust = (resource: Resource, { place }: Trusting, issuer: Issuer): Finding => ({
  ...undecided(holderOf(resource), place.path, `let any customer of ${issuer.name} assume the role`),
  meaning: { kind: "undecided", path: place.path, issuer: issuer.host },
});

function violation(
  resource: Resource,
  { place, document }: Trusting,
  trust: Trust,
  issuer: Issuer,
  openings: readonly Opening[],
): Finding {
  const [first] = openings;
  const letting = lettingText(
    place,
    openings.map(({ statement }) => statement),
  );
  const since = first === undefined ? "" : conditionsText(first, document, trust);
  return {
    kind: "violation",
    what: `${holderOf(resource)}: ${letting} any customer of ${issuer.name} assume the role${since}`,
    why: `everyone can get a token from \`${issuer.host}\``,
    fix: `pin a claim, like \`"${issuer.host}:${[...issuer.claims.keys()].includes("sub") ? "sub" : "app_id"}": "${issuer.example}"\``,
    meaning: openingsMeaning("shared-issuer", openings),
  };
}
