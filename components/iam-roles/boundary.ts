/**
 * The regional boundaries: the most that any role of the stack can ever do, whatever is attached to it later. AWS's page
 * gives the services access "to create regional resources"; these policies take the word literally.
 */

import type { StackContext } from "../stack-context";
import type { DocumentStatement, PolicyDocument } from "./documents";
import type { Conditions, RoleSpec } from "./role-spec";

/** IAM's quota for a managed policy, in characters without white space. */
export const BOUNDARY_MAX_CHARACTERS = 6144;

/**
 * Patterns of every IAM action that changes something, `PassRole` excepted. What only reads begins with Generate, Get, List
 * or Simulate, so that a few letters are exact today and cover verbs that IAM may yet add.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const IAM_WRITES: readonly string[] = [
  "iam:A*",
  "iam:C*",
  "iam:D*",
  "iam:E*",
  "iam:Pu*",
  "iam:R*",
  "iam:Se*",
  "iam:T*",
  "iam:U*",
];

/** Services whose one endpoint is elsewhere, so that a request to them is outside the stack's region by nature. */
const GLOBAL_SERVICES: ReadonlySet<string> = new Set(["cloudfront", "iam", "organizations", "route53"]);

interface Grant {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: Conditions | undefined;
}

/** A list of one is written as its one element: the quota counts characters. */
const brief = (texts: readonly string[]): readonly string[] | string =>
  texts.length === 1 ? (texts[0] ?? texts) : texts;

const sorted = (texts: Iterable<string>): readonly string[] => [...new Set(texts)].sort();

/** Merges the grants that agree on `key` by uniting what they do not agree on. */
function merged(
  grants: readonly Grant[],
  key: (grant: Grant) => unknown,
  unite: (a: Grant, b: Grant) => Grant,
): readonly Grant[] {
  const groups = new Map<string, Grant>();
  for (const grant of grants) {
    const id = JSON.stringify(key(grant));
    const group = groups.get(id);
    groups.set(id, group ? unite(group, grant) : grant);
  }
  return [...groups.values()];
}

/**
 * INVARIANT: the union of the result is the union of the roles' grants. Grants are merged only where they have the same
 * resources and conditions, or the same actions and conditions: no pair of action and resource appears that no role has.
 */
function union(specs: readonly RoleSpec[]): readonly Grant[] {
  const grants = specs
    .flatMap(({ statements }) => statements)
    .map(({ actions, resources, conditions }) => ({
      actions: sorted(actions),
      resources: sorted(
        resources.map((resource) => (typeof resource === "string" ? resource : resource.pattern)),
      ),
      conditions,
    }));
  const byResource = merged(
    grants,
    ({ resources, conditions }) => [resources, conditions],
    (a, b) => ({ ...a, actions: sorted([...a.actions, ...b.actions]) }),
  );
  return merged(
    byResource,
    ({ actions, conditions }) => [actions, conditions],
    (a, b) => ({ ...a, resources: sorted([...a.resources, ...b.resources]) }),
  );
}

/** What the region lock lets out: the actions of global services that a role has, by name. */
function globalActions(specs: readonly RoleSpec[]): readonly string[] {
  const actions = specs.flatMap(({ statements }) => statements.flatMap((statement) => statement.actions));
  return sorted(actions.filter((action) => GLOBAL_SERVICES.has(action.split(":")[0] ?? "")));
}

/**
 * The boundary of these roles, those of one family: it allows exactly what they may do between them, refuses every request outside the stack's
 * region but the named ones to global services, and refuses to change IAM. Plain, so that a preview can judge it.
 * @throws RangeError where the document is longer than IAM accepts
 */
export function regionalBoundary(specs: readonly RoleSpec[], { region }: StackContext): PolicyDocument {
  const allowed = union(specs).map(
    ({ actions, resources, conditions }): DocumentStatement => ({
      Effect: "Allow",
      Action: brief(actions),
      Resource: brief(resources),
      ...(conditions ? { Condition: conditions } : {}),
    }),
  );
  const elsewhere = globalActions(specs);
  const document: PolicyDocument = {
    Version: "2012-10-17",
    Statement: [
      ...allowed,
      {
        Sid: "StayInRegion",
        Effect: "Deny",
        ...(elsewhere.length > 0 ? { NotAction: brief(elsewhere) } : { Action: "*" }),
        Resource: "*",
        Condition: { StringNotEquals: { "aws:RequestedRegion": region } },
      },
      { Sid: "LeaveIamAlone", Effect: "Deny", Action: IAM_WRITES, Resource: "*" },
    ],
  };
  const size = JSON.stringify(document).length;
  if (size > BOUNDARY_MAX_CHARACTERS) {
    throw new RangeError(
      `permissions boundary of ${specs.length} roles is \`${size}\` characters long; IAM accepts at most ${BOUNDARY_MAX_CHARACTERS}: give \`permissionsBoundaryArn\` instead`,
    );
  }
  return document;
}
