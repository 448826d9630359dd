import { join } from "node:path";
import { expect } from "chai";
import { check } from "../../../preview/engine/check";
import { Declarations } from "../../../preview/engine/declarations";
import { durationSeconds } from "../../../preview/engine/options";
import { defaultName } from "../../../preview/engine/providers";
import { Secret, UNKNOWN, type ValueMap } from "../../../preview/values/value";

const declarations = new Declarations(join(__dirname, "../../.."));
const checked = (type: string, inputs: ValueMap, name = "shop") =>
  check(`urn:pulumi:dev::p::${type}::${name}`, type, name, inputs, declarations);

describe("check", () => {
  it("fills in the name that AWS's provider would make up", () => {
    expect(checked("aws:iam/role:Role", {})["name"]).to.match(/^shop-[0-9a-f]{7}$/);
    expect(checked("aws:s3/bucket:Bucket", {}, "Shop")["bucket"]).to.match(/^shop-[0-9a-f]{7}$/);
    expect(checked("aws:ssm/maintenanceWindow:MaintenanceWindow", {})["name"]).to.match(/^shop-/);
  });

  it("keeps to AWS's limits", () => {
    const name = "a".repeat(100);
    expect(checked("aws:lb/targetGroup:TargetGroup", {}, name)["name"]).to.have.length(32);
    expect(checked("aws:iam/role:Role", {}, name)["name"]).to.have.length(64);
  });

  it("leaves a name, a prefix and whatever has no optional name alone", () => {
    expect(checked("aws:iam/role:Role", { name: UNKNOWN })).to.deep.equal({ name: UNKNOWN });
    expect(checked("aws:iam/role:Role", { namePrefix: "a" })).to.deep.equal({ namePrefix: "a" });
    expect(checked("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" })).to.deep.equal({
      cidrBlock: "10.0.0.0/16",
    });
    expect(checked("pulumi-nodejs:dynamic:Resource", {})).to.deep.equal({});
    expect(checked("pulumi:providers:aws", {})).to.deep.equal({});
  });

  it("takes a null in a map for an absent value, and keeps its place in a list", () => {
    const tags = { none: null, hushed: new Secret(null), kept: "yes" };
    const ingress = new Secret([{ description: null, fromPort: 22, cidrBlocks: [null, "10.0.0.0/8"] }]);
    expect(
      checked("aws:ec2/securityGroup:SecurityGroup", { name: null, vpcId: null, tags, ingress }),
    ).to.deep.equal({
      name: checked("aws:ec2/securityGroup:SecurityGroup", {})["name"],
      tags: { kept: "yes" },
      ingress: new Secret([{ fromPort: 22, cidrBlocks: [null, "10.0.0.0/8"] }]),
    });
    expect(checked("pulumi-nodejs:dynamic:Resource", { a: null })).to.deep.equal({ a: null });
  });

  it("makes a policy document JSON text, its keys sorted and escaped as by Go", () => {
    const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "<&>" }] };
    expect(checked("aws:iam/policy:Policy", { name: "p", policy })["policy"]).to.equal(
      '{"Statement":[{"Action":"\\u003c\\u0026\\u003e","Effect":"Allow"}],"Version":"2012-10-17"}',
    );
    expect(checked("aws:iam/policy:Policy", { name: "p", policy: "as it is" })["policy"]).to.equal(
      "as it is",
    );
    expect(checked("aws:ec2/vpc:Vpc", { tags: { a: "b" } })["tags"]).to.deep.equal({ a: "b" });
  });

  it("makes a document unknown or secret as a whole if a part of it is", () => {
    const policy = (resource: ValueMap[string]) => ({ Statement: [{ Resource: resource }] });
    expect(checked("aws:iam/policy:Policy", { name: "p", policy: policy(UNKNOWN) })["policy"]).to.equal(
      UNKNOWN,
    );
    expect(
      checked("aws:iam/policy:Policy", { name: "p", policy: policy(new Secret("a")) })["policy"],
    ).to.deep.equal(new Secret('{"Statement":[{"Resource":"a"}]}'));
  });
});

describe("Declarations", () => {
  it("names the results of a lookup", () => {
    expect(declarations.resultNames("aws:ec2/getSubnets:getSubnets")).to.include.members([
      "ids",
      "tags",
      "id",
    ]);
    expect(declarations.resultNames("aws:index/getPartition:getPartition")).to.include.members(["partition"]);
  });

  it("knows nothing of SDKs, files and tokens that are not there", () => {
    for (const token of [
      "nobody:index/getX:getX",
      "aws:ec2/getNothing:getNothing",
      "aws:../../x:y",
      "a",
      "",
    ]) {
      expect(declarations.resultNames(token), token).to.equal(undefined);
    }
    expect(declarations.hasOptionalName("aws:ec2/vpc:(.*)")).to.equal(false);
  });
});

describe("durationSeconds", () => {
  it("reads Go durations", () => {
    expect(["", "0", "30m", "1h30m", "1.5s", "250ms"].map(durationSeconds)).to.deep.equal([
      0, 0, 1800, 5400, 1.5, 0.25,
    ]);
  });

  it("rejects anything else", () => {
    for (const text of ["5", "5 m", "m", "1x", "-1s"])
      expect(() => durationSeconds(text)).to.throw(`\`${text}\``);
  });
});

describe("defaultName", () => {
  it("is the engine's", () => {
    const name = (version: string, downloadUrl = "") =>
      defaultName({ packageName: "aws", version, downloadUrl });
    expect([name(""), name("7.48.0"), name("1.2.3-alpha.1+b")]).to.deep.equal([
      "default",
      "default_7_48_0",
      "default_1_2_3_alpha_1_b",
    ]);
  });
});
