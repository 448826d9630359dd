import { accountOf } from "../analysis/iam/callers";
import { isList, isMap, UNKNOWN, type Value, type ValueMap } from "../analysis/unknown";
import { attachmentsOf } from "./attachments";
import { itemsOf, type Stack, type StackResource, textOf } from "./resource";

/**
 * The accounts that a provider's resources can be in: those it allows, and those of the roles that it assumes. Providers
 * get lists and objects as JSON texts. None where it does not say.
 */
export function accountsOfProvider(provider: ValueMap): readonly string[] {
  const roles = ["assumeRole", "assumeRoles"].flatMap((name) =>
    itemsOf(structured(provider[name]), name).flatMap(({ value }): readonly Value[] =>
      isMap(value) ? [value["roleArn"] ?? null] : [],
    ),
  );
  const allowed = itemsOf(structured(provider["allowedAccountIds"]), "").map(({ value }) => value);
  return accountsIn([...allowed, ...roles]);
}

function structured(value: Value | undefined): Value | undefined {
  if (typeof value !== "string") return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return isList(parsed as Value) || isMap(parsed as Value) ? (parsed as Value) : value;
  } catch {
    return value;
  }
}

const accountsIn = (values: readonly (Value | undefined)[]): readonly string[] =>
  values.flatMap((value) => (typeof value === "string" ? (accountOf(value) ?? []) : []));

/**
 * The accounts in which a stack has resources: by their providers, by their ids where those are ARNs, and by managed
 * policies and boundaries, which are always of the same account. Other ARNs may name anyone's.
 */
export function accountsOfStack({ resources }: Stack): readonly string[] {
  return [...new Set(resources.flatMap(accountsOfResource))];
}

function accountsOfResource(resource: StackResource): readonly string[] {
  const attached = attachmentsOf(resource).flatMap(({ arn }) => (arn === UNKNOWN ? [] : [arn]));
  return [
    ...(resource.accounts?.() ?? []),
    ...accountsIn([resource.id, textOf(resource.inputs["permissionsBoundary"]), ...attached]),
  ];
}
