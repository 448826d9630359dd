import { AddressSet, parseCidr } from "../analysis/addresses";
import { hasPorts, parseProtocol } from "../analysis/protocols";
import { Traffic } from "../analysis/traffic";
import { isMap, UNKNOWN, type Value, type ValueMap } from "../analysis/unknown";
import { chosenText, placesAt } from "./choices";
import { itemsOf, type Resource, textOf } from "./resource";

/** Where a type lists the ports of a Lightsail instance. */
const LISTS: Readonly<Record<string, string>> = {
  "aws:lightsail/instancePublicPorts:InstancePublicPorts": "portInfos[]",
  "aws-native:lightsail:Instance": "networking.ports[]",
};

/** Whether the resource opens ports of a Lightsail instance. */
export const opensLightsailPorts = (type: string): boolean => Object.hasOwn(LISTS, type);

/** Ports of a Lightsail instance that a rule of its firewall opens. */
export interface OpenPorts {
  readonly path: string;
  readonly least: Traffic;
  readonly most: Traffic;
}

/**
 * The rules of a Lightsail firewall. One that names nobody is for everyone; what cannot be read, Lightsail refuses.
 * https://docs.aws.amazon.com/lightsail/2016-11-28/api-reference/API_PortInfo.html
 */
export function lightsailPortsOf({ type, inputs }: Resource): readonly OpenPorts[] {
  return placesAt(inputs, LISTS[type] ?? "").flatMap(({ path, value }): readonly OpenPorts[] => {
    if (value === UNKNOWN) return [{ path, least: Traffic.EMPTY, most: Traffic.ALL }];
    if (!isMap(value) || isOutbound(value)) return [];
    try {
      return [{ path, ...openedBy(value) }];
    } catch (error) {
      if (error instanceof RangeError) return [];
      throw error;
    }
  });
}

const isOutbound = (rule: ValueMap): boolean => {
  const direction = textOf(rule["accessDirection"]);
  return direction !== UNKNOWN && direction?.toLowerCase() === "outbound";
};

function openedBy(rule: ValueMap): Pick<OpenPorts, "least" | "most"> {
  const ports = portsOf(rule);
  const { least, most } = sourcesOf(rule);
  const all = ports ?? Traffic.ALL;
  return { least: ports === undefined ? Traffic.EMPTY : ports.from(least), most: all.from(most) };
}

function portsOf(rule: ValueMap): Traffic | undefined {
  const [protocol, from, to] = ["protocol", "fromPort", "toPort"].map((name) => chosenText(rule[name]));
  if (protocol === UNKNOWN || from === UNKNOWN || to === UNKNOWN) return undefined;
  const parsed = parseProtocol(protocol ?? "all");
  const isRange = parsed !== "all" && hasPorts(parsed);
  const [firstPort, lastPort] = isRange ? [Number(from ?? 0), Number(to ?? from ?? 65_535)] : [0, 65_535];
  if (!(firstPort >= 0 && firstPort <= lastPort && lastPort <= 65_535))
    throw new RangeError(`\`${firstPort}-${lastPort}\` is not an ascending range of ports in 0..65535`);
  return Traffic.of({ protocol: parsed, firstPort, lastPort, sources: AddressSet.ALL });
}

const SOURCES: readonly string[] = ["cidrs", "ipv6Cidrs", "cidrListAliases"];

function sourcesOf(rule: ValueMap): { readonly least: AddressSet; readonly most: AddressSet } {
  const items = SOURCES.flatMap((name) => itemsOf(rule[name], name));
  if (items.length === 0) return { least: AddressSet.ALL, most: AddressSet.ALL };
  const least = AddressSet.union(
    items.flatMap(({ path, value }) => (path.startsWith("cidrListAliases") ? [] : blockOf(value))),
  );
  return { least, most: items.some(({ value }) => value === UNKNOWN) ? AddressSet.ALL : least };
}

/** A single address stands for itself. */
function blockOf(value: Value): readonly AddressSet[] {
  const text = textOf(value);
  if (typeof text !== "string") return [];
  const length = text.includes(":") ? 128 : 32;
  return [AddressSet.of(parseCidr(text.includes("/") ? text : `${text}/${length}`))];
}
