/** The web ACL for Dashboards. */

import type * as aws from "@pulumi/aws";
import { cloudFrontWebAcl } from "../cloudfront-web-acl";
import type { StackContext } from "../stack-context";

/** An office behind one address loads some dozens of files a page. */
const RATE_LIMIT = 10_000;

/** Queries and saved objects are bodies far beyond the inspected 8 KiB, and hold markup and URLs of any kind. */
const MET_BY_DASHBOARDS = [
  "SizeRestrictions_BODY",
  "SizeRestrictions_Cookie_HEADER",
  "CrossSiteScripting_BODY",
  "EC2MetaDataSSRF_BODY",
];

export const webAcl = (context: StackContext): aws.wafv2.WebAclArgs =>
  cloudFrontWebAcl({ context, what: "proxy", rateLimit: RATE_LIMIT, countedCommonRules: MET_BY_DASHBOARDS });
