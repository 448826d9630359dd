import { isMap, UNKNOWN, type Value, type ValueMap } from "../../analysis/unknown";
import { itemsOf, textOf } from "../resource";

/** Parameters by name: the value that the carrier gives, or the default. Those with neither are unknown. */
export function parametersOf(declared: ValueMap, given: Value | undefined): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const [name, parameter] of Object.entries(declared)) {
    const type = isMap(parameter) ? textOf(parameter["Type"]) : UNKNOWN;
    const fallback = isMap(parameter) ? parameter["Default"] : UNKNOWN;
    const value = givenParameter(given, name) ?? fallback ?? UNKNOWN;
    // The value of such a parameter is the name of another one, in Systems Manager.
    const isNamed = typeof type !== "string" || type.startsWith("AWS::SSM::Parameter::Value");
    const isSeveral = typeof type === "string" && (type.startsWith("List<") || type === "CommaDelimitedList");
    values.set(
      name,
      isNamed
        ? UNKNOWN
        : isSeveral && typeof value === "string"
          ? value.split(",").map((item) => item.trim())
          : value,
    );
  }
  return values;
}

/** Stacks give parameters as a map; stack sets of `aws-native`, and of CloudFormation, as a list of keys and values. */
export function givenParameter(given: Value | undefined, name: string): Value | undefined {
  if (given === UNKNOWN) return UNKNOWN;
  if (isMap(given)) return given[name];
  const items = itemsOf(given, "").map(({ value }) => value);
  const keyOf = (item: Value): Value | undefined =>
    isMap(item) ? (item["parameterKey"] ?? item["ParameterKey"]) : UNKNOWN;
  if (items.some((item) => keyOf(item) === UNKNOWN)) return UNKNOWN;
  const item = items.find((candidate) => keyOf(candidate) === name);
  return isMap(item) ? (item["parameterValue"] ?? item["ParameterValue"] ?? UNKNOWN) : undefined;
}
