import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Registered, UNKNOWN, urnOf } from "./judging";
import { PackProcess } from "./pack-process";

/**
 * The programs of policy-pack/examples, by what they registered: the inputs that Pulumi's engine (3.260) handed to a pack
 * in a preview, run with the language hosts for Python, Go and YAML, with the SDK of aws 7.48.0 (Go: 6.83.4), and with the
 * components of awsx (commit e60adf3) and eks (commit 7bf0c1b1) themselves. The providers of aws, aws-native and kubernetes were
 * stand-ins. Providers, which the pack does not judge, are left out. `$unknown` is what is not known in a preview.
 */
const RECORDED = join(__dirname, "examples");
const EXAMPLES = join(__dirname, "../../policy-pack/examples");

interface Recorded extends Registered {
  readonly name: string;
}

const recorded = (language: string): readonly Recorded[] =>
  readFileSync(join(RECORDED, `${language}.jsonl`), "utf8")
    .replaceAll('"$unknown"', JSON.stringify(UNKNOWN))
    .trimEnd()
    .split("\n")
    .map((line): Recorded => JSON.parse(line));

const source = (language: string): string =>
  readdirSync(join(EXAMPLES, language))
    .map((file) => readFileSync(join(EXAMPLES, language, file), "utf8"))
    .join("\n");

/** The rows of the README's table of findings. */
const documented = [
  ...readFileSync(join(EXAMPLES, "README.md"), "utf8").matchAll(
    /^\| (\w+) \| `([^`]+)` `([^`]+)` \| `([^`]+)`, (\w+) \|$/gm,
  ),
].map(([, ...cells]) => cells.join(" "));

describe("the examples in other languages", () => {
  let pack: PackProcess;
  beforeEach(async () => {
    pack = await PackProcess.start({ PULUMI_NODEJS_DRY_RUN: "true" });
  });
  afterEach(() => pack.stop());

  for (const language of ["python", "go", "yaml"]) {
    it(`${language}: finds what the README says, and nothing else`, async () => {
      const resources = recorded(language);
      const found: string[] = [];
      const note = (type: string, name: string, policy: string, level: string): void => {
        found.push([language, type, name, policy, level].join(" "));
      };
      for (const resource of resources) {
        for (const { policy, level } of await pack.analyse(resource))
          note(resource.type, resource.name, policy, level);
      }
      const byUrn = new Map(resources.map((resource) => [urnOf(resource), resource]));
      for (const { urn, policy, level } of await pack.analyseStack(resources)) {
        const { type = urn, name = "" } = byUrn.get(urn) ?? {};
        note(type, name, policy, level);
      }
      const expected = documented.filter((row) => row.startsWith(`${language} `));
      expect(found.sort()).to.deep.equal(expected.sort()).and.not.to.deep.equal([]);
    });

    it(`${language}: was recorded from the program as it is`, () => {
      const text = source(language);
      // What a component makes is named after it; what a rejected or accepted resource is made of stands in the program.
      const roots = new Set(recorded(language).map(({ name }) => name.split("-")[0] ?? ""));
      roots.delete(language);
      for (const name of roots) expect(text, name).to.match(new RegExp(`"${name}"|^  ${name}:$`, "m"));
      const inputs = readFileSync(join(RECORDED, `${language}.jsonl`), "utf8");
      const telling = text.match(/\d+\.\d+\.\d+\.\d+\/\d+|arn:aws:[^"]*|repo:[^"]*|aws-portal:\*/g) ?? [];
      expect(telling).not.to.deep.equal([]);
      for (const value of telling) expect(inputs).to.contain(value);
    });
  }
});
