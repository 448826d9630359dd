import { allowsAll } from "./administration";
import type { Document, Statement } from "./document";
import { type Bound, Permission } from "./permission";

const ACTION = "iam:passrole";
const ALL_ROLES = { action: ACTION, kind: "arn:{partition}:iam::{account}:role/????*" };

/**
 * Keys that limit which service a role can be handed to, or for which resource; IAM sends them with `iam:PassRole`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
const KEYS: ReadonlySet<string> = new Set(["iam:passedtoservice", "iam:associatedresourcearn"]);

const statementsThat = (
  permission: Permission,
  holds: (alone: Permission) => boolean,
): readonly Statement[] =>
  permission.mentions(ACTION)
    ? permission.statements.filter((statement) => holds(permission.within([statement])))
    : [];

/** The statements by which all roles of an account can be handed to any service. */
export function passesAllRoles(document: Document, bound: Bound): readonly Statement[] {
  return statementsThat(Permission.of(document, bound, KEYS), (alone) => allowsAll(alone, ALL_ROLES));
}

/** The statements by which some role can be handed to any service. */
export function passesToAnyService(document: Document, bound: Bound): readonly Statement[] {
  return statementsThat(Permission.of(document, bound, KEYS), (alone) => alone.mentions(ACTION));
}
