import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { servicePrincipal } from "../partitions";
import { CONSOLE_PREFIXES, consoleBucketName, logBucketName } from "./console-names";
import { arn, type StackContext } from "./stack-context";

export interface LogArchiveArgs {
  readonly context: StackContext;
  /** Days that access logs of load balancer, CloudFront and buckets, and the output of patching, are kept. */
  readonly retentionDays: number;
  /** Days that flow logs, by far the most bytes, are kept. @default retentionDays */
  readonly flowLogsRetentionDays?: number | undefined;
  /** Prefixes under which the load balancer may put its logs. @default ["load-balancer"] */
  readonly loadBalancerPrefixes?: readonly string[] | undefined;
  /** The bucket whose access logs come here. @default the one that the console makes */
  readonly consoleBucketName?: string | undefined;
}

/** Days after which a version that was overwritten or deleted is gone: time to notice a deletion that nobody meant. */
const NONCURRENT_DAYS = 30;
const ABORT_UPLOAD_DAYS = 7;
/** Days that answers of Athena are kept: they are read minutes after the question, and the next one is asked anew. */
const ANSWER_DAYS = 1;
/** The history of interfaces outlives the records that it explains: a day's object is of the day before the last record. */
const HISTORY_EXTRA_DAYS = 2;

/**
 * One bucket for the logs that AWS delivers by itself: VPC flow logs, load balancer logs, CloudFront access logs and S3
 * server access logs; for what patching printed on the proxies; and for the console's history of interfaces and Athena's
 * answers. Each service may write below its own prefix, for
 * resources of this account only; the proxies and the console write by their roles, nobody else by this policy, and nobody without TLS.
 *
 * Encryption is SSE-S3: Application Load Balancers cannot write to a bucket with a KMS key (Elastic Load Balancing user
 * guide, "Enable access logs").
 */
export class LogArchive extends pulumi.ComponentResource {
  /** Chosen, so that policies and destinations can name it before it exists. */
  readonly bucketName: string;
  readonly bucketArn: string;
  /** What a delivery must wait for: AWS checks that it may write when a delivery is configured. */
  readonly policy: aws.s3.BucketPolicy;

