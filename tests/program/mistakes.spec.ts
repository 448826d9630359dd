import { expect } from "chai";
import { ConfigurationError } from "../../config";
import { record } from "../components/recorder";
import { complaint } from "../preview/run";
import { forgetProgram, runProgram } from "./in-process";
import { preview, shipped } from "./stack";

describe("a stack with mistakes in its configuration", function () {
  this.timeout(180_000);
  after(forgetProgram);

  const broken = shipped("dev", {
    accountId: "1234",
    vpcCidr: "10.60.0.0/33",
    exposure: "allowlist",
    egres: "nat-single",
    availabilityZones: ["us-east-1a", "eu-west-1b"],
    patchWindowDurationHours: 30,
  });

  it("ends with exit code 2, nothing on standard output and no stack trace", async () => {
    const { code, stdout, stderr, leftovers } = await preview(broken);
    expect({ code, stdout, leftovers }).to.deep.equal({ code: 2, stdout: "", leftovers: [] });
    expect(stderr).not.to.match(/^\s*at /m);
  });

  it("names every mistake at once, each with its key, the value and what is accepted", async () => {
    const { stderr } = await preview(broken);
    for (const text of [
      "accountId: `1234`",
      "vpcCidr: prefix length `33` in `10.60.0.0/33`",
      "availabilityZones[1]: `eu-west-1b`",
      "allowedCidrs: is missing",
      "egres: is not a setting of this program; did you mean `egress`?",
      "patchWindowDurationHours: `30`",
    ]) {
      expect(stderr).to.contain(text);
    }
  });

  it("has registered nothing by then", async () => {
    let thrown: unknown;
    const { resources } = await record(() => {
      try {
        runProgram(broken);
      } catch (error) {
        thrown = error;
      }
    });
    expect(thrown).to.be.instanceOf(ConfigurationError);
    expect(resources).to.deep.equal([]);
  });

  it("says which setting is missing where the engine itself would refuse", async () => {
    const incomplete = await preview(shipped("dev", { proxyHostName: null }));
    expect(complaint(incomplete)).to.contain("proxyHostName");
  });

  it("is told by region what the partition lacks", async () => {
    const gov = shipped(
      "dev",
      {
        availabilityZones: ["us-gov-west-1a", "us-gov-west-1b"],
        proxyCertificateArn:
          "arn:aws-us-gov:acm:us-gov-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012",
        console: "on",
        exposure: "cloudfront",
      },
      "us-gov-west-1",
    );
    const { code, stderr } = await preview(gov);
    expect(code).to.equal(2);
    expect(stderr).to.contain("console: `on` is not possible in partition `aws-us-gov`");
    expect(stderr).to.contain("exposure: `cloudfront` is not possible in partition `aws-us-gov`");
  });
});
