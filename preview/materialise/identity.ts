import type { Recipes, Recipient } from "./recipient";

/** A global IAM resource: its ARN carries its path. */
const iam = (kind: string, prefix: string, uniqueName: string) => (r: Recipient) => {
  const name = r.named();
  return {
    id: name,
    name,
    arn: r.globalArn("iam", `${kind}${r.text("path") ?? "/"}${name}`),
    [uniqueName]: `${prefix}${r.upper(17)}`,
  };
};

/** IAM and Cognito (service authorization reference, "Resource types"). */
export const IDENTITY_RECIPES: Recipes = {
  "aws:iam/role:Role": iam("role", "AROA", "uniqueId"),
  "aws:iam/instanceProfile:InstanceProfile": iam("instance-profile", "AIPA", "uniqueId"),
  "aws:iam/group:Group": iam("group", "AGPA", "uniqueId"),
  "aws:iam/user:User": iam("user", "AIDA", "uniqueId"),
  "aws:iam/policy:Policy": (r) => {
    const { arn, ...rest } = iam("policy", "ANPA", "policyId")(r);
    return { ...rest, id: arn, arn };
  },
  "aws:iam/rolePolicy:RolePolicy": (r) => {
    const name = r.named();
    return { id: `${r.text("role") ?? r.hex(8)}:${name}`, name };
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": (r) => ({
    id: `${r.text("role") ?? r.hex(8)}/${r.text("policyArn") ?? r.hex(8, "policy")}`,
  }),
  "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": (r) => ({ id: r.text("roleName") ?? r.hex(8) }),
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": (r) => ({
    id: r.text("roleName") ?? r.hex(8),
  }),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": (r) => {
    const arn = r.globalArn(
      "iam",
      `oidc-provider/${(r.text("url") ?? r.lower(12)).replace(/^https:\/\//, "")}`,
    );
    return { id: arn, arn };
  },
  "aws:cognito/userPool:UserPool": (r) =>
    withRegion(r, (region) => {
      const id = `${region}_${r.lower(9)}`;
      return {
        id,
        arn: r.arn("cognito-idp", `userpool/${id}`),
        endpoint: `cognito-idp.${region}.${r.placement.dnsSuffix}/${id}`,
      };
    }),
  "aws:cognito/userPoolClient:UserPoolClient": (r) => ({ id: r.lower(26) }),
  "aws:cognito/managedUserPoolClient:ManagedUserPoolClient": (r) => ({ id: r.lower(26) }),
  "aws:cognito/userPoolDomain:UserPoolDomain": (r) => ({
    id: r.text("domain") ?? r.lower(12),
    awsAccountId: r.placement.account,
    cloudfrontDistribution: `d${r.lower(13)}.cloudfront.net`,
    cloudfrontDistributionArn: `d${r.lower(13)}.cloudfront.net`,
    cloudfrontDistributionZoneId: "Z2FDTNDATAQYW2",
  }),
  "aws:cognito/userGroup:UserGroup": (r) => ({
    id: `${r.text("userPoolId") ?? r.hex(8)}/${r.named()}`,
  }),
  "aws:cognito/resourceServer:ResourceServer": (r) => ({
    id: `${r.text("userPoolId") ?? r.hex(8)}|${r.text("identifier") ?? r.hex(8, "identifier")}`,
  }),
  "aws:cognito/identityPool:IdentityPool": (r) =>
    withRegion(r, (region) => {
      const id = `${region}:${r.uuid()}`;
      return { id, arn: r.arn("cognito-identity", `identitypool/${id}`) };
    }),
  "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment": (r) => ({
    id: r.text("identityPoolId") ?? r.uuid(),
  }),
  "aws:kms/key:Key": (r) => {
    const id = r.uuid();
    return { id, keyId: id, arn: r.arn("kms", `key/${id}`) };
  },
  "aws:kms/keyPolicy:KeyPolicy": (r) => ({ id: r.text("keyId") ?? r.uuid() }),
  "aws:kms/alias:Alias": (r) => {
    const name = r.text("name") ?? `alias/${r.subject.name}`;
    const key = r.text("targetKeyId");
    const target = key === undefined || key.startsWith("arn:") ? key : r.arn("kms", `key/${key}`);
    return {
      id: name,
      name,
      arn: r.arn("kms", name),
      ...(target === undefined ? {} : { targetKeyArn: target }),
    };
  },
};

/** Nothing can be said where even the id depends on an unknown region. */
function withRegion(
  r: Recipient,
  build: (region: string) => ReturnType<Recipes[string]>,
): ReturnType<Recipes[string]> {
  return r.placement.region === undefined ? {} : build(r.placement.region);
}
