/** The private bucket that holds the console's site; nothing but the distribution reads it. */

import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { consoleBucketName } from "../console-names";
import { arn, type StackContext } from "../stack-context";

export interface SiteBucket {
  readonly bucket: aws.s3.Bucket;
  /** Chosen, so known before the bucket exists. */
  readonly bucketName: string;
  readonly bucketArn: string;
  /** What must be in place before the bucket gets a policy or an object. */
  readonly settings: readonly pulumi.Resource[];
}

/** Days that a replaced version of the site can be brought back. */
const NONCURRENT_DAYS = 90;

/**
 * Makes the bucket: public access blocked, ACLs off, versioned, encrypted (with the given key, else with S3's), its own
 * requests logged to the archive.
 */
export function siteBucket(
  name: string,
  args: {
    readonly context: StackContext;
    /** Name of a bucket that is adopted instead of made. */
    readonly adopted?: string;
    /** Name of the log archive. */
    readonly logBucketName: string;
    readonly logBucketPolicy?: pulumi.Resource;
    readonly keyArn?: pulumi.Input<string>;
  },
  parent: pulumi.Resource,
): SiteBucket {
  const { context, keyArn, logBucketName, logBucketPolicy } = args;
  const bucketName = consoleBucketName(context, args.adopted);
  const made = new aws.s3.Bucket(
    `${name}-site`,
    { bucket: bucketName, forceDestroy: false },
    { parent, protect: context.deletionProtection, deleteBeforeReplace: true },
  );
  const bucket = made.bucket;
  const ownership = new aws.s3.BucketOwnershipControls(
    `${name}-site-ownership`,
    { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
    { parent },
  );
  const publicAccess = new aws.s3.BucketPublicAccessBlock(
    `${name}-site-public-access`,
    {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    { parent },
  );
  const versioning = new aws.s3.BucketVersioning(
    `${name}-site-versioning`,
    { bucket, versioningConfiguration: { status: "Enabled" } },
    { parent },
  );
  const encryption = new aws.s3.BucketServerSideEncryptionConfiguration(
    `${name}-site-encryption`,
    {
      bucket,
      rules: [
        keyArn === undefined
          ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
          : {
              applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
              bucketKeyEnabled: true,
            },
      ],
    },
    { parent },
  );
  new aws.s3.BucketLifecycleConfiguration(
    `${name}-site-lifecycle`,
    {
      bucket,
      rules: [
        {
          id: "replaced-versions",
          status: "Enabled",
          filter: { prefix: "" },
          noncurrentVersionExpiration: { noncurrentDays: NONCURRENT_DAYS },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    },
    { parent, dependsOn: [versioning] },
  );
  new aws.s3.BucketLogging(
    `${name}-site-logging`,
    { bucket, targetBucket: logBucketName, targetPrefix: "s3-access/console/" },
    { parent, dependsOn: logBucketPolicy ? [logBucketPolicy] : [] },
  );
  return {
    bucket: made,
    bucketName,
    bucketArn: arn(context, "s3", bucketName, { region: "", accountId: "" }),
    settings: [ownership, publicAccess, versioning, encryption],
  };
}
