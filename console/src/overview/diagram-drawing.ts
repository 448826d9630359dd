/** The layout in units of the drawing: boxes and the lines between them, for a wide and for a narrow window. */

import type { DiagramEdge, DiagramLayout } from "./diagram-layout.js";

export interface Box {
  /** The node's id. */
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly edge: DiagramEdge;
  /** For the `d` of a path. */
  readonly path: string;
  /** Middle of the label. */
  readonly label: { readonly x: number; readonly y: number };
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly box: { readonly width: number; readonly height: number };
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  /** Where the components without a flow begin; absent where there are none. */
  readonly asideY?: number;
}

/** Room around the boxes for lines that go around them. */
export const MARGIN = 14;
/** Before the components that no flow names, and for their title. */
const ASIDE_GAP = 28;
const ASIDE_TITLE = 36;

/** Along the traffic from left to right. */
const WIDE = { width: 164, height: 80, gap: 104, between: 20 } as const;
/** From top to bottom, two boxes side by side at most. */
const NARROW = { width: 156, height: 80, gap: 44, between: 18, across: 2 } as const;

interface Placed {
  readonly boxes: readonly Box[];
  readonly width: number;
  readonly height: number;
}

function placeWide({ nodes, layers }: DiagramLayout): Placed {
  const heights = Array.from({ length: layers }, (_, layer) => {
    const count = nodes.filter((node) => node.layer === layer).length;
    return count * (WIDE.height + WIDE.between) - WIDE.between;
  });
  const height = Math.max(0, ...heights);
  const boxes = nodes.map(({ id, layer, place }) => ({
    id,
    x: layer * (WIDE.width + WIDE.gap),
    y: (height - (heights[layer] ?? 0)) / 2 + place * (WIDE.height + WIDE.between),
  }));
  return { boxes, width: Math.max(0, layers * (WIDE.width + WIDE.gap) - WIDE.gap), height };
}

const FULL = NARROW.across * (NARROW.width + NARROW.between) - NARROW.between;

/** Boxes of one row, in the middle of the drawing. */
function narrowRow(ids: readonly string[], y: number): readonly Box[] {
  const width = ids.length * (NARROW.width + NARROW.between) - NARROW.between;
  return ids.map((id, index) => ({ id, x: (FULL - width) / 2 + index * (NARROW.width + NARROW.between), y }));
}

function rowsOf(ids: readonly string[], across: number): readonly (readonly string[])[] {
  const rows: string[][] = [];
  for (let at = 0; at < ids.length; at += across) rows.push(ids.slice(at, at + across));
  return rows;
}

function placeNarrow({ nodes, layers }: DiagramLayout): Placed {
  const boxes: Box[] = [];
  let y = 0;
  for (let layer = 0; layer < layers; layer += 1) {
    const ids = nodes.filter((node) => node.layer === layer).map(({ id }) => id);
    for (const row of rowsOf(ids, NARROW.across)) {
      boxes.push(...narrowRow(row, y));
      y += NARROW.height + NARROW.gap;
    }
  }
  return { boxes, width: FULL, height: Math.max(0, y - NARROW.gap) };
}

/** From the right edge of one box to the left edge of another; one that leads back goes around below. */
function wideLine(edge: DiagramEdge, from: Box, to: Box): Line {
  const start = { x: from.x + WIDE.width, y: from.y + WIDE.height / 2 };
  const end = { x: to.x, y: to.y + WIDE.height / 2 };
  if (end.x <= start.x) {
    const low = Math.max(from.y, to.y) + WIDE.height + WIDE.between / 2;
    const turn = WIDE.gap / 4;
    const path = `M ${start.x} ${start.y} h ${turn} V ${low} H ${end.x - turn} V ${end.y} H ${end.x}`;
    return { edge, path, label: { x: (start.x + end.x) / 2, y: low } };
  }
  const bend = WIDE.gap / 2;
  const path = `M ${start.x} ${start.y} C ${start.x + bend} ${start.y}, ${end.x - bend} ${end.y}, ${end.x} ${end.y}`;
  // A line over several gaps runs level in its last one.
  const y = end.x - start.x > WIDE.gap ? end.y : (start.y + end.y) / 2;
  return { edge, path, label: { x: end.x - bend, y } };
}

/** From the bottom of one box to the top of another; past a row between them in its gutter, back along the margin. */
function narrowLine(edge: DiagramEdge, from: Box, to: Box): Line {
  const start = { x: from.x + NARROW.width / 2, y: from.y + NARROW.height };
  const end = { x: to.x + NARROW.width / 2, y: to.y };
  const rows = (end.y - start.y + NARROW.height) / (NARROW.height + NARROW.gap);
  const turn = NARROW.gap / 3;
  if (rows === 1) {
    const bend = NARROW.gap / 2;
    const path = `M ${start.x} ${start.y} C ${start.x} ${start.y + bend}, ${end.x} ${end.y - bend}, ${end.x} ${end.y}`;
    return { edge, path, label: { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 } };
  }
  const lane = rows > 1 ? FULL / 2 : FULL + MARGIN / 2;
  const path = `M ${start.x} ${start.y} v ${turn} H ${lane} V ${end.y - turn} H ${end.x} V ${end.y}`;
  const level = lane === end.x ? end.y - NARROW.gap / 2 : end.y - turn;
  return { edge, path, label: { x: (lane + end.x) / 2, y: level } };
}

/** The drawing of a layout. */
export function drawingOf(layout: DiagramLayout, narrow: boolean): Drawing {
  const placed = narrow ? placeNarrow(layout) : placeWide(layout);
  const kind = narrow ? NARROW : WIDE;
  const place = new Map(placed.boxes.map((box) => [box.id, box]));
  const lines = layout.edges.flatMap((edge) => {
    const from = place.get(edge.from);
    const to = place.get(edge.to);
    if (from === undefined || to === undefined) return [];
    return [narrow ? narrowLine(edge, from, to) : wideLine(edge, from, to)];
  });

  const { width: boxWidth, height: boxHeight } = kind;
  const box = { width: boxWidth, height: boxHeight };
  if (layout.aside.length === 0) return { ...placed, box, lines };
  const asideY = placed.height === 0 ? 0 : placed.height + ASIDE_GAP;
  const step = boxWidth + kind.between;
  const across = narrow ? NARROW.across : Math.max(4, Math.floor((placed.width + kind.between) / step));
  const rows = rowsOf(layout.aside, across);
  const aside = rows.flatMap((ids, row) =>
    ids.map((id, index) => ({
      id,
      x: index * step,
      y: asideY + ASIDE_TITLE + row * (boxHeight + kind.between),
    })),
  );
  return {
    box,
    boxes: [...placed.boxes, ...aside],
    lines,
    asideY,
    width: Math.max(placed.width, ...aside.map(({ x }) => x + boxWidth)),
    height: asideY + ASIDE_TITLE + rows.length * (boxHeight + kind.between) - kind.between,
  };
}
