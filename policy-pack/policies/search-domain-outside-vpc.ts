import { type Finding, quote, undecided } from "../analysis/findings";
import { ANY_NAMED } from "../analysis/iam/caller-conditions";
import { judgeCallers } from "../analysis/iam/callers";
import { readDocument } from "../analysis/iam/document";
import { UNKNOWN } from "../analysis/unknown";
import { holderOf } from "../facts/iam-documents";
import type { Resource } from "../facts/resource";
import type { Rule } from "../facts/rule";
import {
  type CollectionRule,
  collectionRules,
  isCollectionPolicy,
  isInVpc,
  isSearchDomain,
} from "../facts/search-domains";

/** Rejects search domains that everyone on the internet can send requests to. */
export const searchDomainOutsideVpc: Rule = {
  name: "search-domain-outside-vpc",
  displayName: "No search domain on the internet",
  description: "A search domain must be in a VPC.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["network", "opensearch", "public-access"],
  remediationSteps:
    "Put the domain in a VPC by `vpcOptions`, which takes a new domain, and let readers in by a load balancer or a VPN. Give a collection `SourceVPCEs`.",
  settings: {},
  appliesTo: (type) => isSearchDomain(type) || isCollectionPolicy(type),
  judge: (resource) => (isSearchDomain(resource.type) ? judgeDomain(resource) : judgeCollections(resource)),
};

function judgeDomain(resource: Resource): readonly Finding[] {
  const inside = isInVpc(resource);
  if (inside === true) return [];
  const holder = holderOf(resource);
  if (inside === UNKNOWN) return [undecided(holder, "vpcOptions", "put it on the internet")];
  const isOpen = letsStrangersIn(resource);
  return [
    {
      kind: "violation",
      what: `${holder}: the domain is in no VPC, since \`vpcOptions\` names no subnets`,
      why: isOpen
        ? "everyone on the internet can send it requests, and its access policy lets strangers in"
        : "everyone on the internet can send it requests, which its access policy alone turns away",
      fix: "write `vpcOptions` with private subnets; a domain cannot be moved, so this makes a new one",
      meaning: { kind: "domain-outside-vpc", open: isOpen },
      ...(isOpen ? {} : { level: "advisory" as const }),
    },
  ];
}

/** Whether the domain's own policy is known to let strangers in. One that cannot be read closes nothing. */
function letsStrangersIn({ inputs }: Resource): boolean {
  const policy = inputs["accessPolicies"];
  if (policy === undefined || policy === null || policy === "") return false;
  const reading = readDocument(policy);
  if (reading.kind === "unknown") return false;
  if (reading.kind === "unreadable") return true;
  return judgeCallers(reading.document, { trust: ANY_NAMED }).verdict === "open";
}

function judgeCollections(resource: Resource): readonly Finding[] {
  const rules = collectionRules(resource);
  if (rules === undefined) return [unreadable(resource)];
  return rules.flatMap((rule) => {
    if (rule.isPublic === UNKNOWN)
      return [undecided(holderOf(resource), rule.path, "let the internet reach collections")];
    return rule.isPublic ? [publicCollections(resource, rule)] : [];
  });
}

const unreadable = (resource: Resource): Finding => ({
  kind: "violation",
  what: `${holderOf(resource)}: ${quote("policy")} is no list of rules`,
  why: "a policy that cannot be read cannot be shown to be closed",
  fix: 'write JSON like `[{ "Rules": […], "SourceVPCEs": ["vpce-…"] }]`',
  meaning: { kind: "unreadable", path: "policy" },
});

/** Collections ask every caller to sign his requests. */
const publicCollections = (resource: Resource, { path }: CollectionRule): Finding => ({
  kind: "violation",
  what: `${holderOf(resource)}: ${quote(path)} is \`true\``,
  why: "everyone on the internet can send the collections requests, which their data access policy alone turns away",
  fix: "write `false`, and `SourceVPCEs` with the endpoints that need them",
  meaning: { kind: "public-collections" },
  level: "advisory",
});
