import { type Case, inline, native } from "../case";
import { allow, deny, document, when } from "../spellings";

/** Grants that are too broad, by the policy that says so. */
export const GRANTS: Readonly<Record<string, readonly Case[]>> = {
  "administrative-access": [
    inline("everything", allow("*")),
    native("everything but little", { Effect: "Allow", NotAction: "aws-portal:*", Resource: "*" }),
    inline(
      "everything with a second factor",
      allow("*", "*", when("Bool", "aws:MultiFactorAuthPresent", "true")),
    ),
    native("everything beside an ARN", allow(["*", "s3:GetObject"], ["*", "arn:aws:s3:::reports/*"])),
    native("everything of one account", allow("*", "arn:aws:*:*:123456789012:*")),
    inline("everything but one service", allow("*"), deny("organizations:*")),
    {
      title: "a managed policy of everything",
      type: "aws-native:iam:ManagedPolicy",
      props: { path: "/", policyDocument: { Version: "2012-10-17", Statement: [allow("*")] } },
    },
  ],
  "privilege-escalation": [
    inline("new versions of any policy", allow("iam:CreatePolicyVersion")),
    native("any policy for any role", allow("iam:AttachRolePolicy", "arn:aws:iam::*:role/*")),
    inline("documents of any user", allow(["iam:PutUserPolicy", "iam:ListUsers"])),
    native("keys of any user", allow("iam:CreateAccessKey")),
    inline("all of IAM", allow("iam:*")),
  ],
  "broad-pass-role": [
    inline("any role for any service", allow("iam:PassRole")),
    native("any role of one account", allow("iam:PassRole", "arn:aws:iam::123456789012:role/*")),
    inline(
      "any role for a service, if one is named",
      allow("iam:PassRole", "*", when("StringEqualsIfExists", "iam:PassedToService", "ec2.amazonaws.com")),
    ),
  ],
  "full-service-access": [
    inline("all of S3", allow("s3:*")),
    native("all of Secrets Manager", allow("secretsmanager:*", "arn:aws:secretsmanager:*:*:secret:*")),
    inline("all of KMS, with TLS", allow("kms:*", "*", when("Bool", "aws:SecureTransport", "true"))),
    native("all of DynamoDB and more", allow(["dynamodb:*", "logs:DescribeLogGroups"])),
  ],
  "broad-data-access": [
    inline("all secrets", allow("secretsmanager:GetSecretValue")),
    native("decrypting with any key", allow(["kms:Decrypt", "kms:DescribeKey"])),
    inline("all objects of all buckets", allow("s3:GetObject")),
    native("reading all but one bucket", {
      Effect: "Allow",
      Action: "s3:GetObject",
      NotResource: "arn:aws:s3:::payroll/*",
    }),
    native("all parameters", allow(["ssm:GetParameter", "ssm:GetParameters"], "arn:aws:ssm:*:*:parameter/*")),
  ],
  "unscoped-write": [
    inline("sending to any queue", allow("sqs:SendMessage")),
    native("ending any instance", allow(["ec2:TerminateInstances", "ec2:DescribeInstances"])),
    inline("policies of any bucket", allow("s3:PutBucketPolicy")),
  ],
  "all-but-grant": [
    inline("all but some services", {
      Effect: "Allow",
      NotAction: ["iam:*", "organizations:*", "account:*"],
      Resource: "*",
    }),
    inline("all but deleting one bucket", {
      Effect: "Allow",
      NotAction: "s3:DeleteBucket",
      Resource: ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"],
    }),
  ],
  "combined-role-access": [
    {
      ...inline(
        "passing a role in one document, and starting what runs as it in another",
        allow("iam:PassRole", "*", when("StringEquals", "iam:PassedToService", "ec2.amazonaws.com")),
      ),
      beside: [{ ...native("", allow("ec2:RunInstances")), name: "launch" }],
    },
  ],
  "privileged-role-chain": [
    {
      ...inline(
        "taking on an administrator",
        allow("sts:AssumeRole", "arn:aws:iam::123456789012:role/admin"),
      ),
      beside: [
        {
          name: "admin",
          type: "aws-native:iam:Role",
          props: {
            roleName: "admin",
            assumeRolePolicyDocument: document({
              Effect: "Allow",
              Principal: { AWS: "arn:aws:iam::123456789012:root" },
              Action: "sts:AssumeRole",
            }),
            policies: [{ policyName: "all", policyDocument: document(allow("*")) }],
          },
        },
      ],
    },
  ],
  "ineffective-statement": [
    inline("a slip", allow("s3:GetObjet", "arn:aws:s3:::reports/*")),
    native("objects by the ARN of their bucket", allow("s3:GetObject", "arn:aws:s3:::reports")),
  ],
};
