import { type Finding, quote } from "../analysis/findings";
import { matches } from "../analysis/patterns";
import { UNKNOWN } from "../analysis/unknown";
import type { Resource, StackResource } from "../facts/resource";
import type { Rule } from "../facts/rule";
import { texts } from "../facts/settings";
import { concernsUsers, isUser, namesOf, namesOfSources, type UserGrant, userGrantsOf } from "../facts/users";

/** Advises against IAM users, and against what only they have: policies of their own, keys and passwords. */
export const userCredentials: Rule = {
  name: "user-credentials",
  displayName: "No IAM users",
  description: "People and workloads should take on roles rather than be IAM users.",
  enforcementLevel: "advisory",
  severity: "medium",
  tags: ["credentials", "iam"],
  remediationSteps:
    "Let people sign in through IAM Identity Center, and workloads assume a role: by their instance, function or task, by OpenID Connect or by Roles Anywhere. Users that must stay: list them in `allowUsers`, and give them permissions through groups.",
  settings: {
    allowUsers: {
      description:
        "Users that may exist and have credentials and policies, by their name or by that of their resource; `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
  },
  appliesTo: concernsUsers,
  judge: (resource, settings) => {
    const allowed = texts(settings, "allowUsers");
    return userGrantsOf(resource).flatMap((grant): readonly Finding[] => {
      if (isUser(resource.type)) {
        if (namesOf(resource).some((name) => isAllowed(name, allowed))) return [];
        const mayBeAllowed = grant.user === UNKNOWN && allowed.length > 0;
        return [answer(resource, mayBeAllowed ? { ...grant, isCertain: false } : grant)];
      }
      // Which user it is matters only where some are allowed, and may show with the rest of the stack.
      if (grant.user === UNKNOWN && allowed.length > 0) return [];
      return typeof grant.user === "string" && isAllowed(grant.user, allowed)
        ? []
        : [answer(resource, grant)];
    });
  },
  judgeStack: ({ resources }, settings) => {
    const allowed = texts(settings, "allowUsers");
    if (allowed.length === 0) return [];
    return resources.flatMap((resource) =>
      isUser(resource.type)
        ? []
        : userGrantsOf(resource)
            .filter(({ user }) => user === UNKNOWN)
            .flatMap((grant) => judgeUnknown(resource, grant, allowed))
            .map((finding) => ({ ...finding, urn: resource.urn })),
    );
  },
};

const isAllowed = (name: string, allowed: readonly string[]): boolean =>
  allowed.some((pattern) => matches(pattern, name));

/** A user who is not known by name may be one that the property was made from. */
function judgeUnknown(
  resource: StackResource,
  grant: UserGrant,
  allowed: readonly string[],
): readonly Finding[] {
  const users = namesOfSources(resource, grant.property);
  const refused = users.filter((names) => !names.some((name) => isAllowed(name, allowed)));
  if (users.length > 0 && refused.length === 0) return [];
  const isProven = refused.length > 0 && refused.length === users.length;
  return [answer(resource, isProven ? grant : { ...grant, isCertain: false })];
}

const WHYS: Readonly<Record<UserGrant["kind"], string>> = {
  user: "its credentials do not expire, and leak with whatever holds them",
  policy: "permissions of single users outlive what they were given for",
  key: "it is valid until someone deletes it, and its secret is in the stack's state",
  password: "it signs in past your identity provider",
  credential: "it is valid until someone deletes it, and its secret is in the stack's state",
};

const FIXES: Readonly<Record<UserGrant["kind"], string>> = {
  user: "let people sign in through IAM Identity Center and workloads assume a role",
  policy: "attach it to a group or a role",
  key: "let the workload assume a role, by its instance, function or task, or by OpenID Connect",
  password: "let people sign in through IAM Identity Center",
  credential: "let the workload assume a role and sign its requests",
};

const NOUNS: Readonly<Record<UserGrant["kind"], readonly [article: string, noun: string]>> = {
  user: ["an", "IAM user"],
  policy: ["a", "policy"],
  key: ["an", "access key"],
  password: ["a", "password"],
  credential: ["a", "credential for a single service"],
};

function answer(resource: Resource, grant: UserGrant): Finding {
  const { kind, path, property, user, isCertain } = grant;
  const [article, noun] = NOUNS[kind];
  const name = typeof user === "string" ? user : isUser(resource.type) ? resource.name : undefined;
  const holder = name === undefined ? "a user" : `user ${quote(name)}`;
  if (!isCertain) {
    const unknown = user === UNKNOWN ? property : path;
    const would = kind === "user" ? "another user" : `${holder} ${article} ${noun}`;
    return {
      kind: "unverified",
      what: `\`${unknown}\` is not fully known yet, and may ${kind === "user" ? "name" : "give"} ${would}`,
      why: WHYS[kind],
      fix: "it is judged again before the resource is created or changed",
      meaning: { kind: "undecided", path: unknown },
    };
  }
  return {
    kind: "violation",
    what:
      kind === "user"
        ? `${quote(name ?? "")} is ${article} ${noun}`
        : path === ""
          ? `this ${noun} is ${holder}'s`
          : `\`${path}\` gives ${holder} ${article} ${noun}`,
    why: WHYS[kind],
    fix: `${FIXES[kind]}, or list the user in \`allowUsers\``,
    meaning: { kind: "user", gives: kind, user: name ?? "", path },
  };
}
