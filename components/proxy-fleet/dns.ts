/** The public name, where its zone is ours to write to. */

import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** What answers under the public name. */
export interface AliasTarget {
  readonly kind: "load-balancer" | "distribution";
  readonly name: pulumi.Input<string>;
  readonly zoneId: pulumi.Input<string>;
}

/** Alias records of `hostName`: IPv4, and IPv6 for CloudFront, whose health Route 53 cannot evaluate. */
export function createRecords(
  name: string,
  args: { readonly zoneId: string; readonly hostName: string; readonly target: AliasTarget },
  parent: pulumi.Resource,
): void {
  const { zoneId, hostName, target } = args;
  const distribution = target.kind === "distribution";
  for (const type of distribution ? ["A", "AAAA"] : ["A"]) {
    new aws.route53.Record(
      `${name}-${type.toLowerCase()}`,
      {
        zoneId,
        name: hostName,
        type,
        aliases: [{ name: target.name, zoneId: target.zoneId, evaluateTargetHealth: !distribution }],
      },
      { parent },
    );
  }
}
