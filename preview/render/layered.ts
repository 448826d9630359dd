/** Places and the arrows between them as a picture in layers: each place lies beyond those that lead to it. */

import { markup, plain } from "./markup";

export interface Place {
  readonly name: string;
  /** A second, smaller line. */
  readonly detail?: string;
  /** Class of the style sheet. */
  readonly mark?: string;
}

export interface Line {
  readonly from: string;
  readonly to: string;
  /** What the arrow says, shortened in the picture and whole where a pointer rests on it. */
  readonly text?: string;
  /** Class of the style sheet, and of the arrow's head. */
  readonly mark: string;
}

export interface Picture {
  /** Those that only lines name need not be here. */
  readonly places?: readonly Place[];
  readonly lines: readonly Line[];
  readonly direction: "right" | "down";
  /** What it shows, for whoever cannot see it. */
  readonly label: string;
  /** Tells its arrow heads from those of another picture on the page. */
  readonly id: string;
}

/** Sizes along the layers' direction and across it, in pixels. */
interface Measures {
  /** Of a box, from one layer to the next. */
  readonly deep: number;
  readonly between: number;
  /** Of a box, within its layer. */
  readonly broad: number;
  readonly beside: number;
}

interface Spot {
  readonly layer: number;
  /** Where it begins within its layer. */
  readonly at: number;
  readonly broad: number;
}

interface Layout {
  readonly layers: number;
  readonly breadth: number;
  readonly spots: ReadonlyMap<string, Spot>;
  /** For each line the spots that it passes between its two ends. */
  readonly passes: ReadonlyMap<Line, readonly Spot[]>;
}

const BOX = { width: 184, height: 46 };
const MEASURES: { readonly [direction in Picture["direction"]]: Measures } = {
  right: { deep: BOX.width, between: 112, broad: BOX.height, beside: 34 },
  down: { deep: BOX.height, between: 44, broad: BOX.width, beside: 28 },
};
const MARGIN = 16;
/** What a line takes where it passes a layer. */
const LANE = 8;
/** Below the lowest box, where an arrow back bends. */
const ROOM_FOR_BENDS = 62;
/** A picture of more places than this is no help. */
const MOST_PLACES = 60;
const MOST_LETTERS = 25;
const MOST_ARROW_LETTERS = 17;
const MOST_ROUNDS = 12;
const SWEEPS = 6;

const short = (text: string, most = MOST_LETTERS): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

/** Layers along the arrows; a place in a circle keeps the last layer that it is found in within a few rounds. */
function layersOf(names: readonly string[], lines: readonly Line[]): ReadonlyMap<string, number> {
  const layers = new Map(names.map((name) => [name, 0]));
  for (let round = 0; round < Math.min(names.length, MOST_ROUNDS); round += 1) {
    let moved = false;
    for (const { from, to } of lines) {
      const next = (layers.get(from) ?? 0) + 1;
      if (from !== to && next > (layers.get(to) ?? 0) && next < names.length) {
        layers.set(to, next);
        moved = true;
      }
    }
    if (!moved) break;
  }
  const used = [...new Set(layers.values())].sort((a, b) => a - b);
  return new Map([...layers].map(([name, layer]) => [name, used.indexOf(layer)]));
}

/**
 * Places and, where a line passes a layer, a lane for it, so that no line runs behind a box. Neighbours of the same place
 * stand beside each other (barycentres, swept forth and back), and each layer in the middle.
 */
function laidOut(names: readonly string[], lines: readonly Line[], { broad, beside }: Measures): Layout {
  const layerOf = layersOf(names, lines);
  const rows: string[][] = [];
  const add = (layer: number, key: string): void => {
    while (rows.length <= layer) rows.push([]);
    rows[layer]?.push(key);
  };
  const neighbours = new Map<string, string[]>();
  const join = (a: string, b: string): void => {
    neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
    neighbours.set(b, [...(neighbours.get(b) ?? []), a]);
  };
  for (const name of names) add(layerOf.get(name) ?? 0, `place ${name}`);
  const lanes = lines.map((line, number) => {
    const [first, last] = [layerOf.get(line.from) ?? 0, layerOf.get(line.to) ?? 0];
    const keys: string[] = [];
    for (let layer = first + 1; layer < last; layer += 1) {
      keys.push(`lane ${number} ${layer}`);
      add(layer, `lane ${number} ${layer}`);
    }
    const stops = [`place ${line.from}`, ...keys, `place ${line.to}`];
    if (first < last) for (const [at, stop] of stops.slice(1).entries()) join(stops[at] ?? stop, stop);
    return [line, keys] as const;
  });

  const size = (key: string) => (key.startsWith("lane ") ? LANE : broad);
  const spots = new Map<string, Spot>();
  const lengthOf = (row: readonly string[]) => row.reduce((sum, key) => sum + size(key) + beside, -beside);
  const breadth = Math.max(...rows.map(lengthOf));
  const settle = (row: readonly string[], layer: number): void => {
    let at = (breadth - lengthOf(row)) / 2;
    for (const key of row) {
      spots.set(key, { layer, at, broad: size(key) });
      at += size(key) + beside;
    }
  };
  rows.forEach(settle);
  const middle = (key: string) => {
    const spot = spots.get(key);
    return spot === undefined ? 0 : spot.at + spot.broad / 2;
  };
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const step = sweep % 2 === 0 ? 1 : -1;
    const order = rows.map((_, layer) => layer);
    for (const layer of step === 1 ? order : order.reverse()) {
      const pull = (key: string): number => {
        const pulling = (neighbours.get(key) ?? []).filter(
          (other) => spots.get(other)?.layer === layer - step,
        );
        return pulling.length === 0
          ? middle(key)
          : pulling.reduce((sum, other) => sum + middle(other), 0) / pulling.length;
      };
      const sorted = (rows[layer] ?? [])
        .map((key, at) => [pull(key), at, key] as const)
        .sort(([a, i], [b, j]) => a - b || i - j)
        .map(([, , key]) => key);
      rows[layer] = sorted;
      settle(sorted, layer);
    }
  }
  const found = (key: string): readonly Spot[] => {
    const spot = spots.get(key);
    return spot === undefined ? [] : [spot];
  };
  return {
    layers: rows.length,
    breadth,
    spots: new Map(names.flatMap((name) => found(`place ${name}`).map((spot) => [name, spot] as const))),
    passes: new Map(lanes.map(([line, keys]) => [line, keys.flatMap(found)])),
  };
}

