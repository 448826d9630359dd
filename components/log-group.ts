/** What every log group of the stack has in common, as the arguments and options of its resource. */

import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { StackContext } from "./stack-context";

export interface LogSettings {
  readonly context: StackContext;
  /** Days that logs are kept. */
  readonly logRetentionDays: number;
  /** @default CloudWatch Logs' own key */
  readonly logsKeyArn?: pulumi.Input<string> | undefined;
}

/** Arguments of a log group with a chosen name; AWS deletes it only where the stack does not protect its stores. */
export const logGroupArgs = (
  name: pulumi.Input<string>,
  { context, logRetentionDays, logsKeyArn }: LogSettings,
): aws.cloudwatch.LogGroupArgs => ({
  name,
  retentionInDays: logRetentionDays,
  deletionProtectionEnabled: context.deletionProtection,
  ...(logsKeyArn === undefined ? {} : { kmsKeyId: logsKeyArn }),
});

/** Options of the same: its name is chosen, and Pulumi deletes it no sooner than AWS does. */
export const logGroupOptions = (
  { deletionProtection }: StackContext,
  parent: pulumi.Resource,
): pulumi.CustomResourceOptions => ({ parent, deleteBeforeReplace: true, protect: deletionProtection });
