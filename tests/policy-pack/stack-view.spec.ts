import { expect } from "chai";
import type { Rule } from "../../policy-pack/facts/rule";
import type { AskedOfStack } from "../../policy-pack/single-pass";
import { oneOfEachStack, StackMemory } from "../../policy-pack/stack-memory";
import { StackView } from "../../policy-pack/stack-view";

const ruleFor = (...types: readonly string[]): Rule => ({
  name: types.join(" and "),
  displayName: "rule",
  description: "rule",
  enforcementLevel: "mandatory",
  severity: "low",
  tags: [],
  remediationSteps: "",
  settings: {},
  appliesTo: (type) => types.includes(type),
  judge: () => [],
  judgeStack: () => [],
});

const BUCKET = "aws:s3/bucket:Bucket";
const POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const TOPIC = "aws:sns/topic:Topic";

const urnOf = (type: string, name: string, stack = "dev") => `urn:pulumi:${stack}::shop::${type}::${name}`;

/** A resource that counts how often its properties are read. */
function asked(type: string, name: string, made: readonly AskedOfStack[] = []) {
  const reads = { count: 0 };
  const props = new Proxy(
    { id: `${name}-id`, name },
    {
      ownKeys: (target) => {
        reads.count += 1;
        return Reflect.ownKeys(target);
      },
    },
  );
  const resource: AskedOfStack = {
    urn: urnOf(type, name),
    type,
    name,
    props,
    propertyDependencies: { from: made },
  };
  return { resource, reads };
}

describe("a stack as the rules see it", () => {
  const topic = asked(TOPIC, "topic");
  const logs = asked(BUCKET, "logs");
  const policy = asked(POLICY, "policy", [logs.resource, topic.resource]);
  const site = asked(BUCKET, "site");
  const all = [topic, logs, policy, site];
  const view = new StackView(
    all.map(({ resource }) => resource),
    new StackMemory(),
  );
  const seen = (rule: Rule) => view.joinedFor(rule, rule.appliesTo).stack.resources;
  const both = ruleFor(BUCKET, POLICY);

  it("has the resources that a rule is about, in the order in which they were registered", () => {
    expect(seen(both).map(({ name, id }) => [name, id])).to.deep.equal([
      ["logs", "logs-id"],
      ["policy", "policy-id"],
      ["site", "site-id"],
    ]);
    expect(seen(ruleFor(TOPIC)).map(({ name }) => name)).to.deep.equal(["topic"]);
    expect(seen(ruleFor("aws:kms/key:Key"))).to.deep.equal([]);
  });

  it("is read once, however many rules are about a resource, and not at all where none is", () => {
    for (const rule of [both, ruleFor(BUCKET), both]) seen(rule);
    expect([logs, policy, site].map(({ reads }) => reads.count)).to.deep.equal([1, 1, 1]);
    const untouched = asked(TOPIC, "untouched");
    const other = new StackView([untouched.resource], new StackMemory());
    expect(other.joinedFor(both, both.appliesTo).stack.resources).to.deep.equal([]);
    expect(untouched.reads.count).to.equal(0);
  });

  it("tells each rule what a value was made from: its own resources, and others as strangers", () => {
    const [made] = seen(both).filter(({ type }) => type === POLICY);
    expect(
      made?.sourcesOf("from").map(({ name, id, inputs }) => [name, id, Object.keys(inputs)]),
    ).to.deep.equal([
      ["logs", "logs-id", ["id", "name"]],
      ["topic", undefined, []],
    ]);
    const [alone] = seen(ruleFor(POLICY));
    expect(alone?.sourcesOf("from").map(({ id }) => id)).to.deep.equal([undefined, undefined]);
    expect(alone?.sourcesOf("to")).to.deep.equal([]);
  });

  it("names each stack once", () => {
    const [first, second] = ["dev", "prod"].map((stack) => urnOf(BUCKET, "a", stack));
    const urns = [first, urnOf(TOPIC, "b"), second, urnOf(TOPIC, "c"), urnOf(TOPIC, "c", "prod")];
    expect(oneOfEachStack(urns.map(String))).to.deep.equal([first, second]);
    // The name of one stack may begin like another's.
    const longer = urnOf(BUCKET, "a", "dev2");
    expect(oneOfEachStack([String(first), longer])).to.deep.equal([first, longer]);
    expect(oneOfEachStack([])).to.deep.equal([]);
  });
});
