import { join } from "node:path";
import { expect } from "chai";
import { run } from "../preview/run";
import { OWN_PACK, PROGRAMS } from "./checkout";
import { findings, mandatory, stepped } from "./events";
import { useEngine } from "./use-engine";

const REJECTED = join(PROGRAMS, "rejected");
const PACK = ["--policy-pack", OWN_PACK];
const UPDATE = ["up", "--yes", "--skip-preview", ...PACK];

describe("the policy pack on the real engine", function () {
  this.timeout(300_000);
  const given = useEngine();
  let folder: string;

  const made = () => given.installation.cloud.all().map(({ urn }) => urn.split("::").at(-1));
  const set = (key: string, value: string) =>
    given.installation.succeed(folder, ["config", "set", key, value]);

  before(async () => {
    folder = given.installation.project(REJECTED);
    await given.installation.succeed(folder, ["stack", "init", "dev"]);
  });

  it("rejects in a preview what a preview knows, and names the resource", async () => {
    await set("open", "true");
    const { code, events } = await given.installation.pulumi(folder, ["preview", ...PACK]);
    expect(code).to.equal(1);
    expect(mandatory(events).map(({ policyName, resourceUrn }) => [policyName, resourceUrn])).to.deep.equal([
      ["open-ingress", "urn:pulumi:dev::rejected::aws:ec2/securityGroup:SecurityGroup::open"],
    ]);
    expect(made()).to.deep.equal([]);
  });

  it("rejects it in an update before it is made, with all that depends on it", async () => {
    const { code, events } = await given.installation.pulumi(folder, UPDATE);
    expect(code).to.equal(1);
    expect(mandatory(events).map(({ policyName }) => policyName)).to.deep.equal(["open-ingress"]);
    expect(made().filter((name) => name !== "orders")).to.deep.equal([]);
  });

  it("lets the corrected program pass, which goes on where it stopped", async () => {
    await set("open", "false");
    const { events } = await given.installation.succeed(folder, UPDATE);
    expect(findings(events)).to.deep.equal([]);
    expect(made()).to.have.members(["orders", "after"]);
  });

  it("says in a preview that it could not decide, and rejects in the update once it can", async () => {
    await set("public", "true");
    // The queue exists: only a new one keeps its ARN to itself.
    await given.installation.succeed(folder, ["destroy", "--yes", "--skip-preview"]);
    const preview = await given.installation.succeed(folder, ["preview", ...PACK]);
    expect(findings(preview.events).map((one) => [one.policyName, one.enforcementLevel])).to.deep.equal([
      ["public-resource-policy", "advisory"],
    ]);
    expect(findings(preview.events)[0]?.message).to.match(/^unverified: /);

    const { code, events } = await given.installation.pulumi(folder, UPDATE);
    expect(code).to.equal(1);
    expect(mandatory(events).map(({ policyName }) => policyName)).to.deep.equal(["public-resource-policy"]);
    expect(made()).to.deep.equal(["orders"]);
  });

  it("rejects in an update of what exists, which stays as it is", async () => {
    await set("public", "false");
    await given.installation.succeed(folder, UPDATE);
    await set("public", "true");
    const { code, events } = await given.installation.pulumi(folder, ["preview", ...PACK]);
    expect([code, mandatory(events).map(({ policyName }) => policyName)]).to.deep.equal([
      1,
      ["public-resource-policy"],
    ]);
    expect(stepped(events, "create")).to.deep.equal(["strangers"]);
    expect(made()).to.have.members(["orders", "after"]);
  });
});

describe("the policy pack offline", function () {
  this.timeout(120_000);

  it("rejects the same program before anything exists, also for what the CLI's preview cannot decide", async () => {
    const { code, plan } = await run(["--stack", "both", "--policy-pack", OWN_PACK], { cwd: REJECTED });
    expect(code).to.equal(1);
    expect(plan?.violations.map(({ policy, urn }) => [policy, urn.split("::").at(-1)])).to.deep.equal([
      ["open-ingress", "open"],
      ["public-resource-policy", "strangers"],
    ]);
  });
});
