import { type Control, hasConsoleApi, output, policy, type ResponsibilityFacts, resource } from "../control";

const topic = "iam-roles";

/** How people come by the rights that the roles hold. */
function people({ config, names }: ResponsibilityFacts): readonly Control[] {
  const { signIn } = config;
  switch (signIn.kind) {
    case "cognito":
      return [
        {
          id: "dashboards-no-guests",
          topic,
          control: "The identity pool gives credentials to signed-in users only, never to guests",
          owner: "this stack",
          evidence: resource("aws:cognito/identityPool:IdentityPool", `${names.identity}-identity-pool`),
          cadence: "every deployment",
        },
        {
          id: "dashboards-roles-by-group",
          topic,
          control:
            "Only members of the administrators group become master user; without a group there is no role",
          owner: "this stack",
          evidence: resource(
            "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment",
            `${names.signInAccess}-dashboards-roles`,
          ),
          cadence: "every deployment",
        },
        {
          id: "dashboards-reader-mapping",
          topic,
          control: "The readers' IAM role is mapped to the OpenSearch roles that say what readers see",
          owner: "customer",
          evidence: resource("aws:iam/role:Role", `${names.roles}-dashboards-reader`),
          cadence: "once, and with each new index pattern",
          open: "role mappings live inside the domain: an administrator makes them in Dashboards",
        },
      ];
    case "existing":
      return [
        {
          id: "existing-sign-in",
          topic,
          control: "The existing domain asks for a second factor, and its administrators are few",
          owner: "customer",
          evidence: output("domainEndpoint"),
          cadence: "every quarter",
          open: "the domain keeps the sign-in that it has; this stack does not see it",
        },
      ];
    case "saml":
      return [
        {
          id: "identity-provider",
          topic,
          control: "The identity provider asks for a second factor and gives the administrator role to few",
          owner: "customer",
          evidence: output("domainEndpoint"),
          cadence: "every quarter",
          open: `\`${signIn.adminRole}\` becomes master user of the domain, by the provider's word alone`,
        },
      ];
    case "internal":
      return [
        {
          id: "master-password",
          topic,
          control: "The master user's password is long, known to few, and changed",
          owner: "customer",
          evidence: output("domainEndpoint"),
          cadence: "every quarter, and when somebody leaves",
          open: "the internal user database has no second factor: prefer `cognito` or `saml`",
        },
      ];
  }
}

/** The users of the stack's own pool, where there is one. */
function members({ config, names }: ResponsibilityFacts): readonly Control[] {
  if (!config.userPool) return [];
  return [
    {
      id: "second-factor",
      topic,
      control: "Every user of the pool signs in with a password and a second factor; nobody can sign up",
      owner: "this stack",
      evidence: resource("aws:cognito/userPool:UserPool", `${names.identity}-user-pool`),
      cadence: "every deployment",
    },
    {
      id: "user-review",
      topic,
      control: "Users and their groups are reviewed, and removed when people leave",
      owner: "customer",
      evidence: output("userPoolId"),
      cadence: "every quarter, and when somebody leaves",
      open: "only you know who should still have access",
    },
  ];
}

/** The roles of the services, and of people who sign in. */
export function iamRoleControls(facts: ResponsibilityFacts): readonly Control[] {
  const { config, names } = facts;
  return [
    {
      id: "least-privilege",
      topic,
      control:
        "Each role has one inline policy of named actions on named resources, with a reason for every exception",
      owner: "this stack",
      evidence: resource("aws:iam/rolePolicy:RolePolicy", `${names.roles}-proxy-access`),
      cadence: "every deployment",
    },
    {
      id: "no-administrative-access",
      topic,
      control: "No document of the stack allows all actions on all resources, however it is spelled",
      owner: "this stack",
      evidence: policy("administrative-access"),
      cadence: "every deployment",
    },
    config.permissionsBoundaryArn === undefined
      ? {
          id: "regional-boundary",
          topic,
          control: "No role can act outside the stack's region or change IAM, whatever is attached to it",
          owner: "this stack",
          evidence: resource("aws:iam/policy:Policy", `${names.roles}-boundary`),
          cadence: "every deployment",
        }
      : {
          id: "organisation-boundary",
          topic,
          control: "The organisation's permissions boundary confines the roles to what they need",
          owner: "customer",
          evidence: resource("aws:iam/role:Role", `${names.roles}-proxy`),
          cadence: "every quarter",
          open: `\`${config.permissionsBoundaryArn}\` replaces the generated boundary; this stack does not see inside it`,
        },
    ...(config.permissionsBoundaryArn === undefined && hasConsoleApi(config)
      ? [
          {
            id: "console-boundary",
            topic,
            control:
              "The console's roles are confined by a boundary of their own, made of what they need alone",
            owner: "this stack",
            evidence: resource("aws:iam/policy:Policy", `${names.roles}-console-boundary`),
            cadence: "every deployment",
          } as const,
        ]
      : []),
    {
      id: "role-drift",
      topic,
      control: "Policies that anybody else adds to a role are removed again",
      owner: "this stack",
      evidence: resource(
        "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
        `${names.roles}-proxy-inline-only`,
      ),
      cadence: "every deployment",
    },
    ...members(facts),
    ...people(facts),
  ];
}
