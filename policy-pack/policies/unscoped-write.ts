import { type BroadAction, broadActionsMeaning, scopingText } from "../analysis/iam/broad-actions";
import { unscopedWritesOf, WRITE_SCOPING_KEYS } from "../analysis/iam/unscoped-writes";
import { type Excess, type Grant, judgeExcess, narrowerGrantsOf } from "../facts/grants";
import { carriesDocuments, holderOf } from "../facts/iam-documents";
import type { Resource } from "../facts/resource";
import type { Rule, Settings } from "../facts/rule";
import { BOUNDARY_PATHS, texts } from "../facts/settings";
import { broadActionsText } from "../facts/statement-clauses";

/** Rejects grants of changes on all resources, where AWS lets them be limited to single ones. */
export const unscopedWrite: Rule = {
  name: "unscoped-write",
  displayName: "No change of all resources",
  description: "An IAM document must limit changes to resources where the action allows it.",
  enforcementLevel: "mandatory",
  severity: "medium",
  tags: ["iam", "least-privilege"],
  remediationSteps:
    "Replace `*` by the ARNs of the resources that are changed, or require a condition on their tags.",
  settings: {
    boundaryPaths: BOUNDARY_PATHS,
    overrides: {
      description:
        "Actions that may be on all resources, besides those that practice leaves there, like `logs:PutLogEvents`. `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
    },
    scopingConditionKeys: {
      description:
        "Condition keys that limit what a change is about, besides `aws:ResourceTag/…` and those for networks. `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [...WRITE_SCOPING_KEYS],
    },
  },
  appliesTo: carriesDocuments,
  judge: (resource, settings) =>
    narrowerGrantsOf(resource, settings).flatMap((grant) =>
      judgeExcess(resource, grant, excessOf(resource, grant, settings)),
    ),
};

function excessOf(resource: Resource, { place }: Grant, settings: Settings): Excess<BroadAction> {
  const allowances = {
    overrides: texts(settings, "overrides"),
    scopingConditionKeys: texts(settings, "scopingConditionKeys"),
  };
  return {
    itemsOf: (document, bound) => unscopedWritesOf(document, bound, allowances),
    identityOf: ({ action }) => action,
    isGrave: isOfPermissions,
    violation: (broad) => ({
      kind: "violation",
      what: `${holderOf(resource)}: ${broadActionsText(place, broad)}`,
      why: broad.some(isOfPermissions)
        ? "its holder can open any of them to others"
        : "one mistake or break-in can change any of them",
      fix: scopingText(broad),
      meaning: broadActionsMeaning("unscoped-write", broad),
    }),
    would: "allow changes of all resources of a kind",
  };
}

const isOfPermissions = ({ action }: BroadAction): boolean => action.access === "permissions";
