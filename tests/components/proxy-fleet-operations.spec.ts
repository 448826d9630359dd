import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { documentName, fleetNames } from "../../components/proxy-fleet";
import { patchDocument } from "../../components/proxy-fleet/patch-document";
import { SETTING_KEYS } from "../../config/settings";
import { CLOUDFRONT, fleet } from "./proxy-fleet-stack";
import { context } from "./recorder";

const ROOT = join(__dirname, "../..");
const PAGE = readFileSync(join(ROOT, "docs/operations.md"), "utf8");

describe("docs/operations.md", () => {
  it("names files that exist", () => {
    const named = [...PAGE.matchAll(/\b(scripts\/[\w./-]+)/g)].map(([, path = ""]) => path);
    expect(named).to.have.length.greaterThan(0);
    for (const path of named) expect(statSync(join(ROOT, path)).mode & 0o111, path).to.not.equal(0);
  });

  it("names settings that exist", () => {
    const known: readonly string[] = SETTING_KEYS;
    for (const [, name = ""] of PAGE.matchAll(/`((?:patch|proxy|image)[A-Z]\w+)`/g))
      expect(known).to.include(name);
  });

  it("names the fleet's resources as they are called", () => {
    const { baseName } = context();
    expect(fleetNames(context())).to.include({ group: `${baseName}-proxy`, patchGroup: `${baseName}-proxy` });
    expect(documentName(baseName)).to.equal(`${baseName}-patch`);
    expect(PAGE).to.contain('--document-name "$BASE-patch"');
    const { logGroup } = fleetNames(context());
    const groups = [...PAGE.matchAll(/"(\/centralized-logging\/[^"]+)"/g)].map(([, name = ""]) => name);
    expect(new Set(groups)).to.deep.equal(new Set([logGroup.replace(baseName, "$BASE")]));
  });

  it("explains every step of patching that can fail on the way", () => {
    const steps = patchDocument({
      autoScalingGroupName: "fleet",
      rebootOption: "RebootIfNeeded",
      drainSeconds: 1,
      output: { bucketName: "logs", prefix: "patching" },
    }).mainSteps.map(({ name }) => name);
    const [, table = ""] = /\| first failed step[^\n]*\n\|[^\n]*\n((?:\|.*\n)+)/.exec(PAGE) ?? [];
    const explained = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name = ""]) => name);
    expect(steps).to.include.members(explained);
    expect(explained).to.deep.equal([
      "makeRoom",
      "waitForStandby",
      "installPatches",
      "waitForHealthy",
      "exitStandby",
    ]);
  });

  it("explains every alert, and no other, and leads to sections that exist", async () => {
    const { all } = await fleet({ proxy: { exposure: CLOUDFRONT }, patching: { operation: "Install" } });
    const told = [
      ...all("aws:cloudwatch/metricAlarm:MetricAlarm").map(({ name }) => name),
      ...all("aws:cloudwatch/eventTarget:EventTarget")
        .filter(({ name }) => name.endsWith("-topic"))
        .map(({ name }) => name.replace(/-topic$/, "")),
    ].map((name) => name.replace(/^proxy-/, ""));
    const [, table = ""] = /<!-- alerts:begin -->\n([\s\S]*?)<!-- alerts:end -->/.exec(PAGE) ?? [];
    const explained = [...table.matchAll(/^\| `([\w-]+)`/gm)].map(([, name = ""]) => name);
    expect([...explained].sort()).to.deep.equal([...told].sort());
    const sections = [...PAGE.matchAll(/^## (.+)$/gm)].map(([, text = ""]) =>
      text.toLowerCase().replaceAll(" ", "-"),
    );
    for (const [, anchor = ""] of PAGE.matchAll(/\]\(#([\w-]+)\)/g)) expect(sections).to.include(anchor);
  });
});
