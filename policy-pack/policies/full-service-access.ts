import { type Finding, list, quote, undecided } from "../analysis/findings";
import { commonKind, type FullService, fullServicesOf } from "../analysis/iam/full-service";
import { kindText } from "../analysis/iam/kinds";
import { normalCondition } from "../analysis/iam/opening-text";
import { allowedText, looseText } from "../analysis/iam/statement-text";
import { matches } from "../analysis/patterns";
import { allowingText, type Grant, narrowerGrantsOf } from "../facts/grants";
import { carriesDocuments, holderOf } from "../facts/iam-documents";
import type { Resource } from "../facts/resource";
import type { Rule, Settings } from "../facts/rule";
import { BOUNDARY_PATHS, texts } from "../facts/settings";

/** Services by which identities, secrets, data, code or the record of what happened are lost. */
const SENSITIVE_SERVICES: readonly string[] = [
  "account",
  "cloudtrail",
  "dynamodb",
  "ec2",
  "eks",
  "iam",
  "kms",
  "lambda",
  "organizations",
  "rds",
  "s3",
  "secretsmanager",
  "ssm",
  "sso",
  "sts",
];

/** Rejects grants of nearly all of a service on all of its resources. */
export const fullServiceAccess: Rule = {
  name: "full-service-access",
  displayName: "No full access to a service",
  description: "An IAM document must not grant nearly all of a service.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["iam", "least-privilege"],
  remediationSteps: "List the actions that are needed and the ARNs they are needed on.",
  settings: {
    boundaryPaths: BOUNDARY_PATHS,
    sensitiveServices: {
      description:
        "Services, by prefix, of which full access is a violation; that of others is an advisory. `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [...SENSITIVE_SERVICES],
    },
  },
  appliesTo: carriesDocuments,
  judge: (resource, settings) =>
    narrowerGrantsOf(resource, settings).flatMap((grant) => judgeGrant(resource, grant, settings)),
};

function judgeGrant(resource: Resource, grant: Grant, settings: Settings): readonly Finding[] {
  const { place, document, hasUnknown, isUndecided } = grant;
  const patterns = texts(settings, "sensitiveServices");
  const isSensitive = ({ service }: FullService): boolean =>
    patterns.some((pattern) => matches(pattern.toLowerCase(), service));
  const full = fullServicesOf(document, "least").filter(({ isEscalation }) => !isEscalation);
  const sensitive = full.filter(isSensitive);
  const others = full.filter((one) => !isSensitive(one));
  const findings = [
    ...(sensitive.length > 0 ? [violation(resource, grant, sensitive)] : []),
    ...(others.length > 0 ? [{ ...violation(resource, grant, others), level: "advisory" as const }] : []),
  ];
  if (!hasUnknown || isUndecided || sensitive.length > 0) return findings;
  const known = new Set(full.map(({ service }) => service));
  const isOpen = fullServicesOf(document, "most").some(
    ({ service, isEscalation }) => !isEscalation && !known.has(service),
  );
  return isOpen
    ? [...findings, undecided(holderOf(resource), place.path, "grant nearly all of a service")]
    : findings;
}

function violation(resource: Resource, { place }: Grant, full: readonly FullService[]): Finding {
  const statements = [...new Set(full.flatMap((one) => one.statements))];
  const services = list(
    full.map(({ service }) => quote(service)),
    4,
  );
  const who = allowingText(
    place,
    statements,
    (only) => `${allowedText(only)}${looseText(only.conditions)}, and so `,
  );
  const [first = ""] = full.map(({ service }) => service);
  return {
    kind: "violation",
    what: `${holderOf(resource)}: ${who}nearly all of ${services}`,
    why: "its holder, and whoever breaks into it, can read, delete and open to others what the account has there",
    fix: `list the actions that are needed, on ARNs like ${quote(kindText(commonKind(first)))}`,
    meaning: {
      kind: "full-service",
      services: full.map(({ service, kinds }) => ({ service, kinds })),
      conditions: [
        ...new Set(statements.flatMap(({ conditions }) => conditions.map(normalCondition))),
      ].sort(),
    },
  };
}
