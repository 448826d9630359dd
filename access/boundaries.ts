/** The most that anybody here can ever do, whatever is attached later: the pipeline's sessions, and the stack's own roles. */

import {
  IAM_WRITES,
  possibleRoles,
  type RoleOptions,
  type Statement as RoleStatement,
  roleSpecs,
} from "../components/iam-roles";
import { hasEc2Messages, patchingBuckets } from "../components/network";
import type { Statement } from "./documents";
import type { Place } from "./place";
import { allActions } from "./rights/table";

/** Requests to these are in another region by nature. */
const GLOBAL_SERVICES = ["cloudfront", "iam", "route53", "sts"];

/** What may be done with the state's objects and key; all else is their administrators'. */
const STATE_ACTIONS = ["s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"];
const STATE_KEY_ACTIONS = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"];

/** Every write that IAM tells the boundary of the role with. */
export const BOUND_WRITES = [
  "iam:AttachRolePolicy",
  "iam:CreateRole",
  "iam:DeleteRole",
  "iam:DeleteRolePolicy",
  "iam:DetachRolePolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateRole",
  "iam:UpdateRoleDescription",
];

/**
 * The boundary of the pipeline's roles. It allows the services that the stack consists of, and refuses what would lead out
 * of it: another region, what bears another stack's tag, identities other than the stack's roles, roles without the
 * workloads' boundary, and the state's own protection.
 */
export function pipelineBoundary(place: Place): readonly Statement[] {
  const services = [...new Set(allActions().map((action) => action.split(":")[0] ?? ""))].sort();
  const stackIdentities = [place.workloadRoles, place.workloadProfiles, place.iam("role/aws-service-role/*")];
  return [
    {
      Sid: "ServicesOfTheStack",
      Effect: "Allow",
      Action: services.map((service) => `${service}:*`),
      Resource: "*",
    },
    {
      Sid: "StayInRegion",
      Effect: "Deny",
      NotAction: GLOBAL_SERVICES.map((service) => `${service}:*`),
      Resource: "*",
      Condition: { StringNotEquals: { "aws:RequestedRegion": place.regions } },
    },
    ...Object.entries(place.ownerTags).map(
      ([key, value]): Statement => ({
        Sid: `LeaveOther${key.replace(/^pulumi:(\w)/, (_, letter: string) => letter.toUpperCase())}sAlone`,
        Effect: "Deny",
        Action: ["*"],
        Resource: "*",
        Condition: {
          StringNotEquals: { [`aws:ResourceTag/${key}`]: value },
          Null: { [`aws:ResourceTag/${key}`]: "false" },
        },
      }),
    ),
    {
      Sid: "LeaveOtherIdentitiesAlone",
      Effect: "Deny",
      Action: [...IAM_WRITES, "iam:PassRole"],
      NotResource: stackIdentities,
    },
    {
      Sid: "KeepRolesInsideTheirBoundary",
      Effect: "Deny",
      Action: BOUND_WRITES,
      Resource: "*",
      Condition: { StringNotEquals: { "iam:PermissionsBoundary": place.boundaryArn("workload") } },
    },
    {
      Sid: "KeepBoundaries",
      Effect: "Deny",
      Action: ["iam:DeleteRolePermissionsBoundary"],
      Resource: "*",
    },
    {
      Sid: "KeepTheState",
      Effect: "Deny",
      NotAction: STATE_ACTIONS,
      Resource: [place.stateBucketArn, `${place.stateBucketArn}/*`],
    },
    // Any stack's: those have no tag of a stack, and would get one.
    {
      Sid: "KeepTheStatesKey",
      Effect: "Deny",
      NotAction: STATE_KEY_ACTIONS,
      Resource: place.everywhere("kms", "key/*"),
      Condition: { "ForAnyValue:StringLike": { "kms:ResourceAliases": ["alias/state-*"] } },
    },
    // No name that the stack may use reaches a role of the pipeline; this holds whatever the names become.
    {
      Sid: "LeaveThePipelineAlone",
      Effect: "Deny",
      Action: [...IAM_WRITES, "iam:PassRole"],
      Resource: [place.iam(`role/access/*`), place.iam(`policy/*`)],
    },
  ];
}

