import { Traffic } from "./traffic";

/** Packets that one place lets in from another. Places are named by keys: a group's URN, or `id sg-…`. */
export interface Way {
  /** Undefined where they come from addresses, which are the traffic's sources. */
  readonly from: string | undefined;
  readonly to: string;
  /** The packets; of a way from a place, protocol and ports alone count. */
  readonly traffic: Traffic;
}

/** A way from outside to a place, hop by hop. */
export type Path = readonly Way[];

/**
 * The closure of ways: every place that can be reached by taking one way after another, with a shortest path as a
 * witness. Whoever reaches a place may go on from there on any port that the next one opens to it: what runs there
 * forwards requests (a proxy, a load balancer), or has been taken over.
 *
 * @param ways all ways, from addresses and between places
 * @param goesOn whether a place is passed through; one that is not still counts as reached
 * @param companionsOf other places from which whoever passes through a place may go on, too
 */
export function reach(
  ways: readonly Way[],
  goesOn: (place: string) => boolean = () => true,
  companionsOf: (place: string) => Iterable<string> = () => [],
): ReadonlyMap<string, Path> {
  const next = new Map<string, Way[]>();
  for (const way of ways) {
    if (way.from === undefined || way.traffic.isEmpty) continue;
    const from = next.get(way.from);
    if (from === undefined) next.set(way.from, [way]);
    else from.push(way);
  }
  const paths = new Map<string, Path>();
  // Breadth first, so that the first path to a place is a shortest one.
  let front: readonly Path[] = ways
    .filter(({ from, traffic }) => from === undefined && !traffic.isEmpty)
    .map((way) => [way]);
  while (front.length > 0) {
    const beyond: Path[] = [];
    for (const path of front) {
      const place = path.at(-1)?.to;
      if (place === undefined || paths.has(place)) continue;
      paths.set(place, path);
      if (!goesOn(place)) continue;
      for (const from of [place, ...companionsOf(place)])
        for (const way of next.get(from) ?? []) beyond.push([...path, way]);
    }
    front = beyond;
  }
  return paths;
}

/** The traffic of all ways between the same two places, as one way each. */
export function joinWays(ways: readonly Way[]): readonly Way[] {
  const parts = new Map<string, Way[]>();
  for (const way of ways) {
    const key = `${way.from ?? ""}\n${way.to}`;
    const same = parts.get(key);
    if (same === undefined) parts.set(key, [way]);
    else same.push(way);
  }
  return [...parts.values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ ...first, traffic: Traffic.union(same.map((way) => way.traffic)) }];
  });
}
