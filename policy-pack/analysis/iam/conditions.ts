import { ADDRESS_BITS, AddressSet, parseAddress, parseCidr } from "../addresses";
import { isWorldOpen } from "../exposure";
import { covers, hasWildcard, matches } from "../patterns";
import type { Condition } from "./document";
import { MANAGED_POLICIES } from "./managed-policies";

/**
 * Whether a condition limits a grant to its holder: `binds` when what is allowed is really less with it, whoever the
 * holder is; `loose` when a caller meets it as a matter of course; `unknown` when it depends on an unknown value.
 */
export type Grip = "binds" | "loose" | "unknown";

/**
 * Context keys that limit where a request may come from or what it may touch. Keys that describe the holder
 * (aws:PrincipalArn, aws:PrincipalOrgID, aws:userid) say nothing in a grant, which is the holder's own; keys that the
 * caller chooses or always meets (aws:SecureTransport, aws:UserAgent, aws:MultiFactorAuthPresent, aws:RequestedRegion,
 * aws:CurrentTime, aws:ResourceAccount) leave all of the account within reach. So do the services a call comes through
 * (aws:CalledVia, …First, …Last): several of them, like CloudFormation, run whatever the caller hands them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const BINDING_KEYS: ReadonlySet<string> = new Set([
  "aws:sourceip",
  "aws:vpcsourceip",
  "aws:sourcevpc",
  "aws:sourcevpcarn",
  "aws:sourcevpce",
  "aws:vpceaccount",
  "aws:vpceorgid",
  "aws:vpceorgpaths",
  "iam:permissionsboundary",
  "iam:policyarn",
]);

const isBindingKey = (key: string, more: ReadonlySet<string>): boolean =>
  BINDING_KEYS.has(key) ||
  more.has(key) ||
  // `aws:ResourceTag/team`, and the services' own, like `ssm:resourceTag/team`.
  key.includes(":resourcetag/");

interface Operator {
  /** Without qualifier and `IfExists`, in lower case: `stringequals`, `notipaddress`. */
  readonly test: string;
  readonly qualifier: "" | "forallvalues" | "foranyvalue";
  readonly ifExists: boolean;
  /** Whether the request must *not* match. */
  readonly negated: boolean;
}

/** Operators have no case. */
export function parseOperator(text: string): Operator {
  const lower = text.toLowerCase();
  const colon = lower.indexOf(":");
  const qualifier = colon < 0 ? "" : lower.slice(0, colon) === "foranyvalue" ? "foranyvalue" : "forallvalues";
  const named = lower.slice(colon + 1);
  const ifExists = named.endsWith("ifexists");
  const test = ifExists ? named.slice(0, -"ifexists".length) : named;
  return { test, qualifier, ifExists, negated: test.includes("not") };
}

const NONE: ReadonlySet<string> = new Set();

const NARROWING_TESTS: ReadonlySet<string> = new Set([
  "stringequals",
  "stringequalsignorecase",
  "stringlike",
  "arnequals",
  "arnlike",
  "ipaddress",
]);

/** Context keys whose values are address ranges. */
export const ADDRESS_KEYS: ReadonlySet<string> = new Set(["aws:sourceip", "aws:vpcsourceip"]);

/** Whether a test of a key takes in (almost) every request; addresses count by all values together. */
function isWide(test: string, key: string, values: readonly string[]): boolean {
  // A pattern on the text of an address is no range that could be counted.
  if (ADDRESS_KEYS.has(key)) return test !== "ipaddress" || isWorldOpen(addressesOf(values));
  return values.some((value) => isWideValue(test, key, value));
}

/** Keys whose values are managed policies: one to attach, or the boundary of whoever is changed. */
const POLICY_KEYS: ReadonlySet<string> = new Set(["iam:policyarn", "iam:permissionsboundary"]);

const RAISING_POLICIES: readonly string[] = [...MANAGED_POLICIES].flatMap(([name, reach]) =>
  reach === "services" ? [] : [`arn:aws:iam::aws:policy/${name}`],
);

