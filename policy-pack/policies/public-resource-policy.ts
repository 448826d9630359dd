import { type Finding, undecided } from "../analysis/findings";
import type { Trust } from "../analysis/iam/caller-conditions";
import { judgeCallers, type Opening } from "../analysis/iam/callers";
import { type Document, readDocument } from "../analysis/iam/document";
import { listCovers } from "../analysis/iam/lists";
import { conditionsText, openingsMeaning, strangersText } from "../analysis/iam/opening-text";
import { actionsText } from "../analysis/iam/statement-text";
import { matches } from "../analysis/patterns";
import { UNKNOWN } from "../analysis/unknown";
import { carriesDocuments, documentsOf, holderOf, type IamDocument } from "../facts/iam-documents";
import { isEventPermission, statementDocumentOf } from "../facts/permission-grants";
import type { Resource } from "../facts/resource";
import type { Rule, Settings } from "../facts/rule";
import { domainOf, guardsItself, isDomainPolicy, isInVpc, isSearchDomain } from "../facts/search-domains";
import { texts } from "../facts/settings";
import { lettingText } from "../facts/statement-clauses";

/** Rejects resource policies that let strangers in. */
export const publicResourcePolicy: Rule = {
  name: "public-resource-policy",
  displayName: "No public resource",
  description: "A resource policy must not let strangers in.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["iam", "public-access"],
  remediationSteps:
    "Name the callers in `Principal`, or limit the statement by `aws:PrincipalOrgID`, `aws:SourceAccount`, `aws:SourceArn` or `aws:SourceVpce` with fixed values.",
  settings: {
    publicTypes: {
      description:
        "Types of resources that may be public, like `aws:sns/topicPolicy:TopicPolicy`; `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
    trustedAccounts: {
      description:
        "Accounts that policies may name, twelve digits each. Empty: any account that is named is trusted.",
      type: "array",
      items: { type: "string", pattern: "^[0-9]{12}$" },
      default: [],
    },
    trustedOrgIds: {
      description: "Organisations that conditions may name, like `o-a1b2c3d4e5`. Empty: any.",
      type: "array",
      items: { type: "string", pattern: "^o-[a-z0-9]{10,32}$" },
      default: [],
    },
  },
  appliesTo: (type) => carriesDocuments(type) || isEventPermission(type) || isSearchDomain(type),
  judge: (resource, settings) => {
    if (isDomainPolicy(resource.type)) return [];
    const findings = judgeDocuments(resource, settings);
    if (!isSearchDomain(resource.type)) return findings;
    const guarded = guardsItself(resource);
    if (guarded === true) return [];
    return findings.map((finding) =>
      guarded === false ? unguarded(resource, finding) : openDomain(resource, finding),
    );
  },
  judgeStack: ({ resources }, settings) =>
    resources.flatMap((resource) => {
      if (!isDomainPolicy(resource.type)) return [];
      const domain = domainOf(resource, resources);
      const guarded = domain !== undefined && guardsItself(domain);
      if (guarded === true) return [];
      return judgeDocuments(resource, settings).map((finding) => ({
        ...(guarded === UNKNOWN ? openDomain(resource, finding) : unguarded(domain ?? resource, finding)),
        urn: resource.urn,
      }));
    }),
};

/** An open policy of a domain that does not guard itself; in a VPC it could. */
const unguarded = (domain: Resource, finding: Finding): Finding =>
  finding.kind === "violation" && isInVpc(domain) === true
    ? {
        ...finding,
        fix: `${finding.fix}, or have the domain ask every caller who he is (\`advancedSecurityOptions\`)`,
      }
    : finding;

/** An open policy of a domain that may turn out to guard itself. */
const openDomain = (resource: Resource, finding: Finding): Finding =>
  finding.kind === "unverified"
    ? finding
    : {
        kind: "unverified",
        what: `${holderOf(resource)}: the access policy is open, and \`vpcOptions\` or \`advancedSecurityOptions\` is not known yet`,
        why: "an open policy is right only in a VPC under fine-grained access control",
        fix: "it is judged again before the resource is created or changed",
        meaning: { kind: "undecided-domain", of: finding.meaning },
      };

function judgeDocuments(resource: Resource, settings: Settings): readonly Finding[] {
  if (texts(settings, "publicTypes").some((pattern) => matches(pattern, resource.type))) return [];
  const trust = {
    accounts: texts(settings, "trustedAccounts"),
    organisations: texts(settings, "trustedOrgIds"),
  };
  return placesOf(resource).flatMap((place) => judgeDocument(resource, place, trust));
}

function placesOf(resource: Resource): readonly IamDocument[] {
  if (!isEventPermission(resource.type)) {
    return documentsOf(resource, []).filter(({ position }) => position === "resource");
  }
  const value = statementDocumentOf(resource);
  const path = resource.inputs["statement"] === undefined ? "principal" : "statement";
  return value === undefined ? [] : [{ position: "resource", path, value }];
}

function judgeDocument(resource: Resource, place: IamDocument, trust: Trust): readonly Finding[] {
  const reading = readDocument(place.value);
  const open = (): Finding => undecided(holderOf(resource), place.path, "let strangers in");
  if (reading.kind === "unknown") return [open()];
  // What cannot be read is reported once, by `administrative-access`.
  if (reading.kind === "unreadable") return [];
  const { document } = reading;
  const judgement = judgeCallers(document, { trust });
  if (judgement.verdict === "closed") return [];
  if (judgement.verdict === "undecided") return [open()];
  const calls = judgement.openings.filter((opening) => isPublicApi(resource.type, opening));
  const others = judgement.openings.filter((opening) => !calls.includes(opening));
  return [
    ...(others.length === 0 ? [] : [violation(resource, place, document, others, trust)]),
    ...(calls.length === 0
      ? []
      : [{ ...violation(resource, place, document, calls, trust), level: "advisory" as const }]),
  ];
}

/** An interface that anyone may call is what most are for; its methods ask callers who they are. */
const isPublicApi = (type: string, { boxes }: Opening): boolean =>
  type.toLowerCase().startsWith("aws:apigateway/restapi") || type === "aws-native:apigateway:RestApi"
    ? boxes.every(({ actions }) => listCovers({ negated: false, patterns: ["execute-api:invoke"] }, actions))
    : false;

function violation(
  resource: Resource,
  place: IamDocument,
  document: Document,
  openings: readonly Opening[],
  trust: Trust,
): Finding {
  const [first] = openings;
  const statements = openings.map(({ statement }) => statement);
  const letting = isEventPermission(resource.type) ? "this permission lets" : lettingText(place, statements);
  const who = first === undefined ? "anyone" : strangersText(first);
  const what = actionsText(...statements);
  const since = first === undefined ? "" : conditionsText(first, document, trust);
  return {
    kind: "violation",
    what: `${holderOf(resource)}: ${letting} ${who} call ${what}${since}`,
    why: "callers that you do not know can use the resource",
    fix: "name the callers in `Principal`, or require `StringEquals` on `aws:PrincipalOrgID`, `aws:SourceAccount` or `aws:SourceVpce`",
    meaning: openingsMeaning("public", openings),
  };
}
