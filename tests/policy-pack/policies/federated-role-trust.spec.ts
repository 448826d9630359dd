import { expect } from "chai";
import { federatedRoleTrust } from "../../../policy-pack/policies/federated-role-trust";
import { openRoleTrust } from "../../../policy-pack/policies/open-role-trust";
import { UNKNOWN } from "../judging";
import type { Written } from "../spellings";
import { itLooksAtTrustsOnly, JudgedDocuments, trustOf } from "./judged-documents";

const HOST = "cognito-identity.amazonaws.com";
const POOL = "eu-west-1:11111111-2222-3333-4444-555555555555";
const AUD = { StringEquals: { [`${HOST}:aud`]: POOL } };
const AMR = { "ForAnyValue:StringLike": { [`${HOST}:amr`]: "authenticated" } };
const cognito = (Condition?: Written, more: Written = {}): Written => ({
  Effect: "Allow",
  Principal: { Federated: HOST },
  Action: "sts:AssumeRoleWithWebIdentity",
  ...(Condition === undefined ? {} : { Condition }),
  ...more,
});
const saml = (Condition?: Written): Written =>
  cognito(Condition, {
    Principal: { Federated: "arn:aws:iam::123456789012:saml-provider/office" },
    Action: "sts:AssumeRoleWithSAML",
  });
const anywhere = (Condition?: Written): Written =>
  cognito(Condition, {
    Principal: { Service: "rolesanywhere.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
  });
const trusts = new JudgedDocuments(federatedRoleTrust, trustOf("users"));

const lets = (who: string, since: string, why: string, fix: string): string =>
  `role \`users\`: statement \`assumeRolePolicyDocument.Statement[0]\` lets ${who} assume the role${since}; ${why}; require \`${fix}\``;
const anyPool = (since = ""): string =>
  lets(
    "users of any identity pool (Cognito)",
    since,
    "anyone can have an identity pool that gives out tokens",
    `"StringEquals": {"${HOST}:aud": "eu-west-1:<identity pool>"}`,
  );
const guests = (since = ""): string =>
  lets(
    "guests as well as users (Cognito)",
    since,
    "an identity pool can give tokens to whoever asks",
    `"ForAnyValue:StringLike": {"${HOST}:amr": "authenticated"}`,
  );
const anyAnchor = (since = ""): string =>
  lets(
    "certificates of any trust anchor (IAM Roles Anywhere)",
    since,
    "every authority that the account ever trusts can issue one",
    '"ArnEquals": {"aws:SourceArn": "arn:aws:rolesanywhere:eu-west-1:123456789012:trust-anchor/<id>"}',
  );
const anyAudience = (since = ""): string =>
  lets(
    "assertions for any audience (SAML)",
    since,
    "what was issued for another application of the provider can be replayed",
    '"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}',
  );

describe("federated-role-trust", () => {
  const rejected: [string, Written, string[]][] = [
    ["Cognito without conditions", cognito(), [anyPool(), guests()]],
    ["Cognito without `amr`", cognito(AUD), [guests()]],
    ["Cognito without `aud`", cognito(AMR), [anyPool()]],
    [
      "identity pools of a region",
      cognito({ StringLike: { [`${HOST}:aud`]: "eu-west-1:*" }, ...AMR }),
      [anyPool(`, since \`StringLike\` on \`${HOST}:aud\` takes in strangers by \`eu-west-1:*\``)],
    ],
    [
      "`amr` for all of no values",
      cognito({ ...AUD, "ForAllValues:StringLike": { [`${HOST}:amr`]: "authenticated" } }),
      [guests(`, since \`ForAllValues:StringLike\` on \`${HOST}:amr\` is met when the key is absent`)],
    ],
    ["SAML without conditions", saml(), [anyAudience()]],
    ["SAML by issuer", saml({ StringEquals: { "SAML:iss": "https://idp.example.com" } }), [anyAudience()]],
    ["Roles Anywhere without conditions", anywhere(), [anyAnchor()]],
    [
      "Roles Anywhere by any anchor of any account",
      anywhere({ ArnLike: { "aws:SourceArn": "arn:aws:rolesanywhere:*:*:trust-anchor/*" } }),
      [
        anyAnchor(
          ", since `ArnLike` on `aws:SourceArn` takes in strangers by `arn:aws:rolesanywhere:*:*:trust-anchor/*`",
        ),
      ],
    ],
  ];
  trusts.rejects(
    rejected.map(([name, statement, messages]) => [name, [statement], messages]),
    [openRoleTrust],
  );

  const accepted: [string, Written[]][] = [
    ["users of one pool", [cognito({ ...AUD, ...AMR })]],
    [
      "guests, where they are meant",
      [cognito({ StringEquals: { [`${HOST}:aud`]: POOL, [`${HOST}:amr`]: "unauthenticated" } })],
    ],
    [
      "SAML with its audience",
      [saml({ StringEquals: { "saml:AUD": "https://signin.aws.amazon.com/saml" } })],
    ],
    [
      "one trust anchor",
      [
        anywhere({
          ArnEquals: { "aws:SourceArn": "arn:aws:rolesanywhere:eu-west-1:123456789012:trust-anchor/1" },
        }),
      ],
    ],
    ["one certificate", [anywhere({ StringEquals: { "aws:PrincipalTag/x509Subject/CN": "host-1" } })]],
    [
      "a Deny of all other pools",
      [cognito(AMR), { ...cognito({ StringNotEquals: { [`${HOST}:aud`]: POOL } }), Effect: "Deny" }],
    ],
    [
      "EKS pods",
      [
        cognito(undefined, {
          Principal: { Service: "pods.eks.amazonaws.com" },
          Action: ["sts:AssumeRole", "sts:TagSession"],
        }),
      ],
    ],
    [
      "a service",
      [cognito(undefined, { Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" })],
    ],
    ["an action that begins no session", [cognito(undefined, { Action: "sts:TagSession" })]],
  ];
  trusts.accepts(accepted);

  itLooksAtTrustsOnly(federatedRoleTrust, saml());

  it("says which unknown values could let others in", async () => {
    await trusts.expectUnknownAsTried(accepted, [0, 2, 3, 4], ["*", "Allow", "${aws:PrincipalTag/a}"]);
    expect(
      await trusts.messages([cognito({ StringEquals: { [`${HOST}:aud`]: UNKNOWN }, ...AMR })]),
    ).to.deep.equal([
      "[advisory] unverified: role `users`: `assumeRolePolicyDocument` is not fully known yet; some of its possible values let users of any identity pool assume the role; it is judged again before the resource is created or changed",
    ]);
  });
});
