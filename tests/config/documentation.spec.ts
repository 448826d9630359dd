import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { rootFile } from "./project-file";
import { settingsTables } from "./settings-table";
import { configure } from "./stack";

const PATH = "docs/configuration.md";

/** The part of the page between two markers. */
function marked(page: string, name: string): string {
  const [, inner] = new RegExp(`<!-- ${name}:begin -->\n([\\s\\S]*?)<!-- ${name}:end -->`).exec(page) ?? [];
  if (inner === undefined) throw new Error(`${PATH} has no part \`${name}\``);
  return inner;
}

describe(PATH, () => {
  it("shows every setting as Pulumi.yaml declares it (WRITE_DOCS=1 writes the tables)", () => {
    const page = rootFile(PATH);
    const tables = settingsTables();
    if (process.env["WRITE_DOCS"] === "1") {
      writeFileSync(
        join(__dirname, "../..", PATH),
        page.replace(marked(page, "settings"), () => tables),
      );
    }
    expect(marked(rootFile(PATH), "settings")).to.equal(tables);
  });

  it("shows mistakes as they are printed", () => {
    const wrong = {
      vpcCdir: "10.0.0.0/16",
      availabilityZones: ["us-east-1a", "eu-west-1a"],
      exposure: "allowlist",
      allowedCidrs: ["0.0.0.0/1", "128.0.0.0/1"],
      proxyMinSize: 3,
    };
    const shown = marked(rootFile(PATH), "mistakes").replace(/^```text\n|\n```\n$/g, "");
    expect(() => configure(wrong))
      .to.throw()
      .with.property("message", shown);
  });

  it("names only settings that exist", () => {
    const named = [...rootFile(PATH).matchAll(/centralized-logging:(\w+)/g)].map(([, key]) => key);
    const tables = settingsTables();
    expect(named.filter((key) => !tables.includes(`| \`${key}\` |`))).to.deep.equal([]);
  });
});
