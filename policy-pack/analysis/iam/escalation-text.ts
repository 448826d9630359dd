import { list, quote } from "../findings";
import type { NormalForm } from "../fingerprint";
import { type Escalation, isIdentityWrite } from "./escalations";
import { normalCondition } from "./opening-text";

/**
 * Actions that IAM sends `iam:PermissionsBoundary` with.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
const BOUNDED: ReadonlySet<string> = new Set([
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:DeleteRolePermissionsBoundary",
  "iam:DeleteUserPermissionsBoundary",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
  "iam:PutUserPermissionsBoundary",
  "iam:PutUserPolicy",
]);

/** The steps of a method, for messages: `` `iam:PassRole` of any role to `ec2.amazonaws.com` and `ec2:RunInstances` ``. */
export function stepsText({ method, isOwn }: Escalation): string {
  const { passedTo, steps } = method;
  const passing = passedTo === undefined ? [] : [`\`iam:PassRole\` of any role to ${quote(passedTo)}`];
  const broad = new Set(steps.flatMap((step) => (step.on === "all" ? [step.action] : [])));
  const actions = steps.flatMap((step) => {
    if (step.on === "all") return [`${quote(step.action)} on ${isOwn ? "its own holder" : step.reach}`];
    return broad.has(step.action) ? [] : [quote(step.action)];
  });
  return list([...passing, ...new Set(actions)], 4);
}

/** What to write instead, for messages. */
export function remedyOf({ method, isOwn, statements }: Escalation): string {
  if (method.passedTo !== undefined)
    return "list the ARNs of the roles that `iam:PassRole` is needed for, none of them stronger than its holder";
  const action = method.steps.find(({ on }) => on === "all")?.action ?? "";
  if (method.id === "assume-role") return "list the ARNs of the roles that are assumed";
  if (method.steps.some(({ on }) => on === "made"))
    return "require `StringEquals` on `iam:PermissionsBoundary`";
  if (!isIdentityWrite(method))
    return "list the ARNs that are needed, or require `StringEquals` on `aws:ResourceTag/<key>`";
  const narrow = isOwn
    ? `leave \`${action}\` to somebody else`
    : "list the ARNs that are needed, none of them its holder's own";
  if (!BOUNDED.has(action)) return narrow;
  const namesBoundary = statements.some(({ conditions }) =>
    conditions.some(
      ({ operator, key }) => operator !== "Null" && key.toLowerCase() === "iam:permissionsboundary",
    ),
  );
  return namesBoundary
    ? `${narrow}, or name one boundary in \`iam:PermissionsBoundary\` that is no administrator's`
    : `${narrow}, or require \`StringEquals\` on \`iam:PermissionsBoundary\``;
}

/** The meaning of escalations: which methods, under which conditions, however they are spread over statements. */
export function escalationMeaning(escalations: readonly Escalation[]): NormalForm {
  const methods = escalations.map(({ method, isOwn }) => `${method.id}${isOwn ? " on itself" : ""}`);
  const conditions = escalations.flatMap(({ statements }) =>
    statements.flatMap((statement) => statement.conditions.map(normalCondition)),
  );
  return {
    kind: "escalation",
    methods: methods.sort(),
    conditions: [...new Set(conditions)].sort(),
  };
}
