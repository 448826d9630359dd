/** The security headers of the console's site, with a content security policy made of names known beforehand. */

import type * as aws from "@pulumi/aws";
import type { StackContext } from "../stack-context";

/** Two years, the least that browsers' preload lists accept. */
const HSTS_SECONDS = 63_072_000;

/** Features of the browser that the console has no use for. */
const REFUSED_FEATURES = [
  "accelerometer",
  "camera",
  "display-capture",
  "geolocation",
  "gyroscope",
  "magnetometer",
  "microphone",
  "payment",
  "usb",
] as const;

/**
 * What S3 says of an object that is nobody's business: with a customer-managed key the second one is the key's ARN, and
 * so the account's id, for everyone who opens the page.
 */
const REMOVED_HEADERS = [
  "Server",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-server-side-encryption-bucket-key-enabled",
  "x-amz-version-id",
] as const;

const HOST = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/**
 * Scripts, styles, images and fonts come from the site alone; it talks to itself, to AppSync in the stack's region (the
 * API's own name is not known before it exists) and to the sign-in hosts.
 *
 * @param signInHosts host names, no scheme: the sign-in pages and the user pool's issuer.
 * @throws {RangeError} naming every entry that is not a host name: one with a space or `;` would rewrite the policy.
 */
export function contentSecurityPolicy(
  { region, partition }: StackContext,
  signInHosts: readonly string[],
): string {
  const wrong = signInHosts.filter((host) => !HOST.test(host));
  if (wrong.length > 0) {
    const listed = wrong.map((host) => `\`${host}\``).join(", ");
    throw new RangeError(`sign-in hosts must be lower-case host names without a scheme, not ${listed}`);
  }
  // Without a sign-in there is no API either.
  const api = signInHosts.length === 0 ? [] : [`https://*.appsync-api.${region}.${partition.dnsSuffix}`];
  const connections = ["'self'", ...api, ...signInHosts.map((host) => `https://${host}`)];
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src ${connections.join(" ")}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "upgrade-insecure-requests",
  ].join("; ");
}

/** The response headers policy of the site; every header overrides what the origin may say. */
export function responseHeaders(
  context: StackContext,
  signInHosts: readonly string[],
): aws.cloudfront.ResponseHeadersPolicyArgs {
  const override = true;
  return {
    comment: `${context.baseName} console`,
    securityHeadersConfig: {
      contentSecurityPolicy: {
        override,
        contentSecurityPolicy: contentSecurityPolicy(context, signInHosts),
      },
      // No preload: whether a registered domain goes on that list is its owner's to say.
      strictTransportSecurity: {
        override,
        accessControlMaxAgeSec: HSTS_SECONDS,
        includeSubdomains: true,
        preload: false,
      },
      contentTypeOptions: { override },
      frameOptions: { override, frameOption: "DENY" },
      referrerPolicy: { override, referrerPolicy: "no-referrer" },
      // `0`: the filter is gone from browsers, and where it lives on it opens holes of its own.
      xssProtection: { override, protection: false },
    },
    customHeadersConfig: {
      items: [
        { override, header: "Cross-Origin-Opener-Policy", value: "same-origin" },
        { override, header: "Cross-Origin-Resource-Policy", value: "same-origin" },
        {
          override,
          header: "Permissions-Policy",
          value: REFUSED_FEATURES.map((feature) => `${feature}=()`).join(", "),
        },
      ],
    },
    removeHeadersConfig: { items: REMOVED_HEADERS.map((header) => ({ header })) },
  };
}
