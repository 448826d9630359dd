import { expect } from "chai";
import { crossAccountTrust } from "../../../policy-pack/policies/cross-account-trust";
import { openRoleTrust } from "../../../policy-pack/policies/open-role-trust";
import { judgeStack, type Registered, UNKNOWN, urnOf, withoutTag } from "../judging";
import { document, type Written, when } from "../spellings";
import { carrying, itLooksAtTrustsOnly, JudgedDocuments, trustOf } from "./judged-documents";

const OWN = "123456789012";
const OTHER = "210987654321";
const SETTINGS = { trustedAccounts: [OWN] };

const trust = (principal: unknown, more: Written = {}): Written => ({
  Effect: "Allow",
  Principal: principal,
  Action: "sts:AssumeRole",
  ...more,
});
const ROLE = trustOf("deploy");
const trusts = new JudgedDocuments(crossAccountTrust, ROLE, SETTINGS);

const CONSEQUENCE =
  "whoever it acts for, or whoever breaks into it, can take the role on; require `StringEquals` on `sts:ExternalId` of a third party, or on `aws:PrincipalOrgID` in your organisation, or list the account in `trustedAccounts`";
const lets = (who: string, since = ""): string =>
  `role \`deploy\`: statement \`assumeRolePolicyDocument.Statement[0]\` lets ${who} assume the role${since}; ${CONSEQUENCE}`;
const another = (principal: string): string => `another account (\`AWS: ${principal}\`)`;

const ROOT = `arn:aws:iam::${OTHER}:root`;

