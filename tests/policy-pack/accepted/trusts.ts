import { ACCOUNT, type Case, role } from "../case";
import { type Written, when } from "../spellings";

const assume = (Principal: unknown, ...conditions: readonly Written[]): Written => ({
  Effect: "Allow",
  Principal,
  Action: "sts:AssumeRole",
  ...(conditions.length === 0
    ? {}
    : { Condition: Object.assign({}, ...conditions.map(({ Condition }) => Condition)) }),
});
const federated = (
  provider: string,
  Condition: Written,
  Action: string | readonly string[] = "sts:AssumeRoleWithWebIdentity",
): Written => ({ Effect: "Allow", Principal: { Federated: provider }, Action, Condition });
const oidc = (host: string): string => `arn:aws:iam::${ACCOUNT}:oidc-provider/${host}`;

const GITHUB = "token.actions.githubusercontent.com";
const EKS = "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E";
const COGNITO = "cognito-identity.amazonaws.com";
const PRODUCT = "210987654321";

/** Trusts of people, pipelines, pods and partners. */
export const TRUSTS: readonly Case[] = [
  role(
    "a partner's account with an external id",
    assume({ AWS: `arn:aws:iam::${PRODUCT}:root` }, when("StringEquals", "sts:ExternalId", "3f1c9a7e")),
  ),
  role(
    "a partner's role with an external id",
    assume(
      { AWS: `arn:aws:iam::${PRODUCT}:role/collector` },
      when("StringEquals", "sts:ExternalId", "3f1c9a7e"),
    ),
  ),
  role(
    "one's own organisation",
    assume({ AWS: "*" }, when("StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5")),
  ),
  role(
    "one role name all over the organisation",
    assume(
      { AWS: "*" },
      {
        Condition: {
          StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
          ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/deploy" },
        },
      },
    ),
  ),
  role(
    "one account of the organisation",
    assume({ AWS: PRODUCT }, when("StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5")),
  ),
  role(
    "one repository of GitHub",
    federated(oidc(GITHUB), {
      StringEquals: {
        [`${GITHUB}:aud`]: "sts.amazonaws.com",
        [`${GITHUB}:sub`]: "repo:my-org/my-repo:ref:refs/heads/main",
      },
    }),
  ),
  role(
    "all branches of one repository of GitHub",
    federated(oidc(GITHUB), {
      StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com" },
      StringLike: { [`${GITHUB}:sub`]: "repo:my-org/my-repo:*" },
    }),
  ),
  role(
    "one environment of GitHub",
    federated(oidc(GITHUB), {
      StringEquals: {
        [`${GITHUB}:aud`]: "sts.amazonaws.com",
        [`${GITHUB}:sub`]: "repo:my-org/my-repo:environment:production",
      },
    }),
  ),
  role(
    "one project of GitLab",
    federated(oidc("gitlab.com"), {
      StringLike: { "gitlab.com:sub": "project_path:my-group/my-project:ref_type:branch:ref:main" },
    }),
  ),
  role(
    "one workspace of HCP Terraform",
    federated(oidc("app.terraform.io"), {
      StringEquals: { "app.terraform.io:aud": "aws.workload.identity" },
      StringLike: { "app.terraform.io:sub": "organization:my-org:project:infra:workspace:prod:run_phase:*" },
    }),
  ),
  role(
    "one organisation of Pulumi Cloud",
    federated(oidc("api.pulumi.com/oidc"), {
      StringEquals: { "api.pulumi.com/oidc:aud": "aws:my-org" },
      StringLike: { "api.pulumi.com/oidc:sub": "pulumi:deploy:org:my-org:project:infra:*" },
    }),
  ),
  role(
    "one pipeline of Buildkite",
    federated(oidc("agent.buildkite.com"), {
      StringEquals: { "agent.buildkite.com:aud": "sts.amazonaws.com" },
      StringLike: { "agent.buildkite.com:sub": "organization:my-org:pipeline:deploy:*" },
    }),
  ),
  role(
    "one service account of Google",
    federated("accounts.google.com", {
      StringEquals: { "accounts.google.com:sub": "117212345678901234567" },
    }),
  ),
  role(
    "one repository of Bitbucket, whose issuer is the workspace's",
    federated(oidc("api.bitbucket.org/2.0/workspaces/my-team/pipelines-config/identity/oidc"), {
      StringLike: {
        "api.bitbucket.org/2.0/workspaces/my-team/pipelines-config/identity/oidc:sub": "{a1b2}:*",
      },
    }),
  ),
  role(
    "one service account of a cluster",
    federated(oidc(EKS), {
      StringEquals: {
        [`${EKS}:aud`]: "sts.amazonaws.com",
        [`${EKS}:sub`]: "system:serviceaccount:kube-system:ebs-csi-controller-sa",
      },
    }),
  ),
  role(
    "signed-in users of an identity pool",
    federated(COGNITO, {
      StringEquals: { [`${COGNITO}:aud`]: "eu-central-1:12345678-1234-1234-1234-123456790ab0" },
      "ForAnyValue:StringLike": { [`${COGNITO}:amr`]: "authenticated" },
    }),
  ),
  role(
    "guests of an identity pool, where they are meant",
    federated(COGNITO, {
      StringEquals: { [`${COGNITO}:aud`]: "eu-central-1:12345678-1234-1234-1234-123456790ab0" },
      "ForAnyValue:StringLike": { [`${COGNITO}:amr`]: "unauthenticated" },
    }),
  ),
  role(
    "people by SAML",
    federated(
      `arn:aws:iam::${ACCOUNT}:saml-provider/company`,
      { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
      ["sts:AssumeRoleWithSAML", "sts:TagSession"],
    ),
  ),
  role("machines by one trust anchor", {
    Effect: "Allow",
    Principal: { Service: "rolesanywhere.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
    Condition: {
      ArnEquals: { "aws:SourceArn": `arn:aws:rolesanywhere:eu-central-1:${ACCOUNT}:trust-anchor/a1b2c3d4` },
      StringEquals: { "aws:PrincipalTag/x509Subject/CN": "build-1" },
    },
  }),
];
