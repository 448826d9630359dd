/** Roles of people who sign in to OpenSearch Dashboards through Cognito, and of the domain that lets them. */

import * as pulumi from "@pulumi/pulumi";
import { arn } from "../../stack-context";
import { type RoleOptions, type RoleSpec, roleArn, roleName, type Trust } from "../role-spec";

function pools({ context, cognito }: RoleOptions): NonNullable<RoleOptions["cognito"]> {
  if (!context.partition.cognitoIdentity) {
    throw new RangeError(
      `roles for Cognito sign-in cannot exist in partition \`${context.partition.partition}\`, which has no identity pools`,
    );
  }
  if (!cognito) throw new RangeError("`cognito` is missing; roles for Cognito sign-in need both pool ids");
  return cognito;
}

function signedIn(options: RoleOptions): Trust {
  return { kind: "identity-pool", identityPoolId: pools(options).identityPoolId };
}

/** Everything below the domain's endpoint: Dashboards and the REST API alike. */
const insideDomain = ({ context }: RoleOptions): string => arn(context, "es", `domain/${context.baseName}/*`);

/** The master user of the domain's fine-grained access control. */
export function dashboardsAdminRole(options: RoleOptions): RoleSpec {
  return {
    key: "dashboardsAdmin",
    name: roleName(options.context, "dashboardsAdmin"),
    why: "Master user of the OpenSearch domain, for members of the administrators group only.",
    trust: signedIn(options),
    statements: [
      {
        sid: "AdministerDomain",
        reason: "all HTTP methods: roles, tenants and indices are written through the domain's REST API",
        actions: [
          "es:ESHttpDelete",
          "es:ESHttpGet",
          "es:ESHttpHead",
          "es:ESHttpPatch",
          "es:ESHttpPost",
          "es:ESHttpPut",
        ],
        resources: [insideDomain(options)],
      },
    ],
  };
}

/** What a reader sees is decided inside the domain, where an administrator maps this role to OpenSearch roles. */
export function dashboardsReaderRole(options: RoleOptions): RoleSpec {
  return {
    key: "dashboardsReader",
    name: roleName(options.context, "dashboardsReader"),
    why: "Reader of OpenSearch Dashboards, for members of the readers group.",
    trust: signedIn(options),
    statements: [
      {
        sid: "ReadDomain",
        reason: "searches are POST requests; without PUT, PATCH and DELETE nothing is written by identifier",
        actions: ["es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPost"],
        resources: [insideDomain(options)],
      },
    ],
  };
}

/** The managed AmazonOpenSearchServiceCognitoAccess, narrowed from every pool and role to the ones of this stack. */
export function dashboardsCognitoRole(options: RoleOptions): RoleSpec {
  const { context, rolePath } = options;
  const { userPoolId, identityPoolId } = pools(options);
  const userPool = (id: string) => arn(context, "cognito-idp", `userpool/${id}`);
  const identityPool = (id: string) => arn(context, "cognito-identity", `identitypool/${id}`);
  return {
    key: "dashboardsCognito",
    name: roleName(context, "dashboardsCognito"),
    why: "Lets the OpenSearch domain register itself with the user pool and the identity pool.",
    trust: {
      kind: "service-for-account",
      service: "opensearchservice",
      sourceArns: [arn(context, "es", `domain/${context.baseName}`)],
    },
    statements: [
      {
        sid: "KeepDashboardsClient",
        reason:
          "the domain makes an app client of its own in the user pool and signs users in and out with it",
        actions: [
          "cognito-idp:AdminInitiateAuth",
          "cognito-idp:AdminUserGlobalSignOut",
          "cognito-idp:CreateUserPoolClient",
          "cognito-idp:DeleteUserPoolClient",
          "cognito-idp:DescribeUserPool",
          "cognito-idp:DescribeUserPoolClient",
          "cognito-idp:ListUserPoolClients",
          "cognito-idp:UpdateUserPoolClient",
        ],
        resources: [{ pattern: userPool("*"), arn: pulumi.output(userPoolId).apply(userPool) }],
      },
      {
        sid: "AddClientToIdentityPool",
        reason: "the domain adds that app client to the identity pool's providers",
        actions: [
          "cognito-identity:DescribeIdentityPool",
          "cognito-identity:GetIdentityPoolRoles",
          "cognito-identity:UpdateIdentityPool",
        ],
        resources: [{ pattern: identityPool("*"), arn: pulumi.output(identityPoolId).apply(identityPool) }],
      },
      {
        sid: "PassDashboardsRoles",
        reason: "updating an identity pool passes on the roles that are attached to it",
        actions: ["iam:PassRole"],
        resources: [
          roleArn(context, rolePath, "dashboardsAdmin"),
          roleArn(context, rolePath, "dashboardsReader"),
        ],
        conditions: { StringEquals: { "iam:PassedToService": context.partition.cognitoIdentity } },
      },
    ],
  };
}
