import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { Identity, type IdentityArgs, SignInAccess, signInHost } from "../../components/identity";
import type { UserPoolConfig } from "../../config/stack-config";
import { context, record, resolved, UNKNOWN } from "./recorder";

const POOL = "aws:cognito/userPool:UserPool";
const DOMAIN = "aws:cognito/userPoolDomain:UserPoolDomain";
const CLIENT = "aws:cognito/userPoolClient:UserPoolClient";
const RISKS = "aws:cognito/riskConfiguration:RiskConfiguration";
const IDENTITY_POOL = "aws:cognito/identityPool:IdentityPool";
const GROUP = "aws:cognito/userGroup:UserGroup";
const MANAGED_CLIENT = "aws:cognito/managedUserPoolClient:ManagedUserPoolClient";
const ATTACHMENT = "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment";

const userPool = (threatProtection: UserPoolConfig["threatProtection"] = "off"): UserPoolConfig => ({
  domainPrefix: "acme-logs",
  threatProtection,
});

const build = (changes: Partial<IdentityArgs> = {}) =>
  record(
    () =>
      new Identity("identity", {
        context: context(),
        userPool: userPool(),
        dashboardsEnabled: true,
        consoleUrls: ["https://logs.example.com/"],
        consoleEnabled: true,
        ...changes,
      }),
  );

