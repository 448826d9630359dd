/** What CloudFront can do in a partition; the console is built from what is there, and says what is missing. */

import type { PartitionCapabilities } from "../../partitions";

export interface EdgeFeatures {
  /**
   * Cache policies, and with them CloudFront Functions and response headers policies. The China regions answer
   * "The parameter CachePolicyId can't be set for this region" (aws-cdk#13584, #31033), and AWS's own solutions build
   * without the other two there.
   */
  readonly policies: boolean;
  /** Standard logging v2, through CloudWatch Logs deliveries; else access logs go to a bucket that takes ACLs. */
  readonly deliveredLogs: boolean;
  /** IPv6 and HTTP/3; without them viewers connect by IPv4 and HTTP/2. */
  readonly modernTransport: boolean;
  /** Price classes below `PriceClass_All`: the edge locations in China are one class. */
  readonly priceClasses: boolean;
}

const GLOBAL: EdgeFeatures = {
  policies: true,
  deliveredLogs: true,
  modernTransport: true,
  priceClasses: true,
};

/**
 * CloudFront in China is another service with the same API. What is not documented there counts as absent: a plan that
 * AWS refuses half-way is worse than a plainer distribution. In consequence the site sends no security headers of its
 * own there (the page carries a content security policy in its markup), and only `/` opens the page.
 */
const CHINA: EdgeFeatures = {
  policies: false,
  deliveredLogs: false,
  modernTransport: false,
  priceClasses: false,
};

/**
 * The features of a partition's CloudFront.
 *
 * @throws {RangeError} where the partition has no CloudFront at all.
 */
export function edgeFeatures({ partition, originAccess }: PartitionCapabilities): EdgeFeatures {
  if (originAccess.length === 0) {
    throw new RangeError(
      `a web console needs Amazon CloudFront, which partition \`${partition}\` does not offer`,
    );
  }
  return partition === "aws-cn" ? CHINA : GLOBAL;
}
