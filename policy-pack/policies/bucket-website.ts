import { type Finding, quote, undecided } from "../analysis/findings";
import { makesWebsite, websitesOf } from "../facts/bucket-websites";
import { holderOf } from "../facts/iam-documents";
import type { Rule } from "../facts/rule";

/** Advises against websites that S3 serves by itself. */
export const bucketWebsite: Rule = {
  name: "bucket-website",
  displayName: "No website straight from a bucket",
  description: "A bucket must not be a website.",
  enforcementLevel: "advisory",
  severity: "medium",
  tags: ["s3", "public-access", "encryption"],
  remediationSteps:
    "Serve the objects by CloudFront with origin access control from the bucket's own endpoint, and remove the website configuration.",
  settings: {},
  appliesTo: makesWebsite,
  judge: (resource) =>
    websitesOf(resource).map(
      ({ path, isCertain }): Finding =>
        isCertain
          ? {
              kind: "violation",
              what: `${holderOf(resource)}: ${quote(path)} makes a website of the bucket`,
              why: "S3 serves websites without TLS, and only from objects that everyone can read",
              fix: "serve them by CloudFront with origin access control, which keeps the bucket private",
              meaning: { kind: "bucket-website" },
            }
          : undecided(holderOf(resource), path, "make a website of the bucket"),
    ),
};
