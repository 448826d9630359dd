/** The web ACL for the console. */

import type * as aws from "@pulumi/aws";
import { cloudFrontWebAcl } from "../cloudfront-web-acl";
import type { StackContext } from "../stack-context";

/** A reviewer makes a few dozen, a site copied file by file some hundreds. */
const RATE_LIMIT = 2_000;

export const webAcl = (context: StackContext): aws.wafv2.WebAclArgs =>
  cloudFrontWebAcl({ context, what: "console", rateLimit: RATE_LIMIT });
