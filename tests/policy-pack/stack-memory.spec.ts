import { unknownCheckingProxy } from "@pulumi/policy";
import { expect } from "chai";
import type { Resource } from "../../policy-pack/facts/resource";
import type { Rule } from "../../policy-pack/facts/rule";
import { StackMemory } from "../../policy-pack/stack-memory";
import { UNKNOWN } from "./judging";

const rule = (name: string, judgesStacks: boolean): Rule => ({
  name,
  displayName: name,
  description: name,
  enforcementLevel: "mandatory",
  severity: "low",
  tags: [],
  remediationSteps: "",
  settings: {},
  appliesTo: () => true,
  judge: () => [],
  ...(judgesStacks ? { judgeStack: () => [] } : {}),
});

const first = rule("first", true);
const second = rule("second", true);
const single = rule("single", false);
const urn = (name: string, stack = "dev"): string =>
  `urn:pulumi:${stack}::project::aws:s3/bucket:Bucket::${name}`;

describe("the memory of a pack", () => {
  let memory: StackMemory;
  const see = (by: Rule, name: string, props: object, stack = "dev") =>
    memory.see(by, urn(name, stack), "aws:s3/bucket:Bucket", name, unknownCheckingProxy(props));
  beforeEach(() => {
    memory = new StackMemory();
  });

  it("reads what several rules are handed once", () => {
    const props = { bucket: "logs", rules: [{ id: UNKNOWN }, 1, null], tags: { team: "a" } };
    const seen = see(first, "a", props);
    expect(see(second, "a", structuredClone(props))).to.equal(seen);
    expect(memory.recall(first, urn("a"))).to.equal(seen);
  });

  it("reads again what differs in anything", () => {
    const seen = see(first, "a", { rules: [{ id: 1 }] });
    for (const other of [
      { rules: [{ id: 2 }] },
      { rules: [{ id: UNKNOWN }] },
      { rules: [] },
      { rules: [{ id: 1 }], more: 1 },
      {},
    ])
      expect(see(second, "a", other), JSON.stringify(other)).not.to.equal(seen);
  });

  it("keeps a stack until every rule that saw it has judged it", () => {
    const seen = see(first, "a", {});
    see(second, "a", {});
    see(single, "a", {});
    memory.leave(first, [urn("a")]);
    expect(memory.recall(first, urn("a"))).to.equal(undefined);
    expect(memory.recall(second, urn("a"))).to.equal(seen);
    memory.leave(second, [urn("a")]);
    expect(memory.recall(second, urn("a"))).to.equal(undefined);
  });

  it("does not mix two runs of a stack, though a rule never judged the first one", () => {
    see(first, "a", {});
    see(second, "a", {});
    memory.leave(first, [urn("a")]);
    see(first, "b", {});
    see(second, "b", {});
    expect(memory.recall(second, urn("a"))).to.equal(undefined);
    expect(memory.recall(first, urn("a"))).to.equal(undefined);
    expect(memory.recall(second, urn("b"))).not.to.equal(undefined);
  });

  it("keeps stacks apart", () => {
    const seen = see(first, "a", { bucket: "dev" });
    const other = see(first, "a", { bucket: "prod" }, "prod");
    memory.leave(first, [urn("a", "prod")]);
    expect(memory.recall(first, urn("a", "prod"))).to.equal(undefined);
    expect(memory.recall(first, urn("a"))).to.equal(seen);
    expect(other).not.to.equal(seen);
  });

  it("finds what was seen before in the same run and stack, by what it has in common", () => {
    const groupOf = ({ inputs }: Resource): string | undefined => {
      const group = inputs["group"];
      return typeof group === "string" ? group : undefined;
    };
    const earlier = (name: string, key: string, stack = "dev") =>
      [...memory.earlier(urn(name, stack), groupOf, key)].map((resource) => resource.name);
    see(first, "a", { group: "web" });
    see(first, "b", { group: "database" });
    see(first, "c", {});
    see(first, "d", { group: "web" }, "prod");
    expect(earlier("e", "web")).to.deep.equal(["a"]);
    see(first, "e", { group: "web" });
    expect(earlier("e", "web")).to.deep.equal(["a"]);
    expect(earlier("a", "web")).to.deep.equal(["e"]);
    see(first, "a", { group: "database" });
    expect(earlier("e", "web")).to.deep.equal([]);
    expect(earlier("e", "database")).to.deep.equal(["b", "a"]);
    memory.leave(first, [urn("a")]);
    expect(earlier("e", "database")).to.deep.equal([]);
  });
});
