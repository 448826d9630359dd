import { expect } from "chai";
import { fences, gripOf, parseOperator } from "../../../../policy-pack/analysis/iam/conditions";
import type { Condition } from "../../../../policy-pack/analysis/iam/document";

const condition = (
  operator: string,
  key: string,
  values: string | string[],
  hasUnknown = false,
): Condition => ({
  operator,
  key,
  values: [values].flat(),
  hasUnknown,
});

/** Every IPv4 address, none of them by a block wider than a /8. */
const EIGHTS = Array.from({ length: 256 }, (_, first) => `${first}.0.0.0/8`);

describe("gripOf", () => {
  const cases: [Condition, string][] = [
    [condition("StringEquals", "aws:SourceVpce", "vpce-1"), "binds"],
    [condition("stringequals", "AWS:sourcevpce", "vpce-1"), "binds"],
    [condition("StringLike", "aws:SourceVpce", "vpce-1*"), "binds"],
    [condition("StringLike", "aws:SourceVpce", "*"), "loose"],
    [condition("StringLike", "aws:SourceVpce", "vpce-*"), "loose"],
    [condition("StringLike", "aws:SourceVpce", ["vpce-1", "vpce-?*"]), "loose"],
    [condition("StringEquals", "aws:SourceVpce", "*"), "binds"],
    [condition("StringEquals", "aws:SourceVpce", "${aws:sourcevpce}"), "loose"],
    [condition("StringNotEquals", "aws:SourceVpce", "vpce-1"), "loose"],
    [condition("StringEqualsIfExists", "aws:SourceVpce", "vpce-1"), "loose"],
    [condition("ForAllValues:StringEquals", "aws:CalledVia", "cloudformation.amazonaws.com"), "loose"],
    [condition("ForAnyValue:StringEquals", "aws:CalledVia", "cloudformation.amazonaws.com"), "loose"],
    [condition("StringEquals", "aws:CalledViaFirst", "athena.amazonaws.com"), "loose"],
    [condition("StringEquals", "aws:CalledViaLast", "servicecatalog.amazonaws.com"), "loose"],
    [condition("Null", "aws:SourceVpce", "false"), "loose"],
    [condition("IpAddress", "aws:SourceIp", "203.0.113.0/24"), "binds"],
    [condition("IpAddress", "aws:SourceIp", "8.8.8.8"), "binds"],
    [condition("IpAddress", "aws:SourceIp", ["10.0.0.0/8", "8.0.0.0/8"]), "binds"],
    [condition("IpAddress", "aws:SourceIp", "8.0.0.0/7"), "loose"],
    [condition("IpAddress", "aws:SourceIp", "::/0"), "loose"],
    [condition("IpAddress", "aws:SourceIp", ["8.0.0.0/8", "9.0.0.1"]), "loose"],
    [condition("IpAddress", "aws:SourceIp", ["8.0.0.0/8", "8.1.0.0/16", "no range"]), "binds"],
    [condition("IpAddress", "aws:SourceIp", EIGHTS), "loose"],
    [condition("IpAddress", "aws:SourceIp", ["8.0.0.0/8", "9.0.0.0/8"], true), "loose"],
    [condition("IpAddress", "aws:SourceIp", ["8.0.0.0/8"], true), "unknown"],
    [condition("IpAddress", "aws:SourceIp", "2a00::/16"), "binds"],
    [condition("IpAddress", "aws:SourceIp", ["2000::/16", "2600::/16", "2a00::/16"]), "loose"],
    [condition("StringLike", "aws:SourceIp", "8.*"), "loose"],
    [condition("NotIpAddress", "aws:SourceIp", "203.0.113.0/24"), "loose"],
    [condition("StringEquals", "aws:ResourceTag/team", "logs"), "binds"],
    [condition("StringEquals", "aws:PrincipalTag/team", "logs"), "loose"],
    [condition("StringEquals", "aws:RequestedRegion", "eu-west-1"), "loose"],
    [condition("Bool", "aws:MultiFactorAuthPresent", "true"), "loose"],
    [condition("ArnLike", "iam:PermissionsBoundary", "arn:aws:iam::*:policy/boundary/x"), "binds"],
    [condition("ArnLike", "iam:PermissionsBoundary", "arn:aws:iam::*:policy/*"), "loose"],
    [condition("ArnLike", "iam:PermissionsBoundary", "arn:aws:iam::123456789012:policy/*"), "loose"],
    [condition("ArnLike", "iam:PermissionsBoundary", "arn:aws:iam::123456789012:policy/team-*"), "binds"],
    [
      condition("StringEquals", "iam:PermissionsBoundary", "arn:aws:iam::aws:policy/PowerUserAccess"),
      "binds",
    ],
    [condition("StringEquals", "iam:PermissionsBoundary", "arn:aws:iam::aws:policy/IAMFullAccess"), "loose"],
    [
      condition("StringEquals", "iam:PermissionsBoundary", "arn:aws-cn:iam::aws:policy/AdministratorAccess"),
      "loose",
    ],
    [condition("ArnLike", "iam:PolicyARN", "arn:aws-*:iam::aws:policy/*"), "loose"],
    [condition("ArnLike", "iam:PolicyARN", "arn:aws-us-gov:iam::123456789012:policy/*"), "loose"],
    [condition("ArnEquals", "iam:PolicyARN", "arn:aws:iam::aws:policy/ReadOnlyAccess"), "binds"],
    [condition("ArnLike", "aws:SourceVpcArn", "arn:aws:ec2:eu-west-1:123456789012:vpc/*"), "binds"],
    [condition("ArnLike", "aws:SourceVpcArn", "arn:aws:ec2:*:*:vpc/*"), "loose"],
    [condition("StringLike", "aws:VpceAccount", "????????????"), "loose"],
    [condition("StringLike", "aws:VpceOrgID", "o-*"), "loose"],
    [condition("ForAnyValue:StringLike", "aws:VpceOrgPaths", "o-*/*"), "loose"],
    [condition("ForAnyValue:StringLike", "aws:VpceOrgPaths", "o-abc/*"), "binds"],
    [condition("StringLike", "aws:ResourceTag/unit", "o-*"), "binds"],
    [condition("StringEquals", "iam:PolicyARN", "arn:aws:iam::aws:policy/AdministratorAccess"), "loose"],
    [condition("ArnLike", "iam:PolicyARN", "arn:aws:iam::aws:policy/*"), "loose"],
    [condition("StringEquals", "aws:SourceVpce", [], true), "unknown"],
    [condition("IpAddress", "aws:SourceIp", "0.0.0.0/0", true), "loose"],
  ];
  for (const [one, grip] of cases) {
    it(`${grip}: ${one.operator} ${one.key} ${one.values.slice(0, 3).join(" ")} (${one.values.length})`, () =>
      expect(gripOf(one)).to.equal(grip));
  }
});

