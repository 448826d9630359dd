/** The one statement that every customer-managed key of the stack has in common. */

import type * as aws from "@pulumi/aws";
import { arn, type StackContext } from "./stack-context";

/** The account as a principal: whomever its IAM policies allow. */
export const accountRoot = (context: StackContext): string => arn(context, "iam", "root", { region: "" });

/** `*` is the key itself, in the policy of a key. */
export const THIS_KEY = "*";

/** The account decides, by its IAM policies, who administers the key; using it is not among what it can give away. */
export const keyAdministration = (context: StackContext): aws.iam.PolicyStatement => ({
  Sid: "AccountAdministersTheKey",
  Effect: "Allow",
  Principal: { AWS: accountRoot(context) },
  Action: [
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RetireGrant",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
  ],
  Resource: THIS_KEY,
});