describe("Identity", () => {
  it("makes pool, sign-in pages, console client and identity pool", async () => {
    const { resources } = await build();
    expect(resources.map(({ type, name, parent }) => [type, name, parent])).to.have.deep.members([
      ["centralized-logging:index:Identity", "identity", ""],
      [POOL, "identity-user-pool", "identity"],
      [DOMAIN, "identity-domain", "identity"],
      [CLIENT, "identity-console-client", "identity"],
      [IDENTITY_POOL, "identity-identity-pool", "identity"],
    ]);
  });

  it("lets only administrators add users, and asks each for a second factor and a long password", async () => {
    const { only } = await build();
    expect(only(POOL).inputs).to.deep.equal({
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      usernameAttributes: ["email"],
      usernameConfiguration: { caseSensitive: false },
      autoVerifiedAttributes: ["email"],
      userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdates: ["email"] },
      accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
      passwordPolicy: {
        minimumLength: 14,
        requireLowercase: true,
        requireNumbers: true,
        requireSymbols: true,
        requireUppercase: true,
        temporaryPasswordValidityDays: 1,
      },
      mfaConfiguration: "ON",
      softwareTokenMfaConfiguration: { enabled: true },
      deletionProtection: "INACTIVE",
      userPoolTier: "ESSENTIALS",
    });
  });

  it("protects both pools against deletion where the stack does", async () => {
    const { only } = await build({ context: context("aws", { deletionProtection: true }) });
    expect(only(POOL).inputs["deletionProtection"]).to.equal("ACTIVE");
    expect([only(POOL).protect, only(IDENTITY_POOL).protect]).to.deep.equal([true, true]);
  });

  it("has a public client with authorization code only, short tokens and revocation", async () => {
    const { only } = await build();
    expect(only(CLIENT).inputs).to.deep.equal({
      userPoolId: "identity-user-pool-id",
      generateSecret: false,
      allowedOauthFlowsUserPoolClient: true,
      allowedOauthFlows: ["code"],
      allowedOauthScopes: ["openid"],
      supportedIdentityProviders: ["COGNITO"],
      callbackUrls: ["https://logs.example.com/"],
      logoutUrls: ["https://logs.example.com/"],
      explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
      accessTokenValidity: 15,
      idTokenValidity: 15,
      refreshTokenValidity: 8,
      tokenValidityUnits: { accessToken: "minutes", idToken: "minutes", refreshToken: "hours" },
      enableTokenRevocation: true,
      preventUserExistenceErrors: "ENABLED",
    });
  });

  it("has an identity pool without guests and without the classic flow, to which the domain adds its own client", async () => {
    const { only } = await build();
    const { inputs, ignoreChanges } = only(IDENTITY_POOL);
    expect(inputs).to.deep.equal({
      identityPoolName: "clo-dev-eu-central-1-dashboards",
      allowUnauthenticatedIdentities: false,
      allowClassicFlow: false,
    });
    expect(ignoreChanges).to.deep.equal(["cognitoIdentityProviders"]);
  });

  it("serves classic sign-in pages under the configured prefix, and has users of the pool wait for them", async () => {
    const { only, result } = await build();
    expect(only(DOMAIN).inputs).to.deep.equal({
      domain: "acme-logs",
      userPoolId: "identity-user-pool-id",
      managedLoginVersion: 1,
    });
    expect(await resolved(result.domainHost)).to.equal("acme-logs.auth.eu-central-1.amazoncognito.com");
    const { only: followed } = await record(() => {
      const identity = new Identity("identity", {
        context: context(),
        userPool: userPool(),
        dashboardsEnabled: true,
        consoleUrls: [],
        consoleEnabled: false,
      });
      return new SignInAccess("access", {
        context: context(),
        userPoolId: identity.userPoolId,
        consoleEnabled: true,
      });
    });
    expect(followed(GROUP, "access-viewer").dependencies).to.deep.equal([
      "identity-domain",
      "identity-user-pool",
    ]);
  });

  it("switches threat protection by level, with what it does only where it is enforced", async () => {
    for (const [level, mode] of [
      ["audit", "AUDIT"],
      ["enforced", "ENFORCED"],
    ] as const) {
      const { only, all } = await build({ userPool: userPool(level) });
      expect(only(POOL).inputs["userPoolTier"]).to.equal("PLUS");
      expect(only(POOL).inputs["userPoolAddOns"]).to.deep.equal({ advancedSecurityMode: mode });
      expect(all(RISKS).length).to.equal(level === "enforced" ? 1 : 0);
    }
    const { only } = await build({ userPool: userPool("enforced") });
    expect(only(RISKS).inputs).to.deep.equal({
      userPoolId: "identity-user-pool-id",
      compromisedCredentialsRiskConfiguration: {
        eventFilters: ["SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"],
        actions: { eventAction: "BLOCK" },
      },
      accountTakeoverRiskConfiguration: {
        actions: {
          highAction: { eventAction: "BLOCK", notify: false },
          mediumAction: { eventAction: "MFA_REQUIRED", notify: false },
          lowAction: { eventAction: "NO_ACTION", notify: false },
        },
      },
    });
  });

  it("has no client without a console", async () => {
    const { all, result } = await build({ consoleEnabled: false, consoleUrls: [] });
    expect(all(CLIENT)).to.deep.equal([]);
    expect(result.consoleClientId).to.equal(undefined);
  });

  it("has no identity pool where people sign in to Dashboards by other means", async () => {
    const { all, result } = await build({ dashboardsEnabled: false });
    expect(all(IDENTITY_POOL)).to.deep.equal([]);
    expect(result.identityPoolId).to.equal(undefined);
  });
});

describe("signInHost", () => {
  it("is the prefix at Cognito's own domain, in GovCloud at its FIPS endpoint", () => {
    expect(signInHost(context(), userPool())).to.equal("acme-logs.auth.eu-central-1.amazoncognito.com");
    expect(signInHost(context("aws-us-gov"), userPool())).to.equal(
      "acme-logs.auth-fips.us-gov-west-1.amazoncognito.com",
    );
  });
});

