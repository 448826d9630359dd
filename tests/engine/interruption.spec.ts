import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { until } from "../preview/run";
import { changes } from "./events";
import type { CliRun, Deployment } from "./installation";
import type { CloudResource, Fault } from "./provider/cloud";
import { useEngine } from "./use-engine";

const UP = ["up", "--yes", "--skip-preview"];
const HANG_LIMIT_MS = 240_000;

/** What `pulumi import --file` takes, for pending resources that exist: type, name and id, and the names of parents and providers. */
function imports(pending: NonNullable<Deployment["pending_operations"]>, there: readonly CloudResource[]) {
  const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");
  const resources = pending.flatMap(({ resource: { urn, type, parent = "", provider = "" } }) => {
    const id = there.find((one) => one.urn === urn)?.id;
    // A provider is told by its URN and its id.
    const providerUrn = provider.split("::").slice(0, 4).join("::");
    return id === undefined ? [] : [{ urn, type, id, parent, providerUrn }];
  });
  return {
    nameTable: Object.fromEntries(
      resources.flatMap(({ parent, providerUrn }) => [parent, providerUrn]).map((urn) => [nameOf(urn), urn]),
    ),
    resources: resources.map(({ urn, type, id, parent, providerUrn }) => ({
      type,
      name: nameOf(urn),
      id,
      parent: nameOf(parent),
      provider: nameOf(providerUrn),
    })),
  };
}

describe("an update on the real engine that is interrupted", function () {
  this.timeout(600_000);
  const given = useEngine();
  let folder: string;
  const account = () => given.installation.cloud;

  before(async () => {
    folder = given.installation.checkout();
    await given.installation.succeed(folder, ["stack", "init", "dev"]);
  });

  /** Updates until each of the faults hangs, and then sends a signal. */
  async function interrupted(faults: readonly Fault[], signal: NodeJS.Signals): Promise<CliRun> {
    account().setFaults(faults);
    const before = account().hanging().length;
    const ended = await given.installation.pulumi(folder, UP, {
      during: async (cli) => {
        await until(
          "what is to hang",
          () => account().hanging().length === before + faults.length,
          HANG_LIMIT_MS,
        );
        cli.kill(signal);
      },
    });
    account().setFaults([]);
    return ended;
  }

  /** What was made more than once since then. */
  const madeTwice = (since: number): readonly string[] => {
    const urns = account()
      .journal()
      .slice(since)
      .filter(({ operation }) => operation === "create")
      .map(({ urn }) => urn);
    return urns.filter((urn, index) => urns.indexOf(urn) !== index);
  };

  /** What the account has and the state does not know, and the other way round. */
  async function strays(): Promise<readonly string[]> {
    const { resources = [] } = await given.installation.state(folder);
    const known = resources.flatMap(({ urn, id, type, custom }) =>
      custom && !type.startsWith("pulumi:") ? [`${urn} ${id}`] : [],
    );
    const there = account()
      .all()
      .map(({ urn, id }) => `${urn} ${id}`);
    return [...known.filter((one) => !there.includes(one)), ...there.filter((one) => !known.includes(one))];
  }

  describe("by an interrupt from the keyboard", () => {
    it("ends what is under way, and writes down what is made", async () => {
      const { code } = await interrupted(
        [{ operation: "create", name: "search-domain", effect: "hang" }],
        "SIGINT",
      );
      expect(code).not.to.equal(0);
      expect(account().all().length).to.be.above(50);
      expect(await strays()).to.deep.equal([]);
      expect((await given.installation.state(folder)).pending_operations ?? []).to.deep.equal([]);
    });

    it("is completed by the next update, which makes nothing twice", async () => {
      const { events } = await given.installation.succeed(folder, UP);
      expect(changes(events)["same"]).to.be.above(50);
      expect([madeTwice(0), await strays()]).to.deep.equal([[], []]);
      await given.installation.succeed(folder, [...UP, "--expect-no-changes"]);
    });

    after(() => given.installation.succeed(folder, ["destroy", "--yes", "--skip-preview"]));
  });

  describe("by the death of its process", () => {
    let begun: number;
    let pending: NonNullable<Deployment["pending_operations"]>;

    it("leaves the stack locked, and what was under way written down as such", async () => {
      begun = account().journal().length;
      await interrupted(
        [
          { operation: "create", name: "search-domain", effect: "hang-after" },
          { operation: "create", name: "proxy-targets", effect: "hang" },
        ],
        "SIGKILL",
      );
      const { code, printed } = await given.installation.pulumi(folder, UP);
      expect(code).not.to.equal(0);
      expect(printed).to.contain("the stack is currently locked");
      await given.installation.succeed(folder, ["cancel", "--yes"]);

      pending = (await given.installation.state(folder)).pending_operations ?? [];
      expect(pending.map(({ type }) => type)).to.deep.equal(pending.map(() => "creating"));
      const urns = pending.map(({ resource }) => resource.urn);
      expect(urns.map((urn) => urn.split("::").at(-1))).to.include.members([
        "proxy-targets",
        "search-domain",
      ]);
      // Whatever was made without the state's knowledge is among it.
      const unknown = (await strays()).map((one) => one.split(" ")[0]);
      expect(unknown.some((urn) => urn?.endsWith("::search-domain"))).to.equal(true);
      expect(urns).to.include.members(unknown);
    });

    it("is not simply repeated: a name that is taken is refused", async () => {
      const domain =
        pending.find(({ resource }) => resource.urn.endsWith("::search-domain"))?.resource.urn ?? "";
      const { code, printed } = await given.installation.pulumi(folder, [...UP, "--target", domain]);
      expect(code).not.to.equal(0);
      expect(printed).to.match(/EntityAlreadyExists: `\S+domain\/clo-dev-us-east-1`/);
    });

    it("is completed once what has come into being is imported", async () => {
      await given.installation.succeed(folder, [
        "refresh",
        "--yes",
        "--skip-preview",
        "--clear-pending-creates",
      ]);
      const file = join(given.installation.folder, "imports.json");
      writeFileSync(file, JSON.stringify(imports(pending, account().all())));
      const plainly = ["--yes", "--skip-preview", "--generate-code=false", "--protect=false"];
      await given.installation.succeed(folder, ["import", "--file", file, ...plainly]);
      await given.installation.succeed(folder, UP);
      expect([madeTwice(begun), await strays()]).to.deep.equal([[], []]);
      await given.installation.succeed(folder, [...UP, "--expect-no-changes"]);
    });
  });
});
