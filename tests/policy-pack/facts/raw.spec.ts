import { unknownCheckingProxy } from "@pulumi/policy";
import * as proxy from "@pulumi/policy/proxy";
import { asset } from "@pulumi/pulumi";
import { expect } from "chai";
import * as fc from "fast-check";
import { isMap, UNKNOWN } from "../../../policy-pack/analysis/unknown";
import { rawProperties, rawProperty, readsAs } from "../../../policy-pack/facts/raw";

const sentinels = Object.entries(proxy).filter(
  ([name]) => name.startsWith("unknown") && name.endsWith("Value"),
);

describe("raw properties", () => {
  it("know every sentinel of @pulumi/policy", () => {
    expect(sentinels).to.have.length(7);
    for (const [name, value] of sentinels) {
      expect(rawProperty(unknownCheckingProxy({ it: value }), "it"), name).to.equal(UNKNOWN);
    }
  });

  it("are read through the SDK's proxy without touching it, at any depth", () => {
    const [, sentinel] = sentinels[0] ?? [];
    const props = unknownCheckingProxy({ list: [{ known: 1, unknown: sentinel }, sentinel], text: "x" });
    expect(() => props.list[1]).to.throw("can't be known during preview");
    const read = rawProperties(props);
    expect(JSON.stringify(read, (_, value) => (value === UNKNOWN ? "?" : value))).to.equal(
      '{"list":[{"known":1,"unknown":"?"},"?"],"text":"x"}',
    );
  });

  it("tell absent, empty and null apart", () => {
    const props = { empty: "", nothing: null, undef: undefined };
    expect(
      ["empty", "nothing", "undef", "absent", "constructor"].map((name) => rawProperty(props, name)),
    ).to.deep.equal(["", null, undefined, undefined, undefined]);
  });

  it("have no prototype, so that names of its properties are plain names", () => {
    const read = rawProperties(JSON.parse('{"a": {"__proto__": {"x": 1}}}'));
    const inner = read["a"];
    expect(isMap(inner) && inner["x"]).to.equal(undefined);
    expect(isMap(inner) && Object.keys(inner)).to.deep.equal(["__proto__"]);
  });

  it("take an asset as an object and survive very deep values", () => {
    expect(isMap(rawProperty({ code: new asset.StringAsset("x") }, "code"))).to.equal(true);
    let deep: unknown = "bottom";
    for (let at = 0; at < 50_000; at += 1) deep = [deep];
    expect(() => rawProperties({ deep })).not.to.throw();
  });

  it("are compared with what was read without being read again", () => {
    const text = fc.constantFrom(
      "",
      "x",
      "__proto__",
      "constructor",
      ...sentinels.map(([, value]) => String(value)),
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.constantFrom(0, 1, true, null, undefined),
        fc.array(tie("any"), { maxLength: 3 }),
        fc.dictionary(text, tie("any"), { maxKeys: 3 }),
      ),
    })).any;
    const props = fc.dictionary(text, value, { maxKeys: 2 });
    const normal = (read: unknown): string =>
      JSON.stringify(read, (_, item) => {
        if (item === UNKNOWN) return { unknown: true };
        return isMap(item)
          ? {
              map: Object.keys(item).sort(),
              of: Object.keys(item)
                .sort()
                .map((key) => item[key]),
            }
          : item;
      });
    fc.assert(
      fc.property(props, props, (one, other) => {
        expect(readsAs(one, rawProperties(one))).to.equal(true);
        const isEqual = normal(rawProperties(one)) === normal(rawProperties(other));
        expect(readsAs(one, rawProperties(other))).to.equal(isEqual);
      }),
      { numRuns: 5_000 },
    );
  });
});