describe("cross-account-trust", () => {
  const rejected: [string, Written[], string][] = [
    ["the root of another account", [trust({ AWS: ROOT })], lets(another(ROOT))],
    ["its number", [trust({ AWS: OTHER })], lets(another(OTHER))],
    [
      "a role in China",
      [trust({ AWS: `arn:aws-cn:iam::${OTHER}:role/collector` })],
      lets(another(`arn:aws-cn:iam::${OTHER}:role/collector`)),
    ],
    [
      "a user, beside one's own account",
      [trust({ AWS: [`arn:aws:iam::${OWN}:root`, `arn:aws:iam::${OTHER}:user/ci`] })],
      lets(another(`arn:aws:iam::${OTHER}:user/ci`)),
    ],
    [
      "a session",
      [
        trust(
          { AWS: `arn:aws:sts::${OTHER}:assumed-role/ci/build` },
          { Action: ["sts:TagSession", "sts:Assume*"] },
        ),
      ],
      lets(another(`arn:aws:sts::${OTHER}:assumed-role/ci/build`)),
    ],
    [
      "any external id",
      [trust({ AWS: OTHER }, when("StringLike", "sts:ExternalId", ["a1b2", "*"]))],
      lets(another(OTHER), ", since `StringLike` on `sts:ExternalId` takes in strangers by `*`"),
    ],
    [
      "the external id that is given, if one is",
      [trust({ AWS: OTHER }, when("StringEqualsIfExists", "sts:ExternalId", "a1b2"))],
      lets(
        another(OTHER),
        ", since `StringEqualsIfExists` on `sts:ExternalId` is met when the key is absent",
      ),
    ],
    [
      "that there is an external id",
      [trust({ AWS: OTHER }, when("Null", "sts:ExternalId", "false"))],
      lets(another(OTHER), ", since `Null` on `sts:ExternalId` only asks whether the key is there"),
    ],
    [
      "a second factor",
      [trust({ AWS: OTHER }, when("Bool", "aws:MultiFactorAuthPresent", "true"))],
      lets(another(OTHER)),
    ],
    [
      "the role, named by a condition",
      [trust({ AWS: ROOT }, when("ArnEquals", "aws:PrincipalArn", `arn:aws:iam::${OTHER}:role/ci`))],
      lets(
        another(ROOT),
        `, since \`ArnEquals\` on \`aws:PrincipalArn\` takes in strangers by \`arn:aws:iam::${OTHER}:role/ci\``,
      ),
    ],
    [
      "the account, named by a condition",
      [trust("*", when("StringEquals", "aws:PrincipalAccount", OTHER))],
      lets(
        "anyone (`AWS: *`)",
        `, since \`StringEquals\` on \`aws:PrincipalAccount\` takes in strangers by \`${OTHER}\``,
      ),
    ],
    [
      "a Deny of another account",
      [
        trust({ AWS: OTHER }),
        { Effect: "Deny", Principal: { AWS: "345678901234" }, Action: "sts:AssumeRole" },
      ],
      lets(another(OTHER)),
    ],
  ];
  trusts.rejects(rejected, [openRoleTrust]);

  const accepted: [string, Written[]][] = [
    ["a trusted account", [trust({ AWS: [OWN, `arn:aws:iam::${OWN}:root`, `arn:aws:iam::${OWN}:role/ci`] })]],
    ["an external id", [trust({ AWS: OTHER }, when("StringEquals", "sts:ExternalId", "3f1c9a7e"))]],
    [
      "one of several external ids",
      [trust({ AWS: ROOT }, when("StringLike", "STS:externalid", ["3f1c9a7e", "8e7d"]))],
    ],
    ["an organisation", [trust({ AWS: OTHER }, when("StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5"))]],
    [
      "a unit of an organisation",
      [
        trust(
          { AWS: OTHER },
          when("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-a1b2c3d4e5/r-ab12/ou-ab12-1111/*"),
        ),
      ],
    ],
    [
      "a role of a trusted account, named by a condition",
      [trust({ AWS: "*" }, when("ArnLike", "aws:PrincipalArn", `arn:aws:iam::${OWN}:role/ci-*`))],
    ],
    [
      "an organisation by a Deny",
      [
        trust({ AWS: OTHER }),
        {
          Effect: "Deny",
          Principal: "*",
          Action: "sts:*",
          ...when("StringNotEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5"),
        },
      ],
    ],
    [
      "an external id by a Deny",
      [
        trust({ AWS: OTHER }),
        {
          Effect: "Deny",
          Principal: "*",
          Action: "sts:AssumeRole",
          ...when("StringNotEqualsIfExists", "sts:ExternalId", "3f1c9a7e"),
        },
      ],
    ],
    ["a network", [trust({ AWS: OTHER }, when("IpAddress", "aws:SourceIp", "203.0.113.0/24"))]],
    [
      "tags of sessions only",
      [trust({ AWS: OTHER }, { Action: ["sts:TagSession", "sts:SetSourceIdentity"] })],
    ],
    ["services", [trust({ Service: "ec2.amazonaws.com" })]],
    [
      "providers of tokens, which are one's own",
      [trust({ Federated: `arn:aws:iam::${OTHER}:saml-provider/company` }, { Action: "sts:*" })],
    ],
    ["a Deny", [{ Effect: "Deny", Principal: { AWS: OTHER }, Action: "sts:AssumeRole" }]],
  ];
  trusts.accepts(accepted);

  itLooksAtTrustsOnly(crossAccountTrust, trust({ AWS: ROOT }), SETTINGS);

  it("says which unknown values could let another account in", async () => {
    const accounts: readonly Written[] = [
      trust({ AWS: OTHER }, when("StringEquals", "sts:ExternalId", "3f1c9a7e")),
      trust({ AWS: OTHER }, when("StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5")),
    ];
    for (const statement of accounts) {
      for (const path of ["sts:ExternalId", "aws:PrincipalOrgID"]) {
        const [operator] = Object.keys(statement["Condition"] as Written);
        const { Condition, ...rest } = statement;
        if (!JSON.stringify(Condition).includes(path)) continue;
        const [message, ...others] = await trusts.messages([
          { ...rest, ...when(operator ?? "", path, UNKNOWN) },
        ]);
        expect(message).to.equal(
          "[advisory] unverified: role `deploy`: `assumeRolePolicyDocument` is not fully known yet; some of its possible values let another account assume the role, whoever it acts for; it is judged again before the resource is created or changed",
        );
        expect(others).to.deep.equal([]);
      }
    }
    await trusts.expectUnknownAsTried(accepted, [12], ["Allow", "zz:Nothing"]);
  });

  it("leaves it to the policy for it where anyone can assume the role, or may turn out to", async () => {
    for (const statement of [
      trust({ AWS: ["*", OTHER] }),
      trust(UNKNOWN),
      { ...trust({ AWS: OTHER }), Principal: { AWS: UNKNOWN } },
    ]) {
      expect(await trusts.messages([statement])).to.deep.equal([]);
      expect(await trusts.reports(document(statement), {}, openRoleTrust)).to.have.lengthOf(1);
    }
    expect(await trusts.reports(UNKNOWN)).to.deep.equal([]);
  });

  it("gives an account one fingerprint under both of its names", async () => {
    await trusts.expectOneFinding([ROOT, OTHER].map((AWS) => trust({ AWS })));
    const withFactor = trust({ AWS: ROOT }, when("Bool", "aws:MultiFactorAuthPresent", "true"));
    const narrower = await trusts.fingerprints([withFactor]);
    expect(narrower).to.have.lengthOf(1);
    expect(narrower).not.to.deep.equal(await trusts.fingerprints([trust({ AWS: ROOT })]));
  });

  it("asks for a listed organisation where those are listed", async () => {
    const statement = trust({ AWS: OTHER }, when("StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5"));
    expect(await trusts.messages([statement], { orgIds: ["o-a1b2c3d4e5"] })).to.deep.equal([]);
    expect(await trusts.messages([statement], { orgIds: ["o-zzzzzzzzzz"] })).to.deep.equal([
      lets(
        another(OTHER),
        ", since `StringEquals` on `aws:PrincipalOrgID` takes in strangers by `o-a1b2c3d4e5`",
      ),
    ]);
    const everyone = trust("*", when("StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5"));
    expect(await trusts.messages([everyone], { orgIds: ["o-zzzzzzzzzz"] })).to.have.lengthOf(1);
  });

  describe("without settings", () => {
    const role: Registered = {
      ...carrying(document(trust({ AWS: `arn:aws:iam::${OWN}:root` })), ROLE.native),
      name: "role",
    };
    const advised = [
      {
        message: `[advisory] role \`deploy\`: statement \`assumeRolePolicyDocument.Statement[0]\` lets another account (\`AWS: arn:aws:iam::${OWN}:root\`) assume the role; ${CONSEQUENCE}`,
        urn: urnOf(role),
      },
    ];
    const reports = async (
      ...resources: readonly Registered[]
    ): Promise<readonly { readonly message: string; readonly urn?: string }[]> =>
      (await judgeStack(crossAccountTrust, resources)).map(({ message, ...rest }) => ({
        ...rest,
        message: withoutTag(message),
      }));

    it("is an advisory, since the account may be one's own", async () => {
      expect(await reports(role)).to.deep.equal(advised);
      expect(await reports({ ...role, provider: { region: "eu-central-1" } })).to.deep.equal(advised);
      expect(await reports({ ...role, provider: { allowedAccountIds: UNKNOWN } })).to.deep.equal(advised);
      expect(await reports({ ...role, provider: { allowedAccountIds: `["${OTHER}"]` } })).to.deep.equal(
        advised,
      );
    });

    it("says what an unknown condition leaves open", async () => {
      const [report, ...others] = await reports({
        ...role,
        ...carrying(
          document(trust({ AWS: OTHER }, when("StringEquals", "sts:ExternalId", UNKNOWN))),
          ROLE.native,
        ),
      });
      expect(report?.message).to.match(/^\[advisory\] unverified: /);
      expect(others).to.deep.equal([]);
    });

    const same: [string, readonly Registered[]][] = [
      ["the provider allows it", [{ ...role, provider: { allowedAccountIds: `["${OTHER}","${OWN}"]` } }]],
      ["the provider allows it, as a list", [{ ...role, provider: { allowedAccountIds: [OWN] } }]],
      [
        "the provider assumes a role of it",
        [{ ...role, provider: { assumeRoles: `[{"roleArn":"arn:aws:iam::${OWN}:role/deploy"}]` } }],
      ],
      [
        "the provider assumes a role of it, as an object",
        [{ ...role, provider: { assumeRole: { roleArn: `arn:aws:iam::${OWN}:role/deploy` } } }],
      ],
      [
        "another resource of the stack is in it",
        [
          role,
          {
            type: "aws:sns/topicPolicy:TopicPolicy",
            name: "topic",
            props: {},
            outputs: { id: `arn:aws:sns:eu-central-1:${OWN}:alerts` },
          },
        ],
      ],
      [
        "a managed policy of it is attached",
        [
          role,
          {
            type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            name: "attachment",
            props: { role: "deploy", policyArn: `arn:aws:iam::${OWN}:policy/reader` },
          },
        ],
      ],
      [
        "the boundary is of it",
        [
          {
            ...role,
            props: { ...role.props, permissionsBoundary: `arn:aws:iam::${OWN}:policy/boundary/team` },
          },
        ],
      ],
    ];
    for (const [name, resources] of same) {
      it(`knows one's own account where ${name}`, async () =>
        expect(await reports(...resources)).to.deep.equal([]));
    }

    it("takes no other ARN for proof of one's own account", async () => {
      const grant: Registered = {
        type: "aws-native:iam:RolePolicy",
        name: "grant",
        props: {
          policyDocument: document({
            Effect: "Allow",
            Action: "s3:*",
            Resource: `arn:aws:sqs:*:${OWN}:jobs`,
          }),
        },
      };
      expect(await reports(role, grant)).to.deep.equal(advised);
    });
  });

  it("takes the provider's account for trusted where others are listed", async () => {
    const [report] = await judgeStack(
      crossAccountTrust,
      [
        {
          ...carrying(document(trust({ AWS: [OWN, OTHER] })), ROLE.native),
          provider: { allowedAccountIds: `["${OWN}"]` },
        },
      ],
      { trustedAccounts: ["345678901234"] },
    );
    expect(report?.message).to.contain(`lets another account (\`AWS: ${OTHER}\`) assume`);
  });
});
