import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Plan } from "../../preview/plan";
import { renderText } from "../../preview/render/text";
import { ROOT } from "../preview/run";
import { preview, shipped } from "../program/stack";
import { commandBlocks, marked, pageText } from "./pages";
import { type Scratch, scratchCheckout } from "./scratch";

const path = join(ROOT, "README.md");
const readme = () => readFileSync(path, "utf8");

/** Columns that fit a page without scrolling. */
const WIDTH = 96;

/** What `npm run preview` prints of a plan; how long it took is the machine's. */
const printed = (plan: Plan): string =>
  renderText(
    { ...plan, summary: { ...plan.summary, durationMs: 2_400 } },
    { color: false, verbose: false, width: WIDTH },
  );

/** The text between the marks of a generated block. `WRITE_DOCS=1` writes what it should be instead. */
function block(name: string, expected: string): string {
  const pattern = new RegExp(
    `(<!-- ${name}:begin -->\n\`\`\`\\w+\n)([\\s\\S]*?)(\`\`\`\n<!-- ${name}:end -->)`,
  );
  const match = pattern.exec(readme());
  if (!match) throw new Error(`README.md has no block \`${name}\``);
  if (process.env.WRITE_DOCS === "1") {
    writeFileSync(
      path,
      readme().replace(pattern, (_all, begin, _old, end) => `${begin}${expected}${end}`),
    );
    return expected;
  }
  return match[2] ?? "";
}

/** The TypeScript of README that contains `word`, as a reader would add it to index.ts. */
function snippet(word: string): string {
  const found = [...readme().matchAll(/(?:```ts|<<'END')\n([\s\S]*?)(?:```|^END$)/gm)].map(
    ([, code = ""]) => code,
  );
  const code = found.find((candidate) => candidate.includes(word));
  if (code === undefined) throw new Error(`README.md has no snippet with \`${word}\``);
  return code;
}

const ANCHOR = "export const proxyUrl = proxy.url;";

async function planWith(code: string) {
  const edits = [{ file: "index.ts", from: ANCHOR, to: `${code}${ANCHOR}` }];
  const run = await preview(shipped("dev"), { edits });
  return { code: run.code, text: printed(JSON.parse(run.stdout) as Plan) };
}

/** A text from one heading up to the next of the top level. */
function section(text: string, heading: RegExp): string {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => heading.test(line));
  const length = lines.slice(start + 1).findIndex((line) => /^\S/.test(line));
  return `${lines
    .slice(start, start + 1 + length)
    .join("\n")
    .trimEnd()}\n`;
}

/** The page shows the components only; their resources would fill it. */
const withoutResources = (text: string): string =>
  text
    .split("\n")
    .filter((line) => !/^(│| ) {2}[├└│]/.test(line))
    .join("\n");

const verdict = (text: string): string => text.trimEnd().split("\n").at(-1) ?? "";

describe("README.md", () => {
  it("shows what `npm run preview` prints", async () => {
    const { stdout } = await preview(shipped("dev"));
    const text = withoutResources(printed(JSON.parse(stdout) as Plan));
    expect(block("preview", text)).to.equal(text);
  });

  const rejections = [
    // Going through the page's steps below shows it too, in lines of another width.
    ...(process.env["WRITE_DOCS"] === "1" ? [["open-ingress", "SecurityGroupIngressRule"] as const] : []),
    ["administrative-access", "RolePolicy"] as const,
  ];
  for (const [policy, word] of rejections) {
    it(`shows how the change is rejected by ${policy}`, async () => {
      const { code, text } = await planWith(snippet(word));
      const expected = `${section(text, /^\d+ violations?$/)}\n${verdict(text)}\n`;
      expect(code).to.equal(1);
      expect(block(policy, expected)).to.equal(expected);
    });
  }
});

describe("README.md, from clone to a pull request that is rejected", function () {
  this.timeout(300_000);
  const TITLE = "## A pull request that is rejected";
  const lineOf = (text: string): number => pageText("README.md").split(text)[0]?.split("\n").length ?? 0;
  /** The commands of the section, as a reader goes through them. */
  const [first, review, back, ...others] = commandBlocks("README.md").filter(
    ({ line }) => line > lineOf(TITLE) && line < lineOf("## Deploy it"),
  );
  let scratch: Scratch;
  let folder: string;
  before(() => {
    scratch = scratchCheckout("logging");
    folder = join(scratch.checkout, "..");
  });
  after(() => scratch?.remove());

  const type = (text: string | undefined) =>
    scratch.run((text ?? "exit 9").replaceAll("/tmp/", `${folder}/`));
  /** Lines are wrapped for another terminal, and the time is another machine's. */
  const flat = (text: string): string => text.replaceAll(/\s+/g, " ").replaceAll(/\d+\.\d s/g, "");

  it("has these steps, and no others", () => {
    expect([first, review, back].map((one) => one === undefined)).to.deep.equal([false, false, false]);
    expect(others).to.deep.equal([]);
  });

  it("plans the base, commits a change on a branch, and has it rejected", () => {
    const { status, stdout, stderr } = type(first?.text);
    expect(stderr).not.to.match(/error|fatal/);
    expect(status).to.equal(1);
    const shown = marked("README.md", "open-ingress").replaceAll(/```\w*\n/g, "");
    const [findings = "", result = ""] = shown.split(/\n(?=REJECTED)/);
    expect(flat(stdout)).to.contain(flat(findings));
    expect(flat(stdout)).to.contain(flat(result));
    expect(JSON.parse(readFileSync(join(folder, "base.json"), "utf8")).summary.mandatory).to.equal(0);
    expect(type("git log --format=%s main..debug").stdout).to.equal("Look at the proxies for a moment\n");
  });

  it("shows what the reviewer sees", () => {
    expect(type(review?.text).status).to.equal(1);
    const markdown = readFileSync(join(folder, "review.md"), "utf8");
    const beginning = markdown.slice(0, markdown.indexOf("\n### 2 violations"));
    expect(block("review", beginning)).to.equal(beginning);
    expect(markdown.match(/at `index\.ts:\d+`/g)).to.have.lengthOf(2);
    expect(readFileSync(join(folder, "review.html"), "utf8")).to.match(/^<!doctype html>[\s\S]*Rejected/i);
  });

  it("leads back to where the reader was, with nothing left behind", () => {
    expect(type(back?.text).status).to.equal(0);
    expect(type("git branch --show-current; git status --porcelain").stdout).to.equal("main\n");
    expect(existsSync(join(scratch.checkout, "review.md"))).to.equal(false);
  });
});
