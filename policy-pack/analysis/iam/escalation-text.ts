import { list, quote } from "../findings";
import type { NormalForm } from "../fingerprint";
import type { Document, Statement } from "./document";
import {
  type Escalation,
  escalationsOf,
  isIdentityWrite,
  METHODS,
  type Owner,
  type PermissionFor,
} from "./escalations";
import { layersMeaning, layersOf } from "./layers";
import type { Permission } from "./permission";

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

/**
 * The meaning of escalations: which methods, under which conditions, however they are spread over statements. Where
 * rewriting identities needs some, the other statements that could be a step are part of it, since of lesser methods
 * nothing is said then.
 *
 * @param escalations those that count, of what the permission opens
 */
export function escalationMeaning(
  escalations: readonly Escalation[],
  permissionFor: PermissionFor,
  document: Document,
  owner: Owner | undefined,
): NormalForm {
  const methods = [...new Set(escalations.map(({ method }) => method))];
  const givenBy = (some: readonly Statement[]) => {
    const paths = new Set(some.map(({ path }) => path));
    const within: PermissionFor = (service) => {
      const permission = permissionFor(service);
      return permission.within(permission.statements.filter(({ path }) => paths.has(path)));
    };
    const found = escalationsOf(within, methods, owner);
    const names = found.map(({ method, isOwn }) => `${method.id}${isOwn ? " on itself" : ""}`);
    return names.length === 0 ? undefined : { methods: names.sort() };
  };
  const permission = permissionFor(undefined);
  const { layers, beside } = layersOf(allowing(permission, document), givenBy);
  const isGrave = methods.some(isIdentityWrite);
  const isStep = (statement: Statement): boolean => {
    const alone = permission.within([statement]);
    return STEPS.some((action) => alone.mentions(action));
  };
  return layersMeaning("escalation", { layers, beside: isGrave ? beside.filter(isStep) : [] });
}

/** The actions of all methods, in lower case. */
const STEPS: readonly string[] = [
  ...new Set([
    "iam:passrole",
    ...METHODS.flatMap(({ steps }) => steps.map(({ action }) => action.toLowerCase())),
  ]),
];

/** The statements that allow something, to any service or to one that a role is passed to. */
function allowing(permission: Permission, document: Document): readonly Statement[] {
  const known = new Set(permission.statements.map(({ path }) => path));
  const toServices = document.statements.filter(
    ({ effect, path, conditions }) =>
      effect === "Allow" &&
      !known.has(path) &&
      conditions.some(({ key }) => key.toLowerCase() === "iam:passedtoservice"),
  );
  return [...permission.statements, ...toServices];
}
