/** Names of AWS's services, by the prefix of their actions and by their principals. */

/** By the prefix of actions and the service of ARNs; some have both names. */
const SERVICES: Readonly<Record<string, string>> = {
  acm: "AWS Certificate Manager",
  appsync: "AWS AppSync",
  athena: "Amazon Athena",
  autoscaling: "Amazon EC2 Auto Scaling",
  cloudformation: "AWS CloudFormation",
  cloudfront: "Amazon CloudFront",
  cloudwatch: "Amazon CloudWatch",
  "cognito-identity": "Amazon Cognito identity pools",
  "cognito-idp": "Amazon Cognito user pools",
  ec2: "Amazon EC2",
  ec2messages: "the older message channel of AWS Systems Manager",
  elasticloadbalancing: "Elastic Load Balancing",
  es: "Amazon OpenSearch Service",
  events: "Amazon EventBridge",
  firehose: "Amazon Data Firehose",
  glue: "AWS Glue",
  iam: "AWS IAM",
  kms: "AWS KMS",
  lambda: "AWS Lambda",
  logs: "Amazon CloudWatch Logs",
  s3: "Amazon S3",
  scheduler: "Amazon EventBridge Scheduler",
  secretsmanager: "AWS Secrets Manager",
  sns: "Amazon SNS",
  sqs: "Amazon SQS",
  ssm: "AWS Systems Manager",
  ssmmessages: "the message channel of AWS Systems Manager",
  sts: "AWS STS",
  wafv2: "AWS WAF",
};

/** First labels of service principals that are no prefix of actions. */
const PRINCIPALS: Readonly<Record<string, string>> = {
  "cognito-identity-us-gov": "Amazon Cognito identity pools",
  delivery: "AWS's log delivery",
  opensearchservice: "Amazon OpenSearch Service",
  "vpc-flow-logs": "VPC flow logs",
};

const named = (table: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** The service of an action's prefix; one that is not in the table is called by its prefix. */
export const serviceName = (prefix: string): string =>
  named(SERVICES, prefix.toLowerCase()) ?? `\`${prefix}\``;

/** Whether a principal is that of Cognito's identity pools, which is a provider of identities rather than a service. */
export const isIdentityPool = (principal: string): boolean => principal.startsWith("cognito-identity");

/** Whom a service principal or an identity provider stands for: `lambda.amazonaws.com` for AWS Lambda. */
export function principalName(principal: string): string {
  const [, label = ""] = /^([a-z0-9-]+)\.(?:[a-z0-9-]+\.)*amazonaws\.com(?:\.cn)?$/.exec(principal) ?? [];
  return named(PRINCIPALS, label) ?? named(SERVICES, label) ?? `\`${principal}\``;
}
