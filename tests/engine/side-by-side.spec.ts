import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { OWN_PACK } from "./checkout";
import { changes } from "./events";
import { useEngine } from "./use-engine";

const UP = ["up", "--yes", "--skip-preview", "--policy-pack", OWN_PACK];

describe("two stacks of this program on the real engine, in one account and region", function () {
  this.timeout(900_000);
  const given = useEngine();
  let folder: string;

  const on = (stack: string, args: readonly string[]) =>
    given.installation.succeed(folder, [...args, "--stack", stack]);
  const of = (stack: string) =>
    given.installation.cloud.all().filter(({ urn }) => urn.startsWith(`urn:pulumi:${stack}::`));

  before(async () => {
    folder = given.installation.checkout();
    copyFileSync(join(folder, "Pulumi.dev.yaml"), join(folder, "Pulumi.qa.yaml"));
    for (const stack of ["dev", "qa"]) await given.installation.succeed(folder, ["stack", "init", stack]);
  });

  it("are made at the same time, without a name in common", async () => {
    const [dev, qa] = await Promise.all([on("dev", UP), on("qa", UP)]);
    expect(changes(qa.events)).to.deep.equal(changes(dev.events));
    expect(of("qa")).to.have.length(of("dev").length);
    expect(of("dev").length + of("qa").length).to.equal(given.installation.cloud.all().length);
  });

  it("do not see each other", async () => {
    await Promise.all([on("dev", [...UP, "--expect-no-changes"]), on("qa", [...UP, "--expect-no-changes"])]);
  });

  it("go one by one", async () => {
    const dev = of("dev");
    await on("qa", ["destroy", "--yes", "--skip-preview"]);
    expect(given.installation.cloud.all()).to.deep.equal(dev);
    await on("dev", [...UP, "--expect-no-changes"]);
  });
});
