import { expect } from "chai";
import type { Plan } from "../../preview/plan";
import { outputsOf } from "../preview/run";
import { all, inputsOf, leaves } from "./reading";
import { planned, shipped } from "./stack";

const ADOPTED = "clo-portal-webconsole1a2b3c4d";
const MADE = "clo-dev-us-east-1-console-111122223333";

/** Where the inputs of a plan name a text: type and path. */
const placesOf = (plan: Plan, text: string): readonly string[] =>
  plan.resources
    .flatMap(({ type, inputs }) =>
      leaves(inputs)
        .filter(({ value }) => typeof value === "string" && value.includes(text))
        .map(({ path }) => `${type.split(":").at(-1)} ${path}`),
    )
    .sort();

describe("a bucket that is adopted for the console", function () {
  this.timeout(180_000);
  let made: Plan;
  let adopted: Plan;
  before(async () => {
    made = await planned(shipped("dev"));
    adopted = await planned(shipped("dev", { consoleBucketName: ADOPTED }));
  });

  it("takes the place of the one that is made, wherever that is named", () => {
    expect(placesOf(made, MADE)).to.include.members(["Bucket bucket", "BucketPolicy policy"]);
    expect(placesOf(adopted, ADOPTED)).to.deep.equal(placesOf(made, MADE));
    expect(placesOf(adopted, MADE)).to.deep.equal([]);
    expect(outputsOf(adopted)["consoleBucket"]).to.equal(ADOPTED);
  });

  it("is closed, encrypted and versioned like it, and passes the pack", () => {
    expect(adopted.summary).to.include({ mandatory: 0, advisory: 0, unverified: 0 });
    const settings = (plan: Plan) =>
      plan.resources
        .filter(({ name }) => name.startsWith("console-site-"))
        .map(({ type, inputs }) => [type, JSON.stringify(inputs).replaceAll(ADOPTED, MADE)]);
    expect(settings(adopted)).to.deep.equal(settings(made));
  });

  it("asks nothing of it but its name, so that an import has nothing to change first", () => {
    expect(inputsOf(adopted, "aws:s3/bucket:Bucket", "console-site")).to.deep.equal({
      bucket: ADOPTED,
      forceDestroy: false,
    });
    expect(all(adopted, "aws:s3/bucket:Bucket")).to.have.lengthOf(2);
  });
});
