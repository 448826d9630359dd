import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { servicePrincipal } from "../partitions";
import { arn, type StackContext } from "./stack-context";

export interface AlertsArgs {
  readonly context: StackContext;
  /** Each gets a message with a link to confirm; until then it gets no alert. */
  readonly emails: readonly string[];
  /**
   * Customer-managed key that admits EventBridge and CloudWatch. Absent: alerts lie unencrypted in the topic for as long
   * as delivery takes, since the AWS-managed key admits neither service.
   */
  readonly keyId?: pulumi.Input<string> | undefined;
  /**
   * Region of the topic: an alarm can only tell one of its own region, and what is global alarms in the partition's global
   * one. @default the stack's
   */
  readonly region?: string | undefined;
}

/** The topic that alarms and patch-compliance events go to, and the people whom it tells. */
export class Alerts extends pulumi.ComponentResource {
  /** Known before the topic exists, by its chosen name. */
  readonly topicArn: string;
  readonly topic: aws.sns.Topic;

  constructor(name: string, args: AlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging:index:Alerts", name, {}, opts);
    const { emails, keyId, region } = args;
    const context = region === undefined ? args.context : { ...args.context, region };
    const elsewhere = region === undefined ? {} : { region };
    const topicName = `${context.baseName}-${region === undefined ? "" : "global-"}alerts`;
    this.topicArn = arn(context, "sns", topicName);
    this.topic = new aws.sns.Topic(
      `${name}-topic`,
      {
        ...elsewhere,
        name: topicName,
        displayName: "Centralized logging",
        /** SHA-256 instead of SHA-1, for subscribers that check signatures. */
        signatureVersion: 2,
        ...(keyId === undefined ? {} : { kmsMasterKeyId: keyId }),
      },
      { parent: this, deleteBeforeReplace: true },
    );
    new aws.sns.TopicPolicy(
      `${name}-policy`,
      { ...elsewhere, arn: this.topic.arn, policy: JSON.stringify(topicPolicy(context, this.topicArn)) },
      { parent: this },
    );
    for (const email of emails) {
      new aws.sns.TopicSubscription(
        `${name}-${email}`,
        { ...elsewhere, topic: this.topic.arn, protocol: "email", endpoint: email },
        { parent: this },
      );
    }
    this.registerOutputs({ topicArn: this.topicArn });
  }
}

/**
 * Rules and alarms of this account and region may publish. EventBridge is pinned by the rule's ARN, which holds the
 * account: its user guide ("Using resource-based policies for Amazon EventBridge") promises no `aws:SourceAccount` to SNS.
 */
function topicPolicy(context: StackContext, topicArn: string): aws.iam.PolicyDocument {
  const { accountId, partition } = context;
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "DenyWithoutTls",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        Sid: "EventBridgeRules",
        Effect: "Allow",
        Principal: { Service: servicePrincipal("events", partition) },
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: { ArnLike: { "aws:SourceArn": arn(context, "events", "rule/*") } },
      },
      {
        Sid: "CloudWatchAlarms",
        Effect: "Allow",
        Principal: { Service: servicePrincipal("cloudwatch", partition) },
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: {
          StringEquals: { "aws:SourceAccount": accountId },
          ArnLike: { "aws:SourceArn": arn(context, "cloudwatch", "alarm:*") },
        },
      },
    ],
  };
}
