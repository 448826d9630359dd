import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackContext } from "../stack-context";
import { type Flow, type GroupName, type Party, rulesOf } from "./traffic-matrix";

export interface SecurityGroupsArgs {
  readonly context: StackContext;
  readonly vpcId: pulumi.Input<string>;
  /** From `trafficMatrix`: one rule comes of each end of a flow that is ours. */
  readonly matrix: readonly Flow[];
}

/** Ids of the groups; `endpoints` only where the matrix has them. */
export interface SecurityGroupIds {
  readonly "load-balancer": pulumi.Output<string>;
  readonly proxy: pulumi.Output<string>;
  readonly domain: pulumi.Output<string>;
  readonly endpoints?: pulumi.Output<string>;
}

/** EC2 cannot change a group's description: a new text here replaces the group and what is attached to it. */
const DESCRIPTIONS: { readonly [name in GroupName]: string } = {
  "load-balancer": "Entry to the proxy fleet: admits the named clients, reaches the proxies",
  proxy: "nginx proxies: admit the load balancer, reach the domain and AWS services",
  domain: "OpenSearch domain: admits the proxies, reaches nothing",
  endpoints: "Interface endpoints: admit the proxies, reach nothing",
};

/**
 * One security group for each component and one rule resource for each end of a flow: groups name groups, egress is named
 * too, and nothing is inline, so that a rule which somebody adds by hand shows up as drift of nobody else's.
 */
export class SecurityGroups extends pulumi.ComponentResource {
  readonly ids: SecurityGroupIds;

  constructor(name: string, args: SecurityGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging:index:SecurityGroups", name, {}, opts);
    const { context, matrix, vpcId } = args;

    const ids = new Map<GroupName, pulumi.Output<string>>();
    for (const { name: group, existingId } of groupsOf(matrix)) {
      ids.set(
        group,
        existingId === undefined ? this.#group(name, group, context, vpcId) : pulumi.output(existingId),
      );
    }
    const idOf = (group: GroupName): pulumi.Output<string> => {
      const id = ids.get(group);
      if (id === undefined) throw new RangeError(`group \`${group}\` is in no flow of the matrix`);
      return id;
    };
    for (const flow of matrix) this.#rules(name, flow, idOf);

    const endpoints = ids.get("endpoints");
    this.ids = {
      "load-balancer": idOf("load-balancer"),
      proxy: idOf("proxy"),
      domain: idOf("domain"),
      ...(endpoints === undefined ? {} : { endpoints }),
    };
    this.registerOutputs({ ids: this.ids });
  }

  #group(
    name: string,
    group: GroupName,
    { baseName }: StackContext,
    vpcId: pulumi.Input<string>,
  ): pulumi.Output<string> {
    return new aws.ec2.SecurityGroup(
      `${name}-${group}`,
      { vpcId, description: DESCRIPTIONS[group], tags: { Name: `${baseName}-${group}` } },
      { parent: this },
    ).id;
  }

  #rules(name: string, flow: Flow, idOf: (group: GroupName) => pulumi.Output<string>): void {
    const rule = {
      ipProtocol: flow.protocol,
      fromPort: flow.port,
      toPort: flow.port,
      description: flow.why,
    };
    for (const side of rulesOf(flow)) {
      const [own, peer] = side === "ingress" ? [flow.to, flow.from] : [flow.from, flow.to];
      if (own.kind !== "group") continue;
      const Rule = side === "ingress" ? aws.vpc.SecurityGroupIngressRule : aws.vpc.SecurityGroupEgressRule;
      new Rule(
        `${name}-${flow.id}-${side}`,
        { securityGroupId: idOf(own.name), ...rule, ...peerOf(peer, idOf) },
        { parent: this },
      );
    }
  }
}

function groupsOf(matrix: readonly Flow[]): readonly Extract<Party, { kind: "group" }>[] {
  const groups = new Map<GroupName, Extract<Party, { kind: "group" }>>();
  for (const { from, to } of matrix) {
    for (const party of [from, to]) if (party.kind === "group") groups.set(party.name, party);
  }
  return [...groups.values()];
}

function peerOf(party: Party, idOf: (group: GroupName) => pulumi.Output<string>) {
  switch (party.kind) {
    case "group":
      return { referencedSecurityGroupId: idOf(party.name) };
    case "existing-group":
      return { referencedSecurityGroupId: party.id };
    case "prefix-list":
      return { prefixListId: party.id };
    case "cidr":
      return party.cidr.includes(":") ? { cidrIpv6: party.cidr } : { cidrIpv4: party.cidr };
  }
}
