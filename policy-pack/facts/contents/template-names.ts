import { OWN_ACCOUNT } from "../../analysis/iam/permission";

/**
 * What CloudFormation's pseudo parameters are taken for. None of them ever holds a wildcard, so that a text that is made
 * with them is as broad, or as narrow, with any of their values.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
 */
export const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  "AWS::AccountId": OWN_ACCOUNT,
  "AWS::Partition": "aws",
  "AWS::Region": "us-east-1",
  "AWS::URLSuffix": "amazonaws.com",
};

interface NamedType {
  /** The property that gives the resource its name. */
  readonly name: string;
  /** The ARN of the resource of that name. `path` is the property `Path`, where the type has one. */
  readonly arn: (name: string, path: string) => string;
  /** Attributes that are the ARN; `Ref` is the name unless it is one of these. */
  readonly attributes: readonly string[];
}

const regional =
  (service: string, prefix: string, suffix = "") =>
  (name: string) =>
    `arn:aws:${service}:us-east-1:${OWN_ACCOUNT}:${prefix}${name}${suffix}`;

const identity = (kind: string) => (name: string, path: string) =>
  `arn:aws:iam::${OWN_ACCOUNT}:${kind}${path}${name}`;

/**
 * The resources that other resources of a template most often name in their documents, and how their ARNs are made.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
export const NAMED_TYPES: Readonly<Record<string, NamedType>> = {
  "AWS::DynamoDB::Table": {
    name: "TableName",
    arn: regional("dynamodb", "table/"),
    attributes: ["Arn"],
  },
  "AWS::ECR::Repository": {
    name: "RepositoryName",
    arn: regional("ecr", "repository/"),
    attributes: ["Arn"],
  },
  "AWS::IAM::Group": { name: "GroupName", arn: identity("group"), attributes: ["Arn"] },
  "AWS::IAM::ManagedPolicy": {
    name: "ManagedPolicyName",
    arn: identity("policy"),
    attributes: ["Ref", "PolicyArn"],
  },
  "AWS::IAM::Role": { name: "RoleName", arn: identity("role"), attributes: ["Arn"] },
  "AWS::IAM::User": { name: "UserName", arn: identity("user"), attributes: ["Arn"] },
  "AWS::KMS::Key": { name: "", arn: regional("kms", "key/"), attributes: ["Arn"] },
  "AWS::Kinesis::Stream": { name: "Name", arn: regional("kinesis", "stream/"), attributes: ["Arn"] },
  "AWS::KinesisFirehose::DeliveryStream": {
    name: "DeliveryStreamName",
    arn: regional("firehose", "deliverystream/"),
    attributes: ["Arn"],
  },
  "AWS::Lambda::Function": {
    name: "FunctionName",
    arn: regional("lambda", "function:"),
    attributes: ["Arn"],
  },
  "AWS::Logs::LogGroup": {
    name: "LogGroupName",
    arn: regional("logs", "log-group:", ":*"),
    attributes: ["Arn"],
  },
  "AWS::S3::Bucket": { name: "BucketName", arn: (name) => `arn:aws:s3:::${name}`, attributes: ["Arn"] },
  "AWS::SNS::Topic": { name: "TopicName", arn: regional("sns", ""), attributes: ["Ref", "TopicArn"] },
  "AWS::SQS::Queue": { name: "QueueName", arn: regional("sqs", ""), attributes: ["Arn"] },
  "AWS::SecretsManager::Secret": {
    name: "Name",
    arn: regional("secretsmanager", "secret:", "-AbCdEf"),
    attributes: ["Ref", "Id"],
  },
  "AWS::StepFunctions::StateMachine": {
    name: "StateMachineName",
    arn: regional("states", "stateMachine:"),
    attributes: ["Ref", "Arn"],
  },
};

/** Types whose `Ref` is the id by which others name them, with the attributes that are the same id. */
export const TYPES_BY_ID: ReadonlyMap<string, readonly string[]> = new Map([
  ["AWS::EC2::NetworkAcl", ["Id"]],
  ["AWS::EC2::PrefixList", ["PrefixListId"]],
  ["AWS::EC2::SecurityGroup", ["GroupId", "Id"]],
  ["AWS::IAM::InstanceProfile", []],
]);
