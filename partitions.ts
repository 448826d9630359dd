/**
 * What differs between AWS partitions for this architecture: one table, read by the configuration (which refuses what a
 * partition lacks) and by the components (which need its service principals and host names). It imports nothing.
 *
 * Sources: AWS "Amazon CloudFront in China" and "Services in AWS GovCloud (US)" user guides, IAM "service principals";
 * the China limits also as AWS Solutions Constructs' aws-cloudfront-oai-s3 documents them; "Amazon WAF" in "Getting
 * Started with Amazon Web Services in China".
 */

export type Partition = "aws" | "aws-cn" | "aws-us-gov";
export type SignIn = "cognito" | "saml" | "internal";
export type Exposure = "internal" | "allowlist" | "cloudfront";
export type OriginAccess = "control" | "identity";

export interface PartitionCapabilities {
  readonly partition: Partition;
  /** Suffix of service endpoints, and of those service principals that carry the partition. */
  readonly dnsSuffix: "amazonaws.com" | "amazonaws.com.cn";
  /** Ways CloudFront may read the console's bucket, the preferred one first; empty where CloudFront is absent. */
  readonly originAccess: readonly OriginAccess[];
  /** Ways people may sign in to OpenSearch Dashboards. */
  readonly signIn: readonly SignIn[];
  /** Ways the proxy may be reached. */
  readonly exposure: readonly Exposure[];
  /** Whether CloudFront answers on a name of its own; where not, the console needs an alias and a certificate. */
  readonly cloudfrontDefaultDomain: boolean;
  /** Where CloudFront takes its certificates from. */
  readonly cloudfrontCertificates: "acm-us-east-1" | "iam" | "none";
  /** Federated principal of Cognito identity pools and the prefix of its condition keys; `""` where there are none. */
  readonly cognitoIdentity: "" | "cognito-identity.amazonaws.com" | "cognito-identity-us-gov.amazonaws.com";
  /** The region that holds the control plane of global services such as CloudFront and IAM. */
  readonly globalRegion: string;
  /** Whether a web ACL may stand before CloudFront (WAF's scope `CLOUDFRONT`). */
  readonly cloudfrontWaf: boolean;
  /** Why something above is absent, for messages. */
  readonly lacks: readonly PartitionLack[];
}

/** A feature that some partition does not have. */
export type PartitionFeature =
  | "cloudfront"
  | "cognito"
  | "origin-access-control"
  | "vpc-origin"
  | "cloudfront-waf";

/** What a partition lacks, and why: `what` reads as a name, `why` as a clause about it. */
export interface PartitionLack {
  readonly feature: PartitionFeature;
  readonly what: string;
  readonly why: string;
}

export const PARTITIONS: { readonly [partition in Partition]: PartitionCapabilities } = {
  aws: {
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    originAccess: ["control", "identity"],
    signIn: ["cognito", "saml", "internal"],
    exposure: ["internal", "allowlist", "cloudfront"],
    cloudfrontDefaultDomain: true,
    cloudfrontCertificates: "acm-us-east-1",
    cognitoIdentity: "cognito-identity.amazonaws.com",
    globalRegion: "us-east-1",
    cloudfrontWaf: true,
    lacks: [],
  },
  "aws-us-gov": {
    partition: "aws-us-gov",
    dnsSuffix: "amazonaws.com",
    originAccess: [],
    signIn: ["cognito", "saml", "internal"],
    exposure: ["internal", "allowlist"],
    cloudfrontDefaultDomain: false,
    cloudfrontCertificates: "none",
    cognitoIdentity: "cognito-identity-us-gov.amazonaws.com",
    globalRegion: "us-gov-west-1",
    cloudfrontWaf: false,
    lacks: [
      { feature: "cloudfront", what: "Amazon CloudFront", why: "it is not offered in AWS GovCloud (US)" },
      { feature: "vpc-origin", what: "Amazon CloudFront", why: "it is not offered in AWS GovCloud (US)" },
    ],
  },
  "aws-cn": {
    partition: "aws-cn",
    dnsSuffix: "amazonaws.com.cn",
    originAccess: ["identity"],
    signIn: ["saml", "internal"],
    exposure: ["internal", "allowlist"],
    cloudfrontDefaultDomain: false,
    cloudfrontCertificates: "iam",
    cognitoIdentity: "",
    globalRegion: "cn-northwest-1",
    cloudfrontWaf: false,
    lacks: [
      {
        feature: "cognito",
        what: "Amazon Cognito user pools",
        why: "they are not offered in the China regions",
      },
      {
        feature: "origin-access-control",
        what: "CloudFront origin access control",
        why: "the China regions support origin access identities only",
      },
      {
        feature: "vpc-origin",
        what: "CloudFront VPC origins",
        why: "they are not offered in the China regions",
      },
      {
        feature: "cloudfront-waf",
        what: "AWS WAF for CloudFront",
        why: "the China regions have WAF at the regional level only",
      },
    ],
  },
};

/** What `partition` lacks of a feature; `undefined` where it has it. */
export function lackOf(
  partition: PartitionCapabilities,
  feature: PartitionFeature,
): PartitionLack | undefined {
  return partition.lacks.find((lack) => lack.feature === feature);
}

/** The partition of a region by its name: `cn-…` is China, `us-gov-…` is GovCloud, every other one is commercial. */
export function partitionOfRegion(region: string): PartitionCapabilities {
  if (region.startsWith("cn-")) return PARTITIONS["aws-cn"];
  if (region.startsWith("us-gov-")) return PARTITIONS["aws-us-gov"];
  return PARTITIONS.aws;
}

/** Services whose principal carries the partition's DNS suffix; all others end in `amazonaws.com` everywhere. */
const SUFFIXED_SERVICES: ReadonlySet<string> = new Set(["codedeploy", "ec2", "elasticmapreduce", "logs"]);

/** The service principal of `service` (`ec2`, `lambda`, `logdelivery.elasticloadbalancing`, …) in a partition. */
export function servicePrincipal(service: string, { dnsSuffix }: PartitionCapabilities): string {
  return SUFFIXED_SERVICES.has(service) ? `${service}.${dnsSuffix}` : `${service}.amazonaws.com`;
}
