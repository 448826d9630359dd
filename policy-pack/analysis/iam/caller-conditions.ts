import { isWorldOpen } from "../exposure";
import { hasWildcard } from "../patterns";
import { addressesOf, type Grip, parseOperator } from "./conditions";
import type { Condition } from "./document";
import { customerOf, type Issuer } from "./issuers";
import { OWN_ACCOUNT } from "./permission";

/** Accounts and organisations that are no strangers. An empty list trusts whichever a document names. */
export interface Trust {
  readonly accounts: readonly string[];
  readonly organisations: readonly string[];
  /** The issuer whose customers are in question, where strangers are those of its customers that nobody named. */
  readonly issuer?: Issuer;
  /** The issuer's customers that are no strangers. Empty: whichever is named. */
  readonly customers?: readonly string[];
  /** Whether strangers are those who come through an AWS service that acts for all of its customers. */
  readonly deputies?: boolean;
  /** Whether an external id tells callers apart: whoever acts for several customers has another one for each. */
  readonly externalIds?: boolean;
}

/** Whoever a document names is trusted. */
export const ANY_NAMED: Trust = { accounts: [], organisations: [] };

/** What a key says about a caller, and so what a value must look like to leave strangers out. */
type Identity =
  | "account"
  | "organisation"
  | "path"
  | "arn"
  | "id"
  | "user"
  | "addresses"
  | "service"
  | "truth";

/**
 * Context keys that tell a stranger from a known caller. All others are the caller's to choose (a tag, a referer, an
 * external id) or true of strangers too (TLS, a second factor, a region).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html ("The meaning of public")
 */
const IDENTITIES: ReadonlyMap<string, Identity> = new Map<string, Identity>([
  ["aws:principalaccount", "account"],
  ["aws:sourceaccount", "account"],
  ["aws:sourceowner", "account"],
  ["aws:vpceaccount", "account"],
  ["kms:calleraccount", "account"],
  ["s3:dataaccesspointaccount", "account"],
  ["aws:principalorgid", "organisation"],
  ["aws:sourceorgid", "organisation"],
  ["aws:vpceorgid", "organisation"],
  ["aws:principalorgpaths", "path"],
  ["aws:sourceorgpaths", "path"],
  ["aws:vpceorgpaths", "path"],
  ["aws:principalarn", "arn"],
  ["aws:sourcearn", "arn"],
  ["aws:sourcevpcarn", "arn"],
  ["s3:dataaccesspointarn", "arn"],
  ["aws:sourcevpc", "id"],
  ["aws:sourcevpce", "id"],
  ["aws:ec2instancesourcevpc", "id"],
  ["aws:userid", "user"],
  ["aws:sourceip", "addresses"],
  ["aws:principalservicename", "service"],
  ["elasticfilesystem:accessedviamounttarget", "truth"],
]);

const TEXT_TESTS: ReadonlySet<string> = new Set([
  "stringequals",
  "stringequalsignorecase",
  "stringlike",
  "arnequals",
  "arnlike",
]);

/** Keys that a service, and nobody else, sets to say for whom it acts. */
const DEPUTY_IDENTITIES: ReadonlyMap<string, Identity> = new Map<string, Identity>([
  // SES, before it had `aws:SourceAccount`.
  ["aws:referer", "account"],
  // Alexa skills have no ARN.
  ["lambda:eventsourcetoken", "id"],
]);

function identityOf(key: string, { deputies, externalIds }: Trust): Identity | undefined {
  if (key === "sts:externalid") return externalIds === true ? "id" : undefined;
  if (deputies !== true) return IDENTITIES.get(key);
  // Which service it is says nothing of whom it acts for; what it encrypts for whom does.
  if (key === "aws:principalservicename") return undefined;
  if (key.startsWith("kms:encryptioncontext:")) return "arn";
  return DEPUTY_IDENTITIES.get(key) ?? IDENTITIES.get(key);
}

/** Policy variables that mean the owner of the resource, whoever calls. */
const OWNERS = /\$\{aws:resource(account|orgid|orgpaths)\}/gi;

/** Whether an ARN pattern names one account, or one bucket, which has no account in its ARN. */
function isFixedArn(pattern: string, trust: Trust): boolean {
  const [, , , , account, ...resource] = pattern.split(":");
  if (account === undefined || hasWildcard(account)) return false;
  if (account !== "") return isTrusted(trust.accounts, account);
  const [bucket = ""] = resource.join(":").split("/", 1);
  return bucket !== "" && !hasWildcard(bucket);
}

const isTrusted = (trusted: readonly string[], id: string): boolean =>
  trusted.length === 0 || trusted.includes(id) || id === OWN_ACCOUNT;

/** Whether a value leaves strangers out. Variables of the owner stand for a trusted id. */
function isFixed(identity: Identity, value: string, isPattern: boolean, trust: Trust): boolean {
  const plain = value.replace(OWNERS, "");
  if (plain.includes("${")) return false;
  if (plain !== value) return !hasWildcard(plain.split("/", 1)[0] ?? "");
  const wild = isPattern && hasWildcard(value);
  switch (identity) {
    case "account":
      return !wild && isTrusted(trust.accounts, value);
    case "organisation":
      return !wild && isTrusted(trust.organisations, value);
    case "path": {
      const [organisation = ""] = value.split("/", 1);
      return !(isPattern && hasWildcard(organisation)) && isTrusted(trust.organisations, organisation);
    }
    case "arn":
      return isPattern ? isFixedArn(value, trust) : trust.accounts.length === 0 || isFixedArn(value, trust);
    case "user":
      return !wild || (value.includes(":") && !hasWildcard(value.split(":", 1)[0] ?? ""));
    case "id":
    case "service":
      return !wild;
    case "addresses":
    case "truth":
      return false;
  }
}

