import { expect } from "chai";
import { arnsOverlap, parseArn } from "../../../policy-pack/analysis/arn";

describe("parseArn", () => {
  it("splits a name into its parts", () => {
    expect(parseArn("arn:aws:iam::123456789012:role/path/reader")).to.deep.equal({
      partition: "aws",
      service: "iam",
      region: "",
      account: "123456789012",
      resource: "role/path/reader",
    });
  });

  it("keeps the colons of the resource", () => {
    expect(parseArn("arn:aws-cn:logs:cn-north-1:123456789012:log-group:/a/b:*").resource).to.equal(
      "log-group:/a/b:*",
    );
  });

  it("leaves region and account empty where a service does", () => {
    expect(parseArn("arn:aws:s3:::bucket/key")).to.include({
      region: "",
      account: "",
      resource: "bucket/key",
    });
  });

  const refused: [string, string][] = [
    ["*", "`*` is not an ARN; it must begin with `arn:`"],
    ["ARN:aws:s3:::b", "`ARN:aws:s3:::b` is not an ARN; it must begin with `arn:`"],
    [
      "arn:aws:s3",
      "`arn:aws:s3` is not an ARN; it must have six parts, `arn:partition:service:region:account:resource`",
    ],
    [
      "arn:aws:s3::",
      "`arn:aws:s3::` is not an ARN; it must have six parts, `arn:partition:service:region:account:resource`",
    ],
    [
      "arn::s3:::b",
      "partition of `arn::s3:::b` is empty; it must be `aws`, `aws-cn`, `aws-us-gov` or another",
    ],
    ["arn:aws::::b", "service of `arn:aws::::b` is empty; it must be one like `iam` or `s3`"],
    ["arn:aws:s3:::", "resource of `arn:aws:s3:::` is empty; it must name one, like `role/reader`"],
  ];
  for (const [text, message] of refused) {
    it(`refuses ${text}`, () => expect(() => parseArn(text)).to.throw(RangeError, message));
  }
});

describe("arnsOverlap", () => {
  const INSTANCE = "arn:aws:ec2:*:*:instance/*";
  const pairs: [string, string, boolean][] = [
    [INSTANCE, "arn:aws:ec2:eu-west-1:123456789012:instance/i-1", true],
    // A wildcard that stood for colons would make one text both.
    [INSTANCE, "arn:aws:ec2:*::image/*", false],
    ["arn:*:ssm:*:*:document/a", INSTANCE, false],
    ["arn:aws:sns:*:*:a*", "arn:aws:sns:*:*:*:b", true],
    ["arn:aws:ec2:*", INSTANCE, true],
    ["*", INSTANCE, true],
    ["arn:aws:s3:*", INSTANCE, false],
  ];
  for (const [one, other, expected] of pairs) {
    it(`says ${expected ? "yes" : "no"} of ${one} and ${other}`, () => {
      expect(arnsOverlap(one, other)).to.equal(expected);
      expect(arnsOverlap(other, one)).to.equal(expected);
    });
  }
});
