const BRIDGED = /^(aws|awscc):index\/[A-Za-z0-9]+:([A-Za-z0-9]+)$/;

/** Modules of `@pulumi/aws` that Terraform's names do not tell. */
const RENAMED: readonly (readonly [terraform: string, module: string, prefix: string])[] = [
  ["Prometheus", "amp", ""],
  ["Cloudcontrolapi", "cloudcontrol", ""],
  ["Bedrockagentcore", "bedrock", "Agentcore"],
  ["Opensearchserverless", "opensearch", "Serverless"],
  ["Osis", "opensearchingest", ""],
  ["Pinpointsmsvoicev2", "pinpoint", "Smsvoicev2"],
  ["S3files", "s3", "Files"],
  ["S3vectors", "s3", "Vectors"],
  ["Db", "rds", ""],
];

/** Types of `@pulumi/aws` that are named otherwise than Terraform's. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  Alb: "aws:lb/loadBalancer:LoadBalancer",
  AppsyncGraphqlApi: "aws:appsync/graphQLApi:GraphQLApi",
  Cloud9EnvironmentEc2: "aws:cloud9/environmentEC2:EnvironmentEC2",
  CodeartifactDomainPermissionsPolicy: "aws:codeartifact/domainPermissions:DomainPermissions",
  Elb: "aws:elb/loadBalancer:LoadBalancer",
  Lb: "aws:lb/loadBalancer:LoadBalancer",
  NetworkInterfaceSgAttachment:
    "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment",
  S3Object: "aws:s3/bucketObjectv2:BucketObjectv2",
  VpcEndpointServiceAllowedPrincipal:
    "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple",
};

/** Whether the type is one that a Terraform provider, bridged at run time, gives to an AWS resource. */
export const isBridged = (type: string): boolean => type.startsWith("aws") && BRIDGED.test(type);

/**
 * The types of `@pulumi/aws`, and of `aws-native`, that a type of the Terraform providers `aws` and `awscc` bridged at
 * run time may stand for. They have one module for everything: `aws:index/iamRole:IamRole` for `aws:iam/role:Role`. Where
 * the module's name ends cannot be seen, so that every division is given; at most one of them is a type that exists.
 * Properties have the same names.
 */
export function typesOfBridged(type: string): readonly string[] {
  const [, provider, name = ""] = BRIDGED.exec(type) ?? [];
  if (provider === undefined) return [];
  const words = name.match(/[A-Z][a-z0-9]*|^[a-z0-9]+/g) ?? [];
  const divided = words.slice(1).map(
    (_, at) =>
      [
        words
          .slice(0, at + 1)
          .join("")
          .toLowerCase(),
        words.slice(at + 1).join(""),
      ] as const,
  );
  if (provider === "awscc") return divided.map(([module, rest]) => `aws-native:${module}:${rest}`);
  const exception = Object.hasOwn(EXCEPTIONS, name) ? EXCEPTIONS[name] : undefined;
  if (exception !== undefined) return [exception];
  const renamed = RENAMED.flatMap(([terraform, module, prefix]) =>
    words[0] === terraform ? [token(module, prefix + words.slice(1).join(""))] : [],
  );
  return [token("ec2", name), ...divided.map(([module, rest]) => token(module, rest)), ...renamed];
}

const token = (module: string, name: string): string =>
  `aws:${module}/${name.slice(0, 1).toLowerCase()}${name.slice(1)}:${name}`;
