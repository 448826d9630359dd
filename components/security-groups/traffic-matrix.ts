/**
 * Who may open a connection to whom, in one table. The security groups' rules, the stack output that an operator reviews
 * and the console's view all come from it, so none of them can say something else.
 *
 * What no security group filters is not in the table: the VPC's resolver, the instance metadata and the time service.
 */

import type * as pulumi from "@pulumi/pulumi";
import type { ExposureConfig } from "../../config/stack-config";
import { AddressSet, INTERNET } from "../../policy-pack/analysis/addresses";

/** The components that have a security group of their own. */
export type GroupName = "load-balancer" | "proxy" | "domain" | "endpoints";

/** One end of a flow. */
export type Party =
  /** One of our groups; with `existingId` it belongs to an existing domain and only gets a rule. */
  | { readonly kind: "group"; readonly name: GroupName; readonly existingId?: string }
  /** A group of somebody else, which gets no rule from us: its owner admits the proxies. */
  | { readonly kind: "existing-group"; readonly id: string; readonly name: string }
  | { readonly kind: "cidr"; readonly cidr: string }
  /** `weight`: how many of a group's rules the list counts for. */
  | {
      readonly kind: "prefix-list";
      readonly id: pulumi.Input<string>;
      readonly name: string;
      readonly weight: number;
    };

/** A connection that may be opened; answers to it follow, since security groups are stateful. */
export interface Flow {
  /** Stable, unique, and the stem of the rules' names. */
  readonly id: string;
  readonly from: Party;
  readonly to: Party;
  readonly protocol: "tcp";
  readonly port: number;
  /** Becomes the rules' description: at most 255 of the characters that EC2 accepts there. */
  readonly why: string;
  /** The setting of the stack's configuration whose list the peer is an element of; absent: the code says it. */
  readonly setting?: "allowedCidrs" | "allowedPrefixListIds";
}

export interface TrafficOptions {
  readonly exposure: ExposureConfig;
  /** Clients of an internal load balancer when none are named. */
  readonly vpcCidr: string;
  /** Whether the private subnets have a route to the internet through NAT gateways. */
  readonly nat: boolean;
  /** Prefix list of the S3 gateway endpoint; absent: S3 is reached through NAT. */
  readonly s3PrefixListId?: pulumi.Input<string> | undefined;
  readonly endpoints: {
    /** Whether this stack makes interface endpoints, which get a group. */
    readonly created: boolean;
    /** Those of an existing VPC that proxies depend on: their group, or `unnamed` where only their addresses tell. */
    readonly existing: "none" | "unnamed" | { readonly groupId: string };
  };
  /** `new`, or the group of an existing domain: it is not created, but gets the one rule that admits the proxies. */
  readonly domain: "new" | { readonly securityGroupId: string };
  /** Whether nginx proxies Cognito's sign-in pages, for an existing domain without a custom endpoint. */
  readonly cognitoProxied: boolean;
}

/** A row of the matrix as people and the console read it: plain text, no unknowns. */
export interface MatrixRow {
  readonly from: string;
  readonly to: string;
  readonly protocol: "tcp";
  readonly port: number;
  readonly why: string;
  /** The rules that this stack declares for the flow: at the receiving end, at the sending end. */
  readonly rules: readonly ("ingress" | "egress")[];
}

const HTTPS = 443;
const HTTP = 80;

/** Default quota of rules in each direction of a security group; a prefix list counts with its weight. */
const RULES_PER_DIRECTION = 60;

/** `com.amazonaws.global.cloudfront.origin-facing` (VPC user guide, "Work with AWS-managed prefix lists"). */
const CLOUDFRONT_WEIGHT = 55;

/** More public addresses than this are the internet rather than an allowlist: one /8 of IPv4, one /16 of IPv6. */
const MOST_PUBLIC_IPV4 = 2n ** 24n;
const MOST_PUBLIC_IPV6 = 2n ** 112n;

const loadBalancer: Party = { kind: "group", name: "load-balancer" };
const proxy: Party = { kind: "group", name: "proxy" };

