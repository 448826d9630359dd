/** How the console writes packets: `tcp/443 from 10.0.0.0/16`, `all traffic but tcp/443 to proxy`. */

import { AddressSet, formatAddress } from "../../policy-pack/analysis/addresses";
import { list } from "../../policy-pack/analysis/findings";
import { NOTABLE_PORTS } from "../../policy-pack/analysis/notable-ports";
import { hasPorts, hasTypes, protocolName, TCP, UDP } from "../../policy-pack/analysis/protocols";
import { type Opening, Traffic } from "../../policy-pack/analysis/traffic";
import type { Direction } from "../contract";
import type { Ports } from "./rules";

const LAST_PORT = 65_535;

/** This many of a list are written out. */
const MOST = 4;

const typeAndCode = (port: number): string => `type ${Math.floor(port / 256)} code ${port % 256}`;

function types(name: string, first: number, last: number): string {
  if (first === last) return `${name} ${typeAndCode(first)}`;
  if (first % 256 !== 0 || last % 256 !== 255) return `${name} ${typeAndCode(first)} to ${typeAndCode(last)}`;
  const [from, to] = [Math.floor(first / 256), Math.floor(last / 256)];
  return from === to ? `${name} type ${from}` : `${name} types ${from}-${to}`;
}

function run({ protocol, firstPort, lastPort }: Omit<Opening, "sources">): string {
  const name = protocolName(protocol);
  const isWhole = firstPort === 0 && lastPort === LAST_PORT;
  if (isWhole) return hasPorts(protocol) ? `all ports of ${name}` : `all ${name}`;
  if (hasTypes(protocol)) return types(name, firstPort, lastPort);
  return firstPort === lastPort ? `${name}/${firstPort}` : `${name}/${firstPort}-${lastPort}`;
}

/** `tcp/443`, `udp/1000-2000`, `icmp type 8`, `all ports of tcp`, `all traffic`. */
export const portsText = (ports: Ports): string =>
  ports.protocol === "all" ? "all traffic" : run({ ...ports, protocol: ports.protocol });

/** Of protocols, this many and more are told by those that are not among them. */
const NEARLY_ALL = 200;

function openingsText(openings: readonly Opening[]): string {
  const whole = openings.filter(({ firstPort, lastPort }) => firstPort === 0 && lastPort === LAST_PORT);
  if (whole.length < NEARLY_ALL) return list(openings.map(run), MOST);
  const except = Traffic.ALL.subtract(
    Traffic.of(...openings.map((opening) => ({ ...opening, sources: AddressSet.ALL }))),
  ).openings();
  return except.length === 0 ? "all traffic" : `all traffic but ${list(except.map(run), MOST)}`;
}

/** `from` for what is let in, `to` for what is let out. */
export const toward = (direction: Direction): string => (direction === "INGRESS" ? "from" : "to");

/** The blocks of a set of addresses, the first of them where there are many. */
export const addressesText = (addresses: AddressSet): string => list(addresses.toCidrs(), MOST);

/** Packets in words. `peer`: what the space's packets come from, where that is not told by addresses. */
export function trafficText(traffic: Traffic, direction: Direction, peer?: string): string {
  const bySources = new Map<string, Opening[]>();
  for (const opening of traffic.openings()) {
    const key = opening.sources.toString();
    bySources.set(key, [...(bySources.get(key) ?? []), opening]);
  }
  const parts = [...bySources.values()].map((openings) => {
    const [first] = openings;
    const end = peer ?? (first === undefined ? "" : addressesText(first.sources));
    return `${openingsText(openings)} ${toward(direction)} ${end}`;
  });
  return parts.length > MOST ? `${parts.slice(0, MOST).join("; ")}; and more` : parts.join("; ");
}

/** One packet of a set. */
export interface Packet {
  readonly protocol: number;
  readonly port: number;
  readonly address: string;
}

/** What tells most comes first: ports that nobody opens on purpose, then TCP, then UDP. */
export function witnessOf(traffic: Traffic): Packet | undefined {
  const openings = [traffic.intersect(NOTABLE_PORTS), traffic].flatMap((set) => set.openings());
  const opening =
    openings.find(({ protocol }) => protocol === TCP) ??
    openings.find(({ protocol }) => protocol === UDP) ??
    openings[0];
  const range = opening?.sources.ranges[0];
  if (opening === undefined || range === undefined) return undefined;
  return {
    protocol: opening.protocol,
    port: opening.firstPort,
    address: formatAddress(range.family, range.first),
  };
}

/** A packet in words: `tcp/22 from 10.0.1.0`. */
export function packetText({ protocol, port, address }: Packet, direction: Direction, peer?: string): string {
  const counted = hasPorts(protocol) || hasTypes(protocol);
  const what = counted ? run({ protocol, firstPort: port, lastPort: port }) : protocolName(protocol);
  return `${what} ${toward(direction)} ${peer ?? address}`;
}
