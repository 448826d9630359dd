/** Plans of a few resources, to be compared. */

import { stackResources } from "../../../preview/compare/plan-stack";
import type { PlanProperties, PlanResource } from "../../../preview/plan";
import { plan, resource, stack } from "../../preview/render/plans";

export const GROUP = "aws:ec2/securityGroup:SecurityGroup";
export const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
export const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

export const group = (name: string, inputs: PlanProperties = {}): PlanResource =>
  resource(GROUP, name, { id: `sg-${name}`, inputs });

/** A rule resource of the group with that name. */
export const rule = (type: string, of: string, name: string, inputs: PlanProperties): PlanResource =>
  resource(type, name, { inputs: { securityGroupId: `sg-${of}`, ipProtocol: "tcp", ...inputs } });

export const rolePolicy = (role: string, statements: readonly object[], name = "access"): PlanResource =>
  resource("aws:iam/rolePolicy:RolePolicy", `${role}-${name}`, {
    inputs: { role, policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) },
  });

export const planOf = (...resources: readonly PlanResource[]) => plan([stack(), ...resources]);
export const joined = (...resources: readonly PlanResource[]) => stackResources(planOf(...resources));
