import { expect } from "chai";
import { StandIns } from "../../../preview/materialise/stand-ins";
import { Secret, UNKNOWN } from "../../../preview/values/value";
import { state } from "../resource-state";

describe("StandIns", () => {
  const key = state(
    "key",
    {},
    {
      id: "key-0123456789",
      outputs: { arn: "arn:aws:kms:::key/9", version: "1", secret: new Secret("s3cret-token") },
      materialised: ["id", "arn", "version", "secret"],
    },
  );
  const standIns = StandIns.of([key]);

  it("are found in another resource's inputs: whole, inside texts, lists and secrets", () => {
    expect(standIns.isIn(state("whole", { keyId: "key-0123456789" }))).to.equal(true);
    expect(standIns.isIn(state("inside", { policy: '{"Resource":"arn:aws:kms:::key/9/*"}' }))).to.equal(true);
    expect(standIns.isIn(state("list", { keys: [{ arn: "arn:aws:kms:::key/9" }] }))).to.equal(true);
    expect(standIns.isIn(state("secret", { token: new Secret("s3cret-token") }))).to.equal(true);
  });

  it("are not found by chance, nor in what a resource's own inputs say of itself", () => {
    expect(standIns.isIn(state("version", { version: "1" }))).to.equal(false);
    const own = state("own", { bucket: "own-0a1b2c3" }, { id: "own-0a1b2c3", materialised: ["id"] });
    expect(StandIns.of([own]).isIn(own)).to.equal(false);
  });

  it("become unknown, each with the whole text that holds it", () => {
    const inputs = {
      policy: '{"Resource":"arn:aws:kms:::key/9/*"}',
      keys: ["key-0123456789", "mine"],
      token: new Secret("s3cret-token"),
      port: 22,
    };
    expect(standIns.without(state("other", inputs))).to.deep.equal({
      policy: UNKNOWN,
      keys: [UNKNOWN, "mine"],
      token: new Secret(UNKNOWN),
      port: 22,
    });
  });
});
