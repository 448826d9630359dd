import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { UserPoolConfig } from "../config/stack-config";
import type { StackContext } from "./stack-context";

export interface IdentityArgs {
  readonly context: StackContext;
  readonly userPool: UserPoolConfig;
  /** Whether people sign in to Dashboards of a new domain with this pool; then it gets an identity pool. */
  readonly dashboardsEnabled: boolean;
  /** Exact callback and sign-out URLs of the console, with their final `/`; empty: no console, and no client for it. */
  readonly consoleUrls: readonly pulumi.Input<string>[];
  /** Whether people sign in to the console. */
  readonly consoleEnabled: boolean;
}

/** Shortest password; NIST SP 800-63B asks for 15 where a password stands alone, here a second factor is required too. */
const PASSWORD_MIN_LENGTH = 14;

/** A token of the console outlives the loss of a group membership by this long at most. */
const TOKEN_MINUTES = 15;

/** A working day: then people sign in again. */
const REFRESH_HOURS = 8;

/**
 * Cognito's classic hosted pages. The newer managed login serves only app clients that have a branding style, and the
 * client that OpenSearch makes for itself has none: its users would meet an error page.
 */
const CLASSIC_PAGES = 1;

/**
 * Host name of Cognito's sign-in pages, known before the user pool is: the console's content policy names it. GovCloud
 * serves them on FIPS endpoints only.
 * https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-cog.html
 */
export function signInHost(context: StackContext, { domainPrefix }: UserPoolConfig): string {
  const auth = context.partition.partition === "aws-us-gov" ? "auth-fips" : "auth";
  return `${domainPrefix}.${auth}.${context.region}.amazoncognito.com`;
}

type ThreatProtection = UserPoolConfig["threatProtection"];

/** Threat protection needs the Plus plan, which is billed per user. */
function threatProtection(
  level: ThreatProtection,
): Pick<aws.cognito.UserPoolArgs, "userPoolTier" | "userPoolAddOns"> {
  switch (level) {
    case "off":
      return { userPoolTier: "ESSENTIALS" };
    case "audit":
      return { userPoolTier: "PLUS", userPoolAddOns: { advancedSecurityMode: "AUDIT" } };
    case "enforced":
      return { userPoolTier: "PLUS", userPoolAddOns: { advancedSecurityMode: "ENFORCED" } };
  }
}

/**
 * Who may sign in: a user pool that administrators fill, with a second factor for everyone; a public client for the
 * console; and, for OpenSearch Dashboards, an identity pool without guests. Who may do what, `SignInAccess` decides once
 * roles and domain exist.
 */
export class Identity extends pulumi.ComponentResource {
  /** Waits for the sign-in pages too: OpenSearch takes no user pool without a domain. */
  readonly userPoolId: pulumi.Output<string>;
  readonly userPoolArn: pulumi.Output<string>;
  /** Host name of the sign-in pages, no scheme; whoever uses it waits for them. */
  readonly domainHost: pulumi.Output<string>;
  /** The console's client; `undefined` without a console. */
  readonly consoleClientId: pulumi.Output<string> | undefined;
  /** `undefined` unless people sign in to Dashboards with this pool. */
  readonly identityPoolId: pulumi.Output<string> | undefined;

  constructor(name: string, args: IdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging:index:Identity", name, {}, opts);
    const { context, userPool, consoleEnabled, dashboardsEnabled } = args;
    const { domainPrefix, threatProtection: level } = userPool;

    const pool = this.#userPool(name, context, level);
    if (level === "enforced") this.#risks(name, pool.id);
    const domain = new aws.cognito.UserPoolDomain(
      `${name}-domain`,
      { domain: domainPrefix, userPoolId: pool.id, managedLoginVersion: CLASSIC_PAGES },
      { parent: this, deleteBeforeReplace: true },
    );
    const client = consoleEnabled ? this.#consoleClient(name, pool.id, args.consoleUrls) : undefined;
    const identityPool = dashboardsEnabled ? this.#identityPool(name, context) : undefined;

    this.userPoolId = pulumi.all([pool.id, domain.domain]).apply(([id]) => id);
    this.userPoolArn = pool.arn;
    this.domainHost = domain.domain.apply(() => signInHost(context, userPool));
    this.consoleClientId = client?.id;
    this.identityPoolId = identityPool?.id;
    this.registerOutputs({
      userPoolId: this.userPoolId,
      userPoolArn: this.userPoolArn,
      domainHost: this.domainHost,
      consoleClientId: this.consoleClientId,
      identityPoolId: this.identityPoolId,
    });
  }

