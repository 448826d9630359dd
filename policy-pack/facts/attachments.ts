import type { UNKNOWN } from "../analysis/unknown";
import { itemsOf, type Resource, textOf } from "./resource";

/** A managed policy that a resource attaches to a role, user or group as a grant. */
export interface Attachment {
  /** The property, as a JSON path: `managedPolicyArns[0]`. */
  readonly path: string;
  /** The property's name alone, by which the stack's dependencies are kept. */
  readonly property: string;
  readonly arn: string | typeof UNKNOWN;
}

const PROPERTIES: Readonly<Record<string, string>> = {
  "aws:iam/role:Role": "managedPolicyArns",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn",
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "policyArns",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": "policyArns",
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policyArn",
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": "policyArns",
  "aws:iam/policyAttachment:PolicyAttachment": "policyArn",
  "aws-native:iam:Role": "managedPolicyArns",
  "aws-native:iam:User": "managedPolicyArns",
  "aws-native:iam:Group": "managedPolicyArns",
};

/** Whether resources of this type can attach managed policies. */
export const attachesPolicies = (type: string): boolean => Object.hasOwn(PROPERTIES, type);

/** The managed policies that a resource attaches. A permissions boundary is no attachment. */
export function attachmentsOf({ type, inputs }: Resource): readonly Attachment[] {
  const property = PROPERTIES[type];
  if (property === undefined) return [];
  return itemsOf(inputs[property], property).flatMap(({ path, value }) => {
    const arn = textOf(value);
    return arn === undefined ? [] : [{ path, property, arn }];
  });
}
