import { attached, type Case, role } from "../case";
import { type Written, when } from "../spellings";

const assume = (Principal: unknown, more: Written = {}): Written => ({
  Effect: "Allow",
  Principal,
  Action: "sts:AssumeRole",
  ...more,
});
const web = (provider: string, Condition: Written): Written =>
  assume({ Federated: provider }, { Action: "sts:AssumeRoleWithWebIdentity", Condition });
const lets = (Principal: unknown, Action: unknown, Resource: unknown, more: Written = {}): Written => ({
  Effect: "Allow",
  Principal,
  Action,
  Resource,
  ...more,
});

const GITHUB = "token.actions.githubusercontent.com";
const ISSUER = `arn:aws:iam::123456789012:oidc-provider/${GITHUB}`;
const COGNITO = "cognito-identity.amazonaws.com";
const BUCKET = "aws:s3/bucketPolicy:BucketPolicy";
const TOPIC = "arn:aws:sns:eu-central-1:123456789012:alerts";
const QUEUE = "arn:aws:sqs:eu-central-1:123456789012:jobs";

/** Documents that let in callers whom nobody named, by the policy that says so. */
export const CALLERS: Readonly<Record<string, readonly Case[]>> = {
  "open-role-trust": [
    role("anyone", assume("*")),
    role("any account", assume({ AWS: "arn:aws:iam::*:root" })),
    role(
      "anyone who knows an external id",
      assume({ AWS: "*" }, when("StringEquals", "sts:ExternalId", "42")),
    ),
    role("everyone but one account", {
      Effect: "Allow",
      NotPrincipal: { AWS: "123456789012" },
      Action: "sts:AssumeRole",
    }),
    {
      title: "anyone from half of the internet",
      type: "aws-native:iam:Role",
      props: {
        assumeRolePolicyDocument: {
          Version: "2012-10-17",
          Statement: [assume({ AWS: "*" }, when("IpAddress", "aws:SourceIp", ["0.0.0.0/1"]))],
        },
      },
    },
  ],
  "cross-account-trust": [
    role("another account without an external id", assume({ AWS: "arn:aws:iam::210987654321:root" })),
  ],
  "shared-issuer-trust": [
    role(
      "any repository of GitHub",
      web(ISSUER, { StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com" } }),
    ),
    role("repositories of one name", web(ISSUER, { StringLike: { [`${GITHUB}:sub`]: "repo:*/infra:*" } })),
    role(
      "any project of GitLab",
      web("arn:aws:iam::123456789012:oidc-provider/gitlab.com", { StringLike: { "gitlab.com:sub": "*" } }),
    ),
  ],
  "federated-role-trust": [
    role(
      "users of any identity pool",
      web(COGNITO, { "ForAnyValue:StringLike": { [`${COGNITO}:amr`]: "authenticated" } }),
    ),
    role(
      "people of any audience",
      assume(
        { Federated: "arn:aws:iam::123456789012:saml-provider/company" },
        { Action: "sts:AssumeRoleWithSAML" },
      ),
    ),
  ],
  "confused-deputy": [
    attached(
      "notifications of anyone's bucket",
      "aws:sns/topicPolicy:TopicPolicy",
      "policy",
      lets({ Service: "s3.amazonaws.com" }, "sns:Publish", TOPIC),
    ),
    attached(
      "messages of anyone's topic",
      "aws:sqs/queuePolicy:QueuePolicy",
      "policy",
      lets({ Service: "sns.amazonaws.com" }, "sqs:SendMessage", QUEUE),
    ),
    attached(
      "anyone's trail",
      BUCKET,
      "policy",
      lets({ Service: "cloudtrail.amazonaws.com" }, "s3:PutObject", "arn:aws:s3:::my-logs/AWSLogs/*"),
    ),
  ],
  "public-resource-policy": [
    attached("objects for everyone", BUCKET, "policy", lets("*", "s3:GetObject", "arn:aws:s3:::site/*")),
    attached(
      "objects for everyone who names a page",
      BUCKET,
      "policy",
      lets(
        "*",
        "s3:GetObject",
        "arn:aws:s3:::site/*",
        when("StringLike", "aws:Referer", "https://example.com/*"),
      ),
    ),
    attached(
      "objects for every principal, if it is of the organisation",
      BUCKET,
      "policy",
      lets(
        { AWS: "*" },
        "s3:GetObject",
        "arn:aws:s3:::site/*",
        when("StringEqualsIfExists", "aws:PrincipalOrgID", "o-a1b2c3d4e5"),
      ),
    ),
    attached(
      "a topic for everyone",
      "aws:sns/topicPolicy:TopicPolicy",
      "policy",
      lets({ AWS: "*" }, "sns:Publish", TOPIC),
    ),
    attached("a queue for all but one", "aws:sqs/queuePolicy:QueuePolicy", "policy", {
      Effect: "Allow",
      NotPrincipal: { AWS: "123456789012" },
      Action: "sqs:SendMessage",
      Resource: QUEUE,
    }),
    {
      title: "a key for everyone",
      type: "aws-native:kms:Key",
      props: { keyPolicy: { Version: "2012-10-17", Statement: [lets("*", "kms:Decrypt", "*")] } },
    },
    attached(
      "an open domain of OpenSearch",
      "aws:opensearch/domain:Domain",
      "accessPolicies",
      lets({ AWS: "*" }, "es:ESHttp*", "arn:aws:es:eu-central-1:123456789012:domain/logs/*"),
    ),
  ],
};
