import { expect } from "chai";
import { distinct, evidenceText, filtered, says, topicName } from "../../console/src/overview/register";
import { servicesOf, unusedServices } from "../../console/src/roles/unused";
import type { Control, Role, ServiceUsage } from "../../console-api/contract";

const control = (id: string, changes: Partial<Control> = {}): Control => ({
  id,
  topic: "iam-roles",
  control: `control ${id}`,
  owner: "this stack",
  cadence: "every deployment",
  evidence: { kind: "output", type: null, name: "trafficMatrix", path: null },
  open: null,
  ...changes,
});

describe("the register", () => {
  const controls = [
    control("a"),
    control("b", { owner: "customer", open: "only you know" }),
    control("c", { topic: "web-console" }),
    control("d", { owner: "customer", topic: "web-console", open: "`waf` is off" }),
  ];
  const idsOf = (filter: Parameters<typeof filtered>[1]) => filtered(controls, filter).map(({ id }) => id);

  it("has what is open first, and keeps its order else", () => {
    expect(idsOf({ openOnly: false })).to.deep.equal(["b", "d", "a", "c"]);
  });

  it("is looked through by owner, topic and what is open, all at once", () => {
    expect(idsOf({ openOnly: true })).to.deep.equal(["b", "d"]);
    expect(idsOf({ owner: "this stack", openOnly: false })).to.deep.equal(["a", "c"]);
    expect(idsOf({ topic: "web-console", openOnly: false })).to.deep.equal(["d", "c"]);
    expect(idsOf({ owner: "customer", topic: "web-console", openOnly: true })).to.deep.equal(["d"]);
    expect(idsOf({ owner: "AWS", openOnly: false })).to.deep.equal([]);
  });

  it("finds text wherever a control says it", () => {
    const [, , , d = control("d")] = controls;
    for (const text of ["CONTROL D", "waf", "web console", "output", "trafficmatrix", " customer "]) {
      expect(says(d, text), text).to.equal(true);
    }
    expect(says(d, "patching")).to.equal(false);
  });

  it("spells evidence by what it has", () => {
    const evidence = { kind: "resource", type: "aws:sns/topic:Topic", name: "alerts-topic", path: null };
    expect(evidenceText(control("a", { evidence }))).to.deep.equal({
      kind: "resource",
      spelled: "aws:sns/topic:Topic alerts-topic",
    });
  });

  it("names topics, and those that it does not know as they are", () => {
    expect(topicName("iam-roles")).to.equal("IAM roles");
    expect(topicName("toString")).to.equal("toString");
    expect(distinct(["b", "a", "b"])).to.deep.equal(["b", "a"]);
  });
});

describe("unused services", () => {
  const role = (key: string): Role => ({
    key,
    name: key,
    purpose: "",
    trust: "",
    grants: [],
    drift: null,
    createdAt: null,
  });
  const service = (namespace: string, unused: boolean): ServiceUsage => ({
    namespace,
    name: namespace,
    lastUsed: null,
    unused,
  });

  it("are those that were heard to be unused, by roles that are shown", () => {
    const roles = [role("api"), role("proxy"), role("unheard")];
    const usage = [
      { key: "proxy", services: [service("ssm", true), service("s3", false), service("ec2", true)] },
      { key: "api", services: [service("logs", false)] },
      { key: "gone", services: [service("s3", true)] },
    ];
    const found = unusedServices(roles, usage).map(({ role: { key }, services }) => [
      key,
      services.map(({ namespace }) => namespace),
    ]);
    expect(found).to.deep.equal([["proxy", ["ssm", "ec2"]]]);
    expect(servicesOf("unheard", usage)).to.equal(undefined);
  });
});
