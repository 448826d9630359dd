/** What the traffic matrix depends on, from the stack's configuration. */

import type * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../../config/stack-config";
import type { TrafficOptions } from "./traffic-matrix";

export interface TrafficFacts {
  readonly config: {
    readonly network: StackConfig["network"];
    readonly domain: StackConfig["domain"];
    readonly proxy: Pick<StackConfig["proxy"], "exposure">;
  };
  /** Prefix list of the S3 gateway endpoint, where there is one. */
  readonly s3PrefixListId: pulumi.Input<string> | undefined;
  /** Whether this stack makes interface endpoints. */
  readonly endpointsCreated: boolean;
}

/** The interface endpoints of an existing VPC that proxies must be let out to. */
function existingEndpoints({ network }: TrafficFacts["config"]): TrafficOptions["endpoints"]["existing"] {
  // With NAT their addresses are within what NAT opens, so they need no flow of their own.
  if (network.kind === "new" || network.egress === "nat") return "none";
  const { endpoints, endpointSecurityGroupId } = network.existing;
  if (endpoints.every((service) => service === "s3")) return "none";
  return endpointSecurityGroupId === undefined ? "unnamed" : { groupId: endpointSecurityGroupId };
}

/** The matrix's options as the configuration and the network's endpoints decide them. */
export function trafficOptions({ config, s3PrefixListId, endpointsCreated }: TrafficFacts): TrafficOptions {
  const { network, domain, proxy } = config;
  return {
    exposure: proxy.exposure,
    vpcCidr: network.cidr,
    nat: network.egress !== "endpoints",
    s3PrefixListId,
    endpoints: { created: endpointsCreated, existing: existingEndpoints(config) },
    domain: domain.kind === "new" ? "new" : { securityGroupId: domain.securityGroupId },
    cognitoProxied:
      domain.kind === "existing" && domain.customEndpoint === undefined && domain.cognitoHost !== undefined,
  };
}
