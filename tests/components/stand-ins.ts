/**
 * What the recorder answers for values that AWS would choose: ids, ARNs and the outputs that the components read. All
 * are derived from type and name, so that a test can write the expected value down.
 */

import type { StackContext } from "../../components/stack-context";

type Inputs = Readonly<Record<string, unknown>>;

export interface StandIn {
  readonly id: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

const text = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);

/** `<name>-id`, except where the id is the chosen name or the ARN in AWS as well. */
function idOf(type: string, name: string, inputs: Inputs, arn: string | undefined): string {
  switch (type) {
    case "aws:s3/bucket:Bucket":
      return text(inputs["bucket"], `${name}-id`);
    case "aws:iam/role:Role":
    case "aws:iam/instanceProfile:InstanceProfile":
    case "aws:cloudwatch/logGroup:LogGroup":
    case "aws:lambda/function:Function":
      return text(inputs["name"], `${name}-id`);
    case "aws:sns/topic:Topic":
    case "aws:iam/policy:Policy":
    case "aws:lb/loadBalancer:LoadBalancer":
    case "aws:lb/targetGroup:TargetGroup":
    case "aws:opensearch/domain:Domain":
      return arn ?? `${name}-id`;
    default:
      return `${name}-id`;
  }
}

/** The ARN in AWS's format where the type's format matters to a component, else `arn:…:<service>:…:<id>`. */
function arnOf(type: string, name: string, inputs: Inputs, context: StackContext): string | undefined {
  const { accountId, partition, region } = context;
  const chosen = text(inputs["name"], `${name}-id`);
  const of = (service: string, resource: string, place = `${region}:${accountId}`) =>
    `arn:${partition.partition}:${service}:${place}:${resource}`;
  const path = text(inputs["path"], "/");
  switch (type) {
    case "aws:s3/bucket:Bucket":
      return of("s3", text(inputs["bucket"], `${name}-id`), ":");
    case "aws:iam/role:Role":
      return of("iam", `role${path}${chosen}`, `:${accountId}`);
    case "aws:iam/policy:Policy":
      return of("iam", `policy${path}${chosen}`, `:${accountId}`);
    case "aws:iam/instanceProfile:InstanceProfile":
      return of("iam", `instance-profile${path}${chosen}`, `:${accountId}`);
    case "aws:kms/key:Key":
      return of("kms", `key/${name}-id`);
    case "aws:sns/topic:Topic":
      return of("sns", chosen);
    case "aws:cloudwatch/logGroup:LogGroup":
      return of("logs", `log-group:${chosen}`);
    case "aws:lambda/function:Function":
      return of("lambda", `function:${chosen}`);
    case "aws:opensearch/domain:Domain":
      return of("es", `domain/${text(inputs["domainName"], `${name}-id`)}`);
    case "aws:cognito/userPool:UserPool":
      return of("cognito-idp", `userpool/${name}-id`);
    case "aws:cloudfront/distribution:Distribution":
      return of("cloudfront", `distribution/${name}-id`, `:${accountId}`);
    case "aws:lb/loadBalancer:LoadBalancer":
      return of("elasticloadbalancing", `loadbalancer/app/${name}/0123456789abcdef`);
    case "aws:lb/targetGroup:TargetGroup":
      return of("elasticloadbalancing", `targetgroup/${name}/0123456789abcdef`);
    case "aws:appsync/graphQLApi:GraphQLApi":
      return of("appsync", `apis/${name}-id`);
    default: {
      const service = /^aws:([^/:]+)/.exec(type)?.[1];
      return service === undefined ? undefined : of(service, `${name}-id`);
    }
  }
}

/** Outputs beyond id and ARN that some component reads. */
function furtherOutputs(
  type: string,
  name: string,
  context: StackContext,
): Readonly<Record<string, unknown>> {
  const { region, partition } = context;
  const hosts = `${region}.${partition.dnsSuffix}`;
  switch (type) {
    case "awsx:ec2:Vpc":
      return {
        vpcId: "vpc-0123456789abcdef0",
        vpc: { id: "vpc-0123456789abcdef0", defaultSecurityGroupId: "sg-default" },
        privateSubnetIds: ["subnet-private-a", "subnet-private-b"],
        publicSubnetIds: ["subnet-public-a", "subnet-public-b"],
        isolatedSubnetIds: ["subnet-isolated-a", "subnet-isolated-b"],
        routeTableAssociations: ["private", "public", "isolated"].flatMap((tier) =>
          ["a", "b"].map((zone) => ({
            subnetId: `subnet-${tier}-${zone}`,
            routeTableId: `rtb-${tier}-${zone}`,
          })),
        ),
      };
    case "aws:ec2/vpcEndpoint:VpcEndpoint":
      return { prefixListId: "pl-0a1b2c3d" };
    case "aws:opensearch/domain:Domain":
      return { endpoint: `vpc-${name}-0123456789.${region}.es.${partition.dnsSuffix}` };
    case "aws:cognito/userPool:UserPool":
      return { endpoint: `cognito-idp.${hosts}/${name}-id` };
    case "aws:cloudfront/distribution:Distribution":
      return { domainName: `${name}.cloudfront.net`, hostedZoneId: "Z2FDTNDATAQYW2", etag: "etag" };
    case "aws:cloudfront/originAccessIdentity:OriginAccessIdentity":
      return {
        iamArn: `arn:${partition.partition}:iam::cloudfront:user/CloudFront Origin Access Identity ${name}-id`,
        cloudfrontAccessIdentityPath: `origin-access-identity/cloudfront/${name}-id`,
      };
    case "aws:lb/loadBalancer:LoadBalancer":
      return {
        dnsName: `${name}-0123456789.${region}.elb.${partition.dnsSuffix}`,
        zoneId: "Z0123456789ELB",
        arnSuffix: `app/${name}/0123456789abcdef`,
      };
    case "aws:lb/targetGroup:TargetGroup":
      return { arnSuffix: `targetgroup/${name}/0123456789abcdef` };
    case "aws:ec2/launchTemplate:LaunchTemplate":
      return { latestVersion: 1, defaultVersion: 1 };
    case "aws:cloudwatch/metricAlarm:MetricAlarm":
      return { name };
    case "aws:autoscaling/group:Group":
      return { name: `${name}-group` };
    case "aws:appsync/graphQLApi:GraphQLApi":
      return { uris: { GRAPHQL: `https://${name}.appsync-api.${hosts}/graphql` } };
    case "aws:s3/bucket:Bucket":
      return { bucketRegionalDomainName: `${name}.s3.${hosts}` };
    default:
      return {};
  }
}

/** The stand-ins for one resource: given inputs are outputs too, and win over what is made up here. */
export function standIn(type: string, name: string, inputs: Inputs, context: StackContext): StandIn {
  const arn = arnOf(type, name, inputs, context);
  return {
    id: idOf(type, name, inputs, arn),
    outputs: {
      ...(arn === undefined ? {} : { arn }),
      ...furtherOutputs(type, name, context),
      ...inputs,
    },
  };
}
