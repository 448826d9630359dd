import { boundaryPolicy } from "../arns";
import { ACCOUNT_ID, EMAIL, ROLE_PATH } from "../forms";
import { alternatives } from "../mistakes";
import { readBaseName } from "../names";
import type { Target } from "../region";
import type { SettingReader } from "../setting-reader";
import type { EncryptedStore, StackConfig } from "../stack-config";

/** Retention periods that CloudWatch Logs has, in days (its "never" is not among them: logs must end some day). */
const LOG_RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
/** AWS allows 50 tags on a resource; some of ours need a few of their own. */
const MAX_TAGS = 40;
/** OpenSearch Service, "AddTags": a domain can have up to 10 tags. */
const MAX_DOMAIN_TAGS = 10;
/** Tags of every resource, whatever else is configured: what a bill or an inventory is split by. */
export const OWNER_TAGS = { project: "pulumi:project", stack: "pulumi:stack" } as const;
/** Tags that the program itself gives a meaning to, in lower case. */
const OWN_TAGS: readonly string[] = ["patchgroup", "patch group", "name", ...Object.values(OWNER_TAGS)];
const STORES = ["console", "domain", "volumes", "logs", "topic"] as const;

/** What concerns the stack as a whole. */
export type GeneralConfig = Pick<
  StackConfig,
  | "zones"
  | "baseName"
  | "rolePath"
  | "tags"
  | "permissionsBoundaryArn"
  | "serviceLinkedRoles"
  | "deletionProtection"
  | "flowLogs"
  | "logRetentionDays"
  | "alertEmails"
>;

/** The account, `undefined` where it is missing or none. */
export function readAccountId(reader: SettingReader): string | undefined {
  if (!reader.given("accountId")) reader.missing("accountId", ACCOUNT_ID.accepted);
  return reader.formed("accountId", ACCOUNT_ID) || undefined;
}

/** Names, zones, tags, logs and alerts. */
export function readGeneral(reader: SettingReader, stack: string, target: Target): GeneralConfig {
  const destination = reader.choice("flowLogDestination", ["s3", "cloudwatch"]);
  const boundary = reader.formed("permissionsBoundaryArn", boundaryPolicy(target));
  return {
    zones: readZones(reader, target),
    baseName: readBaseName(reader, stack, target),
    rolePath: reader.formed("rolePath", ROLE_PATH),
    tags: readTags(reader),
    ...(boundary === "" ? {} : { permissionsBoundaryArn: boundary }),
    serviceLinkedRoles: reader.choice("serviceLinkedRoles", ["present", "create"]),
    deletionProtection: reader.flag("deletionProtection"),
    flowLogs: {
      destination,
      retentionDays:
        destination === "s3"
          ? reader.integer("flowLogRetentionDays", 1, 3653)
          : readLogRetention(reader, "flowLogRetentionDays"),
    },
    logRetentionDays: readLogRetention(reader, "logRetentionDays"),
    alertEmails: reader.formedList("alertEmails", EMAIL),
  };
}

/** The stores that get a customer-managed key, less those that the stack does not have. */
export function readCustomerManagedKeys(
  reader: SettingReader,
  has: { readonly console: boolean; readonly newDomain: boolean },
): readonly EncryptedStore[] {
  const stores = reader.choices("customerManagedKeys", STORES);
  if (stores.includes("console") && !has.console && reader.sound("console")) {
    reader.reject(
      "customerManagedKeys",
      "`console` has no store, since there is no console in this stack; remove it",
    );
  }
  if (stores.includes("domain") && !has.newDomain) {
    reader.reject(
      "customerManagedKeys",
      "`domain` is not this stack's to encrypt, since the domain exists already; remove it",
    );
  }
  return stores;
}

