import { type BroadAction, broadActionsMeaning, scopingText } from "../analysis/iam/broad-actions";
import { broadDataAccessOf, DATA_ACCESS, isGrave } from "../analysis/iam/data-access";
import { type Excess, type Grant, judgeExcess, narrowerGrantsOf } from "../facts/grants";
import { carriesDocuments, holderOf } from "../facts/iam-documents";
import type { Resource } from "../facts/resource";
import type { Rule } from "../facts/rule";
import { BOUNDARY_PATHS, texts } from "../facts/settings";
import { broadActionsText } from "../facts/statement-clauses";

/** Rejects grants of the data in all resources that hold some. */
export const broadDataAccess: Rule = {
  name: "broad-data-access",
  displayName: "No access to all data",
  description: "An IAM document must not give the data of all keys, secrets, buckets, tables or snapshots.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["iam", "least-privilege", "data-protection"],
  remediationSteps:
    "List the ARNs of the keys, secrets, parameters, buckets, tables and snapshots that are read, or require a condition that says which.",
  settings: {
    actions: {
      description:
        "Actions that hand over data. On all resources, `kms:Decrypt`, `secretsmanager:GetSecretValue` and those that share with other accounts are a violation, the others an advisory. `*` and `?` are wildcards.",
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [...DATA_ACCESS],
    },
    boundaryPaths: BOUNDARY_PATHS,
  },
  appliesTo: carriesDocuments,
  judge: (resource, settings) =>
    narrowerGrantsOf(resource, settings).flatMap((grant) =>
      judgeExcess(resource, grant, excessOf(resource, grant, texts(settings, "actions"))),
    ),
};

const excessOf = (resource: Resource, { place }: Grant, actions: readonly string[]): Excess<BroadAction> => ({
  itemsOf: (document, bound) => broadDataAccessOf(document, bound, actions),
  identityOf: ({ action }) => action,
  isGrave: ({ action }) => isGrave(action),
  violation: (broad) => ({
    kind: "violation",
    what: `${holderOf(resource)}: ${broadActionsText(place, broad)}`,
    why: "whoever breaks into its holder has the data of the whole account",
    fix: scopingText(broad),
    meaning: broadActionsMeaning("broad-data", broad),
  }),
  would: "give the data of all keys, secrets, buckets, tables or snapshots",
});
