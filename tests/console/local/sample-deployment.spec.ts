import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { SAMPLE_DEPLOYMENT } from "../../../console/local/sample/deployment";
import { ROOT } from "../../preview/run";
import { preview, shipped } from "../../program/stack";

const PATH = join(ROOT, "console/local/sample/deployment.json");

/** What index.ts hands to the console's function, as an output of the stack. */
const SHOWN = `export const shownToConsole = deploymentOf({
  context,
  config,
  matrix: deployedMatrix(matrix),
  register: responsibilities,
  roles: roles.reviewed,
  flowLogs: flowLogStore(context, config),
  autoScalingGroup: fleetNames(context).group,
});
`;

const ANCHOR = "export const proxyUrl = proxy.url;";

describe("the sample deployment", () => {
  it("is what the program tells the console of the stack `dev` with three client networks", async () => {
    const clients = { allowedCidrs: ["10.20.30.0/24", "10.20.40.0/24", "10.20.50.0/24"] };
    const edits = [{ file: "index.ts", from: ANCHOR, to: `${SHOWN}${ANCHOR}` }];
    const { code, stdout, stderr } = await preview(shipped("dev", clients), { edits });
    expect(code, stderr).to.equal(0);
    const [stack] = JSON.parse(stdout).resources;
    const told = stack.outputs.shownToConsole;
    if (process.env["WRITE_DOCS"] === "1") {
      writeFileSync(PATH, JSON.stringify(told));
      execFileSync("npx", ["biome", "format", "--write", PATH], { cwd: ROOT });
      return;
    }
    expect(SAMPLE_DEPLOYMENT, "`WRITE_DOCS=1` writes it anew").to.deep.equal(told);
  });
});
