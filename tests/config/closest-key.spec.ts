import { expect } from "chai";
import fc from "fast-check";
import { closestKey, editDistance } from "../../config/closest-key";

/** The distance by its definition, without a table: what the last characters can come from. */
function naiveDistance(a: string, b: string): number {
  if (a === "" || b === "") return a.length + b.length;
  const [shortA, shortB] = [a.slice(0, -1), b.slice(0, -1)];
  const ways = [
    naiveDistance(shortA, b) + 1,
    naiveDistance(a, shortB) + 1,
    naiveDistance(shortA, shortB) + (a.at(-1) === b.at(-1) ? 0 : 1),
  ];
  if (a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1)) {
    ways.push(naiveDistance(a.slice(0, -2), b.slice(0, -2)) + 1);
  }
  return Math.min(...ways);
}

describe("editDistance", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 5 });

  it("is that of the definition", () => {
    fc.assert(fc.property(word, word, (a, b) => editDistance(a, b) === naiveDistance(a, b)));
  });

  it("is zero for equal words only, and the same both ways", () => {
    fc.assert(fc.property(word, word, (a, b) => (editDistance(a, b) === 0) === (a === b)));
    fc.assert(fc.property(word, word, (a, b) => editDistance(a, b) === editDistance(b, a)));
  });
});

describe("closestKey", () => {
  const known = ["egress", "exposure", "vpcCidr", "tags"];

  it("finds a key with a slip, a swap or other letter case", () => {
    expect(closestKey("egres", known)).to.equal("egress");
    expect(closestKey("vpcCdir", known)).to.equal("vpcCidr");
    expect(closestKey("VPCCIDR", known)).to.equal("vpcCidr");
  });

  it("finds none that shares little", () => {
    expect(closestKey("colour", known)).to.equal(undefined);
    expect(closestKey("", known)).to.equal(undefined);
    expect(closestKey("tgs", ["tag"])).to.equal(undefined);
  });

  it("finds the nearest, and of equally near ones the first", () => {
    expect(closestKey("exposurf", ["exposura", "exposure", "exposurf1"])).to.equal("exposura");
    expect(closestKey("egresss", ["egresse", "egress"])).to.equal("egresse");
  });
});
