import { UNKNOWN } from "../analysis/unknown";
import { itemsOf, type Resource, type StackResource, textOf } from "./resource";

/** What can be granted permissions. */
export type PrincipalKind = "role" | "user" | "group" | "permission set";

/** The types that are principals, and the property that names them. */
const PRINCIPALS: Readonly<Record<string, readonly [kind: PrincipalKind, property: string]>> = {
  "aws:iam/role:Role": ["role", "name"],
  "aws:iam/user:User": ["user", "name"],
  "aws:iam/group:Group": ["group", "name"],
  "aws:ssoadmin/permissionSet:PermissionSet": ["permission set", "name"],
  "aws-native:iam:Role": ["role", "roleName"],
  "aws-native:iam:User": ["user", "userName"],
  "aws-native:iam:Group": ["group", "groupName"],
  "aws-native:sso:PermissionSet": ["permission set", "name"],
};

const ROLE = ["role", "role"] as const;
const USER = ["user", "user"] as const;
const GROUP = ["group", "group"] as const;
const ALL = [
  ["roles", "role"],
  ["users", "user"],
  ["groups", "group"],
] as const;
const PERMISSION_SET = [["permissionSetArn", "permission set"]] as const;

/** The types that give something to principals, and the properties that say to whom. */
const GIVERS: Readonly<Record<string, readonly (readonly [property: string, kind: PrincipalKind])[]>> = {
  "aws:iam/rolePolicy:RolePolicy": [ROLE],
  "aws:iam/userPolicy:UserPolicy": [USER],
  "aws:iam/groupPolicy:GroupPolicy": [GROUP],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": [ROLE],
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": [["roleName", "role"]],
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": [USER],
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": [["userName", "user"]],
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": [GROUP],
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": [["groupName", "group"]],
  "aws:iam/policyAttachment:PolicyAttachment": ALL,
  "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": PERMISSION_SET,
  "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": PERMISSION_SET,
  "aws:ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive": PERMISSION_SET,
  "aws:ssoadmin/customerManagedPolicyAttachment:CustomerManagedPolicyAttachment": PERMISSION_SET,
  "aws:ssoadmin/customerManagedPolicyAttachmentsExclusive:CustomerManagedPolicyAttachmentsExclusive":
    PERMISSION_SET,
  "aws-native:iam:RolePolicy": [["roleName", "role"]],
  "aws-native:iam:UserPolicy": [["userName", "user"]],
  "aws-native:iam:GroupPolicy": [["groupName", "group"]],
  "aws-native:iam:Policy": ALL,
  "aws-native:iam:ManagedPolicy": ALL,
};

/** Whether resources of this type are principals. */
export const isPrincipal = (type: string): boolean => Object.hasOwn(PRINCIPALS, type);

/** Whether resources of this type give something to principals that they name. */
export const givesToPrincipals = (type: string): boolean => Object.hasOwn(GIVERS, type);

/** The kind of a principal; undefined for all other resources. */
export const principalKind = (type: string): PrincipalKind | undefined =>
  isPrincipal(type) ? PRINCIPALS[type]?.[0] : undefined;

/** A principal that something is given to. */
export interface Recipient {
  /** The same for each mention of one principal. */
  readonly key: string;
  readonly kind: PrincipalKind;
  /** The physical name, where it is known. */
  readonly name: string | undefined;
  /** Where the stack has it. */
  readonly resource: StackResource | undefined;
  /** Whether it is this one for sure. */
  readonly isCertain: boolean;
}

/** Stands for principals that nothing is known about: each may be any. */
const ANYONE = "?";

/** Whether it could be any principal of its kind. */
export const isAnyone = ({ key }: Recipient): boolean => key.endsWith(ANYONE);

/** The principals of a stack, found by name, by id, or by what a property was made from. */
export class Principals {
  readonly #byName = new Map<string, Recipient>();
  readonly #byUrn = new Map<string, Recipient>();
  readonly all: readonly Recipient[];

