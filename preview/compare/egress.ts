/**
 * Egress rules read by the means for ingress rules: a rule that lets a group out to a peer is one that lets the peer in,
 * looked at from the other side.
 */

import type { ValueMap } from "../../policy-pack/analysis/unknown";
import type { StackResource } from "../../policy-pack/facts/resource";

const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const NATIVE_INGRESS_RULE = "aws-native:ec2:SecurityGroupIngress";

/** What native egress rules call their peer. */
const NATIVE_PEERS: { readonly [name: string]: string } = {
  destinationPrefixListId: "sourcePrefixListId",
  destinationSecurityGroupId: "sourceSecurityGroupId",
};

const renamed = (inputs: ValueMap): ValueMap =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [NATIVE_PEERS[name] ?? name, value]));

/** The resource with its egress rules in the place of its ingress rules; whatever has none loses its rules. */
export function mirrored(resource: StackResource): StackResource | undefined {
  const { type, inputs } = resource;
  const as = (seenAs: string, seen: ValueMap): StackResource => ({ ...resource, type: seenAs, inputs: seen });
  switch (type) {
    case "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule":
      return as(INGRESS_RULE, inputs);
    case "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule":
    case NATIVE_INGRESS_RULE:
      return undefined;
    case "aws:ec2/securityGroup:SecurityGroup":
    case "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
      const { ingress: _, egress, ...others } = inputs;
      return {
        ...as(type, egress === undefined ? others : { ...others, ingress: egress }),
        sourcesOf: (property) => resource.sourcesOf(property === "ingress" ? "egress" : property),
      };
    }
    case "aws:ec2/securityGroupRule:SecurityGroupRule":
      return inputs["type"] === "egress" ? as(type, { ...inputs, type: "ingress" }) : undefined;
    case "aws-native:ec2:SecurityGroupEgress":
      return {
        ...as(NATIVE_INGRESS_RULE, renamed(inputs)),
        sourcesOf: (property) =>
          resource.sourcesOf(
            Object.keys(NATIVE_PEERS).find((name) => NATIVE_PEERS[name] === property) ?? property,
          ),
      };
    case "aws-native:ec2:SecurityGroup": {
      const { securityGroupIngress: _, securityGroupEgress, ...others } = inputs;
      const rules = Array.isArray(securityGroupEgress)
        ? securityGroupEgress.map((rule) =>
            typeof rule === "object" && rule !== null ? renamed(rule as ValueMap) : rule,
          )
        : securityGroupEgress;
      return {
        ...as(type, rules === undefined ? others : { ...others, securityGroupIngress: rules }),
        sourcesOf: (property) =>
          resource.sourcesOf(property === "securityGroupIngress" ? "securityGroupEgress" : property),
      };
    }
    default:
      return resource;
  }
}
