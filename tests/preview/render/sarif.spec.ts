import { expect } from "chai";
import type { PlanViolation } from "../../../preview/plan";
import { renderSarif } from "../../../preview/render/sarif";
import { plan, resource, stack, stackUrn } from "./plans";

const role = resource("aws:iam/role:Role", "admin", {
  position: { file: "components/roles.ts", line: 12, column: 5 },
});
const violation = (changes: Partial<PlanViolation> = {}): PlanViolation => ({
  policyPack: "guard",
  policy: "administrative-access",
  enforcementLevel: "mandatory",
  severity: "critical",
  urn: role.urn,
  message:
    "No document grants everything.\nrole `admin`: allows `*` on `*` [administrative-access/0123456789ab]",
  fingerprint: "0123456789ab",
  materialised: false,
  ...changes,
});
const place = { projectPath: "", projectFile: "Pulumi.yaml" };
const runOf = (text: string) => JSON.parse(text).runs[0];

describe("a plan as SARIF", () => {
  it("puts a violation at the line that registers the resource, with policy, level and fingerprint", () => {
    const run = runOf(renderSarif(plan([stack(), role], { violations: [violation()] }), place));
    expect(run.results).to.deep.equal([
      {
        ruleId: "guard/administrative-access",
        ruleIndex: 0,
        kind: "fail",
        level: "error",
        message: { text: "role `admin`: allows `*` on `*` [administrative-access/0123456789ab]" },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "components/roles.ts", uriBaseId: "%SRCROOT%" },
              region: { startLine: 12, startColumn: 5 },
            },
            logicalLocations: [{ fullyQualifiedName: role.urn, kind: "resource", name: "admin" }],
          },
        ],
        partialFingerprints: { "finding/v1": `guard/administrative-access ${role.urn} 0123456789ab` },
      },
    ]);
    expect(run.tool.driver.rules).to.deep.equal([
      {
        id: "guard/administrative-access",
        name: "administrative-access",
        shortDescription: { text: "No document grants everything." },
        properties: { tags: ["security"], "security-severity": "9.5" },
      },
    ]);
  });

  it("is below the project's path in the repository, and at the project's file for the whole stack", () => {
    const found = plan([stack(), role], {
      violations: [violation({ enforcementLevel: "advisory" }), violation({ urn: stackUrn })],
    });
    const run = runOf(renderSarif(found, { projectPath: "infra/log stack", projectFile: "Pulumi.yml" }));
    const seen = run.results.map((result: { level: string; locations: { physicalLocation: object }[] }) => [
      result.level,
      result.locations[0]?.physicalLocation,
    ]);
    expect(seen).to.deep.equal([
      [
        "warning",
        {
          artifactLocation: { uri: "infra/log%20stack/components/roles.ts", uriBaseId: "%SRCROOT%" },
          region: { startLine: 12, startColumn: 5 },
        },
      ],
      [
        "error",
        {
          artifactLocation: { uri: "infra/log%20stack/Pulumi.yml", uriBaseId: "%SRCROOT%" },
          region: { startLine: 1, startColumn: 1 },
        },
      ],
    ]);
    expect(run.tool.driver.rules).to.have.lengthOf(1);
  });

  it("says of what is not verified that it is open, once", () => {
    const unverified = {
      policyPack: "guard",
      policy: "open-ingress",
      urn: role.urn,
      message: "unverified: `cidrIpv4` is unknown [open-ingress/ffff]",
    };
    const mandatory = violation({ ...unverified, fingerprint: "ffff" });
    const open = runOf(renderSarif(plan([stack(), role], { unverified: [unverified] }), place));
    expect(
      open.results.map(({ kind, level }: { kind: string; level: string }) => [kind, level]),
    ).to.deep.equal([["open", "none"]]);
    const both = runOf(
      renderSarif(plan([stack(), role], { unverified: [unverified], violations: [mandatory] }), place),
    );
    expect(both.results.map(({ level }: { level: string }) => level)).to.deep.equal(["error"]);
  });

  it("has a run without results where nothing was found", () => {
    const log = JSON.parse(renderSarif(plan([stack()]), place));
    expect(log.version).to.equal("2.1.0");
    expect(log.runs[0].results).to.deep.equal([]);
  });
});
