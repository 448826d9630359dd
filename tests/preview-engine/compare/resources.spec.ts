import { expect } from "chai";
import { compareResources } from "../../../preview/compare/resources";
import { resource } from "../../preview/render/plans";
import { planOf } from "./planned";

const RESOLVER = "aws:appsync/resolver:Resolver";

describe("the resources that a change touches", () => {
  it("are compared by URN: a new name is one more and one less", () => {
    const { added, removed, changed } = compareResources(
      planOf(resource("a:b:C", "old"), resource("a:b:C", "kept")),
      planOf(resource("a:b:C", "kept"), resource("a:b:C", "new")),
    );
    expect([added, removed].map((list) => list.map(({ name }) => name))).to.deep.equal([["new"], ["old"]]);
    expect(changed).to.deep.equal([]);
  });

  it("tell the innermost input that differs, JSON texts by what they hold", () => {
    const inputs = (statement: object, tags: { readonly [key: string]: string }) => ({
      policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
      tags,
    });
    const { changed } = compareResources(
      planOf(
        resource("a:b:C", "x", { inputs: inputs({ Effect: "Allow", Action: ["a"] }, { a: "1", b: "2" }) }),
      ),
      planOf(
        resource("a:b:C", "x", {
          inputs: inputs({ Action: ["a", "b"], Effect: "Allow" }, { b: "2", c: "3" }),
        }),
      ),
    );
    expect(changed.map(({ inputs }) => inputs)).to.deep.equal([
      [
        { path: "policy.Statement[0].Action", before: ["a"], after: ["a", "b"] },
        { path: "tags.a", before: "1" },
        { path: "tags.c", after: "3" },
      ],
    ]);
  });

  it("say nothing of secrets, nor of what neither plan knows", () => {
    const planWith = (inputs: { readonly [name: string]: unknown }) =>
      planOf(resource("a:b:C", "x", { inputs: inputs as never }));
    const hidden = { key: { $secret: true }, policy: { $unknown: true } };
    expect(compareResources(planWith(hidden), planWith(hidden)).changed).to.deep.equal([]);
    const [changed] = compareResources(planWith(hidden), planWith({ ...hidden, key: "plain" })).changed;
    expect(changed?.inputs.map(({ path }) => path)).to.deep.equal(["key"]);
  });

  it("are not components, whose children tell what changes, except where these are out of sight", () => {
    const at = (instances: number) =>
      planOf(resource("shop:index:App", "app", { custom: false, inputs: { instances } }));
    const inSight = compareResources(at(1), at(2));
    expect(inSight.changed).to.deep.equal([]);
    const { urn, type } = resource("shop:index:App", "app");
    const opaque = (plan: ReturnType<typeof at>) => ({ ...plan, opaque: [{ urn, type }] });
    expect(compareResources(opaque(at(1)), opaque(at(2))).changed).to.deep.equal([
      {
        urn,
        type,
        name: "app",
        inputs: [{ path: "instances", before: 1, after: 2 }],
        replacement: { kind: "maybe", because: [] },
      },
    ]);
  });

  it("do not change where only the order of keys, or an output, does", () => {
    const { changed } = compareResources(
      planOf(resource("a:b:C", "x", { inputs: { p: '{"a":1,"b":2}' }, outputs: { id: "1" } })),
      planOf(resource("a:b:C", "x", { inputs: { p: '{"b":2,"a":1}' }, outputs: { id: "2" } })),
    );
    expect(changed).to.deep.equal([]);
  });

  it("say which are replaced, by the inputs that force it, and which may be", () => {
    const at = (type: string, inputs: { readonly [name: string]: string }) =>
      planOf(resource(type, "x", { inputs }));
    const replacement = (
      type: string,
      before: { [name: string]: string },
      after: { [name: string]: string },
    ) => compareResources(at(type, before), at(type, after)).changed[0]?.replacement;
    expect(replacement(RESOLVER, { field: "a", code: "1" }, { field: "b", code: "2" })).to.deep.equal({
      kind: "yes",
      because: ["field"],
    });
    expect(replacement(RESOLVER, { code: "1" }, { code: "2" })).to.deep.equal({ kind: "no" });
    expect(
      replacement("aws:opensearch/domain:Domain", { engineVersion: "1" }, { engineVersion: "2" }),
    ).to.deep.equal({ kind: "maybe", because: ["engineVersion"] });
    expect(replacement("x:y:Z", { a: "1" }, { a: "2" })).to.deep.equal({ kind: "maybe", because: [] });
  });

  it("are replaced along with what they take an input from that cannot be changed in place, and so on", () => {
    const made = (internal: boolean) => {
      const balancer = resource("aws:lb/loadBalancer:LoadBalancer", "front", { inputs: { internal } });
      const listener = resource("aws:lb/listener:Listener", "https", {
        propertyDependencies: { loadBalancerArn: [balancer.urn], certificateArn: [] },
      });
      const association = resource("aws:wafv2/webAclAssociation:WebAclAssociation", "acl", {
        propertyDependencies: { resourceArn: [listener.urn] },
      });
      // A dimension of an alarm is changed in place, and what a type outside of the table does nobody knows.
      const alarm = resource("aws:cloudwatch/metricAlarm:MetricAlarm", "errors", {
        propertyDependencies: { dimensions: [balancer.urn] },
      });
      const other = resource("x:y:Z", "other", { propertyDependencies: { name: [balancer.urn] } });
      return planOf(balancer, listener, association, alarm, other);
    };
    const { changed } = compareResources(made(true), made(false));
    expect(changed.map(({ name, inputs, replacement }) => [name, inputs.length, replacement])).to.deep.equal([
      ["front", 1, { kind: "yes", because: ["internal"] }],
      ["https", 0, { kind: "follows", because: ["loadBalancerArn"] }],
      ["acl", 0, { kind: "follows", because: ["resourceArn"] }],
    ]);
    expect(compareResources(made(true), made(true)).changed).to.deep.equal([]);
  });
});
