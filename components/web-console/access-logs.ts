/** Who asked the console's site for what: CloudFront's access logs, in the form that the partition offers. */

import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { arn, type StackContext } from "../stack-context";
import { tlsOnlyBucketPolicy } from "./documents";

/**
 * The fields of a record. Query strings, cookies and referrers are left out: on the way back from the sign-in pages the
 * query string holds the authorization code.
 */
const RECORD_FIELDS = [
  "date",
  "time",
  "x-edge-location",
  "sc-bytes",
  "c-ip",
  "cs-method",
  "cs(Host)",
  "cs-uri-stem",
  "sc-status",
  "cs(User-Agent)",
  "x-edge-result-type",
  "x-edge-request-id",
  "x-host-header",
  "cs-protocol",
  "cs-bytes",
  "time-taken",
  "x-forwarded-for",
  "ssl-protocol",
  "ssl-cipher",
  "x-edge-response-result-type",
  "cs-protocol-version",
  "c-port",
  "time-to-first-byte",
  "x-edge-detailed-result-type",
  "sc-content-type",
] as const;

/**
 * Standard logging v2: a source, a destination and the delivery between them. CloudFront's are made in the partition's
 * global region wherever the bucket is (Amazon CloudFront developer guide, "Configure standard logging (v2)"); the
 * bucket's policy must admit that region as well, and be in place before the delivery is.
 */
export function deliverAccessLogs(
  name: string,
  args: {
    readonly context: StackContext;
    readonly distributionArn: pulumi.Input<string>;
    readonly bucketArn: string;
    readonly bucketPolicy?: pulumi.Resource;
  },
  parent: pulumi.Resource,
): void {
  const { context, distributionArn, bucketArn, bucketPolicy } = args;
  const region = context.partition.globalRegion;
  const chosen = `${context.baseName}-console-access`;
  // The bucket is named, not referred to: without this the destination may come before the bucket.
  const afterBucket = bucketPolicy ? [bucketPolicy] : [];
  const source = new aws.cloudwatch.LogDeliverySource(
    `${name}-access-log-source`,
    { region, name: chosen, logType: "ACCESS_LOGS", resourceArn: distributionArn },
    { parent, deleteBeforeReplace: true },
  );
  const destination = new aws.cloudwatch.LogDeliveryDestination(
    `${name}-access-log-destination`,
    {
      region,
      name: chosen,
      outputFormat: "json",
      deliveryDestinationConfiguration: { destinationResourceArn: bucketArn },
    },
    { parent, deleteBeforeReplace: true, dependsOn: afterBucket },
  );
  new aws.cloudwatch.LogDelivery(
    `${name}-access-log-delivery`,
    {
      region,
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.arn,
      recordFields: [...RECORD_FIELDS],
      s3DeliveryConfigurations: [
        { enableHiveCompatiblePath: false, suffixPath: "{DistributionId}/{yyyy}/{MM}/{dd}/{HH}" },
      ],
    },
    { parent, dependsOn: afterBucket },
  );
}

/** Days that legacy access logs are kept. */
const LEGACY_LOG_DAYS = 90;

/**
 * Where there are no deliveries (China), CloudFront writes access logs by ACL, which the log archive refuses; so they get
 * a bucket of their own, whose grant to the log delivery account CloudFront adds by itself.
 *
 * @returns what the distribution's `loggingConfig` says, and what must be made before the distribution: CloudFront adds
 * its grant when the distribution names the bucket, so the bucket must take ACLs by then
 */
export function legacyAccessLogs(
  name: string,
  context: StackContext,
  parent: pulumi.Resource,
): {
  readonly logging: aws.types.input.cloudfront.DistributionLoggingConfig;
  readonly ready: readonly pulumi.Resource[];
} {
  const { accountId, baseName, region, partition, deletionProtection } = context;
  const bucketName = `${baseName}-console-logs-${accountId}`;
  const bucketArn = arn(context, "s3", bucketName, { region: "", accountId: "" });
  const bucket = new aws.s3.Bucket(
    `${name}-access-logs`,
    { bucket: bucketName, forceDestroy: false },
    { parent, protect: deletionProtection, deleteBeforeReplace: true },
  );
  const ownership = new aws.s3.BucketOwnershipControls(
    `${name}-access-logs-ownership`,
    { bucket: bucket.bucket, rule: { objectOwnership: "BucketOwnerPreferred" } },
    { parent },
  );
  const block = new aws.s3.BucketPublicAccessBlock(
    `${name}-access-logs-public-access`,
    {
      bucket: bucket.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    { parent },
  );
  new aws.s3.BucketVersioning(
    `${name}-access-logs-versioning`,
    { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
    { parent },
  );
  new aws.s3.BucketServerSideEncryptionConfiguration(
    `${name}-access-logs-encryption`,
    {
      bucket: bucket.bucket,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    },
    { parent },
  );
  new aws.s3.BucketLifecycleConfiguration(
    `${name}-access-logs-lifecycle`,
    {
      bucket: bucket.bucket,
      rules: [
        {
          id: "expire",
          status: "Enabled",
          filter: { prefix: "" },
          expiration: { days: LEGACY_LOG_DAYS },
          noncurrentVersionExpiration: { noncurrentDays: 7 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    },
    { parent },
  );
  new aws.s3.BucketPolicy(
    `${name}-access-logs-policy`,
    { bucket: bucket.bucket, policy: JSON.stringify(tlsOnlyBucketPolicy(bucketArn)) },
    { parent, dependsOn: [block] },
  );
  return {
    logging: {
      bucket: `${bucketName}.s3.${region}.${partition.dnsSuffix}`,
      prefix: "console/",
      includeCookies: false,
    },
    ready: [ownership],
  };
}
