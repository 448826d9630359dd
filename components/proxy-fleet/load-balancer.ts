/** The load balancer before the fleet: one HTTPS listener, one target group. There is no listener on port 80. */

import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Partition } from "../../partitions";
import type { ProxyFleetArgs } from "./fleet-args";
import { timeouts } from "./nginx";

/** Where in the log archive the load balancer writes, as its bucket policy admits; file names tell the kinds apart. */
export const LOAD_BALANCER_LOG_PREFIX = "load-balancer";

/**
 * What the load balancer negotiates: TLS 1.2 with forward secrecy and authenticated ciphers, TLS 1.3, and post-quantum key
 * exchange where the client has it; in GovCloud the same from FIPS modules.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
export const TLS_POLICIES: { readonly [partition in Partition]: string } = {
  aws: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
  "aws-cn": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
  "aws-us-gov": "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
};

export interface FrontDoor {
  readonly loadBalancer: aws.lb.LoadBalancer;
  readonly targetGroup: aws.lb.TargetGroup;
  readonly listener: aws.lb.Listener;
}

/** Creates load balancer, target group and listener. */
export function createFrontDoor(name: string, args: ProxyFleetArgs, parent: pulumi.Resource): FrontDoor {
  const { context, proxy, logArchive } = args;
  const { kind } = proxy.exposure;
  const { read, idle } = timeouts(kind);
  const logs = { enabled: true, bucket: logArchive.bucketName, prefix: LOAD_BALANCER_LOG_PREFIX };
  const internetFacing = kind === "allowlist";

  const loadBalancer = new aws.lb.LoadBalancer(
    `${name}-alb`,
    {
      loadBalancerType: "application",
      internal: !internetFacing,
      ipAddressType: "ipv4",
      subnets: internetFacing ? args.publicSubnetIds : args.privateSubnetIds,
      securityGroups: [args.securityGroupIds.loadBalancer],
      enableDeletionProtection: context.deletionProtection,
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "strictest",
      // The proxies read the entry that is appended here, and none that a client brought along.
      xffHeaderProcessingMode: "append",
      preserveHostHeader: false,
      enableHttp2: true,
      enableWafFailOpen: false,
      idleTimeout: idle,
      accessLogs: logs,
      connectionLogs: logs,
      healthCheckLogs: logs,
    },
    { parent, dependsOn: [logArchive.policy], protect: context.deletionProtection },
  );
  const targetGroup = new aws.lb.TargetGroup(
    `${name}-targets`,
    {
      targetType: "instance",
      protocol: "HTTPS",
      protocolVersion: "HTTP1",
      port: 443,
      vpcId: args.vpcId,
      loadBalancingAlgorithmType: "least_outstanding_requests",
      // As long as the longest answer may take: nobody's query is cut by a replacement or by patching.
      deregistrationDelay: read,
      healthCheck: {
        protocol: "HTTPS",
        path: "/healthz",
        matcher: "200",
        interval: 10,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
    },
    { parent },
  );
  const listener = new aws.lb.Listener(
    `${name}-https`,
    {
      loadBalancerArn: loadBalancer.arn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy: TLS_POLICIES[context.partition.partition],
      certificateArn: proxy.certificateArn,
      routingHttpResponseServerEnabled: false,
      defaultActions: [{ type: "forward", targetGroupArn: targetGroup.arn }],
    },
    // A target group serves one load balancer at a time: it leaves a replaced one before it joins the next.
    { parent, deleteBeforeReplace: true },
  );
  return { loadBalancer, targetGroup, listener };
}
