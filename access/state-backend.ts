import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { keyAdministration } from "../components/key-administration";
import { documentText, type Statement } from "./documents";
import type { Place } from "./place";

/** Days that a state which was overwritten or deleted can still be read. */
const NONCURRENT_DAYS = 365;

const KEY_DELETION_DAYS = 30;

/**
 * Where the stack's state is kept, and the key that encrypts it and the secrets in it. The bucket keeps every version for a
 * year, takes nothing without TLS, and is nobody else's to read.
 */
export class StateBackend extends pulumi.ComponentResource {
  /** For `pulumi login` and PULUMI_BACKEND_URL. */
  readonly url: string;
  /** For `pulumi stack init --secrets-provider`. */
  readonly secretsProvider: string;

  constructor(name: string, args: { readonly place: Place }, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging-access:index:StateBackend", name, {}, opts);
    const { place } = args;
    const { accountId, region, partition, baseName, deletionProtection } = place.config;
    const context = { accountId, region, partition, baseName, tags: {}, deletionProtection };
    const kept = { parent: this, protect: deletionProtection };

    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: `State of the logging stack ${place.config.stack}, and the secrets in it.`,
        enableKeyRotation: true,
        deletionWindowInDays: KEY_DELETION_DAYS,
        policy: documentText([keyAdministration(context) as Statement, keyUse(place)]),
      },
      kept,
    );
    const alias = new aws.kms.Alias(
      `${name}-key-alias`,
      { name: place.stateKeyAlias, targetKeyId: key.id },
      { parent: this, deleteBeforeReplace: true },
    );

    const made = new aws.s3.Bucket(
      `${name}-bucket`,
      { bucket: place.stateBucket, forceDestroy: false },
      { ...kept, deleteBeforeReplace: true },
    );
    const bucket = made.bucket;
    const child = { parent: this };
    new aws.s3.BucketOwnershipControls(
      `${name}-ownership`,
      { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      child,
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
      child,
    );
    const versioning = new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { bucket, versioningConfiguration: { status: "Enabled" } },
      child,
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        bucket,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
            bucketKeyEnabled: true,
          },
        ],
      },
      child,
    );
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      {
        bucket,
        rules: [
          {
            id: "forget-old-states",
            status: "Enabled",
            filter: { prefix: "" },
            noncurrentVersionExpiration: { noncurrentDays: NONCURRENT_DAYS },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      },
      { parent: this, dependsOn: versioning },
    );
    new aws.s3.BucketPolicy(
      `${name}-policy`,
      { bucket, policy: documentText([tlsOnly(place)]) },
      // Both are written to the bucket at once otherwise, and S3 answers one of them with a conflict.
      { parent: this, dependsOn: block },
    );

    this.url = `s3://${place.stateBucket}?region=${region}&awssdk=v2`;
    this.secretsProvider = `awskms:///${place.stateKeyAlias}?region=${region}&awssdk=v2`;
    this.registerOutputs({ url: this.url, secretsProvider: this.secretsProvider, alias: alias.name });
  }
}

/** The account's IAM decides who uses the key: by its alias, which only this program gives. */
const keyUse = (place: Place): Statement => ({
  Sid: "AccountUsesTheKey",
  Effect: "Allow",
  Principal: { AWS: place.iam("root") },
  Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
  Resource: "*",
});

const tlsOnly = (place: Place): Statement => ({
  Sid: "TlsOnly",
  Effect: "Deny",
  Principal: "*",
  Action: ["s3:*"],
  Resource: [place.stateBucketArn, `${place.stateBucketArn}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});
