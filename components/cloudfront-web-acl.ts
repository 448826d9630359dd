/** A web ACL before CloudFront: AWS's lists of bad addresses and requests, and a limit on how often one address may ask. */

import type * as aws from "@pulumi/aws";
import type { StackContext } from "./stack-context";

export interface CloudFrontWebAclArgs {
  readonly context: StackContext;
  /** What stands behind it, in one word: the end of its names. */
  readonly what: string;
  /** Requests of one address in five minutes, beyond which that address is blocked. */
  readonly rateLimit: number;
  /** Rules of AWS's common rule set that would block what is meant to pass; they count only. @default none */
  readonly countedCommonRules?: readonly string[];
}

const COMMON_RULES = "AWSManagedRulesCommonRuleSet";
const MANAGED_RULES = [
  "AWSManagedRulesAmazonIpReputationList",
  COMMON_RULES,
  "AWSManagedRulesKnownBadInputsRuleSet",
] as const;

const visibility = (metricName: string) => ({
  metricName,
  cloudwatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
});

/** Scope `CLOUDFRONT` exists in one region only, the partition's `globalRegion`. */
export function cloudFrontWebAcl({
  context: { baseName, partition },
  what,
  rateLimit,
  countedCommonRules = [],
}: CloudFrontWebAclArgs): aws.wafv2.WebAclArgs {
  const overrides = countedCommonRules.map((rule) => ({ name: rule, actionToUse: { count: {} } }));
  return {
    region: partition.globalRegion,
    scope: "CLOUDFRONT",
    description: `${baseName} ${what}`,
    defaultAction: { allow: {} },
    rules: [
      {
        name: "rate-limit",
        priority: 0,
        action: { block: {} },
        statement: {
          rateBasedStatement: { aggregateKeyType: "IP", limit: rateLimit, evaluationWindowSec: 300 },
        },
        visibilityConfig: visibility(`${baseName}-${what}-rate-limit`),
      },
      ...MANAGED_RULES.map((name, index) => ({
        name,
        priority: index + 1,
        overrideAction: { none: {} },
        statement: {
          managedRuleGroupStatement: {
            vendorName: "AWS",
            name,
            ...(name === COMMON_RULES && overrides.length > 0 ? { ruleActionOverrides: overrides } : {}),
          },
        },
        visibilityConfig: visibility(`${baseName}-${what}-${name}`),
      })),
    ],
    visibilityConfig: visibility(`${baseName}-${what}`),
  };
}
