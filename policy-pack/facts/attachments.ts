import { isMap, UNKNOWN } from "../analysis/unknown";
import { itemsOf, type Resource, textOf } from "./resource";

/** A managed policy that a resource attaches to a role, user or group as a grant. */
export interface Attachment {
  /** The property, as a JSON path: `managedPolicyArns[0]`. */
  readonly path: string;
  /** The property's name alone, by which the stack's dependencies are kept. */
  readonly property: string;
  readonly arn: string | typeof UNKNOWN;
}

interface Surface {
  /** The property that names the policy or policies. */
  readonly policies: string;
  /** The properties that name who gets them. */
  readonly principals: readonly string[];
}

const SURFACES: Readonly<Record<string, Surface>> = {
  "aws:iam/role:Role": { policies: "managedPolicyArns", principals: ["name"] },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { policies: "policyArn", principals: ["role"] },
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": {
    policies: "policyArns",
    principals: ["roleName"],
  },
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": { policies: "policyArn", principals: ["user"] },
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": {
    policies: "policyArns",
    principals: ["userName"],
  },
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": { policies: "policyArn", principals: ["group"] },
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": {
    policies: "policyArns",
    principals: ["groupName"],
  },
  "aws:iam/policyAttachment:PolicyAttachment": {
    policies: "policyArn",
    principals: ["roles", "users", "groups"],
  },
  "aws:quicksight/iamPolicyAssignment:IamPolicyAssignment": {
    policies: "policyArn",
    principals: ["assignmentName"],
  },
  "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": {
    policies: "managedPolicyArn",
    principals: ["permissionSetArn"],
  },
  "aws:ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive": {
    policies: "managedPolicyArns",
    principals: ["permissionSetArn"],
  },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
    policies: "policyArn",
    principals: ["principalArn"],
  },
  "aws-native:iam:Role": { policies: "managedPolicyArns", principals: ["roleName"] },
  "aws-native:iam:User": { policies: "managedPolicyArns", principals: ["userName"] },
  "aws-native:iam:Group": { policies: "managedPolicyArns", principals: ["groupName"] },
  "aws-native:sso:PermissionSet": { policies: "managedPolicies", principals: ["name"] },
};

/** Whether resources of this type can attach managed policies. */
export const attachesPolicies = (type: string): boolean => Object.hasOwn(SURFACES, type);

/** The managed policies that a resource attaches. A permissions boundary is no attachment. */
export function attachmentsOf({ type, inputs }: Resource): readonly Attachment[] {
  const property = attachesPolicies(type) ? SURFACES[type]?.policies : undefined;
  if (property === undefined) return [];
  return itemsOf(inputs[property], property).flatMap(({ path, value }) => {
    const arn = textOf(value);
    return arn === undefined ? [] : [{ path, property, arn }];
  });
}

/** Who gets the policies that a resource attaches: names or ARNs, each known or not. */
export function attachedTo({ type, inputs }: Resource): readonly (string | typeof UNKNOWN)[] {
  const properties = attachesPolicies(type) ? (SURFACES[type]?.principals ?? []) : [];
  return properties.flatMap((property) =>
    itemsOf(inputs[property], property).flatMap(({ value }) => textOf(value) ?? []),
  );
}

/** The part of a Kubernetes cluster that an EKS access policy is for: `cluster` or `namespace`. */
export function clusterScopeOf({ inputs }: Resource): string | typeof UNKNOWN | undefined {
  const scope = inputs["accessScope"];
  return scope === UNKNOWN ? UNKNOWN : isMap(scope) ? textOf(scope["type"]) : undefined;
}
