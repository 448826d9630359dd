import { PARTITIONS, type PartitionCapabilities, partitionOfRegion } from "../partitions";

/** Where a stack goes; what could not be read is `undefined`, so that nothing is compared with it. */
export interface Target {
  readonly partition: PartitionCapabilities;
  readonly region: string | undefined;
  readonly accountId: string | undefined;
}

const DIRECTIONS = "north|south|east|west|central|northeast|northwest|southeast|southwest";
/** Regions of the three partitions; other partitions (`us-iso-…`, `eusc-…`) have prefixes of their own. */
const REGION = new RegExp(`^(af|ap|ca|cn|eu|il|me|mx|sa|us|us-gov)-(${DIRECTIONS})-[1-9]$`);

/** What is wrong with a region's name, or its partition. */
export function readRegion(
  region: string | undefined,
): { readonly partition: PartitionCapabilities } | { readonly problem: string } {
  const accepted = "a region of AWS, AWS GovCloud (US) or China like `us-east-1`";
  if (region === undefined || region === "") {
    return {
      problem: `is missing; accepted: ${accepted}; set it with \`pulumi config set aws:region us-east-1\``,
    };
  }
  if (!REGION.test(region)) return { problem: `\`${region}\` is not accepted; accepted: ${accepted}` };
  return { partition: partitionOfRegion(region) };
}

/** The partition to go on with where the region is not known, so that all other mistakes are found too. */
export const ASSUMED_PARTITION = PARTITIONS.aws;
