import { overlaps } from "./patterns";

/**
 * The six parts of an Amazon Resource Name, `arn:partition:service:region:account:resource`. `region` and `account`
 * are `""` where the service leaves them out; `resource` may hold further colons and slashes.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/**
 * Whether some ARN matches two patterns of ARNs. Parts are compared one by one where both have all six, so that a wildcard
 * stands for no colon before the resource: no ARN is both an instance and an image. Exact for such patterns; otherwise it
 * errs towards yes.
 */
export function arnsOverlap(pattern: string, other: string): boolean {
  const [a, b] = [arnParts(pattern), arnParts(other)];
  return a === undefined || b === undefined
    ? overlaps(pattern, other)
    : a.every((part, at) => overlaps(part, b[at] ?? ""));
}

function arnParts(pattern: string): readonly string[] | undefined {
  const parts = pattern.split(":");
  return parts.length < 6 ? undefined : [...parts.slice(0, 5), parts.slice(5).join(":")];
}

/**
 * Splits an ARN, or a pattern of one, into its parts. Wildcards are kept as they stand.
 * @throws RangeError one line naming the text and what is missing
 */
export function parseArn(text: string): Arn {
  const [scheme, partition, service, region, account, ...resource] = text.split(":");
  if (scheme !== "arn") throw new RangeError(`\`${text}\` is not an ARN; it must begin with \`arn:\``);
  if (account === undefined || region === undefined || resource.length === 0) {
    throw new RangeError(
      `\`${text}\` is not an ARN; it must have six parts, \`arn:partition:service:region:account:resource\``,
    );
  }
  if (!partition)
    throw new RangeError(
      `partition of \`${text}\` is empty; it must be \`aws\`, \`aws-cn\`, \`aws-us-gov\` or another`,
    );
  if (!service)
    throw new RangeError(`service of \`${text}\` is empty; it must be one like \`iam\` or \`s3\``);
  const rest = resource.join(":");
  if (rest === "")
    throw new RangeError(`resource of \`${text}\` is empty; it must name one, like \`role/reader\``);
  return { partition, service, region, account, resource: rest };
}
