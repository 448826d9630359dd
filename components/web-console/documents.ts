/** Who may read the console's bucket and use its key, as policy documents; pure, so that a test can read them whole. */

import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { accountRoot, keyAdministration, THIS_KEY } from "../key-administration";
import type { StackContext } from "../stack-context";

/** Nobody reaches the bucket without TLS, whatever else allows them to. */
const tlsOnly = (bucketArn: string): aws.iam.PolicyStatement => ({
  Sid: "TlsOnly",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [bucketArn, `${bucketArn}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});

/**
 * Origin access control: the CloudFront service reads objects on behalf of one distribution of this account (Amazon
 * CloudFront developer guide, "Restrict access to an Amazon S3 origin"). It may not list, so that a missing object and
 * a forbidden one look the same.
 */
export function controlledBucketPolicy(
  { accountId }: StackContext,
  bucketArn: string,
  distributionArn: pulumi.Input<string>,
): aws.iam.PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ReadByDistribution",
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: `${bucketArn}/*`,
        Condition: { StringEquals: { "AWS:SourceArn": distributionArn, "aws:SourceAccount": accountId } },
      },
      tlsOnly(bucketArn),
    ],
  };
}

/** Origin access identity: the one special user that only this distribution's origin bears may read objects. */
export function identityBucketPolicy(
  bucketArn: string,
  identityArn: pulumi.Input<string>,
): aws.iam.PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ReadByOriginAccessIdentity",
        Effect: "Allow",
        Principal: { AWS: identityArn },
        Action: "s3:GetObject",
        Resource: `${bucketArn}/*`,
      },
      tlsOnly(bucketArn),
    ],
  };
}

/** A bucket that takes CloudFront's legacy access logs: its ACL lets them in, and this keeps everybody on TLS. */
export function tlsOnlyBucketPolicy(bucketArn: string): aws.iam.PolicyDocument {
  return { Version: "2012-10-17", Statement: [tlsOnly(bucketArn)] };
}

/**
 * The policy of the console's customer-managed key: the account administers it through IAM and uses it through Amazon S3
 * alone, as whoever deploys the site must, and CloudFront decrypts for the one distribution.
 */
export function keyPolicyDocument(
  context: StackContext,
  distributionArn: pulumi.Input<string>,
): aws.iam.PolicyDocument {
  const { accountId, partition, region } = context;
  return {
    Version: "2012-10-17",
    Statement: [
      keyAdministration(context),
      {
        Sid: "UseThroughS3",
        Effect: "Allow",
        Principal: { AWS: accountRoot(context) },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: THIS_KEY,
        Condition: { StringEquals: { "kms:ViaService": `s3.${region}.${partition.dnsSuffix}` } },
      },
      {
        Sid: "DecryptForDistribution",
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "kms:Decrypt",
        Resource: THIS_KEY,
        Condition: { StringEquals: { "AWS:SourceArn": distributionArn, "aws:SourceAccount": accountId } },
      },
    ],
  };
}
