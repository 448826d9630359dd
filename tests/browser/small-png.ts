/**
 * Pictures of the screen with a palette: they hold few colours, and shades at the edges of letters that nobody tells
 * apart. PNG specification, third edition: sections 5 (chunks), 9 (filters), 11.2 (IHDR, PLTE, IDAT).
 */

import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const MAX_COLOURS = 96;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** One colour for each pixel, `0xrrggbb`, row by row. */
  readonly colours: Uint32Array;
}

const paeth = (left: number, above: number, corner: number): number => {
  const guess = left + above - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? above : corner;
};

/** What a filter adds to a byte, from those already restored. */
function predicted(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4:
      return paeth(left, above, corner);
    default:
      throw new RangeError(`PNG filter \`${filter}\` is not one of 0..4`);
  }
}

/** @throws {RangeError} for other pictures than Chromium's: eight bits a channel, in colour, not interlaced */
function decode(png: Buffer): Pixels {
  const packed: Buffer[] = [];
  let header: Buffer = Buffer.alloc(0);
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") header = body;
    if (type === "IDAT") packed.push(body);
    at += length + 12;
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, kind, , , interlaced] = header.subarray(8);
  if (depth !== 8 || (kind !== 2 && kind !== 6) || interlaced !== 0) {
    throw new RangeError(`PNG of depth \`${depth}\` and colour type \`${kind}\` is not one of Chromium's`);
  }
  const bytes = kind === 2 ? 3 : 4;
  const stride = width * bytes;
  const raw = inflateSync(Buffer.concat(packed));
  const colours = new Uint32Array(width * height);
  let above: Buffer = Buffer.alloc(stride);
  for (let y = 0; y < height; y++) {
    const start = y * (stride + 1);
    const filter = raw[start] ?? 0;
    const row = Buffer.from(raw.subarray(start + 1, start + 1 + stride));
    for (let x = 0; x < stride; x++) {
      const left = x < bytes ? 0 : (row[x - bytes] ?? 0);
      const corner = x < bytes ? 0 : (above[x - bytes] ?? 0);
      row[x] = ((row[x] ?? 0) + predicted(filter, left, above[x] ?? 0, corner)) & 0xff;
    }
    for (let x = 0; x < width; x++) colours[y * width + x] = row.readUIntBE(x * bytes, 3);
    above = row;
  }
  return { width, height, colours };
}

const distance = (one: number, other: number): number => {
  const red = (one >> 16) - (other >> 16);
  const green = ((one >> 8) & 0xff) - ((other >> 8) & 0xff);
  const blue = (one & 0xff) - (other & 0xff);
  return red * red + green * green + blue * blue;
};

/** The palette of a picture and each colour's place in it: the most frequent colours, the others at the nearest of them. */
function paletteOf(colours: Uint32Array): {
  readonly palette: readonly number[];
  readonly index: Map<number, number>;
} {
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const palette: number[] = [];
  // Neighbours of a colour that is taken already are left to it, so that rare hues get a place of their own.
  for (const apart of [48, 0]) {
    for (const [colour] of [...counts].sort(([a, many], [b, more]) => more - many || a - b)) {
      if (palette.length === MAX_COLOURS) break;
      if (!palette.some((taken) => taken === colour || distance(taken, colour) < apart)) palette.push(colour);
    }
  }
  const index = new Map<number, number>();
  for (const colour of counts.keys()) {
    let nearest = 0;
    for (let at = 1; at < palette.length; at++) {
      if (distance(palette[at] ?? 0, colour) < distance(palette[nearest] ?? 0, colour)) nearest = at;
    }
    index.set(colour, nearest);
  }
  return { palette, index };
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(body.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}

/** The same picture in at most 96 colours; always the same bytes for the same picture. */
export function smallPng(png: Buffer): Buffer {
  const { width, height, colours } = decode(png);
  const { palette, index } = paletteOf(colours);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      rows[y * (width + 1) + 1 + x] = index.get(colours[y * width + x] ?? 0) ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk(
      "PLTE",
      Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff])),
    ),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
