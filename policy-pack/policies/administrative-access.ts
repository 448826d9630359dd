import { parseArn } from "../analysis/arn";
import { type Finding, list, quote, undecided } from "../analysis/findings";
import { fingerprint } from "../analysis/fingerprint";
import {
  type Administration,
  administrationMeaning,
  judgeAdministration,
} from "../analysis/iam/administration";
import { type Document, readDocument, type Statement } from "../analysis/iam/document";
import { Permission } from "../analysis/iam/permission";
import { allowedText, looseText } from "../analysis/iam/statement-text";
import { matches } from "../analysis/patterns";
import { UNKNOWN, type Value } from "../analysis/unknown";
import { attachesByPath, attachesPolicies, attachmentsOf, pathAttachmentsOf } from "../facts/attachments";
import {
  carriesDocuments,
  documentsOf,
  holderName,
  holderOf,
  type IamDocument,
  isLimit,
  isManagedPolicy,
  pathIn,
  statementLabel,
} from "../facts/iam-documents";
import type { Resource, Stack, StackResource } from "../facts/resource";
import type { Rule, Settings } from "../facts/rule";
import { BOUNDARY_PATHS, texts } from "../facts/settings";

/** Rejects grants of everything, documents that cannot be read, and limits that are attached as grants. */
export const administrativeAccess: Rule = {
  name: "administrative-access",
  displayName: "No administrative access",
  description: "An IAM document must not grant all actions on all resources.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["iam", "least-privilege"],
  remediationSteps:
    "List the actions that are needed and the ARNs they are needed on. Attach permissions boundaries as boundaries only.",
  settings: {
    allowRoles: {
      description:
        "Roles, users, groups and policies that may be administrative, by name; `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
    boundaryPaths: BOUNDARY_PATHS,
  },
  appliesTo: (type) => carriesDocuments(type) || attachesPolicies(type) || attachesByPath(type),
  judge: (resource, settings) => [
    ...documentsOf(resource, texts(settings, "boundaryPaths")).flatMap((document) =>
      judgeDocument(resource, document, settings),
    ),
    ...judgeAttachments(resource, texts(settings, "boundaryPaths")),
    ...judgePathAttachments(resource, texts(settings, "boundaryPaths")),
  ],
  judgeStack: ({ resources }: Stack, settings) =>
    resources.flatMap((resource) => judgeUnknownAttachments(resource, texts(settings, "boundaryPaths"))),
};

function judgeDocument(resource: Resource, document: IamDocument, settings: Settings): readonly Finding[] {
  const reading = readDocument(document.value);
  switch (reading.kind) {
    case "unreadable":
      return [
        {
          kind: "violation",
          what: `${quote(pathIn(document, reading.path))} ${reading.problem}`,
          why: "a document that cannot be read cannot be shown to be narrow",
          fix: "write it in IAM's grammar, like `aws.iam.getPolicyDocument` does",
          meaning: {
            kind: "unreadable",
            path: document.path,
            problem: reading.problem,
            // What cannot be read is another finding as soon as it changes: it may have become anything.
            content: contentOf(document.value),
          },
        },
      ];
    case "unknown":
      return document.position === "grant"
        ? [undecided(holderOf(resource), document.path, "grant all actions on all resources")]
        : [];
    case "document": {
      if (document.position !== "grant" || isExempt(resource, settings)) return [];
      const judgement = judgeAdministration(reading.document);
      switch (judgement.verdict) {
        case "administrative":
          return [administrative(resource, document, reading.document, judgement.because)];
        case "undecided":
          return [undecided(holderOf(resource), document.path, "grant all actions on all resources")];
        case "narrower":
          return [];
      }
    }
  }
}

/** Of documents that are known: others are not called unreadable. */
const contentOf = (value: Value): string =>
  fingerprint(
    typeof value === "string" ? value : JSON.stringify(value, (_, part) => (part === UNKNOWN ? null : part)),
  );

function isExempt(resource: Resource, settings: Settings): boolean {
  const name = holderName(resource);
  return name !== undefined && texts(settings, "allowRoles").some((pattern) => matches(pattern, name));
}

function administrative(
  resource: Resource,
  document: IamDocument,
  read: Document,
  because: Administration,
): Finding {
  const { statements } = because;
  const [only] = statements;
  const what =
    statements.length === 1 && only !== undefined
      ? `statement ${statementLabel(document, only)} allows ${allowedText(only)}${looseText(only.conditions)}`
      : `statements ${list(statements.map((statement) => statementLabel(document, statement)))} together allow all actions on all resources`;
  return {
    kind: "violation",
    what: `${holderOf(resource)}: ${what}`,
    why: `that is administrative access (${quote(because.escalation)} on everything alone gives it)`,
    fix: fixOf(statements, resource),
    meaning: administrationMeaning("administrative", Permission.of(read, "least")),
  };
}

function fixOf(statements: readonly Statement[], { type }: Resource): string {
  const [only] = statements;
  const advice = "list the actions and ARNs that are needed, like `s3:GetObject` on `arn:aws:s3:::bucket/*`";
  const boundary = isManagedPolicy(type)
    ? ", or, where it is only a permissions boundary, create it under a path of `boundaryPaths`"
    : "";
  const waive = `or name it in \`allowRoles\`${boundary}`;
  if (statements.length !== 1 || only === undefined) return `${advice}, ${waive}`;
  const named = (only.resources?.negated === false ? only.resources.patterns : []).filter((pattern) =>
    isNarrow(pattern),
  );
  const [first] = named;
  if (first === undefined) return `${advice}, ${waive}`;
  const left = named.length === 1 ? quote(first) : `${quote(first)} and ${named.length - 1} more`;
  return `remove the wildcard from \`Resource\`, which leaves ${left}, and list the actions, ${waive}`;
}

/** Names one service's resources, at least. */
function isNarrow(pattern: string): boolean {
  try {
    const { service, resource } = parseArn(pattern);
    return !service.includes("*") && resource !== "*";
  } catch {
    return false;
  }
}

/** The path of a managed policy's ARN: `/boundary/` of `arn:aws:iam::123456789012:policy/boundary/team`. */
function policyPath(arn: string): string | undefined {
  try {
    const { service, resource } = parseArn(arn);
    const isPolicy = service === "iam" && resource.startsWith("policy/");
    return isPolicy ? resource.slice("policy".length, resource.lastIndexOf("/") + 1) : undefined;
  } catch {
    // No ARN at all: the provider refuses it.
    return undefined;
  }
}

function judgeAttachments(resource: Resource, boundaryPaths: readonly string[]): readonly Finding[] {
  return attachmentsOf(resource).flatMap(({ path, arn }) => {
    if (arn === UNKNOWN) return [];
    const found = policyPath(arn);
    const boundary = boundaryPaths.find((candidate) => found?.startsWith(candidate));
    return boundary === undefined ? [] : [limitAsGrant(path, arn, boundary)];
  });
}

/** A path is written in the program, so that nothing of the stack is needed to judge it. */
function judgePathAttachments(resource: Resource, boundaryPaths: readonly string[]): readonly Finding[] {
  return pathAttachmentsOf(resource).flatMap(({ path, unknown, policy, policyPath, isAttached }) => {
    if (boundaryPaths.length === 0) return [];
    if (policyPath === UNKNOWN) return [unknownAttachment(resource, unknown, boundaryPaths)];
    const boundary = boundaryPaths.find((candidate) => policyPath.startsWith(candidate));
    if (boundary === undefined) return [];
    return isAttached === UNKNOWN
      ? [unknownAttachment(resource, unknown, boundaryPaths)]
      : [limitAsGrant(path, policy, boundary)];
  });
}

function limitAsGrant(path: string, policy: string, boundary: string): Finding {
  return {
    kind: "violation",
    what: `${quote(path)} attaches ${quote(policy)} as a grant`,
    why: `a policy under ${quote(boundary)} is a limit, written to be wide`,
    fix: "set it as `permissionsBoundary`, and attach a policy that lists what is needed",
    // The ARN is not known in a first preview: the finding must be the same one there and at the update.
    meaning: { kind: "limit-as-grant", boundary },
  };
}

/** An ARN that is not known yet leads to its policy by the stack's dependencies. */
function judgeUnknownAttachments(
  resource: StackResource,
  boundaryPaths: readonly string[],
): readonly Finding[] {
  const unknown = attachmentsOf(resource).filter(({ arn }) => arn === UNKNOWN);
  const properties = new Map(unknown.map(({ property, path }) => [property, path]));
  return [...properties].flatMap(([property, path]) => {
    const policies = resource.sourcesOf(property).filter(({ type }) => isManagedPolicy(type));
    const limit = policies.find((policy) => isLimit(policy, boundaryPaths) === true);
    if (limit !== undefined) {
      const boundary = String(limit.inputs["path"]);
      return [{ ...limitAsGrant(path, limit.name, boundary), urn: resource.urn }];
    }
    const isDecided =
      policies.length > 0 && policies.every((policy) => isLimit(policy, boundaryPaths) === false);
    return isDecided || boundaryPaths.length === 0 ? [] : [unknownAttachment(resource, path, boundaryPaths)];
  });
}

function unknownAttachment(resource: Resource, path: string, boundaryPaths: readonly string[]): Finding {
  return {
    kind: "unverified",
    what: `${quote(path)} is not known yet`,
    why: `a policy under ${list(boundaryPaths.map(quote))} must not be attached as a grant`,
    fix: "it is judged again before the resource is created or changed",
    meaning: { kind: "undecided", path },
    urn: resource.urn,
  };
}