/** What values of one key look like, where that is more than for all keys. */
const SHAPES: Readonly<Record<string, readonly string[]>> = {
  "aws:sourcevpcarn": ["arn:aws:ec2:*:????????????:vpc/vpc-????*"],
  "aws:vpceaccount": ["????????????"],
  "aws:vpceorgid": ["o-????*"],
  "aws:vpceorgpaths": ["o-????*/r-????*"],
};

/** The same policies are in each partition. */
const inAws = (arn: string): string => arn.replace(/^arn:aws[^:]*:/, "arn:aws:");

/** All policies of the account that a pattern names: no other account's can be attached. */
const allPoliciesOf = (pattern: string): string => {
  const account = pattern.split(":")[4] ?? "";
  return `arn:aws:iam::${hasWildcard(account) ? "????????????" : account}:policy/????*`;
};

/** A value that almost every request has: `*`, `vpc-*`, `arn:*`, a tautology. */
function isWideValue(test: string, key: string, value: string): boolean {
  const isPolicy = POLICY_KEYS.has(key);
  // A policy by which whoever has it is an administrator, and which limits nobody as a boundary.
  if (isPolicy && RAISING_POLICIES.some((arn) => matches(inAws(value), arn))) return true;
  if (value.toLowerCase() === `\${${key}}`) return true;
  if (!test.endsWith("like") && !test.startsWith("arn")) return false;
  if (isPolicy && covers(inAws(value), allPoliciesOf(value))) return true;
  return [
    ...(SHAPES[key] ?? []),
    "????*",
    "vpc-????*",
    "vpce-????*",
    "????*.amazonaws.com",
    "arn:aws*:*:*:*:????*",
  ].some((every) => covers(value, every));
}

/** The union of the values of an `IpAddress` condition, which are blocks or single addresses. */
export function addressesOf(values: readonly string[]): AddressSet {
  const blocks = values.flatMap((value) => {
    try {
      const address = parseAddress(value);
      return [parseCidr(address === undefined ? value : `${value}/${ADDRESS_BITS[address.family]}`)];
    } catch {
      // IAM refuses what is no range; nothing would match it.
      return [];
    }
  });
  return AddressSet.of(...blocks);
}

/**
 * How a condition of an `Allow` limits it. Values are alternatives, so that one wide value makes it loose, and so do
 * ranges that are wide only together.
 * @param more keys (in lower case) that bind for the actions in question, besides those that bind for all
 */
export function gripOf(condition: Condition, more: ReadonlySet<string> = NONE): Grip {
  const { test, qualifier, ifExists, negated } = parseOperator(condition.operator);
  const key = condition.key.toLowerCase();
  if (ifExists || negated || qualifier === "forallvalues" || !isBindingKey(key, more)) return "loose";
  if (!NARROWING_TESTS.has(test)) return "loose";
  if (isWide(test, key, condition.values)) return "loose";
  return condition.hasUnknown ? "unknown" : "binds";
}

/**
 * Whether a `Deny` under these conditions still fences the grant in: it denies whatever is *not* within a limit, so
 * each of its conditions is the negation of a binding one. (`StringNotEquals iam:PermissionsBoundary`,
 * `NotIpAddress aws:SourceIp`.) A Deny without conditions is no business of this function.
 */
export function fences(conditions: readonly Condition[], more: ReadonlySet<string> = NONE): Grip {
  let grip: Grip = "binds";
  for (const { operator, key, values, hasUnknown } of conditions) {
    const { test, qualifier, negated } = parseOperator(operator);
    const positive = test.replace("not", "");
    const lower = key.toLowerCase();
    if (!negated || qualifier !== "" || !isBindingKey(lower, more) || !NARROWING_TESTS.has(positive))
      return "loose";
    if (isWide(positive, lower, values)) return "loose";
    if (hasUnknown) grip = "unknown";
  }
  return grip;
}
