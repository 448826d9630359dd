import { unknownCheckingProxy } from "@pulumi/policy";
import * as proxy from "@pulumi/policy/proxy";
import { asset } from "@pulumi/pulumi";
import { expect } from "chai";
import { isMap, UNKNOWN } from "../../../policy-pack/analysis/unknown";
import { rawProperties, rawProperty } from "../../../policy-pack/facts/raw";

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
});
