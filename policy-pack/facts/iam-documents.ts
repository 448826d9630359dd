import { quote } from "../analysis/findings";
import type { Statement } from "../analysis/iam/document";
import { isMap, UNKNOWN, type Value } from "../analysis/unknown";
import { type Item, itemsOf, type Resource, textOf } from "./resource";

/**
 * What a document is for. A *grant* gives its holder permissions; a *trust* says who may take on a role; a *resource*
 * policy says who may use the resource it is attached to; a *limit* (permissions boundary, session or endpoint policy)
 * only ever takes away, so that no limit is ever too broad a grant.
 */
export type Position = "grant" | "trust" | "resource" | "limit";

/** A document that a resource carries. */
export interface IamDocument {
  readonly position: Position;
  /** The property, as a JSON path: `inlinePolicies[0].policy`. */
  readonly path: string;
  /** The text or object, or `UNKNOWN`. */
  readonly value: Value;
}

type Place = readonly [path: string, position: Position];

const resourcePolicy = (path: string): readonly Place[] => [[path, "resource"]];

/** Where documents are. `[]` stands for every item of a list. */
const PLACES: Readonly<Record<string, readonly Place[]>> = {
  "aws:iam/role:Role": [
    ["assumeRolePolicy", "trust"],
    ["inlinePolicies[].policy", "grant"],
  ],
  "aws:iam/policy:Policy": [["policy", "grant"]],
  "aws:iam/rolePolicy:RolePolicy": [["policy", "grant"]],
  "aws:iam/userPolicy:UserPolicy": [["policy", "grant"]],
  "aws:iam/groupPolicy:GroupPolicy": [["policy", "grant"]],
  "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": [["inlinePolicy", "grant"]],
  "aws:ec2/vpcEndpoint:VpcEndpoint": [["policy", "limit"]],
  "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy": [["policy", "limit"]],
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": [["policy", "limit"]],
  "aws:rolesanywhere/profile:Profile": [["sessionPolicy", "limit"]],
  "aws:transfer/access:Access": [["policy", "limit"]],
  "aws:transfer/user:User": [["policy", "limit"]],
  "aws:apigateway/restApi:RestApi": resourcePolicy("policy"),
  "aws:apigateway/restApiPolicy:RestApiPolicy": resourcePolicy("policy"),
  "aws:backup/vaultPolicy:VaultPolicy": resourcePolicy("policy"),
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": resourcePolicy("policy"),
  "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy": resourcePolicy("accessPolicy"),
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": resourcePolicy("policyDocument"),
  "aws:dynamodb/resourcePolicy:ResourcePolicy": resourcePolicy("policy"),
  "aws:ecr/registryPolicy:RegistryPolicy": resourcePolicy("policy"),
  "aws:ecr/repositoryPolicy:RepositoryPolicy": resourcePolicy("policy"),
  "aws:efs/fileSystemPolicy:FileSystemPolicy": resourcePolicy("policy"),
  "aws:elasticsearch/domain:Domain": resourcePolicy("accessPolicies"),
  "aws:elasticsearch/domainPolicy:DomainPolicy": resourcePolicy("accessPolicies"),
  "aws:glue/resourcePolicy:ResourcePolicy": resourcePolicy("policy"),
  "aws:kinesis/resourcePolicy:ResourcePolicy": resourcePolicy("policy"),
  "aws:kms/externalKey:ExternalKey": resourcePolicy("policy"),
  "aws:kms/key:Key": resourcePolicy("policy"),
  "aws:kms/keyPolicy:KeyPolicy": resourcePolicy("policy"),
  "aws:kms/replicaExternalKey:ReplicaExternalKey": resourcePolicy("policy"),
  "aws:kms/replicaKey:ReplicaKey": resourcePolicy("policy"),
  "aws:lambda/resourcePolicy:ResourcePolicy": resourcePolicy("policy"),
  "aws:msk/clusterPolicy:ClusterPolicy": resourcePolicy("policy"),
  "aws:opensearch/domain:Domain": resourcePolicy("accessPolicies"),
  "aws:opensearch/domainPolicy:DomainPolicy": resourcePolicy("accessPolicies"),
  "aws:s3/accessPoint:AccessPoint": resourcePolicy("policy"),
  "aws:s3/bucket:Bucket": resourcePolicy("policy"),
  "aws:s3/bucketPolicy:BucketPolicy": resourcePolicy("policy"),
  "aws:s3/bucketV2:BucketV2": resourcePolicy("policy"),
  "aws:s3control/accessPointPolicy:AccessPointPolicy": resourcePolicy("policy"),
  "aws:s3control/bucketPolicy:BucketPolicy": resourcePolicy("policy"),
  "aws:secretsmanager/secret:Secret": resourcePolicy("policy"),
  "aws:secretsmanager/secretPolicy:SecretPolicy": resourcePolicy("policy"),
  "aws:sns/topic:Topic": resourcePolicy("policy"),
  "aws:sns/topicPolicy:TopicPolicy": resourcePolicy("policy"),
  "aws:sqs/queue:Queue": resourcePolicy("policy"),
  "aws:sqs/queuePolicy:QueuePolicy": resourcePolicy("policy"),
  "aws:vpclattice/authPolicy:AuthPolicy": resourcePolicy("policy"),
  "aws:xray/resourcePolicy:ResourcePolicy": resourcePolicy("policyDocument"),
  "aws-native:ec2:VpcEndpoint": [["policyDocument", "limit"]],
  "aws-native:ecr:RegistryPolicy": resourcePolicy("policyText"),
  "aws-native:ecr:Repository": resourcePolicy("repositoryPolicyText"),
  "aws-native:iam:Group": [["policies[].policyDocument", "grant"]],
  "aws-native:iam:GroupPolicy": [["policyDocument", "grant"]],
  "aws-native:iam:ManagedPolicy": [["policyDocument", "grant"]],
  "aws-native:iam:Role": [
    ["assumeRolePolicyDocument", "trust"],
    ["policies[].policyDocument", "grant"],
  ],
  "aws-native:iam:RolePolicy": [["policyDocument", "grant"]],
  "aws-native:iam:User": [["policies[].policyDocument", "grant"]],
  "aws-native:iam:UserPolicy": [["policyDocument", "grant"]],
  "aws-native:kms:Key": resourcePolicy("keyPolicy"),
  "aws-native:logs:ResourcePolicy": resourcePolicy("policyDocument"),
  "aws-native:opensearchservice:Domain": resourcePolicy("accessPolicies"),
  "aws-native:s3:BucketPolicy": resourcePolicy("policyDocument"),
  "aws-native:secretsmanager:ResourcePolicy": resourcePolicy("resourcePolicy"),
  "aws-native:sns:TopicInlinePolicy": resourcePolicy("policyDocument"),
  "aws-native:sns:TopicPolicy": resourcePolicy("policyDocument"),
  "aws-native:sqs:QueueInlinePolicy": resourcePolicy("policyDocument"),
  "aws-native:sqs:QueuePolicy": resourcePolicy("policyDocument"),
  "aws-native:sso:PermissionSet": [["inlinePolicy", "grant"]],
};

