/**
 * Who asks. AppSync has checked the token and its groups already; a function that is reached some other way does not take
 * that on trust, so what the token said is checked again here, against this deployment's pool and client.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */

import { Refusal } from "./failures";
import { FIELDS } from "./schema-table";
import type { Caller, Fields, Surroundings } from "./surroundings";

type Role = Caller["groups"][number];

const ROLES: readonly Role[] = ["viewer", "operator"];

/** The value of an own property; undefined for everything else, inherited ones included. */
const own = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter(isText) : []);

/** What tokens of this deployment's user pool name as their issuer. */
function issuerOf({ deployment, ids }: Pick<Surroundings, "deployment" | "ids">): string {
  const suffix = deployment.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return `https://cognito-idp.${deployment.region}.${suffix}/${ids.userPoolId}`;
}

/**
 * The caller that AppSync's identity (`{ sub, issuer, groups, claims }`) stands for.
 * @throws Refusal `Unauthorized` for a token of another pool or client, one that is no access token or has expired, and a
 *   caller who is in no group of the console
 */
export function callerOf(
  identity: unknown,
  around: Pick<Surroundings, "deployment" | "ids" | "now">,
): Caller {
  const sub = own(identity, "sub");
  const claims = own(identity, "claims");
  const refuse = (message: string): never => {
    throw new Refusal("Unauthorized", message);
  };
  if (!isText(sub)) return refuse("sign in first");
  const issuer = issuerOf(around);
  if (own(claims, "iss") !== issuer || own(identity, "issuer") !== issuer) {
    return refuse("the token is not of this console's user pool");
  }
  if (own(claims, "token_use") !== "access") return refuse("the token is no access token");
  if (own(claims, "client_id") !== around.ids.clientId) return refuse("the token is not of this console");
  const expiresAtSeconds = own(claims, "exp");
  if (!(typeof expiresAtSeconds === "number" && expiresAtSeconds * 1000 > around.now().getTime())) {
    return refuse("the token has expired, sign in again");
  }
  // AppSync reads its groups from the claim: a group that only one of the two has is somebody's invention.
  const claimed = textsOf(own(claims, "cognito:groups"));
  const said = textsOf(own(identity, "groups")).filter((group) => claimed.includes(group));
  const groups = ROLES.filter((role) => said.includes(around.deployment.groups[role]));
  if (groups.length === 0) return refuse("only members of the console's groups may ask");
  return { sub, groups };
}

/**
 * Lets a caller pass who is in a group that the schema's `@aws_auth` names for the field.
 * @throws Refusal `Unauthorized` for everybody else
 */
export function admit(caller: Caller, field: keyof Fields): void {
  if (FIELDS[field].groups.some((role) => caller.groups.includes(role))) return;
  const needed = FIELDS[field].groups.map((role) => `\`${role}\``).join(" and ");
  throw new Refusal("Unauthorized", `only members of ${needed} may ask for \`${field}\``);
}
