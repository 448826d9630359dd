import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parseDeployment, parseIds, readDeployment } from "../../console-api/read-deployment";
import { DEPLOYMENT, IDS } from "./deployed";

const without = (value: object, ...names: readonly string[]): string =>
  JSON.stringify(Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name))));

describe("the deployment that the function reads", () => {
  it("comes from a file beside the bundle and the environment", () => {
    const folder = mkdtempSync(join(tmpdir(), "deployment-"));
    try {
      writeFileSync(join(folder, "deployment.json"), JSON.stringify(DEPLOYMENT));
      expect(readDeployment(folder, { DEPLOYMENT_IDS: JSON.stringify(IDS) })).to.deep.equal({
        deployment: DEPLOYMENT,
        ids: IDS,
      });
      expect(() => readDeployment(folder, {})).to.throw(TypeError, "`DEPLOYMENT_IDS` is not set");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("may lack what a stack need not have", () => {
    const { installDocument, ...patching } = DEPLOYMENT.patching;
    expect(installDocument).to.not.equal(undefined);
    const { domainName, ...others } = DEPLOYMENT;
    expect(domainName).to.not.equal(undefined);
    const scanning = { ...others, patching: { ...patching, operation: "Scan" } };
    expect(parseDeployment(JSON.stringify(scanning))).to.deep.equal(scanning);
    expect(parseIds(without(IDS, "windowId"))).to.not.have.property("windowId");
  });

  for (const name of Object.keys(DEPLOYMENT).filter((key) => key !== "domainName")) {
    it(`has \`${name}\``, () => {
      expect(() => parseDeployment(without(DEPLOYMENT, name))).to.throw(TypeError, `\`${name}\` is absent`);
    });
  }

  for (const name of Object.keys(IDS).filter((key) => key !== "windowId")) {
    it(`has the id \`${name}\``, () => {
      expect(() => parseIds(without(IDS, name))).to.throw(TypeError, `\`${name}\` is absent`);
    });
  }

  it("is refused with all that is wrong with it", () => {
    const [flow] = DEPLOYMENT.matrix;
    const broken = {
      ...DEPLOYMENT,
      region: 7,
      matrix: [{ ...flow, port: "443", from: { kind: "world" }, rules: ["egress", "out"] }],
      flowLogs: { kind: "athena", workGroup: "w", database: "d" },
      groups: null,
    };
    expect(() => parseDeployment(JSON.stringify(broken))).to.throw(
      TypeError,
      "`deployment.json`: `region` is a number, not a text; `matrix[0].from.kind` is a string, not one of `group`, " +
        "`existing-group`, `cidr`, `prefix-list`; `matrix[0].port` is a string, not a whole number; " +
        "`matrix[0].rules[1]` is a string, not one of `ingress`, `egress`; `flowLogs.table` is absent, not a text; " +
        "`groups` is null, not an object",
    );
    expect(() => parseIds("{")).to.throw(TypeError, "`DEPLOYMENT_IDS` is no JSON");
    expect(() => parseDeployment("[]")).to.throw(TypeError, "`deployment.json`: it is a list, not an object");
  });
});
