import { expect } from "chai";
import fc from "fast-check";
import {
  BOUNDARY_MAX_CHARACTERS,
  type DocumentStatement,
  familyOf,
  IAM_WRITES,
  type RoleFamily,
  type RoleKey,
  regionalBoundary,
  type Statement,
} from "../../../components/iam-roles";
import { covers, matches } from "../../../policy-pack/analysis/patterns";
import { context } from "../recorder";
import { PARTITION_NAMES, ROLES, spec, specs } from "./fixtures";

const list = (value: unknown): readonly string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as string];

const patterns = ({ resources }: Statement): readonly string[] =>
  resources.map((resource) => (typeof resource === "string" ? resource : resource.pattern));

interface Request {
  readonly action: string;
  readonly resource: string;
  readonly region: string;
}

/** What IAM makes of a boundary and a request that satisfies each condition but the region's. */
function permitted(statements: readonly DocumentStatement[], { action, resource, region }: Request): boolean {
  const applies = (statement: DocumentStatement): boolean => {
    const { Action, NotAction, Resource, Condition } = statement;
    const named = NotAction
      ? !list(NotAction).some((pattern) => matches(pattern, action))
      : list(Action).some((pattern) => matches(pattern, action));
    const lock = Condition?.["StringNotEquals"]?.["aws:RequestedRegion"];
    return named && list(Resource).some((pattern) => covers(pattern, resource)) && (!lock || lock !== region);
  };
  const effects = statements.filter(applies).map(({ Effect }) => Effect);
  return effects.includes("Allow") && !effects.includes("Deny");
}

/** Every action that IAM lists with an access level other than Read and List. */
const IAM_CHANGES =
  `AcceptDelegationRequest AddClientIDToOpenIDConnectProvider AddRoleToInstanceProfile AddUserToGroup
AssociateDelegationRequest AttachGroupPolicy AttachRolePolicy AttachUserPolicy ChangePassword CreateAccessKey
CreateAccountAlias CreateDelegationRequest CreateGroup CreateInstanceProfile CreateLoginProfile
CreateOpenIDConnectProvider CreatePolicy CreatePolicyVersion CreateRole CreateSAMLProvider CreateServiceLinkedRole
CreateServiceSpecificCredential CreateUser CreateVirtualMFADevice DeactivateMFADevice DeleteAccessKey
DeleteAccountAlias DeleteAccountPasswordPolicy DeleteCloudFrontPublicKey DeleteGroup DeleteGroupPolicy
DeleteInstanceProfile DeleteLoginProfile DeleteOpenIDConnectProvider DeletePolicy DeletePolicyVersion DeleteRole
DeleteRolePermissionsBoundary DeleteRolePolicy DeleteSAMLProvider DeleteSSHPublicKey DeleteServerCertificate
DeleteServiceLinkedRole DeleteServiceSpecificCredential DeleteSigningCertificate DeleteUser
DeleteUserPermissionsBoundary DeleteUserPolicy DeleteVirtualMFADevice DetachGroupPolicy DetachRolePolicy
DetachUserPolicy DisableOrganizationsRootCredentialsManagement DisableOrganizationsRootSessions
DisableOutboundWebIdentityFederation EnableMFADevice EnableOrganizationsRootCredentialsManagement
EnableOrganizationsRootSessions EnableOutboundWebIdentityFederation PutAccountProperties PutGroupPolicy
PutRolePermissionsBoundary PutRolePolicy PutUserPermissionsBoundary PutUserPolicy RejectDelegationRequest
RemoveClientIDFromOpenIDConnectProvider RemoveRoleFromInstanceProfile RemoveUserFromGroup
ResetServiceSpecificCredential ResyncMFADevice SendDelegationToken SetDefaultPolicyVersion
SetSTSRegionalEndpointStatus SetSecurityTokenServicePreferences TagInstanceProfile TagMFADevice
TagOpenIDConnectProvider TagPolicy TagRole TagSAMLProvider TagServerCertificate TagUser UntagInstanceProfile
UntagMFADevice UntagOpenIDConnectProvider UntagPolicy UntagRole UntagSAMLProvider UntagServerCertificate UntagUser
UpdateAccessKey UpdateAccountEmailAddress UpdateAccountName UpdateAccountPasswordPolicy UpdateAssumeRolePolicy
UpdateCloudFrontPublicKey UpdateGroup UpdateLoginProfile UpdateOpenIDConnectProviderThumbprint UpdateRole
UpdateRoleDescription UpdateSAMLProvider UpdateSSHPublicKey UpdateServerCertificate UpdateServiceSpecificCredential
UpdateSigningCertificate UpdateUser UploadCloudFrontPublicKey UploadSSHPublicKey UploadServerCertificate
UploadSigningCertificate`.split(/\s+/);

