import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EncryptedStore, StackConfig } from "../config/stack-config";
import { servicePrincipal } from "../partitions";
import { accountRoot, keyAdministration, THIS_KEY } from "./key-administration";
import { arn, type StackContext } from "./stack-context";
import { webAclLogStem } from "./web-acl-log";

export interface EncryptionKeysArgs {
  readonly context: StackContext;
  /** The stores that get a key of their own, each a fixed monthly cost; the others keep AWS's keys. */
  readonly stores: readonly EncryptedStore[];
  /**
   * `create` makes the role of EC2 Auto Scaling for store `volumes`: the key's policy names it before the first Auto
   * Scaling group would bring it about. It must not exist then. @default "present"
   */
  readonly serviceLinkedRoles?: StackConfig["serviceLinkedRoles"];
}

export interface StoreKey {
  readonly arn: pulumi.Output<string>;
  readonly id: pulumi.Output<string>;
}

const DESCRIPTIONS: { readonly [store in EncryptedStore]: string } = {
  console: "Objects of the web console",
  domain: "Indices and snapshots of the OpenSearch domain",
  volumes: "Volumes of the proxy fleet",
  logs: "Log groups in CloudWatch Logs",
  topic: "Alerts in the SNS topic",
};

/** The longest window, since what a deleted key encrypted is lost. */
const DELETION_WINDOW_DAYS = 30;
const ROTATION_DAYS = 365;

/**
 * Customer-managed keys, one a store, so that a grant for one never opens another. The account administers them and,
 * beyond that, each service may use its own key for this stack's resources and nothing else: also an administrator of the
 * account reads nothing with them before changing the key's policy, which CloudTrail records.
 *
 * The console's key carries no policy here: it names the distribution, which is known later, and is attached then.
 */
export class EncryptionKeys extends pulumi.ComponentResource {
  readonly keys: { readonly [store in EncryptedStore]?: StoreKey };

  constructor(name: string, args: EncryptionKeysArgs, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging:index:EncryptionKeys", name, {}, opts);
    const { context, stores, serviceLinkedRoles = "present" } = args;
    const autoScalingRole =
      stores.includes("volumes") && serviceLinkedRoles === "create"
        ? new aws.iam.ServiceLinkedRole(
            `${name}-autoscaling-role`,
            { awsServiceName: "autoscaling.amazonaws.com" },
            // The account's: another stack may use it by now.
            { parent: this, retainOnDelete: true },
          )
        : undefined;
    const keys: { [store in EncryptedStore]?: StoreKey } = {};
    for (const store of stores) {
      const grants = grantsOf(store, context);
      const key = new aws.kms.Key(
        `${name}-${store}`,
        {
          description: `${DESCRIPTIONS[store]} (${context.baseName})`,
          enableKeyRotation: true,
          rotationPeriodInDays: ROTATION_DAYS,
          deletionWindowInDays: DELETION_WINDOW_DAYS,
          ...(grants === undefined
            ? {}
            : {
                policy: JSON.stringify({
                  Version: "2012-10-17",
                  Statement: [keyAdministration(context), ...grants],
                }),
              }),
        },
        {
          parent: this,
          protect: context.deletionProtection,
          ...(store === "volumes" && autoScalingRole !== undefined ? { dependsOn: autoScalingRole } : {}),
        },
      );
      new aws.kms.Alias(
        `${name}-${store}-alias`,
        { name: `alias/${context.baseName}-${store}`, targetKeyId: key.id },
        { parent: this, deleteBeforeReplace: true },
      );
      keys[store] = { arn: key.arn, id: key.id };
    }
    this.keys = keys;
    this.registerOutputs({ keys });
  }
}

/** What encrypts and decrypts, spelled out: a wildcard would grow with the service. */
const USE = [
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];

/** What a store's service needs; `undefined` where the key's policy is somebody else's to attach. */
function grantsOf(
  store: EncryptedStore,
  context: StackContext,
): readonly aws.iam.PolicyStatement[] | undefined {
  switch (store) {
    case "console":
      return undefined;
    case "domain":
      return domainGrants(context);
    case "volumes":
      return volumeGrants(context);
    case "logs":
      return logGrants(context);
    case "topic":
      return topicGrants(context);
  }
}