/** Types whose document is a limit when their `path` says so. */
const MANAGED_POLICIES: readonly string[] = ["aws:iam/policy:Policy", "aws-native:iam:ManagedPolicy"];

/** Whether resources of this type can carry a document. */
export const carriesDocuments = (type: string): boolean => Object.hasOwn(PLACES, type);

/** Whether the resource is a customer managed policy. */
export const isManagedPolicy = (type: string): boolean => MANAGED_POLICIES.includes(type);

/**
 * Whether a managed policy is a limit: its path is, or lies under, one of `boundaryPaths`. `UNKNOWN` where the path is.
 */
export function isLimit(
  { type, inputs }: Resource,
  boundaryPaths: readonly string[],
): boolean | typeof UNKNOWN {
  if (!isManagedPolicy(type)) return false;
  const path = textOf(inputs["path"]);
  if (path === UNKNOWN) return boundaryPaths.length === 0 ? false : UNKNOWN;
  return boundaryPaths.some((boundary) => path?.startsWith(boundary));
}

/**
 * The documents of a resource, each with its position. A managed policy of unknown path is a grant: if it turns out to
 * be a limit, nothing is lost. An absent or empty property carries none.
 */
export function documentsOf(resource: Resource, boundaryPaths: readonly string[]): readonly IamDocument[] {
  const places = PLACES[resource.type] ?? [];
  const limit = isLimit(resource, boundaryPaths) === true;
  return places.flatMap(([place, position]) =>
    valuesAt(resource, place).flatMap(({ path, value }) =>
      value === null || value === ""
        ? []
        : [{ position: limit && position === "grant" ? "limit" : position, path, value }],
    ),
  );
}