const FAMILIES: readonly RoleFamily[] = ["fleet", "console"];

/** Reads of IAM, whose one endpoint is elsewhere, and the one write that a role may do with it. */
const GLOBAL =
  /^iam:(PassRole|Get(Role|RolePolicy|ServiceLastAccessedDetails)|List\w+|GenerateServiceLastAccessedDetails)$/;

describe("the regional boundary", () => {
  const cases = PARTITION_NAMES.flatMap((partition) =>
    FAMILIES.map((family) => ({ partition, family, of: `of the ${family}'s roles` })),
  );
  for (const { partition, family, of } of cases) {
    const stack = context(partition);
    const members = (changes: Parameters<typeof specs>[1] = {}) =>
      specs(partition, changes).filter(({ key }) => familyOf(key) === family);
    const roles = members();
    const { Statement: statements } = regionalBoundary(roles, stack);
    const allowed = statements.filter(({ Effect }) => Effect === "Allow");
    const grants = roles.flatMap((role) => role.statements);

    it(`${of} holds every grant of every one in ${partition}, under no other conditions`, () => {
      for (const grant of grants) {
        for (const action of grant.actions) {
          for (const resource of patterns(grant)) {
            const holding = allowed.filter(
              ({ Action, Resource, Condition }) =>
                list(Action).includes(action) &&
                list(Resource).includes(resource) &&
                JSON.stringify(Condition) === JSON.stringify(grant.conditions),
            );
            expect(holding.length, `${action} on ${resource}`).to.equal(1);
            expect(permitted(statements, { action, resource, region: stack.region })).to.equal(true);
          }
        }
      }
    });

    it(`${of} allows nothing in ${partition} that none may do`, () => {
      const granted = new Set(
        grants.flatMap((grant) =>
          grant.actions.flatMap((action) =>
            patterns(grant).map((resource) => JSON.stringify([action, resource, grant.conditions])),
          ),
        ),
      );
      const surplus = allowed.flatMap(({ Action, Resource, Condition }) =>
        list(Action).flatMap((action) =>
          list(Resource)
            .map((resource) => JSON.stringify([action, resource, Condition]))
            .filter((pair) => !granted.has(pair)),
        ),
      );
      expect(surplus).to.deep.equal([]);
    });

    it(`${of} covers the exact resources of ${partition} that AWS has yet to name, and roles by their stem`, () => {
      const open = grants.flatMap(({ resources }) =>
        resources.flatMap((resource) => (typeof resource === "string" ? [] : [resource.pattern])),
      );
      const here = (service: string) => `arn:${partition}:${service}:${stack.region}:111122223333`;
      const pools = [`${here("cognito-idp")}:userpool/*`, `${here("cognito-identity")}:identitypool/*`];
      const stem = `arn:${partition}:iam::111122223333:role/logging/clo-dev-${stack.region}-*`;
      const cognito = partition === "aws-cn" ? [] : pools;
      expect([...new Set(open)]).to.deep.equal(family === "console" ? [stem] : cognito);
    });

    it(`${of} refuses in ${partition} what is outside the region, but for reading and passing roles`, () => {
      for (const grant of grants) {
        for (const action of grant.actions) {
          for (const resource of patterns(grant)) {
            expect(permitted(statements, { action, resource, region: "us-east-2" }), action).to.equal(
              GLOBAL.test(action),
            );
          }
        }
      }
    });

    it(`${of} fits into ${partition} with room to spare, for the longest names`, () => {
      const longest = { ...stack, baseName: "x".repeat(28) };
      const document = regionalBoundary(members({ context: longest }), longest);
      expect(JSON.stringify(document).length).to.be.below(BOUNDARY_MAX_CHARACTERS);
    });
  }

  it("names no action with a wildcard where it allows", () => {
    const statements = FAMILIES.flatMap((family) => {
      const members = specs("aws").filter(({ key }) => familyOf(key) === family);
      return regionalBoundary(members, context()).Statement;
    });
    const actions = statements.flatMap(({ Effect, Action }) => (Effect === "Allow" ? list(Action) : []));
    expect(actions.filter((action) => /[*?]/.test(action))).to.deep.equal([]);
  });

  it("refuses each change to IAM, even if a grant for it slipped in", () => {
    const stack = context();
    const slipped = {
      ...spec("graphqlLog"),
      statements: [{ sid: "All", reason: "", actions: ["iam:*"], resources: ["*"] }],
    };
    const { Statement: statements } = regionalBoundary([slipped], stack);
    const may = (name: string) =>
      permitted(statements, { action: `iam:${name}`, resource: "*", region: stack.region });
    expect(IAM_CHANGES.filter(may)).to.deep.equal([]);
    expect(["PassRole", "GetRole", "ListRoles", "SimulatePrincipalPolicy"].filter(may).length).to.equal(4);
    expect(IAM_CHANGES.length).to.equal(112);
    expect(IAM_WRITES.every((pattern) => pattern.startsWith("iam:"))).to.equal(true);
  });

  it("locks every action to the region where no role needs a global service", () => {
    const { Statement: statements } = regionalBoundary([spec("graphqlLog")], context());
    expect(statements.find(({ Sid }) => Sid === "StayInRegion")).to.deep.equal({
      Sid: "StayInRegion",
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: { StringNotEquals: { "aws:RequestedRegion": "eu-central-1" } },
    });
  });

  it("lets a named read of a global service out of the region, and no other", () => {
    const reads = [
      { sid: "A", reason: "", actions: ["cloudfront:GetDistribution", "iam:GetRole"], resources: ["*"] },
      { sid: "B", reason: "", actions: ["logs:DescribeLogGroups"], resources: ["*"] },
    ];
    const { Statement: statements } = regionalBoundary(
      [{ ...spec("graphqlLog"), statements: reads }],
      context(),
    );
    expect(statements.find(({ Sid }) => Sid === "StayInRegion")?.NotAction).to.deep.equal([
      "cloudfront:GetDistribution",
      "iam:GetRole",
    ]);
  });

  it("is the same whatever the order of the roles, and grows with each one", () => {
    const pairs = (keys: readonly RoleKey[]) =>
      regionalBoundary(
        specs("aws").filter(({ key }) => keys.includes(key)),
        context(),
      )
        .Statement.filter(({ Effect }) => Effect === "Allow")
        .flatMap(({ Action, Resource, Condition }) =>
          list(Action).flatMap((action) =>
            list(Resource).map((resource) => JSON.stringify([action, resource, Condition])),
          ),
        )
        .sort();
    for (const family of FAMILIES) {
      const members = ROLES.aws.filter((key) => familyOf(key) === family);
      fc.assert(
        fc.property(fc.shuffledSubarray(members, { minLength: 1 }), (keys) => {
          expect(pairs(keys)).to.deep.equal(pairs([...keys].sort()));
          const all = new Set(pairs(members));
          expect(pairs(keys).filter((pair) => !all.has(pair))).to.deep.equal([]);
        }),
      );
    }
  });

  it("says how long it is where IAM would not take it", () => {
    const resources = Array.from({ length: 60 }, (_, at) => `arn:aws:s3:::bucket-${"x".repeat(80)}-${at}/*`);
    const long = {
      ...spec("graphqlLog"),
      statements: [{ sid: "Read", reason: "", actions: ["s3:GetObject"], resources }],
    };
    expect(() => regionalBoundary([long], context())).to.throw(
      RangeError,
      /^permissions boundary of 1 roles is `\d{4}` characters long; IAM accepts at most 6144: give `permissionsBoundaryArn` instead$/,
    );
  });
});
