import * as pulumi from "@pulumi/pulumi";
import { createAlarms, createErrorAlarms } from "./alarms";
import { createConsoleDocuments } from "./console-documents";
import { createRecords } from "./dns";
import { createEdge } from "./edge";
import type { ProxyFleetArgs } from "./fleet-args";
import { fleetMistakes } from "./fleet-mistakes";
import { createInstances } from "./instances";
import { createFrontDoor } from "./load-balancer";
import { createPatchAlerts } from "./patch-alerts";
import { createPatching } from "./patching";

export { dashboardsAccess } from "./dashboards-access";
export type { ProxyFleetArgs } from "./fleet-args";
export { fleetNames } from "./instances";
export { LOAD_BALANCER_LOG_PREFIX, TLS_POLICIES } from "./load-balancer";
export type { DashboardsAccess } from "./nginx";
export { documentName } from "./patching";

/**
 * The nginx fleet that opens OpenSearch Dashboards, inside the VPC, to its users: load balancer, instances, what keeps
 * them patched and what reports on them; before it CloudFront where the exposure says so.
 */
export class ProxyFleet extends pulumi.ComponentResource {
  /** Where users go. */
  readonly url: string;
  readonly loadBalancerArn: pulumi.Output<string>;
  readonly loadBalancerDnsName: pulumi.Output<string>;
  readonly targetGroupArn: pulumi.Output<string>;
  /** The maintenance window; with operation `Install` only. */
  readonly windowId: pulumi.Output<string> | undefined;
  readonly autoScalingGroupName: pulumi.Output<string>;
  /** What the public name must be an alias or CNAME of: the distribution, or else the load balancer. */
  readonly aliasTarget: pulumi.Output<string>;

  /** @throws RangeError naming all mistakes in the plain arguments at once, before anything is created */
  constructor(name: string, args: ProxyFleetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging:index:ProxyFleet", name, {}, opts);
    const { proxy } = args;
    const { hostName, hostedZoneId, exposure } = proxy;
    const mistakes = fleetMistakes(args);
    if (mistakes.length > 0) throw new RangeError(mistakes.join("; "));

    const front = createFrontDoor(name, args, this);
    const { loadBalancer, listener } = front;
    const errorAlarms = createErrorAlarms(name, args, front, this);
    const group = createInstances(name, args, front, errorAlarms, this);
    const patching = createPatching(name, args, front, this);
    if (args.startedByConsole) createConsoleDocuments(name, args, this);
    createPatchAlerts(`${name}-patch`, args, patching, this);
    createAlarms(name, args, front, group, this);
    const distribution =
      exposure.kind === "cloudfront"
        ? createEdge(name, args, exposure, loadBalancer, listener, this)
        : undefined;

    const target = distribution
      ? { kind: "distribution" as const, name: distribution.domainName, zoneId: distribution.hostedZoneId }
      : { kind: "load-balancer" as const, name: loadBalancer.dnsName, zoneId: loadBalancer.zoneId };
    if (hostedZoneId !== undefined) {
      createRecords(`${name}-record`, { zoneId: hostedZoneId, hostName, target }, this);
    }

    this.url = `https://${hostName}/_dashboards/`;
    this.loadBalancerArn = loadBalancer.arn;
    this.loadBalancerDnsName = loadBalancer.dnsName;
    this.targetGroupArn = front.targetGroup.arn;
    this.windowId = patching.window?.id;
    this.autoScalingGroupName = group.name;
    this.aliasTarget = target.name;
    this.registerOutputs({
      url: this.url,
      loadBalancerArn: this.loadBalancerArn,
      loadBalancerDnsName: this.loadBalancerDnsName,
      targetGroupArn: this.targetGroupArn,
      windowId: this.windowId,
      autoScalingGroupName: this.autoScalingGroupName,
      aliasTarget: this.aliasTarget,
    });
  }
}
