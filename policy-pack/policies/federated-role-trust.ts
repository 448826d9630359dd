import { type Finding, list, quote } from "../analysis/findings";
import { type Trust, UNTELLING } from "../analysis/iam/caller-conditions";
import { judgeCallers, type Opening } from "../analysis/iam/callers";
import { type Document, readDocument } from "../analysis/iam/document";
import { REQUIREMENTS, type Requirement } from "../analysis/iam/federations";
import { isIssuer } from "../analysis/iam/issuers";
import { conditionsText, openingsMeaning } from "../analysis/iam/opening-text";
import {
  carriesDocuments,
  documentsOf,
  holderOf,
  type IamDocument,
  statementLabel,
} from "../facts/iam-documents";
import type { Resource } from "../facts/resource";
import type { Rule } from "../facts/rule";

/** Rejects trusts in Cognito, SAML and Roles Anywhere that do not ask whose session it is. */
export const federatedRoleTrust: Rule = {
  name: "federated-role-trust",
  displayName: "No federated role without its conditions",
  description: "A role for federated users must say which of them.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["iam", "trust", "federation"],
  remediationSteps:
    "Cognito: fix `aud` and `amr`. SAML: fix `SAML:aud`. Roles Anywhere: fix `aws:SourceArn` to the trust anchor, or a part of the certificate's subject.",
  settings: {},
  appliesTo: carriesDocuments,
  judge: (resource) =>
    documentsOf(resource, [])
      .filter(({ position }) => position === "trust")
      .flatMap((place) => {
        const reading = readDocument(place.value);
        // What is not known at all is reported once, by `open-role-trust`; what cannot be read, by `administrative-access`.
        return reading.kind === "document"
          ? REQUIREMENTS.flatMap((requirement) => judge(resource, place, reading.document, requirement))
          : [];
      }),
};

function judge(
  resource: Resource,
  place: IamDocument,
  document: Document,
  requirement: Requirement,
): readonly Finding[] {
  const { source, action } = requirement;
  const isNamed = document.statements.some(({ principals }) =>
    principals?.principals.some(({ value }) => isIssuer(source, value)),
  );
  // An unknown principal could be anyone: `open-role-trust` says so once.
  if (!isNamed) return [];
  const trust: Trust = { accounts: [], organisations: [], issuer: source };
  const judgement = judgeCallers(document, { trust, actions: [action] });
  switch (judgement.verdict) {
    case "closed":
      return [];
    case "open":
      return [violation(resource, place, document, trust, requirement, judgement.openings)];
    case "undecided":
      return [
        {
          kind: "unverified",
          what: `${holderOf(resource)}: ${quote(place.path)} is not fully known yet`,
          why: `some of its possible values let ${requirement.who} assume the role`,
          fix: "it is judged again before the resource is created or changed",
          meaning: {
            kind: "undecided",
            path: place.path,
            source: source.host,
            keys: [...source.claims.keys()],
          },
        },
      ];
  }
}

function violation(
  resource: Resource,
  place: IamDocument,
  document: Document,
  trust: Trust,
  { source, who, why }: Requirement,
  openings: readonly Opening[],
): Finding {
  const [first] = openings;
  const isOne = openings.length === 1;
  const labels = list(openings.map(({ statement }) => statementLabel(place, statement)));
  const since = first === undefined ? "" : conditionsText(first, document, trust, UNTELLING);
  return {
    kind: "violation",
    what: `${holderOf(resource)}: ${isOne ? "statement" : "statements"} ${labels} ${isOne ? "lets" : "let"} ${who} (${source.name}) assume the role${since}`,
    why,
    fix: `require \`${source.example}\``,
    meaning: {
      kind: "federated",
      keys: [...source.claims.keys()],
      openings: openingsMeaning("trust", openings),
    },
  };
}
