import { expect } from "chai";
import fc from "fast-check";
import { leaving } from "../../console-api/leaving";
import { quoted, visible } from "../../console-api/visible";

const FLOW = { id: "a-to-b", from: "a", to: "b", protocol: "tcp", port: 443, why: "because" };

describe("visible", () => {
  it("writes out what cannot be seen", () => {
    expect(visible("a\u0000b\tc\nd\r\u001b[31m")).to.equal("a\\u{0}b\\u{9}c\\u{a}d\\u{d}\\u{1b}[31m");
    expect(visible("\u202egnp.exe\u2066\u200b\ufeff")).to.equal(
      "\\u{202e}gnp.exe\\u{2066}\\u{200b}\\u{feff}",
    );
    expect(visible("\u2028\u2029\u0085\u007f")).to.equal("\\u{2028}\\u{2029}\\u{85}\\u{7f}");
    expect(visible("\ud800x\udc00")).to.equal("\\u{d800}x\\u{dc00}");
    expect(visible("\u{e0041}")).to.equal("\\u{e0041}");
  });

  it("leaves markup, letters of every language and backslashes alone", () => {
    const text = "<img src=x onerror=alert(1)> & \"quotes\" 'Ünïcode' 日本語 😀 C:\\users \\u0041";
    expect(visible(text)).to.equal(text);
  });

  it("keeps line feeds only of texts of several lines", () => {
    expect(visible("a\nb\r\n", true)).to.equal("a\nb\\u{d}\n");
  });

  it("makes no two texts look alike", () => {
    expect(visible("\\u{1b}")).to.equal("\\u{5c}u{1b}");
    const text = fc.string({
      unit: fc.constantFrom("\u001b", "\\", "u", "{", "}", "1", "b", "5", "c", "\n", "a"),
    });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(visible(a) === visible(b)).to.equal(a === b);
      }),
      { numRuns: 2000 },
    );
  });

  it("leaves nothing invisible", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(visible(text)).to.not.match(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe("quoted", () => {
  it("is short, whole and visible", () => {
    expect(quoted("a\u0007")).to.equal("`a\\u{7}`");
    expect(quoted("b".repeat(64))).to.equal(`\`${"b".repeat(64)}\``);
    expect(quoted("b".repeat(65))).to.equal(`\`${"b".repeat(63)}…\``);
  });
});

describe("what leaves the function", () => {
  it("has the schema's fields and no other", () => {
    const said = { ...FLOW, rules: ["ingress"], secret: "x", __proto__: { port: 1 } };
    expect(leaving("Flow", [said])).to.deep.equal([FLOW]);
    const problem = { part: "p", reason: "THROTTLED", message: "m", stack: "at /var/task" };
    expect(leaving("MissingPatchPage", { patches: [], problems: [problem], request: {} })).to.deep.equal({
      patches: [],
      next: null,
      problems: [{ part: "p", reason: "THROTTLED", message: "m" }],
    });
  });

  it("has every text visible, at any depth", () => {
    const peer = { kind: "SECURITY_GROUP", id: "sg-1", name: "\u202e<b>\u0007" };
    const rule = { id: "sgr-1", direction: "INGRESS", traffic: "tcp/443", peer, description: "a\nb" };
    expect(leaving("LiveRule", rule)).to.deep.equal({
      ...rule,
      peer: { ...peer, name: "\\u{202e}<b>\\u{7}" },
      description: "a\\u{a}b",
      flowId: null,
    });
  });

  it("keeps the lines of what is to be committed", () => {
    const narrower = { kind: "CODE", file: "index.ts", text: "a\nb\u001b" };
    expect(leaving("Narrower", narrower)).to.deep.equal({ ...narrower, text: "a\nb\\u{1b}" });
  });

  const wrong: readonly (readonly [type: string, value: unknown, path: string])[] = [
    ["Flow", { ...FLOW, port: "443" }, "`Flow.port` of an answer is no `Int`"],
    ["Flow", { ...FLOW, port: 2 ** 31 }, "`Flow.port` of an answer is no `Int`"],
    ["Flow", { ...FLOW, why: { toString: "x" } }, "`Flow.why` of an answer is no `String`"],
    ["Flow", { ...FLOW, id: 7 }, "`Flow.id` of an answer is no `ID`"],
    ["Problem", { reason: "constructor" }, "`Problem.reason` of an answer is no `ProblemReason`"],
    ["SeenTraffic", { bytes: Number.NaN }, "`SeenTraffic.bytes` of an answer is no `Float`"],
    ["SeenTraffic", { lastSeen: "soon" }, "`SeenTraffic.lastSeen` of an answer is no `AWSDateTime`"],
    ["Permission", { allowed: 1 }, "`Permission.allowed` of an answer is no `Boolean`"],
    ["Question", "id", "`Question` of an answer is no `Question`"],
  ];
  for (const [type, value, message] of wrong) {
    it(`is not a ${JSON.stringify(value)} for a ${type}`, () => {
      expect(() => leaving(type, value)).to.throw(TypeError, message);
    });
  }
});
