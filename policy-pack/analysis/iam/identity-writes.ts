import { type Capability, ESCALATIONS } from "./capabilities";
import { type Method, sourceOf } from "./escalation-method";

const ITSELF = "its holder can give itself any permission";
const LIMIT = "its holder can lift the limit on its own permissions";
const LOGIN = "its holder can sign in as the strongest user of the account";

/** What each action of `ESCALATIONS` gives, and where that is documented. */
const REWRITES: Readonly<Record<string, readonly [gives: string, page: string]>> = {
  "iam:AttachRolePolicy": [ITSELF, "iam-009"],
  "iam:PutRolePolicy": [ITSELF, "iam-005"],
  "iam:UpdateAssumeRolePolicy": [
    "its holder can let itself assume the strongest role of the account",
    "iam-012",
  ],
  "iam:AttachUserPolicy": [ITSELF, "iam-008"],
  "iam:PutUserPolicy": [ITSELF, "iam-007"],
  "iam:CreateAccessKey": [LOGIN, "iam-002"],
  "iam:CreateLoginProfile": [LOGIN, "iam-004"],
  "iam:UpdateLoginProfile": [LOGIN, "iam-006"],
  "iam:AttachGroupPolicy": [ITSELF, "iam-010"],
  "iam:PutGroupPolicy": [ITSELF, "iam-011"],
  "iam:AddUserToGroup": ["its holder can join the strongest group of the account", "iam-013"],
  "iam:CreatePolicyVersion": [ITSELF, "iam-001"],
  "iam:SetDefaultPolicyVersion": [
    "its holder can bring back the widest version that a policy ever had",
    "IAM/latest/APIReference/API_SetDefaultPolicyVersion",
  ],
};

/** Actions that change what their own holder may do, where they are allowed on it. */
const CHANGES_OWN: ReadonlySet<string> = new Set([
  "iam:AttachRolePolicy",
  "iam:PutRolePolicy",
  "iam:AttachUserPolicy",
  "iam:PutUserPolicy",
  "iam:AttachGroupPolicy",
  "iam:PutGroupPolicy",
  "iam:CreatePolicyVersion",
  "iam:DeleteRolePermissionsBoundary",
  "iam:PutRolePermissionsBoundary",
  "iam:DeleteUserPermissionsBoundary",
  "iam:PutUserPermissionsBoundary",
]);

/** `PutRolePolicy` of `iam:PutRolePolicy` as `put-role-policy`. */
const kebab = (action: string): string =>
  (action.split(":")[1] ?? "").replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, "-").toLowerCase();

const REACHES: Readonly<Record<string, string>> = {
  role: "all roles",
  user: "all users",
  group: "all groups",
  policy: "all policies",
  "saml-provider": "all SAML providers",
};

/** `all roles` of an IAM kind like `arn:{partition}:iam::{account}:role/????*`. */
const iamReach = (kind: string): string => REACHES[kind.split(":").at(-1)?.split("/")[0] ?? ""] ?? "all";

const iamWrite = (capability: Capability, gives: string, page: string): Method => ({
  id: kebab(capability.action),
  steps: [
    {
      ...capability,
      on: "all",
      reach: iamReach(capability.kind),
      alsoOwn: CHANGES_OWN.has(capability.action),
    },
  ],
  gives,
  source: sourceOf(page),
});

const boundaryWrite = (action: string, type: string): Method =>
  iamWrite(
    { action: `iam:${action}`, kind: `arn:{partition}:iam::{account}:${type}/????*` },
    LIMIT,
    `IAM/latest/APIReference/API_${action}`,
  );

const ofIdentityCentre = (action: string, kind: string, reach: string, gives: string): Method => {
  const [service = "", name = ""] = action.split(":");
  return {
    id: `${service}-${kebab(action)}`,
    steps: [{ on: "all", action, kind: `arn:{partition}:${kind}`, reach, alsoOwn: false }],
    gives,
    source: sourceOf(
      service === "sso"
        ? `singlesignon/latest/APIReference/API_${name}`
        : `singlesignon/latest/IdentityStoreAPIReference/API_${name}`,
    ),
  };
};

const PERMISSION_SETS = ["sso:::permissionSet/????*", "all permission sets"] as const;
const OWN_SET = "its holder can give its own permission set any permission";

/**
 * Ways that take one action on all of a kind: a policy, a trust, a key or a boundary is rewritten. `ESCALATIONS` is their
 * core, each of which makes an administrator of whoever has it; the others need a limit to lift or a directory.
 */
export const IDENTITY_WRITES: readonly Method[] = [
  ...ESCALATIONS.map((capability) => {
    const [gives, page] = REWRITES[capability.action] ?? [ITSELF, "iam-001"];
    return iamWrite(capability, gives, page);
  }),
  boundaryWrite("DeleteRolePermissionsBoundary", "role"),
  boundaryWrite("PutRolePermissionsBoundary", "role"),
  boundaryWrite("DeleteUserPermissionsBoundary", "user"),
  boundaryWrite("PutUserPermissionsBoundary", "user"),
  iamWrite(
    { action: "iam:UpdateSAMLProvider", kind: "arn:{partition}:iam::{account}:saml-provider/????*" },
    "its holder can vouch for anyone in any role for federated users",
    "IAM/latest/APIReference/API_UpdateSAMLProvider",
  ),
  ofIdentityCentre("sso:PutInlinePolicyToPermissionSet", ...PERMISSION_SETS, OWN_SET),
  ofIdentityCentre("sso:AttachManagedPolicyToPermissionSet", ...PERMISSION_SETS, OWN_SET),
  ofIdentityCentre("sso:AttachCustomerManagedPolicyReferenceToPermissionSet", ...PERMISSION_SETS, OWN_SET),
  ofIdentityCentre(
    "sso:CreateAccountAssignment",
    ...PERMISSION_SETS,
    "its holder can assign itself the strongest permission set of any account",
  ),
  ofIdentityCentre(
    "identitystore:CreateGroupMembership",
    "identitystore:::group/????*",
    "all groups",
    "its holder can join the strongest group of the organisation",
  ),
];