  constructor(name: string, args: LogArchiveArgs, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging:index:LogArchive", name, {}, opts);
    const { context } = args;
    this.bucketName = logBucketName(context);
    this.bucketArn = arn(context, "s3", this.bucketName, { region: "", accountId: "" });

    const made = new aws.s3.Bucket(
      `${name}-bucket`,
      { bucket: this.bucketName, forceDestroy: false },
      { parent: this, protect: context.deletionProtection, deleteBeforeReplace: true },
    );
    const bucket = made.bucket;
    new aws.s3.BucketOwnershipControls(
      `${name}-ownership`,
      { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      { parent: this },
    );
    const block = new aws.s3.BucketPublicAccessBlock(
      `${name}-public-access`,
      {
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { parent: this },
    );
    const versioning = new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { bucket, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      { bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
      { parent: this },
    );
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      { bucket, rules: lifecycleRules(args) },
      { parent: this, dependsOn: versioning },
    );
    this.policy = new aws.s3.BucketPolicy(
      `${name}-policy`,
      { bucket, policy: JSON.stringify(bucketPolicy(this.bucketArn, args)) },
      // Both are written to the bucket at once otherwise, and S3 answers one of them with a conflict.
      { parent: this, dependsOn: block },
    );
    this.registerOutputs({ bucketName: this.bucketName, bucketArn: this.bucketArn });
  }
}

const prefixesOf = ({ context, loadBalancerPrefixes = ["load-balancer"] }: LogArchiveArgs) => ({
  flowLogs: "flow-logs",
  loadBalancer: loadBalancerPrefixes,
  /** CloudFront's own, where the delivery's destination names none. */
  cloudfront: `AWSLogs/${context.accountId}/CloudFront`,
  serverAccess: "s3-access",
  /** The proxies' own, by their role. */
  patching: "patching",
  answers: CONSOLE_PREFIXES.answers,
  interfaces: CONSOLE_PREFIXES.interfaces,
});

function lifecycleRules(args: LogArchiveArgs) {
  const { retentionDays, flowLogsRetentionDays = retentionDays } = args;
  const { flowLogs, loadBalancer, cloudfront, serverAccess, patching, answers, interfaces } =
    prefixesOf(args);
  const expire = (prefix: string, days: number) => ({
    id: `expire-${prefix}`,
    status: "Enabled",
    filter: { prefix: `${prefix}/` },
    expiration: { days },
  });
  return [
    expire(flowLogs, flowLogsRetentionDays),
    expire(interfaces, flowLogsRetentionDays + HISTORY_EXTRA_DAYS),
    expire(answers, ANSWER_DAYS),
    ...[...loadBalancer, cloudfront, serverAccess, patching].map((prefix) => expire(prefix, retentionDays)),
    {
      id: "remove-remains",
      status: "Enabled",
      filter: { prefix: "" },
      noncurrentVersionExpiration: { noncurrentDays: NONCURRENT_DAYS },
      abortIncompleteMultipartUpload: { daysAfterInitiation: ABORT_UPLOAD_DAYS },
    },
  ];
}

function bucketPolicy(bucketArn: string, args: LogArchiveArgs): aws.iam.PolicyDocument {
  const { context } = args;
  const { accountId, baseName, partition } = context;
  const { flowLogs, loadBalancer, cloudfront, serverAccess } = prefixesOf(args);
  const ownerKeepsObject = { "s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceAccount": accountId };
  const delivery = { Service: servicePrincipal("delivery.logs", partition) };
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "DenyWithoutTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucketArn, `${bucketArn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        Sid: "FlowLogDelivery",
        Effect: "Allow",
        Principal: delivery,
        Action: "s3:PutObject",
        Resource: `${bucketArn}/${flowLogs}/AWSLogs/${accountId}/*`,
        Condition: {
          StringEquals: ownerKeepsObject,
          ArnLike: { "aws:SourceArn": arn(context, "logs", "*") },
        },
      },
      {
        Sid: "FlowLogDeliveryCheck",
        Effect: "Allow",
        Principal: delivery,
        Action: "s3:GetBucketAcl",
        Resource: bucketArn,
        Condition: {
          StringEquals: { "aws:SourceAccount": accountId },
          ArnLike: { "aws:SourceArn": arn(context, "logs", "*") },
        },
      },
      // Deliveries of CloudFront come from the partition's global region; China has none.
      ...(partition.cloudfrontDefaultDomain
        ? [
            {
              Sid: "CloudFrontLogDelivery",
              Effect: "Allow" as const,
              Principal: delivery,
              Action: "s3:PutObject",
              Resource: `${bucketArn}/${cloudfront}/*`,
              Condition: {
                StringEquals: ownerKeepsObject,
                ArnLike: {
                  "aws:SourceArn": ["console", "proxy"].map((site) =>
                    arn(context, "logs", `delivery-source:${baseName}-${site}-access`, {
                      region: partition.globalRegion,
                    }),
                  ),
                },
              },
            },
          ]
        : []),
      {
        Sid: "LoadBalancerLogDelivery",
        Effect: "Allow",
        Principal: { Service: servicePrincipal("logdelivery.elasticloadbalancing", partition) },
        Action: "s3:PutObject",
        Resource: loadBalancer.map((prefix) => `${bucketArn}/${prefix}/AWSLogs/${accountId}/*`),
        Condition: { ArnLike: { "aws:SourceArn": arn(context, "elasticloadbalancing", "loadbalancer/*") } },
      },
      {
        Sid: "ServerAccessLogDelivery",
        Effect: "Allow",
        Principal: { Service: servicePrincipal("logging.s3", partition) },
        Action: "s3:PutObject",
        Resource: `${bucketArn}/${serverAccess}/*`,
        Condition: {
          StringEquals: { "aws:SourceAccount": accountId },
          ArnLike: {
            "aws:SourceArn": arn(context, "s3", consoleBucketName(context, args.consoleBucketName), {
              region: "",
              accountId: "",
            }),
          },
        },
      },
    ],
  };
}
