import type { ValueMap } from "../analysis/unknown";
import type { Choice } from "./choices";

/** The four settings of S3 Block Public Access. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
export const BLOCKS: readonly string[] = [
  "blockPublicAcls",
  "blockPublicPolicy",
  "ignorePublicAcls",
  "restrictPublicBuckets",
];

/** Where a type has the four settings, and what one of them stands for that is absent. */
const BLOCK_HOLDERS: Readonly<Record<string, readonly [holder: string, absent: Choice["absent"]]>> = {
  // The four are set together: what is absent is switched off.
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ["", "false"],
  "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": ["", "false"],
  "aws-native:s3:Bucket": ["publicAccessBlockConfiguration", offUnlessAllAbsent],
  // Access points are made with all four.
  "aws:s3/accessPoint:AccessPoint": ["publicAccessBlockConfiguration", "true"],
  "aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint": ["details.publicAccessBlock", "true"],
  "aws-native:s3:AccessPoint": ["publicAccessBlockConfiguration", "true"],
  "aws-native:s3:MultiRegionAccessPoint": ["publicAccessBlockConfiguration", "true"],
};

/** A bucket without the configuration has what its account and AWS give it, which is another question. */
function offUnlessAllAbsent(inputs: ValueMap): string {
  return lacksOwnBlock(inputs) ? "true" : "false";
}

/** Whether a bucket of the native provider says nothing of Block Public Access. */
export const lacksOwnBlock = (inputs: ValueMap): boolean => {
  const configuration = inputs["publicAccessBlockConfiguration"];
  return configuration === undefined || configuration === null;
};

/** The choices of a type that switch Block Public Access off. */
export function blockChoices(type: string): readonly Choice[] {
  const place = Object.hasOwn(BLOCK_HOLDERS, type) ? BLOCK_HOLDERS[type] : undefined;
  if (place === undefined) return [];
  const [holder, absent] = place;
  return BLOCKS.map((name) => ({
    path: holder === "" ? name : `${holder}.${name}`,
    values: { right: ["true"] },
    absent,
  }));
}

/** Whether the resource is the block of one bucket. */
export const isBucketBlock = (type: string): boolean =>
  type === "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";

/** Whether the resource is the block of a whole account. */
export const isAccountBlock = (type: string): boolean =>
  type === "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock";

const CANNED: Choice["values"] = {
  wrong: [
    "public-read",
    "public-read-write",
    "authenticated-read",
    "publicread",
    "publicreadwrite",
    "authenticatedread",
  ],
};

const GROUPS: Choice["values"] = {
  wrong: [
    "http://acs.amazonaws.com/groups/global/allusers",
    "http://acs.amazonaws.com/groups/global/authenticatedusers",
  ],
};

const canned = (path: string): Choice => ({ path, values: CANNED, absent: "private" });
const granted = (path: string): Choice => ({ path, values: GROUPS, absent: "" });

/** Where a type grants by an access control list. https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html */
const GRANTS: Readonly<Record<string, readonly Choice[]>> = {
  "aws:s3/bucketAcl:BucketAcl": [canned("acl"), granted("accessControlPolicy.grants[].grantee.uri")],
  "aws:s3/bucketAclV2:BucketAclV2": [canned("acl"), granted("accessControlPolicy.grants[].grantee.uri")],
  "aws:s3/bucket:Bucket": [canned("acl"), granted("grants[].uri")],
  "aws:s3/bucketV2:BucketV2": [canned("acl"), granted("grants[].uri")],
  "aws:s3/bucketObject:BucketObject": [canned("acl")],
  "aws:s3/bucketObjectv2:BucketObjectv2": [canned("acl")],
  "aws:s3/objectCopy:ObjectCopy": [canned("acl"), granted("grants[].uri")],
  "aws-native:lightsail:Bucket": [
    { path: "accessRules.getObject", values: { wrong: ["public"] }, absent: "private" },
  ],
  "aws-native:s3:Bucket": [canned("accessControl")],
};

/** The choices of a type that grant everyone, or everyone with an AWS account, access by a list. */
export const grantChoices = (type: string): readonly Choice[] =>
  (Object.hasOwn(GRANTS, type) ? GRANTS[type] : undefined) ?? [];

/** Whether the written value of a grant lets only those in who have some AWS account. */
export const needsAccount = (value: string): boolean => value.toLowerCase().includes("authenticated");
