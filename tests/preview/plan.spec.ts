import { expect } from "chai";
import type { Plan } from "../../preview/plan";
import { named, outputsOf, pack, planOf, project, type Run, run } from "./run";

const UNKNOWN = { $unknown: true };
const SECRET = { $secret: true };
const urn = (tail: string) => `urn:pulumi:dev::tree::${tail}`;
const byUrn = (plan: Plan) => [...plan.resources].sort((a, b) => (a.urn < b.urn ? -1 : 1));

describe("the plan of a preview", () => {
  let judged: Run;
  let again: Run;
  let bare: Run;
  let text: Run;
  let plan: Plan;
  let unmaterialised: Plan;

  before(async () => {
    const rules = ["--policy-pack", pack("rules"), "--verbose"];
    [judged, text] = await Promise.all([
      run(rules, { cwd: project("tree") }),
      run(rules, { cwd: project("tree"), format: "text" }),
    ]);
    [again, bare] = await Promise.all([
      run(["--policy-pack", pack("rules")], { cwd: project("tree") }),
      run(["--materialise", "none"], { cwd: project("tree") }),
    ]);
    plan = planOf(judged, 1);
    unmaterialised = planOf(bare);
  });

  it("names project, stack and the number of everything it lists", () => {
    expect(plan).to.include({ version: 1, project: "tree", stack: "dev" });
    const { resources, violations, unverified, opaque, summary } = plan;
    expect(summary).to.deep.include({
      resources: resources.length,
      mandatory: 1,
      advisory: violations.length - 1,
      unverified: unverified.length,
      opaque: 0,
    });
    expect(opaque).to.deep.equal([]);
  });

  it("lists the stack, providers, components and resources by the engine's URNs", () => {
    expect(byUrn(plan).map((one) => one.urn)).to.deep.equal([
      urn("aws:ec2/securityGroup:SecurityGroup::group"),
      urn("aws:iam/role:Role::reader"),
      urn("aws:s3/bucket:Bucket::ledger"),
      urn("pulumi:providers:aws::default_7_48_0"),
      urn("pulumi:providers:aws::west"),
      urn("pulumi:pulumi:Stack::tree-dev"),
      urn("shop:index:Store$aws:s3/bucketPolicy:BucketPolicy::store-policy"),
      urn("shop:index:Store$shop:index:Shelf$aws:s3/bucket:Bucket::store-shelf-bucket"),
      urn("shop:index:Store$shop:index:Shelf::store-shelf"),
      urn("shop:index:Store::store"),
    ]);
  });

  it("lists parents and dependencies before what needs them", () => {
    const order = plan.resources.map((one) => one.urn);
    expect(order[0]).to.equal(urn("pulumi:pulumi:Stack::tree-dev"));
    for (const one of plan.resources) {
      for (const before of [one.parent, ...one.dependencies].filter((other) => other !== "")) {
        expect(order.indexOf(before), `${before} before ${one.urn}`).to.be.within(
          0,
          order.indexOf(one.urn) - 1,
        );
      }
    }
  });

  it("tells what a provider manages from what only groups", () => {
    expect(
      byUrn(plan)
        .filter((one) => !one.custom)
        .map((one) => one.name),
    ).to.deep.equal(["tree-dev", "store-shelf", "store"]);
  });

  it("gives parents, with the stack as the root", () => {
    const parents = Object.fromEntries(plan.resources.map((one) => [one.name, one.parent]));
    expect(parents).to.deep.equal({
      "tree-dev": "",
      default_7_48_0: "",
      west: urn("pulumi:pulumi:Stack::tree-dev"),
      store: urn("pulumi:pulumi:Stack::tree-dev"),
      group: urn("pulumi:pulumi:Stack::tree-dev"),
      ledger: urn("pulumi:pulumi:Stack::tree-dev"),
      reader: urn("pulumi:pulumi:Stack::tree-dev"),
      "store-shelf": urn("shop:index:Store::store"),
      "store-policy": urn("shop:index:Store::store"),
      "store-shelf-bucket": urn("shop:index:Store$shop:index:Shelf::store-shelf"),
    });
  });

  it("gives dependencies, those by property too, and a component's as what it holds", () => {
    const bucket = urn("shop:index:Store$shop:index:Shelf$aws:s3/bucket:Bucket::store-shelf-bucket");
    const group = urn("aws:ec2/securityGroup:SecurityGroup::group");
    const policy = urn("shop:index:Store$aws:s3/bucketPolicy:BucketPolicy::store-policy");
    for (const each of [plan, unmaterialised]) {
      const edges = ({ dependencies, propertyDependencies }: Plan["resources"][number]) => ({
        dependencies: [...dependencies].sort(),
        propertyDependencies,
      });
      expect(edges(named(each, "store-policy"))).to.deep.equal({
        dependencies: [bucket],
        propertyDependencies: { bucket: [bucket], policy: [bucket] },
      });
      expect(edges(named(each, "ledger"))).to.deep.include({ dependencies: [group] });
      expect(named(each, "ledger").propertyDependencies["tags"]).to.deep.equal([group]);
      expect(edges(named(each, "reader")).dependencies).to.deep.equal([policy, bucket].sort());
    }
  });

  it("names the provider that a resource was given", () => {
    expect(String(named(plan, "ledger").options["provider"])).to.match(
      /^urn:pulumi:dev::tree::pulumi:providers:aws::west::/,
    );
  });

  it("materialises ids and ARNs from account and region, and says which outputs are its own", () => {
    const ledger = named(plan, "ledger");
    expect(ledger.id).to.equal("ledger-of-the-west");
    expect(ledger.outputs["arn"]).to.equal("arn:aws:s3:::ledger-of-the-west");
    expect(ledger.materialised).to.include("arn");
    const group = named(plan, "group");
    expect(group.id).to.match(/^sg-[0-9a-f]{17}$/);
    expect(group.outputs["arn"]).to.equal(`arn:aws:ec2:eu-west-1:123456789012:security-group/${group.id}`);
    expect(outputsOf(plan)["roleArn"]).to.equal("arn:aws:iam::123456789012:role/reader");
    expect(outputsOf(plan)["ledgerRegion"]).to.equal("us-west-2");
  });

  it("fills a name that the provider generates, always the same", () => {
    const { inputs } = named(plan, "store-shelf-bucket");
    expect(inputs["bucket"]).to.match(/^store-shelf-bucket-[0-9a-f]{7}$/);
    expect(named(unmaterialised, "store-shelf-bucket").inputs["bucket"]).to.equal(inputs["bucket"]);
  });

  it("knows documents that name new resources, so that policies can judge them", () => {
    const bucket = String(named(plan, "store-shelf-bucket").inputs["bucket"]);
    expect(JSON.parse(String(named(plan, "store-policy").inputs["policy"]))).to.deep.equal({
      Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${bucket}/*` }],
    });
    expect(named(plan, "ledger").inputs["tags"]).to.deep.include({ group: named(plan, "group").id });
  });

  it("leaves with `--materialise none` what the CLI would not know", () => {
    expect(unmaterialised.resources.filter((one) => one.materialised.length > 0)).to.deep.equal([]);
    for (const name of ["group", "ledger", "reader", "store-policy", "store-shelf-bucket"])
      expect(named(unmaterialised, name).id, name).to.equal("");
    expect(named(unmaterialised, "store-policy").inputs).to.deep.equal({ bucket: UNKNOWN, policy: UNKNOWN });
    expect(named(unmaterialised, "ledger").inputs["tags"]).to.deep.include({ group: UNKNOWN, plain: "yes" });
    expect(outputsOf(unmaterialised)["roleArn"]).to.deep.equal(UNKNOWN);
  });

  it("marks secrets of inputs and outputs", () => {
    for (const each of [plan, unmaterialised]) {
      expect(named(each, "group").inputs["description"]).to.deep.equal(SECRET);
      expect(named(each, "group").outputs["description"]).to.deep.equal(SECRET);
      expect(named(each, "ledger").inputs["tags"]).to.deep.include({ word: SECRET, plain: "yes" });
      expect(named(each, "ledger").outputs["tags"]).to.deep.include({ word: SECRET, plain: "yes" });
      expect(outputsOf(each)).to.deep.include({ word: SECRET, owner: "team-a", nothing: null });
    }
  });

  it("prints no secret anywhere, verbosely neither", () => {
    for (const { stdout, stderr } of [judged, again, bare, text]) {
      for (const secret of ["hush-3d1f", "psst-77aa"]) expect(stdout + stderr).not.to.contain(secret);
    }
  });

  it("blanks a secret that a policy quotes in its message", async () => {
    const args = ["--policy-pack", pack("tattles"), "--verbose"];
    const { stdout, stderr, plan: quoted } = await run(args, { cwd: project("tree") });
    expect(stdout + stderr).not.to.contain("hush-3d1f");
    expect(quoted?.violations.map(({ message }) => message)).to.deep.equal([
      "quotes descriptions\nthe description is `[secret]`",
    ]);
  });

  it("is the same each time, except for the time it took", () => {
    const repeated = planOf(again, 1);
    expect(byUrn(repeated)).to.deep.equal(byUrn(plan));
    expect({ ...repeated, resources: [], summary: { ...repeated.summary, durationMs: 0 } }).to.deep.equal({
      ...plan,
      resources: [],
      summary: { ...plan.summary, durationMs: 0 },
    });
  });

  it("reports violations, advisories included, with level, severity and fingerprint", () => {
    const violations = [...plan.violations].sort((a, b) => (a.policy + a.urn < b.policy + b.urn ? -1 : 1));
    expect(violations.map(({ materialised: _, ...finding }) => finding)).to.deep.equal([
      {
        policyPack: "rules",
        policy: "no-ledgers",
        enforcementLevel: "mandatory",
        severity: "high",
        urn: urn("aws:s3/bucket:Bucket::ledger"),
        message: "a ledger is not kept in a bucket\nbucket `ledger` holds a ledger [no-ledgers/0123456789ab]",
        fingerprint: "0123456789ab",
      },
      {
        policyPack: "rules",
        policy: "one-role",
        enforcementLevel: "advisory",
        severity: "low",
        urn: urn("aws:iam/role:Role::reader"),
        message: "a stack has at most no role\nthis one",
        fingerprint: "",
      },
      {
        policyPack: "rules",
        policy: "one-role",
        enforcementLevel: "advisory",
        severity: "low",
        urn: urn("pulumi:pulumi:Stack::tree-dev"),
        message: "a stack has at most no role\n1 role",
        fingerprint: "",
      },
    ]);
  });

  it("says of a finding that would be the same without stand-ins that it does not rest on them", () => {
    const rests = plan.violations.map(({ policy, materialised }) => `${policy} ${materialised}`);
    expect(new Set(rests)).to.deep.equal(new Set(["no-ledgers false", "one-role false"]));
  });

  it("keeps what a policy could not decide apart from the violations", () => {
    expect(plan.unverified).to.have.length(1);
    expect(plan.unverified[0]).to.include({
      policyPack: "rules",
      policy: "named-buckets",
      urn: urn("shop:index:Store$shop:index:Shelf$aws:s3/bucket:Bucket::store-shelf-bucket"),
    });
    expect(plan.unverified[0]?.message).to.contain("unverified: whether the name is taken");
  });

  it("is a text for a person by default: tree, findings and a verdict, without colour in a pipe", () => {
    const { code, stdout, leftovers } = text;
    expect({ code, leftovers }).to.deep.equal({ code: 1, leftovers: [] });
    expect(stdout).not.to.contain("\u001b");
    expect(stdout).to.match(/^tree \/ dev /);
    expect(stdout).to.contain("store-shelf-bucket").and.contain("bucket `ledger` holds a ledger");
    expect(stdout.trimEnd().split("\n").at(-1)).to.match(/^REJECTED /);
  });
});
