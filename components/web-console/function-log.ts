/** The log group of a function or an API, made before the first line is written to it. */

import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { StackContext } from "../stack-context";

export interface LogSettings {
  /** Days that logs are kept. */
  readonly logRetentionDays: number;
  /** @default CloudWatch Logs' own key */
  readonly logsKeyArn?: pulumi.Input<string> | undefined;
}

export function createFunctionLog(
  name: string,
  groupName: pulumi.Input<string>,
  {
    context: { deletionProtection },
    logRetentionDays,
    logsKeyArn,
  }: LogSettings & { readonly context: StackContext },
  parent: pulumi.Resource,
): aws.cloudwatch.LogGroup {
  return new aws.cloudwatch.LogGroup(
    name,
    {
      name: groupName,
      retentionInDays: logRetentionDays,
      deletionProtectionEnabled: deletionProtection,
      ...(logsKeyArn === undefined ? {} : { kmsKeyId: logsKeyArn }),
    },
    { parent, deleteBeforeReplace: true, protect: deletionProtection },
  );
}
