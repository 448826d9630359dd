import { AddressSet, parseCidr } from "../analysis/addresses";
import { hasPorts, hasTypes, parseProtocol } from "../analysis/protocols";
import { type Flow, Traffic } from "../analysis/traffic";
import { isMap, UNKNOWN, type Value, type ValueMap } from "../analysis/unknown";
import { type Item, itemsOf, type Resource, textOf } from "./resource";

/** An ingress rule as sets. Peers that are groups or prefix lists hold no addresses here. */
export interface IngressRule {
  /** Where it stands: `ingress[0]`, or `""` where the resource is the rule. */
  readonly path: string;
  /** The packets that are let in whatever the unknown parts turn out to be. */
  readonly least: Traffic;
  /** The packets that are let in for some value of the unknown parts. */
  readonly most: Traffic;
  /** Properties whose value is not known, as JSON paths. */
  readonly unknown: readonly string[];
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
  /** Properties that hold one CIDR block, or a list of them. */
  readonly cidrs: readonly string[];
}

const LISTS: Spelling = { protocol: "protocol", cidrs: ["cidrBlocks", "ipv6CidrBlocks"] };
const SINGLE: Spelling = { protocol: "ipProtocol", cidrs: ["cidrIpv4", "cidrIpv6"] };
const NATIVE: Spelling = { protocol: "ipProtocol", cidrs: ["cidrIp", "cidrIpv6"] };

interface Surface {
  /** The property that lists the rules; undefined where the resource is a rule. */
  readonly list?: string;
  readonly spelling: Spelling;
  /** The property that names the group; undefined where the resource is the group. */
  readonly group?: string;
}

const SURFACES: Readonly<Record<string, Surface>> = {
  "aws:ec2/securityGroup:SecurityGroup": { list: "ingress", spelling: LISTS },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": { list: "ingress", spelling: LISTS },
  "aws:ec2/securityGroupRule:SecurityGroupRule": { spelling: LISTS, group: "securityGroupId" },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": { spelling: SINGLE, group: "securityGroupId" },
  "aws-native:ec2:SecurityGroup": { list: "securityGroupIngress", spelling: NATIVE },
  "aws-native:ec2:SecurityGroupIngress": { spelling: NATIVE, group: "groupId" },
};

/** Whether resources of this type can let traffic into a security group. */
export const letsTrafficIn = (type: string): boolean => Object.hasOwn(SURFACES, type);

/** Whether the resource is a security group itself, rather than a rule of one. */
export const isSecurityGroup = (type: string): boolean =>
  letsTrafficIn(type) && SURFACES[type]?.group === undefined;

/** The property of a rule resource that names its group; undefined where the resource is the group. */
export const groupProperty = (type: string): string | undefined => SURFACES[type]?.group;

/** Reads the ingress rules of a resource. Egress rules are none. */
export function ingressOf(resource: Resource): Ingress {
  const surface = SURFACES[resource.type];
  const rules: IngressRule[] = [];
  const unreadable: UnreadableRule[] = [];
  if (surface === undefined) return { rules, unreadable };
  const items: readonly Item[] =
    surface.list === undefined
      ? [{ path: "", value: resource.inputs }]
      : itemsOf(resource.inputs[surface.list], surface.list);
  for (const { path, value } of items) {
    if (value === UNKNOWN) rules.push({ path, least: Traffic.EMPTY, most: Traffic.ALL, unknown: [path] });
    else if (isMap(value)) {
      const rule = new RuleReader(path, value, surface.spelling).read();
      unreadable.push(...rule.unreadable);
      if (rule.rule !== undefined) rules.push(rule.rule);
    } else if (value !== null) unreadable.push({ path, problem: "is no object" });
  }
  return { rules, unreadable };
}

/** The part of a property of which at least and at most is known. */
interface Bounds<T> {
  readonly least: T;
  readonly most: T;
}

interface PortRun {
  readonly firstPort: number;
  readonly lastPort: number;
}

const ALL_PORTS: PortRun = { firstPort: 0, lastPort: 65_535 };

class RuleReader {
  readonly #path: string;
  readonly #rule: ValueMap;
  readonly #spelling: Spelling;
  readonly #unknown: string[] = [];
  readonly #unreadable: UnreadableRule[] = [];

  constructor(path: string, rule: ValueMap, spelling: Spelling) {
    this.#path = path;
    this.#rule = rule;
    this.#spelling = spelling;
  }

  read(): { readonly rule?: IngressRule; readonly unreadable: readonly UnreadableRule[] } {
    const direction = this.#rule["type"];
    if (typeof direction === "string" && direction.toLowerCase() === "egress") return { unreadable: [] };
    const sources = this.#sources();
    // A rule for groups or prefix lists only lets no addresses in, whatever its ports.
    if (sources.most.isEmpty) return { unreadable: this.#unreadable };
    if (direction === UNKNOWN) this.#unknown.push(this.#at("type"));
    const protocol = this.#protocol();
    const ports = protocol === undefined ? undefined : this.#ports(protocol);
    const flow = (from: AddressSet, numbers: number | "all", run: PortRun): Flow => ({
      protocol: numbers,
      ...run,
      sources: from,
    });
    const isCertain =
      direction !== UNKNOWN && protocol !== undefined && protocol !== UNKNOWN && ports?.least !== undefined;
    return {
      unreadable: this.#unreadable,
      rule: {
        path: this.#path,
        least: isCertain ? Traffic.of(flow(sources.least, protocol, ports.least)) : Traffic.EMPTY,
        most:
          protocol === undefined
            ? Traffic.EMPTY
            : Traffic.of(
                flow(sources.most, protocol === UNKNOWN ? "all" : protocol, ports?.most ?? ALL_PORTS),
              ),
        unknown: this.#unknown,
      },
    };
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
  #ports(protocol: number | "all" | typeof UNKNOWN): {
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