/** A new domain bears all tags of the stack, and fewer than any other resource could. */
export function checkDomainTags(reader: SettingReader, tags: StackConfig["tags"], newDomain: boolean): void {
  const given = Object.keys(tags).length;
  const own = Object.keys(OWNER_TAGS).length;
  if (!newDomain || !reader.sound("tags") || given + own <= MAX_DOMAIN_TAGS) return;
  reader.reject(
    "tags",
    `${given} given; accepted: at most ${MAX_DOMAIN_TAGS - own} with a new domain, since OpenSearch Service takes ${MAX_DOMAIN_TAGS} and ${own} are the program's`,
  );
}

/** Two or three zones of the region: an OpenSearch domain spreads over no other number. */
function readZones(reader: SettingReader, { region }: Target): readonly string[] {
  const example = `${region ?? "us-east-1"}a`;
  const accepted = `zones of the stack's region by name, like \`${example}\``;
  if (!reader.given("availabilityZones")) {
    reader.missing("availabilityZones", `2 or 3 ${accepted}`);
    return [];
  }
  const zones = reader.elements("availabilityZones");
  for (const { at, text } of zones) {
    const isOfRegion =
      region === undefined ? /^[a-z]+(-[a-z]+)+-\d[a-z]$/.test(text) : text.slice(0, -1) === region;
    if (/^[a-z]{3,5}\d-az\d$/.test(text)) {
      reader.reject(at, `\`${text}\` is the id of a zone; accepted: ${accepted}`);
    } else if (!isOfRegion || !/[a-z]$/.test(text)) {
      const where = region === undefined ? "" : ` of \`${region}\``;
      reader.reject(
        at,
        `${reader.quote("availabilityZones", text)} is not a zone${where}; accepted: ${accepted}`,
      );
    }
  }
  if (reader.sound("availabilityZones") && (zones.length < 2 || zones.length > 3)) {
    reader.reject(
      "availabilityZones",
      `${zones.length} given; accepted: 2 or 3 zones, over which OpenSearch can spread its nodes`,
    );
  }
  return zones.map(({ text }) => text);
}

/**
 * Tags that every service takes.
 * https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
function readTags(reader: SettingReader): { readonly [key: string]: string } {
  const tags = reader.record("tags");
  const names = Object.keys(tags);
  const characters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
  for (const [name, value] of Object.entries(tags)) {
    const problem = tagProblem(name, names);
    if (problem !== undefined) reader.reject("tags", `${reader.quote("tags", name)} ${problem}`);
    if (value.length > 256)
      reader.reject("tags", `value of \`${name}\` has ${value.length} characters; accepted: at most 256`);
    if (!characters.test(value)) {
      reader.reject(
        "tags",
        `${reader.quote("tags", value)} of \`${name}\` is not accepted; accepted: letters, digits, spaces and \`_.:/=+-@\``,
      );
    }
  }
  if (names.length > MAX_TAGS) reader.reject("tags", `${names.length} given; accepted: at most ${MAX_TAGS}`);
  return tags;

  function tagProblem(name: string, all: readonly string[]): string | undefined {
    const folded = name.toLowerCase();
    if (name === "" || name.length > 128) return `has ${name.length} characters; accepted: 1..128`;
    if (folded.startsWith("aws:"))
      return "begins with `aws:`, which AWS reserves; accepted: another beginning";
    if (!characters.test(name)) return "is not accepted; accepted: letters, digits, spaces and `_.:/=+-@`";
    if (OWN_TAGS.includes(folded)) return "is a tag that the program sets; remove it";
    const twin = all.find((other) => other !== name && other.toLowerCase() === folded);
    if (twin !== undefined && all.indexOf(twin) < all.indexOf(name)) {
      return `differs from \`${twin}\` in case only, which IAM does not tell apart; remove one`;
    }
    return undefined;
  }
}

function readLogRetention(reader: SettingReader, key: "logRetentionDays" | "flowLogRetentionDays"): number {
  const days = reader.integer(key, 1, 3653);
  if (reader.sound(key) && !LOG_RETENTION_DAYS.includes(days)) {
    reader.reject(
      key,
      `\`${days}\` is not a retention period of CloudWatch Logs; accepted: ${alternatives(LOG_RETENTION_DAYS)}`,
    );
  }
  return days;
}
