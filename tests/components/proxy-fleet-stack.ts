/** A fleet to build in tests, and changes to make to it. */

import * as aws from "@pulumi/aws";
import { ProxyFleet, type ProxyFleetArgs } from "../../components/proxy-fleet";
import type { PatchingConfig, ProxyConfig } from "../../config/stack-config";
import type { Partition } from "../../partitions";
import { context, type Recording, type RecordOptions, record } from "./recorder";

const CERTIFICATE = "arn:aws:acm:eu-central-1:111122223333:certificate/0a1b";

export const PROXY: ProxyConfig = {
  exposure: { kind: "internal", clients: { cidrs: ["10.60.0.0/16"], prefixListIds: [] } },
  hostName: "logs.example.com",
  certificateArn: CERTIFICATE,
  instanceType: "t4g.small",
  architecture: "arm64",
  image: {
    kind: "parameter",
    name: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
  },
  releasever: "latest",
  minSize: 2,
  desiredCapacity: 3,
  maxSize: 6,
  maxInstanceLifetimeDays: 30,
};

export const PATCHING: PatchingConfig = {
  operation: "Scan",
  scanSchedule: "rate(1 day)",
  window: { schedule: "cron(0 2 ? * SUN *)", timezone: "Europe/Berlin", durationHours: 4, cutoffHours: 1 },
  approveAfterDays: 3,
  severities: ["Critical", "Important"],
  rejected: [],
  rebootOption: "RebootIfNeeded",
  imageRefresh: "off",
};

export const CLOUDFRONT: ProxyConfig["exposure"] = {
  kind: "cloudfront",
  originFacingPrefixListId: "pl-0a1b2c3d",
  viewerCertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/0c2d",
  waf: { kind: "off" },
};

export interface Changes {
  readonly partition?: Partition;
  readonly deletionProtection?: boolean;
  readonly proxy?: Partial<ProxyConfig>;
  readonly patching?: Partial<PatchingConfig>;
  readonly args?: Partial<ProxyFleetArgs>;
  /** Makes what the fleet waits for. */
  readonly waitFor?: () => NonNullable<ProxyFleetArgs["waitFor"]>;
  readonly outputs?: RecordOptions["outputs"];
}

/** Records a fleet named `proxy`, and the bucket policy that it waits for. */
export async function fleet(changes: Changes = {}): Promise<Recording<ProxyFleet>> {
  const stack = context(changes.partition ?? "aws", {
    deletionProtection: changes.deletionProtection ?? false,
  });
  const bucketName = `${stack.baseName}-logs-${stack.accountId}`;
  return record(
    () =>
      new ProxyFleet("proxy", {
        context: stack,
        proxy: { ...PROXY, ...changes.proxy },
        patching: { ...PATCHING, ...changes.patching },
        vpcId: "vpc-0123456789abcdef0",
        vpcCidr: "10.60.0.0/16",
        privateSubnetIds: ["subnet-private-a", "subnet-private-b"],
        publicSubnetIds: ["subnet-public-a", "subnet-public-b"],
        securityGroupIds: { loadBalancer: "sg-load-balancer", proxy: "sg-proxy" },
        instanceProfileArn: "arn:aws:iam::111122223333:instance-profile/clo-dev-proxy",
        domainEndpoint: "vpc-clo-0123456789.eu-central-1.es.amazonaws.com",
        dashboards: { kind: "custom-endpoint", hostName: PROXY.hostName },
        logArchive: {
          bucketName,
          bucketArn: `arn:${stack.partition.partition}:s3:::${bucketName}`,
          policy: new aws.s3.BucketPolicy("archive-policy", { bucket: bucketName, policy: "{}" }),
        },
        roles: {
          patchWindowArn: "arn:aws:iam::111122223333:role/clo-dev-patch-window",
          patchAutomationArn: "arn:aws:iam::111122223333:role/clo-dev-patch-automation",
          imageRefreshArn: "arn:aws:iam::111122223333:role/clo-dev-image-refresh",
        },
        logRetentionDays: 365,
        alertsTopicArn: "arn:aws:sns:eu-central-1:111122223333:clo-dev-alerts",
        edgeAlertsTopicArn: "arn:aws:sns:us-east-1:111122223333:clo-dev-alerts",
        ...(changes.waitFor === undefined ? {} : { waitFor: changes.waitFor() }),
        ...changes.args,
      }),
    { context: stack, ...(changes.outputs === undefined ? {} : { outputs: changes.outputs }) },
  );
}

/** Types and names of the fleet's children, sorted: their order of registration is not promised. */
export function children({ resources }: Recording<ProxyFleet>): readonly string[] {
  return resources
    .filter(({ parent }) => parent === "proxy")
    .map(({ type, name }) => `${type.split(":").at(-1)} ${name}`)
    .sort();
}
