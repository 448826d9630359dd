/** Who may open a connection to whom, as a picture: security groups, the addresses and lists that they name, and the ports. */

import type { FlowChange } from "../compare/flows";
import { printable } from "./layout";

/** A place in the picture. */
interface Place {
  readonly name: string;
  readonly column: number;
  readonly row: number;
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly ports: string;
  readonly state: "kept" | "wider" | "narrower";
}

const BOX = { width: 184, height: 46 };
const GAP = { x: 112, y: 34 };
const MARGIN = 16;
/** A picture of more places than this is no help; the table stands for it. */
const MOST_PLACES = 60;
const MOST_LETTERS = 25;

const plain = (text: string): string => printable(text.replaceAll("`", ""));

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

/** Columns from left to right along the arrows; a place in a circle keeps the first column that it is found in. */
function placed(arrows: readonly Arrow[]): readonly Place[] {
  const names = [...new Set(arrows.flatMap(({ from, to }) => [from, to]))];
  const columns = new Map(names.map((name) => [name, 0]));
  for (let round = 0; round < names.length; round += 1) {
    let moved = false;
    for (const { from, to } of arrows) {
      const next = (columns.get(from) ?? 0) + 1;
      if (from !== to && next > (columns.get(to) ?? 0) && next < names.length) {
        columns.set(to, next);
        moved = true;
      }
    }
    if (!moved || round > 12) break;
  }
  const rows = new Map<number, number>();
  // Neighbours of the same place stand beside each other.
  const weight = (name: string): number => {
    const sources = arrows.filter(({ to }) => to === name).map(({ from }) => names.indexOf(from));
    return sources.length === 0
      ? names.indexOf(name)
      : sources.reduce((sum, at) => sum + at, 0) / sources.length;
  };
  const used = [...new Set(columns.values())].sort((a, b) => a - b);
  return [...names]
    .sort((a, b) => weight(a) - weight(b))
    .map((name) => {
      const column = used.indexOf(columns.get(name) ?? 0);
      const row = rows.get(column) ?? 0;
      rows.set(column, row + 1);
      return { name, column, row };
    });
}

/** Text as content or attribute of markup. */
export const markup = (text: string): string =>
  printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");

const short = (text: string, most = MOST_LETTERS): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

/** Each end's middle, and the way between them. */
function way(from: Place, to: Place) {
  const x = (place: Place, side: number) => MARGIN + place.column * (BOX.width + GAP.x) + side * BOX.width;
  const y = (place: Place) => MARGIN + place.row * (BOX.height + GAP.y) + BOX.height / 2;
  const forward = to.column > from.column;
  const [x1, y1] = [x(from, forward ? 1 : 0.5), forward ? y(from) : y(from) + BOX.height / 2];
  const [x2, y2] = [x(to, forward ? 0 : 0.5), forward ? y(to) : y(to) + BOX.height / 2];
  const bend = forward ? (x2 - x1) / 2 : 60;
  const path = forward
    ? `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`
    : `M${x1},${y1} C${x1},${y1 + bend} ${x2},${y2 + bend} ${x2},${y2}`;
  return { path, x: (x1 + x2) / 2, y: (y1 + y2) / 2 + (forward ? 0 : bend * 0.75) };
}

/** The picture as SVG; `undefined` where there is nothing to draw, or too much. */
export function reachabilityPicture(arrows: readonly Arrow[]): string | undefined {
  const places = placed(arrows);
  if (places.length === 0 || places.length > MOST_PLACES) return undefined;
  const byName = new Map(places.map((place) => [place.name, place]));
  const columns = Math.max(...places.map(({ column }) => column)) + 1;
  const rows = Math.max(...places.map(({ row }) => row)) + 1;
  const width = 2 * MARGIN + columns * BOX.width + (columns - 1) * GAP.x;
  const height = 2 * MARGIN + rows * BOX.height + (rows - 1) * GAP.y + 30;
  const lines = arrows.flatMap(({ from, to, ports, state }) => {
    const [a, b] = [byName.get(from), byName.get(to)];
    if (a === undefined || b === undefined) return [];
    const { path, x, y } = way(a, b);
    return [
      `<g class="arrow ${state}"><title>${markup(`${plain(from)} → ${plain(to)}: ${ports}`)}</title>`,
      `<path d="${path}" marker-end="url(#end-${state})"/>`,
      `<text x="${x}" y="${y - 5}">${markup(short(ports, 17))}</text></g>`,
    ];
  });
  const boxes = places.map(({ name, column, row }) => {
    const x = MARGIN + column * (BOX.width + GAP.x);
    const y = MARGIN + row * (BOX.height + GAP.y);
    return `<g class="place"><title>${markup(plain(name))}</title><rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6"/><text x="${x + BOX.width / 2}" y="${y + BOX.height / 2 + 4}">${markup(short(plain(name)))}</text></g>`;
  });
  const ends = (["kept", "wider", "narrower"] as const).map(
    (state) =>
      `<marker id="end-${state}" class="${state}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z"/></marker>`,
  );
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Who may open a connection to whom; the table below says the same">`,
    `<defs>${ends.join("")}</defs>`,
    ...lines,
    ...boxes,
    "</svg>",
  ].join("\n");
}
