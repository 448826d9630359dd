import { deflateSync, inflateSync } from "node:zlib";
import { expect } from "chai";
import { smallPng } from "./small-png";

const chunk = (type: string, body: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  // Who reads pictures here looks at no checksums.
  return Buffer.concat([length, Buffer.from(type, "latin1"), body, Buffer.alloc(4)]);
};

/** A picture as Chromium writes it: rows of a filter and its bytes. */
function picture(width: number, rows: readonly (readonly number[])[], kind: 2 | 6): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows.length, 4);
  header.set([8, kind], 8);
  const packed = deflateSync(Buffer.from(rows.flat()));
  return Buffer.concat([
    Buffer.alloc(8),
    chunk("IHDR", header),
    chunk("IDAT", packed),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The colours of a picture with a palette, row by row. */
function colours(png: Buffer): readonly (readonly string[])[] {
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    chunks.set(png.toString("latin1", at + 4, at + 8), png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const palette = chunks.get("PLTE") ?? Buffer.alloc(0);
  const width = chunks.get("IHDR")?.readUInt32BE(0) ?? 0;
  const raw = inflateSync(chunks.get("IDAT") ?? Buffer.alloc(0));
  const rows = Array.from({ length: raw.length / (width + 1) }, (_, y) => [
    ...raw.subarray(y * (width + 1) + 1, (y + 1) * (width + 1)),
  ]);
  return rows.map((row) => row.map((index) => palette.toString("hex", index * 3, index * 3 + 3)));
}

describe("pictures with a palette", () => {
  it("have the colours of the original, whatever filter its rows have", () => {
    const rows = [
      [0, 1, 2, 3, 9, 9, 9],
      [1, 10, 20, 30, 1, 1, 1],
      [2, 1, 1, 1, 0, 0, 255],
      [3, 0, 0, 0, 0, 0, 0],
      [4, 0, 0, 0, 0, 0, 0],
    ];
    expect(colours(smallPng(picture(2, rows, 2)))).to.deep.equal([
      ["010203", "090909"],
      ["0a141e", "0b151f"],
      ["0b151f", "0b151e"],
      ["050a0f", "080f16"],
      ["050a0f", "080f16"],
    ]);
  });

  it("have a near colour where there are more than 96, and the frequent ones exactly", () => {
    const many = Array.from({ length: 300 }, (_, at) => [at % 256, at >> 8, 7, 255]);
    const rows = [
      [0, ...many.flat()],
      [0, ...many.flatMap(() => [200, 100, 50, 255])],
    ];
    const [first = [], second = []] = colours(smallPng(picture(300, rows, 6)));
    expect(new Set(second)).to.deep.equal(new Set(["c86432"]));
    expect(new Set([...first, ...second]).size).to.be.at.most(96);
    for (const [at, colour] of first.entries()) {
      expect(Math.abs(Number.parseInt(colour.slice(0, 2), 16) - (at % 256))).to.be.at.most(8);
    }
  });

  it("are the same bytes for the same picture", () => {
    const one = picture(1, [[0, 1, 2, 3]], 2);
    expect(smallPng(one).equals(smallPng(one))).to.equal(true);
  });
});
