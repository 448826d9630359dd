/**
 * The scheduled function that keeps the history of the VPC's network interfaces. Environment: `ACCOUNT_ID`,
 * `HISTORY_BUCKET`, `HISTORY_PREFIX` (no slash at either end), `VPC_ID`.
 */

import { EC2Client, type NetworkInterface, paginateDescribeNetworkInterfaces } from "@aws-sdk/client-ec2";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type DayHistory, dawn, dayOf, keyOf, parseDay, recorded, type Sighting, startOf } from "./day";

/** Where the history lies, and of which VPC it is. */
export interface HistoryPlace {
  /** Who has the bucket: it is neither read nor written where another account has one of that name. */
  readonly accountId: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly vpcId: string;
}

export interface HistoryClients {
  readonly ec2: EC2Client;
  readonly s3: S3Client;
}

/** A day's object, with the tag that tells whether somebody else has written it since. */
interface Stored {
  readonly history: DayHistory;
  readonly etag: string;
}

const texts = (values: readonly (string | undefined)[] | undefined): readonly string[] =>
  (values ?? []).filter((value) => value !== undefined).sort();

function sightingOf(found: NetworkInterface): Sighting | undefined {
  if (found.NetworkInterfaceId === undefined) return undefined;
  return {
    interfaceId: found.NetworkInterfaceId,
    groups: texts(found.Groups?.map(({ GroupId }) => GroupId)),
    addresses: texts([
      ...(found.PrivateIpAddresses ?? []).map(({ PrivateIpAddress }) => PrivateIpAddress),
      ...(found.Ipv6Addresses ?? []).map(({ Ipv6Address }) => Ipv6Address),
      ...(found.Ipv4Prefixes ?? []).map(({ Ipv4Prefix }) => Ipv4Prefix),
      ...(found.Ipv6Prefixes ?? []).map(({ Ipv6Prefix }) => Ipv6Prefix),
    ]),
  };
}

async function interfacesOf(ec2: EC2Client, vpcId: string): Promise<readonly Sighting[]> {
  const sightings: Sighting[] = [];
  const pages = paginateDescribeNetworkInterfaces(
    { client: ec2, pageSize: 1000 },
    { Filters: [{ Name: "vpc-id", Values: [vpcId] }] },
  );
  for await (const { NetworkInterfaces = [] } of pages) {
    for (const found of NetworkInterfaces) {
      const sighting = sightingOf(found);
      if (sighting !== undefined) sightings.push(sighting);
    }
  }
  return sightings;
}

async function stored(
  s3: S3Client,
  { accountId, bucket, prefix }: HistoryPlace,
  day: string,
): Promise<Stored | undefined> {
  try {
    const found = await s3.send(
      new GetObjectCommand({ Bucket: bucket, Key: keyOf(prefix, day), ExpectedBucketOwner: accountId }),
    );
    const text = (await found.Body?.transformToString("utf8")) ?? "";
    return { history: parseDay(text, day), etag: found.ETag ?? "" };
  } catch (error) {
    if (Object(error).name === "NoSuchKey") return undefined;
    throw error;
  }
}

/** Writes a day only over what was read of it: `before` absent means that there must be nothing. */
async function write(
  s3: S3Client,
  place: HistoryPlace,
  history: DayHistory,
  before: Stored | undefined,
): Promise<void> {
  await s3.send(
    new PutObjectCommand({
      Bucket: place.bucket,
      Key: keyOf(place.prefix, history.day),
      ExpectedBucketOwner: place.accountId,
      Body: JSON.stringify(history),
      ContentType: "application/json",
      ...(before === undefined ? { IfNoneMatch: "*" } : { IfMatch: before.etag }),
    }),
  );
}

async function attempt(
  { s3 }: HistoryClients,
  place: HistoryPlace,
  sightings: readonly Sighting[],
  at: Date,
): Promise<void> {
  const day = dayOf(at);
  const today = await stored(s3, place, day);
  if (today !== undefined) return write(s3, place, recorded(today.history, sightings, at), today);
  const yesterday = await stored(s3, place, dayOf(new Date(startOf(day).getTime() - 1)));
  const next = dawn(day, yesterday?.history, sightings, at);
  // The day before first: if the second write fails, the next run finds both as they have to be.
  if (next.before !== undefined) await write(s3, place, next.before, yesterday);
  return write(s3, place, next.today, undefined);
}

/**
 * 412: somebody wrote it since it was read; 409: somebody is writing it; 404: somebody removed it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
const wasOvertaken = (error: unknown): boolean => {
  const { name, $metadata } = Object(error) as {
    readonly name?: string;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  return (
    name === "PreconditionFailed" ||
    name === "ConditionalRequestConflict" ||
    $metadata?.httpStatusCode === 412 ||
    $metadata?.httpStatusCode === 409
  );
};

/**
 * Looks at the VPC's interfaces and adds what it sees to the day's history. Where another run wrote in between, it starts
 * from what that one left, once; so two runs never lose each other's spans.
 * @throws what EC2 or S3 throw, and after the second overtaking
 */
export async function recordInterfaces(aws: HistoryClients, place: HistoryPlace, at: Date): Promise<void> {
  const sightings = await interfacesOf(aws.ec2, place.vpcId);
  try {
    await attempt(aws, place, sightings, at);
  } catch (error) {
    if (!wasOvertaken(error)) throw error;
    await attempt(aws, place, sightings, at);
  }
}

/**
 * Reads the function's environment.
 * @throws TypeError naming every variable that is missing
 */
export function placeOf(environment: { readonly [name: string]: string | undefined }): HistoryPlace {
  const missing = ["ACCOUNT_ID", "HISTORY_BUCKET", "HISTORY_PREFIX", "VPC_ID"].filter(
    (name) => !environment[name],
  );
  if (missing.length > 0) throw new TypeError(`not set: \`${missing.join("`, `")}\``);
  const {
    ACCOUNT_ID: accountId = "",
    HISTORY_BUCKET: bucket = "",
    HISTORY_PREFIX: prefix = "",
    VPC_ID: vpcId = "",
  } = environment;
  return { accountId, bucket, prefix, vpcId };
}

let clients: HistoryClients | undefined;

/** Lambda's entry; region and credentials come from its environment. */
export const handler = async (): Promise<void> => {
  clients ??= { ec2: new EC2Client({}), s3: new S3Client({}) };
  await recordInterfaces(clients, placeOf(process.env), new Date());
};
