import { AddressSet, parseCidr } from "../analysis/addresses";
import { hasPorts, hasTypes, parseProtocol } from "../analysis/protocols";
import { Traffic } from "../analysis/traffic";
import { isMap, UNKNOWN, type Value, type ValueMap } from "../analysis/unknown";
import { type Item, itemsOf, type Resource, textOf } from "./resource";

/** Somebody that a rule lets in by an id instead of addresses. */
export interface Peer {
  /** The property, as a JSON path: `ingress[0].prefixListIds[1]`. */
  readonly path: string;
  /** The resource's property, by which the stack's dependencies are kept. */
  readonly property: string;
  readonly id: string | typeof UNKNOWN;
}

/** An ingress rule as sets. Peers that are groups or prefix lists hold no addresses in `least` and `most`. */
export interface IngressRule {
  /** Where it stands: `ingress[0]`, or `""` where the resource is the rule. */
  readonly path: string;
  /** The packets that are let in whatever the unknown parts turn out to be. */
  readonly least: Traffic;
  /** The packets that are let in for some value of the unknown parts. */
  readonly most: Traffic;
  /** Properties whose value is not known, as JSON paths. */
  readonly unknown: readonly string[];
  /** The rule's protocol and ports from everywhere, of which its peers may use the part that comes from them. */
  readonly ports: Bounds<Traffic>;
  readonly prefixLists: readonly Peer[];
  readonly groups: readonly Peer[];
}

/** A part of a rule that EC2 could not read either. */
export interface UnreadableRule {
  readonly path: string;
  readonly problem: string;
}

/** The ingress rules of one resource. */
export interface Ingress {
  readonly rules: readonly IngressRule[];
  readonly unreadable: readonly UnreadableRule[];
}

/** How a provider spells a rule. */
interface Spelling {
  readonly protocol: string;
  /** The property that says whether the rule is one for ingress or egress; all are for ingress where it is absent. */
  readonly direction?: string;
  /** Properties that hold one CIDR block, or a list of them. */
  readonly cidrs: readonly string[];
  /** Properties that hold one id of a prefix list, or a list of them. */
  readonly prefixLists: readonly string[];
  /** Properties that hold one id or name of a security group, or a list of them. */
  readonly groups: readonly string[];
}

const LISTS: Spelling = {
  protocol: "protocol",
  cidrs: ["cidrBlocks", "ipv6CidrBlocks"],
  prefixLists: ["prefixListIds"],
  groups: ["securityGroups", "sourceSecurityGroupId"],
};
const SINGLE: Spelling = {
  protocol: "ipProtocol",
  cidrs: ["cidrIpv4", "cidrIpv6"],
  prefixLists: ["prefixListId"],
  groups: ["referencedSecurityGroupId"],
};
const NATIVE: Spelling = {
  protocol: "ipProtocol",
  cidrs: ["cidrIp", "cidrIpv6"],
  prefixLists: ["sourcePrefixListId"],
  groups: ["sourceSecurityGroupId", "sourceSecurityGroupName"],
};

interface Surface {
  /** The property that lists the rules; undefined where the resource is a rule. */
  readonly list?: string;
  readonly spelling: Spelling;
  /** The properties that may name the group; absent where the resource is the group. */
  readonly group?: readonly string[];
}

const SURFACES: Readonly<Record<string, Surface>> = {
  "aws:ec2/securityGroup:SecurityGroup": { list: "ingress", spelling: LISTS },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": { list: "ingress", spelling: LISTS },
  "aws:ec2/securityGroupRule:SecurityGroupRule": {
    spelling: { ...LISTS, direction: "type" },
    group: ["securityGroupId"],
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
    spelling: SINGLE,
    group: ["securityGroupId"],
  },
  "aws-native:ec2:SecurityGroup": { list: "securityGroupIngress", spelling: NATIVE },
  "aws-native:ec2:SecurityGroupIngress": { spelling: NATIVE, group: ["groupId", "groupName"] },
};

/** Whether resources of this type can let traffic into a security group. */
export const letsTrafficIn = (type: string): boolean => Object.hasOwn(SURFACES, type);

/** Whether the resource is a security group itself, rather than a rule of one. */
export const isSecurityGroup = (type: string): boolean =>
  letsTrafficIn(type) && SURFACES[type]?.group === undefined;

/** The properties of a rule resource that may name its group, by id or by name; none where it is the group. */
export const groupProperties = (type: string): readonly string[] => SURFACES[type]?.group ?? [];

/** The id, or name, of the group that a resource is a rule of; undefined where it is no rule, or that is not known. */
export function groupIdOf({ type, inputs }: Resource): string | undefined {
  const known = groupProperties(type).flatMap((property) => textOf(inputs[property]) ?? []);
  return known.find((id) => typeof id === "string");
}

