import { arnsOverlap, parseArn } from "../analysis/arn";
import { type Finding, list, quote, undecided } from "../analysis/findings";
import { administrationMeaning, judgeAdministration } from "../analysis/iam/administration";
import { readDocument } from "../analysis/iam/document";
import { MANAGED_POLICIES } from "../analysis/iam/managed-policies";
import { Permission } from "../analysis/iam/permission";
import { allowedText, looseText } from "../analysis/iam/statement-text";
import { covers, matches } from "../analysis/patterns";
import { UNKNOWN } from "../analysis/unknown";
import {
  documentsOf,
  holderOf,
  type IamDocument,
  isManagedPolicy,
  statementLabel,
} from "../facts/iam-documents";
import { principalKind, principalName } from "../facts/principals";
import { type Resource, type StackResource, textOf } from "../facts/resource";
import type { Rule, Settings } from "../facts/rule";
import { BOUNDARY_PATHS, texts } from "../facts/settings";

/** Requires a permissions boundary of roles and users, and that boundaries limit something. */
export const permissionsBoundary: Rule = {
  name: "permissions-boundary",
  displayName: "A permissions boundary that limits",
  description: "Roles and users must have a permissions boundary, and boundaries must limit something.",
  enforcementLevel: "disabled",
  severity: "medium",
  tags: ["iam", "least-privilege"],
  remediationSteps:
    "Set `permissionsBoundary` to the ARN of your organisation's boundary, and let that allow only what its holders may ever need.",
  settings: {
    allowRoles: {
      description: "Roles and users that need no boundary, by name; `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
    boundaryArns: {
      description:
        "Boundaries that count, by ARN, like `arn:aws:iam::*:policy/boundary/*`; `*` and `?` are wildcards. Empty: any.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
    boundaryPaths: BOUNDARY_PATHS,
  },
  appliesTo: (type) => isLimitable(type) || isManagedPolicy(type),
  judge: (resource, settings) => [
    ...judgePrincipal(resource, settings),
    ...documentsOf(resource, texts(settings, "boundaryPaths"))
      .filter(({ position }) => position === "limit")
      .flatMap((place) => judgeBoundary(resource, place)),
  ],
  judgeStack: ({ resources }, settings) => resources.flatMap((resource) => judgeUnknown(resource, settings)),
};

/** The property that sets a boundary, on roles and users of either provider. */
const PROPERTY = "permissionsBoundary";

const isLimitable = (type: string): boolean => {
  const kind = principalKind(type);
  return kind === "role" || kind === "user";
};

function isExempt(resource: Resource, settings: Settings): boolean {
  const path = textOf(resource.inputs["path"]);
  // AWS writes these, and lets nobody limit them.
  if (typeof path === "string" && path.startsWith("/aws-service-role/")) return true;
  const name = principalName(resource);
  return name !== undefined && texts(settings, "allowRoles").some((pattern) => matches(pattern, name));
}

const labelOf = (resource: Resource): string => {
  const name = principalName(resource);
  const kind = principalKind(resource.type) ?? "";
  return name === undefined ? `${kind} of ${quote(resource.name)}` : `${kind} ${quote(name)}`;
};

const wanted = (settings: Settings): string => {
  const [first, ...others] = texts(settings, "boundaryArns");
  const accepted =
    others.length === 0 ? quote(first ?? "") : `one of ${list([first ?? "", ...others].map(quote), 2)}`;
  return first === undefined ? "the ARN of a policy that says what it may ever need" : accepted;
};

function judgePrincipal(resource: Resource, settings: Settings): readonly Finding[] {
  if (!isLimitable(resource.type) || isExempt(resource, settings)) return [];
  const arn = textOf(resource.inputs[PROPERTY]);
  // The stack knows what it was made from.
  if (arn === UNKNOWN) return [];
  if (arn === undefined) return [missing(resource, settings)];
  if (isUnlimited(arn)) return [unlimited(resource, arn, settings)];
  const globs = texts(settings, "boundaryArns");
  return globs.length === 0 || globs.some((glob) => matches(glob, arn))
    ? []
    : [other(resource, arn, settings)];
}

function missing(resource: Resource, settings: Settings): Finding {
  return {
    kind: "violation",
    what: `${labelOf(resource)}: \`${PROPERTY}\` is absent`,
    why: "whatever is attached to it later, it may do",
    fix: `set it to ${wanted(settings)}`,
    meaning: { kind: "no-boundary" },
  };
}

function other(resource: Resource, boundary: string, settings: Settings): Finding {
  return {
    kind: "violation",
    what: `${labelOf(resource)}: \`${PROPERTY}\` is ${quote(boundary)}`,
    why: "`boundaryArns` does not list it",
    fix: `set it to ${wanted(settings)}`,
    // By its name, which is known before its account is.
    meaning: { kind: "other-boundary", boundary: boundary.slice(boundary.lastIndexOf("/") + 1) },
  };
}

/** Whether a boundary is a policy of AWS's that allows everything. */
function isUnlimited(arn: string): boolean {
  try {
    const { service, account, resource } = parseArn(arn);
    const name = resource.slice("policy/".length);
    return service === "iam" && account === "aws" && MANAGED_POLICIES.get(name) === "administrator";
  } catch {
    // No ARN at all: the provider refuses it.
    return false;
  }
}

function unlimited(resource: Resource, arn: string, settings: Settings): Finding {
  return {
    kind: "violation",
    what: `${labelOf(resource)}: \`${PROPERTY}\` is ${quote(arn)}`,
    why: "a boundary that allows everything limits nothing",
    fix: `set it to ${wanted(settings)}`,
    meaning: { kind: "boundary-without-limits", statement: "AWS" },
  };
}

/** A policy that is kept as a boundary must not allow what administrative access is made of. */
function judgeBoundary(resource: Resource, place: IamDocument): readonly Finding[] {
  const reading = readDocument(place.value);
  const would = "limit nothing";
  switch (reading.kind) {
    case "unreadable":
      return [];
    case "unknown":
      return [undecided(holderOf(resource), place.path, would)];
    case "document": {
      const judgement = judgeAdministration(reading.document);
      if (judgement.verdict === "undecided") return [undecided(holderOf(resource), place.path, would)];
      if (judgement.verdict === "narrower") return [];
      const { statements } = judgement.because;
      const [only] = statements;
      const allows =
        statements.length === 1 && only !== undefined
          ? `statement ${statementLabel(place, only)} allows ${allowedText(only)}${looseText(only.conditions)}`
          : `statements ${list(statements.map((statement) => statementLabel(place, statement)))} together allow all actions on all resources`;
      return [
        {
          kind: "violation",
          what: `${holderOf(resource)}: ${allows}`,
          why: "a boundary that allows everything limits nothing",
          fix: "list the actions that its holders may ever need, or deny the change of identities (`iam:*`) and what else they must never do",
          meaning: administrationMeaning("boundary-without-limits", Permission.of(reading.document, "least")),
        },
      ];
    }
  }
}

/** A boundary whose ARN is not known yet is that of the policy it was made from. */
function judgeUnknown(resource: StackResource, settings: Settings): readonly Finding[] {
  if (!isLimitable(resource.type) || isExempt(resource, settings)) return [];
  if (textOf(resource.inputs[PROPERTY]) !== UNKNOWN) return [];
  const sources = resource.sourcesOf(PROPERTY);
  const policies = sources.filter(({ type }) => isManagedPolicy(type));
  const globs = texts(settings, "boundaryArns");
  const verdicts = new Set(policies.map((policy) => verdictOn(policy, globs)));
  const isDecided = policies.length > 0 && policies.length === sources.length && verdicts.size === 1;
  const [verdict] = verdicts;
  if (isDecided && verdict === "accepted") return [];
  const [policy] = policies;
  if (isDecided && verdict === "refused" && policy !== undefined)
    return [{ ...other(resource, policy.name, settings), urn: resource.urn }];
  return [
    {
      kind: "unverified",
      what: `${labelOf(resource)}: \`${PROPERTY}\` is not known yet`,
      why:
        globs.length === 0
          ? "it may turn out to be none"
          : "it may turn out to be none that `boundaryArns` lists",
      fix: "it is judged again before the resource is created or changed",
      meaning: { kind: "undecided", path: PROPERTY },
      urn: resource.urn,
    },
  ];
}

/** Whether the patterns list a policy of the stack, whose account is not known. */
function verdictOn({ inputs }: StackResource, globs: readonly string[]): "accepted" | "refused" | "open" {
  if (globs.length === 0) return "accepted";
  const path = textOf(inputs["path"]) ?? "/";
  const name = textOf(inputs["name"] ?? inputs["managedPolicyName"]);
  const known = (text: typeof path | undefined): string => (typeof text === "string" ? text : "*");
  const arn = `arn:aws:iam::????????????:policy${known(path)}${known(name)}`;
  if (globs.some((glob) => covers(glob, arn))) return "accepted";
  // It may be in another partition; that `aws` is listed is enough.
  const anywhere = arn.replace(":aws:", ":aws*:");
  return globs.some((glob) => arnsOverlap(glob, anywhere)) ? "open" : "refused";
}
