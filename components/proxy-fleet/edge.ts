/**
 * Exposure `cloudfront`: a distribution that reaches the internal load balancer through a VPC origin, so that nothing in
 * the VPC faces the internet. The VPC still needs an internet gateway, which CloudFront checks for and does not use.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
 */

import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ExposureConfig } from "../../config/stack-config";
import { logGroupOptions } from "../log-group";
import { loggingOptions, webAclLog } from "../web-acl-log";
import type { ProxyFleetArgs } from "./fleet-args";
import { webAcl } from "./web-acl";

type CloudFrontExposure = Extract<ExposureConfig, { kind: "cloudfront" }>;

/** AWS's managed policies, by the ids that they have in every account. */
const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
/** Passes on `Host`, all cookies and all queries: Dashboards is asked by its public name. */
const ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3";

/** CloudFront's longest, in seconds. */
const ORIGIN_SECONDS = 120;

/** No query, cookie or referrer: on the way back from the sign-in pages the query holds the authorization code. */
const RECORD_FIELDS = [
  "date",
  "time",
  "x-edge-location",
  "c-ip",
  "c-port",
  "cs-method",
  "x-host-header",
  "cs-uri-stem",
  "cs-protocol",
  "cs-protocol-version",
  "cs-bytes",
  "sc-bytes",
  "sc-status",
  "sc-content-type",
  "time-taken",
  "time-to-first-byte",
  "cs(User-Agent)",
  "x-forwarded-for",
  "ssl-protocol",
  "ssl-cipher",
  "x-edge-request-id",
  "x-edge-result-type",
  "x-edge-response-result-type",
  "x-edge-detailed-result-type",
];

function webAclId(
  name: string,
  { context, logRetentionDays, logsKeyArn }: ProxyFleetArgs,
  { waf }: CloudFrontExposure,
  parent: pulumi.Resource,
): { readonly webAclId?: pulumi.Input<string> } {
  switch (waf.kind) {
    case "off":
      return {};
    case "existing":
      return { webAclId: waf.arn };
    case "managed": {
      const acl = new aws.wafv2.WebAcl(`${name}-web-acl`, webAcl(context), { parent });
      const log = webAclLog({ context, what: "proxy", webAclArn: acl.arn, logRetentionDays, logsKeyArn });
      const group = new aws.cloudwatch.LogGroup(
        `${name}-web-acl-log`,
        log.group,
        logGroupOptions(context, parent),
      );
      new aws.wafv2.WebAclLoggingConfiguration(
        `${name}-web-acl-logging`,
        log.logging,
        loggingOptions(group, parent),
      );
      return { webAclId: acl.arn };
    }
  }
}

/** Standard logging v2; sources of global services, and so their deliveries, are in the partition's global region. */
function deliverLogs(
  name: string,
  { context, logArchive }: ProxyFleetArgs,
  distribution: aws.cloudfront.Distribution,
  parent: pulumi.Resource,
): void {
  const region = context.partition.globalRegion;
  const chosen = `${context.baseName}-proxy-access`;
  const options = { parent, deleteBeforeReplace: true };
  const source = new aws.cloudwatch.LogDeliverySource(
    `${name}-log-source`,
    { region, name: chosen, logType: "ACCESS_LOGS", resourceArn: distribution.arn },
    options,
  );
  const destination = new aws.cloudwatch.LogDeliveryDestination(
    `${name}-log-destination`,
    {
      region,
      name: chosen,
      outputFormat: "json",
      deliveryDestinationConfiguration: { destinationResourceArn: logArchive.bucketArn },
    },
    // The bucket is named, not referred to: without this the destination may come before the bucket.
    { ...options, dependsOn: [logArchive.policy] },
  );
  new aws.cloudwatch.LogDelivery(
    `${name}-log-delivery`,
    {
      region,
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.arn,
      recordFields: RECORD_FIELDS,
      s3DeliveryConfigurations: [
        { enableHiveCompatiblePath: false, suffixPath: "{DistributionId}/{yyyy}/{MM}/{dd}/{HH}" },
      ],
    },
    { parent, dependsOn: [logArchive.policy] },
  );
}

/** Creates VPC origin, distribution, web ACL and log delivery. */
export function createEdge(
  name: string,
  args: ProxyFleetArgs,
  exposure: CloudFrontExposure,
  loadBalancer: aws.lb.LoadBalancer,
  listener: aws.lb.Listener,
  parent: pulumi.Resource,
): aws.cloudfront.Distribution {
  const { context, proxy } = args;
  const origin = new aws.cloudfront.VpcOrigin(
    `${name}-vpc-origin`,
    {
      vpcOriginEndpointConfig: {
        name: `${context.baseName}-proxy`,
        arn: loadBalancer.arn,
        httpPort: 80,
        httpsPort: 443,
        originProtocolPolicy: "https-only",
        originSslProtocols: { items: ["TLSv1.2"], quantity: 1 },
      },
    },
    { parent, dependsOn: [listener] },
  );
  const originId = "proxy";
  const distribution = new aws.cloudfront.Distribution(
    `${name}-distribution`,
    {
      enabled: true,
      comment: `${context.baseName} proxy`,
      aliases: [proxy.hostName],
      httpVersion: "http2and3",
      isIpv6Enabled: true,
      priceClass: "PriceClass_All",
      origins: [
        {
          originId,
          domainName: loadBalancer.dnsName,
          vpcOriginConfig: {
            vpcOriginId: origin.id,
            originReadTimeout: ORIGIN_SECONDS,
            originKeepaliveTimeout: ORIGIN_SECONDS,
          },
        },
      ],
      defaultCacheBehavior: {
        targetOriginId: originId,
        viewerProtocolPolicy: "https-only",
        allowedMethods: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
        cachedMethods: ["GET", "HEAD"],
        cachePolicyId: CACHING_DISABLED,
        originRequestPolicyId: ALL_VIEWER,
        compress: true,
      },
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: {
        acmCertificateArn: exposure.viewerCertificateArn,
        sslSupportMethod: "sni-only",
        minimumProtocolVersion: "TLSv1.2_2021",
      },
      ...webAclId(name, args, exposure, parent),
    },
    { parent },
  );
  deliverLogs(name, args, distribution, parent);
  return distribution;
}
