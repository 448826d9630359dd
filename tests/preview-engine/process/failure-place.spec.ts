import { expect } from "chai";
import { compilerPlace, errorText, firstOwnFrame } from "../../../preview/process/failure-place";

describe("firstOwnFrame", () => {
  const stack = [
    "Error: at nothing (x:1:2)",
    "    at new Bucket (/shop/node_modules/@pulumi/aws/s3/bucket.js:9:9)",
    "    at node:internal/timers:581:17",
    "    at Module._compile (node:internal/modules/cjs/loader:1521:14)",
    "    at build (/shop/lib/a file.ts:5:9)",
    "    at /shop/index.ts:1:1",
  ].join("\n");

  it("is the first in the user's own files, relative to the project", () => {
    expect(firstOwnFrame(stack, "/shop")).to.deep.equal({ file: "lib/a file.ts", line: 5, column: 9 });
    expect(firstOwnFrame(stack, "/elsewhere")).to.deep.equal({
      file: "/shop/lib/a file.ts",
      line: 5,
      column: 9,
    });
  });

  it("reads modules' URLs and frames without a function", () => {
    expect(firstOwnFrame("    at file:///shop/index.mjs:3:7", "/shop")).to.deep.equal({
      file: "index.mjs",
      line: 3,
      column: 7,
    });
    expect(
      firstOwnFrame("    at async Promise.all (index 0)\n    at async go (/shop/a.js:1:2)", "/shop"),
    ).to.deep.equal({
      file: "a.js",
      line: 1,
      column: 2,
    });
  });

  it("is none where only packages are on the stack", () => {
    expect(firstOwnFrame("    at x (/shop/node_modules/a/b.js:1:2)", "/shop")).to.equal(undefined);
  });
});

describe("compilerPlace", () => {
  for (const [text, place] of [
    ["index.ts(3,5): error TS2322: Type", { file: "index.ts", line: 3, column: 5 }],
    ["x failed:\n/shop/lib/a.ts:7:2: ERROR: Expected", { file: "lib/a.ts", line: 7, column: 2 }],
    ["/shop/index.js:4\nlet let\n    ^", { file: "index.js", line: 4, column: 1 }],
  ] as const) {
    it(`finds ${place.file}:${place.line}:${place.column}`, () => {
      expect(compilerPlace(text, "/shop")).to.deep.equal(place);
    });
  }

  it("is none in a message about something else", () => {
    expect(compilerPlace("the ratio is 3:4:5", "/shop")).to.equal(undefined);
  });
});

describe("errorText", () => {
  const runner = "Running program '/shop' failed with an unhandled exception:\n";
  for (const [logged, text] of [
    [`${runner}\u001b[90m[Error: no shelf]\u001b[39m`, "no shelf"],
    [`${runner}<ref *1> Error: no shelf\n    at a (/shop/a.js:1:1) {\n  promise: x }`, "no shelf"],
    [`${runner}[TypeError: x is not a function] { code: 1 }`, "TypeError: x is not a function"],
    [`[runtime] ${runner}    Error: two\nlines`, "two; lines"],
    ["three mistakes\n\ta: one\n\tb: two", "three mistakes\n  a: one\n  b: two"],
    ["set `shop:width` first", "set `shop:width` first"],
  ] as const) {
    it(`says \`${text.replaceAll("\n", " / ")}\``, () => {
      expect(errorText(logged)).to.equal(text);
    });
  }
});
