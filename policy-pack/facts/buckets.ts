import { UNKNOWN } from "../analysis/unknown";
import { type StackResource, textOf } from "./resource";

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
