/**
 * The proxies' nginx configuration: a pure function of values that are checked before anything is rendered. A value that
 * is not a plain host name or block is refused; nothing is escaped, and no shell ever sees it.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Exposure } from "../../partitions";

/** How OpenSearch Dashboards knows the proxy, and so what has to be rewritten on the way back. */
export type DashboardsAccess =
  /** The domain has the proxy's public name as custom endpoint: nothing is rewritten, every sign-in works. */
  | { readonly kind: "custom-endpoint"; readonly hostName: string }
  /** The domain knows only its own endpoint: redirects and cookies are rewritten; internal users only. */
  | { readonly kind: "domain-endpoint" }
  /**
   * As `domain-endpoint`, and Cognito's classic hosted pages are proxied too. Native users of the pool only: a federated
   * sign-in leaves for the identity provider and comes back to Cognito's own name.
   */
  | { readonly kind: "proxied-cognito"; readonly cognitoHost: string };

/** What one proxy serves. */
export interface ProxySite {
  /** The public name that browsers use; any other `Host` is refused. */
  readonly hostName: string;
  /** The domain's endpoint in the VPC, without scheme. */
  readonly domainEndpoint: string;
  readonly dashboards: DashboardsAccess;
  readonly exposure: Exposure;
  /** Where the load balancer's addresses lie: only from there `X-Forwarded-For` is believed. */
  readonly vpcCidr: string;
}

/** What depends on the operating system that nginx runs on. */
export interface Platform {
  readonly user: string;
  readonly pidFile: string;
  readonly logDirectory: string;
  /** For temporary files; exists, and is the package's own. */
  readonly stateDirectory: string;
  /** Address and port, or port alone, as `listen` takes it. */
  readonly listen: string;
  /** DNS server, as `resolver` takes it. */
  readonly resolver: string;
  readonly certificate: string;
  readonly certificateKey: string;
  /** The authorities that may vouch for the domain. */
  readonly trustedCertificates: string;
  readonly upstreamPort: number;
}

/** The package of Amazon Linux 2023, and the resolver that answers at this address in every VPC. */
export const AMAZON_LINUX_2023: Platform = {
  user: "nginx",
  pidFile: "/run/nginx.pid",
  logDirectory: "/var/log/nginx",
  stateDirectory: "/var/lib/nginx/tmp",
  listen: "443",
  resolver: "169.254.169.253",
  certificate: "/etc/pki/nginx/server.crt",
  certificateKey: "/etc/pki/nginx/private/server.key",
  trustedCertificates: "/etc/pki/tls/certs/ca-bundle.crt",
  upstreamPort: 443,
};

/** The two files, by name; `nginx.conf` includes the other from its own directory. */
export interface NginxFiles {
  readonly "nginx.conf": string;
  readonly "routes.conf": string;
}

/** How long each hop waits, in seconds: the one nearer to the domain gives up first and says why. */
export interface Timeouts {
  /** nginx for the domain's next bytes. */
  readonly read: number;
  /** The load balancer for anything, on either side. */
  readonly idle: number;
  /** nginx before it closes an unused connection of the load balancer. */
  readonly keepAlive: number;
}

/** OpenSearch's own limit is 300 s; CloudFront waits for an origin at most 120 s. */
export function timeouts(exposure: Exposure): Timeouts {
  return exposure === "cloudfront"
    ? { read: 110, idle: 130, keepAlive: 150 }
    : { read: 310, idle: 330, keepAlive: 350 };
}

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const HOST_NAME = new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})+$`);
const OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
const CIDR = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}/(?:3[0-2]|[12]?[0-9])$`);
const FULL_ADDRESS = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);

function hostNameMistake(argument: string, text: string): readonly string[] {
  // `$` in a JavaScript pattern without the m flag is the very end: a trailing line break does not pass.
  if (HOST_NAME.test(text) && !FULL_ADDRESS.test(text)) return [];
  return [
    `\`${argument}\` \`${text}\` is not a host name: two or more labels of a-z, 0-9 and \`-\`, no scheme, port or path`,
  ];
}

/** What is wrong with a site; empty: it can be rendered. */
export function siteMistakes(site: ProxySite): readonly string[] {
  const { dashboards, hostName } = site;
  const mistakes = [
    ...hostNameMistake("hostName", hostName),
    ...hostNameMistake("domainEndpoint", site.domainEndpoint),
    ...(CIDR.test(site.vpcCidr) ? [] : [`\`vpcCidr\` \`${site.vpcCidr}\` is not an IPv4 CIDR block`]),
  ];
  if (dashboards.kind === "proxied-cognito") {
    mistakes.push(...hostNameMistake("dashboards.cognitoHost", dashboards.cognitoHost));
  }
  if (dashboards.kind === "custom-endpoint" && dashboards.hostName !== hostName) {
    mistakes.push(
      `\`dashboards.hostName\` \`${dashboards.hostName}\` is not \`${hostName}\`: after sign-in the browser is sent to the domain's custom endpoint, which must be the proxy`,
    );
  }
  return mistakes;
}

/** The name that the domain is asked for, in TLS and in `Host`. */
function originName({ dashboards, domainEndpoint }: ProxySite): string {
  return dashboards.kind === "custom-endpoint" ? dashboards.hostName : domainEndpoint;
}

const template = (file: string): string => readFileSync(join(__dirname, `${file}.template`), "utf8");

function fill(file: string, values: Readonly<Record<string, string>>): string {
  return template(file).replace(/@([a-z_]+)@/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`\`@${name}@\` in \`${file}.template\` has no value`);
    return value;
  });
}

/**
 * The configuration for one site.
 * @throws RangeError naming all mistakes of the site at once
 */
export function renderNginx(site: ProxySite, platform: Platform = AMAZON_LINUX_2023): NginxFiles {
  const mistakes = siteMistakes(site);
  if (mistakes.length > 0) throw new RangeError(mistakes.join("; "));
  const { read, keepAlive } = timeouts(site.exposure);
  const values = {
    user: platform.user,
    pid_file: platform.pidFile,
    log_directory: platform.logDirectory,
    state_directory: platform.stateDirectory,
    listen: platform.listen,
    resolver: platform.resolver,
    certificate: platform.certificate,
    certificate_key: platform.certificateKey,
    trusted_certificates: platform.trustedCertificates,
    upstream_port: String(platform.upstreamPort),
    host_name: site.hostName,
    origin_name: originName(site),
    domain_endpoint: site.domainEndpoint,
    vpc_cidr: site.vpcCidr,
    // Behind CloudFront the last entry is CloudFront's own interface in the VPC, and the one before it the viewer.
    real_ip_recursive: site.exposure === "cloudfront" ? "on" : "off",
    read_seconds: String(read),
    keep_alive_seconds: String(keepAlive),
    ...(site.dashboards.kind === "proxied-cognito" ? { cognito_host: site.dashboards.cognitoHost } : {}),
  };
  return {
    "nginx.conf": fill("nginx.conf", values),
    "routes.conf": fill(`routes-${site.dashboards.kind}.conf`, values),
  };
}
