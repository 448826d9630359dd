import { isMap, UNKNOWN } from "../analysis/unknown";
import { type Item, itemsOf, type Resource, type StackResource, textOf } from "./resource";
import { groupProperties } from "./security-group-rules";

const GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const ACL = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl";

/** Whether the resource is the security group that AWS makes with each VPC. */
export const isDefaultGroup = (type: string): boolean => type === GROUP;

/** Whether the resource is the network ACL that AWS makes with each VPC. */
export const isDefaultAcl = (type: string): boolean => type === ACL;

const NETWORKS: ReadonlySet<string> = new Set([
  "aws:ec2/vpc:Vpc",
  "aws:ec2/defaultVpc:DefaultVpc",
  "aws-native:ec2:Vpc",
]);

/** Whether the resource is a VPC. */
export const isNetwork = (type: string): boolean => NETWORKS.has(type);

/** The rules of a direction that a default group or ACL has; a direction that is unknown is one unknown item. */
export const rulesIn = ({ inputs }: Resource, direction: "ingress" | "egress"): readonly Item[] =>
  itemsOf(inputs[direction], direction).filter(({ value }) => value !== null);

/** Whether a rule of a network ACL denies, which is no opening. */
export function denies({ value }: Item): boolean {
  if (!isMap(value)) return false;
  const action = textOf(value["action"]);
  return action !== UNKNOWN && action?.toLowerCase() === "deny";
}

/**
 * Whether a rule that is a resource of its own is one of a default group: its group's id was made from a VPC, whose only
 * security group is that one, or from the default group itself.
 */
export const isRuleOfDefaultGroup = (rule: StackResource): boolean =>
  groupProperties(rule.type).some((property) =>
    rule.sourcesOf(property).some(({ type }) => isNetwork(type) || isDefaultGroup(type)),
  );
