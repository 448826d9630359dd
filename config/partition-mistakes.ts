import { lackOf, type PartitionCapabilities, type PartitionFeature } from "../partitions";
import { alternatives } from "./mistakes";

/**
 * Why a choice is not possible in a partition, as a clause about the choice: names the service and the partition, and what
 * there is instead.
 */
export function notInPartition(
  partition: PartitionCapabilities,
  feature: PartitionFeature,
  instead: readonly string[],
): string {
  const lack = lackOf(partition, feature);
  const reason = lack === undefined ? "" : `: it needs ${lack.what}, but ${lack.why}`;
  return `is not possible in partition \`${partition.partition}\`${reason}; accepted: ${alternatives(instead)}`;
}
