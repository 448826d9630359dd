import { join } from "node:path";
import { expect } from "chai";
import { PROGRAMS } from "./checkout";
import { changes } from "./events";
import type { Event } from "./provider/cloud";
import { useEngine } from "./use-engine";

const UP = ["up", "--yes", "--skip-preview"];

describe("a replacement on the real engine", function () {
  this.timeout(300_000);
  const given = useEngine();
  let folder: string;
  let journal: readonly Event[];

  const set = (key: string, value: string) =>
    given.installation.succeed(folder, ["config", "set", key, value]);
  const made = (name: string) =>
    given.installation.cloud.all().filter(({ urn }) => urn.endsWith(`::${name}`));

  /** What was done to a group and to what uses it, in order. */
  const done = (name: string): readonly string[] =>
    journal
      .filter((event) => [name, `${name}-user`].includes(event.name))
      .map((event) => `${event.operation} ${event.name}`);

  async function describedAs(description: string) {
    await set("description", description);
    const before = given.installation.cloud.journal().length;
    const ended = await given.installation.pulumi(folder, UP);
    journal = given.installation.cloud.journal().slice(before);
    return ended;
  }

  before(async () => {
    folder = given.installation.project(join(PROGRAMS, "replaced"));
    await given.installation.succeed(folder, ["stack", "init", "dev"]);
    await given.installation.succeed(folder, UP);
  });

  it("creates before it deletes, and what uses it follows in between", async () => {
    const { code, events } = await describedAs("second");
    expect([code, changes(events)]).to.deep.equal([0, { replace: 3, same: 2, update: 3 }]);
    expect(done("generated")).to.deep.equal([
      "create generated",
      "update generated-user",
      "delete generated",
    ]);
    expect(made("generated")).to.have.length(1);
  });

  it("deletes first where the program has chosen the name", () => {
    expect(done("chosen")).to.deep.equal(["delete chosen", "create chosen", "update chosen-user"]);
    expect(made("chosen").map(({ outputs }) => outputs["name"])).to.deep.equal(["chosen"]);
  });

  it("deletes first where the program asks for it", () => {
    expect(done("first-deleted")).to.deep.equal([
      "delete first-deleted",
      "create first-deleted",
      "update first-deleted-user",
    ]);
  });

  it("leaves the old one in use where the new one cannot be made, and goes on from there", async () => {
    given.installation.cloud.setFaults([{ operation: "create", name: "generated", effect: "refuse" }]);
    expect((await describedAs("third")).code).not.to.equal(0);
    expect(done("generated")).to.deep.equal([]);
    const [old] = made("generated");
    expect(old?.inputs["description"]).to.equal("second");

    given.installation.cloud.setFaults([]);
    expect((await describedAs("third")).code).to.equal(0);
    expect(done("generated")).to.deep.equal([
      "create generated",
      "update generated-user",
      "delete generated",
    ]);
    expect(made("generated").map(({ inputs }) => inputs["description"])).to.deep.equal(["third"]);
  });

  it("is refused where the resource is protected, which survives", async () => {
    const [guarded] = made("guarded");
    await set("guardedName", "renamed");
    const { code, printed } = await given.installation.pulumi(folder, UP);
    expect(code).not.to.equal(0);
    expect(printed).to.match(
      /unable to replace resource "urn:pulumi:dev::replaced::aws:sns\/topic:Topic::guarded"/,
    );
    expect(made("guarded")).to.deep.equal([guarded]);
  });
});

describe("a protected resource on the real engine", function () {
  this.timeout(300_000);
  const given = useEngine();
  let folder: string;

  const names = () => given.installation.cloud.all().map(({ urn }) => urn.split("::").at(-1));

  before(async () => {
    folder = given.installation.project(join(PROGRAMS, "replaced"));
    await given.installation.succeed(folder, ["stack", "init", "dev"]);
    await given.installation.succeed(folder, UP);
  });

  it("survives its removal from the program", async () => {
    await given.installation.succeed(folder, ["config", "set", "guarded", "false"]);
    const { code, printed } = await given.installation.pulumi(folder, UP);
    expect(code).not.to.equal(0);
    expect(printed).to.contain("cannot be deleted\n");
    expect(names()).to.include("guarded");
  });

  it("survives the stack's destruction, and with it everything else, since the preview refuses", async () => {
    const before = names();
    expect((await given.installation.pulumi(folder, ["destroy", "--yes"])).code).not.to.equal(0);
    expect(names()).to.deep.equal(before);
  });

  it("survives alone where there is no preview: the rest is gone before it is refused", async () => {
    const { code } = await given.installation.pulumi(folder, ["destroy", "--yes", "--skip-preview"]);
    expect([code, names()]).to.deep.equal([1, ["guarded"]]);
  });

  it("can be spared while everything else goes", async () => {
    await given.installation.succeed(folder, ["config", "set", "guarded", "true"]);
    await given.installation.succeed(folder, UP);
    expect(names()).to.have.length(7);
    await given.installation.succeed(folder, ["destroy", "--yes", "--exclude-protected"]);
    expect(names()).to.deep.equal(["guarded"]);
  });

  it("goes once it is not protected any more", async () => {
    await given.installation.succeed(folder, ["state", "unprotect", "--all", "--yes"]);
    await given.installation.succeed(folder, ["destroy", "--yes", "--skip-preview"]);
    expect(names()).to.deep.equal([]);
  });
});