/** What was read, by the inputs that it was read from: several policies ask, and an update for each further rule. */
const read = new WeakMap<ValueMap, { readonly type: string; readonly ingress: Ingress }>();

/** Reads the ingress rules of a resource. Egress rules are none. */
export function ingressOf(resource: Resource): Ingress {
  const known = read.get(resource.inputs);
  if (known !== undefined && known.type === resource.type) return known.ingress;
  const ingress = readIngress(resource);
  read.set(resource.inputs, { type: resource.type, ingress });
  return ingress;
}

function readIngress(resource: Resource): Ingress {
  const surface = SURFACES[resource.type];
  const rules: IngressRule[] = [];
  const unreadable: UnreadableRule[] = [];
  if (surface === undefined) return { rules, unreadable };
  const items: readonly Item[] =
    surface.list === undefined
      ? [{ path: "", value: resource.inputs }]
      : itemsOf(resource.inputs[surface.list], surface.list);
  for (const { path, value } of items) {
    if (value === UNKNOWN) rules.push(unknownRule(path));
    else if (isMap(value)) {
      const rule = new RuleReader(path, surface.list, value, surface.spelling).read();
      unreadable.push(...rule.unreadable);
      if (rule.rule !== undefined) rules.push(rule.rule);
    } else if (value !== null) unreadable.push({ path, problem: "is no object" });
  }
  return { rules, unreadable };
}

/** The part of a property of which at least and at most is known. */
export interface Bounds<T> {
  readonly least: T;
  readonly most: T;
}

const unknownRule = (path: string): IngressRule => ({
  path,
  least: Traffic.EMPTY,
  most: Traffic.ALL,
  unknown: [path],
  ports: { least: Traffic.EMPTY, most: Traffic.ALL },
  prefixLists: [],
  groups: [],
});

interface PortRun {
  readonly firstPort: number;
  readonly lastPort: number;
}

const ALL_PORTS: PortRun = { firstPort: 0, lastPort: 65_535 };

class RuleReader {
  readonly #path: string;
  /** The resource's property that lists the rule; undefined where the resource is the rule. */
  readonly #list: string | undefined;
  readonly #rule: ValueMap;
  readonly #spelling: Spelling;
  readonly #unknown: string[] = [];
  readonly #unreadable: UnreadableRule[] = [];

  constructor(path: string, list: string | undefined, rule: ValueMap, spelling: Spelling) {
    this.#path = path;
    this.#list = list;
    this.#rule = rule;
    this.#spelling = spelling;
  }

  read(): { readonly rule?: IngressRule; readonly unreadable: readonly UnreadableRule[] } {
    const isIngress = this.#isIngress();
    if (isIngress === false) return { unreadable: [] };
    const sources = this.#sources();
    const prefixLists = this.#peers(this.#spelling.prefixLists);
    const groups = this.#peers(this.#spelling.groups);
    const hasPeers = prefixLists.length + groups.length > 0;
    if (sources.most.isEmpty && !hasPeers) return { unreadable: this.#unreadable };
    if (isIngress === UNKNOWN) this.#unknown.push(this.#at(this.#spelling.direction ?? ""));
    // What is wrong with the ports of a rule that lets no addresses in opens nothing.
    const noted = this.#unreadable.length;
    const ports = this.#ports(isIngress === true);
    const from = (traffic: Traffic, addresses: AddressSet): Traffic =>
      addresses.isEmpty ? Traffic.EMPTY : traffic.from(addresses);
    return {
      unreadable: sources.most.isEmpty ? this.#unreadable.slice(0, noted) : this.#unreadable,
      rule: {
        path: this.#path,
        least: from(ports.least, sources.least),
        most: from(ports.most, sources.most),
        unknown: this.#unknown,
        ports,
        prefixLists,
        groups,
      },
    };
  }

  #isIngress(): boolean | typeof UNKNOWN {
    const { direction } = this.#spelling;
    const value = direction === undefined ? undefined : this.#rule[direction];
    if (value === UNKNOWN) return UNKNOWN;
    return !(typeof value === "string" && value.toLowerCase() === "egress");
  }

