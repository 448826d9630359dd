import { isList, isMap, UNKNOWN, type Value } from "../analysis/unknown";
import { toValue } from "./raw";
import { itemsOf, type Resource, type StackResource, textOf } from "./resource";

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
export function guardsItself(resource: Resource): boolean | typeof UNKNOWN {
  const { inputs } = resource;
  const options = isInVpc(resource);
  const control = all(field(inputs["advancedSecurityOptions"], "enabled"), (on) => on === true);
  if (options === false || control === false) return false;
  return options === UNKNOWN || control === UNKNOWN ? UNKNOWN : true;
}

/** Whether a search domain has its endpoint in a VPC, rather than on the internet. */
export const isInVpc = ({ inputs }: Resource): boolean | typeof UNKNOWN =>
  all(field(inputs["vpcOptions"], "subnetIds"), (subnets) => !isList(subnets) || subnets.length > 0);

/** Bridged providers write lists of one where `aws` has an object. */
const field = (value: Value | undefined, name: string): Value | undefined => {
  const one = isList(value) ? value[0] : value;
  if (one === UNKNOWN) return UNKNOWN;
  return isMap(one) ? one[name] : undefined;
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

const NETWORK_POLICIES: ReadonlySet<string> = new Set([
  "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy",
  "aws-native:opensearchserverless:SecurityPolicy",
]);

/** Whether the resource may say from where collections of OpenSearch Serverless can be reached. */
export const isCollectionPolicy = (type: string): boolean => NETWORK_POLICIES.has(type);

/** A rule of a network policy, by whether it lets the internet reach the collections that it names. */
export interface CollectionRule {
  /** A JSON path: `policy[0].AllowFromPublic`. */
  readonly path: string;
  readonly isPublic: boolean | typeof UNKNOWN;
}

/**
 * The rules of a network policy; none where it is a policy of another kind, undefined where it cannot be read.
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-network.html
 */
export function collectionRules({ inputs }: Resource): readonly CollectionRule[] | undefined {
  const kind = textOf(inputs["type"]);
  if (kind !== UNKNOWN && kind !== "network") return [];
  const policy = parsed(inputs["policy"]);
  if (policy === undefined) return kind === UNKNOWN ? [] : undefined;
  if (policy === UNKNOWN) return [{ path: "policy", isPublic: UNKNOWN }];
  const rules = itemsOf(policy, "policy").map(({ path, value }): CollectionRule => {
    if (value === UNKNOWN) return { path, isPublic: UNKNOWN };
    const allowed = isMap(value) ? value["AllowFromPublic"] : undefined;
    return { path: `${path}.AllowFromPublic`, isPublic: allowed === UNKNOWN ? UNKNOWN : allowed === true };
  });
  return kind === UNKNOWN
    ? rules.map(({ path, isPublic }) => ({ path, isPublic: isPublic && UNKNOWN }))
    : rules;
}

/** The policy as a value, from JSON text or as it is; undefined where it is neither. */
function parsed(policy: Value | undefined): Value | undefined {
  if (typeof policy !== "string") return isList(policy) || policy === UNKNOWN ? policy : undefined;
  try {
    const value = toValue(JSON.parse(policy));
    return isList(value) || isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
