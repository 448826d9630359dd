import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Rule } from "../../policy-pack/facts/rule";
import { rules } from "../../policy-pack/policies";
import { judgeStack, type Registered, UNKNOWN } from "./judging";

const text = readFileSync(join(dirnameOfRoot(), "docs/policies.md"), "utf8");

function dirnameOfRoot(): string {
  return join(__dirname, "../..");
}

/** The part of the text from a heading to the next one of the same level. */
function section(of: string, heading: string): string {
  const level = heading.split(" ", 1)[0] ?? "";
  const [, after] = `\n${of}`.split(`\n${heading}\n`);
  if (after === undefined) throw new Error(`no heading \`${heading}\``);
  return after.split(new RegExp(`^${level} `, "m"))[0] ?? "";
}

/** The fenced blocks of a kind, in order. */
const blocks = (of: string, kind: string): string[] =>
  [...of.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, block = ""]) =>
    block.trimEnd(),
  );

type Example = Registered & { readonly settings?: Record<string, unknown> };

async function messages(rule: Rule, block: string): Promise<string[]> {
  const parsed = JSON.parse(block.replaceAll("$unknown", UNKNOWN)) as Example | Example[];
  const resources = Array.isArray(parsed) ? parsed : [parsed];
  const found = await judgeStack(rule, resources, resources[0]?.settings);
  return found.map(({ message }) => message.replace("[advisory] ", ""));
}

describe("docs/policies.md", () => {
  it("has one section a policy, in the pack's order", () => {
    const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).to.deep.equal(rules.map(({ name }) => name));
  });

  for (const rule of rules) {
    describe(rule.name, () => {
      const own = section(text, `## ${rule.name}`);

      it("gives description, level, severity and every setting with its default", () => {
        expect(own.trimStart().split("\n")[0]).to.equal(rule.description);
        expect(own).to.contain(`Level: ${rule.enforcementLevel}. Severity: ${rule.severity}.`);
        const rows = [...section(own, "### Settings").matchAll(/^\| `(\w+)` \| `(.*?)` \| (.*) \|$/gm)];
        const settings = Object.entries(rule.settings).map(([name, { default: value, description }]) => [
          name,
          JSON.stringify(value).replaceAll(",", ", "),
          description,
        ]);
        expect(rows.map(([, ...row]) => row)).to.deep.equal(settings);
        expect(section(own, "### Why").trim()).not.to.equal("");
        expect(section(own, "### When to waive").trim()).not.to.equal("");
      });

      const rejected = section(own, "### Rejected");
      const reports = blocks(rejected, "text");
      for (const [at, block] of blocks(rejected, "json").entries()) {
        it(`rejects example ${at + 1} with the message shown`, async () =>
          expect(await messages(rule, block)).to.deep.equal(reports[at]?.split("\n")));
      }

      const accepted = blocks(section(own, "### Accepted"), "json");
      for (const [at, block] of accepted.entries()) {
        it(`accepts example ${at + 1}`, async () => expect(await messages(rule, block)).to.deep.equal([]));
      }

      it("has examples of both", () =>
        expect([reports.length, accepted.length].every((count) => count > 1)).to.equal(true));
    });
  }

  it("shows a configuration with names that exist", () => {
    const [config = "{}"] = blocks(text, "json config");
    for (const [name, settings] of Object.entries(
      JSON.parse(config) as Record<string, Record<string, unknown>>,
    )) {
      const rule = rules.find((candidate) => candidate.name === name);
      const known = ["enforcementLevel", ...Object.keys(rule?.settings ?? {})];
      expect(known).to.include.members(Object.keys(settings));
    }
  });
});
