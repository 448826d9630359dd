import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type PolicyInfo, readPolicyConfig, reconcile } from "../../../preview/policy/pack-config";

const policy = (name: string, more: Partial<PolicyInfo> = {}): PolicyInfo => ({
  name,
  level: "advisory",
  severity: "",
  kind: "resource",
  schema: undefined,
  ...more,
});
const greets = policy("greets", {
  schema: {
    properties: {
      count: { type: "number", default: 3, maximum: 5 },
      words: { type: "array", items: { type: "string" } },
    },
    required: ["words"],
  },
});

describe("reconcile", () => {
  it("applies the schema's defaults, the pack's own configuration, then the user's, property by property", async () => {
    const initial = { greets: { level: undefined, properties: { words: ["hi"], count: 4 } } };
    const given = { greets: { level: "mandatory" as const, properties: { count: 5 } } };
    expect(await reconcile("p", [greets], initial, given)).to.deep.equal({
      greets: { level: "mandatory", properties: { count: 5, words: ["hi"] } },
    });
  });

  it("sets one level for all, and one policy's own above it", async () => {
    const given = {
      all: { level: "disabled" as const, properties: {} },
      b: { level: "mandatory" as const, properties: {} },
    };
    const result = await reconcile("p", [policy("a"), policy("b")], {}, given);
    expect([result["a"]?.level, result["b"]?.level]).to.deep.equal(["disabled", "mandatory"]);
  });

  it("reports every property that breaks the schema", async () => {
    const given = { greets: { level: undefined, properties: { count: 9, words: [1] } } };
    const message = await reconcile("p", [greets], {}, given).then(() => "", String);
    expect(message)
      .to.contain("policy pack `p`")
      .and.contain("`count` must be <= 5")
      .and.contain("`words.0` must be string");
    expect(await reconcile("p", [greets], {}, {}).then(() => "", String)).to.contain(
      "must have required property 'words'",
    );
  });
});

describe("reconcile with names that there are not", () => {
  const failure = (given: Parameters<typeof reconcile>[3], policies = [greets, policy("free")]) =>
    reconcile("p", policies, { greets: { level: undefined, properties: { words: [] } } }, given).then(
      () => "",
      (error: Error) => error.message,
    );

  it("names each, and what was meant", async () => {
    const given = {
      greet: { level: "advisory" as const, properties: {} },
      greets: { level: undefined, properties: { cuont: 4 } },
    };
    expect(await failure(given)).to.equal(
      "configuration of policy pack `p`: there is no policy `greet` (did you mean `greets`?); " +
        "`greets` has no setting `cuont` (did you mean `count`?)",
    );
  });

  it("leaves alone what a policy without a schema is given", async () =>
    expect(await failure({ free: { level: undefined, properties: { x: 1 } } })).to.equal(""));
});

describe("readPolicyConfig", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "preview-pack-config-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const read = (text: string) => {
    const file = join(folder, "config.json");
    writeFileSync(file, text);
    return readPolicyConfig(file);
  };

  it("takes levels as text or beside properties, and leaves out what says nothing", () => {
    expect(
      read(
        '{"a": "mandatory", "b": {"enforcementLevel": "advisory", "x": 1}, "c": {}, "environments": ["e"]}',
      ),
    ).to.deep.equal({
      a: { level: "mandatory", properties: {} },
      b: { level: "advisory", properties: { x: 1 } },
    });
    expect(read("")).to.deep.equal({});
  });

  it("rejects levels that there are not, all at once", () => {
    expect(() => read('{"a": "strict", "b": 1}'))
      .to.throw('`a` has enforcement level `"strict"`')
      .and.to.satisfy((error: Error) => error.message.includes("`b` has enforcement level `1`"));
    expect(() => read("[]")).to.throw("must map policies");
  });
});
