import { expect } from "chai";
import { OWN_PACK } from "./checkout";
import { changes, findings, mandatory, stepped } from "./events";
import type { Event } from "./provider/cloud";
import { useEngine } from "./use-engine";

const PACK = ["--policy-pack", OWN_PACK];
const UP = ["up", "--yes", "--skip-preview", ...PACK];
const RULE = "security-groups-load-balancer-to-proxy-ingress";

describe("this program on the real engine", function () {
  this.timeout(600_000);
  const given = useEngine();
  let folder: string;
  /** How many resources the stack has, those without a provider included. */
  let size = 0;

  const set = (...args: readonly string[]) => given.installation.succeed(folder, ["config", "set", ...args]);
  const found = (name: string) => {
    const [resource] = given.installation.cloud.all().filter(({ urn }) => urn.endsWith(`::${name}`));
    if (resource === undefined) throw new Error(`the account has no \`${name}\``);
    return resource;
  };

  /** Runs the CLI; what it did to the account, in order, is added. */
  async function succeed(args: readonly string[]) {
    const before = given.installation.cloud.journal().length;
    const { events } = await given.installation.succeed(folder, args);
    return { events, done: given.installation.cloud.journal().slice(before) };
  }

  const done = (journal: readonly Event[], name: string): readonly string[] =>
    journal.filter((event) => event.name === name).map(({ operation }) => operation);

  before(async () => {
    folder = given.installation.checkout();
    await given.installation.succeed(folder, ["stack", "init", "dev"]);
  });

  it("is previewed without a trace in the account, and the pack lets it pass", async () => {
    const { events, done: journal } = await succeed(["preview", ...PACK]);
    size = changes(events)["create"] ?? 0;
    expect(changes(events)).to.deep.equal({ create: size });
    expect(size).to.be.above(200);
    expect(mandatory(events)).to.deep.equal([]);
    expect(journal).to.deep.equal([]);
  });

  it("is made as previewed, and of what the preview could not decide nothing is found", async () => {
    const { events } = await succeed(UP);
    expect(changes(events)).to.deep.equal({ create: size });
    expect(findings(events)).to.deep.equal([]);
    const urns = given.installation.cloud.all().map(({ urn }) => urn);
    const { resources = [] } = await given.installation.state(folder);
    // The engine does not count providers that it makes by itself.
    const counted = resources.filter(({ urn }) => !/::pulumi:providers:[^:]+::default/.test(urn));
    expect(counted).to.have.length(size);
    const managed = resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
    expect(urns).to.have.members(managed.map(({ urn }) => urn));
  });

  it("has nothing to do the second time", async () => {
    const { events, done: journal } = await succeed([...UP, "--expect-no-changes"]);
    expect([changes(events), journal]).to.deep.equal([{ same: size }, []]);
  });

  it("changes in place what a new schedule concerns, and nothing else", async () => {
    await set("patchWindowSchedule", "cron(0 4 ? * * *)");
    const { events, done: journal } = await succeed(UP);
    expect(changes(events)).to.deep.equal({ same: size - 3, update: 3 });
    expect(stepped(events, "update")).to.deep.equal([
      "console-api-function",
      "proxy-image-refresh",
      "proxy-window",
    ]);
    expect(journal.map(({ operation }) => operation)).to.deep.equal(["update", "update", "update"]);
  });

  it("replaces roles, whose names it has chosen, by deleting them first", async () => {
    await set("rolePath", "/logging/");
    const { events, done: journal } = await succeed(UP);
    expect(findings(events)).to.deep.equal([]);
    const roles = journal.filter(({ type }) => type === "aws:iam/role:Role").map(({ name }) => name);
    expect(new Set(roles).size).to.be.above(10);
    for (const name of roles) expect(done(journal, name), name).to.deep.equal(["delete", "create"]);
  });

  it("replaces a load balancer by creating the new one first", async () => {
    await set("exposure", "allowlist");
    await set("--path", "allowedCidrs[0]", "203.0.113.0/24");
    const { events, done: journal } = await succeed(UP);
    expect(findings(events)).to.deep.equal([]);
    expect(done(journal, "proxy-alb")).to.deep.equal(["create", "delete"]);
    expect(found("proxy-alb").inputs).to.include({ internal: false });
  });

  it("shows what somebody changed by hand, and takes it back", async () => {
    const rule = found(RULE);
    const opened = { ...rule.inputs, toPort: 65_535 };
    given.installation.cloud.plant({ ...rule, inputs: opened, outputs: { ...rule.outputs, ...opened } });
    const shown = await succeed(["preview", "--refresh"]);
    expect(stepped(shown.events, "update")).to.deep.equal([RULE]);
    const { done: journal } = await succeed([...UP, "--refresh"]);
    expect(journal.map(({ operation, urn }) => [operation, urn])).to.deep.equal([["update", rule.urn]]);
    expect(found(RULE).inputs).to.deep.equal(rule.inputs);
  });

  it("makes anew what somebody removed, once a refresh has seen it", async () => {
    const alarm = found("search-red");
    given.installation.cloud.remove(alarm);
    const { events } = await succeed(["refresh", "--yes", "--skip-preview"]);
    expect(changes(events)["delete"]).to.equal(1);
    const { done: journal } = await succeed(UP);
    expect(journal.map(({ operation, name }) => [operation, name])).to.deep.equal([["create", "search-red"]]);
    await succeed([...UP, "--expect-no-changes"]);
  });

  it("is destroyed altogether, each resource before those that it depends on", async () => {
    const { resources = [] } = await given.installation.state(folder);
    const { done: journal } = await succeed(["destroy", "--yes", "--skip-preview"]);
    expect(given.installation.cloud.all()).to.deep.equal([]);
    const at = new Map(journal.map(({ urn }, index) => [urn, index]));
    const tooLate = resources.flatMap(({ urn, dependencies = [] }) =>
      dependencies
        .filter((dependency) => (at.get(urn) ?? -1) > (at.get(dependency) ?? Number.POSITIVE_INFINITY))
        .map((dependency) => [urn, dependency]),
    );
    expect(tooLate).to.deep.equal([]);
    expect((await given.installation.state(folder)).resources ?? []).to.deep.equal([]);
  });
});

