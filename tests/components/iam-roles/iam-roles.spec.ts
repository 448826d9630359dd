import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import {
  boundaryArn,
  familyOf,
  IamRoles,
  type IamRolesArgs,
  type RoleFamily,
  regionalBoundary,
  requiredRoles,
  roleArn,
  trustDocument,
} from "../../../components/iam-roles";
import type { StackConfig } from "../../../config/stack-config";
import { context, record, resolved, UNKNOWN } from "../recorder";
import { options, ROLES, spec, specs } from "./fixtures";

const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/rolePolicy:RolePolicy";
const BOUNDARY = "aws:iam/policy:Policy";

const build = (changes: Partial<IamRolesArgs> = {}) =>
  record(() => new IamRoles("roles", { ...options("aws"), roles: ROLES.aws, ...changes }));

describe("IamRoles", () => {
  it("makes for each role the role, its one policy and the two guards against drift", async () => {
    const { resources } = await build({ roles: ["graphqlLog"] });
    const seen = resources.map(({ type, name, parent }) => [type, name, parent]);
    expect(seen).to.have.deep.members([
      ["centralized-logging:index:IamRoles", "roles", ""],
      [BOUNDARY, "roles-console-boundary", "roles"],
      [ROLE, "roles-graphql-log", "roles"],
      [POLICY, "roles-graphql-log-access", "roles"],
      ["aws:iam/rolePoliciesExclusive:RolePoliciesExclusive", "roles-graphql-log-inline-only", "roles"],
      [
        "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
        "roles-graphql-log-nothing-attached",
        "roles",
      ],
    ]);
  });

  it("gives a role name, path, boundary, hour-long sessions and the trust of its specification", async () => {
    const { only } = await build({ roles: ["patchAutomation"] });
    const role = only(ROLE, "roles-patch-automation");
    expect({ ...role.inputs, assumeRolePolicy: JSON.parse(role.inputs["assumeRolePolicy"]) }).to.deep.equal({
      name: "clo-dev-eu-central-1-patch-automation",
      path: "/logging/",
      description:
        "Lets the patch automation take one proxy instance out of service, patch it and put it back.",
      permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary/clo-dev-eu-central-1-boundary",
      maxSessionDuration: 3600,
      assumeRolePolicy: trustDocument(context(), spec("patchAutomation").trust),
    });
    expect(role.deleteBeforeReplace).to.equal(true);
    expect(role.dependencies).to.include("roles-boundary");
  });

  it("writes the policy inline, and lets nothing else be inline or attached", async () => {
    const { only } = await build({ roles: ["imageRefresh"] });
    const { inputs } = only(POLICY);
    expect({ ...inputs, policy: JSON.parse(inputs["policy"]) }).to.deep.equal({
      name: "access",
      role: "clo-dev-eu-central-1-image-refresh",
      policy: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "RefreshFleet",
            Effect: "Allow",
            Action: ["autoscaling:StartInstanceRefresh"],
            Resource: [
              "arn:aws:autoscaling:eu-central-1:111122223333:autoScalingGroup:*:autoScalingGroupName/clo-dev-eu-central-1-proxy",
            ],
          },
        ],
      },
    });
    expect(only("aws:iam/rolePoliciesExclusive:RolePoliciesExclusive").inputs).to.deep.equal({
      roleName: "clo-dev-eu-central-1-image-refresh",
      policyNames: ["access"],
    });
    expect(
      only("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive").inputs,
    ).to.deep.equal({ roleName: "clo-dev-eu-central-1-image-refresh", policyArns: [] });
  });

  it("generates a boundary for each family of roles, as managed policies under /boundary/", async () => {
    const { only, result } = await build();
    const members = (family: RoleFamily) => specs("aws").filter(({ key }) => familyOf(key) === family);
    const boundary = (name: string) => {
      const { inputs } = only(BOUNDARY, name);
      return { ...inputs, policy: JSON.parse(inputs["policy"]) };
    };
    expect(boundary("roles-boundary")).to.deep.equal({
      name: "clo-dev-eu-central-1-boundary",
      path: "/boundary/",
      description: "The most that the roles of this stack can do, whatever is attached to them.",
      policy: regionalBoundary(members("fleet"), context()),
    });
    expect(boundary("roles-console-boundary")).to.deep.equal({
      name: "clo-dev-eu-central-1-console-boundary",
      path: "/boundary/",
      description: "The most that the console's roles of this stack can do, whatever is attached to them.",
      policy: regionalBoundary(members("console"), context()),
    });
    expect(result.boundaryArns).to.deep.equal({
      fleet: boundaryArn(context(), "fleet"),
      console: boundaryArn(context(), "console"),
    });
  });

  it("gives each role the boundary of its family, and makes none for a family without roles", async () => {
    const { all } = await build();
    for (const { name, inputs } of all(ROLE)) {
      const console = /^roles-(api|graphql-|interface)/.test(name);
      expect(inputs["permissionsBoundary"], name).to.equal(
        boundaryArn(context(), console ? "console" : "fleet"),
      );
    }
    const fleet = await build({ roles: ["proxy"] });
    expect(fleet.all(BOUNDARY).map(({ name }) => name)).to.deep.equal(["roles-boundary"]);
    expect(fleet.result.boundaryArns).to.deep.equal({ fleet: boundaryArn(context(), "fleet") });
  });

  it("makes another boundary before the roles leave the old one, which IAM would not delete", async () => {
    const { only } = await build({ roles: ["graphqlData"] });
    const boundary = only(BOUNDARY);
    expect(boundary.deleteBeforeReplace ?? false).to.equal(false);
    expect(boundary.ignoreChanges).to.deep.equal(["description"]);
    expect(only(ROLE).dependencies).to.include("roles-console-boundary");
  });

  it("takes the organisation's boundary for every role and then generates none", async () => {
    const permissionsBoundaryArn = "arn:aws:iam::111122223333:policy/organisation";
    const { all, result } = await build({ permissionsBoundaryArn });
    expect(all(BOUNDARY)).to.deep.equal([]);
    expect(new Set(all(ROLE).map(({ inputs }) => inputs["permissionsBoundary"]))).to.deep.equal(
      new Set([permissionsBoundaryArn]),
    );
    expect(result.boundaryArns).to.deep.equal({
      fleet: permissionsBoundaryArn,
      console: permissionsBoundaryArn,
    });
  });

  it("puts a boundary on every role", async () => {
    const { all } = await build();
    expect(all(ROLE).length).to.equal(ROLES.aws.length);
    expect(all(ROLE).filter(({ inputs }) => !inputs["permissionsBoundary"])).to.deep.equal([]);
  });

  it("has the proxy's instance profile with the role's name and path, and only with that role", async () => {
    const { only, result } = await build({ roles: ["proxy"] });
    expect(only("aws:iam/instanceProfile:InstanceProfile").inputs).to.deep.equal({
      name: "clo-dev-eu-central-1-proxy",
      path: "/logging/",
      role: "clo-dev-eu-central-1-proxy",
    });
    expect(only("aws:iam/instanceProfile:InstanceProfile").dependencies).to.deep.equal([
      "roles-proxy",
      "roles-proxy-access",
    ]);
    expect(await resolved(result.instanceProfileArn)).to.equal(
      "arn:aws:iam::111122223333:instance-profile/logging/clo-dev-eu-central-1-proxy",
    );
    const without = await build({ roles: ["api"] });
    expect(without.all("aws:iam/instanceProfile:InstanceProfile")).to.deep.equal([]);
    expect(() => without.result.instanceProfileArn).to.throw(RangeError, "needs the role `proxy`");
  });

  it("makes only the roles it is asked for", async () => {
    const { all, result } = await build({ roles: ["proxy", "flowLogs"] });
    expect(all(ROLE).map(({ name }) => name)).to.deep.equal(["roles-proxy", "roles-flow-logs"]);
    expect(Object.keys(result.arns)).to.deep.equal(["proxy", "flowLogs"]);
    expect(result.names).to.deep.equal({
      proxy: "clo-dev-eu-central-1-proxy",
      flowLogs: "clo-dev-eu-central-1-flow-logs",
    });
  });

  it("refuses a role that cannot exist before it makes any", async () => {
    const { cognito: _, ...args } = options("aws");
    const attempt = record(() => new IamRoles("roles", { ...args, roles: ["api", "dashboardsAdmin"] }));
    const message = await attempt.then(
      () => "no failure",
      (error: Error) => error.message,
    );
    expect(message).to.equal("`cognito` is missing; roles for Cognito sign-in need both pool ids");
  });
});

