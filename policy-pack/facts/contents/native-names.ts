import { isList, isMap, type Value, type ValueMap } from "../../analysis/unknown";
import { PLACES } from "../document-places";

/**
 * The name that the `aws-native` provider gives to a CloudFormation name: acronyms are lowered after their first
 * letter, `DBInstance` to `DbInstance`; the last capital of a run begins the next word, unless the run ends the name or
 * a lone plural `s` follows. Digits count as capitals.
 */
function lowerAcronyms(name: string): string {
  const run = /[A-Z0-9]{2,}/.exec(name);
  if (run === null) return name;
  const after = run.index + run[0].length;
  const isWhole = after === name.length || /^s([A-Z0-9]|$)/.test(name.slice(after));
  const end = isWhole ? after : after - 1;
  return (
    name.slice(0, run.index + 1) +
    name.slice(run.index + 1, end).toLowerCase() +
    lowerAcronyms(name.slice(end))
  );
}

/** The property of an `aws-native` resource that stands for a CloudFormation property: `PolicyDocument` to `policyDocument`. */
export function propertyName(name: string): string {
  const lowered = lowerAcronyms(name);
  return lowered.slice(0, 1).toLowerCase() + lowered.slice(1);
}

/** The type of `aws-native` that stands for a CloudFormation type; undefined for types that are not AWS's own. */
export function typeToken(cloudFormationType: string): string | undefined {
  const [vendor, service = "", name = "", ...rest] = cloudFormationType.split("::");
  if (vendor !== "AWS" || service === "" || name === "" || rest.length > 0) return undefined;
  return `aws-native:${service === "Config" ? "configuration" : service.toLowerCase()}:${lowerAcronyms(name)}`;
}

/** Properties whose parts are the writer's own, besides documents. */
const FREE_FORM: readonly string[] = ["templateBody", "parameters", "statement", "body"];

/**
 * The properties of a CloudFormation resource, named as `aws-native` names them. What is inside a document keeps its
 * names: they are IAM's own. CloudFormation takes `"true"` for `true`.
 */
export function nativeProperties(type: string, properties: ValueMap): ValueMap {
  const kept = new Set([...FREE_FORM, ...(PLACES[type] ?? []).map(([place]) => place)]);
  const named = (value: Value, path: string): Value => {
    if (kept.has(path)) return value;
    if (value === "true" || value === "false") return value === "true";
    if (isList(value)) return value.map((item) => named(item, `${path}[]`));
    return isMap(value) ? namedMap(value, path === "" ? "" : `${path}.`) : value;
  };
  const namedMap = (map: ValueMap, prefix: string): ValueMap => {
    const result: { [name: string]: Value } = Object.create(null);
    for (const [key, value] of Object.entries(map)) {
      const name = propertyName(key);
      result[name] = named(value, `${prefix}${name}`);
    }
    return result;
  };
  return namedMap(properties, "");
}
