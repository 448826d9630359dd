/** Who may open a connection to whom, as a picture: security groups, the addresses and lists that they name, and the ports. */

import type { FlowChange } from "../compare/flows";
import { layeredPicture } from "./layered";

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly ports: string;
  readonly state: "kept" | "wider" | "narrower";
}

/** One arrow for each two places: its ports, and whether any of it is new or gone. */
export function arrowsOf(
  kept: readonly FlowChange[],
  wider: readonly FlowChange[] = [],
  narrower: readonly FlowChange[] = [],
): readonly Arrow[] {
  const arrows = new Map<string, Arrow>();
  const add = ({ direction, group, peer, ports }: FlowChange, state: Arrow["state"]): void => {
    const [from, to] = direction === "ingress" ? [peer, group] : [group, peer];
    const key = JSON.stringify([from, to]);
    const before = arrows.get(key);
    const texts = new Set([...(before?.ports.split(", ") ?? []), ports]);
    const states = [before?.state, state];
    const merged = states.includes("wider") ? "wider" : states.includes("narrower") ? "narrower" : "kept";
    arrows.set(key, { from, to, ports: [...texts].join(", "), state: merged });
  };
  for (const flow of kept) add(flow, "kept");
  for (const flow of narrower) add(flow, "narrower");
  for (const flow of wider) add(flow, "wider");
  return [...arrows.values()];
}

/** The picture as SVG; `undefined` where there is nothing to draw, or too much. */
export function reachabilityPicture(arrows: readonly Arrow[]): string | undefined {
  return layeredPicture({
    lines: arrows.map(({ from, to, ports, state }) => ({ from, to, text: ports, mark: state })),
    direction: "right",
    label: "Who may open a connection to whom; the table below says the same",
    id: "flow",
  });
}