function valuesAt({ inputs }: Resource, place: string): readonly Item[] {
  const [list, field] = place.split("[].");
  if (list === undefined) return [];
  if (field === undefined) {
    const value = inputs[list];
    return value === undefined ? [] : [{ path: list, value }];
  }
  return itemsOf(inputs[list], list).flatMap(({ path, value }): readonly Item[] => {
    if (!isMap(value)) return [{ path, value }];
    const found = value[field];
    return found === undefined ? [] : [{ path: `${path}.${field}`, value: found }];
  });
}

/** A path below a document, as a path below its resource: `policy.Statement[0]`. */
export const pathIn = (document: IamDocument, path: string): string => {
  if (path === "") return document.path;
  return path.startsWith("[") ? `${document.path}${path}` : `${document.path}.${path}`;
};

/** How messages name a statement: `` `Read` (policy.Statement[0]) ``, or its path alone. */
export const statementLabel = (
  document: IamDocument,
  { sid, path }: Pick<Statement, "sid" | "path">,
): string =>
  sid === undefined ? quote(pathIn(document, path)) : `${quote(sid)} (${pathIn(document, path)})`;

/** Whom the permissions of a resource's documents go to, for messages: ``role `reader` ``. */
export function holderOf({ type, name, inputs }: Resource): string {
  const [property, kind] = HOLDERS[type] ?? ["", ""];
  const holder = textOf(inputs[property]);
  if (typeof holder === "string") return `${kind} \`${holder}\``;
  return kind === "" ? `\`${name}\`` : `${kind} of \`${name}\``;
}

/** The name of the role, user, group or policy that a resource's documents belong to, where it is known. */
export function holderName({ type, inputs }: Resource): string | undefined {
  const holder = textOf(inputs[HOLDERS[type]?.[0] ?? ""]);
  return typeof holder === "string" ? holder : undefined;
}

const HOLDERS: Readonly<Record<string, readonly [property: string, kind: string]>> = {
  "aws:iam/role:Role": ["name", "role"],
  "aws:iam/policy:Policy": ["name", "policy"],
  "aws:iam/rolePolicy:RolePolicy": ["role", "role"],
  "aws:iam/userPolicy:UserPolicy": ["user", "user"],
  "aws:iam/groupPolicy:GroupPolicy": ["group", "group"],
  "aws-native:iam:Role": ["roleName", "role"],
  "aws-native:iam:ManagedPolicy": ["managedPolicyName", "policy"],
  "aws-native:iam:RolePolicy": ["roleName", "role"],
  "aws-native:iam:UserPolicy": ["userName", "user"],
  "aws-native:iam:GroupPolicy": ["groupName", "group"],
  "aws-native:iam:User": ["userName", "user"],
  "aws-native:iam:Group": ["groupName", "group"],
};
