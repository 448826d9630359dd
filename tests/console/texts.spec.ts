import { expect } from "chai";
import { spansOf } from "../../console/src/shared/code-spans";
import { relativeText, timeIn, utcText } from "../../console/src/shared/time-text";
import { visibleText } from "../../console/src/shared/visible-text";

describe("a point of time in words", () => {
  const now = new Date("2026-02-03T04:05:06Z");
  const texts: readonly (readonly [time: string, text: string])[] = [
    ["2026-02-03T04:05:06Z", "now"],
    ["2026-02-03T04:04:07Z", "now"],
    ["2026-02-03T04:04:06Z", "1 minute ago"],
    ["2026-02-03T01:05:07Z", "2 hours ago"],
    ["2026-02-02T04:05:06Z", "yesterday"],
    ["2026-02-05T05:00:00Z", "in 2 days"],
    ["2025-11-25T04:05:06Z", "2 months ago"],
    ["2024-01-01T00:00:00Z", "2 years ago"],
  ];
  for (const [time, text] of texts) {
    it(`is "${text}" for ${time}`, () => expect(relativeText(new Date(time), now)).to.equal(text));
  }

  it("is exact to the minute in UTC", () => expect(utcText(now)).to.equal("2026-02-03 04:05 UTC"));

  it("is absent from what is no time", () => {
    expect(timeIn("2026-02-03T04:05:06Z")?.getTime()).to.equal(now.getTime());
    expect(timeIn("yesterday")).to.equal(undefined);
  });
});

describe("text that others chose", () => {
  it("is left alone where it can be seen", () => {
    for (const text of ["web", "<img src=x onerror=alert(1)>", "größe 東京 عربي 👩‍💻", "a\tb\nc", "&amp;"]) {
      expect(visibleText(text)).to.equal(text);
    }
  });

  const hidden: readonly (readonly [text: string, shown: string])[] = [
    ["web\u202egpj.exe", "web\\u{202e}gpj.exe"],
    ["a\u2066b\u2069", "a\\u{2066}b\\u{2069}"],
    ["a\u0000\u001b[2J", "a\\u{0}\\u{1b}[2J"],
    ["a\u200bb\ufeff", "a\\u{200b}b\\u{feff}"],
    ["a\u2028b\u0085", "a\\u{2028}b\\u{85}"],
  ];
  for (const [text, shown] of hidden) {
    it(`shows \`${shown}\``, () => expect(visibleText(text)).to.equal(shown));
  }
});

describe("a sentence with names in backticks", () => {
  const shown = (sentence: string) =>
    spansOf(sentence)
      .map(({ text, isCode }) => (isCode ? `[${text}]` : text))
      .join("|");
  const sentences: readonly (readonly [sentence: string, shown: string])[] = [
    ["", ""],
    ["plain", "plain"],
    ["`waf` is off", "[waf]| is off"],
    ["`a` and `b`", "[a]| and |[b]"],
    ["one ` alone", "one ` alone"],
    ["empty `` is none", "empty `` is none"],
    ["`a` and ` more\nlines", "[a]| and ` more\nlines"],
  ];
  for (const [sentence, expected] of sentences) {
    it(`has the parts of ${JSON.stringify(sentence)}`, () => expect(shown(sentence)).to.equal(expected));
  }
});