const tcp = (id: string, from: Party, to: Party, port: number, why: string): Flow => ({
  id,
  from,
  to,
  protocol: "tcp",
  port,
  why,
});

/** A CIDR block as part of a logical name; IPv6's `::` would end the name's part of a URN. */
const slug = (cidr: string): string => cidr.replaceAll("::", "--").replaceAll(/[:./]/g, "-");

function clients({ exposure, vpcCidr }: TrafficOptions): readonly Flow[] {
  switch (exposure.kind) {
    case "cloudfront": {
      const edge: Party = {
        kind: "prefix-list",
        id: exposure.originFacingPrefixListId,
        name: "com.amazonaws.global.cloudfront.origin-facing",
        weight: CLOUDFRONT_WEIGHT,
      };
      return [
        tcp(
          "cloudfront-to-load-balancer",
          edge,
          loadBalancer,
          HTTPS,
          "CloudFront VPC origin to the load balancer",
        ),
      ];
    }
    case "internal":
    case "allowlist": {
      const { cidrs, prefixListIds } = exposure.clients;
      const unnamed = exposure.kind === "internal" && cidrs.length + prefixListIds.length === 0;
      const why = unnamed ? "Any host of the VPC to the load balancer" : "Named clients to the load balancer";
      return [
        // Where none are named, naming some is how the VPC's block is narrowed.
        ...(unnamed ? [vpcCidr] : cidrs).map(
          (cidr): Flow => ({
            ...tcp(`${slug(cidr)}-to-load-balancer`, { kind: "cidr", cidr }, loadBalancer, HTTPS, why),
            setting: "allowedCidrs",
          }),
        ),
        // The weight of a customer-managed list is its maximum size, which is not known here: one at least.
        ...prefixListIds.map((id): Flow => {
          const list: Party = { kind: "prefix-list", id, name: id, weight: 1 };
          return {
            ...tcp(`${id}-to-load-balancer`, list, loadBalancer, HTTPS, why),
            setting: "allowedPrefixListIds",
          };
        }),
      ];
    }
  }
}

function toServices({
  nat,
  s3PrefixListId,
  endpoints,
  vpcCidr,
  cognitoProxied,
}: TrafficOptions): readonly Flow[] {
  const flows: Flow[] = [];
  const why = "Systems Manager, logs and scaling through interface endpoints";
  if (endpoints.created) {
    flows.push(tcp("proxy-to-endpoints", proxy, { kind: "group", name: "endpoints" }, HTTPS, why));
  }
  if (typeof endpoints.existing === "object") {
    const { groupId } = endpoints.existing;
    const theirs: Party = { kind: "existing-group", id: groupId, name: "interface endpoints" };
    flows.push(tcp("proxy-to-existing-endpoints", proxy, theirs, HTTPS, why));
  }
  if (endpoints.existing === "unnamed") {
    const byAddress: Party = { kind: "cidr", cidr: vpcCidr };
    flows.push(tcp("proxy-to-vpc", proxy, byAddress, HTTPS, `${why}, whose group is not named`));
  }
  if (s3PrefixListId !== undefined) {
    const s3: Party = {
      kind: "prefix-list",
      id: s3PrefixListId,
      name: "Amazon S3 in this region",
      weight: 1,
    };
    flows.push(
      tcp(
        "proxy-to-s3",
        proxy,
        s3,
        HTTPS,
        "Packages and patch baselines from S3 through the gateway endpoint",
      ),
      // "SSM Agent communications with AWS managed S3 buckets": the agent's default there is plain HTTP, content signed.
      tcp(
        "proxy-to-s3-http",
        proxy,
        s3,
        HTTP,
        "Patching documents that the SSM Agent fetches from S3 over HTTP",
      ),
    );
  }
  if (nat) {
    const internet: Party = { kind: "cidr", cidr: "0.0.0.0/0" };
    const signIn = cognitoProxied ? ", and the Cognito sign-in pages" : "";
    flows.push(
      tcp("proxy-to-internet", proxy, internet, HTTPS, `AWS services and packages through NAT${signIn}`),
    );
  }
  return flows;
}

