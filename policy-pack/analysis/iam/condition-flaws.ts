import { parseAddress, parseCidr } from "../addresses";
import { nearest } from "../nearest";
import { hasWildcard } from "../patterns";
import { parseOperator } from "./conditions";
import type { Condition } from "./document";

/** What is certainly wrong with a condition. */
export type ConditionFlaw =
  | { readonly kind: "operator"; readonly text: string; readonly meant: string | undefined }
  | { readonly kind: "key"; readonly text: string; readonly meant: string }
  | {
      readonly kind: "values";
      readonly condition: Condition;
      /** The values that no request has; none where the condition has no values at all. */
      readonly dead: readonly string[];
      /** Whether all of its values are, so that it is never met or, negated, always. */
      readonly isAll: boolean;
      readonly why: string;
      readonly fix: string;
    };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: readonly string[] = [
  "ArnEquals",
  "ArnLike",
  "ArnNotEquals",
  "ArnNotLike",
  "BinaryEquals",
  "Bool",
  "DateEquals",
  "DateGreaterThan",
  "DateGreaterThanEquals",
  "DateLessThan",
  "DateLessThanEquals",
  "DateNotEquals",
  "IpAddress",
  "NotIpAddress",
  "Null",
  "NumericEquals",
  "NumericGreaterThan",
  "NumericGreaterThanEquals",
  "NumericLessThan",
  "NumericLessThanEquals",
  "NumericNotEquals",
  "StringEquals",
  "StringEqualsIgnoreCase",
  "StringLike",
  "StringNotEquals",
  "StringNotEqualsIgnoreCase",
  "StringNotLike",
];

const TESTS: ReadonlySet<string> = new Set(OPERATORS.map((operator) => operator.toLowerCase()));

/**
 * The global condition keys, to find slips in them. A key that is not here may be newer.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const GLOBAL_KEYS: readonly string[] = [
  "aws:AssumedRoot",
  "aws:CalledVia",
  "aws:CalledViaFirst",
  "aws:CalledViaLast",
  "aws:ChatbotSourceArn",
  "aws:CurrentTime",
  "aws:Ec2InstanceSourcePrivateIPv4",
  "aws:Ec2InstanceSourceVpc",
  "aws:EpochTime",
  "aws:FederatedProvider",
  "aws:MultiFactorAuthAge",
  "aws:MultiFactorAuthPresent",
  "aws:PrincipalAccount",
  "aws:PrincipalArn",
  "aws:PrincipalIsAWSService",
  "aws:PrincipalOrgID",
  "aws:PrincipalOrgPaths",
  "aws:PrincipalServiceName",
  "aws:PrincipalServiceNamesList",
  "aws:PrincipalType",
  "aws:Referer",
  "aws:RequestedRegion",
  "aws:ResourceAccount",
  "aws:ResourceOrgID",
  "aws:ResourceOrgPaths",
  "aws:SecureTransport",
  "aws:SourceAccount",
  "aws:SourceArn",
  "aws:SourceIdentity",
  "aws:SourceIp",
  "aws:SourceOrgID",
  "aws:SourceOrgPaths",
  "aws:SourceOwner",
  "aws:SourceVpc",
  "aws:SourceVpcArn",
  "aws:SourceVpce",
  "aws:TagKeys",
  "aws:TokenIssueTime",
  "aws:UserAgent",
  "aws:userid",
  "aws:username",
  "aws:ViaAWSService",
  "aws:VpceAccount",
  "aws:VpceOrgID",
  "aws:VpceOrgPaths",
  "aws:VpcSourceIp",
];

const KNOWN_KEYS: ReadonlySet<string> = new Set(GLOBAL_KEYS.map((key) => key.toLowerCase()));

/** Keys whose values have no `*` and no `?` in them, ever. */
const PLAIN_KEYS: ReadonlySet<string> = new Set([
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalservicename",
  "aws:requestedregion",
  "aws:resourceaccount",
  "aws:resourceorgid",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "iam:passedtoservice",
  "iam:permissionsboundary",
  "iam:policyarn",
  "kms:calleraccount",
  "kms:viaservice",
  "sts:externalid",
]);

/** What is certainly wrong with a condition: what IAM does not know, and what can never be so. */
export function conditionFlaws(condition: Condition): readonly ConditionFlaw[] {
  const operator = operatorFlaw(condition.operator);
  if (operator !== undefined) return [operator];
  const key = keyFlaw(condition.key);
  return key === undefined ? valueFlaws(condition) : [key];
}