type Point = readonly [x: number, y: number];

/** The picture as SVG; `undefined` where there is nothing to draw, or too much. */
export function layeredPicture({ places = [], lines, direction, label, id }: Picture): string | undefined {
  const names = [
    ...new Set([...places.map(({ name }) => name), ...lines.flatMap(({ from, to }) => [from, to])]),
  ];
  if (names.length === 0 || names.length > MOST_PLACES) return undefined;
  const measures = MEASURES[direction];
  const { layers, breadth, spots, passes } = laidOut(names, lines, measures);
  const right = direction === "right";
  const goesBack = ({ from, to }: Line) => (spots.get(from)?.layer ?? 0) >= (spots.get(to)?.layer ?? 0);
  const depth = layers * measures.deep + (layers - 1) * measures.between;
  const room = lines.some(goesBack) ? ROOM_FOR_BENDS : 0;
  const width = 2 * MARGIN + (right ? depth : breadth);
  const height = 2 * MARGIN + (right ? breadth : depth) + room;
  const begins = ({ layer }: Spot) => MARGIN + layer * (measures.deep + measures.between);
  /** A point of a spot: its share of the way from layer to layer, in the middle of it within its layer. */
  const point = (spot: Spot, share: number): Point => {
    const [along, across] = [begins(spot) + share * measures.deep, MARGIN + spot.at + spot.broad / 2];
    return right ? [along, across] : [across, along];
  };
  const corner = (spot: Spot): Point =>
    right ? [begins(spot), MARGIN + spot.at] : [MARGIN + spot.at, begins(spot)];
  const curve = ([x1, y1]: Point, [x2, y2]: Point): string =>
    right
      ? `C${(x1 + x2) / 2},${y1} ${(x1 + x2) / 2},${y2} ${x2},${y2}`
      : `C${x1},${(y1 + y2) / 2} ${x2},${(y1 + y2) / 2} ${x2},${y2}`;

  /** The way between two places, and where its text stands. */
  const way = (from: Spot, to: Spot, line: Line) => {
    if (goesBack(line)) {
      const foot = (spot: Spot): Point => {
        const [x, y] = corner(spot);
        return [x + BOX.width / 2, y + BOX.height];
      };
      const [[x1, y1], [x2, y2]] = [foot(from), foot(to)];
      const path = `M${x1},${y1} C${x1},${y1 + 60} ${x2},${y2 + 60} ${x2},${y2}`;
      return { path, x: (x1 + x2) / 2, y: (y1 + y2) / 2 + 45 };
    }
    const stops = [...(passes.get(line) ?? []), to];
    let last = point(from, 1);
    const path = [`M${last.join(",")}`];
    for (const stop of stops) {
      path.push(curve(last, point(stop, 0)));
      last = point(stop, 1);
      if (stop !== to) path.push(`L${last.join(",")}`);
    }
    const [[x1, y1], [x2, y2]] = [point(from, 1), point(stops[0] ?? to, 0)];
    return { path: path.join(" "), x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
  };

  const marks = [...new Set(lines.map(({ mark }) => mark))];
  const heads = marks.map(
    (mark) =>
      `<marker id="${id}-${mark}" class="${mark}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z"/></marker>`,
  );
  const arrows = lines.flatMap((line) => {
    const { from, to, text, mark } = line;
    const [a, b] = [spots.get(from), spots.get(to)];
    if (a === undefined || b === undefined) return [];
    const { path, x, y } = way(a, b, line);
    const whole = `${plain(from)} → ${plain(to)}${text === undefined ? "" : `: ${text}`}`;
    return [
      `<g class="arrow ${mark}"><title>${markup(whole)}</title>`,
      `<path d="${path}" marker-end="url(#${id}-${mark})"/>`,
      `${text === undefined ? "" : `<text x="${x}" y="${y - 5}">${markup(short(text, MOST_ARROW_LETTERS))}</text>`}</g>`,
    ];
  });
  const described = new Map(places.map((place) => [place.name, place]));
  const boxes = names.flatMap((name) => {
    const spot = spots.get(name);
    if (spot === undefined) return [];
    const { detail, mark } = described.get(name) ?? {};
    const [x, y] = corner(spot);
    const middle = x + BOX.width / 2;
    const first = y + BOX.height / 2 + (detail === undefined ? 4 : -3);
    return [
      `<g class="place${mark === undefined ? "" : ` ${mark}`}"><title>${markup([plain(name), ...(detail === undefined ? [] : [detail])].join(": "))}</title>`,
      `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6"/>`,
      `<text x="${middle}" y="${first}">${markup(short(plain(name)))}</text>${detail === undefined ? "" : `<text class="detail" x="${middle}" y="${first + 17}">${markup(short(detail, MOST_LETTERS + 4))}</text>`}</g>`,
    ];
  });
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${markup(label)}">`,
    `<defs>${heads.join("")}</defs>`,
    ...arrows,
    ...boxes,
    "</svg>",
  ].join("\n");
}
