/**
 * Prefix lists that AWS keeps itself, which hold the addresses of one of its own services and never the internet. Their
 * ids are the same in every account of a region. CloudFront's list for reaching origins, by region: ids as AWS's samples
 * and users publish them, each found in at least two sources.
 * https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
 * https://aws.amazon.com/blogs/networking-and-content-delivery/limit-access-to-your-origins-using-the-aws-managed-prefix-list-for-amazon-cloudfront/
 */
const CLOUDFRONT_ORIGIN_FACING: readonly (readonly [region: string, id: string])[] = [
  ["af-south-1", "pl-c0aa4fa9"],
  ["ap-east-1", "pl-14b2577d"],
  ["ap-northeast-1", "pl-58a04531"],
  ["ap-northeast-2", "pl-22a6434b"],
  ["ap-northeast-3", "pl-31a14458"],
  ["ap-south-1", "pl-9aa247f3"],
  ["ap-southeast-1", "pl-31a34658"],
  ["ap-southeast-2", "pl-b8a742d1"],
  ["ca-central-1", "pl-38a64351"],
  ["eu-central-1", "pl-a3a144ca"],
  ["eu-north-1", "pl-fab65393"],
  ["eu-south-1", "pl-1bbc5972"],
  ["eu-west-1", "pl-4fa04526"],
  ["eu-west-2", "pl-93a247fa"],
  ["eu-west-3", "pl-75b1541c"],
  ["me-south-1", "pl-17b2577e"],
  ["sa-east-1", "pl-5da64334"],
  ["us-east-1", "pl-3b927c52"],
  ["us-east-2", "pl-b6a144df"],
  ["us-west-1", "pl-4ea04527"],
  ["us-west-2", "pl-82a045eb"],
];

const IDS: ReadonlySet<string> = new Set(CLOUDFRONT_ORIGIN_FACING.map(([, id]) => id));

/** Whether a prefix list is known to be AWS's own. Of an id that is not in the table nothing is known. */
export const isManagedByAws = (prefixListId: string): boolean => IDS.has(prefixListId);
