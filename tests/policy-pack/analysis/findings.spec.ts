import { createHash } from "node:crypto";
import { expect } from "chai";
import * as fc from "fast-check";
import { AddressSet } from "../../../policy-pack/analysis/addresses";
import { isWorldOpen } from "../../../policy-pack/analysis/exposure";
import { type Finding, list, messageOf, quote } from "../../../policy-pack/analysis/findings";
import { fingerprint, sha256 } from "../../../policy-pack/analysis/fingerprint";

describe("sha256", () => {
  it("agrees with node:crypto on any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        expect(sha256(text)).to.equal(createHash("sha256").update(text, "utf8").digest("hex"));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("fingerprint", () => {
  it("is the same in any order of keys, and twelve hexadecimal digits", () => {
    expect(fingerprint({ a: 1, b: [true, null, { d: "x", c: 2 }] })).to.equal(
      fingerprint({ b: [true, null, { c: 2, d: "x" }], a: 1 }),
    );
    expect(fingerprint({ a: 1 })).to.equal("015abd7f5cc5");
  });

  it("differs where the meaning does", () => {
    const meanings = [
      null,
      "",
      0,
      false,
      [],
      {},
      [[]],
      ["a", "b"],
      ["b", "a"],
      ["a,b"],
      { a: "b" },
      { a: null },
    ];
    expect(new Set(meanings.map(fingerprint)).size).to.equal(meanings.length);
  });
});

describe("messageOf", () => {
  const finding: Finding = { kind: "violation", what: "what", why: "why", fix: "fix", meaning: 1 };

  it("says what, why, fix, and ends with the policy and the fingerprint", () => {
    expect(messageOf("some-policy", finding)).to.equal("what; why; fix [some-policy/6b86b273ff34]");
  });

  it("begins with `unverified: ` where it is", () => {
    expect(messageOf("p", { ...finding, kind: "unverified" })).to.equal(
      "unverified: what; why; fix [p/6b86b273ff34]",
    );
  });

  it("shows no letter that would turn, hide or break what follows", () => {
    const what = "a\u202eb\u2066c\u200bd\u2028e\u2029f\ufeffg\ud800h";
    expect(messageOf("p", { ...finding, what }).slice(0, 15)).to.equal("a b c d e f g h");
  });

  it("is not cut between the halves of a letter", () => {
    expect(quote("😀".repeat(40))).to.equal(`\`${"😀".repeat(29)}…\``);
    for (const length of [599, 600])
      expect(messageOf("p", { ...finding, what: "x".repeat(length % 2) + "😀".repeat(600) })).not.to.match(
        /\p{Cs}/u,
      );
  });

  it("keeps to one line, and to 500 characters with the fingerprint whole", () => {
    const message = messageOf("p", { ...finding, what: `a\n\u001b[31mb\u0085${"x".repeat(600)}` });
    expect(message).to.have.length(500);
    expect(message.slice(0, 11)).to.equal("a  [31mb xx");
    const end = `…; ${finding.why}; ${finding.fix} [p/6b86b273ff34]`;
    expect(message.slice(-end.length)).to.equal(end);
    const advice = messageOf("p", { ...finding, what: "x".repeat(600), fix: "y".repeat(600) });
    expect(advice).to.have.length(500);
    expect(advice.slice(118, 122)).to.equal("x…; ");
    expect(advice.slice(-18)).to.equal("… [p/6b86b273ff34]".slice(-18));
  });
});

describe("list and quote", () => {
  it("join and shorten", () => {
    expect(
      [[], ["a"], ["a", "b"], ["a", "b", "c", "d"], ["a", "b", "c", "d", "e"]].map((items) => list(items)),
    ).to.deep.equal(["", "a", "a and b", "a, b, c and d", "a, b, c and 2 more"]);
    expect(quote("x".repeat(61))).to.equal(`\`${"x".repeat(59)}…\``);
  });
});

describe("isWorldOpen", () => {
  const cases: [string[], boolean][] = [
    [[], false],
    [["0.0.0.0/0"], true],
    [["::/0"], true],
    [["8.0.0.0/8"], false],
    [["8.0.0.0/8", "10.0.0.0/8"], false],
    [["8.0.0.0/8", "9.0.0.0/32"], true],
    [["10.0.0.0/7"], false],
    [["2600::/16"], false],
    [["2600::/15"], true],
    [["2000::/3"], true],
    [["fc00::/7"], false],
    [["64:ff9b::/96"], true],
    [["64:ff9b::10.0.0.0/104"], false],
    [["8.0.0.0/8", "64:ff9b::8.0.0.0/104"], false],
    [["240.0.0.0/4", "224.0.0.0/4"], false],
  ];
  for (const [cidrs, answer] of cases) {
    it(`${cidrs.join(" + ") || "nothing"}: ${answer}`, () =>
      expect(isWorldOpen(AddressSet.of(...cidrs))).to.equal(answer));
  }
});