/** What the stack's roles may do, in every way that a stack can be configured. */
export function workloadGrants(place: Place): readonly RoleStatement[] {
  const { accountId, region, partition, baseName, rolePath } = place.config;
  const roles = possibleRoles(partition);
  const options: Omit<RoleOptions, "roles" | "duties"> = {
    context: { accountId, region, partition, baseName, tags: {}, deletionProtection: true },
    rolePath,
    patchingBuckets: patchingBuckets(region),
    ec2Messages: hasEc2Messages(region),
    // Of a pool that does not exist yet the boundary has the pattern.
    cognito: { userPoolId: "*", identityPoolId: "*" },
  };
  return (["athena", "logs-insights"] as const).flatMap((flowLogs) =>
    (["Scan", "Install"] as const).flatMap((patchOperation) =>
      roleSpecs(roles, {
        ...options,
        duties: { flowLogs, patchOperation, console: true, ownDomain: true },
      }).flatMap(({ statements }) => statements),
    ),
  );
}

interface Group {
  readonly actions: Set<string>;
  readonly resources: Set<string>;
  readonly conditions: RoleStatement["conditions"];
}

/** Groups that differ only in the values that one key may have are one group, with all of the values. */
function alternatives(groups: readonly Group[]): readonly Group[] {
  const merged = new Map<string, Group>();
  for (const group of groups) {
    const [[operator, keys] = ["", {}], ...others] = Object.entries(group.conditions ?? {});
    const [[key, values] = ["", []], ...otherKeys] = Object.entries(keys);
    const alike = JSON.stringify([[...group.actions], [...group.resources], operator, key]);
    const id = others.length + otherKeys.length === 0 ? alike : JSON.stringify([alike, group.conditions]);
    const before = merged.get(id)?.conditions?.[operator]?.[key];
    const conditions =
      before === undefined
        ? group.conditions
        : { [operator]: { [key]: [...new Set([before, values].flat())].sort() } };
    merged.set(id, { ...group, conditions });
  }
  return [...merged.values()];
}

const patternOf = (resource: RoleStatement["resources"][number]): string =>
  typeof resource === "string" ? resource : resource.pattern;

/** What bears the stack's name, as one pattern: the boundary names no single resource, the roles do. */
function widened(pattern: string, { config: { baseName } }: Place): string {
  for (const stem of [baseName, baseName.replaceAll("-", "_")]) {
    const at = pattern.indexOf(stem);
    if (at >= 0) return `${pattern.slice(0, at + stem.length)}*`;
  }
  return pattern;
}

/** Actions whose resources have no name of the stack's: only their conditions keep others' out. */
const FENCED: ReadonlySet<string> = new Set(["iam:PassRole", "ssm:SendCommand"]);

/**
 * The boundary of the stack's roles: all that they may do between them, on whatever bears the stack's name, in its region;
 * and no change of IAM. Whoever can write their policies, as the pipeline can, gets no further than this.
 *
 * INVARIANT: it allows each role all that the role's own policy does. It is kept here, and not with the stack, so that what
 * deploys the stack cannot change it.
 */
export function workloadBoundary(place: Place): readonly Statement[] {
  const groups = new Map<string, Group>();
  for (const { actions, resources, conditions } of workloadGrants(place)) {
    for (const action of actions) {
      const patterns = resources.map((resource) => widened(patternOf(resource), place));
      // What is on everything is kept apart, so that nothing else gets there with it. Services can share a statement: an
      // action of one is about no resource of another.
      const isOnAll = patterns.includes("*");
      const kept = FENCED.has(action) ? conditions : undefined;
      // And apart from others' resources: an instance that may be read is not one that a document may run on.
      const key = JSON.stringify([isOnAll, FENCED.has(action) ? [action, kept] : undefined]);
      const group = groups.get(key) ?? { actions: new Set(), resources: new Set(), conditions: kept };
      groups.set(key, group);
      group.actions.add(action);
      for (const pattern of isOnAll ? ["*"] : patterns) group.resources.add(pattern);
    }
  }
  const allowed = alternatives([...groups.values()]).map(
    ({ actions, resources, conditions }): Statement => ({
      Effect: "Allow",
      Action: [...actions].sort(),
      Resource: [...resources].sort(),
      ...(conditions ? { Condition: conditions } : {}),
    }),
  );
  return [
    ...allowed,
    {
      Sid: "StayInRegion",
      Effect: "Deny",
      NotAction: ["iam:G*", "iam:List*", "iam:PassRole"],
      Resource: "*",
      Condition: { StringNotEquals: { "aws:RequestedRegion": place.config.region } },
    },
    { Sid: "LeaveIamAlone", Effect: "Deny", Action: IAM_WRITES, Resource: "*" },
  ];
}
