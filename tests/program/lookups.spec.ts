import * as aws from "@pulumi/aws";
import { expect } from "chai";
import { record } from "../components/recorder";
import { complaint } from "../preview/run";
import { forgetProgram, runProgram } from "./in-process";
import { preview } from "./stack";
import { VARIANT_NAMES, VARIANTS } from "./variants";

describe("the program makes no lookup", function () {
  this.timeout(180_000);
  after(forgetProgram);

  for (const name of VARIANT_NAMES) {
    it(`registers resources and nothing else: no invoke, no call, no read (${name})`, async () => {
      const { resources } = await record(() => runProgram(VARIANTS[name]));
      expect(resources.length).to.be.greaterThan(90);
    });
  }

  it("would be found out by the monitor that these tests run it against", async () => {
    const tampered = record(() => {
      runProgram(VARIANTS.dev);
      void aws.getCallerIdentity().catch(() => {});
    });
    const message = await tampered.then(
      () => "nothing was noticed",
      (error: unknown) => String(error),
    );
    expect(message).to.contain("lookup `aws:index/getCallerIdentity:getCallerIdentity` is not recorded");
  });

  it("fails its preview on a lookup that nobody answers, so that the previews here prove that there is none", async () => {
    const from = "const consoleEnabled = site !== undefined;";
    const to = `aws.ec2.getAmiOutput({ mostRecent: true, owners: ["amazon"] }, opts); ${from}`;
    const run = await preview(VARIANTS.dev, { edits: [{ file: "index.ts", from, to }] });
    expect(complaint(run)).to.contain("`aws:ec2/getAmi:getAmi`");
  });
});