describe("the production stack on the real engine", function () {
  this.timeout(600_000);
  const given = useEngine();
  let folder: string;

  before(async () => {
    folder = given.installation.checkout();
    await given.installation.succeed(folder, ["stack", "init", "prod"]);
    await given.installation.succeed(folder, UP);
  });

  it("protects what holds data, keys and identities, and the load balancer", async () => {
    const { resources = [] } = await given.installation.state(folder);
    const guarded = resources.filter((one) => one.protect === true).map(({ type }) => type.split(":").at(-1));
    expect([...new Set(guarded)].sort()).to.deep.equal([
      "Bucket",
      "Domain",
      "IdentityPool",
      "Key",
      "LoadBalancer",
      "LogGroup",
      "UserPool",
    ]);
  });

  it("refuses to be destroyed, and nothing is gone", async () => {
    const before = given.installation.cloud.journal();
    const { code, printed } = await given.installation.pulumi(folder, ["destroy", "--yes"]);
    expect(code).not.to.equal(0);
    expect(printed).to.contain("cannot be deleted\n    because it is protected");
    expect(given.installation.cloud.journal()).to.deep.equal(before);
  });

  it("goes once its deletion protection is taken off", async () => {
    await given.installation.succeed(folder, ["config", "set", "deletionProtection", "false"]);
    await given.installation.succeed(folder, UP);
    await given.installation.succeed(folder, ["destroy", "--yes", "--skip-preview"]);
    expect(given.installation.cloud.all()).to.deep.equal([]);
  });
});
