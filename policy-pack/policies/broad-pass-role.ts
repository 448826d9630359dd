import { type Finding, undecided } from "../analysis/findings";
import { judgeAdministration } from "../analysis/iam/administration";
import { readDocument, type Statement } from "../analysis/iam/document";
import { normalCondition } from "../analysis/iam/opening-text";
import { passesAllRoles, passesToAnyService } from "../analysis/iam/pass-role";
import { allowedText, looseText } from "../analysis/iam/statement-text";
import { covers } from "../analysis/patterns";
import {
  carriesDocuments,
  documentsOf,
  holderOf,
  type IamDocument,
  statementLabel,
} from "../facts/iam-documents";
import type { Resource } from "../facts/resource";
import type { Rule, Settings } from "../facts/rule";
import { BOUNDARY_PATHS, texts } from "../facts/settings";

/** Rejects grants by which any role can be handed to a service. */
export const broadPassRole: Rule = {
  name: "broad-pass-role",
  displayName: "No passing of any role",
  description: "An IAM document must not let its holder pass any role to any service.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["iam", "least-privilege", "privilege-escalation"],
  remediationSteps:
    "List the ARNs of the roles that are passed, and require `StringEquals` on `iam:PassedToService` with the service that gets them.",
  settings: {
    allowRoleGlobs: {
      description:
        "Patterns of role ARNs that may be passed to any service, like `arn:aws:iam::*:role/task/*`.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
    boundaryPaths: BOUNDARY_PATHS,
    requirePassedToService: {
      description: "Whether single roles, too, may be passed to named services only.",
      type: "boolean",
      default: false,
    },
  },
  appliesTo: carriesDocuments,
  judge: (resource, settings) =>
    documentsOf(resource, texts(settings, "boundaryPaths"))
      .filter(({ position }) => position === "grant")
      .flatMap((place) => judgeGrant(resource, place, settings)),
};

function judgeGrant(resource: Resource, place: IamDocument, settings: Settings): readonly Finding[] {
  const reading = readDocument(place.value);
  // What is not known at all, and what cannot be read, is reported once, by `administrative-access`.
  if (reading.kind !== "document") return [];
  const { document } = reading;
  const administration = judgeAdministration(document);
  if (administration.verdict === "administrative") return [];
  const globs = texts(settings, "allowRoleGlobs");
  const broad = passesAllRoles(document, "least").filter((statement) => !isAllowed(statement, globs));
  const loose = settings["requirePassedToService"] === true;
  const single = loose
    ? passesToAnyService(document, "least").filter(
        (statement) => !broad.includes(statement) && !isAllowed(statement, globs),
      )
    : [];
  const findings = [
    ...broad.map((statement) => violation(resource, place, statement, true)),
    ...single.map((statement) => violation(resource, place, statement, false)),
  ];
  if (findings.length > 0) return findings;
  const possible = [
    ...passesAllRoles(document, "most"),
    ...(loose ? passesToAnyService(document, "most") : []),
  ];
  // `administrative-access` says it of the whole document where more than passing roles is open.
  const isOpen =
    administration.verdict !== "undecided" && possible.some((statement) => !isAllowed(statement, globs));
  return isOpen ? [undecided(holderOf(resource), place.path, "let any role be passed to any service")] : [];
}

/** Whether each of the statement's resources is within what may be passed. */
const isAllowed = ({ resources }: Statement, globs: readonly string[]): boolean =>
  resources !== undefined &&
  !resources.negated &&
  !resources.hasUnknown &&
  resources.patterns.every((pattern) => globs.some((glob) => covers(glob, pattern)));

function violation(resource: Resource, place: IamDocument, statement: Statement, isBroad: boolean): Finding {
  const { resources, conditions } = statement;
  const named = isBroad ? [] : (resources?.patterns ?? []);
  return {
    kind: "violation",
    what: `${holderOf(resource)}: statement ${statementLabel(place, statement)} allows ${allowedText(statement)}${looseText(conditions)}, and so \`iam:PassRole\` of ${isBroad ? "any role" : "a role"} to any service`,
    why: isBroad
      ? "its holder can start something that runs with the strongest role of the account"
      : "`requirePassedToService` is on",
    fix: "list the ARNs of the roles, and require `StringEquals` on `iam:PassedToService`, like `ecs-tasks.amazonaws.com`",
    meaning: {
      kind: isBroad ? "pass-any-role" : "pass-to-any-service",
      roles: [...new Set(named)].sort(),
      conditions: [...new Set(conditions.map(normalCondition))].sort(),
    },
  };
}