describe("IamRoles before anything exists", () => {
  it("knows every document but the three that name Cognito pools, and every ARN", async () => {
    const { all, result } = await record(
      () => {
        const pool = new aws.cognito.UserPool("pool");
        const cognito = { userPoolId: pool.id, identityPoolId: pool.id };
        return new IamRoles("roles", { ...options("aws", { cognito }), roles: ROLES.aws });
      },
      { outputs: "unknown" },
    );
    const unknown = (type: string, property: string) =>
      all(type).flatMap(({ name, inputs }) => (inputs[property] === UNKNOWN ? [name] : []));
    expect(unknown(ROLE, "assumeRolePolicy")).to.deep.equal([
      "roles-dashboards-admin",
      "roles-dashboards-reader",
    ]);
    expect(unknown(POLICY, "policy")).to.deep.equal(["roles-dashboards-cognito-access"]);
    expect(unknown(BOUNDARY, "policy")).to.deep.equal([]);
    for (const key of ROLES.aws) {
      expect(await resolved(result.arns[key] ?? "none")).to.equal(roleArn(context(), "/logging/", key));
    }
  });
});

type Facts = Parameters<typeof requiredRoles>[0];

describe("requiredRoles", () => {
  const consoleConfig = { originAccess: "control" } as StackConfig["console"];
  const base: Facts = {
    signIn: { kind: "internal", adminName: "admin", adminPassword: pulumi.output("secret") },
    domain: { kind: "existing" } as StackConfig["domain"],
    patching: { operation: "Scan", imageRefresh: "off" } as StackConfig["patching"],
    flowLogs: { destination: "s3", retentionDays: 14 },
    network: { kind: "new", cidr: "10.0.0.0/16", egress: "nat-single" },
  };
  const cognito: Facts["signIn"] = { kind: "cognito", domainPrefix: "logs", threatProtection: "off" };
  const fresh = { kind: "new" } as StackConfig["domain"];
  const existingNetwork = (flowLogs: boolean) =>
    ({ kind: "existing", existing: { endpoints: [], flowLogs } }) as unknown as StackConfig["network"];
  const CONSOLE = ["api", "graphqlLog", "graphqlData"];
  const withConsole = {
    console: consoleConfig,
    userPool: { domainPrefix: "logs", threatProtection: "off" },
  } as Partial<Facts>;
  const cloudwatch: Facts["flowLogs"] = { destination: "cloudwatch", retentionDays: 14 };

  const cases: readonly (readonly [string, Partial<Facts>, readonly string[]])[] = [
    ["the proxy's alone at least", {}, ["proxy"]],
    [
      "the console's with a console",
      withConsole,
      [...CONSOLE, "interfaceHistory", "interfaceClock", "proxy", "patchAutomation"],
    ],
    [
      "no history of interfaces where the VPC's flow logs are somebody else's",
      { ...withConsole, network: existingNetwork(true) },
      [...CONSOLE, "proxy", "patchAutomation"],
    ],
    [
      "no console's role where nobody can sign in to it",
      { console: consoleConfig } as Partial<Facts>,
      ["proxy"],
    ],
    [
      "the dashboards' with Cognito and a new domain",
      { signIn: cognito, domain: fresh },
      ["dashboardsAdmin", "dashboardsReader", "dashboardsCognito", "proxy"],
    ],
    ["no dashboards' role where the pool is not the domain's", { signIn: cognito }, ["proxy"]],
    ["no dashboards' role for an existing domain", { signIn: { kind: "existing" } }, ["proxy"]],
    ["no dashboards' role without Cognito", { domain: fresh }, ["proxy"]],
    [
      "window and automation only where patches are installed",
      { patching: { operation: "Install", imageRefresh: "off" } as StackConfig["patching"] },
      ["proxy", "patchWindow", "patchAutomation"],
    ],
    [
      "the refresh's with a weekly refresh",
      { patching: { operation: "Scan", imageRefresh: "weekly" } as StackConfig["patching"] },
      ["proxy", "imageRefresh"],
    ],
    ["the flow logs' where they go to CloudWatch", { flowLogs: cloudwatch }, ["proxy", "flowLogs"]],
    [
      "the flow logs' in an existing VPC that has none",
      { flowLogs: cloudwatch, network: existingNetwork(false) },
      ["proxy", "flowLogs"],
    ],
    [
      "no flow logs' role where the VPC has them already",
      { flowLogs: cloudwatch, network: existingNetwork(true) },
      ["proxy"],
    ],
  ];
  for (const [what, changes, roles] of cases) {
    it(`asks for ${what}`, () => expect(requiredRoles({ ...base, ...changes })).to.deep.equal(roles));
  }
});
