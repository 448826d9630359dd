/** The console's site as its tests build it: defaults for each partition, recorded or refused. */

import { ConsoleSite, type ConsoleSiteArgs } from "../../components/web-console";
import type { ConsoleConfig } from "../../config/stack-config";
import type { Partition } from "../../partitions";
import { CONSOLE } from "./configured";
import { context, type RecordOptions, record } from "./recorder";

const CHINA: ConsoleConfig = {
  ...CONSOLE,
  originAccess: "identity",
  aliases: ["console.example.cn"],
  certificate: { kind: "iam", id: "ASCAEXAMPLE" },
};

export const KEY = { arn: "arn:aws:kms:eu-central-1:111122223333:key/console", id: "console" };
const SIGN_IN = ["clo.auth.eu-central-1.amazoncognito.com", "cognito-idp.eu-central-1.amazonaws.com"];

export function siteArgs(partition: Partition, config: Partial<ConsoleConfig>): ConsoleSiteArgs {
  const stack = context(partition);
  return {
    context: stack,
    console: { ...(partition === "aws-cn" ? CHINA : CONSOLE), ...config },
    logArchiveBucketArn: `arn:${partition}:s3:::${stack.baseName}-logs-111122223333`,
    logRetentionDays: 90,
    signInHosts: partition === "aws-cn" ? [] : SIGN_IN,
  };
}

export const site = (
  config: Partial<ConsoleConfig> = {},
  partition: Partition = "aws",
  extra: Partial<ConsoleSiteArgs> = {},
  outputs: RecordOptions["outputs"] = "stand-in",
) =>
  record(() => new ConsoleSite("console", { ...siteArgs(partition, config), ...extra }), {
    context: context(partition),
    outputs: outputs ?? "stand-in",
  });

export async function refusal(
  config: Partial<ConsoleConfig>,
  partition: Partition = "aws",
  extra: Partial<ConsoleSiteArgs> = {},
): Promise<string> {
  return site(config, partition, extra).then(
    () => "no refusal",
    (error: Error) => error.message,
  );
}

export const BUCKET = "clo-dev-eu-central-1-console-111122223333";
export const TLS_ONLY = (bucketArn: string) => ({
  Sid: "TlsOnly",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [bucketArn, `${bucketArn}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});
