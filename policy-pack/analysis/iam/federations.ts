import type { Issuer } from "./issuers";

/** What a trust in an identity source must ask of every session; each is asked for by a condition of its own. */
export interface Requirement {
  /** The source as principal, and the keys of which one must be fixed. */
  readonly source: Issuer;
  /** The action by which sessions of the source begin, in lower case. */
  readonly action: string;
  /** Who gets in without it, for messages. */
  readonly who: string;
  readonly why: string;
}

const COGNITO_HOSTS = [
  "cognito-identity.amazonaws.com",
  "cognito-identity-us-gov.amazonaws.com",
  "cognito-identity.cn-north-1.amazonaws.com.cn",
];

const cognito = (host: string): readonly Requirement[] => [
  {
    source: {
      host,
      name: "Cognito",
      claims: new Map([["aud", []]]),
      example: `"StringEquals": {"${host}:aud": "eu-west-1:<identity pool>"}`,
    },
    action: "sts:assumerolewithwebidentity",
    who: "users of any identity pool",
    why: "anyone can have an identity pool that gives out tokens",
  },
  {
    source: {
      host,
      name: "Cognito",
      claims: new Map([["amr", []]]),
      example: `"ForAnyValue:StringLike": {"${host}:amr": "authenticated"}`,
    },
    action: "sts:assumerolewithwebidentity",
    who: "guests as well as users",
    why: "an identity pool can give tokens to whoever asks",
  },
];

/**
 * https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html
 * https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
 */
export const REQUIREMENTS: readonly Requirement[] = [
  ...COGNITO_HOSTS.flatMap(cognito),
  {
    source: {
      host: "saml",
      name: "SAML",
      claims: new Map([["aud", []]]),
      example: '"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}',
      isPrincipal: (value) => value.includes(":saml-provider/"),
    },
    action: "sts:assumerolewithsaml",
    who: "assertions for any audience",
    why: "what was issued for another application of the provider can be replayed",
  },
  {
    source: {
      host: "aws",
      name: "IAM Roles Anywhere",
      claims: new Map([
        ["principaltag/x509subject/", []],
        ["principaltag/x509issuer/", []],
        ["principaltag/x509san/", []],
      ]),
      example:
        '"ArnEquals": {"aws:SourceArn": "arn:aws:rolesanywhere:eu-west-1:123456789012:trust-anchor/<id>"}',
      isPrincipal: (value) => value === "rolesanywhere.amazonaws.com",
    },
    action: "sts:assumerole",
    who: "certificates of any trust anchor",
    why: "every authority that the account ever trusts can issue one",
  },
];
