import { isList, isMap, type Value, type ValueMap, withoutSecrets } from "../values/value";

/** Where a resource will live, as far as ARNs tell. */
export interface Placement {
  readonly account: string;
  /** Whether `account` is the stand-in, because the configuration names none. */
  readonly accountStandIn: boolean;
  /** `undefined` where neither the resource, the provider nor the environment names one. */
  readonly region: string | undefined;
  readonly partition: string;
  /** `amazonaws.com` and its siblings. */
  readonly dnsSuffix: string;
}

/** The account of AWS's own examples: recognisable, and nobody's. */
export const STAND_IN_ACCOUNT = "123456789012";

interface Partition {
  readonly name: string;
  readonly regions: RegExp;
  readonly dnsSuffix: string;
  readonly reverseDns: string;
}

/** AWS's partitions, from the endpoint metadata that its SDKs carry. */
const PARTITIONS: readonly Partition[] = [
  { name: "aws-cn", regions: /^cn-/, dnsSuffix: "amazonaws.com.cn", reverseDns: "cn.com.amazonaws" },
  { name: "aws-us-gov", regions: /^us-gov-/, dnsSuffix: "amazonaws.com", reverseDns: "com.amazonaws" },
  { name: "aws-iso", regions: /^us-iso-/, dnsSuffix: "c2s.ic.gov", reverseDns: "gov.ic.c2s" },
  { name: "aws-iso-b", regions: /^us-isob-/, dnsSuffix: "sc2s.sgov.gov", reverseDns: "gov.sgov.sc2s" },
  { name: "aws-iso-e", regions: /^eu-isoe-/, dnsSuffix: "cloud.adc-e.uk", reverseDns: "uk.adc-e.cloud" },
  { name: "aws-iso-f", regions: /^us-isof-/, dnsSuffix: "csp.hci.ic.gov", reverseDns: "gov.ic.hci.csp" },
  { name: "aws-eusc", regions: /^eusc-/, dnsSuffix: "amazonaws.eu", reverseDns: "eu.amazonaws" },
];
const COMMERCIAL: Partition = {
  name: "aws",
  regions: /^/,
  dnsSuffix: "amazonaws.com",
  reverseDns: "com.amazonaws",
};

/** The partition that a region belongs to. */
export const partitionOf = (region: string | undefined): Partition =>
  PARTITIONS.find((partition) => partition.regions.test(region ?? "")) ?? COMMERCIAL;

const textOf = (value: Value | undefined): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** A provider's setting; structured ones arrive as JSON text. */
function structured(value: Value | undefined): Value | undefined {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as Value;
  } catch {
    return undefined;
  }
}

/**
 * Reads the placement off the resource and its provider: the region from the resource's own `region` or the provider;
 * the account from `allowedAccountIds`, failing that from the role that the provider assumes.
 */
export function placementOf(provider: ValueMap, inputs: ValueMap, environment: NodeJS.ProcessEnv): Placement {
  const region =
    textOf(withoutSecrets(inputs["region"] ?? null)) ??
    textOf(withoutSecrets(provider["region"] ?? null)) ??
    textOf(environment["AWS_REGION"]) ??
    textOf(environment["AWS_DEFAULT_REGION"]);
  const { name, dnsSuffix } = partitionOf(region);
  const account = accountOf(provider);
  return {
    account: account ?? STAND_IN_ACCOUNT,
    accountStandIn: account === undefined,
    region,
    partition: name,
    dnsSuffix,
  };
}

function accountOf(provider: ValueMap): string | undefined {
  const allowed = structured(withoutSecrets(provider["allowedAccountIds"] ?? null));
  if (allowed !== undefined && isList(allowed)) {
    const [account] = allowed;
    if (typeof account === "string" || typeof account === "number") return String(account);
  }
  const roles = structured(withoutSecrets(provider["assumeRoles"] ?? null));
  const role = roles !== undefined && isList(roles) ? roles.at(-1) : undefined;
  const arn = role !== undefined && isMap(role) ? role["roleArn"] : undefined;
  const account = typeof arn === "string" ? arn.split(":")[4] : undefined;
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined;
}

/** Services without regions: their resources have no `region`. */
const GLOBAL_MODULES: ReadonlySet<string> = new Set([
  "account",
  "budgets",
  "cloudfront",
  "costexplorer",
  "globalaccelerator",
  "iam",
  "index",
  "organizations",
  "route53",
  "shield",
]);

/** The `region` that every regional resource has since version 7 of the AWS provider; it is known before the update. */
export function regionOutput(type: string, region: string | undefined): ValueMap {
  const [packageName, path = ""] = type.split(":");
  const regional = packageName === "aws" && !GLOBAL_MODULES.has(path.split("/")[0] ?? "");
  return regional && region !== undefined ? { region } : {};
}
