import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

describe("console colours", () => {
  const css = readFileSync(join(__dirname, "../../console/src/style.css"), "utf8");
  const block = (selector: string): { readonly [name: string]: string } => {
    const from = css.indexOf(`\n${selector} {`);
    const text = css.slice(from, css.indexOf("}", from));
    return Object.fromEntries(
      [...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
    );
  };
  const schemes = { light: block("body"), dark: block("body.awsui-dark-mode") };

  /** WCAG 2.2, "relative luminance" and "contrast ratio". */
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: string, other: string): number => {
    const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  it("are the same names in both modes", () => {
    expect(Object.keys(schemes.dark)).to.deep.equal(Object.keys(schemes.light));
  });

  for (const [scheme, colours] of Object.entries(schemes)) {
    for (const text of ["text", "muted", "accent", "ok", "busy", "warning", "error", "unknown"]) {
      it(`${scheme}: ${text} reaches 4.5 : 1 on the surface (WCAG AA)`, () => {
        expect(contrast(colours[text] ?? "", colours["surface"] ?? "")).to.be.at.least(4.5);
      });
    }
    it(`${scheme}: lines of the diagram reach 3 : 1`, () => {
      expect(contrast(colours["line"] ?? "", colours["surface"] ?? "")).to.be.at.least(3);
    });
  }
});
