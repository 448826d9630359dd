/** What the console's distribution is made of, by partition and configuration; pure but for the ids it passes on. */

import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ConsoleConfig, ViewerCertificate } from "../../config/stack-config";
import type { StackContext } from "../stack-context";
import type { EdgeFeatures } from "./edge-features";

/** AWS's managed cache policies have the same ids in every account. */
export const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
export const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";

const ORIGIN = "site";

/** The lowest protocol version for viewers of a name of ours. */
const VIEWER_TLS = "TLSv1.2_2021";

/** How CloudFront proves to the bucket who it is. */
export type OriginProof =
  | { readonly kind: "control"; readonly id: pulumi.Input<string> }
  | { readonly kind: "identity"; readonly path: pulumi.Input<string> };

export interface DistributionParts {
  readonly context: StackContext;
  readonly console: ConsoleConfig;
  readonly features: EdgeFeatures;
  readonly bucketName: string;
  readonly proof: OriginProof;
  readonly responseHeadersPolicyId?: pulumi.Input<string>;
  readonly rewriteArn?: pulumi.Input<string>;
  readonly webAclArn?: pulumi.Input<string>;
  readonly logging?: aws.types.input.cloudfront.DistributionLoggingConfig;
}

type Behavior = aws.types.input.cloudfront.DistributionDefaultCacheBehavior;

/** What a behavior caches: with policies by their ids, else by the older settings that mean the same. */
function caching(features: EdgeFeatures, cached: boolean): Partial<Behavior> {
  if (features.policies) return { cachePolicyId: cached ? CACHING_OPTIMIZED : CACHING_DISABLED };
  return {
    forwardedValues: { queryString: false, cookies: { forward: "none" } },
    minTtl: 0,
    defaultTtl: cached ? 86_400 : 0,
    maxTtl: cached ? 31_536_000 : 0,
  };
}

function behavior(parts: DistributionParts, cached: boolean): Behavior {
  const { features, responseHeadersPolicyId } = parts;
  return {
    targetOriginId: ORIGIN,
    viewerProtocolPolicy: "redirect-to-https",
    allowedMethods: ["GET", "HEAD"],
    cachedMethods: ["GET", "HEAD"],
    compress: true,
    ...caching(features, cached),
    ...(responseHeadersPolicyId === undefined ? {} : { responseHeadersPolicyId }),
  };
}

/**
 * With CloudFront's own certificate the protocol is CloudFront's to choose (`TLSv1` whatever is asked for), so nothing is
 * asked for: a real floor needs a name and a certificate of one's own.
 */
function viewerCertificate(
  certificate: ViewerCertificate,
): aws.types.input.cloudfront.DistributionViewerCertificate {
  switch (certificate.kind) {
    case "default":
      return { cloudfrontDefaultCertificate: true };
    case "acm":
      return {
        acmCertificateArn: certificate.arn,
        sslSupportMethod: "sni-only",
        minimumProtocolVersion: VIEWER_TLS,
      };
    case "iam":
      return {
        iamCertificateId: certificate.id,
        sslSupportMethod: "sni-only",
        minimumProtocolVersion: VIEWER_TLS,
      };
  }
}

/**
 * The distribution. Only `/assets/*`, whose names change with their content, is cached; everything else, the page and
 * its settings, is asked of the bucket each time, so that nothing needs to be invalidated after a deployment.
 */
export function distributionArgs(parts: DistributionParts): aws.cloudfront.DistributionArgs {
  const { context, console: config, features, bucketName, proof, rewriteArn, webAclArn, logging } = parts;
  const { region, partition, baseName } = context;
  return {
    enabled: true,
    comment: `${baseName} console`,
    aliases: [...config.aliases],
    defaultRootObject: "index.html",
    httpVersion: features.modernTransport ? "http2and3" : "http2",
    isIpv6Enabled: features.modernTransport,
    priceClass: features.priceClasses ? config.priceClass : "PriceClass_All",
    origins: [
      {
        originId: ORIGIN,
        domainName: `${bucketName}.s3.${region}.${partition.dnsSuffix}`,
        ...(proof.kind === "control"
          ? { originAccessControlId: proof.id }
          : { s3OriginConfig: { originAccessIdentity: proof.path } }),
      },
    ],
    defaultCacheBehavior: {
      ...behavior(parts, false),
      ...(rewriteArn === undefined
        ? {}
        : { functionAssociations: [{ eventType: "viewer-request", functionArn: rewriteArn }] }),
    },
    orderedCacheBehaviors: [{ pathPattern: "/assets/*", ...behavior(parts, true) }],
    // An asset that was asked for during a deployment is found again soon after it.
    customErrorResponses: [403, 404].map((errorCode) => ({ errorCode, errorCachingMinTtl: 10 })),
    restrictions: {
      geoRestriction:
        config.allowedCountries.length === 0
          ? { restrictionType: "none" }
          : { restrictionType: "whitelist", locations: [...config.allowedCountries] },
    },
    viewerCertificate: viewerCertificate(config.certificate),
    ...(webAclArn === undefined ? {} : { webAclId: webAclArn }),
    ...(logging === undefined ? {} : { loggingConfig: logging }),
  };
}
