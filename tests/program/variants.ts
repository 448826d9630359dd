/** The stacks on which the program is tried: each way that a setting can take, one or a few of them at a time. */

import { EDGE, EXISTING_DOMAIN, EXISTING_VPC, INTERNAL, type Overrides } from "../config/stack";
import { type ProgramStack, shipped } from "./stack";

const CERTIFICATE = "certificate/12345678-1234-1234-1234-123456789012";

/** What an existing domain makes meaningless. */
const NO_NEW_DOMAIN = {
  domainInstanceType: null,
  domainDedicatedMasters: null,
  domainVolumeSizeGiB: null,
} as const satisfies Overrides;

const SAML = {
  dashboardsSignIn: "saml",
  samlEntityId: "https://idp.example.com/metadata",
  samlMetadata:
    '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com/metadata"/>',
  samlAdminRole: "logging-administrators",
} as const satisfies Overrides;

/** The settings of `dev` that name its region. */
function placed(region: string, partition: string): Overrides {
  return {
    availabilityZones: [`${region}a`, `${region}b`],
    proxyCertificateArn: `arn:${partition}:acm:${region}:111122223333:${CERTIFICATE}`,
  };
}

const dev = (overrides: Overrides = {}): ProgramStack => shipped("dev", overrides);

/** `dev` in another region. */
const devIn = (region: string, partition: string, overrides: Overrides = {}): ProgramStack =>
  shipped("dev", { ...placed(region, partition), ...overrides }, region);

const encrypted = { secure: "v1:eFl9MD3V+P6AiEtl:48zC4/2wIe15GVckrfKaITCcrZpzgS91fZ6spejOiqT41Q==" };

export const VARIANTS = {
  dev: dev(),
  prod: shipped("prod"),
  "another region": devIn("eu-west-1", "aws"),

  "allowlist by CIDR block": dev({ exposure: "allowlist", allowedCidrs: ["203.0.113.0/24"] }),
  "allowlist by prefix list": dev({ exposure: "allowlist", allowedPrefixListIds: ["pl-0123456789abcdef0"] }),
  cloudfront: dev(EDGE),

  "without NAT": dev({ egress: "endpoints", flowLogDestination: "cloudwatch" }),
  "without NAT, facing the internet": dev({
    egress: "endpoints",
    exposure: "allowlist",
    allowedCidrs: ["203.0.113.0/24"],
  }),
  "existing VPC with NAT": dev({ egress: null, ...EXISTING_VPC }),
  "existing VPC without NAT": dev({
    egress: null,
    ...EXISTING_VPC,
    existingEgress: "endpoints",
    existingEndpoints: ["s3", "ssm", "ssmmessages", "ec2messages"],
    existingEndpointSecurityGroupId: "sg-0fedcba9876543210",
    existingS3PrefixListId: "pl-63a5400a",
    existingFlowLogs: true,
  }),

  "existing domain with a custom endpoint": dev({
    ...NO_NEW_DOMAIN,
    ...EXISTING_DOMAIN,
    existingDomainCustomEndpoint: "logs.dev.example.com",
  }),
  "existing domain with proxied sign-in": dev({
    ...NO_NEW_DOMAIN,
    ...EXISTING_DOMAIN,
    existingDomainCognitoHost: "search.auth.us-east-1.amazoncognito.com",
  }),
  "existing domain with neither": dev({ ...NO_NEW_DOMAIN, ...EXISTING_DOMAIN }),

  "SAML sign-in": dev(SAML),
  "internal sign-in": dev({ ...INTERNAL, internalAdminPassword: encrypted }),

  "origin access identity": dev({ originAccess: "identity" }),
  "no console": dev({ console: "off" }),
  "no console, no user pool": dev({ console: "off", ...SAML }),

  "scan only, no refresh": dev({
    patchOperation: "Scan",
    patchWindowSchedule: null,
    imageRefresh: "off",
    proxyImageId: "ami-0123456789abcdef0",
    proxyReleasever: "2023.9.20251020",
    consoleWaf:
      "arn:aws:wafv2:us-east-1:111122223333:global/webacl/console/01234567-89ab-cdef-0123-456789abcdef",
  }),
  "service-linked roles": dev({ serviceLinkedRoles: "create", customerManagedKeys: ["volumes"] }),
  "organisation's boundary": dev({
    permissionsBoundaryArn: "arn:aws:iam::111122223333:policy/organisation/workloads",
  }),

  GovCloud: devIn("us-gov-west-1", "aws-us-gov"),
  "China without console": devIn("cn-north-1", "aws-cn", SAML),
  "China with console": devIn("cn-northwest-1", "aws-cn", {
    ...INTERNAL,
    internalAdminPassword: encrypted,
    consoleAliases: ["console.example.com.cn"],
    consoleCertificateId: "ASCA0123456789EXAMPLE",
  }),
} as const satisfies { readonly [name: string]: ProgramStack };

export type VariantName = keyof typeof VARIANTS;
export const VARIANT_NAMES = Object.keys(VARIANTS) as readonly VariantName[];
