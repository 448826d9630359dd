/**
 * The proxies' nginx configuration: a pure function of values that are checked before anything is rendered. A value that
 * is not a plain host name or block is refused; nothing is escaped, and no shell ever sees it.
 *
 * The way to the domain keeps its connections *and* follows the domain's addresses, which change with each of its updates.
 * A variable in `proxy_pass` resolves at run time, but gives a new TLS connection to each request; an `upstream` block
 * keeps connections, but resolves once, at start (its `resolve` parameter came with nginx 1.27.3, which a fleet that is
 * pinned to an older Amazon Linux release does not have). So the two are put in a row, inside one nginx: the `upstream`
 * block keeps connections to a hop on loopback, where the stream module opens a connection to the address of the moment
 * for each that it accepts. The hop passes bytes: TLS, with the domain's name and its verification, runs end to end
 * through it, and nothing is trusted that was not before. No timer, script or reload takes part, so nothing runs as root
 * on what DNS says and no connection is cut; a node that closes its connections closes them through the hop, and nginx
 * does not use them again. Against the hop speaks one more copy of each byte, far cheaper than a handshake per request.
 * The port is one that SELinux's policy lets httpd listen on (`http_port_t`).
 * https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive_time
 * https://nginx.org/en/docs/stream/ngx_stream_proxy_module.html#proxy_pass
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
  /** Address and port, on loopback, of the hop to the domain. */
  readonly hop: string;
  /** Files that load the modules installed beside nginx, the stream module among them, as `include` takes them. */
  readonly modules: string;
  /** DNS server, as `resolver` takes it. */
  readonly resolver: string;
  readonly certificate: string;
  readonly certificateKey: string;
  /** The authorities that may vouch for the domain. */
  readonly trustedCertificates: string;
  readonly upstreamPort: number;
}

/** The packages nginx and nginx-mod-stream of Amazon Linux 2023, and the resolver that answers at this address in every VPC. */
export const AMAZON_LINUX_2023: Platform = {
  user: "nginx",
  pidFile: "/run/nginx.pid",
  logDirectory: "/var/log/nginx",
  stateDirectory: "/var/lib/nginx/tmp",
  listen: "443",
  hop: "127.0.0.1:8443",
  modules: "/usr/share/nginx/modules/*.conf",
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

/** How long nginx believes an answer of DNS, whatever its time to live says. */
const ADDRESSES_SECONDS = 5;
/** How old a connection to the domain may be, and how long unused, when a request is put on it. */
const CONNECTION_SECONDS = 10;

/**
 * After this time no new request goes to an address that the domain has left, in seconds: a connection made on the last
 * old answer (believed in whole seconds, so for up to one more), used until it is too old, then unused for as long as it
 * may be.
 */
export const ADDRESS_CHANGE_SECONDS = ADDRESSES_SECONDS + 1 + 2 * CONNECTION_SECONDS;

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

/** nginx warns of a block with host bits, and may mean less by it than its author. */
function blockMistake(text: string): readonly string[] {
  const [start = "", length = ""] = text.split("/");
  const value = start.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  if (CIDR.test(text) && value % 2 ** (32 - Number(length)) === 0) return [];
  return [
    `\`vpcCidr\` \`${text}\` is not an IPv4 CIDR block, such as \`10.60.0.0/16\`, with no bit of a host set`,
  ];
}

/** What is wrong with a site; empty: it can be rendered. */
export function siteMistakes(site: ProxySite): readonly string[] {
  const { dashboards, hostName } = site;
  const mistakes = [
    ...hostNameMistake("hostName", hostName),
    ...hostNameMistake("domainEndpoint", site.domainEndpoint),
    ...blockMistake(site.vpcCidr),
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
  const { read, idle, keepAlive } = timeouts(site.exposure);
  const values = {
    user: platform.user,
    pid_file: platform.pidFile,
    log_directory: platform.logDirectory,
    state_directory: platform.stateDirectory,
    listen: platform.listen,
    hop: platform.hop,
    modules: platform.modules,
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
    addresses_seconds: String(ADDRESSES_SECONDS),
    connection_seconds: String(CONNECTION_SECONDS),
    read_seconds: String(read),
    idle_seconds: String(idle),
    keep_alive_seconds: String(keepAlive),
    ...(site.dashboards.kind === "proxied-cognito" ? { cognito_host: site.dashboards.cognitoHost } : {}),
  };
  return {
    "nginx.conf": fill("nginx.conf", values),
    "routes.conf": fill(`routes-${site.dashboards.kind}.conf`, values),
  };
}
