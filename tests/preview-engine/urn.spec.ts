import { expect } from "chai";
import fc from "fast-check";
import { makeUrn, packageOf, parseUrn, splitProviderReference } from "../../preview/urn";

describe("URNs", () => {
  const stack = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";

  it("leave the stack out of the types of its children", () => {
    expect(makeUrn("dev", "shop", stack, "shop:index:Shelf", "a")).to.equal(
      "urn:pulumi:dev::shop::shop:index:Shelf::a",
    );
  });

  it("carry the types of all ancestors below the stack", () => {
    const shelf = makeUrn("dev", "shop", stack, "shop:index:Shelf", "a");
    const bucket = makeUrn("dev", "shop", shelf, "aws:s3/bucket:Bucket", "b");
    expect(makeUrn("dev", "shop", bucket, "aws:s3/bucketPolicy:BucketPolicy", "c")).to.equal(
      "urn:pulumi:dev::shop::shop:index:Shelf$aws:s3/bucket:Bucket$aws:s3/bucketPolicy:BucketPolicy::c",
    );
  });

  it("are read back part by part, whatever the name", () => {
    const name = fc.string().filter((text) => text !== "");
    fc.assert(
      fc.property(name, (logical) => {
        expect(parseUrn(makeUrn("dev", "shop", stack, "aws:s3/bucket:Bucket", logical))).to.deep.equal({
          stack: "dev",
          project: "shop",
          qualifiedType: "aws:s3/bucket:Bucket",
          type: "aws:s3/bucket:Bucket",
          name: logical,
        });
      }),
    );
    expect(parseUrn("urn:pulumi:dev::shop::a:b:C$aws:s3/bucket:Bucket::x::y$z")).to.include({
      qualifiedType: "a:b:C$aws:s3/bucket:Bucket",
      type: "aws:s3/bucket:Bucket",
      name: "x::y$z",
    });
  });

  for (const text of [
    "",
    "urn:pulumi:dev",
    "urn:pulumi:dev::shop::aws:s3/bucket:Bucket",
    "arn:aws:s3:::a::b::c::d",
  ]) {
    it(`reject \`${text}\``, () => {
      expect(() => parseUrn(text)).to.throw(RangeError, "is not a URN");
    });
  }

  it("are what a provider reference begins with", () => {
    expect(splitProviderReference("urn:pulumi:dev::shop::pulumi:providers:aws::west::04da")).to.deep.equal({
      urn: "urn:pulumi:dev::shop::pulumi:providers:aws::west",
      id: "04da",
    });
  });

  it("belong to the package that a token begins with", () => {
    expect(["aws:s3/bucket:Bucket", "pulumi:providers:aws", "plain"].map(packageOf)).to.deep.equal([
      "aws",
      "pulumi",
      "",
    ]);
  });
});
