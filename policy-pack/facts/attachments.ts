import { isMap, UNKNOWN, type Value } from "../analysis/unknown";
import { itemsOf, type Resource, textOf } from "./resource";

/** A managed policy that a resource attaches to a role, user or group as a grant. */
export interface Attachment {
  /** The property, as a JSON path: `managedPolicyArns[0]`. */
  readonly path: string;
  /** The property's name alone, by which the stack's dependencies are kept. */
  readonly property: string;
  readonly arn: string | typeof UNKNOWN;
  /** The part of a Kubernetes cluster that an EKS access policy is for: `cluster` or `namespace`. */
  readonly clusterScope: string | typeof UNKNOWN | undefined;
}

interface Surface {
  /** The property that names the policy or policies. */
  readonly policies: string;
  /** Where the property lists objects, the property of these that names the policy. */
  readonly field?: string;
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
  "aws-native:eks:AccessEntry": {
    policies: "accessPolicies",
    field: "policyArn",
    principals: ["principalArn"],
  },
  "aws-native:iam:Role": { policies: "managedPolicyArns", principals: ["roleName"] },
  "aws-native:iam:User": { policies: "managedPolicyArns", principals: ["userName"] },
  "aws-native:iam:Group": { policies: "managedPolicyArns", principals: ["groupName"] },
  "aws-native:sso:PermissionSet": { policies: "managedPolicies", principals: ["name"] },
};

/** The properties that name policies of one's own by name and path, since their accounts are not known. */
const REFERENCES: Readonly<Record<string, string>> = {
  "aws:ssoadmin/customerManagedPolicyAttachment:CustomerManagedPolicyAttachment":
    "customerManagedPolicyReference",
  "aws:ssoadmin/customerManagedPolicyAttachmentsExclusive:CustomerManagedPolicyAttachmentsExclusive":
    "customerManagedPolicyReferences",
  "aws-native:sso:PermissionSet": "customerManagedPolicyReferences",
};

/** Whether resources of this type can attach managed policies by ARN. */
export const attachesPolicies = (type: string): boolean => Object.hasOwn(SURFACES, type);

/** Whether resources of this type can attach managed policies, themselves included, by their path. */
export const attachesByPath = (type: string): boolean =>
  Object.hasOwn(REFERENCES, type) || type === SELF_ATTACHING;

/** The policy that names who gets it. */
const SELF_ATTACHING = "aws-native:iam:ManagedPolicy";

/** A managed policy that a resource attaches as a grant, known by its path. */
export interface PathAttachment {
  /** The property that attaches it, as a JSON path. */
  readonly path: string;
  /** The property to know more of, where `policyPath` is not known. */
  readonly unknown: string;
  readonly policy: string;
  /** `/` where none is given. */
  readonly policyPath: string | typeof UNKNOWN;
  /** Whether anyone gets it: unknown where the list of those is. */
  readonly isAttached: true | typeof UNKNOWN;
}

/** The policies that a resource attaches by name and path, and the policy itself where it attaches itself. */
export function pathAttachmentsOf(resource: Resource): readonly PathAttachment[] {
  const { type, inputs } = resource;
  if (type === SELF_ATTACHING) return selfAttachments(resource);
  const property = Object.hasOwn(REFERENCES, type) ? REFERENCES[type] : undefined;
  if (property === undefined) return [];
  return itemsOf(inputs[property], property).flatMap(({ path, value }): readonly PathAttachment[] => {
    if (value === UNKNOWN)
      return [{ path, unknown: path, policy: "", policyPath: UNKNOWN, isAttached: true }];
    if (!isMap(value)) return [];
    const name = textOf(value["name"]);
    const policyPath = textOf(value["path"]) ?? "/";
    // A policy of unknown name is still one of its path.
    const policy = typeof name === "string" ? name : String(policyPath === UNKNOWN ? "" : policyPath);
    return [{ path, unknown: `${path}.path`, policy, policyPath, isAttached: true }];
  });
}

function selfAttachments({ name, inputs }: Resource): readonly PathAttachment[] {
  const policyName = textOf(inputs["managedPolicyName"]);
  const policy = typeof policyName === "string" ? policyName : name;
  const policyPath = textOf(inputs["path"]) ?? "/";
  return ["roles", "users", "groups"].flatMap((property): readonly PathAttachment[] => {
    const [first] = itemsOf(inputs[property], property);
    if (first === undefined) return [];
    const isAttached = inputs[property] === UNKNOWN ? UNKNOWN : true;
    const unknown = policyPath === UNKNOWN ? "path" : property;
    return [{ path: first.path, unknown, policy, policyPath, isAttached }];
  });
}

/** The managed policies that a resource attaches. A permissions boundary is no attachment. */
export function attachmentsOf({ type, inputs }: Resource): readonly Attachment[] {
  const surface = attachesPolicies(type) ? SURFACES[type] : undefined;
  if (surface === undefined) return [];
  const { policies: property, field } = surface;
  return itemsOf(inputs[property], property).flatMap(({ path, value }): readonly Attachment[] => {
    const isNested = field !== undefined && isMap(value);
    const arn = textOf(isNested ? value[field] : value);
    if (arn === undefined) return [];
    const clusterScope = scopeIn(isNested ? value["accessScope"] : inputs["accessScope"]);
    return [{ path: isNested ? `${path}.${field}` : path, property, arn, clusterScope }];
  });
}

const scopeIn = (scope: Value | undefined): string | typeof UNKNOWN | undefined =>
  scope === UNKNOWN ? UNKNOWN : isMap(scope) ? textOf(scope["type"]) : undefined;

/** Who gets the policies that a resource attaches: names or ARNs, each known or not. */
export function attachedTo({ type, inputs }: Resource): readonly (string | typeof UNKNOWN)[] {
  const properties = attachesPolicies(type) ? (SURFACES[type]?.principals ?? []) : [];
  return properties.flatMap((property) =>
    itemsOf(inputs[property], property).flatMap(({ value }) => textOf(value) ?? []),
  );
}
