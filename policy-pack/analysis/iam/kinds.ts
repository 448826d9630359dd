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
    partition: partition.includes("*") || partition.includes("?") || partition === "" ? "aws" : partition,
    region: isAny(region) ? "*" : region,
    account: isAny(account) ? ANY_ACCOUNT : account,
  };
}

/** Any four letters or more: a pattern that leaves out shorter names only is not narrower. */
const NAME = "????*";

/**
 * How AWS names the resources whose names it makes up: a pattern that has all of these has all of the kind. EC2's ids
 * have a prefix for their type, keys are UUIDs, and Secrets Manager adds six characters.
 */
const GENERATED: ReadonlyMap<string, string> = new Map([
  ["ec2:image/*", "image/ami-????*"],
  ["ec2:instance/*", "instance/i-????*"],
  ["ec2:internet-gateway/*", "internet-gateway/igw-????*"],
  ["ec2:network-interface/*", "network-interface/eni-????*"],
  ["ec2:route-table/*", "route-table/rtb-????*"],
  ["ec2:security-group/*", "security-group/sg-????*"],
  ["ec2:snapshot/*", "snapshot/snap-????*"],
  ["ec2:subnet/*", "subnet/subnet-????*"],
  ["ec2:volume/*", "volume/vol-????*"],
  ["ec2:vpc/*", "vpc/vpc-????*"],
  ["kms:key/*", "key/????????-????-????-????-????????????"],
  ["secretsmanager:secret:*", "secret:????*-??????"],
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
