import { covers, hasWildcard } from "../patterns";

/**
 * All resources of one kind in one place: a kind of the table of actions with partition, region and account filled in,
 * as a pattern that every name of the kind matches.
 */

/** Where a kind is looked at: a partition, and regions and accounts as patterns. */
export interface Scope {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

const ANY_ACCOUNT = "????????????";
const EVERYWHERE: Scope = { partition: "aws", region: "*", account: ANY_ACCOUNT };

/**
 * The scope that a resource pattern is about: all of one region and one account is all that most holders can reach, so
 * that a pattern which names them is as broad as one which does not.
 */
export function scopeOf(pattern: string): Scope {
  const [scheme, partition = "", , region = "", account = ""] = pattern.split(":");
  if (scheme !== "arn") return EVERYWHERE;
  const isAny = (text: string): boolean => [...text].every((letter) => letter === "*");
  return {
    partition: hasWildcard(partition) || partition === "" ? "aws" : partition,
    region: isAny(region) ? "*" : region,
    account: isAny(account) ? ANY_ACCOUNT : account,
  };
}

/** Any four letters or more: a pattern that leaves out shorter names only is not narrower. */
const NAME = "????*";

const UUID = "????????-????-????-????-????????????";

/** EC2's ids begin with a prefix for their type. */
const EC2_PREFIXES: Readonly<Record<string, string>> = {
  "capacity-reservation": "cr",
  "customer-gateway": "cgw",
  "dedicated-host": "h",
  "dhcp-options": "dopt",
  "egress-only-internet-gateway": "eigw",
  "elastic-ip": "eipalloc",
  fleet: "fleet",
  image: "ami",
  instance: "i",
  "internet-gateway": "igw",
  "launch-template": "lt",
  natgateway: "nat",
  "network-acl": "acl",
  "network-interface": "eni",
  "prefix-list": "pl",
  "route-table": "rtb",
  "security-group": "sg",
  "security-group-rule": "sgr",
  snapshot: "snap",
  "spot-instances-request": "sir",
  subnet: "subnet",
  "transit-gateway": "tgw",
  volume: "vol",
  vpc: "vpc",
  "vpc-endpoint": "vpce",
  "vpc-flow-log": "fl",
  "vpc-peering-connection": "pcx",
  "vpn-connection": "vpn",
  "vpn-gateway": "vgw",
};

/**
 * How AWS names the resources whose names it makes up: a pattern that has all of these has all of the kind. Secrets get
 * six characters after their name.
 */
const GENERATED: ReadonlyMap<string, string> = new Map([
  ...Object.entries(EC2_PREFIXES).map(
    ([type, prefix]) => [`ec2:${type}/*`, `${type}/${prefix}-????*`] as const,
  ),
  ["acm:certificate/*", `certificate/${UUID}`],
  ["cloudfront:distribution/*", "distribution/E????*"],
  ["elasticfilesystem:access-point/*", "access-point/fsap-????*"],
  ["elasticfilesystem:file-system/*", "file-system/fs-????*"],
  ["kms:key/*", `key/${UUID}`],
  ["route53:hostedzone/*", "hostedzone/Z????*"],
  ["secretsmanager:secret:*", "secret:????*-??????"],
  ["ssm:managed-instance/*", "managed-instance/mi-????*"],
]);

/** The kind (`arn:*:sqs:*:*:*`) in a scope: `arn:aws:sqs:us-east-1:????????????:????*`. */
export function kindIn(kind: string, { partition, region, account }: Scope): string {
  const [, , service = "", kindRegion = "", kindAccount = "", ...rest] = kind.split(":");
  const resource = rest.join(":");
  return [
    "arn",
    partition,
    service,
    kindRegion === "*" ? region : kindRegion,
    kindAccount === "*" ? account : kindAccount,
    GENERATED.get(`${service}:${resource}`) ?? resource.replaceAll("*", NAME),
  ].join(":");
}

/** A kind as it is written in a policy, for messages: `arn:aws:sqs:{region}:{account}:{name}`. */
export function kindText(kind: string, partition = "aws"): string {
  const [, , service = "", region = "", account = "", ...rest] = kind.split(":");
  const fill = (text: string, name: string): string => (text === "*" ? name : text);
  const resource = rest.join(":").replaceAll("*", "{name}");
  return ["arn", partition, service, fill(region, "{region}"), fill(account, "{account}"), resource].join(
    ":",
  );
}

/**
 * Whether a pattern of an ARN has all resources of a type, in the regions and the account that it names: `vpc/*` of any
 * VPC. For patterns in conditions, which name no action to look the kind up by.
 */
export function hasAllOfType(pattern: string): boolean {
  const [scheme, partition = "", service = "", region = "", account = "", ...rest] = pattern.split(":");
  const resource = rest.join(":");
  if (scheme !== "arn" || resource === "") return false;
  const type = /^[a-z-]+[/:]/.exec(resource)?.[0] ?? "";
  return covers(
    pattern,
    kindIn(["arn", partition, service, region, account, `${type}*`].join(":"), scopeOf(pattern)),
  );
}
