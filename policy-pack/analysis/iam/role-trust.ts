import { covers, matches } from "../patterns";
import { UNKNOWN } from "../unknown";
import { accountOf } from "./callers";
import { parseOperator } from "./conditions";
import type { Condition, Document, Principal, PrincipalList, Statement } from "./document";
import type { Bound } from "./permission";

/** A caller as a trust policy may name it. */
export interface Caller {
  readonly kind: "role" | "user";
  readonly name: string;
}

/**
 * How a trust lets a caller in: by its name, which suffices where both are in one account, or by its account, which leaves
 * it to what the caller is granted.
 */
export interface Admission {
  readonly by: "name" | "account";
  /** The account that the trust names; undefined where it may be any. */
  readonly account: string | undefined;
}

const ASSUME = "sts:assumerole";

/**
 * Keys that a caller of the same account and organisation meets, or that it chooses. Any other condition on a caller (a
 * tag, a second factor, an address) is taken to keep it out, which errs towards silence.
 */
const CALLER_KEYS: ReadonlySet<string> = new Set([
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "sts:externalid",
  "sts:rolesessionname",
]);

/** Keys that say for whom a service acts: for the account that passed it the role. */
const SERVICE_KEYS: ReadonlySet<string> = new Set([
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
]);

/** The services that a role trusts. `undefined` where it may be any, since some are not known. */
export function servicesIn(trust: Document, bound: Bound): readonly string[] | undefined {
  const services: string[] = [];
  if (bound === "most" && trust.unknownStatements.length > 0) return undefined;
  for (const statement of admitting(trust, bound)) {
    if (!areMet(statement, bound, SERVICE_KEYS, undefined)) continue;
    const { principals } = statement;
    if (principals === undefined || principals.negated) continue;
    if (bound === "most" && mayName(principals, "Service")) return undefined;
    services.push(
      ...principals.principals
        .filter((principal) => principal.type === "Service" && !isDenied(trust, principal, bound))
        .map(({ value }) => value),
    );
  }
  return services;
}

/** How a trust lets a caller in; undefined where it does not. */
export function admissionOf(trust: Document, caller: Caller, bound: Bound): Admission | undefined {
  if (bound === "most" && trust.unknownStatements.length > 0) return { by: "name", account: undefined };
  let byAccount: Admission | undefined;
  for (const statement of admitting(trust, bound)) {
    const { principals } = statement;
    if (principals === undefined || principals.negated || !areMet(statement, bound, CALLER_KEYS, caller))
      continue;
    if (bound === "most" && mayName(principals, "AWS")) return { by: "name", account: undefined };
    for (const principal of principals.principals) {
      if ((principal.type !== "AWS" && principal.type !== "*") || isDenied(trust, principal, bound)) continue;
      if (names(principal.value, caller)) return { by: "name", account: accountOf(principal.value) };
      if (isAccount(principal.value)) byAccount ??= { by: "account", account: accountOf(principal.value) };
    }
  }
  return byAccount;
}

const mayName = ({ unknownTypes }: PrincipalList, type: string): boolean =>
  unknownTypes.includes(type) || unknownTypes.includes("*");

const takesIn = ({ actions }: Statement, bound: Bound): boolean =>
  (actions.hasUnknown && (bound === "most") !== actions.negated) ||
  actions.patterns.some((pattern) => matches(pattern.toLowerCase(), ASSUME)) !== actions.negated;

const admitting = ({ statements }: Document, bound: Bound): readonly Statement[] =>
  statements.filter(
    (statement) =>
      (statement.effect === "Allow" || (statement.effect === UNKNOWN && bound === "most")) &&
      takesIn(statement, bound),
  );

/** Whether a `Deny` without conditions takes the principal out. One with conditions counts for nothing. */
function isDenied({ statements }: Document, principal: Principal, bound: Bound): boolean {
  return statements.some((statement) => {
    const { effect, principals, conditions, hasUnknownConditions } = statement;
    const applies = effect === "Deny" || (effect === UNKNOWN && bound === "least");
    if (!applies || conditions.length > 0 || hasUnknownConditions || !takesIn(statement, "least"))
      return false;
    if (principals === undefined || principals.negated) return false;
    return principals.principals.some(
      ({ type, value }) => value === "*" || (type === principal.type && value === principal.value),
    );
  });
}

function areMet(
  { conditions, hasUnknownConditions }: Statement,
  bound: Bound,
  keys: ReadonlySet<string>,
  caller: Caller | undefined,
): boolean {
  if (hasUnknownConditions && bound === "least") return false;
  return conditions.every((condition) => {
    const key = condition.key.toLowerCase();
    if (key === "aws:principalarn" && caller !== undefined) return isMetBy(condition, caller, bound);
    return keys.has(key);
  });
}

function isMetBy({ operator, values, hasUnknown }: Condition, caller: Caller, bound: Bound): boolean {
  const { negated } = parseOperator(operator);
  const isNamed = values.some((value) => names(value, caller));
  return isNamed !== negated || (hasUnknown && bound === "most");
}

/** Whether an ARN, or a pattern of one, is the caller's or that of one of its sessions. */
function names(value: string, { kind, name }: Caller): boolean {
  const resource = value.split(":").slice(5).join(":");
  const own = [`${kind}/${name}`, ...(kind === "role" ? [`assumed-role/${name}`] : [])];
  const [type = "", ...path] = resource.split("/");
  if (type === "assumed-role") return own.includes(`${type}/${path[0] ?? ""}`);
  return type === kind && matches(path.at(-1) ?? "", name) && value !== "*";
}

/** Whether a principal stands for all of an account, or of any. */
const isAccount = (value: string): boolean =>
  value === "*" || /^[0-9]{12}$/.test(value) || covers("arn:*:iam::*:root", value);
