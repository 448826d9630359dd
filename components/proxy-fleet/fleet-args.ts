/** What the fleet is built from. */

import type * as pulumi from "@pulumi/pulumi";
import type { PatchingConfig, ProxyConfig } from "../../config/stack-config";
import type { StackContext } from "../stack-context";
import type { DashboardsAccess } from "./nginx";

export interface ProxyFleetArgs {
  readonly context: StackContext;
  readonly proxy: ProxyConfig;
  readonly patching: PatchingConfig;
  readonly vpcId: pulumi.Input<string>;
  /** The VPC's IPv4 block; addresses from it may say for whom they forward. */
  readonly vpcCidr: string;
  readonly privateSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Used by exposure `allowlist` only, whose load balancer faces the internet. */
  readonly publicSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly securityGroupIds: {
    readonly loadBalancer: pulumi.Input<string>;
    readonly proxy: pulumi.Input<string>;
  };
  readonly instanceProfileArn: pulumi.Input<string>;
  /** Host name of the domain's VPC endpoint. */
  readonly domainEndpoint: pulumi.Input<string>;
  readonly dashboards: DashboardsAccess;
  /** Where the load balancer and CloudFront write their logs, and the bucket policy that lets them. */
  readonly logArchive: {
    readonly bucketName: string;
    readonly bucketArn: string;
    readonly policy: pulumi.Resource;
  };
  /** Whether the console starts scans and installations, which takes documents for it. @default false */
  readonly startedByConsole?: boolean | undefined;
  /** `Install` needs the two of patching, `startedByConsole` the second, `imageRefresh: weekly` the third. */
  readonly roles: {
    readonly patchWindowArn?: pulumi.Input<string> | undefined;
    readonly patchAutomationArn?: pulumi.Input<string> | undefined;
    readonly imageRefreshArn?: pulumi.Input<string> | undefined;
  };
  /** Customer-managed key of the instances' volumes. @default the account's EBS default key */
  readonly volumesKeyArn?: pulumi.Input<string> | undefined;
  /** Customer-managed key of the log groups. @default a key that CloudWatch Logs owns */
  readonly logsKeyArn?: pulumi.Input<string> | undefined;
  readonly logRetentionDays: number;
  readonly alertsTopicArn: pulumi.Input<string>;
  /** Topic in the partition's global region, for alarms on what CloudFront uses; exposure `cloudfront` needs it. */
  readonly edgeAlertsTopicArn?: pulumi.Input<string> | undefined;
  /** What the first instances must find when they boot, and the last ones keep: security group rules, endpoints. */
  readonly waitFor?: readonly pulumi.Resource[] | undefined;
}