  #userPool(
    name: string,
    { deletionProtection }: StackContext,
    level: ThreatProtection,
  ): aws.cognito.UserPool {
    return new aws.cognito.UserPool(
      `${name}-user-pool`,
      {
        adminCreateUserConfig: { allowAdminCreateUserOnly: true },
        usernameAttributes: ["email"],
        usernameConfiguration: { caseSensitive: false },
        autoVerifiedAttributes: ["email"],
        userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdates: ["email"] },
        accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
        passwordPolicy: {
          minimumLength: PASSWORD_MIN_LENGTH,
          requireLowercase: true,
          requireNumbers: true,
          requireSymbols: true,
          requireUppercase: true,
          temporaryPasswordValidityDays: 1,
        },
        // An authenticator application; text messages can be redirected, and would need a role for SNS.
        mfaConfiguration: "ON",
        softwareTokenMfaConfiguration: { enabled: true },
        deletionProtection: deletionProtection ? "ACTIVE" : "INACTIVE",
        ...threatProtection(level),
      },
      { parent: this, protect: deletionProtection },
    );
  }

  /** What threat protection does where it is enforced; everyone gives a second factor already, so high risk is refused. */
  #risks(name: string, userPoolId: pulumi.Input<string>): void {
    new aws.cognito.RiskConfiguration(
      `${name}-risks`,
      {
        userPoolId,
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
      },
      { parent: this },
    );
  }

  /** A client that can keep no secret: authorization code with PKCE, no password ever passes through it. */
  #consoleClient(
    name: string,
    userPoolId: pulumi.Input<string>,
    urls: IdentityArgs["consoleUrls"],
  ): aws.cognito.UserPoolClient {
    return new aws.cognito.UserPoolClient(
      `${name}-console-client`,
      {
        userPoolId,
        generateSecret: false,
        allowedOauthFlowsUserPoolClient: true,
        allowedOauthFlows: ["code"],
        allowedOauthScopes: ["openid"],
        supportedIdentityProviders: ["COGNITO"],
        callbackUrls: [...urls],
        logoutUrls: [...urls],
        explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
        accessTokenValidity: TOKEN_MINUTES,
        idTokenValidity: TOKEN_MINUTES,
        refreshTokenValidity: REFRESH_HOURS,
        tokenValidityUnits: { accessToken: "minutes", idToken: "minutes", refreshToken: "hours" },
        enableTokenRevocation: true,
        preventUserExistenceErrors: "ENABLED",
      },
      { parent: this },
    );
  }

  #identityPool(name: string, { baseName, deletionProtection }: StackContext): aws.cognito.IdentityPool {
    return new aws.cognito.IdentityPool(
      `${name}-identity-pool`,
      {
        identityPoolName: `${baseName}-dashboards`,
        allowUnauthenticatedIdentities: false,
        allowClassicFlow: false,
      },
      // The domain adds the app client that it makes for itself; taking it off would lock everyone out.
      { parent: this, protect: deletionProtection, ignoreChanges: ["cognitoIdentityProviders"] },
    );
  }
}

export interface SignInAccessArgs {
  readonly context: StackContext;
  readonly userPoolId: pulumi.Input<string>;
  /** Whether people sign in to the console. */
  readonly consoleEnabled: boolean;
  /** Sign-in to Dashboards of a new domain; absent: by other means than Cognito. */
  readonly dashboards?: DashboardsAccess | undefined;
}

export interface DashboardsAccess {
  readonly identityPoolId: pulumi.Input<string>;
  /** Role of the domain's master user. */
  readonly adminRoleArn: pulumi.Input<string>;
  readonly readerRoleArn: pulumi.Input<string>;
  /** The domain, or the component that holds it: its app client exists only once it does. */
  readonly domain: pulumi.Resource;
}

/** Where two groups give a role, the lower number wins. */
const PRECEDENCE = { administrators: 10, readers: 20, operator: 30, viewer: 40 } as const;

/**
 * What people who signed in may do, by group: administrators and readers of Dashboards, operators and viewers of the
 * console. A user without a group may do nothing, in either.
 */
export class SignInAccess extends pulumi.ComponentResource {
  /** Names of the groups that exist. */
  readonly groups: readonly string[];

  constructor(name: string, args: SignInAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging:index:SignInAccess", name, {}, opts);
    const { userPoolId, consoleEnabled, dashboards } = args;
    const group = (
      id: keyof typeof PRECEDENCE,
      description: string,
      roleArn?: pulumi.Input<string>,
    ): string => {
      new aws.cognito.UserGroup(
        `${name}-${id}`,
        { name: id, description, precedence: PRECEDENCE[id], userPoolId, ...(roleArn ? { roleArn } : {}) },
        { parent: this, deleteBeforeReplace: true },
      );
      return id;
    };
    const groups: string[] = [];
    if (dashboards) {
      groups.push(
        group("administrators", "Master users of the OpenSearch domain", dashboards.adminRoleArn),
        group("readers", "Readers of OpenSearch Dashboards", dashboards.readerRoleArn),
      );
      this.#dashboardsRoles(name, args, dashboards);
    }
    if (consoleEnabled) {
      groups.push(
        group("operator", "Operators of the web console"),
        group("viewer", "Viewers of the web console"),
      );
    }
    this.groups = groups;
    this.registerOutputs({ groups });
  }

  /**
   * Members of a group get its role; whoever is in none, or in two of equal precedence, gets none. The mapping names the
   * provider as pool *and client*, and the client is the one that OpenSearch makes when the domain is created: it is
   * adopted by its name, as it is. Without the mapping every user of the pool would get the default role.
   * https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html
   */
  #dashboardsRoles(
    name: string,
    { context, userPoolId }: SignInAccessArgs,
    { identityPoolId, readerRoleArn, domain }: DashboardsAccess,
  ): void {
    const client = new aws.cognito.ManagedUserPoolClient(
      `${name}-dashboards-client`,
      {
        userPoolId,
        // Observed names have domain, region and a hash; the provider's documentation shows them without the region.
        namePattern: `^AmazonOpenSearchService-${context.baseName}-(${context.region}-)?[0-9a-z]+$`,
      },
      { parent: this, dependsOn: [domain] },
    );
    const provider = `cognito-idp.${context.region}.${context.partition.dnsSuffix}`;
    new aws.cognito.IdentityPoolRoleAttachment(
      `${name}-dashboards-roles`,
      {
        identityPoolId,
        // Cognito asks for a default; the mapping below decides before it is ever reached.
        roles: { authenticated: readerRoleArn },
        roleMappings: [
          {
            identityProvider: pulumi.interpolate`${provider}/${userPoolId}:${client.id}`,
            type: "Token",
            ambiguousRoleResolution: "Deny",
          },
        ],
      },
      { parent: this },
    );
  }
}
