import { expect } from "chai";
import fc from "fast-check";
import {
  decode,
  decodeStruct,
  encode,
  encodeStruct,
  FOR_CALLBACK,
  FOR_PACK,
  FOR_PROGRAM,
  UNKNOWN_STRING,
  type Wire,
  withoutInternalKeys,
} from "../../../preview/values/codec";
import { toPlanValue } from "../../../preview/values/plan-values";
import {
  Asset,
  OutputValue,
  ResourceReference,
  Secret,
  UNKNOWN,
  type Value,
  type ValueMap,
} from "../../../preview/values/value";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";

const key = fc.string({ minLength: 1 }).filter((text) => text !== "__proto__" && text !== SIGNATURE);
const { value: anyValue } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom<Value>(null, true, false, UNKNOWN),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4 }) as fc.Arbitrary<ValueMap>,
    tie("value").map((element) => new Secret(element)),
    fc
      .tuple(
        fc.option(tie("value"), { nil: undefined }),
        fc.boolean(),
        fc.array(fc.string(), { maxLength: 2 }),
      )
      .map(([element, secret, dependencies]) => new OutputValue(element, secret, dependencies)),
    fc
      .tuple(fc.string({ minLength: 1 }), fc.constantFrom(undefined, "i-1", UNKNOWN))
      .map(([urn, id]) => new ResourceReference(urn, id, "")),
  ),
}));

/** -0 has no JSON of its own. */
const normal = (value: Value): Value => JSON.parse(JSON.stringify(encode(value, FOR_CALLBACK))) as Value;

describe("property values on the wire", () => {
  it("come back as they were sent, output values and references included", () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(normal(decode(encode(value, FOR_CALLBACK)))).to.deep.equal(normal(value));
      }),
    );
  });

  it("survive the protobuf message", () => {
    fc.assert(
      fc.property(fc.dictionary(key, anyValue, { maxKeys: 4 }), (map) => {
        expect(normal(decodeStruct(encodeStruct(map, FOR_CALLBACK)))).to.deep.equal(normal(map));
      }),
    );
  });

  it("are unknown as the sentinel of any type", () => {
    const sentinels = [
      "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
      "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
      UNKNOWN_STRING,
      "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
      "030794c1-ac77-496b-92df-f27374a8bd58",
      "e48ece36-62e2-4504-bad9-02848725956a",
      "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    ];
    expect(sentinels.map((text) => decode(text))).to.deep.equal(sentinels.map(() => UNKNOWN));
    expect(decode(`${UNKNOWN_STRING}!`)).to.equal(`${UNKNOWN_STRING}!`);
  });

  it("reach a pack without output values: plain, unknown or secret", () => {
    const value: Value = [
      new OutputValue("a", false, ["urn"]),
      new OutputValue(undefined, false, []),
      new OutputValue("b", true, []),
      new OutputValue(undefined, true, []),
    ];
    expect(encode(value, FOR_PACK)).to.deep.equal([
      "a",
      UNKNOWN_STRING,
      { [SIGNATURE]: SECRET, value: "b" },
      { [SIGNATURE]: SECRET, value: UNKNOWN_STRING },
    ]);
  });

  it("reach a pack without references: the id, the URN of a component, or unknown", () => {
    const references = [
      new ResourceReference("urn:a", "i-1", ""),
      new ResourceReference("urn:b", undefined, ""),
      new ResourceReference("urn:c", UNKNOWN, ""),
    ];
    expect(encode(references, FOR_PACK)).to.deep.equal(["i-1", "urn:b", UNKNOWN_STRING]);
    expect(encode(references, FOR_PROGRAM)).to.deep.equal([
      { [SIGNATURE]: REFERENCE, urn: "urn:a", id: "i-1" },
      { [SIGNATURE]: REFERENCE, urn: "urn:b" },
      { [SIGNATURE]: REFERENCE, urn: "urn:c", id: "" },
    ]);
  });

  it("keep dependencies of output values for callbacks only", () => {
    const value = new OutputValue("a", true, ["urn:a"]);
    expect(encode(value, FOR_CALLBACK)).to.deep.equal({
      [SIGNATURE]: OUTPUT,
      value: "a",
      secret: true,
      dependencies: ["urn:a"],
    });
    expect(encode(value, FOR_PROGRAM)).to.deep.equal({ [SIGNATURE]: SECRET, value: "a" });
  });

  it("reject a signature that nobody knows", () => {
    expect(() => decode({ [SIGNATURE]: "??" } as Wire)).to.throw("unrecognized signature `??`");
  });

  it("hash assets once: a hash that travels is kept", () => {
    const asset = new Asset(false, { text: "a" }, "ab12");
    const decoded = decode(encode(asset, FOR_PROGRAM), () => "another");
    expect(decoded).to.deep.equal(asset);
  });

  it("hide the engine's own keys from packs", () => {
    expect(withoutInternalKeys({ a: 1, __defaults: [], __provider: "code" })).to.deep.equal({ a: 1 });
  });
});

describe("property values in a plan", () => {
  it("show unknowns, secrets and assets as marks, whatever is inside", () => {
    const value: Value = {
      a: UNKNOWN,
      b: new Secret({ c: "hush" }),
      d: [new Asset(true, { path: "." }, "00ff"), new OutputValue("hush", true, [])],
      e: new ResourceReference("urn:e", UNKNOWN, ""),
      f: new OutputValue({ g: 1 }, false, ["urn"]),
    };
    expect(toPlanValue(value)).to.deep.equal({
      a: { $unknown: true },
      b: { $secret: true },
      d: [{ $asset: "00ff" }, { $secret: true }],
      e: { $unknown: true },
      f: { g: 1 },
    });
  });

  it("never contain a secret's text", () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const shown = JSON.stringify(toPlanValue([value, new Secret(["hush-1b2c", value])]));
        expect(shown.includes("hush-1b2c")).to.equal(false);
      }),
    );
  });
});
