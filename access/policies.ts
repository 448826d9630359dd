/** What each session of the pipeline may do. */

import { servicePrincipal } from "../partitions";
import { BOUND_WRITES } from "./boundaries";
import type { Statement } from "./documents";
import type { Place } from "./place";
import {
  hasTags,
  launchedInEc2,
  launchTemplates,
  SPECIAL_ACTIONS,
  SPECIAL_SERVICES,
  scopesOf,
  taggedInEc2,
} from "./rights/scopes";
import { allActions, readActions } from "./rights/table";

/** Services that the stack's roles are for: a role is handed to these, and to no other. */
const PASSED_TO = [
  "appsync",
  "cognito-identity",
  "ec2",
  "lambda",
  "opensearchservice",
  "scheduler",
  "ssm",
  "vpc-flow-logs",
];

/** Services that make a role of their own the first time they are used in an account. */
const SERVICE_LINKED = ["autoscaling", "elasticloadbalancing", "opensearchservice", "vpcorigin.cloudfront"];

/** Those of them that the program makes where the account has none, and then tags as the stack's. */
const SERVICE_LINKED_BY_PROGRAM = ["autoscaling", "opensearchservice"];

/** Calls of EC2 that make something may tag it at once. */
const CREATING_IN_EC2 = [
  ...allActions()
    .filter((action) => /^ec2:(Allocate|AuthorizeSecurityGroup|Create(?!Tags$))/.test(action))
    .map((action) => action.slice("ec2:".length)),
  // Auto Scaling's, with what the template says.
  "RunInstances",
];

const isSpecial = (action: string): boolean =>
  SPECIAL_ACTIONS.has(action) || SPECIAL_SERVICES.has(action.split(":")[0] ?? "");

/** Letters and digits, as IAM wants a Sid. */
const sidOf = (text: string): string =>
  text.replaceAll(/(^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_, __, next: string) => next.toUpperCase());

/** Actions with the same scope in one statement each, in the order of their services. */
function scoped(actions: readonly string[], place: Place): readonly Statement[] {
  const groups = new Map<string, { service: string; actions: string[]; statement: Statement }>();
  const wanted = actions
    .filter((action) => !isSpecial(action))
    .flatMap((action) => scopesOf(action, place).map((scope) => ({ action, ...scope })));
  for (const { action, resources, condition } of wanted) {
    if (resources.length === 0) continue;
    const isOnAll = resources[0] === "*";
    const service = isOnAll ? "any" : (action.split(":")[0] ?? "");
    const key = JSON.stringify([service, resources, condition]);
    const group = groups.get(key) ?? {
      service,
      actions: [],
      statement: { Effect: "Allow", Resource: resources, ...(condition ? { Condition: condition } : {}) },
    };
    groups.set(key, group);
    group.actions.push(action);
  }
  const numbers = new Map<string, number>();
  return [...groups.values()].map(({ service, actions: together, statement }) => {
    const number = (numbers.get(service) ?? 0) + 1;
    numbers.set(service, number);
    return { Sid: `${sidOf(service)}${number}`, ...statement, Action: together };
  });
}

/** Reading the state: which stacks there are, and what the current one is. No history, no backups. */
const readState = (place: Place): readonly Statement[] => [
  { Sid: "ListState", Effect: "Allow", Action: ["s3:ListBucket"], Resource: [place.stateBucketArn] },
  { Sid: "ReadState", Effect: "Allow", Action: ["s3:GetObject"], Resource: place.stateFiles },
  {
    Sid: "Decrypt",
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: [place.arn("kms", "key/*")],
    Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": [place.stateKeyAlias] } },
  },
];

/** The one question that planning asks AWS: to which versions a domain can go without being replaced. */
const plan = (place: Place): Statement => ({
  Sid: "Plan",
  Effect: "Allow",
  Action: ["es:GetCompatibleVersions"],
  Resource: [place.arn("es", `domain/${place.config.baseName}`)],
});

