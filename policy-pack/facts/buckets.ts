import { UNKNOWN, type Value } from "../analysis/unknown";
import { type Stack, type StackResource, textOf } from "./resource";

/** The property that names the bucket, by the types that are buckets. */
const BUCKETS: Readonly<Record<string, string>> = {
  "aws:s3/bucket:Bucket": "bucket",
  "aws:s3/bucketV2:BucketV2": "bucket",
  "aws-native:s3:Bucket": "bucketName",
};

/** Whether the resource is a general purpose bucket. */
export const isBucket = (type: string): boolean => Object.hasOwn(BUCKETS, type);

/**
 * The buckets of the stack that a resource's property `bucket` may name: the one it was made from, or of that name or
 * id. Several, or `UNKNOWN`, where that cannot be told.
 */
export function bucketsOf(
  resource: StackResource,
  buckets: readonly StackResource[],
): readonly StackResource[] | typeof UNKNOWN {
  const sources = resource.sourcesOf("bucket").filter(({ type }) => isBucket(type));
  if (sources.length > 0) return sources;
  const name = textOf(resource.inputs["bucket"]);
  if (name === UNKNOWN) return UNKNOWN;
  return buckets.filter(
    ({ type, id, inputs }) => id === name || textOf(inputs[BUCKETS[type] ?? ""]) === name,
  );
}

/** A policy that is, or may be, a bucket's. */
export interface BucketPolicy {
  /** The resource that carries it. */
  readonly name: string;
  readonly path: string;
  readonly value: Value;
}

const POLICIES: Readonly<Record<string, string>> = {
  "aws:s3/bucketPolicy:BucketPolicy": "policy",
  "aws-native:s3:BucketPolicy": "policyDocument",
};

/** Whether the resource is a policy of a bucket that another resource declares. */
export const isBucketPolicy = (type: string): boolean => Object.hasOwn(POLICIES, type);

/** The name of a bucket where it is known, from the program or from the provider. */
export function bucketName({ type, inputs, id }: StackResource): string | undefined {
  const name = textOf(inputs[BUCKETS[type] ?? ""]);
  return typeof name === "string" ? name : id;
}

/** The buckets of a stack with the policies that they have in it. It is not certain where some policy may be any bucket's. */
export function policiesOfBuckets({ resources }: Stack): {
  readonly buckets: readonly { readonly bucket: StackResource; readonly policies: readonly BucketPolicy[] }[];
  readonly isCertain: boolean;
} {
  const buckets = resources.filter(({ type }) => isBucket(type));
  const policies = new Map<StackResource, BucketPolicy[]>(
    buckets.map((bucket) => [bucket, policyIn(bucket, "policy")]),
  );
  let isCertain = true;
  for (const resource of resources) {
    if (!isBucketPolicy(resource.type)) continue;
    const owners = bucketsOf(resource, buckets);
    if (owners === UNKNOWN || owners.length > 1) isCertain = false;
    else
      for (const owner of owners)
        policies.get(owner)?.push(...policyIn(resource, POLICIES[resource.type] ?? ""));
  }
  return {
    buckets: buckets.map((bucket) => ({ bucket, policies: policies.get(bucket) ?? [] })),
    isCertain,
  };
}

function policyIn({ name, inputs }: StackResource, path: string): BucketPolicy[] {
  const value = inputs[path];
  return value === undefined || value === null || value === "" ? [] : [{ name, path, value }];
}
