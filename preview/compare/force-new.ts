/**
 * Inputs that cannot be changed on a resource that exists, so that the provider replaces it: what its schema calls
 * `ForceNew`, and the conditions of its `CustomizeDiff`. For the types that this project's program can register, read in
 * the sources of the provider that Pulumi's bridges: hashicorp/terraform-provider-aws, `internal/service`, at commit
 * 5f2286d6d836 of 2 June 2026. Inputs that the program's types have and that only wrap another one (`namePrefix`) are there
 * as well.
 */

interface ForceNew {
  /** Each change of one of them replaces the resource. */
  readonly always: readonly string[];
  /** Where one of them appears or vanishes: a rule's peer of another kind. A change of its value is made in place. */
  readonly whereAppearing?: readonly string[];
  /** Some changes of them do, depending on the values or on what AWS answers. */
  readonly sometimes?: readonly string[];
}

const NAME = ["name", "namePrefix"];
const BUCKET = { always: ["bucket"] };

const FORCE_NEW: { readonly [type: string]: ForceNew } = {
  "aws:appsync/dataSource:DataSource": { always: [] },
  "aws:appsync/graphQLApi:GraphQLApi": { always: ["apiType", "visibility"] },
  "aws:appsync/resolver:Resolver": { always: ["apiId", "field", "type"] },
  "aws:athena/workgroup:Workgroup": { always: ["name"] },
  "aws:autoscaling/group:Group": { always: [...NAME, "initialLifecycleHooks"] },
  "aws:autoscaling/policy:Policy": { always: ["autoscalingGroupName", "name"] },
  "aws:cloudfront/distribution:Distribution": { always: ["staging"] },
  "aws:cloudfront/function:Function": { always: ["name"] },
  "aws:cloudfront/originAccessControl:OriginAccessControl": { always: [] },
  "aws:cloudfront/originAccessIdentity:OriginAccessIdentity": { always: [] },
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": { always: [] },
  "aws:cloudfront/vpcOrigin:VpcOrigin": { always: [] },
  "aws:cloudwatch/eventRule:EventRule": { always: ["eventBusName", ...NAME] },
  "aws:cloudwatch/eventTarget:EventTarget": { always: ["eventBusName", "rule", "targetId"] },
  "aws:cloudwatch/logDelivery:LogDelivery": { always: ["deliveryDestinationArn", "deliverySourceName"] },
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": {
    always: ["name", "outputFormat"],
    sometimes: ["deliveryDestinationConfiguration"],
  },
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": { always: ["logType", "name", "resourceArn"] },
  "aws:cloudwatch/logGroup:LogGroup": { always: ["logGroupClass", ...NAME] },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": { always: ["logGroupName", "name"] },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": { always: ["policyName", "resourceArn"] },
  "aws:cloudwatch/metricAlarm:MetricAlarm": { always: ["name"] },
  "aws:cognito/identityPool:IdentityPool": { always: ["identityPoolName", "developerProviderName"] },
  "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment": {
    always: ["identityPoolId"],
    sometimes: ["roles"],
  },
  "aws:cognito/managedUserPoolClient:ManagedUserPoolClient": { always: ["userPoolId"] },
  "aws:cognito/riskConfiguration:RiskConfiguration": { always: ["clientId", "userPoolId"] },
  "aws:cognito/userGroup:UserGroup": { always: ["name", "userPoolId"] },
  "aws:cognito/userPool:UserPool": {
    always: ["aliasAttributes", "usernameAttributes"],
    sometimes: ["usernameConfiguration"],
  },
  "aws:cognito/userPoolClient:UserPoolClient": { always: ["generateSecret", "userPoolId"] },
  "aws:cognito/userPoolDomain:UserPoolDomain": {
    always: ["domain", "userPoolId"],
    sometimes: ["certificateArn"],
  },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": { always: ["vpcId"] },
  "aws:ec2/flowLog:FlowLog": {
    always: [
      "deliverCrossAccountRole",
      "destinationOptions",
      "eniId",
      "iamRoleArn",
      "logDestination",
      "logDestinationType",
      "logFormat",
      "maxAggregationInterval",
      "regionalNatGatewayId",
      "subnetId",
      "trafficType",
      "transitGatewayAttachmentId",
      "transitGatewayId",
      "vpcId",
    ],
  },
  "aws:ec2/launchTemplate:LaunchTemplate": { always: NAME },
  "aws:ec2/securityGroup:SecurityGroup": { always: ["description", ...NAME, "vpcId"] },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    always: [
      "resourceConfigurationArn",
      "serviceName",
      "serviceNetworkArn",
      "serviceRegion",
      "vpcEndpointType",
      "vpcId",
    ],
    sometimes: ["dnsOptions", "privateDnsEnabled"],
  },
  "aws:glue/catalogDatabase:CatalogDatabase": { always: ["catalogId", "name", "targetDatabase"] },
  "aws:glue/catalogTable:CatalogTable": {
    always: ["catalogId", "databaseName", "name", "partitionIndices", "targetTable"],
    sometimes: ["openTableFormatInput"],
  },
  "aws:iam/instanceProfile:InstanceProfile": { always: [...NAME, "path"] },
  "aws:iam/policy:Policy": { always: ["description", ...NAME, "path"] },
  "aws:iam/role:Role": { always: [...NAME, "path"] },
  "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": { always: ["roleName"] },
  "aws:iam/rolePolicy:RolePolicy": { always: [...NAME, "role"] },
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": { always: ["roleName"] },
  "aws:iam/serviceLinkedRole:ServiceLinkedRole": { always: ["awsServiceName", "customSuffix"] },
  "aws:kms/alias:Alias": { always: NAME },
  "aws:kms/key:Key": {
    always: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"],
  },
  "aws:kms/keyPolicy:KeyPolicy": { always: [] },
  "aws:lambda/function:Function": {
    always: ["name", "packageType", "tenancyConfig"],
    sometimes: ["durableConfig"],
  },
  "aws:lb/listener:Listener": { always: ["loadBalancerArn"] },
  "aws:lb/loadBalancer:LoadBalancer": {
    always: ["customerOwnedIpv4Pool", "internal", "loadBalancerType", ...NAME],
    sometimes: ["secondaryIpsAutoAssignedPerSubnet", "securityGroups", "subnetMappings", "subnets"],
  },
  "aws:lb/targetGroup:TargetGroup": {
    always: [
      "ipAddressType",
      ...NAME,
      "port",
      "protocol",
      "protocolVersion",
      "targetControlPort",
      "targetType",
      "vpcId",
    ],
  },
  "aws:opensearch/domain:Domain": {
    always: ["domainName"],
    sometimes: [
      "advancedSecurityOptions",
      "encryptAtRest",
      "engineVersion",
      "ipAddressType",
      "nodeToNodeEncryption",
      "vpcOptions",
    ],
  },
  "aws:opensearch/domainSamlOptions:DomainSamlOptions": { always: ["domainName"] },
  "aws:route53/record:Record": { always: ["name", "type", "zoneId"] },
  "aws:s3/bucket:Bucket": {
    always: ["bucket", "bucketNamespace", "bucketPrefix", "objectLockEnabled"],
    sometimes: ["objectLockConfiguration"],
  },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": BUCKET,
  "aws:s3/bucketLogging:BucketLogging": BUCKET,
  "aws:s3/bucketObjectv2:BucketObjectv2": { always: ["bucket", "key"] },
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": BUCKET,
  "aws:s3/bucketPolicy:BucketPolicy": BUCKET,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": BUCKET,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": BUCKET,
  "aws:s3/bucketVersioning:BucketVersioning": BUCKET,
  "aws:scheduler/schedule:Schedule": { always: ["groupName", ...NAME] },
  "aws:sns/topic:Topic": { always: ["fifoTopic", ...NAME] },
  "aws:sns/topicPolicy:TopicPolicy": { always: ["arn"] },
  "aws:sns/topicSubscription:TopicSubscription": { always: ["endpoint", "protocol", "topic"] },
  "aws:ssm/association:Association": { always: ["name"] },
  "aws:ssm/document:Document": { always: ["name"] },
  "aws:ssm/maintenanceWindow:MaintenanceWindow": { always: [] },
  "aws:ssm/maintenanceWindowTarget:MaintenanceWindowTarget": {
    always: ["description", "name", "resourceType", "windowId"],
  },
  "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask": { always: ["taskType", "windowId"] },
  "aws:ssm/patchBaseline:PatchBaseline": { always: ["operatingSystem"] },
  "aws:ssm/patchGroup:PatchGroup": { always: ["baselineId", "patchGroup"] },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
    always: ["securityGroupId"],
    whereAppearing: ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"],
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
    always: ["securityGroupId"],
    whereAppearing: ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"],
  },
  "aws:wafv2/webAcl:WebAcl": { always: [...NAME, "scope"] },
  "aws:wafv2/webAclAssociation:WebAclAssociation": { always: ["resourceArn", "webAclArn"] },
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": {
    always: ["logDestinationConfigs", "resourceArn"],
  },
};