/** A preview without a refresh: the state, and nothing of the account. */
export const previewStatements = (place: Place): readonly Statement[] => [...readState(place), plan(place)];

/** A preview with one: what the provider reads of each resource. Values of secrets and logs are not among it. */
export const inspectStatements = (place: Place): readonly Statement[] => [
  ...readState(place),
  plan(place),
  ...scoped(readActions(), place),
  {
    Sid: "Iam",
    Effect: "Allow",
    Action: readActions().filter((action) => action.startsWith("iam:")),
    Resource: [place.workloadRoles, place.workloadProfiles, place.iam("role/aws-service-role/*")],
  },
  ...readKeys(place),
];

const KEY_READS = readActions().filter((action) => action.startsWith("kms:") && action !== "kms:ListAliases");

const readKeys = (place: Place): readonly Statement[] => [
  { Sid: "ListAliases", Effect: "Allow", Action: ["kms:ListAliases"], Resource: ["*"] },
  { Sid: "ReadKeys", Effect: "Allow", Action: KEY_READS, Resource: place.everywhere("kms", "key/*") },
];

/** Writing the state, and locking it. What is overwritten or deleted stays as a version that nobody here can delete. */
const writeState = (place: Place): readonly Statement[] => [
  { Sid: "ListState", Effect: "Allow", Action: ["s3:ListBucket"], Resource: [place.stateBucketArn] },
  {
    Sid: "WriteState",
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:PutObject"],
    Resource: [`${place.stateBucketArn}/.pulumi/*`],
  },
  {
    Sid: "Unlock",
    Effect: "Allow",
    Action: ["s3:DeleteObject"],
    Resource: [`${place.stateBucketArn}/.pulumi/locks/*`],
  },
  {
    Sid: "Encrypt",
    Effect: "Allow",
    Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
    Resource: [place.arn("kms", "key/*")],
    Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": [place.stateKeyAlias] } },
  },
];

const KEY_WRITES = allActions().filter(
  (action) =>
    action.startsWith("kms:") &&
    !KEY_READS.includes(action) &&
    !/:(CreateKey|ListAliases|CreateGrant|\w+Alias|Decrypt|GenerateDataKey)$/.test(action),
);

