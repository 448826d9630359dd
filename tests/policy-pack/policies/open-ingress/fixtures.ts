import { openIngress } from "../../../../policy-pack/policies/open-ingress";
import { judge } from "../../judging";
import type { Written } from "../../spellings";

export const GROUP = "aws:ec2/securityGroup:SecurityGroup";
export const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
export const CLASSIC_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
export const NATIVE_RULE = "aws-native:ec2:SecurityGroupIngress";

/** An inline rule of a group. */
export const rule = (
  protocol: unknown,
  fromPort: unknown,
  toPort: unknown,
  ...cidrBlocks: unknown[]
): Written => ({
  protocol,
  fromPort,
  toPort,
  cidrBlocks,
});

/** An inline rule for one TCP port. */
export const tcp = (port: unknown, ...cidrBlocks: unknown[]): Written =>
  rule("tcp", port, port, ...cidrBlocks);

/** What is said of a group with these inline rules. */
export const onGroup = (ingress: readonly unknown[], settings: Written = {}): Promise<string[]> =>
  judge(openIngress, GROUP, { ingress }, settings);

/** Parts of the messages. */
export const SSH = "anyone can try to log in by SSH";
export const ANYTHING = "anyone on the internet can reach what listens there";
export const FIX = "name the CIDR blocks, prefix list or security group that need it, like `203.0.113.0/24`";
export const DECLARE = ", or declare it in `publicPorts`";