  constructor(resources: readonly StackResource[]) {
    const all: Recipient[] = [];
    for (const resource of resources) {
      const kind = principalKind(resource.type);
      if (kind === undefined) continue;
      const name = nameOf(resource);
      const recipient: Recipient = { key: resource.urn, kind, name, resource, isCertain: true };
      all.push(recipient);
      this.#byUrn.set(resource.urn, recipient);
      for (const known of [name, resource.id === undefined ? undefined : lastPart(resource.id)])
        if (known !== undefined) this.#byName.set(keyOf(kind, known), recipient);
    }
    this.all = all;
  }

  /** Whom a resource gives what it has: itself where it is a principal, and those that its properties name. */
  recipientsOf(resource: StackResource): readonly Recipient[] {
    const self = this.#byUrn.get(resource.urn);
    if (self !== undefined) return [self];
    const properties = givesToPrincipals(resource.type) ? (GIVERS[resource.type] ?? []) : [];
    return properties.flatMap(([property, kind]) => this.#named(resource, property, kind));
  }

  #named(resource: StackResource, property: string, kind: PrincipalKind): readonly Recipient[] {
    const items = itemsOf(resource.inputs[property], property).map(({ value }) => textOf(value));
    const known = items.filter((item): item is string => typeof item === "string");
    const hidden = items.filter((item) => item === UNKNOWN).length;
    const all = resource.sourcesOf(property);
    const sources = all.filter(({ type }) => principalKind(type) === kind);
    const found = known.map((text) => this.#byText(text, kind, sources));
    if (hidden === 0) return found;
    const rest = sources.flatMap(({ urn }) => this.#byUrn.get(urn) ?? []);
    const open = rest.filter(({ key }) => !found.some((recipient) => recipient.key === key));
    // As many values as there are principals that they were made from: one each.
    const isCertain = open.length === hidden && sources.length === all.length;
    if (open.length > 0) return [...found, ...open.map((recipient) => ({ ...recipient, isCertain }))];
    return [
      ...found,
      { key: `${kind} ${ANYONE}`, kind, name: undefined, resource: undefined, isCertain: false },
    ];
  }

  #byText(text: string, kind: PrincipalKind, sources: readonly StackResource[]): Recipient {
    const name = lastPart(text);
    const known = this.#byName.get(keyOf(kind, name));
    if (known !== undefined) return known;
    const [source, ...others] = sources;
    const made = source === undefined ? undefined : this.#byUrn.get(source.urn);
    // The source's own name is not known, so that nothing contradicts that it is meant.
    if (
      made !== undefined &&
      others.length === 0 &&
      made.name === undefined &&
      made.resource?.id === undefined
    )
      return made;
    return { key: keyOf(kind, name), kind, name, resource: undefined, isCertain: true };
  }
}

/** IAM's names have no case. */
const keyOf = (kind: PrincipalKind, name: string): string => `${kind} ${name.toLowerCase()}`;

/**
 * A name is the last part of an ARN. Permission sets are known by their ARNs alone; their ids hold the instance's ARN as
 * well: after a comma, or before a bar.
 */
function lastPart(text: string): string {
  const last = text.slice(text.lastIndexOf("|") + 1).split(",", 1)[0] ?? text;
  return last.startsWith("arn:") && !last.includes(":sso:") ? last.slice(last.lastIndexOf("/") + 1) : last;
}

/** The name that a program gives a principal, where it is known. */
export function principalName({ type, inputs }: Resource): string | undefined {
  const property = isPrincipal(type) ? PRINCIPALS[type]?.[1] : undefined;
  const name = property === undefined ? undefined : textOf(inputs[property]);
  return typeof name === "string" ? name : undefined;
}

/** The same, or the name that the provider gave it. */
function nameOf(resource: StackResource): string | undefined {
  const name = principalName(resource);
  const { id, type } = resource;
  if (name !== undefined || id === undefined || principalKind(type) === "permission set") return name;
  return lastPart(id);
}
