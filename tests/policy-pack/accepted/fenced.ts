import { ACCOUNT, type Case, inline, native } from "../case";
import { allow, deny, when } from "../spellings";

const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundary/team`;

/** An `Allow` that is wide as it stands, and what closes it: a `Deny`, or a condition that limits it whoever calls. */
export const FENCED: readonly Case[] = [
  inline(
    "everything, less all but reading one bucket",
    allow("*"),
    {
      Effect: "Deny",
      NotAction: ["s3:GetObject", "s3:ListBucket"],
      Resource: "*",
    },
    { Effect: "Deny", Action: "s3:*", NotResource: ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"] },
  ),
  native("two services, less all but one bucket", allow(["s3:*", "dynamodb:*"]), {
    Effect: "Deny",
    Action: "*",
    NotResource: ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"],
  }),
  inline("all of S3, less all but one bucket", allow("s3:*"), {
    Effect: "Deny",
    Action: "s3:*",
    NotResource: ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"],
  }),
  native(
    "everything, denied outside a network",
    allow("*"),
    deny("*", "*", when("NotIpAddress", "aws:SourceIp", ["203.0.113.0/24"])),
  ),
  inline(
    "everything, denied outside an endpoint",
    allow("*"),
    deny("*", "*", when("StringNotEquals", "aws:SourceVpce", "vpce-0a1b")),
  ),
  native("everything from a network", allow("*", "*", when("IpAddress", "aws:SourceIp", "203.0.113.0/24"))),
  inline(
    "everything through an endpoint",
    allow("*", "*", when("StringEquals", "aws:SourceVpce", "vpce-0a1b")),
  ),
  native(
    "everything on tagged resources",
    allow("*", "*", when("StringEquals", "aws:ResourceTag/team", "logs")),
  ),
  inline(
    "reading all secrets, denied untagged ones",
    allow("secretsmanager:GetSecretValue"),
    deny("secretsmanager:*", "*", when("StringNotEquals", "aws:ResourceTag/team", "logs")),
  ),
  native("decrypting, less all but one key", allow("kms:Decrypt"), {
    Effect: "Deny",
    Action: "kms:*",
    NotResource: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
  }),
  inline("passing any role, less all but one", allow("iam:PassRole"), {
    Effect: "Deny",
    Action: "iam:PassRole",
    NotResource: `arn:aws:iam::${ACCOUNT}:role/worker`,
  }),
  native(
    "all of IAM, denied",
    allow(["iam:*", "s3:GetObject"], ["arn:aws:s3:::reports/*", "arn:aws:iam::*:role/*"]),
    deny("iam:*"),
  ),
  inline(
    "roles of one path under a boundary",
    allow(
      ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary"],
      `arn:aws:iam::${ACCOUNT}:role/app/*`,
      when("StringEquals", "iam:PermissionsBoundary", BOUNDARY),
    ),
    allow(
      ["iam:GetRole", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies"],
      `arn:aws:iam::${ACCOUNT}:role/app/*`,
    ),
  ),
  native(
    "roles under a boundary that nobody may change",
    allow(
      ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"],
      `arn:aws:iam::${ACCOUNT}:role/*`,
      when("StringEquals", "iam:PermissionsBoundary", BOUNDARY),
    ),
    deny(["iam:DeleteRolePermissionsBoundary", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"]),
  ),
  inline(
    "attaching one policy to the roles of a path",
    allow(
      ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
      `arn:aws:iam::${ACCOUNT}:role/app/*`,
      when("ArnEquals", "iam:PolicyARN", `arn:aws:iam::${ACCOUNT}:policy/app-reader`),
    ),
  ),
  native(
    "nothing but denials",
    deny("*", "*", when("StringNotEquals", "aws:RequestedRegion", ["eu-central-1", "eu-west-1"])),
    deny(["organizations:LeaveOrganization", "cloudtrail:StopLogging"]),
  ),
  inline("everything, and everything denied", allow("*"), deny("*")),
  native("writing parameters, less all but one path", allow(["ssm:PutParameter", "ssm:DeleteParameter"]), {
    Effect: "Deny",
    Action: "ssm:*",
    NotResource: `arn:aws:ssm:eu-central-1:${ACCOUNT}:parameter/app/*`,
  }),
  inline(
    "deleting snapshots that backups made",
    allow(
      "ec2:DeleteSnapshot",
      "arn:aws:ec2:*::snapshot/*",
      when("StringEquals", "aws:ResourceTag/CreatedBy", "backup"),
    ),
  ),
];
