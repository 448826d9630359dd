import { createHash } from "node:crypto";
import { escapeHtml } from "../project/yaml-file";
import { isProviderType, packageOf } from "../urn";
import {
  asSecret,
  containsSecret,
  containsUnknown,
  isList,
  isMap,
  Secret,
  UNKNOWN,
  type Value,
  type ValueMap,
  withoutSecrets,
} from "../values/value";
import { AUTONAMED, BY_NAME, POLICY_DOCUMENTS } from "./check-table";
import type { Declarations } from "./declarations";

/** Packages whose providers take inputs as they are, secrets included, and name nothing. */
export const NATIVE: ReadonlySet<string> = new Set([
  "pulumi",
  "pulumi-nodejs",
  "pulumi-python",
  "aws-native",
  "azure-native",
  "google-native",
  "kubernetes",
  "command",
  "docker-build",
]);

/**
 * What a provider's Check does to the inputs before policies see them, as far as it can be known without the provider:
 * it takes a null for an absent value, fills names in and turns policy documents into JSON text.
 */
export function check(
  urn: string,
  type: string,
  name: string,
  inputs: ValueMap,
  declarations: Pick<Declarations, "hasOptionalName">,
): ValueMap {
  if (NATIVE.has(packageOf(type)) || isProviderType(type)) return inputs;
  const documents = POLICY_DOCUMENTS[type] ?? [];
  const given = withoutNulls(inputs);
  const checked: Record<string, Value> = { ...given };
  for (const key of documents) {
    const value = given[key];
    const document = value === undefined ? null : withoutSecrets(value);
    if (value === undefined || !isMap(document)) continue;
    const text = documentText(document);
    checked[key] = containsSecret(value) ? asSecret(text) : text;
  }
  const autoname = AUTONAMED[type] ?? BY_NAME;
  const isNamed = autoname.property in checked || (autoname.unless ?? []).some((key) => key in checked);
  if (
    !isNamed &&
    (autoname !== BY_NAME || (packageOf(type) === "aws" && declarations.hasOptionalName(type)))
  ) {
    checked[autoname.property] = chosenName(urn, name, autoname.maxLength, autoname.lowerCase ?? false);
  }
  return checked;
}

/** Drops nulls from maps at every depth; those in lists keep their place (`UnmarshalProperties` with `SkipNulls`). */
function withoutNulls(inputs: ValueMap): ValueMap {
  const entered = (value: Value): Value => {
    if (value instanceof Secret) return asSecret(entered(value.element));
    if (isList(value)) return value.map(entered);
    return isMap(value) ? withoutNulls(value) : value;
  };
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([, value]) => withoutSecrets(value) !== null)
      .map(([key, value]) => [key, entered(value)]),
  );
}

/** `<name>-<7 hexadecimal digits>`, as the provider names resources; here the digits come from the URN. */
function chosenName(urn: string, name: string, maxLength: number, lowerCase: boolean): string {
  const digits = createHash("sha256").update(urn).digest("hex").slice(0, 7);
  const chosen = `${name.slice(0, maxLength - digits.length - 1)}-${digits}`;
  return lowerCase ? chosen.toLowerCase() : chosen;
}

/** A document as one JSON text; with an unknown inside, all of it is unknown (`TransformJSONDocument` of the bridge). */
function documentText(document: ValueMap): Value {
  return containsUnknown(document) ? UNKNOWN : sortedJson(document);
}

/** JSON as Go writes maps: keys sorted, HTML characters escaped. */
export function sortedJson(value: Value): string {
  if (isList(value)) return `[${value.map(sortedJson).join(",")}]`;
  if (!isMap(value)) return escapeHtml(JSON.stringify(value));
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, entry]) => `${escapeHtml(JSON.stringify(key))}:${sortedJson(entry)}`).join(",")}}`;
}
