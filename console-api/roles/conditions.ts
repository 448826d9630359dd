/** Conditions of statements in words. */

import type { DeployedStatement } from "../deployment";
import { type Home, resourcesText } from "./resources";
import { principalName } from "./services";
import { inBackticks, listed } from "./words";

type Values = readonly string[];

/** One key of one operator. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: Values;
}

/** The conditions of a block, in its order. */
export function conditionsOf(block: DeployedStatement["conditions"]): readonly Condition[] {
  return Object.entries(block).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({
      operator,
      key,
      values: typeof values === "string" ? [values] : values,
    })),
  );
}

/** Operators as verbs: that any of the values is enough, for the negated ones that it is none of them. */
const OPERATORS: Readonly<Record<string, string>> = {
  arnequals: "is",
  arnlike: "is like",
  arnnotequals: "is not",
  arnnotlike: "is not like",
  binaryequals: "is",
  bool: "is",
  datelessthan: "is before",
  dategreaterthan: "is after",
  ipaddress: "is in",
  notipaddress: "is not in",
  numericequals: "is",
  numericgreaterthan: "is more than",
  numericgreaterthanequals: "is at least",
  numericlessthan: "is less than",
  numericlessthanequals: "is at most",
  stringequals: "is",
  stringequalsignorecase: "is",
  stringlike: "is like",
  stringnotequals: "is not",
  stringnotlike: "is not like",
};

/** `ForAnyValue:StringLikeIfExists` in its three parts. */
function operatorParts(operator: string): {
  readonly set: string;
  readonly base: string;
  readonly ifExists: boolean;
} {
  const [, set = "", name = ""] = /^(?:(ForAnyValue|ForAllValues):)?(.*)$/i.exec(operator) ?? [];
  const base = name.toLowerCase();
  const ifExists = base.endsWith("ifexists");
  return { set: set.toLowerCase(), base: ifExists ? base.slice(0, -"ifexists".length) : base, ifExists };
}

/** Only these say that a key is one of the values, and nothing else beside it. */
const isPlain = (operator: string): boolean => /^(String|Arn)(Equals|Like)$/.test(operator);

function ownWords({ operator, key, values }: Condition, home: Home): string | undefined {
  if (key.toLowerCase() === "aws:calledvia" && /^ForAnyValue:StringEquals$/i.test(operator)) {
    return `only where ${listed(values.map(principalName), "or")} asks on its behalf`;
  }
  if (!isPlain(operator)) return undefined;
  const quoted = (): string => listed(values.map(inBackticks), "or");
  const resources = (): string => resourcesText(values, home, "or");
  const tag = /^aws:ResourceTag\/(.+)$/i.exec(key)?.[1];
  if (tag === "aws:autoscaling:groupName") return `only for instances of the Auto Scaling group ${quoted()}`;
  if (tag !== undefined) return `only where the resource has the tag ${inBackticks(tag)} with ${quoted()}`;
  switch (key.toLowerCase()) {
    case "iam:passedtoservice":
      return `only to ${listed(values.map(principalName), "or")}`;
    case "aws:sourceaccount":
      return values.every((value) => value === home.accountId)
        ? "only on behalf of this account"
        : `only on behalf of account ${quoted()}`;
    case "aws:sourcearn":
      return `only on behalf of ${resources()}`;
    case "aws:requestedregion":
      return `only in the region ${quoted()}`;
    case "aws:resourceaccount":
      return values.every((value) => value === home.accountId)
        ? "only for resources of this account"
        : `only for resources of account ${quoted()}`;
    case "ec2:sourceinstancearn":
      return `only with the credentials of ${resources()}`;
    case "kms:viaservice":
      return `only through ${listed(values.map(principalName), "or")}`;
    case "s3:prefix":
      return `only below ${listed(
        values.map((value) => inBackticks(value.replace(/\*$/, ""))),
        "or",
      )}`;
    case "logs:loggroup":
      return `only in the log group ${quoted()}`;
    default:
      return undefined;
  }
}

/** One condition as a clause: `only on behalf of this account`, ``only where `aws:SourceVpc` is `vpc-1` ``. */
export function conditionText(condition: Condition, home: Home): string {
  const own = ownWords(condition, home);
  if (own !== undefined) return own;
  const { operator, key, values } = condition;
  const { set, base, ifExists } = operatorParts(operator);
  if (base === "null") {
    return `only where ${inBackticks(key)} is ${values.includes("true") ? "absent" : "there"}`;
  }
  const verb = Object.hasOwn(OPERATORS, base) ? OPERATORS[base] : `meets ${inBackticks(operator)} with`;
  const subject = {
    foranyvalue: `some value of ${inBackticks(key)}`,
    forallvalues: `every value of ${inBackticks(key)}`,
  }[set];
  const quoted = values.map(inBackticks);
  // Of the values of a negated operator, it must be none.
  const said = verb?.startsWith("is not") === true ? quoted.join(" and not ") : listed(quoted, "or");
  const where = `only where ${subject ?? inBackticks(key)} ${verb} ${said}`;
  return ifExists ? `${where}, if it is there at all` : where;
}

/** The conditions of a statement, each a clause. */
export function conditionTexts(block: DeployedStatement["conditions"], home: Home): readonly string[] {
  return conditionsOf(block).map((condition) => conditionText(condition, home));
}
