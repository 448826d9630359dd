import * as pulumi from "@pulumi/pulumi";
import { ACCOUNT_ID, BUCKET_NAME, HOSTED_ZONE_ID, PARAMETER_NAME, ROLE_PATH } from "../config/forms";
import { ConfigurationError, type Mistake } from "../config/mistakes";
import { MAX_BASE_NAME_LENGTH } from "../config/names";
import { ASSUMED_PARTITION, readRegion } from "../config/region";
import type { PartitionCapabilities } from "../partitions";

/** Who is let in, and to which stack. */
export interface AccessConfig {
  readonly accountId: string;
  readonly region: string;
  readonly partition: PartitionCapabilities;
  /** Name of the logging stack. */
  readonly stack: string;
  /** Stem of the logging stack's names, `<prefix>-<stack>-<region>`. */
  readonly baseName: string;
  /** Path of the logging stack's roles. */
  readonly rolePath: string;
  readonly repository: Repository;
  readonly githubProvider: "create" | "existing";
  /** Undefined: the pipeline writes no records. */
  readonly hostedZoneId: string | undefined;
  /** Whether the logging stack uses a VPC that exists already: what it makes there refers to what is not its own. */
  readonly sharedNetwork: boolean;
  /** The logging stack's own `consoleBucketName`: a bucket that does not bear its stem. Undefined: it makes one. */
  readonly consoleBucketName: string | undefined;
  /** The logging stack's own `proxyImageParameter`. Undefined: Amazon's one. */
  readonly proxyImageParameter: string | undefined;
  /** Project of the logging stack, the other half of the tags that tell its resources from others. */
  readonly project: string;
  readonly deletionProtection: boolean;
}

/** A repository on GitHub, and the branch of it that is deployed. */
export interface Repository {
  readonly owner: string;
  readonly name: string;
  /** Undefined where GitHub writes names only into the subject of its tokens. */
  readonly ids: { readonly owner: string; readonly repository: string } | undefined;
  readonly branch: string;
}

/** Path of the roles and policies that this program makes; the logging stack's own must be elsewhere. */
export const ACCESS_PATH = "/access/";

const LABEL = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Ends of environments' names: a stack that has one would share another stack's environment, and the rules of that. */
const OF_ENVIRONMENTS = /-(preview|inspect)$/;

/** A stem that begins so reaches buckets of other stacks' state by its own name. */
const OF_STATES = /^state(-|$)/;

/** A setting's text, and what is wrong with it. */
interface Check {
  readonly key: string;
  readonly accepted: string;
  readonly isRight: (text: string) => boolean;
  readonly required?: boolean;
}

const matching =
  (expression: RegExp) =>
  (text: string): boolean =>
    expression.test(text);

const CHECKS: readonly Check[] = [
  {
    key: "accountId",
    accepted: ACCOUNT_ID.accepted,
    isRight: (text) => ACCOUNT_ID.problem(text) === undefined,
    required: true,
  },
  {
    key: "stack",
    accepted:
      "a lower-case letter, then `a-z`, `0-9` and single `-`, and not `-preview` or `-inspect` at the end",
    isRight: (text) => LABEL.test(text) && !OF_ENVIRONMENTS.test(text),
    required: true,
  },
  {
    key: "repository",
    accepted: "`<owner>/<name>` like `octo-org/central-logging`",
    isRight: matching(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/),
    required: true,
  },
  { key: "ownerId", accepted: "a number, in quotes", isRight: matching(/^[1-9][0-9]{0,15}$/) },
  { key: "repositoryId", accepted: "a number, in quotes", isRight: matching(/^[1-9][0-9]{0,15}$/) },
  {
    key: "branch",
    accepted: "the name of a branch like `main`, without `refs/heads/`",
    isRight: matching(/^(?!refs\/)[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}$/),
  },
  { key: "githubProvider", accepted: "`create` or `existing`", isRight: matching(/^(create|existing)$/) },
  {
    key: "namePrefix",
    accepted: "a lower-case letter, then `a-z`, `0-9` and single `-`, and not `state` at the beginning",
    isRight: (text) => LABEL.test(text) && !OF_STATES.test(text),
  },
  {
    key: "rolePath",
    accepted: `${ROLE_PATH.accepted}, and not below \`${ACCESS_PATH}\``,
    isRight: (text) => ROLE_PATH.problem(text) === undefined && !text.startsWith(ACCESS_PATH),
  },
  {
    key: "hostedZoneId",
    accepted: HOSTED_ZONE_ID.accepted,
    isRight: (text) => HOSTED_ZONE_ID.problem(text) === undefined,
  },
  { key: "sharedNetwork", accepted: "`true` or `false`", isRight: matching(/^(true|false)$/) },
  {
    key: "consoleBucketName",
    // The buckets of states begin so.
    accepted: `${BUCKET_NAME.accepted}, and not beginning with \`state-\``,
    isRight: (text) => BUCKET_NAME.problem(text) === undefined && !text.startsWith("state-"),
  },
  {
    key: "proxyImageParameter",
    accepted: PARAMETER_NAME.accepted,
    isRight: (text) => PARAMETER_NAME.problem(text) === undefined,
  },
  {
    key: "project",
    accepted: "the name of a Pulumi project like `centralized-logging`",
    isRight: matching(/^[A-Za-z0-9_.-]{1,100}$/),
  },
  { key: "deletionProtection", accepted: "`true` or `false`", isRight: matching(/^(true|false)$/) },
];

