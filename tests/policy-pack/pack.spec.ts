import { expect } from "chai";
import { rules } from "../../policy-pack/policies";
import { type Registered, UNKNOWN, urnOf, withoutTag } from "./judging";
import { PackProcess } from "./pack-process";

const everything = JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } });
const rolePolicy: Registered = {
  type: "aws:iam/rolePolicy:RolePolicy",
  props: { role: "reader", policy: everything },
};
const rule = (name: string, cidrIpv4: string): Registered => ({
  type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  name,
  props: { securityGroupId: UNKNOWN, ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4 },
  madeFrom: { securityGroupId: ["web"] },
});
const web: Registered = { type: "aws:ec2/securityGroup:SecurityGroup", name: "web", props: {} };

describe("the compiled policy pack, as a process", () => {
  let pack: PackProcess;
  beforeEach(async () => {
    pack = await PackProcess.start();
  });
  afterEach(() => pack.stop());

  it("says what it holds: each policy of the sources, with its level and settings", async () => {
    const info = (await pack.info()).toObject();
    expect(info).to.include({
      name: "centralized-logging-guard",
      displayname: "Centralized logging guard",
      version: "0.1.0",
    });
    const policies = info.policiesList.map(({ name, enforcementlevel, configschema }) => ({
      name,
      enforcementlevel,
      settings: configschema?.properties?.fieldsMap.map(([setting]) => setting).sort(),
    }));
    expect(policies).to.deep.equal(
      rules.map(({ name, enforcementLevel, settings }) => ({
        name,
        enforcementlevel: ["advisory", "mandatory", "disabled"].indexOf(enforcementLevel),
        settings: [...new Set([...Object.keys(settings), "onUnknown"])].sort(),
      })),
    );
  });

  it("rejects with description, message and level", async () => {
    const [found, ...others] = await pack.analyse(rolePolicy);
    expect(others).to.deep.equal([]);
    expect(found).to.include({ policy: "administrative-access", level: "mandatory", severity: "critical" });
    const [description, message] = (found?.message ?? "").split("\n");
    expect(description).to.equal("An IAM document must not grant all actions on all resources.");
    expect(message).to.match(
      /^role `reader`: statement `policy\.Statement` allows `\*` on `\*`; .* \[administrative-access\/[0-9a-f]{12}\]$/,
    );
  });

  it("reports what an unknown leaves open as an advisory that begins with `unverified: `", async () => {
    const [found, ...others] = await pack.analyse({
      ...rolePolicy,
      props: { role: "reader", policy: UNKNOWN },
    });
    expect(others).to.deep.equal([]);
    expect(found).to.include({ policy: "administrative-access", level: "advisory" });
    expect(found?.message).to.match(/^unverified: .* \[administrative-access\/[0-9a-f]{12}\]$/);
  });

  it("takes levels and settings from the configuration", async () => {
    await pack.configure("open-ingress", "advisory", { publicPorts: ["tcp/443"], onUnknown: "mandatory" });
    const ingress = (port: number, cidr: string): Registered => ({
      ...web,
      props: { ingress: [{ protocol: "tcp", fromPort: port, toPort: port, cidrBlocks: [cidr] }] },
    });
    expect(await pack.analyse(ingress(443, "0.0.0.0/0"))).to.deep.equal([]);
    expect((await pack.analyse(ingress(22, "0.0.0.0/0"))).map(({ level }) => level)).to.deep.equal([
      "advisory",
    ]);
    expect((await pack.analyse(ingress(22, UNKNOWN))).map(({ level }) => level)).to.deep.equal(["advisory"]);
    await pack.configure("open-ingress", "disabled");
    expect(await pack.analyse(ingress(22, "0.0.0.0/0"))).to.deep.equal([]);
  });

  it("refuses a configuration that names what there is not, and says what was meant", async () => {
    const failure = (policy: string, settings = {}) =>
      pack.configure(policy, "advisory", settings).then(
        () => "",
        (error: { readonly details?: string }) => error.details,
      );
    expect(await failure("open-ingres")).to.equal(
      "the configuration of this policy pack is refused: there is no policy `open-ingres` (did you mean `open-ingress`?)",
    );
    expect(await failure("open-ingress", { publicPort: ["tcp/443"] })).to.equal(
      "the configuration of this policy pack is refused: `open-ingress` has no setting `publicPort` (did you mean `publicPorts`?)",
    );
    expect(await failure("all")).to.equal("");
  });

  it("judges across the resources of a stack", async () => {
    const resources = [web, rule("a", "8.0.0.0/8"), rule("b", "9.0.0.0/8")];
    for (const resource of resources) expect(await pack.analyse(resource)).to.deep.equal([]);
    const [found, ...others] = await pack.analyseStack(
      resources.map((resource) => ({ ...resource, outputs: {} })),
    );
    expect(others).to.deep.equal([]);
    expect(found).to.include({ policy: "open-ingress", level: "mandatory", urn: urnOf(web) });
    expect(withoutTag(found?.message ?? "").split("\n")[1]).to.match(
      /^`a` and `b` together let `8\.0\.0\.0\/7` /,
    );
  });

  it("judges a rule with those before it in an update alone, as the engine's host tells it", async () => {
    const [a, b] = ["8.0.0.0/8", "9.0.0.0/8"].map((cidr, at): Registered => {
      const { madeFrom: _, ...alone } = rule("ab".charAt(at), cidr);
      return { ...alone, props: { ...alone.props, securityGroupId: "sg-1" } };
    });
    if (a === undefined || b === undefined) throw new Error("two rules were made");
    const completed = async (told: NodeJS.ProcessEnv): Promise<number> => {
      await pack.stop();
      pack = await PackProcess.start(told);
      return [...(await pack.analyse(a)), ...(await pack.analyse(b))].length;
    };
    expect(await completed({ PULUMI_NODEJS_DRY_RUN: "false" })).to.equal(1);
    expect(await completed({ PULUMI_NODEJS_DRY_RUN: "true" })).to.equal(0);
    // `pulumi policy analyze` says nothing of a run.
    expect(await completed({})).to.equal(0);
  });

  describe("with waivers", () => {
    const inMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const open: Registered = {
      ...web,
      props: { ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }] },
    };
    const waiver = {
      policy: "open-ingress",
      fingerprint: "2dedfb557ab6",
      resource: urnOf(open),
      reason: "a honeypot that everybody may try",
      owner: "security research",
      expires: inMonth,
    };
    const stackItself: Registered = { type: "pulumi:pulumi:Stack", name: "project-dev", props: {} };
    const findings = async (): Promise<readonly string[]> => {
      await pack.analyse(stackItself);
      const found = [...(await pack.analyse(open)), ...(await pack.analyseStack([stackItself, open]))];
      return found.map(
        ({ policy, level, message }) => `${policy} ${level} ${message.split(" ", 3).join(" ")}`,
      );
    };

    it("takes them from its configuration", async () => {
      await pack.configure("waivers", "mandatory", { waivers: [waiver] });
      expect(await findings()).to.deep.equal(["open-ingress advisory waived by security"]);
    });

    it("takes those of the stack's own configuration where that is allowed", async () => {
      await pack.stop();
      pack = await PackProcess.start({
        PULUMI_CONFIG: JSON.stringify({ "centralized-logging-guard:waivers": JSON.stringify([waiver]) }),
        PULUMI_NODEJS_DRY_RUN: "true",
      });
      await pack.configure("waivers", "mandatory", { allowStackWaivers: "all" });
      expect(await findings()).to.deep.equal(["open-ingress advisory waived by security"]);
      await pack.configure("waivers", "mandatory", {});
      expect(await findings()).to.deep.equal([
        "open-ingress mandatory A security group",
        "waivers advisory the stack's configuration",
      ]);
    });
  });

  it("says nothing of resources it does not know", async () => {
    expect(
      await pack.analyse({
        type: "random:index/randomId:RandomId",
        props: { byteLength: UNKNOWN, policy: everything },
      }),
    ).to.deep.equal([]);
  });
});