/** The rules that we declare for a flow: none on a group of somebody else, but for an existing domain's. */
export function rulesOf({ from, to }: Flow): readonly ("ingress" | "egress")[] {
  const ingress = to.kind === "group" ? (["ingress"] as const) : [];
  const egress = from.kind === "group" ? (["egress"] as const) : [];
  return [...ingress, ...egress];
}

function openToTheWorld(flows: readonly Flow[]): readonly string[] {
  const sources = flows.flatMap(({ from }) => (from.kind === "cidr" ? [from.cidr] : []));
  const internet = AddressSet.of(...sources).intersect(INTERNET);
  const tooMany =
    internet.family("ipv4").size > MOST_PUBLIC_IPV4 || internet.family("ipv6").size > MOST_PUBLIC_IPV6;
  if (!tooMany) return [];
  return [
    `clients \`${sources.join("`, `")}\` are the internet rather than a list; at most 2^24 public IPv4 and 2^112 IPv6 addresses are accepted`,
  ];
}

function overQuota(flows: readonly Flow[]): readonly string[] {
  const weights = new Map<string, number>();
  const weigh = (direction: "ingress" | "egress", group: Party, peer: Party) => {
    if (group.kind !== "group") return;
    const key = `${direction} rules of group \`${group.name}\``;
    weights.set(key, (weights.get(key) ?? 0) + (peer.kind === "prefix-list" ? peer.weight : 1));
  };
  for (const { from, to } of flows) {
    weigh("ingress", to, from);
    weigh("egress", from, to);
  }
  return [...weights]
    .filter(([, weight]) => weight > RULES_PER_DIRECTION)
    .map(([what, weight]) => `${what} count as \`${weight}\`; at most ${RULES_PER_DIRECTION} are accepted`);
}

/**
 * The traffic matrix of a stack: clients → load balancer → proxy → domain, and what the proxies need of AWS. Nothing else
 * may talk to anything.
 * @throws RangeError where the clients are the internet, none are named for an allowlist, a group would need more than 60
 *   rules (prefix lists by weight), or sign-in pages must be proxied in a network without NAT; all mistakes at once
 */
export function trafficMatrix(options: TrafficOptions): readonly Flow[] {
  const { domain, nat, cognitoProxied } = options;
  const domainGroup: Party = {
    kind: "group",
    name: "domain",
    ...(domain === "new" ? {} : { existingId: domain.securityGroupId }),
  };
  const entry = clients(options);
  const flows = [
    ...entry,
    tcp(
      "load-balancer-to-proxy",
      loadBalancer,
      proxy,
      HTTPS,
      "Load balancer to nginx: requests and health checks",
    ),
    tcp("proxy-to-domain", proxy, domainGroup, HTTPS, "nginx to OpenSearch Dashboards"),
    ...toServices(options),
  ];
  const mistakes = [
    ...(entry.length === 0
      ? [`exposure \`${options.exposure.kind}\` names no clients; at least one is required`]
      : []),
    ...openToTheWorld(entry),
    ...overQuota(flows),
    ...(cognitoProxied && !nat
      ? ["sign-in pages of Cognito cannot be proxied without NAT; the domain needs a custom endpoint"]
      : []),
  ];
  if (mistakes.length > 0) throw new RangeError(mistakes.join("; "));
  return flows;
}

function describe(party: Party): string {
  switch (party.kind) {
    case "group":
      return party.existingId === undefined ? party.name : `${party.name} (${party.existingId})`;
    case "existing-group":
      return `${party.name} (${party.id})`;
    case "cidr":
      return party.cidr;
    case "prefix-list":
      return party.name;
  }
}

/** The matrix as plain rows, for the stack output and the console: names instead of ids that AWS chooses. */
export function describeMatrix(flows: readonly Flow[]): readonly MatrixRow[] {
  return flows.map((flow) => ({
    from: describe(flow.from),
    to: describe(flow.to),
    protocol: flow.protocol,
    port: flow.port,
    why: flow.why,
    rules: rulesOf(flow),
  }));
}
