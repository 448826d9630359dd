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