/** The stack's keys, by the tag that it puts on them. */
const keys = (place: Place): readonly Statement[] => {
  const all = place.everywhere("kms", "key/*");
  return [
    ...readKeys(place),
    {
      Sid: "CreateKeys",
      Effect: "Allow",
      Action: ["kms:CreateKey"],
      Resource: ["*"],
      Condition: hasTags("RequestTag", place),
    },
    {
      Sid: "TagKeys",
      Effect: "Allow",
      Action: ["kms:TagResource"],
      Resource: all,
      Condition: hasTags("RequestTag", place),
    },
    {
      Sid: "OwnKeys",
      Effect: "Allow",
      Action: KEY_WRITES,
      Resource: all,
      Condition: hasTags("ResourceTag", place),
    },
    {
      Sid: "OwnKeysAliases",
      Effect: "Allow",
      Action: ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"],
      Resource: all,
      Condition: hasTags("ResourceTag", place),
    },
    {
      Sid: "Aliases",
      Effect: "Allow",
      Action: ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"],
      Resource: place.everywhere("kms", `alias/${place.config.baseName}-*`),
    },
    // The console's key lets the account use it so, the other keys do not.
    {
      Sid: "UseOwnKeysThroughS3",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: [place.arn("kms", "key/*")],
      Condition: {
        StringEquals: {
          ...hasTags("ResourceTag", place)["StringEquals"],
          "kms:ViaService": `s3.${place.config.region}.${place.config.partition.dnsSuffix}`,
        },
      },
    },
    {
      Sid: "LetServicesUseOwnKeys",
      Effect: "Allow",
      Action: ["kms:CreateGrant"],
      Resource: all,
      Condition: { ...hasTags("ResourceTag", place), Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
};

/** No managed policy is attached to the stack's roles. */
const BOUND_WRITES_OF_ROLES = BOUND_WRITES.filter((action) => action !== "iam:AttachRolePolicy");

/**
 * The stack's roles, each inside the workloads' boundary: one that is not, or would not be after the call, is out of reach.
 * No policy, user, group, key or provider of identities is.
 */
const identities = (place: Place): readonly Statement[] => {
  const { partition } = place.config;
  const iam = allActions().filter((action) => action.startsWith("iam:"));
  const profiles = iam.filter((action) => action.endsWith("InstanceProfile"));
  const elsewhere = new Set([
    ...BOUND_WRITES_OF_ROLES,
    ...profiles,
    "iam:PassRole",
    "iam:CreateServiceLinkedRole",
  ]);
  const loose = iam.filter((action) => !elsewhere.has(action));
  return [
    {
      Sid: "RolesInsideTheBoundary",
      Effect: "Allow",
      Action: BOUND_WRITES_OF_ROLES,
      Resource: [place.workloadRoles],
      Condition: { StringEquals: { "iam:PermissionsBoundary": place.boundaryArn("workload") } },
    },
    {
      Sid: "ReadAndTagRoles",
      Effect: "Allow",
      Action: loose,
      Resource: [place.workloadRoles],
    },
    {
      Sid: "ReadServiceLinkedRoles",
      Effect: "Allow",
      Action: ["iam:GetRole"],
      Resource: [place.iam("role/aws-service-role/*")],
    },
    {
      Sid: "TagServiceLinkedRoles",
      Effect: "Allow",
      Action: ["iam:TagRole", "iam:UntagRole"],
      Resource: SERVICE_LINKED_BY_PROGRAM.map((service) =>
        place.iam(`role/aws-service-role/${service}.amazonaws.com/*`),
      ),
    },
    { Sid: "InstanceProfiles", Effect: "Allow", Action: profiles, Resource: [place.workloadProfiles] },
    {
      Sid: "HandRolesToTheirServices",
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource: [place.workloadRoles],
      Condition: {
        StringEquals: {
          "iam:PassedToService": PASSED_TO.map((service) => servicePrincipal(service, partition)),
        },
      },
    },
    {
      Sid: "ServiceLinkedRoles",
      Effect: "Allow",
      Action: ["iam:CreateServiceLinkedRole"],
      Resource: [place.iam("role/aws-service-role/*")],
      Condition: {
        StringEquals: { "iam:AWSServiceName": SERVICE_LINKED.map((service) => `${service}.amazonaws.com`) },
      },
    },
  ];
};

/** Tags in EC2: what tells the stack's resources apart is not given to others' by tagging them. */
const tags = (place: Place): readonly Statement[] => [
  {
    Sid: "TagWhatIsMade",
    Effect: "Allow",
    Action: ["ec2:CreateTags"],
    Resource: [...taggedInEc2(place), ...launchTemplates(place), ...launchedInEc2(place)],
    Condition: { StringEquals: { "ec2:CreateAction": CREATING_IN_EC2 } },
  },
  {
    Sid: "TagOwn",
    Effect: "Allow",
    Action: ["ec2:CreateTags", "ec2:DeleteTags"],
    Resource: [...taggedInEc2(place), ...launchTemplates(place)],
    Condition: hasTags("ResourceTag", place),
  },
  // A network's default group comes with the network and without tags, before the program closes it.
  {
    Sid: "TagDefaultGroup",
    Effect: "Allow",
    Action: ["ec2:CreateTags"],
    Resource: [place.arn("ec2", "security-group/*")],
    Condition: hasTags("RequestTag", place),
  },
];

/** What an update takes: the table's actions, each on the stack's own as far as AWS tells it apart. */
export const deployStatements = (place: Place): readonly Statement[] => [
  ...writeState(place),
  ...identities(place),
  ...keys(place),
  ...tags(place),
  ...scoped(allActions(), place),
];
