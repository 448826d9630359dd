/** The one typed value that a stack's configuration becomes; `config.ts` makes it, `index.ts` hands its parts on. */

import type * as pulumi from "@pulumi/pulumi";
import type { OriginAccess, PartitionCapabilities } from "../partitions";

/** A store whose data a customer-managed key may encrypt instead of an AWS-owned or AWS-managed one. */
export type EncryptedStore = "console" | "domain" | "volumes" | "logs" | "topic";

/** An AWS service that the network reaches through a VPC endpoint: `ssm`, `ssmmessages`, `logs`, `s3`, … */
export type EndpointService = string;

export type NetworkConfig =
  | {
      readonly kind: "new";
      /** IPv4 block of the VPC, canonical, /16 to /22. */
      readonly cidr: string;
      readonly egress: "nat-single" | "nat-per-zone" | "endpoints";
    }
  | {
      readonly kind: "existing";
      readonly vpcId: string;
      readonly cidr: string;
      /** Exactly one in each of the stack's zones, in their order. */
      readonly privateSubnetIds: readonly string[];
      /** Empty unless the exposure is `allowlist`; then exactly one in each zone. */
      readonly publicSubnetIds: readonly string[];
      readonly egress: "nat" | "endpoints";
      /** What the VPC has already and is therefore not created. */
      readonly existing: {
        readonly endpoints: readonly EndpointService[];
        /** Security group of the existing interface endpoints, if proxies must be let out to them by name. */
        readonly endpointSecurityGroupId?: string;
        /** Prefix list of the S3 gateway endpoint (`pl-…`), required where the network has no NAT and `s3` exists. */
        readonly s3PrefixListId?: string;
        readonly flowLogs: boolean;
      };
    };

export type DomainConfig =
  | {
      readonly kind: "new";
      readonly engineVersion: string;
      readonly instanceType: string;
      /** Data nodes over all zones, a multiple of their number. */
      readonly instanceCount: number;
      readonly dedicatedMasters: boolean;
      /** Of dedicated masters, which hold no data: it follows the number of nodes and shards. */
      readonly masterInstanceType: string;
      readonly volumeSizeGiB: number;
    }
  | {
      readonly kind: "existing";
      /** Host name, no scheme. */
      readonly endpoint: string;
      readonly arn: string;
      readonly securityGroupId: string;
      /** The domain's custom endpoint; absent: sign-in pages must be proxied. */
      readonly customEndpoint?: string;
      /** Host name of the Cognito hosted UI, only for a Cognito-authenticated domain without a custom endpoint. */
      readonly cognitoHost?: string;
    };

export type SignInConfig =
  | {
      readonly kind: "cognito";
      /** Prefix of the hosted sign-in domain, unique in the region over all accounts. */
      readonly domainPrefix: string;
      readonly threatProtection: "off" | "audit" | "enforced";
    }
  | {
      readonly kind: "saml";
      readonly metadata: string;
      readonly entityId: string;
      /** Backend role of the identity provider that becomes administrator. */
      readonly adminRole: string;
      readonly rolesAttribute: string;
    }
  | { readonly kind: "internal"; readonly adminName: string; readonly adminPassword: pulumi.Output<string> };

/** A domain that exists already keeps the sign-in that it has. */
export interface ExistingSignIn {
  readonly kind: "existing";
}

/** The Cognito user pool of the stack: people who sign in to Dashboards, to the console, or to both. */
export interface UserPoolConfig {
  /** Prefix of the hosted sign-in domain, unique in the region over all accounts. */
  readonly domainPrefix: string;
  /** Above `off` the pool is of Cognito's Plus tier. */
  readonly threatProtection: "off" | "audit" | "enforced";
}

export type ViewerCertificate =
  | { readonly kind: "default" }
  | { readonly kind: "acm"; readonly arn: string }
  | { readonly kind: "iam"; readonly id: string };

export interface ConsoleConfig {
  /** A bucket that exists and is adopted; absent: the stack makes one. */
  readonly bucketName?: string;
  readonly originAccess: OriginAccess;
  /** Host names of the console; empty with the default certificate. */
  readonly aliases: readonly string[];
  readonly certificate: ViewerCertificate;
  readonly priceClass: "PriceClass_100" | "PriceClass_200" | "PriceClass_All";
  /** ISO 3166-1 alpha-2 codes that may read the console; empty: all. */
  readonly allowedCountries: readonly string[];
  /** `managed`: a web ACL with AWS's common rules and a rate limit; or the ARN of the organisation's own. */
  readonly waf:
    | { readonly kind: "off" }
    | { readonly kind: "managed" }
    | { readonly kind: "existing"; readonly arn: string };
}

