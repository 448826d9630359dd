/** What every component must know of the stack it is part of. */

import type { PartitionCapabilities } from "../partitions";

export interface StackContext {
  readonly accountId: string;
  readonly region: string;
  readonly partition: PartitionCapabilities;
  /** Stem of chosen names, at most 28 characters: `<prefix>-<stack>-<region>`. */
  readonly baseName: string;
  /** Put on what the provider's default tags do not reach: instances, volumes, interfaces. */
  readonly tags: { readonly [key: string]: string };
  /** Protects stores and the load balancer against deletion. */
  readonly deletionProtection: boolean;
}

/**
 * The ARN of a resource with a chosen name, from values that are known before anything exists. `region` and `accountId`
 * default to the stack's; give `""` where the service leaves the field empty (S3, IAM's region).
 */
export function arn(
  { partition, region, accountId }: StackContext,
  service: string,
  resource: string,
  fields: { readonly region?: string; readonly accountId?: string } = {},
): string {
  return `arn:${partition.partition}:${service}:${fields.region ?? region}:${fields.accountId ?? accountId}:${resource}`;
}
