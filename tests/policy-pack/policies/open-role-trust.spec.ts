import { expect } from "chai";
import { openRoleTrust } from "../../../policy-pack/policies/open-role-trust";
import { document, type Written, when } from "../spellings";
import { itLooksAtTrustsOnly, JudgedDocuments, trustOf } from "./judged-documents";

const trust = (Principal: unknown, more: Written = {}): Written => ({
  Effect: "Allow",
  Principal,
  Action: "sts:AssumeRole",
  ...more,
});
const trusts = new JudgedDocuments(openRoleTrust, trustOf("reader"));

const TAIL =
  'every AWS account can take it on and use its permissions; name who needs it, like `"AWS": "arn:aws:iam::123456789012:role/deploy"`, or require `StringEquals` on `aws:PrincipalOrgID`';
const lets = (what: string, at = "assumeRolePolicyDocument.Statement[0]"): string =>
  `role \`reader\`: statement \`${at}\` lets ${what}; ${TAIL}`;

/** @param reason why the condition does not limit that, where there is one */
const anyone = (reason?: string): string =>
  lets(`anyone (\`AWS: *\`) assume the role${reason === undefined ? "" : `, since ${reason}`}`);

describe("open-role-trust", () => {
  const rejected: [string, Written[], string][] = [
    ["`*`", [trust("*")], anyone()],
    ["`AWS: *`", [trust({ AWS: "*" })], anyone()],
    ["`*` beside a role", [trust({ AWS: ["arn:aws:iam::123456789012:role/a", "*"] })], anyone()],
    ["`*: *`", [trust({ "*": "*" })], lets("anyone (`*: *`) assume the role")],
    [
      "any identity provider",
      [trust({ Federated: "*" }, { Action: "sts:AssumeRoleWithWebIdentity" })],
      lets("anyone (`Federated: *`) assume the role"),
    ],
    [
      "a wildcard for the account",
      [trust({ AWS: "arn:aws:iam::*:root" })],
      lets("anyone (`AWS: arn:aws:iam::*:root`) assume the role"),
    ],
    [
      "a role by its name, in any account",
      [trust({ AWS: "arn:aws:iam::*:role/deploy" })],
      lets("anyone (`AWS: arn:aws:iam::*:role/deploy`) assume the role"),
    ],
    ["accounts that begin alike", [trust({ AWS: "1234*" })], lets("anyone (`AWS: 1234*`) assume the role")],
    [
      "sessions of a role, in ten accounts",
      [trust({ AWS: "arn:aws:sts::12345678901?:assumed-role/deploy/ci" })],
      lets("anyone (`AWS: arn:aws:sts::12345678901?:assumed-role/deploy/ci`) assume the role"),
    ],
    [
      "`NotPrincipal`",
      [{ Effect: "Allow", NotPrincipal: { AWS: "123456789012" }, Action: "sts:AssumeRole" }],
      lets("everyone but `AWS: 123456789012` assume the role"),
    ],
    ["`sts:*`", [trust("*", { Action: "sts:*" })], anyone()],
    ["`NotAction`", [{ Effect: "Allow", Principal: "*", NotAction: "s3:*" }], anyone()],
    [
      "an external id, which anyone can send",
      [trust("*", when("StringEquals", "sts:ExternalId", "42"))],
      anyone("`StringEquals` on `sts:ExternalId` does not tell strangers from known callers"),
    ],
    [
      "an organisation if there is one",
      [trust("*", when("StringEqualsIfExists", "aws:PrincipalOrgID", "o-abc"))],
      anyone("`StringEqualsIfExists` on `aws:PrincipalOrgID` is met when the key is absent"),
    ],
    [
      "`ForAllValues`",
      [trust("*", when("ForAllValues:StringEquals", "aws:PrincipalOrgID", "o-abc"))],
      anyone("`ForAllValues:StringEquals` on `aws:PrincipalOrgID` is met when the key is absent"),
    ],
    [
      "an organisation of any name",
      [trust("*", when("Null", "aws:PrincipalOrgID", "false"))],
      anyone("`Null` on `aws:PrincipalOrgID` only asks whether the key is there"),
    ],
    [
      "everyone but one account",
      [trust("*", when("StringNotEquals", "aws:PrincipalAccount", "123456789012"))],
      anyone("`StringNotEquals` on `aws:PrincipalAccount` lets in whatever it does not name"),
    ],
    [
      "roles of one name in any account",
      [trust("*", when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/deploy"))],
      anyone("`ArnLike` on `aws:PrincipalArn` takes in strangers by `arn:aws:iam::*:role/deploy`"),
    ],
    [
      "the caller's own account",
      [trust("*", when("StringEquals", "aws:PrincipalAccount", "${aws:PrincipalAccount}"))],
      anyone("`StringEquals` on `aws:PrincipalAccount` takes in strangers by `${aws:PrincipalAccount}`"),
    ],
    [
      "half of the internet",
      [trust("*", when("IpAddress", "aws:SourceIp", ["0.0.0.0/1"]))],
      anyone("`IpAddress` on `aws:SourceIp` takes in more than a /8 of the internet"),
    ],
    [
      "one /8 and one address more",
      [trust("*", when("IpAddress", "aws:SourceIp", ["8.0.0.0/8", "9.0.0.1"]))],
      anyone("`IpAddress` on `aws:SourceIp` takes in more than a /8 of the internet"),
    ],
    [
      "a Deny of something else",
      [trust("*"), { Effect: "Deny", Principal: "*", Action: "sts:TagSession" }],
      anyone(),
    ],
    ["a Deny of one account", [trust("*"), { ...trust({ AWS: "123456789012" }), Effect: "Deny" }], anyone()],
    [
      "a Deny that strangers escape",
      [
        trust("*"),
        {
          ...trust("*", {
            Condition: {
              StringNotEquals: { "aws:PrincipalOrgID": "o-abc" },
              Bool: { "aws:SecureTransport": "false" },
            },
          }),
          Effect: "Deny",
        },
      ],
      anyone(),
    ],
    [
      "two statements",
      [trust("*"), trust({ AWS: "*" }, { Sid: "Web", Action: "sts:AssumeRoleWithWebIdentity" })],
      `role \`reader\`: statements \`assumeRolePolicyDocument.Statement[0]\` and \`Web\` (assumeRolePolicyDocument.Statement[1]) let anyone (\`AWS: *\`) assume the role; ${TAIL}`,
    ],
  ];
  trusts.rejects(rejected);

  const accepted: [string, Written[]][] = [
    ["a service", [trust({ Service: "ec2.amazonaws.com" })]],
    ["a role", [trust({ AWS: "arn:aws:iam::123456789012:role/deploy" })]],
    ["an account", [trust({ AWS: ["123456789012", "arn:aws-cn:iam::210987654321:root"] })]],
    ["an organisation", [trust("*", when("StringEquals", "aws:PrincipalOrgID", "o-abc"))]],
    ["an organisation by unusual case", [trust("*", when("stringequals", "AWS:principalorgid", "o-abc"))]],
    [
      "units of an organisation",
      [trust("*", when("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-abc/r-1/ou-1/*"))],
    ],
    [
      "roles of one account",
      [trust("*", when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::123456789012:role/*"))],
    ],
    [
      "the owner's account",
      [trust("*", when("StringEquals", "aws:PrincipalAccount", "${aws:ResourceAccount}"))],
    ],
    [
      "one identity and one more test",
      [
        trust("*", {
          Condition: {
            StringEquals: { "aws:PrincipalOrgID": "o-abc" },
            Bool: { "aws:SecureTransport": "true" },
          },
        }),
      ],
    ],
    ["an office", [trust("*", when("IpAddress", "aws:SourceIp", "203.0.113.0/24"))]],
    ["one /8", [trust("*", when("IpAddress", "aws:SourceIp", "8.0.0.0/8"))]],
    ["no session, only its tags", [trust("*", { Action: ["sts:TagSession", "sts:SetSourceIdentity"] })]],
    [
      "anyone, less all outside the organisation",
      [
        trust("*"),
        {
          ...trust("*", when("StringNotEquals", "aws:PrincipalOrgID", "o-abc")),
          Effect: "Deny",
          Action: "*",
        },
      ],
    ],
    [
      "anyone, less all outside the organisation that are no service",
      [
        trust("*"),
        {
          ...trust("*", {
            Condition: {
              StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-abc" },
              BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
            },
          }),
          Effect: "Deny",
          Action: "sts:*",
        },
      ],
    ],
    [
      "anyone, less all but one account",
      [trust("*"), { Effect: "Deny", NotPrincipal: { AWS: "123456789012" }, Action: "sts:Assume*" }],
    ],
    [
      "GitHub's identity provider, which another policy judges",
      [
        trust(
          { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
          { Action: "sts:AssumeRoleWithWebIdentity" },
        ),
      ],
    ],
  ];
  trusts.accepts(accepted);

  it("says which unknown values could open the role", async () => {
    await trusts.expectUnknownAsTried(
      accepted,
      [0, 1, 2, 3, 4, 5, 6],
      [
        "*",
        "Allow",
        "sts:AssumeRole",
        "0.0.0.0/0",
        document(trust("*")),
        "zzz",
        "Deny",
        "${aws:PrincipalOrgID}",
      ],
    );
  });

  itLooksAtTrustsOnly(openRoleTrust, trust("*"));

  it("takes variables of old documents for text", async () => {
    const old = {
      Statement: [trust("*", when("StringEquals", "aws:PrincipalAccount", "${aws:PrincipalAccount}"))],
    };
    expect(await trusts.reports(old)).to.deep.equal([]);
  });
});
