/** A web ACL for the console: AWS's lists of bad addresses and requests, and a limit on how often one address may ask. */

import type * as aws from "@pulumi/aws";

/** Requests of one address in five minutes; a reviewer makes a few dozen, a site copied file by file some hundreds. */
const RATE_LIMIT = 2_000;

const MANAGED_RULES = [
  "AWSManagedRulesAmazonIpReputationList",
  "AWSManagedRulesCommonRuleSet",
  "AWSManagedRulesKnownBadInputsRuleSet",
] as const;

const visibility = (metricName: string) => ({
  metricName,
  cloudwatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
});

/** Scope `CLOUDFRONT` exists in one region only, the partition's `globalRegion`. */
export function webAcl(baseName: string, globalRegion: string): aws.wafv2.WebAclArgs {
  return {
    region: globalRegion,
    scope: "CLOUDFRONT",
    description: `${baseName} console`,
    defaultAction: { allow: {} },
    rules: [
      {
        name: "rate-limit",
        priority: 0,
        action: { block: {} },
        statement: {
          rateBasedStatement: { aggregateKeyType: "IP", limit: RATE_LIMIT, evaluationWindowSec: 300 },
        },
        visibilityConfig: visibility(`${baseName}-console-rate-limit`),
      },
      ...MANAGED_RULES.map((name, index) => ({
        name,
        priority: index + 1,
        overrideAction: { none: {} },
        statement: { managedRuleGroupStatement: { vendorName: "AWS", name } },
        visibilityConfig: visibility(`${baseName}-console-${name}`),
      })),
    ],
    visibilityConfig: visibility(`${baseName}-console`),
  };
}
