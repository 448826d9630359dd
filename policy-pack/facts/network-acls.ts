import { AddressSet, parseCidr } from "../analysis/addresses";
import { hasPorts, hasTypes, parseProtocol } from "../analysis/protocols";
import { Traffic } from "../analysis/traffic";
import { hasUnknown, isMap, UNKNOWN, type Value, type ValueMap } from "../analysis/unknown";
import { chosenText } from "./choices";
import { itemsOf, type Resource, type Stack, type StackResource, textOf } from "./resource";

const LISTS: ReadonlySet<string> = new Set([
  "aws:ec2/networkAcl:NetworkAcl",
  "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
  "aws-native:ec2:NetworkAcl",
]);

const ENTRIES: ReadonlySet<string> = new Set([
  "aws:ec2/networkAclRule:NetworkAclRule",
  "aws-native:ec2:NetworkAclEntry",
]);

/** Whether the resource is a network ACL, or a rule of one. */
export const isNetworkAclPart = (type: string): boolean => LISTS.has(type) || ENTRIES.has(type);

/** An ingress rule of a network ACL. */
export interface AclEntry {
  /** How messages name it: `` `ingress[0]` ``, or the resource's name. */
  readonly name: string;
  /** The rule's number: the lowest that matches a packet decides. */
  readonly order: number | typeof UNKNOWN;
  readonly action: "allow" | "deny" | typeof UNKNOWN;
  /** The packets that it matches for all, and for some, values of its unknown parts. */
  readonly least: Traffic;
  readonly most: Traffic;
  /** Properties that are not known, as JSON paths. */
  readonly unknown: readonly string[];
}

/** A network ACL, with all of its ingress rules in the stack. */
export interface NetworkAcl {
  /** The ACL's own URN, or that of its last rule where the ACL is not in the stack. */
  readonly urn: string;
  readonly name: string;
  readonly entries: readonly AclEntry[];
}

/** The network ACLs of a stack; none where a rule may be of any of them, since it may deny what another allows. */
export function networkAclsOf({ resources }: Stack): readonly NetworkAcl[] {
  const acls = resources.filter(({ type }) => LISTS.has(type));
  const byKey = new Map<string, { urn: string; name: string; entries: AclEntry[] }>(
    acls.map((acl) => [acl.urn, { urn: acl.urn, name: acl.name, entries: [...listedEntries(acl)] }]),
  );
  for (const rule of resources.filter(({ type }) => ENTRIES.has(type))) {
    const key = aclOf(rule, acls);
    if (key === undefined) return [];
    const acl = byKey.get(key) ?? { urn: rule.urn, name: key, entries: [] };
    byKey.set(key, acl);
    acl.entries.push(...entryOf(`\`${rule.name}\``, "", rule.inputs));
  }
  return [...byKey.values()];
}

/** The URN or the id of the ACL that a rule is of; undefined where it could be one of several. */
function aclOf(rule: StackResource, acls: readonly StackResource[]): string | undefined {
  const sources = rule.sourcesOf("networkAclId");
  const [source] = sources;
  if (sources.length === 1 && source !== undefined) return source.urn;
  const id = textOf(rule.inputs["networkAclId"]);
  if (typeof id !== "string") return undefined;
  return acls.find((acl) => acl.id === id)?.urn ?? id;
}

const listedEntries = ({ inputs }: Resource): readonly AclEntry[] =>
  itemsOf(inputs["ingress"], "ingress").flatMap(({ path, value }): readonly AclEntry[] => {
    if (isMap(value)) return entryOf(`\`${path}\``, path, value);
    return value === UNKNOWN ? [unknownEntry(path)] : [];
  });

const unknownEntry = (path: string): AclEntry => ({
  name: `\`${path}\``,
  order: UNKNOWN,
  action: UNKNOWN,
  least: Traffic.EMPTY,
  most: Traffic.ALL,
  unknown: [path],
});

/** Reads a rule; none where it is one for egress, or cannot be read, which EC2 refuses. */
function entryOf(name: string, path: string, rule: ValueMap): readonly AclEntry[] {
  const at = (property: string): string => (path === "" ? property : `${path}.${property}`);
  const egress = chosenText(rule["egress"]);
  if (typeof egress === "string" && egress.toLowerCase() === "true") return [];
  const unknown = PROPERTIES.filter((property) => hasUnknown(rule[property] ?? null)).map(at);
  try {
    const sources = sourcesOf(rule);
    const ports = portsOf(rule);
    const action = actionOf(rule["action"] ?? rule["ruleAction"]);
    if (action === undefined) return [];
    const match = ports?.from(sources ?? AddressSet.ALL) ?? Traffic.ALL.from(sources ?? AddressSet.ALL);
    return [
      {
        name,
        order: orderOf(rule["ruleNo"] ?? rule["ruleNumber"]),
        action,
        least: ports === undefined || sources === undefined || egress === UNKNOWN ? Traffic.EMPTY : match,
        most: match,
        unknown,
      },
    ];
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

const PROPERTIES: readonly string[] = [
  "ruleNo",
  "ruleNumber",
  "action",
  "ruleAction",
  "egress",
  "protocol",
  "fromPort",
  "toPort",
  "portRange",
  "cidrBlock",
  "ipv6CidrBlock",
];

const actionOf = (value: Value | undefined): AclEntry["action"] | undefined => {
  const text = textOf(value);
  if (text === UNKNOWN || text === undefined) return text;
  const action = text.toLowerCase();
  return action === "allow" || action === "deny" ? action : undefined;
};

function orderOf(value: Value | undefined): number | typeof UNKNOWN {
  const text = chosenText(value);
  const order = typeof text === "string" ? Number(text) : Number.NaN;
  return Number.isInteger(order) ? order : UNKNOWN;
}

/** Undefined where a block is not known. */
function sourcesOf(rule: ValueMap): AddressSet | undefined {
  const blocks = [textOf(rule["cidrBlock"]), textOf(rule["ipv6CidrBlock"])];
  const known = blocks.flatMap((block) =>
    typeof block === "string" ? [AddressSet.of(parseCidr(block))] : [],
  );
  return blocks.includes(UNKNOWN) ? undefined : AddressSet.union(known);
}

/** The protocol's packets from everywhere; undefined where they are not known. ICMP's types are not told apart. */
function portsOf(rule: ValueMap): Traffic | undefined {
  const text = chosenText(rule["protocol"]);
  if (text === UNKNOWN) return undefined;
  const protocol = parseProtocol(text ?? "-1");
  const whole = { firstPort: 0, lastPort: 65_535, sources: AddressSet.ALL };
  if (protocol === "all" || hasTypes(protocol) || !hasPorts(protocol))
    return Traffic.of({ protocol, ...whole });
  const { portRange } = rule;
  if (portRange === UNKNOWN) return undefined;
  const isNative = isMap(portRange);
  const first = chosenText(isNative ? portRange["from"] : rule["fromPort"]);
  const last = chosenText(isNative ? portRange["to"] : rule["toPort"]);
  if (first === UNKNOWN || last === UNKNOWN) return undefined;
  if (first === undefined || last === undefined) return Traffic.of({ protocol, ...whole });
  const [firstPort, lastPort] = [Number(first), Number(last)];
  const isRange = firstPort >= 0 && firstPort <= lastPort && lastPort <= 65_535;
  if (!isRange) throw new RangeError(`\`${first}-${last}\` is not an ascending range of ports in 0..65535`);
  return Traffic.of({ protocol, firstPort, lastPort, sources: AddressSet.ALL });
}
