import { list } from "./findings";
import type { NormalForm } from "./fingerprint";
import { protocolName } from "./protocols";
import type { Opening } from "./traffic";

/** How messages name packets: `tcp/22`, `udp/8000-8010`, `all ports of gre`, `all protocols and ports`. */
export function describePorts(openings: readonly Opening[]): string {
  const isAll = ({ firstPort, lastPort }: Opening): boolean => firstPort === 0 && lastPort === 65_535;
  const whole = openings.filter(isAll);
  if (whole.length >= 200) return "all protocols and ports";
  return list(
    openings.map((opening) => {
      const name = protocolName(opening.protocol);
      if (isAll(opening)) return `all ports of ${name}`;
      const { firstPort, lastPort } = opening;
      return firstPort === lastPort ? `${name}/${firstPort}` : `${name}/${firstPort}-${lastPort}`;
    }),
    4,
  );
}

/** What openings let through, whoever from, for fingerprints. */
export const packetsOf = (openings: readonly Opening[]): NormalForm =>
  openings.map(({ protocol, firstPort, lastPort }) => [protocol, firstPort, lastPort]);
