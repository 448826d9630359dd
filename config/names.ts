import type { Target } from "./region";
import type { SettingReader } from "./setting-reader";

/** The longest name of an OpenSearch domain; the stem of all names is its name. */
export const MAX_BASE_NAME_LENGTH = 28;
const LABEL = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** S3 keeps `sthree-` and `amzn-s3-demo-` for itself, Systems Manager documents named `aws…`, `amazon…` and `amzn…`. */
const RESERVED_PREFIXES = ["sthree", "aws", "amazon", "amzn"];

/**
 * The stem of every chosen name, `<prefix>-<stack>-<region>`. Buckets, roles and functions take more, but the OpenSearch
 * domain bears the stem itself.
 * https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_CreateDomain.html
 */
export function readBaseName(reader: SettingReader, stack: string, { region }: Target): string {
  const prefix = reader.text("namePrefix");
  const reserved = RESERVED_PREFIXES.find((word) => prefix.startsWith(word));
  if (!LABEL.test(prefix) || !/^[a-z]/.test(prefix)) {
    reader.reject(
      "namePrefix",
      `${reader.quote("namePrefix", prefix)} is not accepted; accepted: a lower-case letter, then \`a-z\`, \`0-9\` and single \`-\`, no \`-\` at the end`,
    );
  } else if (reserved !== undefined) {
    reader.reject(
      "namePrefix",
      `${reader.quote("namePrefix", prefix)} begins with \`${reserved}\`, which AWS reserves; accepted: another beginning`,
    );
  }
  if (!LABEL.test(stack)) {
    reader.note(
      "stack name",
      `\`${stack}\` cannot be part of resource names; accepted: \`a-z\`, \`0-9\` and single \`-\`, not at an end`,
    );
  }
  const baseName = `${prefix}-${stack}-${region ?? ""}`;
  const excess = baseName.length - MAX_BASE_NAME_LENGTH;
  if (excess > 0 && region !== undefined && reader.sound("namePrefix", "stack name")) {
    const parts = `\`${prefix}\` ${prefix.length} + \`${stack}\` ${stack.length} + \`${region}\` ${region.length} + 2 hyphens`;
    reader.reject(
      "namePrefix",
      `\`${baseName}\` would name the OpenSearch domain and has ${baseName.length} characters (${parts}); accepted: at most ${MAX_BASE_NAME_LENGTH}, so shorten the prefix or the stack's name by ${excess}`,
    );
  }
  return baseName;
}

/**
 * A prefix for the sign-in domain that no other account of the region is likely to have, although all of them share one
 * name space: the stem and a checksum of account and stack (32-bit FNV-1a; it hides nothing, it only tells apart).
 */
export function defaultSignInPrefix(baseName: string, accountId: string): string {
  let hash = 0x811c9dc5;
  for (const character of `${accountId}/${baseName}`) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  }
  return `${baseName}-${hash.toString(16).padStart(8, "0")}`;
}
