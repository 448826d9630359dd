import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Plan } from "../../preview/plan";
import { renderText } from "../../preview/render/text";
import { ROOT } from "../preview/run";
import { preview, shipped } from "../program/stack";

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
    `(<!-- ${name}:begin -->\n\`\`\`text\n)([\\s\\S]*?)(\`\`\`\n<!-- ${name}:end -->)`,
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

/** The TypeScript of README that contains `word`, as a reader would paste it into index.ts. */
function snippet(word: string): string {
  const found = [...readme().matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code);
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

  for (const [policy, word] of [
    ["open-ingress", "SecurityGroupIngressRule"],
    ["administrative-access", "RolePolicy"],
  ] as const) {
    it(`shows how the change is rejected by ${policy}`, async () => {
      const { code, text } = await planWith(snippet(word));
      const expected = `${section(text, /^\d+ violations?$/)}\n${verdict(text)}\n`;
      expect(code).to.equal(1);
      expect(block(policy, expected)).to.equal(expected);
    });
  }
});
