import { isMap, UNKNOWN, type Value } from "../analysis/unknown";
import { itemsOf, type Resource, textOf } from "./resource";

/** What a type describes: the resource itself, and the rules in its lists. */
interface Described {
  /** The resource's own description. */
  readonly own: string;
  /** The lists of its rules, each with a `description`. */
  readonly lists: readonly string[];
}

const CLASSIC_LISTS: readonly string[] = ["ingress", "egress"];
const RULE: Described = { own: "description", lists: [] };

const TYPES: Readonly<Record<string, Described>> = {
  "aws:ec2/securityGroup:SecurityGroup": { own: "description", lists: CLASSIC_LISTS },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": { own: "", lists: CLASSIC_LISTS },
  "aws:ec2/securityGroupRule:SecurityGroupRule": RULE,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": RULE,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": RULE,
  "aws-native:ec2:SecurityGroup": {
    own: "groupDescription",
    lists: ["securityGroupIngress", "securityGroupEgress"],
  },
  "aws-native:ec2:SecurityGroupEgress": RULE,
  "aws-native:ec2:SecurityGroupIngress": RULE,
};

/** What providers write where a program writes nothing. */
const FILLERS: ReadonlySet<string> = new Set(["managed by pulumi", "managed by terraform"]);

/** Whether the resource is a security group, or a rule of one. */
export const isDescribed = (type: string): boolean => Object.hasOwn(TYPES, type);

/** A description that is missing, or not known. */
export interface Missing {
  /** A JSON path: `ingress[0].description`. */
  readonly path: string;
  readonly isUnknown: boolean;
}

/** The descriptions of a group or rule that say nothing. */
export function missingDescriptions({ type, inputs }: Resource): readonly Missing[] {
  const { own, lists } = TYPES[type] ?? { own: "", lists: [] };
  return [
    ...(own === "" ? [] : missing(own, inputs[own])),
    ...lists.flatMap((list) =>
      itemsOf(inputs[list], list).flatMap(({ path, value }) => {
        if (value === UNKNOWN) return [{ path, isUnknown: true }];
        return isMap(value) ? missing(`${path}.description`, value["description"]) : [];
      }),
    ),
  ];
}

function missing(path: string, value: Value | undefined): readonly Missing[] {
  const text = textOf(value);
  if (text === UNKNOWN) return [{ path, isUnknown: true }];
  const says = text?.trim().toLowerCase() ?? "";
  return says === "" || FILLERS.has(says) ? [{ path, isUnknown: false }] : [];
}
