import { expect } from "chai";
import fc from "fast-check";
import { type Line, layeredPicture } from "../../../preview/render/layered";

const line = (from: string, to: string): Line => ({ from, to, mark: "kept" });
const drawn = (lines: readonly Line[], direction: "right" | "down" = "down"): string =>
  layeredPicture({ lines, direction, label: "a picture", id: "p" }) ?? "";

interface Rectangle {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

const WIDTH = 184;
const HEIGHT = 46;
const boxes = (svg: string): readonly Rectangle[] =>
  [...svg.matchAll(/<title>([^<→]*)<\/title>\n?<rect x="([\d.]+)" y="([\d.]+)"/g)].map(
    ([, name = "", x, y]) => ({
      name,
      x: Number(x),
      y: Number(y),
    }),
  );
/** Of each arrow its title and the straight parts of its way, which lie in lanes beside the boxes. */
const lanes = (svg: string) =>
  [...svg.matchAll(/<title>([^<]*→[^<]*)<\/title>\n<path d="([^"]*)"/g)].map(([, title = "", path = ""]) => ({
    title,
    points: [...path.matchAll(/L([\d.]+),([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const),
  }));

/** Lines from a smaller to a greater number: no circle. */
const ACYCLIC = fc
  .uniqueArray(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 20, selector: ([a, b]) => `${a} ${b}` })
  .map((pairs) => pairs.filter(([a, b]) => a < b).map(([a, b]) => line(`n${a}`, `n${b}`)));

describe("a picture in layers", () => {
  it("has each place beyond those that lead to it, and no two on one spot", () => {
    fc.assert(
      fc.property(ACYCLIC, fc.constantFrom("right" as const, "down" as const), (lines, direction) => {
        const found = boxes(drawn(lines, direction));
        const at = new Map(found.map((box) => [box.name, direction === "down" ? box.y : box.x]));
        for (const { from, to } of lines) expect(at.get(from)).to.be.lessThan(at.get(to) ?? 0);
        for (const [index, a] of found.entries()) {
          for (const b of found.slice(index + 1)) {
            expect(Math.abs(a.x - b.x) >= WIDTH || Math.abs(a.y - b.y) >= HEIGHT).to.equal(true);
          }
        }
      }),
    );
  });

  it("leads no line behind a box: one that passes a layer has a lane there", () => {
    fc.assert(
      fc.property(ACYCLIC, (lines) => {
        const svg = drawn(lines);
        for (const { points } of lanes(svg)) {
          for (const [x, y] of points) {
            const behind = boxes(svg).filter(
              (box) => x > box.x && x < box.x + WIDTH && y > box.y && y <= box.y + HEIGHT,
            );
            expect(behind).to.deep.equal([]);
          }
        }
      }),
    );
    const long = lanes(drawn([line("a", "b"), line("b", "c"), line("c", "d"), line("a", "d")]));
    expect(long.find(({ title }) => title === "a → d")?.points).to.have.lengthOf(2);
  });

  it("ends where places form a circle, and draws the way back", () => {
    const svg = drawn([line("a", "b"), line("b", "a"), line("b", "b")]);
    expect(boxes(svg).map(({ name }) => name)).to.deep.equal(["a", "b"]);
    expect(lanes(svg).map(({ title }) => title)).to.deep.equal(["a → b", "b → a", "b → b"]);
  });

  it("keeps everything within its edges", () => {
    fc.assert(
      fc.property(ACYCLIC, fc.constantFrom("right" as const, "down" as const), (lines, direction) => {
        const svg = drawn(lines, direction);
        if (svg === "") return;
        const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
        for (const { x, y } of boxes(svg)) {
          expect(x >= 16 && x + WIDTH <= Number(width) - 16).to.equal(true);
          expect(y >= 16 && y + HEIGHT <= Number(height) - 16).to.equal(true);
        }
      }),
    );
  });
});