describe("SignInAccess", () => {
  class Domain extends pulumi.ComponentResource {
    constructor() {
      super("test:index:Domain", "domain", {});
      new Marker(this);
    }
  }
  class Marker extends pulumi.CustomResource {
    constructor(parent: pulumi.Resource) {
      super("aws:opensearch/domain:Domain", "domain-itself", {}, { parent });
    }
  }
  const access = (
    consoleEnabled: boolean,
    dashboards: boolean,
    outputs: "stand-in" | "unknown" = "stand-in",
  ) =>
    record(
      () =>
        new SignInAccess("access", {
          context: context(),
          userPoolId: "eu-central-1_Pool",
          consoleEnabled,
          ...(dashboards
            ? {
                dashboards: {
                  identityPoolId: "eu-central-1:pool",
                  adminRoleArn: "arn:aws:iam::111122223333:role/admin",
                  readerRoleArn: "arn:aws:iam::111122223333:role/reader",
                  domain: new Domain(),
                },
              }
            : {}),
        }),
      { outputs },
    );

  it("gives the master user's role to the administrators group alone, which wins over readers", async () => {
    const { all } = await access(false, true);
    expect(all(GROUP).map(({ inputs }) => inputs)).to.deep.equal([
      {
        name: "administrators",
        description: "Master users of the OpenSearch domain",
        precedence: 10,
        userPoolId: "eu-central-1_Pool",
        roleArn: "arn:aws:iam::111122223333:role/admin",
      },
      {
        name: "readers",
        description: "Readers of OpenSearch Dashboards",
        precedence: 20,
        userPoolId: "eu-central-1_Pool",
        roleArn: "arn:aws:iam::111122223333:role/reader",
      },
    ]);
  });

  it("has console groups without a role", async () => {
    const { all, result } = await access(true, false);
    expect(
      all(GROUP).map(({ inputs }) => [inputs["name"], inputs["precedence"], inputs["roleArn"]]),
    ).to.deep.equal([
      ["operator", 30, undefined],
      ["viewer", 40, undefined],
    ]);
    expect(result.groups).to.deep.equal(["operator", "viewer"]);
    expect(all(ATTACHMENT)).to.deep.equal([]);
  });

  it("adopts the client that the domain made for itself, once the domain exists, and changes nothing of it", async () => {
    const { only } = await access(false, true);
    const client = only(MANAGED_CLIENT);
    expect(client.inputs).to.deep.equal({
      userPoolId: "eu-central-1_Pool",
      namePattern: "^AmazonOpenSearchService-clo-dev-eu-central-1-(eu-central-1-)?[0-9a-z]+$",
    });
    expect(client.dependencies).to.include("domain-itself");
  });

  it("knows that client by the domain, with or without the region, and takes no other domain's", async () => {
    const { only } = await access(false, true);
    const pattern = new RegExp(only(MANAGED_CLIENT).inputs["namePattern"]);
    const hash = "uc5i7l4fa33x5zbrw27azdnuku";
    expect(pattern.test(`AmazonOpenSearchService-clo-dev-eu-central-1-eu-central-1-${hash}`)).to.equal(true);
    expect(pattern.test(`AmazonOpenSearchService-clo-dev-eu-central-1-${hash}`)).to.equal(true);
    expect(pattern.test(`AmazonOpenSearchService-clo-dev-eu-central-1-b-eu-central-1-${hash}`)).to.equal(
      false,
    );
    expect(pattern.test(`AmazonOpenSearchService-my-clo-dev-eu-central-1-${hash}`)).to.equal(false);
  });

  it("takes roles from the token only, and gives none where it is ambiguous", async () => {
    const { only } = await access(true, true);
    expect(only(ATTACHMENT).inputs).to.deep.equal({
      identityPoolId: "eu-central-1:pool",
      roles: { authenticated: "arn:aws:iam::111122223333:role/reader" },
      roleMappings: [
        {
          identityProvider:
            "cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Pool:access-dashboards-client-id",
          type: "Token",
          ambiguousRoleResolution: "Deny",
        },
      ],
    });
  });

  it("leaves only the provider's name open before the domain exists", async () => {
    const { only } = await access(false, true, "unknown");
    const [mapping] = only(ATTACHMENT).inputs["roleMappings"];
    expect(mapping.identityProvider).to.equal(UNKNOWN);
    expect([mapping.type, mapping.ambiguousRoleResolution]).to.deep.equal(["Token", "Deny"]);
  });
});
