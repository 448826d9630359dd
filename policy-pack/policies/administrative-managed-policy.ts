import { parseArn } from "../analysis/arn";
import { type Finding, list, quote } from "../analysis/findings";
import type { GrantClass } from "../analysis/iam/administration";
import { MANAGED_POLICIES } from "../analysis/iam/managed-policies";
import { matches } from "../analysis/patterns";
import { UNKNOWN } from "../analysis/unknown";
import { type Attachment, attachedTo, attachesPolicies, attachmentsOf } from "../facts/attachments";
import { isManagedPolicy } from "../facts/iam-documents";
import type { Resource, StackResource } from "../facts/resource";
import type { Rule, Settings } from "../facts/rule";
import { texts } from "../facts/settings";

/** Rejects AWS's own policies that make their holder an administrator, wherever they are attached. */
export const administrativeManagedPolicy: Rule = {
  name: "administrative-managed-policy",
  displayName: "No administrative managed policy",
  description: "AWS managed policies that amount to administration must not be attached.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["iam", "least-privilege"],
  remediationSteps:
    "Attach a policy of your own that lists the actions and ARNs that are needed, or a managed policy for one job.",
  settings: {
    allowPolicies: {
      description: "Policies that may be attached to anyone, by ARN or name; `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
    allowPrincipals: {
      description:
        "Roles, users, groups and permission sets that may be administrative, by name or ARN; `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
  },
  appliesTo: (type) => attachesPolicies(type) || isManagedPolicy(type),
  judge: (resource, settings) =>
    attachmentsOf(resource).flatMap((attachment) => judgeAttachment(resource, attachment, settings)),
  judgeStack: ({ resources }, settings) => resources.flatMap((resource) => judgeUnknown(resource, settings)),
};

type Reach = GrantClass | "cluster";

const WHY: Readonly<Record<Reach, string>> = {
  administrator: "its holder is an administrator of the account",
  identities: "its holder can make himself an administrator of the account in one step",
  services: "its holder reaches nearly all that the account has",
  cluster: "its holder is an administrator of the whole cluster",
};

/** The name of an AWS managed policy with its path, and how far it reaches; undefined for all others. */
function reachOf(arn: string): { readonly name: string; readonly reach: Reach } | undefined {
  try {
    const { service, account, resource } = parseArn(arn);
    const [kind = "", ...rest] = resource.split("/");
    const name = rest.join("/");
    if (account !== "aws") return undefined;
    if (service === "eks" && kind === "cluster-access-policy")
      return name === "AmazonEKSClusterAdminPolicy" ? { name, reach: "cluster" } : undefined;
    const reach = service === "iam" && kind === "policy" ? MANAGED_POLICIES.get(name) : undefined;
    return reach === undefined ? undefined : { name, reach };
  } catch {
    // No ARN at all: the provider refuses it.
    return undefined;
  }
}

/** Whether a principal, given by name or ARN, is one of the patterns. */
const isExempt = (principal: string | typeof UNKNOWN, patterns: readonly string[]): boolean =>
  principal !== UNKNOWN &&
  [principal, principal.slice(principal.lastIndexOf("/") + 1)].some((name) =>
    patterns.some((pattern) => matches(pattern, name)),
  );

function judgeAttachment(
  resource: Resource,
  { path, arn, clusterScope }: Attachment,
  settings: Settings,
): readonly Finding[] {
  if (arn === UNKNOWN) return [];
  const found = reachOf(arn);
  if (found === undefined) return [];
  const { name, reach } = found;
  const allowed = texts(settings, "allowPolicies");
  const lastName = name.slice(name.lastIndexOf("/") + 1);
  if (allowed.some((pattern) => [arn, name, lastName].some((text) => matches(pattern, text)))) return [];
  const scope = reach === "cluster" ? clusterScope : undefined;
  if (reach === "cluster" && scope !== "cluster" && scope !== UNKNOWN) return [];
  const principals = attachedTo(resource);
  const patterns = texts(settings, "allowPrincipals");
  const refused = principals.filter((principal) => !isExempt(principal, patterns));
  if (principals.length > 0 && refused.length === 0) return [];
  const named = refused.filter((principal) => principal !== UNKNOWN);
  const isOpen = scope === UNKNOWN || (patterns.length > 0 && principals.length > 0 && named.length === 0);
  const to = named.length === 0 ? "" : ` to ${list(named.map(quote), 2)}`;
  return [
    {
      kind: isOpen ? "unverified" : "violation",
      what: `${quote(path)} attaches \`${name}\`${to}${isOpen ? `, and ${scope === UNKNOWN ? "its scope" : "its holder"} is not known yet` : ""}`,
      why: WHY[reach],
      fix: isOpen
        ? "it is judged again before the resource is created or changed"
        : "attach a policy that lists the actions and ARNs that are needed, or name the holder in `allowPrincipals`",
      meaning: { kind: "managed-policy", reach, name },
    },
  ];
}

/** An ARN that is not known yet can be that of an AWS managed policy, unless it is made from policies of the stack. */
function judgeUnknown(resource: StackResource, settings: Settings): readonly Finding[] {
  const patterns = texts(settings, "allowPrincipals");
  const principals = attachedTo(resource);
  const isAllowed = principals.length > 0 && principals.every((principal) => isExempt(principal, patterns));
  if (isAllowed || texts(settings, "allowPolicies").includes("*")) return [];
  const unknown = attachmentsOf(resource).filter(({ arn }) => arn === UNKNOWN);
  const properties = new Map(unknown.map(({ property, path }) => [property, path]));
  return [...properties].flatMap(([property, path]): readonly Finding[] => {
    const sources = resource.sourcesOf(property);
    if (sources.length > 0 && sources.every(({ type }) => isManagedPolicy(type))) return [];
    return [
      {
        kind: "unverified",
        what: `${quote(path)} is not known yet`,
        why: "some AWS managed policies amount to administration",
        fix: "it is judged again before the resource is created or changed",
        meaning: { kind: "undecided", path },
        urn: resource.urn,
      },
    ];
  });
}
