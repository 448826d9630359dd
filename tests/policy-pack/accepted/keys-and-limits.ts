import { ACCOUNT, attached, type Case, from, REGION } from "../case";
import { allow, deny, type Written, when } from "../spellings";

const KEY = "aws:kms/key:Key";
const ROOT = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
const administered: Written = {
  Sid: "Enable IAM User Permissions",
  Effect: "Allow",
  Principal: ROOT,
  Action: "kms:*",
  Resource: "*",
};
const use = (Principal: unknown, Action: unknown, Condition: Written = {}): Written => ({
  Effect: "Allow",
  Principal,
  Action,
  Resource: "*",
  ...(Object.keys(Condition).length === 0 ? {} : { Condition }),
});
const key = (title: string, ...statements: readonly Written[]): Case =>
  attached(title, KEY, "policy", administered, ...statements);
const boundary = (title: string, ...statements: readonly Written[]): Case => ({
  title,
  type: "aws:iam/policy:Policy",
  props: {
    name: "team",
    path: "/boundary/",
    policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
  },
});
const DATA = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];

/** Policies of keys, among them the default one. */
export const KEYS: readonly Case[] = [
  key("a key's default policy"),
  key(
    "users of a key",
    use({ AWS: `arn:aws:iam::${ACCOUNT}:role/worker` }, DATA),
    use(
      { AWS: `arn:aws:iam::${ACCOUNT}:role/worker` },
      ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
      { Bool: { "kms:GrantIsForAWSResource": "true" } },
    ),
  ),
  key(
    "log groups of one account",
    use({ Service: `logs.${REGION}.amazonaws.com` }, DATA, {
      ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${REGION}:${ACCOUNT}:*` },
    }),
  ),
  key(
    "a trail",
    use({ Service: "cloudtrail.amazonaws.com" }, ["kms:GenerateDataKey*", "kms:DescribeKey"], {
      StringEquals: { "aws:SourceArn": `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/main` },
      StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": `arn:aws:cloudtrail:*:${ACCOUNT}:trail/*` },
    }),
  ),
  key(
    "one distribution",
    use({ Service: "cloudfront.amazonaws.com" }, "kms:Decrypt", {
      StringEquals: { "AWS:SourceArn": `arn:aws:cloudfront::${ACCOUNT}:distribution/E1A2B3C4D5` },
    }),
  ),
  key(
    "alarms to an encrypted topic",
    use(
      { Service: "cloudwatch.amazonaws.com" },
      ["kms:Decrypt", "kms:GenerateDataKey*"],
      from(`arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:*`),
    ),
  ),
  key(
    "volumes of Auto Scaling",
    use(
      {
        AWS: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
      },
      "kms:CreateGrant",
      { Bool: { "kms:GrantIsForAWSResource": "true" } },
    ),
  ),
  attached(
    "the key of a service for everyone of one account",
    KEY,
    "policy",
    use({ AWS: "*" }, DATA, {
      StringEquals: {
        "kms:CallerAccount": ACCOUNT,
        "kms:ViaService": `secretsmanager.${REGION}.amazonaws.com`,
      },
    }),
    use(ROOT, ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"]),
  ),
  key("another account, which is named", use({ AWS: "arn:aws:iam::210987654321:root" }, DATA)),
  {
    title: "a key of the native provider",
    type: "aws-native:kms:Key",
    props: { keyPolicy: { Version: "2012-10-17", Statement: administered } },
  },
  attached("a replica key", "aws:kms/replicaKey:ReplicaKey", "policy", administered),
  { title: "a key without a policy of its own", type: KEY, props: { enableKeyRotation: true } },
];

/** Endpoint and session policies and permissions boundaries, which only take away. */
export const LIMITS: readonly Case[] = [
  attached("an endpoint's default policy", "aws:ec2/vpcEndpoint:VpcEndpoint", "policy", {
    Effect: "Allow",
    Principal: "*",
    Action: "*",
    Resource: "*",
  }),
  attached(
    "an endpoint for buckets of one's organisation",
    "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",
    "policy",
    {
      Effect: "Allow",
      Principal: "*",
      Action: "s3:*",
      Resource: "*",
      ...when("StringEquals", "aws:ResourceOrgID", "o-a1b2c3d4e5"),
    },
  ),
  attached("an endpoint for the repositories of Amazon Linux", "aws:ec2/vpcEndpoint:VpcEndpoint", "policy", {
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: `arn:aws:s3:::al2023-repos-${REGION}-de612dc2/*`,
  }),
  {
    title: "an endpoint of the native provider",
    type: "aws-native:ec2:VpcEndpoint",
    props: {
      policyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
      },
    },
  },
  boundary("a boundary of everything", allow("*")),
  boundary("a boundary of all but IAM", allow("*"), deny(["iam:*", "organizations:*", "account:*"])),
  boundary("a boundary by all but some actions", {
    Effect: "Allow",
    NotAction: ["iam:*", "organizations:*"],
    Resource: "*",
  }),
  boundary(
    "a boundary of some services in one region",
    allow(["s3:*", "dynamodb:*", "logs:*", "lambda:*"]),
    deny("*", "*", when("StringNotEquals", "aws:RequestedRegion", REGION)),
  ),
  {
    title: "a boundary of the native provider",
    type: "aws-native:iam:ManagedPolicy",
    props: { path: "/boundary/", policyDocument: { Version: "2012-10-17", Statement: [allow("*")] } },
  },
  attached(
    "sessions of a file server's user",
    "aws:transfer/user:User",
    "policy",
    allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::${transfer:HomeBucket}/*"),
  ),
];
