import { type Method, onMade, sourceOf } from "./escalation-method";

/** Who may make roles and write their policies makes one of any permission, whatever its name has to begin with. */
const ROLES: readonly Method[] = ["PutRolePolicy", "AttachRolePolicy"].map(
  (write): Method => ({
    id: `create-role-${write.startsWith("Put") ? "put" : "attach"}-policy`,
    steps: [onMade("iam:CreateRole", "role"), onMade(`iam:${write}`, "role")],
    gives: "its holder can make a role with any permission that trusts its holder",
    source: sourceOf("IAM/latest/UserGuide/access_policies_boundaries"),
  }),
);

/** The same of users, who have to sign in as well. */
const USERS: readonly Method[] = ["PutUserPolicy", "AttachUserPolicy"].flatMap((write) =>
  ["CreateAccessKey", "CreateLoginProfile"].map(
    (login): Method => ({
      id: `create-user-${write.startsWith("Put") ? "put" : "attach"}-policy-${login === "CreateAccessKey" ? "key" : "login"}`,
      steps: [
        onMade("iam:CreateUser", "user"),
        onMade(`iam:${write}`, "user"),
        onMade(`iam:${login}`, "user"),
      ],
      gives: "its holder can make a user with any permission, and sign in as that user",
      source: sourceOf("IAM/latest/UserGuide/access_policies_boundaries"),
    }),
  ),
);

/** Ways that take no more than identities of one's own making. A permissions boundary on them closes each. */
export const OWN_MAKING: readonly Method[] = [...ROLES, ...USERS];
