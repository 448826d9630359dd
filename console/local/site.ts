/** The built site as CloudFront serves it: the same rewrite, headers, types and ages, from the same sources. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import type { StackContext } from "../../components/stack-context";
import { responseHeaders } from "../../components/web-console/response-headers";
import { REWRITE_CODE } from "../../components/web-console/rewrite";
import { SETTINGS_KEY, siteFiles } from "../../components/web-console/site-files";
import { type Answering, addressOf, send } from "./http";

export interface SiteSettings {
  readonly apiUrl: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly signInHost: string;
}

export type Headers = Readonly<Record<string, string>>;

/** The response headers policy as CloudFront applies it. */
export function cloudFrontHeaders(context: StackContext, signInHosts: readonly string[]): Headers {
  const policy = responseHeaders(context, signInHosts) as PlainPolicy;
  const { securityHeadersConfig: security, customHeadersConfig: custom } = policy;
  const { accessControlMaxAgeSec: age, includeSubdomains, preload } = security.strictTransportSecurity;
  const transport = [
    `max-age=${age}`,
    ...(includeSubdomains ? ["includeSubDomains"] : []),
    ...(preload ? ["preload"] : []),
  ];
  return {
    "content-security-policy": security.contentSecurityPolicy.contentSecurityPolicy,
    "referrer-policy": security.referrerPolicy.referrerPolicy,
    "strict-transport-security": transport.join("; "),
    "x-content-type-options": "nosniff",
    "x-frame-options": security.frameOptions.frameOption,
    "x-xss-protection": security.xssProtection.protection ? "1" : "0",
    ...Object.fromEntries(custom.items.map(({ header, value }) => [header.toLowerCase(), value])),
  };
}

/** The policy without Pulumi's inputs: the program writes it in plain values. */
interface PlainPolicy {
  readonly securityHeadersConfig: {
    readonly contentSecurityPolicy: { readonly contentSecurityPolicy: string };
    readonly frameOptions: { readonly frameOption: string };
    readonly referrerPolicy: { readonly referrerPolicy: string };
    readonly strictTransportSecurity: {
      readonly accessControlMaxAgeSec: number;
      readonly includeSubdomains: boolean;
      readonly preload: boolean;
    };
    readonly xssProtection: { readonly protection: boolean };
  };
  readonly customHeadersConfig: {
    readonly items: readonly { readonly header: string; readonly value: string }[];
  };
}

/**
 * The same headers for plain HTTP on this machine: two of them promise TLS, which is not there, and one browser keeps the
 * promise even for `localhost`. Everything is served from one origin, so `connect-src` has no need of the real hosts.
 */
export function localHeaders(context: StackContext): Headers {
  const {
    "strict-transport-security": _,
    "content-security-policy": policy = "",
    ...others
  } = cloudFrontHeaders(context, []);
  const kept = policy.split("; ").filter((directive) => directive !== "upgrade-insecure-requests");
  return { ...others, "content-security-policy": kept.join("; ") };
}

interface StoredFile {
  readonly body: Buffer;
  readonly headers: Headers;
}

const stored = (body: Buffer, contentType: string, cacheControl: string): StoredFile => ({
  body,
  headers: {
    "content-type": contentType,
    "cache-control": cacheControl,
    etag: `"${createHash("sha256").update(body).digest("hex").slice(0, 32)}"`,
  },
});

/** S3's answer through an origin access that may read objects and list nothing. */
const DENIED = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`;

/**
 * @param directory the built site
 * @param settings what `/config.json` says; absent: a deployment without sign-in; read for each request
 * @throws {Error} where the site is not built, or not as it should be
 */
export function siteServer(
  directory: string,
  headers: Headers,
  settings: () => SiteSettings | Readonly<Record<string, never>>,
): Answering {
  const files = new Map(
    siteFiles(directory).map(({ key, path, contentType, cacheControl }) => [
      `/${key}`,
      stored(readFileSync(path), contentType, cacheControl),
    ]),
  );
  const rewrite = runInNewContext(`${REWRITE_CODE}; handler`) as (event: {
    readonly request: { uri: string };
  }) => { readonly uri: string };

  return (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") return send(response, 403, headers, DENIED);
    const { uri } = rewrite({ request: { uri: addressOf(request).pathname } });
    const file =
      uri === `/${SETTINGS_KEY}`
        ? stored(Buffer.from(JSON.stringify(settings())), "application/json", "no-store")
        : files.get(uri);
    if (file === undefined) {
      return send(response, 403, { ...headers, "content-type": "application/xml" }, DENIED);
    }
    if (request.headers["if-none-match"] === file.headers["etag"]) {
      response.writeHead(304, { ...headers, ...file.headers }).end();
      return;
    }
    const length = { "content-length": String(file.body.length) };
    response.writeHead(200, { ...headers, ...file.headers, ...length });
    response.end(request.method === "HEAD" ? undefined : file.body);
  };
}