/** AWS's own line between public and not: more than an IPv4 /8 or an IPv6 /32, private ranges aside. */
const isWideAddresses = (values: readonly string[]): boolean =>
  isWorldOpen(addressesOf(values), { widestIpv4Prefix: 8, widestIpv6Prefix: 32 });

/** The claim of the issuer in question that a key is about, if it tells customers apart. */
function claimOf(key: string, { issuer }: Trust): string | undefined {
  if (issuer === undefined || !key.toLowerCase().startsWith(`${issuer.host}:`)) return undefined;
  const claim = key.slice(issuer.host.length + 1).toLowerCase();
  return [...issuer.claims.keys()].find((known) =>
    known.endsWith("/") ? claim.startsWith(known) : claim === known,
  );
}

function isNamedCustomer(claim: string, value: string, isPattern: boolean, trust: Trust): boolean {
  const { issuer, customers = [] } = trust;
  const customer =
    issuer === undefined || value.includes("${") ? undefined : customerOf(issuer, claim, value, isPattern);
  return customer !== undefined && isTrusted(customers, customer);
}

/** The reason of a key that says nothing of who calls. */
export const UNTELLING = "does not tell strangers from known callers";

/** Why a condition does not keep strangers out, as the end of a sentence about it; undefined where it does. */
export function loosenessOf(
  { operator, key, values, hasUnknown }: Condition,
  hasVariables: boolean,
  trust: Trust,
): string | undefined {
  const { test, qualifier, ifExists, negated } = parseOperator(operator);
  const claim = claimOf(key, trust);
  const identity = identityOf(key.toLowerCase(), trust);
  if (test === "null") return "only asks whether the key is there";
  if (identity === undefined && claim === undefined) return UNTELLING;
  if (negated) return "lets in whatever it does not name";
  if (ifExists || qualifier === "forallvalues") return "is met when the key is absent";
  if (identity === "truth") {
    const holds =
      test === "bool" && (values.length > 0 || hasUnknown) && values.every((value) => value === "true");
    return holds ? undefined : "is met without it";
  }
  if (identity === "addresses") {
    if (test !== "ipaddress") return "is no comparison of addresses";
    return isWideAddresses(values) ? "takes in more than a /8 of the internet" : undefined;
  }
  if (!TEXT_TESTS.has(test)) return "is no comparison of names";
  const isPattern = test === "stringlike" || test.startsWith("arn");
  const isNamed = (value: string): boolean =>
    claim === undefined
      ? identity !== undefined && isFixed(identity, value, isPattern, trust)
      : isNamedCustomer(claim, value, isPattern, trust);
  const wide = values.find((value) =>
    // Older documents have no variables: `${…}` is text there, which nobody's value is.
    !hasVariables && value.includes("${") ? false : !isNamed(value),
  );
  return wide === undefined ? undefined : `takes in strangers by \`${wide}\``;
}

/** How a condition of an `Allow` limits who may call. Values are alternatives, so that one wide value makes it loose. */
export function callerGrip(condition: Condition, hasVariables: boolean, trust: Trust): Grip {
  if (loosenessOf(condition, hasVariables, trust) !== undefined) return "loose";
  return condition.hasUnknown ? "unknown" : "binds";
}

/** Whether a condition holds for every stranger: for one who calls by himself, or for the service that acts for him. */
function holdsForStrangers({ key, values }: Condition, test: string, deputies: boolean): boolean {
  const all = (expected: string): boolean => values.every((value) => value === expected);
  switch (key.toLowerCase()) {
    case "aws:principalisawsservice":
      return test === "bool" && all(deputies ? "true" : "false");
    case "aws:viaawsservice":
      return test === "bool" && all("false");
    case "aws:sourceaccount":
    case "aws:sourcearn":
      // The services in question always say for whom they act.
      return deputies && test === "null" && all("false");
    default:
      return false;
  }
}

/**
 * Whether a `Deny` under these conditions shuts strangers out: each of its conditions holds for every stranger, being
 * the negation of one that lets only known callers in, or true of whoever is no AWS service.
 */
export function shutsOut(conditions: readonly Condition[], hasVariables: boolean, trust: Trust): Grip {
  let grip: Grip = "binds";
  for (const condition of conditions) {
    const { test, qualifier, negated } = parseOperator(condition.operator);
    if (holdsForStrangers(condition, test, trust.deputies === true)) {
      if (condition.hasUnknown) grip = "unknown";
      continue;
    }
    // "None of" holds where the key is absent, as with strangers; "any not of" does not.
    if (!negated || qualifier === "foranyvalue") return "loose";
    const positive = { ...condition, operator: test.replace("not", "") };
    if (loosenessOf(positive, hasVariables, trust) !== undefined) return "loose";
    if (condition.hasUnknown) grip = "unknown";
  }
  return grip;
}