  /** The rule's packets from everywhere; none are certain where the rule may be one for egress. */
  #ports(isIngress: boolean): Bounds<Traffic> {
    const protocol = this.#protocol();
    if (protocol === undefined) return { least: Traffic.EMPTY, most: Traffic.EMPTY };
    const { least, most } = this.#portRuns(protocol);
    const flow = (numbers: number | "all", run: PortRun): Traffic =>
      Traffic.of({ protocol: numbers, ...run, sources: AddressSet.ALL });
    const isCertain = isIngress && protocol !== UNKNOWN && least !== undefined;
    return {
      least: isCertain ? flow(protocol, least) : Traffic.EMPTY,
      most: flow(protocol === UNKNOWN ? "all" : protocol, most),
    };
  }

  #peers(properties: readonly string[]): readonly Peer[] {
    return properties.flatMap((property) =>
      itemsOf(this.#rule[property], this.#at(property)).flatMap(({ path, value }) => {
        const id = textOf(value);
        return id === undefined ? [] : [{ path, property: this.#list ?? property, id }];
      }),
    );
  }

  #at(property: string): string {
    return this.#path === "" ? property : `${this.#path}.${property}`;
  }

  #sources(): Bounds<AddressSet> {
    const known: AddressSet[] = [];
    let isOpen = false;
    for (const property of this.#spelling.cidrs) {
      for (const { path, value } of itemsOf(this.#rule[property], this.#at(property))) {
        const text = textOf(value);
        if (text === UNKNOWN) {
          isOpen = true;
          this.#unknown.push(path);
        } else if (text !== undefined) known.push(...this.#addresses(path, text));
        else if (value !== null && value !== "") this.#unreadable.push({ path, problem: "is no CIDR block" });
      }
    }
    const least = AddressSet.union(known);
    return { least, most: isOpen ? AddressSet.ALL : least };
  }

  #addresses(path: string, text: string): readonly AddressSet[] {
    try {
      return [AddressSet.of(parseCidr(text))];
    } catch (error) {
      this.#unreadable.push({ path, problem: error instanceof RangeError ? error.message : String(error) });
      return [];
    }
  }

  #protocol(): number | "all" | typeof UNKNOWN | undefined {
    const path = this.#at(this.#spelling.protocol);
    const value = this.#rule[this.#spelling.protocol];
    if (value === UNKNOWN) {
      this.#unknown.push(path);
      return UNKNOWN;
    }
    try {
      return parseProtocol(
        typeof value === "number" ? String(value) : typeof value === "string" ? value : "",
      );
    } catch (error) {
      this.#unreadable.push({ path, problem: error instanceof RangeError ? error.message : String(error) });
      return undefined;
    }
  }

  /** `least` is undefined where no port is certain. */
  #portRuns(protocol: number | "all" | typeof UNKNOWN): {
    readonly least: PortRun | undefined;
    readonly most: PortRun;
  } {
    if (protocol === "all" || (protocol !== UNKNOWN && !hasPorts(protocol) && !hasTypes(protocol))) {
      return { least: ALL_PORTS, most: ALL_PORTS };
    }
    const from = this.#number("fromPort");
    const to = this.#number("toPort");
    if (from === UNKNOWN || to === UNKNOWN) return { least: undefined, most: ALL_PORTS };
    if (protocol !== UNKNOWN && hasTypes(protocol)) {
      const run = typeRun(from, to);
      return { least: run, most: run };
    }
    // EC2 takes absent ports and -1 for all of them.
    if (from === undefined || from === -1) return { least: ALL_PORTS, most: ALL_PORTS };
    const run = { firstPort: from, lastPort: to === undefined || to === -1 ? from : to };
    if (run.firstPort < 0 || run.lastPort > 65_535 || run.firstPort > run.lastPort) {
      this.#unreadable.push({
        path: this.#at("fromPort"),
        problem: `port range \`${run.firstPort}-${run.lastPort}\` is not an ascending one in 0..65535`,
      });
      return { least: undefined, most: ALL_PORTS };
    }
    return { least: run, most: run };
  }

  /** A port; -1 and undefined for all, `UNKNOWN` also for what is no number, which is noted as unreadable. */
  #number(property: string): number | typeof UNKNOWN | undefined {
    const value: Value | undefined = this.#rule[property];
    if (value === undefined || value === null || value === "") return undefined;
    if (value === UNKNOWN) {
      this.#unknown.push(this.#at(property));
      return UNKNOWN;
    }
    const port = typeof value === "string" ? Number(value) : value;
    if (typeof port === "number" && Number.isInteger(port)) return port;
    this.#unreadable.push({ path: this.#at(property), problem: "is no port number" });
    return UNKNOWN;
  }
}

/** `fromPort` is an ICMP type and `toPort` a code; -1, or none, stands for all. */
function typeRun(type: number | undefined, code: number | undefined): PortRun {
  if (type === undefined || type < 0 || type > 255) return ALL_PORTS;
  const all = code === undefined || code < 0 || code > 255;
  return { firstPort: type * 256 + (all ? 0 : code), lastPort: type * 256 + (all ? 255 : code) };
}
