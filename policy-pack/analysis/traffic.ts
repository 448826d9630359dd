import { AddressSet } from "./addresses";
import { protocolName } from "./protocols";

/**
 * One rule of a security group as numbers: packets of `protocol` (an IANA number, or all) to a port in
 * `firstPort..lastPort`, from `sources`. For ICMP and ICMPv6 a "port" is `type * 256 + code`; protocols that have
 * neither use the whole range, since EC2 ignores their ports.
 */
export interface Flow {
  readonly protocol: number | "all";
  readonly firstPort: number;
  readonly lastPort: number;
  readonly sources: AddressSet;
}

/** A run of (protocol, port) pairs from which the same addresses are let in. */
interface Layer {
  /** `protocol * 65536 + port`. */
  readonly first: number;
  readonly last: number;
  readonly sources: AddressSet;
}

/** A run of ports of one protocol, with who may reach it. */
export interface Opening {
  readonly protocol: number;
  readonly firstPort: number;
  readonly lastPort: number;
  readonly sources: AddressSet;
}

const PORTS = 65_536;
const LAST = 256 * PORTS - 1;

/**
 * An immutable set of packets: protocol × port × source address. Security group rules only ever add packets, so a
 * group is the union of its rules. All operations are exact.
 *
 * INVARIANT: `layers` is sorted, its runs do not overlap, none has an empty set of sources, and neighbours that touch
 * have different sources. Equal sets of packets therefore have equal layers.
 */
export class Traffic {
  static readonly EMPTY = new Traffic([]);
  static readonly ALL = new Traffic([{ first: 0, last: LAST, sources: AddressSet.ALL }]);

  readonly layers: readonly Layer[];

  private constructor(layers: readonly Layer[]) {
    this.layers = layers;
  }

  /** The packets that any of the flows lets in. */
  static of(...flows: readonly Flow[]): Traffic {
    return new Traffic(
      stacked(
        flows.map(({ protocol, firstPort, lastPort, sources }) =>
          protocol === "all"
            ? { first: 0, last: LAST, sources }
            : { first: protocol * PORTS + firstPort, last: protocol * PORTS + lastPort, sources },
        ),
      ),
    );
  }

  /** The packets in any of the sets. */
  static union(sets: Iterable<Traffic>): Traffic {
    const [first, ...others] = [...sets].filter((set) => !set.isEmpty);
    if (first === undefined) return Traffic.EMPTY;
    if (others.length === 0) return first;
    return new Traffic(stacked([first, ...others].flatMap((set) => set.layers)));
  }

  get isEmpty(): boolean {
    return this.layers.length === 0;
  }

  union(other: Traffic): Traffic {
    return Traffic.union([this, other]);
  }

  intersect(other: Traffic): Traffic {
    return this.#combine(other, (a, b) => a.intersect(b));
  }

  /** The packets that come from one of the addresses. */
  from(addresses: AddressSet): Traffic {
    const layers = this.layers.map((layer) => ({ ...layer, sources: layer.sources.intersect(addresses) }));
    return new Traffic(joined(layers));
  }

  subtract(other: Traffic): Traffic {
    return other.isEmpty ? this : this.#combine(other, (a, b) => a.subtract(b));
  }

  /** `a.covers(b)` iff every packet of `b` is in `a`. */
  covers(other: Traffic): boolean {
    return other.subtract(this).isEmpty;
  }

  equals(other: Traffic): boolean {
    return (
      this.layers.length === other.layers.length &&
      this.layers.every((layer, at) => {
        const twin = other.layers[at];
        return twin?.first === layer.first && twin.last === layer.last && twin.sources.equals(layer.sources);
      })
    );
  }

  /** Every run of ports whose sources satisfy the test; runs end where the protocol or the set of sources changes. */
  openings(isOpen: (sources: AddressSet) => boolean = () => true): readonly Opening[] {
    const open = this.layers.filter(({ sources }) => isOpen(sources));
    return open.flatMap(({ first, last, sources }) => {
      const found: Opening[] = [];
      for (let at = first; at <= last; ) {
        const protocol = Math.floor(at / PORTS);
        const end = Math.min(last, (protocol + 1) * PORTS - 1);
        found.push({ protocol, firstPort: at % PORTS, lastPort: end % PORTS, sources });
        at = end + 1;
      }
      return found;
    });
  }

  /** One packet of the set, as `tcp/22 from 0.0.0.0`; undefined if there is none. */
  example(): string | undefined {
    const [opening] = this.openings();
    if (opening === undefined) return undefined;
    return `${protocolName(opening.protocol)}/${opening.firstPort} from ${opening.sources.example()}`;
  }

  #combine(other: Traffic, combine: (a: AddressSet, b: AddressSet) => AddressSet): Traffic {
    const cuts = new Set<number>();
    for (const { first, last } of [...this.layers, ...other.layers]) cuts.add(first).add(last + 1);
    const ordered = [...cuts].sort((a, b) => a - b);
    const layers: Layer[] = [];
    let i = 0;
    let j = 0;
    for (const [at, first] of ordered.entries()) {
      const next = ordered[at + 1];
      if (next === undefined) break;
      while ((this.layers[i]?.last ?? LAST) < first) i += 1;
      while ((other.layers[j]?.last ?? LAST) < first) j += 1;
      const [a, b] = [this.layers[i], other.layers[j]];
      if (a === undefined || a.first > first) continue;
      const sources = combine(a.sources, b === undefined || b.first > first ? AddressSet.EMPTY : b.sources);
      layers.push({ first, last: next - 1, sources });
    }
    return new Traffic(joined(layers));
  }
}

/** Joins neighbours with equal sources and drops runs without sources. */
function joined(layers: readonly Layer[]): readonly Layer[] {
  const result: Layer[] = [];
  for (const layer of layers) {
    if (layer.sources.isEmpty) continue;
    const before = result.at(-1);
    if (before !== undefined && before.last + 1 === layer.first && before.sources.equals(layer.sources)) {
      result[result.length - 1] = { ...before, last: layer.last };
    } else result.push(layer);
  }
  return result;
}

/** The union of layers that may overlap: cut at every end, the sources of a piece are those of all layers over it. */
function stacked(layers: readonly Layer[]): readonly Layer[] {
  const cuts = new Set<number>();
  for (const { first, last } of layers) cuts.add(first).add(last + 1);
  const ordered = [...cuts].sort((a, b) => a - b);
  const starting = [...layers].sort((a, b) => a.first - b.first);
  const pieces: Layer[] = [];
  let over: Layer[] = [];
  let next = 0;
  for (const [at, first] of ordered.entries()) {
    const end = ordered[at + 1];
    if (end === undefined) break;
    over = over.filter(({ last }) => last >= first);
    for (let layer = starting[next]; layer !== undefined && layer.first === first; layer = starting[next]) {
      over.push(layer);
      next += 1;
    }
    pieces.push({ first, last: end - 1, sources: AddressSet.union(over.map(({ sources }) => sources)) });
  }
  return joined(pieces);
}
