import { type Placement, partitionOf } from "../materialise/placement";
import type { ValueMap } from "../values/value";
import { policyDocument } from "./policy-document";

/** Computes a lookup; `undefined` if the placement does not tell enough. */
type Computation = (args: ValueMap, placement: Placement) => ValueMap | undefined;

const textOf = (args: ValueMap, name: string): string | undefined => {
  const value = args[name];
  return typeof value === "string" && value !== "" ? value : undefined;
};

/** Names of regions, as `getRegion` describes them; AWS's own list. */
const REGION_NAMES: { readonly [region: string]: string } = {
  "us-east-1": "US East (N. Virginia)",
  "us-east-2": "US East (Ohio)",
  "us-west-1": "US West (N. California)",
  "us-west-2": "US West (Oregon)",
  "ca-central-1": "Canada (Central)",
  "eu-west-1": "Europe (Ireland)",
  "eu-west-2": "Europe (London)",
  "eu-west-3": "Europe (Paris)",
  "eu-central-1": "Europe (Frankfurt)",
  "eu-central-2": "Europe (Zurich)",
  "eu-north-1": "Europe (Stockholm)",
  "eu-south-1": "Europe (Milan)",
  "eu-south-2": "Europe (Spain)",
  "ap-northeast-1": "Asia Pacific (Tokyo)",
  "ap-northeast-2": "Asia Pacific (Seoul)",
  "ap-northeast-3": "Asia Pacific (Osaka)",
  "ap-south-1": "Asia Pacific (Mumbai)",
  "ap-south-2": "Asia Pacific (Hyderabad)",
  "ap-southeast-1": "Asia Pacific (Singapore)",
  "ap-southeast-2": "Asia Pacific (Sydney)",
  "ap-southeast-3": "Asia Pacific (Jakarta)",
  "ap-southeast-4": "Asia Pacific (Melbourne)",
  "ap-east-1": "Asia Pacific (Hong Kong)",
  "sa-east-1": "South America (Sao Paulo)",
  "me-south-1": "Middle East (Bahrain)",
  "me-central-1": "Middle East (UAE)",
  "il-central-1": "Israel (Tel Aviv)",
  "af-south-1": "Africa (Cape Town)",
  "us-gov-east-1": "AWS GovCloud (US-East)",
  "us-gov-west-1": "AWS GovCloud (US-West)",
  "cn-north-1": "China (Beijing)",
  "cn-northwest-1": "China (Ningxia)",
};

/** Lookups that the AWS provider answers by itself, without a call to AWS. */
const COMPUTATIONS: { readonly [token: string]: Computation } = {
  "aws:iam/getPolicyDocument:getPolicyDocument": policyDocument,
  "aws:index/getPartition:getPartition": (_, { region }) => {
    const partition = partitionOf(region);
    return {
      id: partition.name,
      partition: partition.name,
      dnsSuffix: partition.dnsSuffix,
      reverseDnsPrefix: partition.reverseDns,
    };
  },
  "aws:index/getRegion:getRegion": (args, placement) => {
    const region = textOf(args, "region") ?? textOf(args, "name") ?? placement.region;
    if (region === undefined) return undefined;
    return {
      id: region,
      name: region,
      region,
      description: REGION_NAMES[region] ?? region,
      endpoint: `ec2.${region}.${partitionOf(region).dnsSuffix}`,
    };
  },
  "aws:index/getCallerIdentity:getCallerIdentity": (_, { account, accountStandIn, partition }) =>
    // A stand-in would end up in names and documents without anybody noticing.
    accountStandIn
      ? undefined
      : { id: account, accountId: account, arn: `arn:${partition}:iam::${account}:root`, userId: account },
  "aws:index/getServicePrincipal:getServicePrincipal": (args, placement) => {
    const region = textOf(args, "region") ?? placement.region;
    const service = textOf(args, "serviceName");
    if (region === undefined || service === undefined) return undefined;
    const suffix = servicePrincipalSuffix(service, region);
    return {
      id: `${service}.${region}.${suffix}`,
      name: `${service}.${suffix}`,
      serviceName: service,
      region,
      suffix,
    };
  },
  "aws:index/getArn:getArn": (args) => {
    const arn = textOf(args, "arn") ?? "";
    const [prefix, partition, service, region, account, ...resource] = arn.split(":");
    if (prefix !== "arn" || resource.length === 0) throw new Error(`\`${arn}\` is not an ARN`);
    return {
      id: arn,
      arn,
      partition: partition ?? "",
      service: service ?? "",
      region: region ?? "",
      account: account ?? "",
      resource: resource.join(":"),
    };
  },
};

/** In China some services' principals carry the partition's own suffix; everywhere else it is `amazonaws.com`. */
const servicePrincipalSuffix = (service: string, region: string): string =>
  ["codedeploy", "elasticmapreduce", "logs"].includes(service) && region.startsWith("cn-")
    ? "amazonaws.com.cn"
    : "amazonaws.com";

/** Whether the preview can compute a lookup. */
export const isComputed = (token: string): boolean => Object.hasOwn(COMPUTATIONS, token);

/** Computes a lookup. @returns `undefined` if it cannot. @throws Error if the arguments are wrong */
export const compute = (token: string, args: ValueMap, placement: Placement): ValueMap | undefined =>
  Object.hasOwn(COMPUTATIONS, token) ? COMPUTATIONS[token]?.(args, placement) : undefined;
