import { ACCOUNT, at, attached, type Case, from, lets, OWN, REGION } from "../case";
import type { Written } from "../spellings";

const BUCKET = "arn:aws:s3:::my-logs";
const bucket = (title: string, ...statements: readonly Written[]): Case =>
  attached(title, "aws:s3/bucketPolicy:BucketPolicy", "policy", ...statements);
const TLS_ONLY: Written = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [BUCKET, `${BUCKET}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const ROOT = { AWS: `arn:aws:iam::${ACCOUNT}:root` };

/** Policies of buckets. */
export const BUCKETS: readonly Case[] = [
  bucket("TLS only", TLS_ONLY),
  bucket(
    "one distribution by origin access control",
    lets({ Service: "cloudfront.amazonaws.com" }, "s3:GetObject", `${BUCKET}/*`, {
      StringEquals: { "AWS:SourceArn": `arn:aws:cloudfront::${ACCOUNT}:distribution/E1A2B3C4D5` },
    }),
    TLS_ONLY,
  ),
  bucket(
    "one distribution by origin access identity",
    lets(
      { AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E127EXAMPLE51Z" },
      "s3:GetObject",
      `${BUCKET}/*`,
    ),
  ),
  bucket(
    "a trail of CloudTrail",
    lets({ Service: "cloudtrail.amazonaws.com" }, "s3:GetBucketAcl", BUCKET, {
      StringEquals: { "aws:SourceArn": at("cloudtrail", "trail/main") },
    }),
    lets({ Service: "cloudtrail.amazonaws.com" }, "s3:PutObject", `${BUCKET}/AWSLogs/${ACCOUNT}/*`, {
      StringEquals: {
        "s3:x-amz-acl": "bucket-owner-full-control",
        "aws:SourceArn": at("cloudtrail", "trail/main"),
      },
    }),
  ),
  bucket(
    "flow logs by the log delivery service",
    lets({ Service: "delivery.logs.amazonaws.com" }, "s3:PutObject", `${BUCKET}/AWSLogs/${ACCOUNT}/*`, {
      StringEquals: { "aws:SourceAccount": ACCOUNT, "s3:x-amz-acl": "bucket-owner-full-control" },
      ArnLike: { "aws:SourceArn": at("logs", "*") },
    }),
    lets({ Service: "delivery.logs.amazonaws.com" }, "s3:GetBucketAcl", BUCKET, from(at("logs", "*"))),
  ),
  bucket(
    "AWS Config",
    lets({ Service: "config.amazonaws.com" }, ["s3:GetBucketAcl", "s3:ListBucket"], BUCKET, OWN),
    lets({ Service: "config.amazonaws.com" }, "s3:PutObject", `${BUCKET}/AWSLogs/${ACCOUNT}/Config/*`, OWN),
  ),
  bucket(
    "access logs of a load balancer, by the region's account",
    lets({ AWS: "arn:aws:iam::054676820928:root" }, "s3:PutObject", `${BUCKET}/AWSLogs/${ACCOUNT}/*`),
  ),
  bucket(
    "access logs of a load balancer, by the service",
    lets(
      { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
      "s3:PutObject",
      `${BUCKET}/AWSLogs/${ACCOUNT}/*`,
      from(`arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/*`),
    ),
  ),
  bucket(
    "access logs of a load balancer, by the service, below the path of one account",
    lets(
      { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
      "s3:PutObject",
      `${BUCKET}/web/AWSLogs/${ACCOUNT}/*`,
    ),
  ),
  bucket(
    "server access logs",
    lets(
      { Service: "logging.s3.amazonaws.com" },
      "s3:PutObject",
      `${BUCKET}/access/*`,
      from("arn:aws:s3:::source"),
    ),
  ),
  bucket(
    "inventory",
    lets({ Service: "s3.amazonaws.com" }, "s3:PutObject", `${BUCKET}/*`, {
      ArnLike: { "aws:SourceArn": "arn:aws:s3:::source" },
      StringEquals: { "aws:SourceAccount": ACCOUNT, "s3:x-amz-acl": "bucket-owner-full-control" },
    }),
  ),
  bucket(
    "readers of one's organisation",
    lets("*", "s3:GetObject", `${BUCKET}/*`, {
      StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
    }),
  ),
  bucket(
    "readers from one network",
    lets("*", "s3:GetObject", `${BUCKET}/*`, {
      IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:db8:1234::/48"] },
    }),
  ),
  bucket(
    "readers through one endpoint",
    lets("*", ["s3:GetObject", "s3:ListBucket"], [BUCKET, `${BUCKET}/*`], {
      StringEquals: { "aws:SourceVpce": "vpce-0a1b2c3d" },
    }),
  ),
  bucket(
    "another account, which is named",
    lets(
      { AWS: "arn:aws:iam::210987654321:root" },
      ["s3:GetObject", "s3:ListBucket"],
      [BUCKET, `${BUCKET}/*`],
    ),
  ),
  bucket("one's own account", lets(ROOT, "s3:*", [BUCKET, `${BUCKET}/*`])),
  bucket("everyone, less all outside one's own account", lets("*", "s3:GetObject", `${BUCKET}/*`), {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [BUCKET, `${BUCKET}/*`],
    Condition: { StringNotEquals: { "aws:PrincipalAccount": ACCOUNT } },
  }),
  bucket(
    "nobody deletes, and nobody weakens the encryption",
    {
      Effect: "Deny",
      Principal: "*",
      Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
      Resource: `${BUCKET}/*`,
    },
    {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: `${BUCKET}/*`,
      Condition: { StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" } },
    },
  ),
  {
    title: "a bucket policy of the native provider",
    type: "aws-native:s3:BucketPolicy",
    props: {
      bucket: "my-logs",
      policyDocument: {
        Version: "2012-10-17",
        Statement: [lets(ROOT, "s3:GetObject", `${BUCKET}/*`), TLS_ONLY],
      },
    },
  },
];
