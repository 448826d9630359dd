import { type RightsTable, rights } from "./right";

/** Buckets, the domain, keys and roles. */
export const STORES: RightsTable = {
  "aws:s3/bucket:Bucket": rights("s3", "s3/bucket.go", {
    create: "CreateBucket PutBucketTagging",
    // The provider asks for every setting of a bucket, whether the program has it or not.
    read: "GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLogging GetBucketObjectLockConfiguration GetBucketPolicy GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration GetLifecycleConfiguration GetReplicationConfiguration ListBucket",
    update: "PutBucketTagging",
    delete: "DeleteBucket",
  }),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": rights(
    "s3",
    "s3/bucket_lifecycle_configuration.go",
    {
      create: "PutLifecycleConfiguration",
      read: "GetLifecycleConfiguration",
      update: "PutLifecycleConfiguration",
      delete: "PutLifecycleConfiguration",
    },
  ),
  "aws:s3/bucketLogging:BucketLogging": rights("s3", "s3/bucket_logging.go", {
    create: "PutBucketLogging",
    read: "GetBucketLogging",
    update: "PutBucketLogging",
    delete: "PutBucketLogging",
  }),
  "aws:s3/bucketObjectv2:BucketObjectv2": rights("s3", "s3/object.go", {
    create: "PutObject PutObjectTagging",
    read: "GetObject GetObjectTagging",
    update: "PutObject PutObjectTagging DeleteObjectTagging",
    // The bucket keeps versions: the provider lists those of the one key, and deletes each.
    delete: "DeleteObject DeleteObjectVersion ListBucketVersions",
    // Where the console's bucket has a key of the stack's.
    also: "kms:Decrypt kms:GenerateDataKey",
  }),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": rights("s3", "s3/bucket_ownership_controls.go", {
    create: "PutBucketOwnershipControls",
    read: "GetBucketOwnershipControls",
    update: "PutBucketOwnershipControls",
    delete: "PutBucketOwnershipControls",
  }),
  "aws:s3/bucketPolicy:BucketPolicy": rights("s3", "s3/bucket_policy.go", {
    create: "PutBucketPolicy",
    read: "GetBucketPolicy",
    update: "PutBucketPolicy",
    delete: "DeleteBucketPolicy",
  }),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": rights("s3", "s3/bucket_public_access_block.go", {
    create: "PutBucketPublicAccessBlock",
    read: "GetBucketPublicAccessBlock",
    update: "PutBucketPublicAccessBlock",
    delete: "PutBucketPublicAccessBlock",
  }),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": rights(
    "s3",
    "s3/bucket_server_side_encryption_configuration.go",
    {
      create: "PutEncryptionConfiguration",
      read: "GetEncryptionConfiguration",
      update: "PutEncryptionConfiguration",
      delete: "PutEncryptionConfiguration",
    },
  ),
  "aws:s3/bucketVersioning:BucketVersioning": rights("s3", "s3/bucket_versioning.go", {
    create: "PutBucketVersioning",
    read: "GetBucketVersioning",
    update: "PutBucketVersioning",
    delete: "PutBucketVersioning",
  }),
  "aws:opensearch/domain:Domain": rights("es", "opensearch/domain.go", {
    create: "AddTags CreateDomain UpdateDomainConfig",
    read: "DescribeDomain DescribeDomainConfig ListTags",
    update:
      "AddTags DescribeDomainChangeProgress GetCompatibleVersions GetUpgradeStatus RemoveTags UpdateDomainConfig UpgradeDomain",
    delete: "DeleteDomain",
    // https://docs.aws.amazon.com/opensearch-service/latest/developerguide/encryption-at-rest.html, and vpc.html
    also: "iam:PassRole ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs kms:CreateGrant kms:DescribeKey",
  }),
  "aws:opensearch/domainSamlOptions:DomainSamlOptions": rights("es", "opensearch/domain_saml_options.go", {
    create: "UpdateDomainConfig",
    read: "DescribeDomain",
    update: "UpdateDomainConfig",
    delete: "UpdateDomainConfig",
  }),
  "aws:kms/key:Key": rights("kms", "kms/key.go", {
    create: "CreateKey EnableKeyRotation TagResource",
    read: "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
    update:
      "DisableKey DisableKeyRotation EnableKey EnableKeyRotation PutKeyPolicy TagResource UntagResource UpdateKeyDescription",
    delete: "ScheduleKeyDeletion",
  }),
  "aws:kms/keyPolicy:KeyPolicy": rights("kms", "kms/key_policy.go", {
    create: "PutKeyPolicy",
    read: "DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
    update: "PutKeyPolicy",
    delete: "PutKeyPolicy",
  }),
  "aws:kms/alias:Alias": rights("kms", "kms/alias.go", {
    create: "CreateAlias",
    read: "ListAliases",
    update: "UpdateAlias",
    delete: "DeleteAlias",
  }),
  "aws:iam/role:Role": rights("iam", "iam/role.go", {
    create: "CreateRole TagRole",
    read: "GetRole ListAttachedRolePolicies ListRolePolicies",
    // `PutRolePermissionsBoundary` to the workloads' boundary only, and never away from it.
    update:
      "PutRolePermissionsBoundary TagRole UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription",
    delete: "DeleteRole ListInstanceProfilesForRole",
  }),
  "aws:iam/rolePolicy:RolePolicy": rights("iam", "iam/role_policy.go", {
    create: "PutRolePolicy",
    read: "GetRolePolicy",
    update: "PutRolePolicy",
    delete: "DeleteRolePolicy",
  }),
  "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": rights("iam", "iam/role_policies_exclusive.go", {
    create: "DeleteRolePolicy",
    read: "ListRolePolicies",
    update: "DeleteRolePolicy",
  }),
  // The program attaches no managed policy to any role: whatever is attached is taken off.
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": rights(
    "iam",
    "iam/role_policy_attachments_exclusive.go",
    { create: "DetachRolePolicy", read: "ListAttachedRolePolicies", update: "DetachRolePolicy" },
  ),
  "aws:iam/instanceProfile:InstanceProfile": rights("iam", "iam/instance_profile.go", {
    create: "AddRoleToInstanceProfile CreateInstanceProfile TagInstanceProfile",
    read: "GetInstanceProfile GetRole",
    update: "AddRoleToInstanceProfile RemoveRoleFromInstanceProfile TagInstanceProfile UntagInstanceProfile",
    delete: "DeleteInstanceProfile RemoveRoleFromInstanceProfile",
    also: "iam:PassRole",
  }),
  // It stays when the stack goes.
  "aws:iam/serviceLinkedRole:ServiceLinkedRole": rights("iam", "iam/service_linked_role.go", {
    create: "CreateServiceLinkedRole TagRole",
    read: "GetRole",
    update: "TagRole UntagRole",
  }),
};
