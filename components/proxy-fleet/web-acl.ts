/** A web ACL for Dashboards: AWS's lists of bad addresses and requests, and a limit on how often one address may ask. */

import type * as aws from "@pulumi/aws";

/** Requests of one address in five minutes; an office behind one address loads some dozens of files a page. */
const RATE_LIMIT = 10_000;

interface ManagedRules {
  readonly name: string;
  /** Rules that would block what Dashboards does by design; they count only. */
  readonly counted: readonly string[];
}

const MANAGED_RULES: readonly ManagedRules[] = [
  { name: "AWSManagedRulesAmazonIpReputationList", counted: [] },
  {
    name: "AWSManagedRulesCommonRuleSet",
    // Queries and saved objects are bodies far beyond the inspected 8 KiB, and hold markup and URLs of any kind.
    counted: [
      "SizeRestrictions_BODY",
      "SizeRestrictions_Cookie_HEADER",
      "CrossSiteScripting_BODY",
      "EC2MetaDataSSRF_BODY",
    ],
  },
  { name: "AWSManagedRulesKnownBadInputsRuleSet", counted: [] },
];

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
    description: `${baseName} proxy`,
    defaultAction: { allow: {} },
    rules: [
      {
        name: "rate-limit",
        priority: 0,
        action: { block: {} },
        statement: {
          rateBasedStatement: { aggregateKeyType: "IP", limit: RATE_LIMIT, evaluationWindowSec: 300 },
        },
        visibilityConfig: visibility(`${baseName}-proxy-rate-limit`),
      },
      ...MANAGED_RULES.map(({ name, counted }, index) => ({
        name,
        priority: index + 1,
        overrideAction: { none: {} },
        statement: {
          managedRuleGroupStatement: {
            vendorName: "AWS",
            name,
            ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
          },
        },
        visibilityConfig: visibility(`${baseName}-proxy-${name}`),
      })),
    ],
    visibilityConfig: visibility(`${baseName}-proxy`),
  };
}
