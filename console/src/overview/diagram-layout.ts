/** Where the components and their flows stand in the diagram: layers along the traffic, worked out from the matrix alone. */

export interface LayoutComponent {
  readonly id: string;
}

export interface LayoutFlow {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port: number;
}

/** A component, or parties outside of the deployment that are treated alike. */
export interface DiagramNode {
  /** A component's id, or the first outside party's name. */
  readonly id: string;
  /** Outside parties behind the node; empty for a component. */
  readonly parties: readonly string[];
  /** Layer along the traffic, from 0. */
  readonly layer: number;
  /** Place in the layer, from 0. */
  readonly place: number;
}

/** Every flow from one node to another. */
export interface DiagramEdge {
  /** Ids of nodes. */
  readonly from: string;
  readonly to: string;
  /** Such as `tcp/443`; sorted, each once. */
  readonly traffic: readonly string[];
}

export interface DiagramLayout {
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
  /** Number of layers. */
  readonly layers: number;
  /** Components that no flow names, in the given order. */
  readonly aside: readonly string[];
}

const trafficOf = ({ protocol, port }: LayoutFlow): string => `${protocol}/${port}`;

/** By protocol, then by the port's number. */
function byTraffic(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

/** What the flows of an outside party say of it: parties of which they say the same are one node. */
function roleOf(party: string, flows: readonly LayoutFlow[]): string {
  const said = flows.flatMap((flow) => [
    ...(flow.from === party ? [`to ${flow.to} ${trafficOf(flow)}`] : []),
    ...(flow.to === party ? [`from ${flow.from} ${trafficOf(flow)}`] : []),
  ]);
  return [...new Set(said)].sort().join("\n");
}

/** Outside parties, joined by what the flows say of them, in the order in which they are named. */
function outsiders(
  components: ReadonlySet<string>,
  flows: readonly LayoutFlow[],
): readonly (readonly string[])[] {
  const byRole = new Map<string, string[]>();
  for (const party of new Set(flows.flatMap(({ from, to }) => [from, to]))) {
    if (components.has(party)) continue;
    const role = roleOf(party, flows);
    byRole.set(role, [...(byRole.get(role) ?? []), party]);
  }
  return [...byRole.values()];
}

/** The layer of each node: one beyond the furthest that sends to it. An edge that closes a circle counts for nothing. */
function layersOf(ids: readonly string[], edges: readonly DiagramEdge[]): ReadonlyMap<string, number> {
  const layers = new Map<string, number>();
  const under = new Set<string>();
  const layerOf = (id: string): number => {
    const known = layers.get(id);
    if (known !== undefined) return known;
    under.add(id);
    const before = edges
      .filter(({ from, to }) => to === id && !under.has(from))
      .map(({ from }) => layerOf(from));
    under.delete(id);
    const layer = before.length === 0 ? 0 : 1 + Math.max(...before);
    layers.set(id, layer);
    return layer;
  };
  for (const id of ids) layerOf(id);
  return layers;
}

/**
 * The layout of a deployment's traffic.
 *
 * Laws: each component is one node or aside; each outside party is in one node; each flow is in one edge, and each edge
 * comes of a flow; no two nodes share a place; an edge leads to a later layer unless it closes a circle.
 */
export function diagramLayout(
  components: readonly LayoutComponent[],
  flows: readonly LayoutFlow[],
): DiagramLayout {
  const known = new Set(components.map(({ id }) => id));
  const named = new Set(flows.flatMap(({ from, to }) => [from, to]));
  const outside = outsiders(known, flows);
  const nodeOf = new Map<string, string>();
  for (const id of known) nodeOf.set(id, id);
  for (const parties of outside) for (const party of parties) nodeOf.set(party, parties[0] ?? party);

  const byPair = new Map<string, { from: string; to: string; traffic: Set<string> }>();
  for (const flow of flows) {
    const from = nodeOf.get(flow.from) ?? flow.from;
    const to = nodeOf.get(flow.to) ?? flow.to;
    const pair = JSON.stringify([from, to]);
    const edge = byPair.get(pair) ?? { from, to, traffic: new Set<string>() };
    edge.traffic.add(trafficOf(flow));
    byPair.set(pair, edge);
  }
  const edges = [...byPair.values()].map(({ from, to, traffic }) => ({
    from,
    to,
    traffic: [...traffic].sort(byTraffic),
  }));

  const inside = [...known].filter((id) => named.has(id));
  const members = [
    ...inside.map((id) => ({ id, parties: [] as readonly string[] })),
    ...outside.map((parties) => ({ id: parties[0] ?? "", parties })),
  ];
  const layers = layersOf(
    members.map(({ id }) => id),
    edges,
  );
  const filled: number[] = [];
  const nodes = members.map((member) => {
    const layer = layers.get(member.id) ?? 0;
    const place = filled[layer] ?? 0;
    filled[layer] = place + 1;
    return { ...member, layer, place };
  });
  return {
    nodes,
    edges,
    layers: filled.length,
    aside: [...known].filter((id) => !named.has(id)),
  };
}