function operatorFlaw(text: string): ConditionFlaw | undefined {
  const { test } = parseOperator(text);
  const colon = text.indexOf(":");
  const qualifier = text.slice(0, Math.max(colon, 0)).toLowerCase();
  const isQualifier = colon < 0 || qualifier === "forallvalues" || qualifier === "foranyvalue";
  if (TESTS.has(test) && isQualifier) return undefined;
  const ending = /ifexists$/i.exec(text)?.[0] ?? "";
  const named = text.slice(colon + 1, text.length - ending.length);
  const meant = TESTS.has(test) ? named : nearest(named, OPERATORS);
  const prefix = isQualifier
    ? text.slice(0, colon + 1)
    : qualifier.includes("any")
      ? "ForAnyValue"
      : "ForAllValues";
  const begin = isQualifier || prefix.endsWith(":") ? prefix : `${prefix}:`;
  return { kind: "operator", text, meant: meant === undefined ? undefined : `${begin}${meant}${ending}` };
}

function keyFlaw(text: string): ConditionFlaw | undefined {
  const folded = text.toLowerCase();
  if (!folded.startsWith("aws:") || folded.includes("/") || KNOWN_KEYS.has(folded)) return undefined;
  const meant = nearest(folded, GLOBAL_KEYS);
  return meant === undefined ? undefined : { kind: "key", text, meant };
}

function valueFlaws(condition: Condition): readonly ConditionFlaw[] {
  const { operator, values, hasUnknown } = condition;
  const { test } = parseOperator(operator);
  if (values.length === 0 && !hasUnknown) {
    return [
      { kind: "values", condition, dead: [], isAll: true, why: "it has no value", fix: "give it a value" },
    ];
  }
  const found = new Map<string, { readonly dead: string[]; readonly fix: string }>();
  for (const value of values) {
    const problem = problemOf(test, condition.key.toLowerCase(), value);
    if (problem === undefined) continue;
    const [why, fix] = problem;
    const entry = found.get(why) ?? { dead: [], fix };
    if (!entry.dead.includes(value)) entry.dead.push(value);
    found.set(why, entry);
  }
  const dead = new Set([...found.values()].flatMap((entry) => entry.dead));
  const isAll = !hasUnknown && values.every((value) => dead.has(value));
  return [...found].map(([why, entry]) => ({
    kind: "values",
    condition,
    dead: entry.dead,
    isAll,
    why,
    fix: entry.fix,
  }));
}

/** Why no request has a value that meets the test, and what to do; undefined where some may. */
function problemOf(
  test: string,
  key: string,
  value: string,
): readonly [why: string, fix: string] | undefined {
  // What a variable stands for is not known.
  if (value.includes("${")) return undefined;
  switch (test) {
    case "bool":
    case "null":
      return /^(true|false)$/i.test(value)
        ? undefined
        : ["which is neither true nor false", "write `true` or `false`"];
    case "ipaddress":
    case "notipaddress":
      return isRange(value)
        ? undefined
        : ["which is no range of addresses", "write a range like `203.0.113.0/24`"];
    case "arnequals":
    case "arnlike":
    case "arnnotequals":
    case "arnnotlike":
      return hasWildcard(value) || (value.startsWith("arn:") && value.split(":").length > 5)
        ? undefined
        : ["which is no ARN", "write an ARN, or compare it by `StringEquals`"];
    case "stringequals":
    case "stringnotequals":
    case "stringequalsignorecase":
    case "stringnotequalsignorecase":
      if (key === "aws:sourceip" || key === "aws:vpcsourceip")
        return value.includes("/")
          ? [
              "which is a range, and no address",
              `use \`${test.includes("not") ? "NotIpAddress" : "IpAddress"}\``,
            ]
          : undefined;
      return PLAIN_KEYS.has(key) && hasWildcard(value)
        ? [
            "whose wildcard is a plain character here",
            `use \`String${test.includes("not") ? "Not" : ""}Like\``,
          ]
        : undefined;
    default:
      if (test.startsWith("numeric"))
        return value.trim() !== "" && Number.isFinite(Number(value))
          ? undefined
          : ["which is no number", "write a number"];
      if (test.startsWith("date"))
        return /^[0-9]+$/.test(value) || !Number.isNaN(Date.parse(value))
          ? undefined
          : ["which is no date", "write a date like `2030-01-31T00:00:00Z`"];
      return undefined;
  }
}

function isRange(value: string): boolean {
  if (parseAddress(value) !== undefined) return true;
  try {
    parseCidr(value);
    return true;
  } catch {
    return false;
  }
}
