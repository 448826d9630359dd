import { expect } from "chai";
import { LogArchive, type LogArchiveArgs } from "../../components/log-archive";
import type { Partition } from "../../partitions";
import { context, record } from "./recorder";

const build = (changes: Partial<LogArchiveArgs> = {}) =>
  record(() => new LogArchive("archive", { context: context(), retentionDays: 90, ...changes }));

const NAME = "clo-dev-eu-central-1-logs-111122223333";
const ARN = `arn:aws:s3:::${NAME}`;

const statements = async (partition: Partition): Promise<readonly Record<string, unknown>[]> => {
  const { only } = await build({ context: context(partition) });
  return JSON.parse(only("aws:s3/bucketPolicy:BucketPolicy").inputs.policy).Statement;
};

describe("LogArchive", () => {
  it("creates one bucket by its chosen name, closed, versioned and encrypted with SSE-S3", async () => {
    const { resources, only, result } = await build();
    expect(resources.map(({ type, name, parent }) => [type, name, parent])).to.have.deep.members([
      ["centralized-logging:index:LogArchive", "archive", ""],
      ["aws:s3/bucket:Bucket", "archive-bucket", "archive"],
      ["aws:s3/bucketOwnershipControls:BucketOwnershipControls", "archive-ownership", "archive"],
      ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "archive-public-access", "archive"],
      ["aws:s3/bucketVersioning:BucketVersioning", "archive-versioning", "archive"],
      [
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "archive-encryption",
        "archive",
      ],
      ["aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "archive-lifecycle", "archive"],
      ["aws:s3/bucketPolicy:BucketPolicy", "archive-policy", "archive"],
    ]);
    const bucket = only("aws:s3/bucket:Bucket");
    expect(bucket.inputs).to.deep.equal({ bucket: NAME, forceDestroy: false });
    expect([bucket.protect, bucket.deleteBeforeReplace]).to.deep.equal([false, true]);
    expect(only("aws:s3/bucketOwnershipControls:BucketOwnershipControls").inputs.rule).to.deep.equal({
      objectOwnership: "BucketOwnerEnforced",
    });
    expect(only("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs).to.deep.equal({
      bucket: NAME,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(only("aws:s3/bucketVersioning:BucketVersioning").inputs.versioningConfiguration).to.deep.equal({
      status: "Enabled",
    });
    expect(
      only("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration").inputs
        .rules,
    ).to.deep.equal([{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]);
    expect([result.bucketName, result.bucketArn]).to.deep.equal([NAME, ARN]);
  });

  it("is protected where the stack's stores are", async () => {
    const { only } = await build({ context: context("aws", { deletionProtection: true }) });
    expect(only("aws:s3/bucket:Bucket").protect).to.equal(true);
  });

  it("keeps flow logs, what explains them and access logs for their own time, and remains for a month", async () => {
    const { only } = await build({ flowLogsRetentionDays: 14 });
    const rules: { id: string; filter: unknown; expiration?: unknown }[] = only(
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    ).inputs.rules;
    expect(rules.map(({ filter, expiration }) => [filter, expiration])).to.deep.equal([
      [{ prefix: "flow-logs/" }, { days: 14 }],
      // The history of interfaces for the day before the oldest record too; answers of Athena until they were read.
      [{ prefix: "interfaces/" }, { days: 16 }],
      [{ prefix: "athena/" }, { days: 1 }],
      [{ prefix: "load-balancer/" }, { days: 90 }],
      [{ prefix: "AWSLogs/111122223333/CloudFront/" }, { days: 90 }],
      [{ prefix: "s3-access/" }, { days: 90 }],
      [{ prefix: "patching/" }, { days: 90 }],
      [{ prefix: "" }, undefined],
    ]);
    expect(rules.at(-1)).to.deep.equal({
      id: "remove-remains",
      status: "Enabled",
      filter: { prefix: "" },
      noncurrentVersionExpiration: { noncurrentDays: 30 },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
    });
  });

  it("lets each service write below its own prefix, for resources of this account only, with TLS only", async () => {
    expect(await statements("aws")).to.deep.equal([
      {
        Sid: "DenyWithoutTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [ARN, `${ARN}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        Sid: "FlowLogDelivery",
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `${ARN}/flow-logs/AWSLogs/111122223333/*`,
        Condition: {
          StringEquals: {
            "s3:x-amz-acl": "bucket-owner-full-control",
            "aws:SourceAccount": "111122223333",
          },
          ArnLike: { "aws:SourceArn": "arn:aws:logs:eu-central-1:111122223333:*" },
        },
      },
      {
        Sid: "FlowLogDeliveryCheck",
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: "s3:GetBucketAcl",
        Resource: ARN,
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: { "aws:SourceArn": "arn:aws:logs:eu-central-1:111122223333:*" },
        },
      },
      {
        Sid: "CloudFrontLogDelivery",
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `${ARN}/AWSLogs/111122223333/CloudFront/*`,
        Condition: {
          StringEquals: {
            "s3:x-amz-acl": "bucket-owner-full-control",
            "aws:SourceAccount": "111122223333",
          },
          ArnLike: {
            "aws:SourceArn": [
              "arn:aws:logs:us-east-1:111122223333:delivery-source:clo-dev-eu-central-1-console-access",
              "arn:aws:logs:us-east-1:111122223333:delivery-source:clo-dev-eu-central-1-proxy-access",
            ],
          },
        },
      },
      {
        Sid: "LoadBalancerLogDelivery",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: [`${ARN}/load-balancer/AWSLogs/111122223333/*`],
        Condition: {
          ArnLike: {
            "aws:SourceArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/*",
          },
        },
      },
      {
        Sid: "ServerAccessLogDelivery",
        Effect: "Allow",
        Principal: { Service: "logging.s3.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `${ARN}/s3-access/*`,
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: { "aws:SourceArn": "arn:aws:s3:::clo-dev-eu-central-1-console-111122223333" },
        },
      },
    ]);
  });

  it("names its own partition everywhere, and no CloudFront where there are no deliveries of it", async () => {
    for (const partition of ["aws-us-gov", "aws-cn"] as const) {
      const policy = await statements(partition);
      expect(policy.map(({ Sid }) => Sid)).to.not.include("CloudFrontLogDelivery");
      const arns = JSON.stringify(policy).match(/arn:[a-z-]+:/g) ?? [];
      expect(new Set(arns)).to.deep.equal(new Set([`arn:${partition}:`]));
    }
  });

  it("lets the load balancer write under each of its prefixes", async () => {
    const { only } = await build({ loadBalancerPrefixes: ["requests", "connections"] });
    const policy: { Sid: string; Resource: unknown }[] = JSON.parse(
      only("aws:s3/bucketPolicy:BucketPolicy").inputs.policy,
    ).Statement;
    expect(policy.find(({ Sid }) => Sid === "LoadBalancerLogDelivery")?.Resource).to.deep.equal([
      `${ARN}/requests/AWSLogs/111122223333/*`,
      `${ARN}/connections/AWSLogs/111122223333/*`,
    ]);
  });

  it("has its policy known before anything exists", async () => {
    const stack = context();
    const { only } = await record(() => new LogArchive("archive", { context: stack, retentionDays: 90 }), {
      outputs: "unknown",
    });
    expect(JSON.parse(only("aws:s3/bucketPolicy:BucketPolicy").inputs.policy).Statement).to.have.length(6);
  });
});
