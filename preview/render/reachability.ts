/** Who may open a connection to whom, as a picture: security groups, the addresses and lists that they name, and the ports. */

import type { FlowChange } from "../compare/flows";
import { layeredPicture } from "./layered";
import { endsOf } from "./wording";

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly ports: string;
  readonly state: "kept" | "wider" | "narrower";
}

/** Whether ports are among others: `tcp/444` in `tcp/443-444`, and any in themselves. */
function isWithin(ports: string, others: string): boolean {
  const [inner, outer] = [ports, others].map((text) => /^(\w+)\/(\d+)(?:-(\d+))?$/.exec(text));
  if (!inner || !outer || inner[1] !== outer[1]) return ports === others;
  const range = ([, , first, last = first]: RegExpExecArray) => [Number(first), Number(last)] as const;
  const [[from, to], [first, last]] = [range(inner), range(outer)];
  return first <= from && to <= last;
}

/** One arrow for each two places: its ports, and whether any of it is new or gone. */
export function arrowsOf(
  kept: readonly FlowChange[],
  wider: readonly FlowChange[] = [],
  narrower: readonly FlowChange[] = [],
): readonly Arrow[] {
  const arrows = new Map<string, Arrow>();
  const add = (flow: FlowChange, state: Arrow["state"]): void => {
    const { ports } = flow;
    const [from, to] = endsOf(flow);
    const key = JSON.stringify([from, to]);
    const before = arrows.get(key);
    const texts = before?.ports.split(", ") ?? [];
    texts.push(...ports.split(", ").filter((text) => !texts.some((other) => isWithin(text, other))));
    const states = [before?.state, state];
    const merged = states.includes("wider") ? "wider" : states.includes("narrower") ? "narrower" : "kept";
    arrows.set(key, { from, to, ports: texts.join(", "), state: merged });
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