/** Who may open a connection to the load balancer. */
export interface ClientSources {
  readonly cidrs: readonly string[];
  readonly prefixListIds: readonly string[];
}

export type ExposureConfig =
  /** Load balancer inside the VPC, for peering, VPN or Client VPN: clients by address, the VPC's own block by default. */
  | { readonly kind: "internal"; readonly clients: ClientSources }
  /** Internet-facing, for the given sources only. */
  | { readonly kind: "allowlist"; readonly clients: ClientSources }
  /** Internal load balancer behind a CloudFront VPC origin. */
  | {
      readonly kind: "cloudfront";
      /** `com.amazonaws.global.cloudfront.origin-facing` in this region (`pl-…`). */
      readonly originFacingPrefixListId: string;
      /** ACM certificate in us-east-1 for the proxy's host name. */
      readonly viewerCertificateArn: string;
      readonly waf: ConsoleConfig["waf"];
    };

export type ProxyImage =
  | { readonly kind: "parameter"; readonly name: string }
  | { readonly kind: "id"; readonly id: string };

export interface ProxyConfig {
  readonly exposure: ExposureConfig;
  /** Public name of the proxy, and the custom endpoint of a new domain. */
  readonly hostName: string;
  /** ACM certificate of this region for the host name. */
  readonly certificateArn: string;
  /** Route 53 zone that gets the alias record; absent: the operator makes the record. */
  readonly hostedZoneId?: string;
  readonly instanceType: string;
  readonly architecture: "arm64" | "x86_64";
  readonly image: ProxyImage;
  /** `/etc/dnf/vars/releasever`: `latest`, or a dated Amazon Linux 2023 release. */
  readonly releasever: string;
  readonly minSize: number;
  readonly desiredCapacity: number;
  readonly maxSize: number;
  readonly maxInstanceLifetimeDays: number;
}

export interface PatchingConfig {
  /** The page's words: `Scan`, or `Install` for "Scan and install". */
  readonly operation: "Scan" | "Install";
  readonly scanSchedule: string;
  readonly window: {
    readonly schedule: string;
    readonly timezone: string;
    readonly durationHours: number;
    readonly cutoffHours: number;
  };
  readonly approveAfterDays: number;
  readonly severities: readonly ("Critical" | "Important" | "Medium" | "Low")[];
  /** Packages, with version and perhaps one `*`, that are neither installed nor tolerated. */
  readonly rejected: readonly string[];
  readonly rebootOption: "RebootIfNeeded" | "NoReboot";
  readonly imageRefresh: "off" | "weekly";
}

export interface StackConfig {
  readonly project: string;
  readonly stack: string;
  readonly accountId: string;
  readonly region: string;
  readonly partition: PartitionCapabilities;
  readonly zones: readonly string[];
  /**
   * Stem of every chosen name, `<prefix>-<stack>-<region>`; at most 28 characters, since the OpenSearch domain bears it.
   */
  readonly baseName: string;
  readonly rolePath: string;
  readonly tags: { readonly [key: string]: string };
  /** The organisation's own boundary; absent: the program generates the regional boundary. */
  readonly permissionsBoundaryArn?: string;
  readonly serviceLinkedRoles: "present" | "create";
  /** Protects stores and load balancer against deletion. */
  readonly deletionProtection: boolean;
  readonly flowLogs: { readonly destination: "s3" | "cloudwatch"; readonly retentionDays: number };
  readonly logRetentionDays: number;
  readonly alertEmails: readonly string[];
  readonly network: NetworkConfig;
  readonly domain: DomainConfig;
  /** How people sign in to Dashboards. */
  readonly signIn: SignInConfig | ExistingSignIn;
  /** Present where Dashboards sign-in is `cognito`, and where the console exists in a partition with user pools. */
  readonly userPool?: UserPoolConfig;
  /** Absent where the partition has no CloudFront, or where it is switched off. */
  readonly console?: ConsoleConfig;
  readonly proxy: ProxyConfig;
  readonly patching: PatchingConfig;
  readonly customerManagedKeys: readonly EncryptedStore[];
}
