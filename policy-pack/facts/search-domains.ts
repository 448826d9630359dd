import { isList, isMap, UNKNOWN, type Value } from "../analysis/unknown";
import { type Resource, type StackResource, textOf } from "./resource";

const DOMAINS: ReadonlySet<string> = new Set([
  "aws:opensearch/domain:Domain",
  "aws:elasticsearch/domain:Domain",
  "aws-native:opensearchservice:Domain",
  "aws-native:elasticsearch:Domain",
]);

const DOMAIN_POLICIES: ReadonlySet<string> = new Set([
  "aws:opensearch/domainPolicy:DomainPolicy",
  "aws:elasticsearch/domainPolicy:DomainPolicy",
]);

/** Whether the resource is a search domain. */
export const isSearchDomain = (type: string): boolean => DOMAINS.has(type);

/** Whether the resource is a policy of a search domain that another resource declares. */
export const isDomainPolicy = (type: string): boolean => DOMAIN_POLICIES.has(type);

/**
 * Whether a search domain keeps strangers out by itself: it is in a VPC, and fine-grained access control asks every
 * caller who he is. AWS's advice for such a domain is an open access policy.
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html
 */
export function guardsItself({ inputs }: Resource): boolean | typeof UNKNOWN {
  const options = all(
    field(inputs["vpcOptions"], "subnetIds"),
    (subnets) => !isList(subnets) || subnets.length > 0,
  );
  const control = all(field(inputs["advancedSecurityOptions"], "enabled"), (on) => on === true);
  if (options === false || control === false) return false;
  return options === UNKNOWN || control === UNKNOWN ? UNKNOWN : true;
}

const field = (value: Value | undefined, name: string): Value | undefined => {
  if (value === UNKNOWN) return UNKNOWN;
  return isMap(value) ? value[name] : undefined;
};

const all = (value: Value | undefined, holds: (value: Value) => boolean): boolean | typeof UNKNOWN => {
  if (value === UNKNOWN) return UNKNOWN;
  return value !== undefined && value !== null && holds(value);
};

/** The domain of the stack that a domain policy belongs to: the one its `domainName` was made from, or of that name. */
export function domainOf(
  policy: StackResource,
  resources: readonly StackResource[],
): StackResource | undefined {
  const [source, ...others] = policy.sourcesOf("domainName").filter(({ type }) => isSearchDomain(type));
  if (source !== undefined && others.length === 0) return source;
  const name = textOf(policy.inputs["domainName"]);
  if (typeof name !== "string") return undefined;
  return resources.find(({ type, inputs }) => isSearchDomain(type) && inputs["domainName"] === name);
}
