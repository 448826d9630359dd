import { type Finding, undecided } from "../analysis/findings";
import { type Trust, UNTELLING } from "../analysis/iam/caller-conditions";
import { judgeCallers, type Opening } from "../analysis/iam/callers";
import { REQUIREMENTS, type Requirement } from "../analysis/iam/federations";
import { isIssuer } from "../analysis/iam/issuers";
import { conditionsText, openingsMeaning } from "../analysis/iam/opening-text";
import { carriesDocuments, holderOf } from "../facts/iam-documents";
import type { Resource } from "../facts/resource";
import type { Rule } from "../facts/rule";
import { lettingText } from "../facts/statement-clauses";
import { type Trusting, trustsOf } from "../facts/trusts";

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
    trustsOf(resource).flatMap((trusting) =>
      REQUIREMENTS.flatMap((requirement) => judge(resource, trusting, requirement)),
    ),
};

function judge(resource: Resource, trusting: Trusting, requirement: Requirement): readonly Finding[] {
  const { place, document } = trusting;
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
      return [violation(resource, trusting, trust, requirement, judgement.openings)];
    case "undecided":
      return [
        {
          ...undecided(holderOf(resource), place.path, `let ${requirement.who} assume the role`),
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
  { place, document }: Trusting,
  trust: Trust,
  { source, who, why }: Requirement,
  openings: readonly Opening[],
): Finding {
  const [first] = openings;
  const letting = lettingText(
    place,
    openings.map(({ statement }) => statement),
  );
  const since = first === undefined ? "" : conditionsText(first, document, trust, UNTELLING);
  return {
    kind: "violation",
    what: `${holderOf(resource)}: ${letting} ${who} (${source.name}) assume the role${since}`,
    why,
    fix: `require \`${source.example}\``,
    meaning: {
      kind: "federated",
      keys: [...source.claims.keys()],
      openings: openingsMeaning("trust", openings),
    },
  };
}
