import type { Value, ValueMap } from "../analysis/unknown";
import { UNKNOWN } from "../analysis/unknown";
import type { Resource } from "./resource";

/**
 * Resources that are one statement of a resource policy, spelled as properties: they are read as the document that AWS
 * makes of them, so that one judgement serves both. Undefined for all other types.
 */
export function statementDocumentOf({ type, inputs }: Resource): Value | undefined {
  switch (type) {
    case "aws:cloudwatch/eventPermission:EventPermission":
    case "aws-native:events:EventBusPolicy":
      return eventPermission(inputs);
    case "aws:lambda/permission:Permission":
    case "aws-native:lambda:Permission":
      return lambdaPermission(inputs);
    default:
      return undefined;
  }
}

/** Whether resources of this type let callers use an event bus. */
export const isEventPermission = (type: string): boolean =>
  type === "aws:cloudwatch/eventPermission:EventPermission" || type === "aws-native:events:EventBusPolicy";

/** Whether resources of this type let callers invoke a function. */
export const isFunctionPermission = (type: string): boolean =>
  type === "aws:lambda/permission:Permission" || type === "aws-native:lambda:Permission";

/** A document of the one statement; keys without a value are left out. */
function documentOf(statement: { readonly [element: string]: Value | undefined }): Value {
  return { Version: "2012-10-17", Statement: present({ Effect: "Allow", ...statement }) };
}

const present = (map: { readonly [key: string]: Value | undefined }): ValueMap =>
  Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, Value] => {
      const [, value] = entry;
      return value !== undefined && value !== null && value !== "";
    }),
  );

function principal(value: Value | undefined): Value {
  if (typeof value !== "string") return UNKNOWN;
  if (value === "*") return "*";
  const isService = value.includes(".") && !value.startsWith("arn:");
  return isService ? { Service: value } : { AWS: value };
}

function eventPermission(inputs: ValueMap): Value {
  const { condition, statement } = inputs;
  // CloudFormation's policy of an event bus may be written as the statement itself.
  if (statement !== undefined && statement !== null)
    return statement === UNKNOWN ? UNKNOWN : { Version: "2012-10-17", Statement: statement };
  const block = (): Value | undefined => {
    if (condition === undefined || condition === null) return undefined;
    if (typeof condition !== "object" || Array.isArray(condition)) return UNKNOWN;
    const { type, key, value } = condition as ValueMap;
    return typeof type === "string" && typeof key === "string"
      ? { [type]: { [key]: value ?? UNKNOWN } }
      : UNKNOWN;
  };
  return documentOf({
    Principal: principal(inputs["principal"]),
    Action: inputs["action"] ?? "events:PutEvents",
    Condition: block(),
  });
}

function lambdaPermission(inputs: ValueMap): Value {
  const equals = present({
    "aws:SourceAccount": inputs["sourceAccount"],
    "aws:PrincipalOrgID": inputs["principalOrgId"],
    "lambda:FunctionUrlAuthType": inputs["functionUrlAuthType"],
    "lambda:EventSourceToken": inputs["eventSourceToken"],
  });
  const like = present({ "AWS:SourceArn": inputs["sourceArn"] });
  const blocks = present({
    StringEquals: Object.keys(equals).length === 0 ? undefined : equals,
    ArnLike: Object.keys(like).length === 0 ? undefined : like,
  });
  return documentOf({
    Principal: principal(inputs["principal"]),
    Action: inputs["action"] ?? UNKNOWN,
    Condition: Object.keys(blocks).length === 0 ? undefined : blocks,
  });
}
