import { type Finding, list, quote } from "../analysis/findings";
import {
  commonKind,
  type FullService,
  fullServicesMeaning,
  fullServicesOf,
} from "../analysis/iam/full-service";
import { kindText } from "../analysis/iam/kinds";
import { allowedText, looseText } from "../analysis/iam/statement-text";
import { matches } from "../analysis/patterns";
import { type Excess, type Grant, judgeExcess, narrowerGrantsOf } from "../facts/grants";
import { carriesDocuments, holderOf } from "../facts/iam-documents";
import type { Resource } from "../facts/resource";
import type { Rule } from "../facts/rule";
import { BOUNDARY_PATHS, texts } from "../facts/settings";
import { allowingText } from "../facts/statement-clauses";

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
    narrowerGrantsOf(resource, settings).flatMap((grant) =>
      judgeExcess(resource, grant, excessOf(resource, grant, texts(settings, "sensitiveServices"))),
    ),
};

function excessOf(resource: Resource, grant: Grant, sensitive: readonly string[]): Excess<FullService> {
  const patterns = sensitive.map((pattern) => pattern.toLowerCase());
  return {
    itemsOf: (document, bound) => fullServicesOf(document, bound).filter(({ isEscalation }) => !isEscalation),
    identityOf: ({ service }) => service,
    isGrave: ({ service }) => patterns.some((pattern) => matches(pattern, service)),
    violation: (full) => violation(resource, grant, full),
    would: "grant nearly all of a service",
  };
}

function violation(resource: Resource, { place, document }: Grant, full: readonly FullService[]): Finding {
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
    meaning: fullServicesMeaning(document, full),
  };
}
