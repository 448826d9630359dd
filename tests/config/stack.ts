import { expect } from "chai";
import { ConfigurationError, parseConfig, type StackConfig, type StackIdentity } from "../../config";

/** A setting's value as a stack file has it. */
export type SettingValue =
  | string
  | number
  | boolean
  | readonly unknown[]
  | { readonly [key: string]: unknown };
/** Settings over the smallest valid ones; `null` takes one away. */
export type Overrides = { readonly [key: string]: SettingValue | null };

const CERTIFICATE = "certificate/12345678-1234-1234-1234-123456789012";

/** The smallest valid configuration of a region. */
function smallest(region: string, partition: string): Overrides {
  return {
    accountId: "111122223333",
    availabilityZones: [`${region}a`, `${region}b`],
    proxyHostName: "logs.example.com",
    proxyCertificateArn: `arn:${partition}:acm:${region}:111122223333:${CERTIFICATE}`,
  };
}

/** Where a test's stack is. */
export interface Site extends Partial<StackIdentity> {
  readonly partition?: "aws" | "aws-cn" | "aws-us-gov";
}

const REGIONS = { aws: "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1" } as const;

/** The value of the smallest valid configuration with some settings changed. */
export function configure(overrides: Overrides = {}, { partition = "aws", ...site }: Site = {}): StackConfig {
  const region = REGIONS[partition];
  const raw: Record<string, string> = {};
  for (const [key, value] of Object.entries({ ...smallest(region, partition), ...overrides })) {
    if (value !== null) raw[key] = typeof value === "string" ? value : JSON.stringify(value);
  }
  return parseConfig(raw, { project: "centralized-logging", stack: "dev", region, ...site });
}

/** The mistakes of the smallest valid configuration with some settings changed, one a line as they are printed. */
export function mistakesOf(overrides: Overrides, site: Site = {}): readonly string[] {
  try {
    configure(overrides, site);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.mistakes.map(({ key, problem }) => `${key}: ${problem}`);
  }
  return [];
}

/** A test that some settings over the smallest valid ones have exactly these mistakes. */
export function refuses(
  behaviour: string,
  overrides: Overrides,
  mistakes: readonly string[],
  site: Site = {},
): void {
  it(behaviour, () => expect(mistakesOf(overrides, site)).to.deep.equal(mistakes));
}

/** Settings of an existing VPC over the smallest valid ones. */
export const EXISTING_VPC = {
  existingVpcId: "vpc-0123456789abcdef0",
  existingVpcCidr: "10.1.0.0/16",
  existingEgress: "nat",
  existingPrivateSubnetIds: ["subnet-00000000000000001", "subnet-00000000000000002"],
} as const satisfies Overrides;

/** Settings of an existing domain over the smallest valid ones. */
export const EXISTING_DOMAIN = {
  existingDomainEndpoint: "vpc-search-0123456789abcdefghijklmnop.us-east-1.es.amazonaws.com",
  existingDomainArn: "arn:aws:es:us-east-1:111122223333:domain/search",
  existingDomainSecurityGroupId: "sg-0123456789abcdef0",
} as const satisfies Overrides;

/** Settings of exposure `cloudfront` over the smallest valid ones. */
export const EDGE = {
  exposure: "cloudfront",
  originFacingPrefixListId: "pl-3b927c52",
  proxyViewerCertificateArn: `arn:aws:acm:us-east-1:111122223333:${CERTIFICATE}`,
} as const satisfies Overrides;

/** Settings of sign-in `internal` over the smallest valid ones, and the site where its password came encrypted. */
export const INTERNAL = {
  dashboardsSignIn: "internal",
  internalAdminName: "admin",
  internalAdminPassword: "Correct-Horse-1",
} as const satisfies Overrides;
export const ENCRYPTED: Site = { secretKeys: new Set(["internalAdminPassword"]) };
