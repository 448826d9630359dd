import { expect } from "chai";
import * as fc from "fast-check";
import {
  bounded,
  type Lists,
  listCovers,
  listsOverlap,
  normalList,
  normalPattern,
  partsOf,
} from "../../../../policy-pack/analysis/iam/lists";
import { equivalent, matches } from "../../../../policy-pack/analysis/patterns";

/** Every text of up to four letters; enough to tell patterns of up to three characters apart. */
const UNIVERSE = [""];
for (let from = 0, length = 0; length < 4; length += 1) {
  const to = UNIVERSE.length;
  for (; from < to; from += 1)
    UNIVERSE.push(...["a", "b", "c"].map((letter) => `${UNIVERSE[from]}${letter}`));
}

const contains = ({ negated, patterns }: Lists, text: string): boolean =>
  patterns.some((pattern) => matches(pattern, text)) !== negated;

const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 3 });
const lists: fc.Arbitrary<Lists> = fc.record({
  negated: fc.boolean(),
  patterns: fc.array(pattern, { maxLength: 3 }),
});

describe("listCovers", () => {
  it("is true only where every text of the one is in the other", () =>
    fc.assert(
      fc.property(lists, lists, (list, other) => {
        if (!listCovers(list, other)) return;
        expect(UNIVERSE.filter((text) => contains(other, text) && !contains(list, text))).to.deep.equal([]);
      }),
      { numRuns: 10_000 },
    ));

  it("is true of a list and itself, and of its parts", () =>
    fc.assert(
      fc.property(lists, (list) => {
        expect(listCovers(list, list)).to.equal(true);
        for (const part of partsOf(list)) expect(listCovers(list, part)).to.equal(true);
      }),
    ));

  it("errs towards no where patterns cover only together", () => {
    const halves: Lists = { negated: false, patterns: ["a*", "b*"] };
    expect(listCovers(halves, { negated: false, patterns: ["a*", "b?"] })).to.equal(true);
    expect(listCovers(halves, { negated: false, patterns: ["?*"] })).to.equal(false);
  });
});

describe("listsOverlap", () => {
  it("is false only where no text is in both, in either order", () =>
    fc.assert(
      fc.property(lists, lists, (list, other) => {
        expect(listsOverlap(list, other)).to.equal(listsOverlap(other, list));
        if (listsOverlap(list, other)) return;
        expect(UNIVERSE.filter((text) => contains(other, text) && contains(list, text))).to.deep.equal([]);
      }),
      { numRuns: 10_000 },
    ));

  it("errs towards yes where patterns leave nothing only together", () => {
    const rest: Lists = { negated: true, patterns: ["a*", "b*"] };
    expect(listsOverlap(rest, { negated: false, patterns: ["a?", "b"] })).to.equal(false);
    expect(listsOverlap(rest, { negated: true, patterns: ["?*", ""] })).to.equal(true);
  });
});

describe("normalPattern and normalList", () => {
  it("keep the language", () =>
    fc.assert(
      fc.property(pattern, lists, (one, list) => {
        expect(equivalent(normalPattern(one), one)).to.equal(true);
        const normal = normalList(list);
        expect(UNIVERSE.filter((text) => contains(normal, text) !== contains(list, text))).to.deep.equal([]);
      }),
    ));

  it("give one spelling to one language of wildcards", () => {
    for (const spelling of ["a*?b", "a?*b", "a**?b", "a*?*b"])
      expect(normalPattern(spelling)).to.equal("a?*b");
    expect(normalList({ negated: false, patterns: ["s3:Get*", "s3:GetObject", "s3:Get**"] })).to.deep.equal({
      negated: false,
      patterns: ["s3:Get*"],
    });
  });
});

describe("bounded", () => {
  const unknown = { negated: false, patterns: ["a"], hasUnknown: true };
  it("leaves unknown items out, or takes them for anything", () => {
    expect(bounded(unknown, false).patterns).to.deep.equal(["a"]);
    expect(bounded(unknown, true).patterns).to.deep.equal(["*"]);
    expect(contains(bounded({ ...unknown, negated: true }, false), "z")).to.equal(false);
    expect(contains(bounded({ ...unknown, negated: true }, true), "z")).to.equal(true);
  });
});
