import { expect } from "chai";
import * as fc from "fast-check";
import { distance, nearest } from "../../../policy-pack/analysis/nearest";

describe("nearest", () => {
  it("takes one letter for a slip in short names, two in long ones", () => {
    const names = ["Decrypt", "DescribeKey", "GetObject"];
    const slips: [string, string | undefined][] = [
      ["Decryp", "Decrypt"],
      ["dcerypt", "Decrypt"],
      ["Dcrpt", undefined],
      ["DescribKye", "DescribeKey"],
      ["DescibKye", undefined],
      ["GetObjects", undefined],
      ["Get", undefined],
    ];
    for (const [text, meant] of slips) expect(nearest(text, names), text).to.equal(meant);
  });

  it("counts letters left out, added, changed and swapped", () => {
    const counts: [string, string, number][] = [
      ["", "abc", 3],
      ["abc", "abc", 0],
      ["abc", "acb", 1],
      ["abc", "abd", 1],
      ["abc", "ab", 1],
      ["kitten", "sitting", 3],
    ];
    for (const [text, other, count] of counts) {
      expect(distance(text, other)).to.equal(count);
      expect(distance(other, text)).to.equal(count);
    }
  });

  it("is the least number of steps that a naive search finds", () => {
    const naive = (a: string, b: string): number => {
      if (a === "" || b === "") return a.length + b.length;
      const [x, y] = [a.slice(1), b.slice(1)];
      const options = [naive(x, b) + 1, naive(a, y) + 1, naive(x, y) + (a[0] === b[0] ? 0 : 1)];
      if (a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0])
        options.push(naive(a.slice(2), b.slice(2)) + 1);
      return Math.min(...options);
    };
    const text = fc
      .array(fc.constantFrom("a", "b", "c"), { maxLength: 6 })
      .map((letters) => letters.join(""));
    fc.assert(
      fc.property(text, text, (a, b) => distance(a, b) === naive(a, b)),
      { numRuns: 500 },
    );
  });
});
