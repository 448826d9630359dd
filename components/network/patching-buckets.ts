/**
 * The buckets of AWS that a managed Amazon Linux 2023 instance reads, by region; an S3 endpoint policy must name them, or
 * Patch Manager ends in "success" with nothing installed.
 *
 * Distributor's buckets (`amazon-ssm-packages-…`, `aws-ssm-document-attachments-…`, `…-birdwatcher-prod`) are not among
 * them: patching reads none, and the proxies' role may run no document that does.
 *
 * Sources: Systems Manager user guide, "Amazon S3 buckets for patching operations" (the two tables) and "SSM Agent
 * communications with AWS managed S3 buckets"; Amazon Linux 2023 user guide, "Deterministic upgrades" (the repository).
 */

/** Suffix of `aws-patch-manager-<region>-<suffix>`, which holds the documents that patch. */
const PATCH_DOCUMENT_SUFFIXES: { readonly [region: string]: string } = {
  "af-south-1": "bdd5f65a9",
  "ap-east-1": "632356271",
  "ap-northeast-1": "4849fa78f",
  "ap-northeast-2": "10467995c",
  "ap-northeast-3": "67373598a",
  "ap-south-1": "cb7c62ff9",
  "ap-south-2": "32f4b4128",
  "ap-southeast-1": "7fdfd9ef7",
  "ap-southeast-2": "17283a275",
  "ap-southeast-3": "aa48fc462",
  "ap-southeast-4": "01e2c40d3",
  "ca-central-1": "3148e69e3",
  "ca-west-1": "9e3a4b2f9",
  "eu-central-1": "9163fdaaf",
  "eu-central-2": "184ce43c8",
  "eu-north-1": "795879e9b",
  "eu-south-1": "c52f3f594",
  "eu-south-2": "a4cf248b1",
  "eu-west-1": "5522fb710",
  "eu-west-2": "902a2bc74",
  "eu-west-3": "29bf85721",
  "il-central-1": "e221cb57b",
  "me-central-1": "2932f2f80",
  "me-south-1": "a53fc9dce",
  "sa-east-1": "ddf4b6a09",
  "us-east-1": "1970c647d",
  "us-east-2": "552881074",
  "us-west-1": "8badb4304",
  "us-west-2": "34d7f99f8",
};

/** Suffix of `patch-baseline-snapshot-<region>-<suffix>`; the other regions of the table above have none. */
const SNAPSHOT_SUFFIXES: { readonly [region: string]: string } = {
  "af-south-1": "tbxdb5b9",
  "ap-south-2": "50209442",
  "ap-southeast-3": "be0a3174",
  "ap-southeast-4": "dc6f76ce",
  "eu-south-2": "df2c9d70",
  "me-south-1": "uduvl7q8",
};

/** The repository bucket of Amazon Linux 2023 carries the same suffix in every region. */
const REPOSITORY_SUFFIX = "de612dc2";

/**
 * Names of AWS's buckets in a region, for reading. Where the tables do not list the region (newer ones, China, GovCloud)
 * the unlisted suffix is a `*`: also a look-alike bucket could then be read, but nothing written.
 */
export function patchingBuckets(region: string): readonly string[] {
  const documents = PATCH_DOCUMENT_SUFFIXES[region];
  const snapshot = SNAPSHOT_SUFFIXES[region];
  return [
    `amazon-ssm-${region}`,
    `aws-ssm-${region}`,
    `aws-patch-manager-${region}-${documents ?? "*"}`,
    ...(snapshot === undefined ? [`patch-baseline-snapshot-${region}`] : []),
    ...(snapshot !== undefined || documents === undefined
      ? [`patch-baseline-snapshot-${region}-${snapshot ?? "*"}`]
      : []),
    `al2023-repos-${region}-${REPOSITORY_SUFFIX}`,
  ];
}