/**
 * OpenSearch Service developer guide, "Encryption of data at rest": whoever creates the domain grants the service the key;
 * both conditions keep the key exclusive to the service.
 */
function domainGrants(context: StackContext): readonly aws.iam.PolicyStatement[] {
  const { region, partition } = context;
  const through = { StringEquals: { "kms:ViaService": `es.${region}.${partition.dnsSuffix}` } };
  const account = { AWS: accountRoot(context) };
  return [
    {
      Sid: "UseThroughOpenSearch",
      Effect: "Allow",
      Principal: account,
      Action: USE,
      Resource: THIS_KEY,
      Condition: through,
    },
    {
      Sid: "GrantThroughOpenSearch",
      Effect: "Allow",
      Principal: account,
      Action: "kms:CreateGrant",
      Resource: THIS_KEY,
      Condition: { ...through, Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
}

/**
 * Amazon EC2 Auto Scaling user guide, "Required AWS KMS key policy for use with encrypted volumes". The role must exist:
 * KMS refuses a policy that names a principal which does not.
 */
function volumeGrants(context: StackContext): readonly aws.iam.PolicyStatement[] {
  const role = "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
  const autoScaling = { AWS: arn(context, "iam", role, { region: "" }) };
  return [
    { Sid: "UseByAutoScaling", Effect: "Allow", Principal: autoScaling, Action: USE, Resource: THIS_KEY },
    {
      Sid: "GrantByAutoScaling",
      Effect: "Allow",
      Principal: autoScaling,
      Action: "kms:CreateGrant",
      Resource: THIS_KEY,
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
}

/** CloudWatch Logs user guide, "Encrypt log data using AWS KMS": the context is the log group's ARN, without `:*`. */
function logGrants(context: StackContext): readonly aws.iam.PolicyStatement[] {
  const { baseName, region, partition } = context;
  const groups = [
    `/centralized-logging/${baseName}/*`,
    `/aws/OpenSearchService/domains/${baseName}/*`,
    "/aws/appsync/apis/*",
    `/aws/events/${baseName}-*`,
    `/aws/lambda/${baseName}-*`,
    // Web ACLs of CloudFront log in one region only.
    ...(partition.cloudfrontWaf && region === partition.globalRegion ? [`${webAclLogStem(context)}*`] : []),
  ];
  return [
    {
      Sid: "UseForLogGroupsOfThisStack",
      Effect: "Allow",
      Principal: { Service: `logs.${region}.${partition.dnsSuffix}` },
      Action: USE,
      Resource: THIS_KEY,
      Condition: {
        ArnLike: {
          "kms:EncryptionContext:aws:logs:arn": groups.map((group) =>
            arn(context, "logs", `log-group:${group}`),
          ),
        },
      },
    },
  ];
}

/**
 * Amazon SNS developer guide, "Enable compatibility between event sources from AWS services and encrypted topics":
 * delivery by EventBridge fails when the key's policy asks for `aws:SourceAccount` or `aws:SourceArn`, so that the topic
 * in the encryption context pins both services; the topic's own policy pins the source.
 */
function topicGrants(context: StackContext): readonly aws.iam.PolicyStatement[] {
  const { accountId, baseName, partition } = context;
  const forTopic = { "kms:EncryptionContext:aws:sns:topicArn": arn(context, "sns", `${baseName}-alerts`) };
  const publish = ["kms:Decrypt", "kms:GenerateDataKey"];
  return [
    {
      Sid: "PublishByEventBridge",
      Effect: "Allow",
      Principal: { Service: servicePrincipal("events", partition) },
      Action: publish,
      Resource: THIS_KEY,
      Condition: { StringEquals: forTopic },
    },
    {
      Sid: "PublishByCloudWatch",
      Effect: "Allow",
      Principal: { Service: servicePrincipal("cloudwatch", partition) },
      Action: publish,
      Resource: THIS_KEY,
      Condition: { StringEquals: { ...forTopic, "aws:SourceAccount": accountId } },
    },
  ];
}