/** An input that changes. */
export interface ChangedInput {
  readonly name: string;
  /** Whether it was absent before, or is absent now. */
  readonly appears: boolean;
}

/** What happens to a resource of this type when these inputs change: `maybe` where the table cannot tell. */
export function replacementOf(type: string, inputs: readonly ChangedInput[]): Replacement {
  const known = Object.hasOwn(FORCE_NEW, type) ? FORCE_NEW[type] : undefined;
  if (known === undefined) return { kind: "maybe", because: [] };
  const { always, whereAppearing = [], sometimes = [] } = known;
  const forcing = inputs.filter(
    ({ name, appears }) => always.includes(name) || (appears && whereAppearing.includes(name)),
  );
  if (forcing.length > 0) return { kind: "yes", because: forcing.map(({ name }) => name) };
  const perhaps = inputs.filter(({ name }) => sometimes.includes(name));
  return perhaps.length > 0 ? { kind: "maybe", because: perhaps.map(({ name }) => name) } : { kind: "no" };
}

/** Whether another value of this input replaces each resource of this type; of types not in the table nothing is known. */
export const isForcing = (type: string, input: string): boolean =>
  Object.hasOwn(FORCE_NEW, type) && FORCE_NEW[type]?.always.includes(input) === true;

/** The types that the table knows, with the inputs that it names. */
export const reviewedInputs = (): readonly (readonly [type: string, inputs: readonly string[]])[] =>
  Object.entries(FORCE_NEW).map(([type, { always, whereAppearing = [], sometimes = [] }]) => [
    type,
    [...always, ...whereAppearing, ...sometimes],
  ]);

/**
 * `yes`: each input in `because` cannot be changed in place. `no`: all can. `maybe`: those in `because` can in some cases;
 * with none, the type is not in the table. `follows`: those in `because` cannot, and come from a resource that is replaced,
 * so they may be others afterwards; Pulumi's own preview takes it for a replacement.
 */
export type Replacement =
  | { readonly kind: "yes"; readonly because: readonly string[] }
  | { readonly kind: "no" }
  | { readonly kind: "maybe"; readonly because: readonly string[] }
  | { readonly kind: "follows"; readonly because: readonly string[] };
