import { type Finding, list, quote } from "../analysis/findings";
import type { Trust } from "../analysis/iam/caller-conditions";
import { judgeCallers, type Opening } from "../analysis/iam/callers";
import { type Document, readDocument } from "../analysis/iam/document";
import { type Issuer, SHARED_ISSUERS } from "../analysis/iam/issuers";
import { conditionsText, openingsMeaning } from "../analysis/iam/opening-text";
import {
  carriesDocuments,
  documentsOf,
  holderOf,
  type IamDocument,
  statementLabel,
} from "../facts/iam-documents";
import type { Resource } from "../facts/resource";
import type { Rule, Settings } from "../facts/rule";
import { texts } from "../facts/settings";

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
    documentsOf(resource, [])
      .filter(({ position }) => position === "trust")
      .flatMap((place) => judgeTrust(resource, place, settings)),
};

function judgeTrust(resource: Resource, place: IamDocument, settings: Settings): readonly Finding[] {
  const reading = readDocument(place.value);
  // What is not known at all is reported once, by `open-role-trust`; what cannot be read, by `administrative-access`.
  if (reading.kind !== "document") return [];
  return SHARED_ISSUERS.flatMap((issuer): readonly Finding[] => {
    const trust: Trust = {
      accounts: [],
      organisations: [],
      issuer,
      customers: texts(settings, "allowedOrgs"),
    };
    const judgement = judgeCallers(reading.document, { trust, actions: ["sts:assumerolewithwebidentity"] });
    if (judgement.verdict === "open")
      return [violation(resource, place, reading.document, trust, issuer, judgement.openings)];
    const names = reading.document.statements.some(({ principals }) =>
      principals?.principals.some(({ value }) => value.endsWith(issuer.host)),
    );
    // An unknown principal could be any issuer; `open-role-trust` says so once.
    return judgement.verdict === "undecided" && names ? [undecidedTrust(resource, place, issuer)] : [];
  });
}

const undecidedTrust = (resource: Resource, place: IamDocument, issuer: Issuer): Finding => ({
  kind: "unverified",
  what: `${holderOf(resource)}: ${quote(place.path)} is not fully known yet`,
  why: `some of its possible values let any customer of ${issuer.name} assume the role`,
  fix: "it is judged again before the resource is created or changed",
  meaning: { kind: "undecided", path: place.path, issuer: issuer.host },
});

function violation(
  resource: Resource,
  place: IamDocument,
  document: Document,
  trust: Trust,
  issuer: Issuer,
  openings: readonly Opening[],
): Finding {
  const [first] = openings;
  const isOne = openings.length === 1;
  const labels = list(openings.map(({ statement }) => statementLabel(place, statement)));
  const since = first === undefined ? "" : conditionsText(first, document, trust);
  return {
    kind: "violation",
    what: `${holderOf(resource)}: ${isOne ? "statement" : "statements"} ${labels} ${isOne ? "lets" : "let"} any customer of ${issuer.name} assume the role${since}`,
    why: `everyone can get a token from \`${issuer.host}\``,
    fix: `pin a claim, like \`"${issuer.host}:${[...issuer.claims.keys()].includes("sub") ? "sub" : "app_id"}": "${issuer.example}"\``,
    meaning: openingsMeaning("shared-issuer", openings),
  };
}