const DEFAULTS: { readonly [key: string]: string } = {
  branch: "main",
  githubProvider: "create",
  namePrefix: "clo",
  rolePath: "/",
  sharedNetwork: "false",
  project: "centralized-logging",
  deletionProtection: "true",
};

const MAX_QUOTED_LENGTH = 120;
const quoted = (text: string): string => `\`${text.slice(0, MAX_QUOTED_LENGTH).replaceAll(/\s+/g, " ")}\``;

/**
 * Turns the text of the settings into one typed value.
 * @param raw setting, without the project's namespace, to text
 * @throws ConfigurationError with all mistakes, one a line
 */
export function parseAccessConfig(
  raw: { readonly [key: string]: string | undefined },
  { stackName, region }: { readonly stackName: string; readonly region: string | undefined },
): AccessConfig {
  const mistakes: Mistake[] = [];
  const known = new Set(CHECKS.map(({ key }) => key));
  for (const key of Object.keys(raw))
    if (!known.has(key)) mistakes.push({ key, problem: "is not a setting of this program; remove it" });
  const located = readRegion(region);
  if ("problem" in located) mistakes.push({ key: "aws:region", problem: located.problem });
  const text = (key: string): string => raw[key] || DEFAULTS[key] || "";
  for (const { key, accepted, isRight, required = false } of CHECKS) {
    const value = text(key);
    if (value === "" && required) mistakes.push({ key, problem: `is missing; accepted: ${accepted}` });
    else if (value !== "" && !isRight(value))
      mistakes.push({ key, problem: `${quoted(value)} is not accepted; accepted: ${accepted}` });
  }
  if ((text("ownerId") === "") !== (text("repositoryId") === "")) {
    const missing = text("ownerId") === "" ? "ownerId" : "repositoryId";
    mistakes.push({ key: missing, problem: "is missing; accepted: both numbers, or none of them" });
  }
  const baseName = `${text("namePrefix")}-${text("stack")}-${region ?? ""}`;
  if (baseName.length > MAX_BASE_NAME_LENGTH)
    mistakes.push({
      key: "stack",
      problem: `${quoted(baseName)} has ${baseName.length} characters; accepted: at most ${MAX_BASE_NAME_LENGTH}, as the logging stack's names have`,
    });
  if (mistakes.length > 0) throw new ConfigurationError(stackName, mistakes);
  const [owner = "", name = ""] = text("repository").split("/");
  return {
    accountId: text("accountId"),
    region: region ?? "",
    partition: "problem" in located ? ASSUMED_PARTITION : located.partition,
    stack: text("stack"),
    baseName,
    rolePath: text("rolePath"),
    repository: {
      owner,
      name,
      ids: text("ownerId") === "" ? undefined : { owner: text("ownerId"), repository: text("repositoryId") },
      branch: text("branch"),
    },
    githubProvider: text("githubProvider") === "existing" ? "existing" : "create",
    hostedZoneId: text("hostedZoneId") || undefined,
    sharedNetwork: text("sharedNetwork") === "true",
    consoleBucketName: text("consoleBucketName") || undefined,
    proxyImageParameter: text("proxyImageParameter") || undefined,
    project: text("project"),
    deletionProtection: text("deletionProtection") === "true",
  };
}

/** The configuration of the running stack. @throws ConfigurationError before any resource is registered */
export function loadAccessConfig(): AccessConfig {
  const namespace = `${pulumi.getProject()}:`;
  const raw: { [key: string]: string } = {};
  for (const [key, value] of Object.entries(pulumi.runtime.allConfig()))
    if (key.startsWith(namespace)) raw[key.slice(namespace.length)] = value;
  const region = new pulumi.Config("aws").get("region");
  return parseAccessConfig(raw, { stackName: pulumi.getStack(), region });
}
