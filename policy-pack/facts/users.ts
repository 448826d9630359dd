import { UNKNOWN } from "../analysis/unknown";
import { itemsOf, type Resource, type StackResource, textOf } from "./resource";

/** What makes an IAM user, or gives one something. */
export interface UserGrant {
  readonly kind: "user" | "policy" | "key" | "password" | "credential";
  /** The property that gives it, as a JSON path; `""` where the resource is it. */
  readonly path: string;
  /** The property that names the user, by which the stack's dependencies are kept. */
  readonly property: string;
  /** The user's name; undefined where AWS gives him one. */
  readonly user: string | typeof UNKNOWN | undefined;
  /** Whether there is anything to give: not certain where the list of it is unknown. */
  readonly isCertain: boolean;
}

interface Surface {
  readonly kind: UserGrant["kind"];
  /** The property that names the user, or lists several. */
  readonly user: string;
  /** The property that gives what is given; absent where the resource does. */
  readonly given?: string;
}

const one = (kind: Surface["kind"], user: string, given?: string): readonly Surface[] => [
  given === undefined ? { kind, user } : { kind, user, given },
];

const SURFACES: Readonly<Record<string, readonly Surface[]>> = {
  "aws:iam/user:User": one("user", "name"),
  "aws:iam/userPolicy:UserPolicy": one("policy", "user", "policy"),
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": one("policy", "user", "policyArn"),
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": one(
    "policy",
    "userName",
    "policyArns",
  ),
  "aws:iam/policyAttachment:PolicyAttachment": one("policy", "users"),
  "aws:iam/accessKey:AccessKey": one("key", "user"),
  "aws:iam/userLoginProfile:UserLoginProfile": one("password", "user"),
  "aws:iam/serviceSpecificCredential:ServiceSpecificCredential": one("credential", "userName"),
  "aws-native:iam:User": [
    { kind: "user", user: "userName" },
    { kind: "policy", user: "userName", given: "managedPolicyArns" },
    { kind: "policy", user: "userName", given: "policies" },
    { kind: "password", user: "userName", given: "loginProfile" },
  ],
  "aws-native:iam:UserPolicy": one("policy", "userName", "policyDocument"),
  "aws-native:iam:ManagedPolicy": one("policy", "users"),
  "aws-native:iam:Policy": one("policy", "users"),
  "aws-native:iam:AccessKey": one("key", "userName"),
};

/** Types that are users, whose logical names count as names, too. */
const USERS: ReadonlySet<string> = new Set(["aws:iam/user:User", "aws-native:iam:User"]);

/** Whether resources of this type are IAM users, or give users something. */
export const concernsUsers = (type: string): boolean => Object.hasOwn(SURFACES, type);

/** Whether the resource is an IAM user. */
export const isUser = (type: string): boolean => USERS.has(type);

/** What a resource gives to IAM users. */
export function userGrantsOf({ type, inputs }: Resource): readonly UserGrant[] {
  const surfaces = concernsUsers(type) ? (SURFACES[type] ?? []) : [];
  return surfaces.flatMap(({ kind, user: property, given }): readonly UserGrant[] => {
    if (property === "users") {
      return itemsOf(inputs[property], property).flatMap(({ path, value }): readonly UserGrant[] => {
        const user = textOf(value);
        const isCertain = inputs[property] !== UNKNOWN;
        return user === undefined ? [] : [{ kind, path, property, user, isCertain }];
      });
    }
    const user = textOf(inputs[property]);
    if (given === undefined) return [{ kind, path: "", property, user, isCertain: true }];
    const value = inputs[given];
    const isSingle = type !== "aws-native:iam:User" && given !== "policyArns";
    const items = isSingle ? [{ path: given }] : itemsOf(value, given);
    const isCertain = isSingle || value !== UNKNOWN;
    return items.map(({ path }) => ({ kind, path, property, user, isCertain }));
  });
}

/** The names of the users that a property was made from: their own, and those they have in the program. */
export const namesOfSources = (resource: StackResource, property: string): readonly (readonly string[])[] =>
  resource.sourcesOf(property).flatMap((source) => (isUser(source.type) ? [namesOf(source)] : []));

/** The names that a user goes by. */
export function namesOf({ type, name, inputs }: Resource): readonly string[] {
  const own = textOf(inputs[type === "aws-native:iam:User" ? "userName" : "name"]);
  return typeof own === "string" ? [own, name] : [name];
}