describe("fences", () => {
  const vpc = condition("StringNotEquals", "aws:SourceVpc", "vpc-1");
  const office = condition("NotIpAddress", "aws:SourceIp", "203.0.113.0/24");
  const cases: [string, Condition[], string][] = [
    ["a negated limit", [vpc], "binds"],
    ["two negated limits, of which one suffices", [vpc, office], "binds"],
    [
      "a negated limit that also denies where the key is absent",
      [condition("StringNotEqualsIfExists", "aws:SourceVpc", "vpc-1")],
      "binds",
    ],
    ["a limit that is not negated", [condition("StringEquals", "aws:SourceVpc", "vpc-1")], "loose"],
    [
      "a negated limit only on other requests",
      [vpc, condition("Bool", "aws:SecureTransport", "false")],
      "loose",
    ],
    [
      "a range so wide that nothing is outside",
      [condition("NotIpAddress", "aws:SourceIp", "0.0.0.0/0")],
      "loose",
    ],
    [
      "ranges outside of which nothing is, taken together",
      [condition("NotIpAddress", "aws:SourceIp", EIGHTS)],
      "loose",
    ],
    [
      "ranges of IPv6 that are too much together",
      [condition("NotIpAddress", "aws:SourceIp", ["2000::/16", "2600::/16", "2a00::/16"])],
      "loose",
    ],
    ["a region", [condition("StringNotEquals", "aws:RequestedRegion", "eu-west-1")], "loose"],
    ["an unknown value", [condition("StringNotEquals", "aws:SourceVpc", [], true)], "unknown"],
  ];
  for (const [name, conditions, grip] of cases)
    it(`${grip}: ${name}`, () => expect(fences(conditions)).to.equal(grip));
});

describe("parseOperator", () => {
  it("takes a name apart, whatever its case", () => {
    expect(parseOperator("ForAllValues:StringNotEqualsIfExists")).to.deep.equal({
      test: "stringnotequals",
      qualifier: "forallvalues",
      ifExists: true,
      negated: true,
    });
    expect(parseOperator("IPADDRESS")).to.deep.equal({
      test: "ipaddress",
      qualifier: "",
      ifExists: false,
      negated: false,
    });
  });
});
