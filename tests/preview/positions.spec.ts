import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { named, pack, planOf, project, run } from "./run";

/** What stands in a file at the place where a resource was registered. */
function textAt(folder: string, { file, line, column }: { file: string; line: number; column: number }) {
  const text = readFileSync(join(project(folder), file), "utf8").split("\n")[line - 1] ?? "";
  return `${file}: ${text.slice(column - 1, column + 16)}`;
}

describe("the place of a resource in the program", () => {
  const places = [
    { folder: "typescript", how: "TypeScript compiled by the SDK", file: "index.ts" },
    { folder: "modules", how: "an ES module", file: "index.js" },
    { folder: "hostile", how: "plain JavaScript", file: "index.js" },
  ];
  for (const { folder, how, file } of places) {
    it(`is the line of its constructor, in ${how}`, async () => {
      const plan = planOf(await run([], { cwd: project(folder) }));
      const bucket = plan.resources.find(({ type }) => type === "aws:s3/bucket:Bucket");
      expect(bucket?.position && textAt(folder, bucket.position)).to.equal(`${file}: new aws.s3.Bucket`);
    });
  }

  it("is absent for the stack and for default providers, which the program does not register itself", async () => {
    const plan = planOf(await run([], { cwd: project("typescript") }));
    const placeless = plan.resources.filter(({ position }) => position === undefined).map(({ type }) => type);
    expect(placeless).to.deep.equal(["pulumi:pulumi:Stack", "pulumi:providers:aws"]);
  });

  it("is where code scanning shows what a policy found, below the project's path in the repository", async () => {
    const rules = ["--policy-pack", pack("rules")];
    const [sarif, json] = await Promise.all([
      run(rules, { cwd: project("tree"), format: "sarif" }),
      run(rules, { cwd: project("tree") }),
    ]);
    expect(sarif.code).to.equal(1);
    const [{ results }] = JSON.parse(sarif.stdout).runs;
    const plan = planOf(json, 1);
    expect(results).to.have.lengthOf(plan.violations.length + plan.unverified.length);
    for (const { locations, level } of results) {
      const [{ physicalLocation, logicalLocations }] = locations;
      const { position } = named(plan, logicalLocations[0].name);
      const file = position?.file ?? "Pulumi.yaml";
      expect(physicalLocation.artifactLocation.uri).to.equal(`tests/preview/projects/tree/${file}`);
      expect(physicalLocation.region.startLine).to.equal(position?.line ?? 1);
      expect(level).to.be.oneOf(["error", "warning", "none"]);
    }
  });
});
