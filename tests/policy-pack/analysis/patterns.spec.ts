import { expect } from "chai";
import * as fc from "fast-check";
import {
  counterexample,
  covers,
  equivalent,
  matches,
  overlaps,
  witness,
} from "../../../policy-pack/analysis/patterns";

/** The naive model: does the pattern, read from the left, take the text? */
function naive(pattern: string, text: string): boolean {
  const [head, rest] = [pattern[0], pattern.slice(1)];
  if (head === undefined) return text === "";
  if (head === "*") return naive(rest, text) || (text !== "" && naive(pattern, text.slice(1)));
  return text !== "" && (head === "?" || head === text[0]) && naive(rest, text.slice(1));
}

function texts(alphabet: string, length: number): string[] {
  if (length === 0) return [""];
  const shorter = texts(alphabet, length - 1);
  return [
    ...shorter,
    ...shorter
      .filter((text) => text.length === length - 1)
      .flatMap((text) => [...alphabet].map((a) => text + a)),
  ];
}

const letter = fc.constantFrom("a", "b", "?", "*", "*");
const pattern = fc.array(letter, { maxLength: 7 }).map((letters) => letters.join(""));
/** `c` occurs in no pattern here: the letter that only a wildcard can take. */
const words = texts("abc", 6);

describe("patterns", () => {
  it("agree with the naive model on every pattern and text of at most four letters", () => {
    for (const p of texts("a?*", 4))
      for (const t of texts("ab", 4)) expect(matches(p, t), `${p} ${t}`).to.equal(naive(p, t));
  });

  it("cover exactly what no counterexample among short texts refutes, for every two patterns of at most three letters", () => {
    const small = texts("ab?*", 3);
    const universe = texts("abc", 5);
    for (const p of small) {
      for (const q of small) {
        const refuted = universe.some((text) => naive(q, text) && !naive(p, text));
        expect(covers(p, q), `${p} covers ${q}`).to.equal(!refuted);
        const shared = universe.some((text) => naive(q, text) && naive(p, text));
        expect(overlaps(p, q), `${p} overlaps ${q}`).to.equal(shared);
      }
    }
  });

  it("give a counterexample that the one has and the other has not, for 10,000 random pairs", () => {
    fc.assert(
      fc.property(pattern, pattern, (p, q) => {
        const found = counterexample(p, q);
        if (found === undefined)
          expect(words.some((text) => naive(q, text) && !naive(p, text))).to.equal(false);
        else expect([naive(q, found), naive(p, found)]).to.deep.equal([true, false]);
      }),
      { numRuns: 10_000 },
    );
  });

  it("give a witness that both have, for 10,000 random pairs", () => {
    fc.assert(
      fc.property(pattern, pattern, (p, q) => {
        const found = witness(p, q);
        if (found === undefined)
          expect(words.some((text) => naive(p, text) && naive(q, text))).to.equal(false);
        else expect([naive(p, found), naive(q, found)]).to.deep.equal([true, true]);
      }),
      { numRuns: 10_000 },
    );
  });

  it("obey the laws of inclusion", () => {
    fc.assert(
      fc.property(pattern, pattern, pattern, (p, q, r) => {
        expect(covers(p, p)).to.equal(true);
        expect(covers("*", p)).to.equal(true);
        if (covers(p, q) && covers(q, r)) expect(covers(p, r)).to.equal(true);
        if (covers(p, q)) expect(overlaps(p, q)).to.equal(true);
        expect(overlaps(p, q)).to.equal(overlaps(q, p));
        expect(equivalent(p, q)).to.equal(equivalent(q, p));
      }),
      { numRuns: 2_000 },
    );
  });

  const inclusions: [string, string, boolean][] = [
    ["**", "*", true],
    ["*?", "?*", true],
    ["?*", "*a", true],
    ["?*", "*", false],
    ["arn:*", "arn:aws:s3:::*", true],
    ["arn:aws:s3:::*", "arn:aws:s3:::*/*", true],
    ["arn:aws:s3:::*/*", "arn:aws:s3:::*", false],
    ["arn:*:*:*:*:*", "arn:aws:iam::123456789012:role/x", true],
    ["arn:aws:iam::*:role/*", "arn:aws:iam::????????????:role/app-*", true],
    ["s3:Get*", "s3:GetObject", true],
    ["s3:get*", "s3:GetObject", false],
    ["", "", true],
    ["", "*", false],
    ["*", "", true],
    ["a?c", "a?c", true],
    ["a*c", "a?c", true],
    ["a?c", "a*c", false],
    ["?", "\u{1F512}", true],
    ["\u{1F512}*", "\u{1F512}?", true],
    ["\ud83d*", "\u{1F512}*", false],
    ["a*", "a\u{1F512}*", true],
  ];
  for (const [p, q, answer] of inclusions) {
    it(`${JSON.stringify(p)} ${answer ? "covers" : "does not cover"} ${JSON.stringify(q)}`, () =>
      expect(covers(p, q)).to.equal(answer));
  }

  it("take a character of two UTF-16 units as one", () => {
    expect(matches("a?b", "a\u{1F512}b")).to.equal(true);
    expect(matches("a??b", "a\u{1F512}b")).to.equal(false);
    expect(matches("*\u{1F512}", "\u{1F511}\u{1F512}")).to.equal(true);
    expect(matches("*?\ud83d", "\u{1F512}")).to.equal(false);
    expect(matches("\ud83d*", "\u{1F512}")).to.equal(false);
  });

  it("take regular expression syntax literally", () => {
    expect(matches("a.c", "abc")).to.equal(false);
    expect(matches("[ab]*", "[ab]x")).to.equal(true);
    expect(matches("(a+)+$", "aaaaaaaa")).to.equal(false);
  });

  it("answer on hostile patterns of 2,000 characters", () => {
    const stars = "a*".repeat(1_000);
    expect(matches(`${stars}b`, "a".repeat(2_000))).to.equal(false);
    expect(covers(stars, stars)).to.equal(true);
    expect(covers(`${stars}b`, stars)).to.equal(false);
    expect(covers(`*${"a?".repeat(999)}*`, `*${"a".repeat(1_998)}`)).to.equal(true);
    expect(covers(`*${"?".repeat(1_998)}a`, `${"?*a".repeat(666)}`)).to.equal(false);
    expect(covers(`${"?".repeat(1_998)}*a`, `*${"?*a".repeat(666)}`)).to.equal(false);
    expect(covers(`*a${"?".repeat(1_000)}`, `a${"*?".repeat(990)}`)).to.equal(false);
    expect(covers(`*a${"?".repeat(900)}a*?`, `a*${"a?".repeat(10)}`.repeat(90))).to.equal(false);
    expect(overlaps(`${stars}b`, `${"*a".repeat(1_000)}`)).to.equal(false);
    expect(overlaps(stars, `${"?".repeat(1_999)}*`)).to.equal(true);
  });
});
