/** How a provider names a resource whose program gives no name. */
export interface Autoname {
  readonly property: string;
  /** AWS's limit for the name, in characters. */
  readonly maxLength: number;
  readonly lowerCase?: boolean;
  /** Inputs that say how to name the resource, so that nothing is filled in. */
  readonly unless?: readonly string[];
}

const named = (maxLength: number): Autoname => ({ property: "name", maxLength, unless: ["namePrefix"] });

/** How the AWS provider names whatever has an optional `name`. */
export const BY_NAME: Autoname = named(255);

/** Types that are named otherwise, or whose names AWS limits to fewer characters. */
export const AUTONAMED: { readonly [type: string]: Autoname | undefined } = {
  "aws:cloudfront/function:Function": named(64),
  "aws:cloudfront/originAccessControl:OriginAccessControl": named(64),
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": named(128),
  "aws:cloudwatch/eventRule:EventRule": named(64),
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": named(60),
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": named(60),
  "aws:cloudwatch/logGroup:LogGroup": named(512),
  "aws:cognito/userPool:UserPool": named(128),
  "aws:cognito/userPoolClient:UserPoolClient": named(128),
  "aws:cognito/userGroup:UserGroup": named(128),
  "aws:ec2/launchTemplate:LaunchTemplate": named(125),
  "aws:ecr/repository:Repository": { property: "name", maxLength: 256, lowerCase: true },
  "aws:iam/group:Group": named(128),
  "aws:iam/instanceProfile:InstanceProfile": named(128),
  "aws:iam/policy:Policy": named(128),
  "aws:iam/role:Role": named(64),
  "aws:iam/rolePolicy:RolePolicy": named(128),
  "aws:iam/user:User": named(64),
  "aws:kms/alias:Alias": named(256),
  "aws:lambda/function:Function": named(64),
  "aws:lb/loadBalancer:LoadBalancer": named(32),
  "aws:lb/targetGroup:TargetGroup": named(32),
  "aws:opensearch/domain:Domain": { property: "domainName", maxLength: 28, lowerCase: true },
  "aws:s3/bucket:Bucket": { property: "bucket", maxLength: 63, lowerCase: true, unless: ["bucketPrefix"] },
  "aws:scheduler/schedule:Schedule": named(64),
  "aws:secretsmanager/secret:Secret": named(512),
  "aws:sns/topic:Topic": named(256),
  "aws:sqs/queue:Queue": named(80),
  "aws:ssm/document:Document": named(128),
  "aws:ssm/maintenanceWindow:MaintenanceWindow": named(128),
  "aws:ssm/maintenanceWindowTarget:MaintenanceWindowTarget": named(128),
  "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask": named(128),
  "aws:ssm/patchBaseline:PatchBaseline": named(128),
  "aws:wafv2/ipSet:IpSet": named(128),
  "aws:wafv2/ruleGroup:RuleGroup": named(128),
  "aws:wafv2/webAcl:WebAcl": named(128),
};

/** Properties that accept a policy document as an object and travel as JSON text (`PolicyDocument` in the SDK's types). */
export const POLICY_DOCUMENTS: { readonly [type: string]: readonly string[] | undefined } = {
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": ["policyDocument"],
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": ["policy"],
  "aws:ecr/registryPolicy:RegistryPolicy": ["policy"],
  "aws:ecr/repositoryPolicy:RepositoryPolicy": ["policy"],
  "aws:elasticsearch/domain:Domain": ["accessPolicies"],
  "aws:elasticsearch/domainPolicy:DomainPolicy": ["accessPolicies"],
  "aws:iam/groupPolicy:GroupPolicy": ["policy"],
  "aws:iam/policy:Policy": ["policy"],
  "aws:iam/role:Role": ["assumeRolePolicy"],
  "aws:iam/rolePolicy:RolePolicy": ["policy"],
  "aws:iam/userPolicy:UserPolicy": ["policy"],
  "aws:s3/bucket:Bucket": ["policy"],
  "aws:s3/bucketPolicy:BucketPolicy": ["policy"],
  "aws:sns/topicPolicy:TopicPolicy": ["policy"],
  "aws:sqs/queuePolicy:QueuePolicy": ["policy"],
};
